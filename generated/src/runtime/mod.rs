//! The hand-written part of the client: everything that is not a list of operations and types.
#![allow(
    clippy::module_inception,
    reason = "the crate is named after the folder that is copied"
)]

pub mod base64;
pub mod client;
pub mod custom_fields;
pub mod date;
pub mod decimal;
pub(crate) mod enums;
pub mod error;
pub mod extra;
pub mod field;
pub mod file;
pub mod operation;
pub mod param;
pub mod prelude;
pub mod reader;
pub mod record;
pub mod reply;
pub mod request;
pub mod serde;
pub mod transport;
pub mod union;
pub mod wire;
pub mod writer;

#[cfg(feature = "reqwest")]
pub mod http_client;
