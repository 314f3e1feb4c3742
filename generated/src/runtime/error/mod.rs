//! What can go wrong, told apart by what a caller can do about it, and what may be shown of it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use self::mismatch::{Mismatch, Stop, SyntaxError};
use self::shown::Plain;
use crate::runtime::limits::retry::Failure;

pub mod mismatch;
pub(crate) mod shown;

/// Any error, as a source.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How much of a body is shown in a message.
const SHOWN: usize = 500;

/// Why a request did not give what was asked for.
///
/// Every variant has the same [`Details`]; the variants tell what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request cannot be sent as it is; nothing was sent. Change it.
    Invalid(Box<Details>),
    /// The connection failed or broke. The request may or may not have been processed.
    Transport(Box<Details>),
    /// There was no answer in time. The request may or may not have been processed.
    Timeout(Box<Details>),
    /// 401: the token is missing, expired or revoked. Sign in again.
    Authentication(Box<Details>),
    /// 403: the user, or the app, may not do this.
    Permission(Box<Details>),
    /// 404 or 410: it does not exist, or the user may not see it.
    NotFound(Box<Details>),
    /// 400 or 422: Procore refuses the values; see [`Details::fields`].
    Validation(Box<Details>),
    /// 409: it was changed by somebody else, or exists already.
    Conflict(Box<Details>),
    /// 429: too many requests, also after waiting as the policy allows.
    RateLimit(Box<Details>),
    /// 5xx: Procore failed.
    Server(Box<Details>),
    /// Any other status that is no success.
    Status(Box<Details>),
    /// The answer is not what the description says; see [`Details::mismatches`].
    Decode(Box<Details>),
    /// The answer is larger than the client may read, or takes more memory than it may use.
    TooLarge(Box<Details>),
    /// The operation is past its sunset date, and the client's policy refuses those.
    Sunset(Box<Details>),
}

/// What is known of an error. Its `Debug` tells the length of the body, not what it says.
#[derive(Default)]
#[non_exhaustive]
pub struct Details {
    /// The operation: its title, method and path.
    pub operation: String,
    /// The status, if there was an answer.
    pub status: Option<StatusCode>,
    /// Procore's id of the request, to quote to its support.
    pub request_id: Option<String>,
    /// What went wrong: Procore's message where it sent one.
    pub message: String,
    /// Procore's error code, if it sent one.
    pub code: Option<String>,
    /// What is wrong with which field, for [`Error::Validation`].
    pub fields: BTreeMap<String, Vec<String>>,
    /// For [`Error::Decode`]: where the answer differs from the description.
    pub mismatches: Vec<Mismatch>,
    /// How long Procore asks to wait.
    pub retry_after: Option<Duration>,
    /// How many times the request was sent.
    pub attempts: u32,
    /// Where the answer redirects to, if it does: it was not followed. The URL can be of any host,
    /// and hold a signature.
    pub location: Option<String>,
    /// The body of the answer, as far as it was read.
    pub body: Bytes,
    /// The cause.
    pub source: Option<BoxError>,
    /// What a retry policy is asked about, where a request failed before it was sent.
    pub(crate) failure: Option<Failure>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("message", &self.message)
            .field("code", &self.code)
            .field("fields", &self.fields)
            .field("mismatches", &self.mismatches)
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .field("location", &self.location.as_deref().map(shown::location))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Details {
    /// Details of an error of `operation`.
    pub(crate) fn of(operation: impl Into<String>, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            operation: operation.into(),
            message: message.into(),
            ..Self::default()
        })
    }

    /// All but the cause, which cannot be copied; the message tells of it.
    fn copy(&self) -> Box<Self> {
        Box::new(Self {
            operation: self.operation.clone(),
            status: self.status,
            request_id: self.request_id.clone(),
            message: self.message.clone(),
            code: self.code.clone(),
            fields: self.fields.clone(),
            mismatches: self.mismatches.clone(),
            retry_after: self.retry_after,
            attempts: self.attempts,
            location: self.location.clone(),
            body: self.body.clone(),
            source: None,
            failure: self.failure,
        })
    }

    /// Notes where an answer redirects to.
    pub(crate) fn note_location(&mut self, status: StatusCode, headers: &HeaderMap) {
        let location = headers.get(http::header::LOCATION);
        let location = location.filter(|_| status.is_redirection());
        self.location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into());
    }

    /// The body as text, cut for display, and without control characters.
    #[must_use]
    pub fn body_excerpt(&self) -> String {
        let text = String::from_utf8_lossy(self.body.get(..SHOWN).unwrap_or(&self.body));
        let more = if self.body.len() > SHOWN { " ..." } else { "" };
        format!("{}{more}", Plain(text.trim()))
    }
}

impl Error {
    /// What is known of it.
    #[must_use]
    pub fn details(&self) -> &Details {
        match self {
            Self::Invalid(d)
            | Self::Transport(d)
            | Self::Timeout(d)
            | Self::Authentication(d)
            | Self::Permission(d)
            | Self::NotFound(d)
            | Self::Validation(d)
            | Self::Conflict(d)
            | Self::RateLimit(d)
            | Self::Server(d)
            | Self::Status(d)
            | Self::Decode(d)
            | Self::TooLarge(d)
            | Self::Sunset(d) => d,
        }
    }

