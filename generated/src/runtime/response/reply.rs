//! From the answer of the server to the payload that was asked for.

use std::cell::RefCell;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::runtime::error::DecodeError;
use crate::runtime::error::mismatch::{Kind, Mismatch, Step};
use crate::runtime::error::shown::{self, Headers};
use crate::runtime::http::headers::request_id;
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::request::meta::Method;
use crate::runtime::request::request::Request;

/// An answer, while its payload is decoded.
pub struct Reply<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    envelope: Option<&'static str>,
    /// Whether a body cannot come at all: with HEAD.
    bodiless: bool,
    /// Whether an operation is known that describes it.
    described: bool,
    max_memory: usize,
    mismatches: RefCell<(Vec<Mismatch>, usize)>,
}

/// What becomes of an answer that is a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// It is followed.
    Follow,
    /// It is what is asked for.
    Return,
}

/// What an operation can answer.
pub trait Payload: Sized + Send {
    /// What becomes of a redirect.
    const REDIRECTS: Redirects = Redirects::Follow;

    /// Whether nothing is described, so that 304 is as good as any success.
    const ANYTHING: bool = false;

    /// Decodes the payload.
    fn from_reply(reply: &Reply<'_>) -> Result<Self, DecodeError>;
}

impl<T: Wire + Send> Payload for T {
    const ANYTHING: bool = T::ANYTHING;

    fn from_reply(reply: &Reply<'_>) -> Result<Self, DecodeError> {
        reply.json()
    }
}

impl Payload for Bytes {
    fn from_reply(reply: &Reply<'_>) -> Result<Self, DecodeError> {
        if reply.body.is_empty() && reply.lacks_content() {
            return Err(DecodeError::Empty);
        }
        Ok(reply.body.clone())
    }
}

/// The answer is a redirect: where to.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirect {
    /// The URL. It can be of any host: do not send the token there.
    pub location: String,
}

/// Without the query, which can hold a signature.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redirect")
            .field("location", &shown::location(&self.location))
            .finish()
    }
}

impl Payload for Redirect {
    const REDIRECTS: Redirects = Redirects::Return;

    fn from_reply(reply: &Reply<'_>) -> Result<Self, DecodeError> {
        let location = reply.headers.get(http::header::LOCATION);
        let location = location
            .filter(|_| reply.status.is_redirection())
            .and_then(|value| value.to_str().ok())
            .ok_or(DecodeError::Redirect)?;
        Ok(Self {
            location: location.to_owned(),
        })
    }
}

