//! Files of any size, down from Procore and up to its storage.

pub(crate) mod checksum;
pub(crate) mod direct_upload;
pub mod download;
pub(crate) mod download_file;
pub(crate) mod part_file;
pub(crate) mod parts;
pub(crate) mod protocol;
pub(crate) mod transfers;
pub(crate) mod unified_upload;
pub mod upload;
pub(crate) mod upload_job;
