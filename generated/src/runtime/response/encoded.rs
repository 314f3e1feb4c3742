//! A response as it came, and how a payload is decoded from it.

use std::cell::RefCell;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::runtime::error::DecodeError;
use crate::runtime::error::mismatch::{Kind, Mismatch, Step};
use crate::runtime::error::shown::{self, Headers};
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::request::meta::Method;
use crate::runtime::request::request::Request;

/// A response whose payload is not decoded yet.
pub struct EncodedResponse<'a> {
    status: StatusCode,
    headers: &'a HeaderMap,
    body: &'a Bytes,
    envelope: Option<&'static str>,
    /// Whether there can be no body at all: the method is HEAD.
    bodiless: bool,
    /// Whether the request belongs to an operation of the description.
    described: bool,
    max_memory: usize,
    mismatches: RefCell<(Vec<Mismatch>, usize)>,
}

/// What the client does with a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// Follows it.
    Follow,
    /// Returns it: it is what the operation is for.
    Return,
}

/// What a response can be decoded as.
pub trait Payload: Sized + Send {
    /// What the client does with a redirect.
    const REDIRECTS: Redirects = Redirects::Follow;

    /// Whether any response will do, so that 304 is as good as any success.
    const ANYTHING: bool = false;

    /// Decodes the payload.
    fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError>;
}

impl<T: Wire + Send> Payload for T {
    const ANYTHING: bool = T::ANYTHING;

    fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError> {
        response.json()
    }
}

impl Payload for Bytes {
    fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError> {
        if response.body.is_empty() && response.lacks_content() {
            return Err(DecodeError::Empty);
        }
        Ok(response.body.clone())
    }
}

/// A response that is a redirect.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirect {
    /// The URL it leads to. It can be on any host: do not send the token there.
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

    fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError> {
        let location = response.headers.get(http::header::LOCATION);
        let location = location
            .filter(|_| response.status.is_redirection())
            .and_then(|value| value.to_str().ok())
            .ok_or(DecodeError::Redirect)?;
        Ok(Self {
            location: location.to_owned(),
        })
    }
}

impl<'a> EncodedResponse<'a> {
    /// The response to `request`.
    pub(crate) fn new(
        request: &Request,
        status: StatusCode,
        headers: &'a HeaderMap,
        body: &'a Bytes,
    ) -> Self {
        let response = Self {
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
            response.mismatches.borrow_mut().0.push(Mismatch {
                path: String::new(),
                expected: "no body, as the status says".to_owned(),
                found: "a body".to_owned(),
            });
        }
        response
    }

    /// Whether the operation describes this status, where it is a redirect or refers to an earlier
    /// response.
    pub(crate) fn is_described<T: Payload>(&self) -> bool {
        let returned = T::REDIRECTS == Redirects::Return;
        match self.status {
            StatusCode::NOT_MODIFIED => T::ANYTHING || returned || !self.described,
            status => !status.is_redirection() || returned,
        }
    }

    /// Limits how many bytes of memory the payload may take.
    pub(crate) fn with_memory(mut self, bytes: usize) -> Self {
        self.max_memory = bytes;
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The mismatches found while decoding, and how many there were beyond those that are kept.
    pub(crate) fn into_mismatches(self) -> (Vec<Mismatch>, usize) {
        self.mismatches.into_inner()
    }

    /// The payload from JSON.
    pub fn json<T: Wire>(&self) -> Result<T, DecodeError> {
        self.read(self.envelope)
    }

    /// The whole body from JSON: for a status without the envelope that others have.
    pub fn whole<T: Wire>(&self) -> Result<T, DecodeError> {
        self.read(None)
    }

    fn read<T: Wire>(&self, envelope: Option<&'static str>) -> Result<T, DecodeError> {
        let text = std::str::from_utf8(self.body).map_err(|_| DecodeError::Encoding)?;
        if text.trim_ascii().is_empty() {
            return self.empty();
        }
        // The few types that can be text are tried first: looking at the headers costs more.
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
        // The reader stops before what it did not accept. A null is not reported anywhere else.
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

    /// The payload of an empty body. Where the description has a payload, an empty value would mean
    /// that there is nothing, and a program would act on it.
    fn empty<T: Wire>(&self) -> Result<T, DecodeError> {
        let nothing = T::NOTHING && (T::ANYTHING || !self.lacks_content());
        let allowed = nothing || self.bodiless;
        let value = T::empty().filter(|_| allowed);
        value.ok_or(DecodeError::Empty)
    }

    /// Whether the server says that there is no content, although the description has some: a text or
    /// a file that can be empty.
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

/// Reads the payload under `key`. A body without that key is taken to be the payload itself.
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

impl fmt::Debug for EncodedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodedResponse")
            .field("status", &self.status)
            .field("headers", &Headers(self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}
