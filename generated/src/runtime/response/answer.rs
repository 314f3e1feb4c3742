//! An answer, before it is decoded.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::runtime::http::file::ByteStream;

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// What was read of the body.
    pub(crate) body: Bytes,
    /// What was not read of it.
    pub(crate) rest: Option<ByteStream>,
    pub(crate) attempts: u32,
}

/// How an answer is handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Its body is read.
    Read,
    /// Its body is left to be read, piece by piece.
    Unread,
}