impl<'a> Reply<'a> {
    /// An answer whose payload stands under `envelope`.
    pub(crate) fn new(
        request: &Request,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a Bytes,
    ) -> Self {
        let reply = Self {
            status,
            headers,
            body,
            envelope: request.meta().envelope,
            bodiless: request.method() == Method::Head,
            described: !request.meta().rust_path.is_empty(),
            max_memory: usize::MAX,
            mismatches: RefCell::default(),
        };
        let none = matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        );
        if none && !body.trim_ascii().is_empty() {
            reply.mismatches.borrow_mut().0.push(Mismatch {
                path: String::new(),
                expected: "no body, as the status says".to_owned(),
                found: "a body".to_owned(),
            });
        }
        reply
    }

    /// Whether the status is one that the operation describes, as far as it is a redirect or one
    /// that stands for an answer of before.
    pub(crate) fn is_described<T: Payload>(&self) -> bool {
        let returned = T::REDIRECTS == Redirects::Return;
        match self.status {
            StatusCode::NOT_MODIFIED => T::ANYTHING || returned || !self.described,
            status => !status.is_redirection() || returned,
        }
    }

    /// The same response, whose payload may take that many bytes of memory.
    pub(crate) fn with_memory(mut self, bytes: usize) -> Self {
        self.max_memory = bytes;
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// What was reported while decoding, and how many more there were than are kept.
    pub(crate) fn into_mismatches(self) -> (Vec<Mismatch>, usize) {
        self.mismatches.into_inner()
    }

    /// The payload from JSON.
    pub fn json<T: Wire>(&self) -> Result<T, DecodeError> {
        self.read(self.envelope)
    }

    /// The whole body from JSON: of an answer without an envelope where others have one.
    pub fn whole<T: Wire>(&self) -> Result<T, DecodeError> {
        self.read(None)
    }

    fn read<T: Wire>(&self, envelope: Option<&'static str>) -> Result<T, DecodeError> {
        let text = std::str::from_utf8(self.body).map_err(|_| DecodeError::Encoding)?;
        if text.trim_ascii().is_empty() {
            return self.empty();
        }
        // The few types that can be text are asked first: looking at the headers costs more.
        if let Some(value) = T::from_text(text)
            && !self.is_json(text)
        {
            return Ok(value);
        }
        let mut reader = Reader::with_memory(text, self.max_memory);
        let read = match envelope {
            Some(key) => unwrap(key, &mut reader),
            None => T::read(&mut reader),
        };
        let read = read.and_then(|value| reader.end().map(|()| value));
        let (found, dropped) = reader.take_mismatches();
        // The reader stands before what it did not take. A null is reported nowhere else.
        let is_null = found.is_empty() && reader.peek() == Some(b'n');
        let mut mismatches = self.mismatches.borrow_mut();
        mismatches.0.extend(found);
        mismatches.1 += dropped;
        read.map_err(|fault| match fault {
            Fault::Syntax => reader.take_stop().into(),
            Fault::Type if is_null => {
                let whole = text.trim_ascii().starts_with('n');
                let key = envelope.filter(|_| !whole);
                mismatches.0.push(Mismatch {
                    path: key.map(|key| format!("/{key}")).unwrap_or_default(),
                    expected: "the payload".to_owned(),
                    found: Kind::Null.name().to_owned(),
                });
                DecodeError::Null
            }
            Fault::Type => DecodeError::Type,
        })
    }

    /// The payload of an empty body. Where one is described, an empty value would say that there is
    /// nothing, and a program would act on it.
    fn empty<T: Wire>(&self) -> Result<T, DecodeError> {
        let nothing = T::NOTHING && (T::ANYTHING || !self.lacks_content());
        let allowed = nothing || self.bodiless;
        let value = T::empty().filter(|_| allowed);
        value.ok_or(DecodeError::Empty)
    }

    /// Whether the server says that there is nothing, where a text or a file is described that can
    /// be without content.
    fn lacks_content(&self) -> bool {
        let says = matches!(
            self.status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT
        );
        says && self.described && !self.bodiless
    }

    /// Whether the body is to be read as JSON.
    fn is_json(&self, text: &str) -> bool {
        let media_type = self
            .headers
            .get(http::header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        match media_type {
            Some(media_type) => media_type.to_ascii_lowercase().contains("json"),
            None => text.trim_ascii_start().starts_with(['{', '[', '"']),
        }
    }
}

/// Reads the payload under `key`. An answer without that key is taken for the payload itself.
fn unwrap<T: Wire>(key: &'static str, reader: &mut Reader<'_>) -> Result<T, Fault> {
    let mark = reader.mark();
    if reader.kind()? == Kind::Object {
        let mut unwrapped = None;
        let mut first = true;
        reader.object()?;
        while let Some(found) = reader.next_key(first)? {
            first = false;
            if found == key {
                let from = reader.reported();
                let read = T::read(reader);
                reader.within(from, || Step::key(key));
                unwrapped = Some(read?);
            } else {
                reader.raw()?;
            }
        }
        if let Some(payload) = unwrapped {
            return Ok(payload);
        }
        reader.rewind(mark);
    }
    reader.wrong("object with the payload under `data`");
    T::read(reader)
}

/// The answer to a request.
///
/// It dereferences to the payload.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The payload.
    pub value: T,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// Where the answer differs from the description; the values are kept in `extra`.
    pub mismatches: Vec<Mismatch>,
    /// How many mismatches there are beyond the thousand that are kept.
    pub more_mismatches: usize,
    /// The body as it came.
    pub body: Bytes,
}

/// Tells how long the body is, not what it says, nor the payload that was read from it: they can be
/// long, and hold a token or a signature. The payload has a `Debug` of its own.
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

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &Headers(self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl<T> Response<T> {
    /// The payload.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Procore's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How many items a paged list has in all, if Procore says.
    pub fn total(&self) -> Option<u64> {
        self.headers
            .get("total")
            .and_then(|value| value.to_str().ok()?.parse().ok())
    }

    /// The whole answer as JSON, with the envelope around the payload.
    pub fn envelope(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
