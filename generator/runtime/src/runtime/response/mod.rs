//! From the response of the server to the payload that is returned.

pub(crate) mod decode;
pub mod encoded;
pub(crate) mod error_body;
pub(crate) mod raw;
pub mod response;
