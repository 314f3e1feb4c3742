//! The seam between the client and the network: what sends one HTTP request.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use url::Url;

use super::cause::WithCause;
use super::file::ByteStream;
use crate::runtime::error::BoxError;
use crate::runtime::error::shown::{self, Plain};
pub use crate::runtime::limits::clock::BoxFuture;

/// Sends one HTTP request: no retries, no redirects, no decoding.
///
/// The client comes with one that uses `reqwest`; an application or a test can bring its own.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, and gives up after its timeout.
    ///
    /// The body of the response ends with an error if it breaks off. A [`TransportError`] as
    /// its cause distinguishes a timeout from a broken connection.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}

/// An HTTP request that is about to be sent.
#[non_exhaustive]
pub struct HttpRequest {
    /// The method.
    pub method: http::Method,
    /// The URL.
    pub url: Url,
    /// The headers, the token among them.
    pub headers: HeaderMap,
    /// The body.
    pub body: HttpBody,
    /// How long the whole exchange may take, until the last piece of the response's body.
    pub timeout: Option<Duration>,
}

impl fmt::Debug for HttpRequest {
    /// Without the headers and what can be a secret in the URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &shown::url(&self.url))
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// The body of a request.
#[derive(Default)]
#[non_exhaustive]
pub enum HttpBody {
    /// None.
    #[default]
    Empty,
    /// In memory.
    Bytes(Bytes),
    /// Piece by piece.
    Stream {
        /// The length in bytes, if known.
        length: Option<u64>,
        /// The pieces.
        stream: ByteStream,
    },
}

impl fmt::Debug for HttpBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream { length, .. } => write!(f, "Stream({length:?})"),
        }
    }
}

/// A response, its body not yet read.
#[non_exhaustive]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: ByteStream,
}

impl HttpResponse {
    /// A response with a body that comes piece by piece.
    #[must_use]
    pub fn new(status: StatusCode, headers: HeaderMap, body: ByteStream) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why a request got no response.
#[derive(Debug, thiserror::Error)]
#[error("{}", Plain(WithCause(&**source)))]
#[non_exhaustive]
pub struct TransportError {
    /// How far it got.
    pub kind: TransportErrorKind,
    /// The cause.
    pub source: BoxError,
}

impl TransportError {
    /// An error with its cause.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self {
            kind,
            source: source.into(),
        }
    }
}

/// How far a request without a response got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection, so the request was not processed.
    Connect,
    /// There was no response in time; the request may have been processed.
    Timeout,
    /// The connection broke; the request may have been processed.
    Broken,
    /// The request could not be made.
    Request,
}
