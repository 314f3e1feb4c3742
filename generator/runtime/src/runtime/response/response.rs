//! The decoded response to a request.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::runtime::error::mismatch::Mismatch;
use crate::runtime::error::shown::Headers;
use crate::runtime::http::headers::request_id;
use crate::runtime::limits::rate::RateLimit;

/// The response to a request: its payload, and what came with it.
///
/// Where the payload is a list, the response can be iterated like it:
///
/// ```text
/// for rfi in ListRfis::new(project).send(&client).await? {
///     println!("{:?}", rfi.subject);
/// }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) payload: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) mismatches: Vec<Mismatch>,
    pub(crate) more_mismatches: usize,
    pub(crate) body: Bytes,
}

impl<T> Response<T> {
    /// The payload.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// The payload, without what came with it.
    pub fn into_inner(self) -> T {
        self.payload
    }

    /// The same response with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            payload: change(self.payload),
            status: self.status,
            headers: self.headers,
            mismatches: self.mismatches,
            more_mismatches: self.more_mismatches,
            body: self.body,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Procore's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How many items a paged list has in all, if Procore says.
    pub fn total(&self) -> Option<u64> {
        let total = self.headers.get("total")?;
        total.to_str().ok()?.parse().ok()
    }

    /// What Procore says of the rate limit.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(&self.headers)
    }

    /// Where the response differs from the description. The values are kept in `extra`, and of the
    /// mismatches the first thousand.
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.mismatches
    }

    /// How many mismatches there are beyond those that are kept.
    pub fn more_mismatches(&self) -> usize {
        self.more_mismatches
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The whole body as JSON, with the envelope around the payload; `None` if it is not JSON.
    pub fn envelope(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Shows the length of the body, and neither its content nor the payload: they can be long, and hold
/// a token or a signature. The payload has a `Debug` of its own.
impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &Headers(&self.headers))
            .field("mismatches", &self.mismatches)
            .field("more_mismatches", &self.more_mismatches)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl<T: IntoIterator> IntoIterator for Response<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.payload.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.payload.into_iter()
    }
}
