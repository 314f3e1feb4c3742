//! The hand-written part of the client: everything that is not a list of operations and types.
#![allow(
    clippy::module_inception,
    reason = "the crate is named after the folder that is copied, some folders after what they are about"
)]

pub mod auth;
pub mod client;
pub mod error;
pub mod http;
pub mod json;
pub mod limits;
pub mod paging;
pub mod prelude;
pub mod public;
pub mod request;
pub mod response;
pub mod transfer;
pub mod values;
pub mod webhook;

#[cfg(feature = "testing")]
pub mod testing;
