//! From the answer of the server to the value that is handed out.

pub(crate) mod answer;
pub(crate) mod decode;
pub(crate) mod error_body;
pub mod reply;

pub use reply::Response;
