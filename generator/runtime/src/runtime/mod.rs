//! The hand-written part of the client: everything that is not a list of operations and types.
#![allow(
    clippy::module_inception,
    reason = "the crate is named after the folder that is copied"
)]

pub(crate) mod answer;
pub mod arrays;
pub mod base64;
pub(crate) mod body;
pub mod budget;
pub mod builder;
pub(crate) mod call;
pub(crate) mod checksum;
pub mod client;
pub mod clock;
pub(crate) mod credentials;
pub mod custom_fields;
pub mod date;
pub mod decimal;
pub(crate) mod decode;
pub(crate) mod digits;
pub(crate) mod direct_upload;
pub mod download;
pub(crate) mod download_file;
pub(crate) mod enums;
pub mod environment;
pub mod error;
pub(crate) mod error_body;
pub(crate) mod exchange;
pub mod extra;
pub mod field;
pub mod file;
pub(crate) mod fit;
pub mod flat;
pub(crate) mod form;
pub(crate) mod gate;
pub(crate) mod headers;
pub(crate) mod json;
pub mod meta;
pub mod mismatch;
pub mod oauth;
pub mod operation;
pub mod pages;
pub mod param;
pub(crate) mod part_file;
pub(crate) mod parts;
pub(crate) mod percent;
pub mod policy;
pub mod prelude;
pub(crate) mod prepare;
pub(crate) mod private_file;
pub mod rate;
pub mod raw;
pub mod reader;
pub mod record;
pub mod reply;
pub mod request;
pub(crate) mod retries;
pub mod retry;
pub(crate) mod retry_loop;
pub mod secret;
pub(crate) mod sender;
pub mod serde;
pub(crate) mod session;
pub mod setters;
pub(crate) mod shown;
pub mod stall;
pub mod token;
pub(crate) mod transfers;
pub mod transport;
pub(crate) mod unified_upload;
pub mod union;
pub mod upload;
pub(crate) mod upload_job;
pub mod wire;
pub mod writer;

#[cfg(feature = "reqwest")]
pub mod http_client;

#[cfg(feature = "testing")]
pub mod testing;
