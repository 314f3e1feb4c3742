//! A response before it is decoded.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::runtime::http::file::ByteStream;

/// A response before it is decoded.
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The part of the body that was read.
    pub(crate) body: Bytes,
    /// The part of the body that is still to be read.
    pub(crate) rest: Option<ByteStream>,
    /// How many times the request was sent.
    pub(crate) attempts: u32,
}

/// How a response is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// With its body read.
    Read,
    /// With its body still to be read, piece by piece.
    Unread,
}
