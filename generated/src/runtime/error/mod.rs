//! What can go wrong, by what a caller can do about it, and how much of it may be shown.

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

/// Why a request failed: [`kind`](Self::kind) says what to do about it, the other methods what is known.
pub struct Error {
    kind: ErrorKind,
    details: Box<Details>,
}

/// The kind of an [`Error`], by what a caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be sent as it is; nothing was sent. Change it.
    Invalid,
    /// The connection failed or broke. The request may or may not have been processed.
    Transport,
    /// There was no response in time. The request may or may not have been processed.
    Timeout,
    /// 401: the token is missing, expired or revoked. Sign in again.
    Authentication,
    /// 403: the user or the app is not permitted to do this.
    Permission,
    /// 404 or 410: it does not exist, or the user may not see it.
    NotFound,
    /// 400 or 422: Procore rejects the values; see [`Error::fields`].
    Validation,
    /// 409: somebody else changed it, or it exists already.
    Conflict,
    /// 429: too many requests, even after waiting as long as the policy allows.
    RateLimit,
    /// 5xx: Procore failed.
    Server,
    /// Any other status that is not a success.
    Status,
    /// The response is not what the description says; see [`Error::mismatches`].
    Decode,
    /// The response is larger than the client may read, or takes more memory than it may use.
    TooLarge,
    /// The operation is past its sunset date, and the client's policy refuses such operations.
    Sunset,
    /// The operation is deprecated, and the client's policy refuses such operations.
    Deprecated,
}