    pub(crate) fn details_mut(&mut self) -> &mut Details {
        match self {
            Self::Invalid(d)
            | Self::Transport(d)
            | Self::Timeout(d)
            | Self::Authentication(d)
            | Self::Permission(d)
            | Self::NotFound(d)
            | Self::Validation(d)
            | Self::Conflict(d)
            | Self::RateLimit(d)
            | Self::Server(d)
            | Self::Status(d)
            | Self::Decode(d)
            | Self::TooLarge(d)
            | Self::Sunset(d) => d,
        }
    }

    /// The error again, for somebody else who waited for the same.
    pub(crate) fn copy(&self) -> Self {
        let again: fn(Box<Details>) -> Self = match self {
            Self::Invalid(_) => Self::Invalid,
            Self::Transport(_) => Self::Transport,
            Self::Timeout(_) => Self::Timeout,
            Self::Authentication(_) => Self::Authentication,
            Self::Permission(_) => Self::Permission,
            Self::NotFound(_) => Self::NotFound,
            Self::Validation(_) => Self::Validation,
            Self::Conflict(_) => Self::Conflict,
            Self::RateLimit(_) => Self::RateLimit,
            Self::Server(_) => Self::Server,
            Self::Status(_) => Self::Status,
            Self::Decode(_) => Self::Decode,
            Self::TooLarge(_) => Self::TooLarge,
            Self::Sunset(_) => Self::Sunset,
        };
        again(self.details().copy())
    }

    /// The status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.details().status
    }

    /// Procore's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.details().request_id.as_deref()
    }

    /// The operation: its title, method and path.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.details().operation
    }

    /// The body of the answer.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.details().body
    }

    /// The error that belongs to a status that is no success.
    pub(crate) fn from_status(status: StatusCode, details: Box<Details>) -> Self {
        match status.as_u16() {
            401 => Self::Authentication(details),
            403 => Self::Permission(details),
            404 | 410 => Self::NotFound(details),
            400 | 422 => Self::Validation(details),
            408 => Self::Timeout(details),
            409 => Self::Conflict(details),
            429 => Self::RateLimit(details),
            500..=599 => Self::Server(details),
            _ => Self::Status(details),
        }
    }

    /// What happened, in a few words.
    fn headline(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "the request cannot be sent",
            Self::Transport(_) => "the connection failed",
            Self::Timeout(_) => "no answer in time",
            Self::Authentication(_) => "not signed in",
            Self::Permission(_) => "not permitted",
            Self::NotFound(_) => "not found, or not visible to this user",
            Self::Validation(_) => "the values were refused",
            Self::Conflict(_) => "conflict",
            Self::RateLimit(_) => "too many requests",
            Self::Server(_) => "Procore failed",
            Self::Status(_) => "unexpected status",
            Self::Decode(_) => "the answer could not be read",
            Self::TooLarge(_) => "the answer is too large",
            Self::Sunset(_) => "the operation is past its sunset date",
        }
    }
}

/// In one line, without control characters: much of it is what the server says.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Plain(Line(self)))
    }
}

struct Line<'a>(&'a Error);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = self.0.details();
        write!(f, "{}: {}", details.operation, self.0.headline())?;
        if let Some(status) = details.status {
            write!(f, " ({status})")?;
        }
        if !details.message.is_empty() {
            write!(f, ": {}", details.message)?;
        }
        if let Some(location) = &details.location {
            let location = shown::location(location);
            write!(f, "; it redirects to {location}, which is not followed")?;
        }
        for (field, messages) in &details.fields {
            write!(f, "; {field}: {}", messages.join(", "))?;
        }
        for mismatch in details.mismatches.iter().take(3) {
            write!(f, "; {mismatch}")?;
        }
        if let Some(id) = &details.request_id {
            write!(f, " [request {id}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.details().source.as_deref().map(|source| source as _)
    }
}

/// Why a payload could not be decoded.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The body is not JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The body is JSON of another type.
    #[error("the payload has another type than the description says")]
    Type,
    /// The payload is null, and cannot be.
    #[error("the server sent null, where the payload was expected")]
    Null,
    /// The body is empty, and the payload cannot be.
    #[error("the body is empty, although the description has a payload")]
    Empty,
    /// The answer is no redirect, or says not where to.
    #[error("the response is no redirect with a `Location`, as the description says")]
    Redirect,
    /// The body is not UTF-8.
    #[error("the body is not UTF-8 text")]
    Encoding,
    /// The payload takes more memory than the client may use for it.
    #[error("{}", Stop::Memory(*.0))]
    Memory(usize),
}

impl From<Stop> for DecodeError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Syntax(error) => Self::Syntax(error),
            Stop::Memory(bytes) => Self::Memory(bytes),
        }
    }
}