/// What is known of an error.
#[derive(Default)]
pub(crate) struct Details {
    pub(crate) operation: String,
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) fields: BTreeMap<String, Vec<String>>,
    pub(crate) mismatches: Vec<Mismatch>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) location: Option<String>,
    pub(crate) body: Bytes,
    pub(crate) source: Option<BoxError>,
    /// What a retry policy is asked about, where a request failed before it was sent.
    pub(crate) failure: Option<Failure>,
    /// The path parameters of the request, without the secret ones.
    pub(crate) path: Vec<(&'static str, String)>,
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

    /// All but the cause, which cannot be copied; the message mentions it.
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
            path: self.path.clone(),
        })
    }

    /// Notes where a response redirects to.
    pub(crate) fn note_location(&mut self, status: StatusCode, headers: &HeaderMap) {
        let location = headers.get(http::header::LOCATION);
        let location = location.filter(|_| status.is_redirection());
        self.location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into());
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, details: Box<Details>) -> Self {
        Self { kind, details }
    }

    /// An error of `operation`, of which nothing more is known.
    pub(crate) fn of(
        kind: ErrorKind,
        operation: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(kind, Details::of(operation, message))
    }

    /// The error for a status that is not a success.
    pub(crate) fn from_status(status: StatusCode, details: Box<Details>) -> Self {
        let kind = match status.as_u16() {
            401 => ErrorKind::Authentication,
            403 => ErrorKind::Permission,
            404 | 410 => ErrorKind::NotFound,
            400 | 422 => ErrorKind::Validation,
            408 => ErrorKind::Timeout,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimit,
            500..=599 => ErrorKind::Server,
            _ => ErrorKind::Status,
        };
        Self::new(kind, details)
    }

    pub(crate) fn details(&self) -> &Details {
        &self.details
    }

    pub(crate) fn details_mut(&mut self) -> &mut Details {
        &mut self.details
    }

    /// A copy for another caller that waited for the same result.
    pub(crate) fn copy(&self) -> Self {
        Self::new(self.kind, self.details.copy())
    }

    /// The kind of error: what a caller can do about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether there was no response in time. The request may or may not have been processed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == ErrorKind::Timeout
    }

    /// Whether it does not exist, or the user may not see it.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind == ErrorKind::NotFound
    }

    /// Whether there were too many requests.
    #[must_use]
    pub fn is_rate_limit(&self) -> bool {
        self.kind == ErrorKind::RateLimit
    }

    /// Whether the same request can succeed later: the connection failed, there was no response in
    /// time, there were too many requests, or Procore failed. The client has retried already, as its
    /// policy allows. A request that creates something may have been processed; look before it is
    /// sent again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::RateLimit | ErrorKind::Server
        )
    }

    /// The operation: its title, method and path.
    #[must_use]
    pub fn operation(&self) -> &str {
        &self.details.operation
    }

    /// The parameters of the path, `("id", "7")`, where an operation was requested. Only this gives
    /// them: [`Display`](fmt::Display) and [`Debug`] leave them out, and a parameter that is a secret
    /// is never among them.
    pub fn path_values(&self) -> impl Iterator<Item = (&str, &str)> {
        let values = self.details.path.iter();
        values.map(|(name, value)| (*name, value.as_str()))
    }

    /// The status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.details.status
    }

    /// Procore's id of the request, to quote to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.details.request_id.as_deref()
    }

    /// What went wrong: Procore's message where it sent one.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.details.message
    }

    /// Procore's error code, if it sent one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.details.code.as_deref()
    }

    /// What is wrong with which field, where Procore says so.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, Vec<String>> {
        &self.details.fields
    }

    /// Where the response differs from the description, for [`ErrorKind::Decode`].
    #[must_use]
    pub fn mismatches(&self) -> &[Mismatch] {
        &self.details.mismatches
    }

    /// How long Procore asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.details.retry_after
    }

    /// How many times the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.details.attempts
    }

    /// Where the response redirects to, if it does; the client did not follow it. The URL can be on
    /// any host, and contain a signature.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.details.location.as_deref()
    }

    /// The body of the response, as far as it was read.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.details.body
    }

    /// The body as text, cut for display, and without control characters.
    #[must_use]
    pub fn body_excerpt(&self) -> String {
        let body = &self.details.body;
        let text = String::from_utf8_lossy(body.get(..SHOWN).unwrap_or(body));
        let more = if body.len() > SHOWN { " ..." } else { "" };
        format!("{}{more}", Plain(text.trim()))
    }

    /// What happened, in a few words.
    fn headline(&self) -> &'static str {
        match self.kind {
            ErrorKind::Invalid => "the request cannot be sent",
            ErrorKind::Transport => "the connection failed",
            ErrorKind::Timeout => "no response in time",
            ErrorKind::Authentication => "not signed in",
            ErrorKind::Permission => "not permitted",
            ErrorKind::NotFound => "not found, or not visible to this user",
            ErrorKind::Validation => "the values were refused",
            ErrorKind::Conflict => "conflict",
            ErrorKind::RateLimit => "too many requests",
            ErrorKind::Server => "Procore failed",
            ErrorKind::Status => "unexpected status",
            ErrorKind::Decode => "the response could not be read",
            ErrorKind::TooLarge => "the response is too large",
            ErrorKind::Sunset => "the operation is past its sunset date",
            ErrorKind::Deprecated => "deprecated operations are refused",
        }
    }
}

/// Shows the length of the body, not its content.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.details;
        f.debug_struct("Error")
            .field("kind", &self.kind)
            .field("operation", &details.operation)
            .field("status", &details.status)
            .field("request_id", &details.request_id)
            .field("message", &details.message)
            .field("code", &details.code)
            .field("fields", &details.fields)
            .field("mismatches", &details.mismatches)
            .field("retry_after", &details.retry_after)
            .field("attempts", &details.attempts)
            .field(
                "location",
                &details.location.as_deref().map(shown::location),
            )
            .field("body", &format_args!("{} bytes", details.body.len()))
            .field("source", &details.source)
            .finish_non_exhaustive()
    }
}

/// On one line, without control characters: much of it comes from the server.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Plain(Line(self)))
    }
}

struct Line<'a>(&'a Error);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0.details;
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
        self.details.source.as_deref().map(|source| source as _)
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
    /// The response is not a redirect, or does not say where to.
    #[error("the response is not a redirect with a `Location`, as the description says")]
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
