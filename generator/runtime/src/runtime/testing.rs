//! For tests: transports that respond without a network, and a clock that does not wait.

use std::collections::VecDeque;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::error::BoxError;
use super::http::stream;
use super::http::transport::{
    BoxFuture, HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use super::limits::clock::{Clock, later};

/// A request as a [`MockTransport`] saw it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Seen {
    /// `GET`
    pub method: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query as pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The whole URL.
    pub url: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Seen {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// A response of a [`MockTransport`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Canned {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    error: Option<TransportErrorKind>,
}

impl Canned {
    /// A response of `status` without a body.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            error: None,
        }
    }

    /// A response of JSON.
    pub fn json(body: &Value) -> Self {
        Self::status(200)
            .with_header("content-type", "application/json")
            .with_body(body.to_string())
    }

    /// No response.
    pub fn error(kind: TransportErrorKind) -> Self {
        Self {
            error: Some(kind),
            ..Self::status(500)
        }
    }

    /// Sets the status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Self::status(status).status;
        self
    }

    /// Sets a header; an invalid one is skipped.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            self.headers.append(name, value);
        }
        self
    }

    /// Sets the body.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}

/// What responds to a request.
type Handler = Box<dyn Fn(&Seen) -> Canned + Send + Sync>;

/// A transport that responds from code, or from recorded files, and remembers the requests.
///
/// ```text
/// let mock = MockTransport::new(|request| match request.path.as_str() {
///     "/rest/v1.0/me" => Canned::json(&json!({"id": 1})),
///     _ => Canned::status(404),
/// });
/// let client = Client::builder().transport(mock.clone()).build()?;
/// ```
#[derive(Clone)]
pub struct MockTransport {
    handler: Arc<Handler>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockTransport").finish_non_exhaustive()
    }
}

impl MockTransport {
    /// Responds with what `handler` returns.
    pub fn new(handler: impl Fn(&Seen) -> Canned + Send + Sync + 'static) -> Self {
        Self {
            handler: Arc::new(Box::new(handler)),
            seen: Arc::default(),
        }
    }

    /// Responds with these, one after the other; then with 501.
    pub fn sequence(responses: impl IntoIterator<Item = Canned>) -> Self {
        let responses = Mutex::new(responses.into_iter().collect::<VecDeque<_>>());
        Self::new(move |_| {
            let mut responses = responses.lock().unwrap_or_else(PoisonError::into_inner);
            responses.pop_front().unwrap_or_else(|| Canned::status(501))
        })
    }

    /// Responds from recorded files: `GET /rest/v1.0/me` from `GET/rest/v1.0/me.json` in `folder`,
    /// and with 404 and the name of the file where there is none.
    ///
    /// A file holds the body, or `{"status": .., "headers": {..}, "body": ..}`.
    pub fn recorded(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref().to_owned();
        Self::new(move |seen| {
            let steps = seen
                .path
                .split('/')
                .filter(|step| !matches!(*step, "" | "." | ".."));
            let mut file = folder.join(&seen.method);
            file.extend(steps);
            file.as_mut_os_string().push(".json");
            match std::fs::read_to_string(&file) {
                Ok(text) => recorded(&text),
                Err(error) => Canned::status(404).with_body(format!("{}: {error}", file.display())),
            }
        })
    }

    /// The requests so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The response that a file holds.
fn recorded(text: &str) -> Canned {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            return Canned::status(500)
                .with_body(format!("the recorded file is not JSON: {error}"));
        }
    };
    let (Some(status), Some(body)) = (
        value.get("status").and_then(Value::as_u64),
        value.get("body"),
    ) else {
        return Canned::json(&value);
    };
    let mut response = Canned::json(body).with_status(u16::try_from(status).unwrap_or(500));
    for (name, value) in value
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        response = response.with_header(name, value.as_str().unwrap_or_default());
    }
    response
}

impl Transport for MockTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let broken = |error: BoxError| TransportError::new(TransportErrorKind::Broken, error);
            let sent = match request.body {
                HttpBody::Empty => Bytes::new(),
                HttpBody::Bytes(bytes) => bytes,
                HttpBody::Stream { stream, .. } => stream::read(stream, u64::MAX)
                    .await
                    .map_err(|error| broken(error.into()))?,
            };
            let pairs = request.url.query_pairs();
            let seen = Seen {
                method: request.method.to_string(),
                path: request.url.path().to_owned(),
                query: pairs
                    .map(|(name, value)| (name.into(), value.into()))
                    .collect(),
                url: request.url.to_string(),
                headers: request.headers,
                body: sent,
            };
            let response = (self.handler)(&seen);
            self.seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(seen);
            if let Some(kind) = response.error {
                return Err(TransportError::new(kind, "the test says so"));
            }
            let body = stream::from_bytes(response.body);
            Ok(HttpResponse::new(response.status, response.headers, body))
        })
    }
}

/// A clock that jumps instead of waiting; clones share the time.
///
/// A timer beside something else, such as one that ends what stalls, does not ring because of such a
/// jump, in which no server could have done anything: it rings after [`Self::advance`].
#[derive(Debug, Clone)]
pub struct VirtualClock(Arc<Time>);

#[derive(Debug)]
struct Time {
    /// The time, and how far it was moved on.
    now: Mutex<(SystemTime, Duration)>,
    moved: tokio::sync::Notify,
}

impl VirtualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self(Arc::new(Time {
            now: Mutex::new((now, Duration::ZERO)),
            moved: tokio::sync::Notify::new(),
        }))
    }

    /// A clock that stands at `seconds` since 1970.
    #[must_use]
    pub fn at(seconds: u64) -> Self {
        Self::new(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }

    /// Moves on.
    pub fn advance(&self, duration: Duration) {
        let mut time = self.time();
        time.0 += duration;
        time.1 += duration;
        drop(time);
        self.0.moved.notify_waiters();
    }

    /// The seconds since 1970.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or_default().as_secs()
    }

    fn time(&self) -> MutexGuard<'_, (SystemTime, Duration)> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> SystemTime {
        self.time().0
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let until = later(self.now(), duration);
        Box::pin(async move {
            // Others come first, as they would while this one waits.
            tokio::task::yield_now().await;
            let mut time = self.time();
            time.0 = time.0.max(until);
        })
    }

    fn timer(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let until = self.monotonic().saturating_add(duration);
        Box::pin(async move {
            loop {
                let moved = self.0.moved.notified();
                if self.monotonic() >= until {
                    return;
                }
                moved.await;
            }
        })
    }

    fn monotonic(&self) -> Duration {
        self.time().1
    }

    fn random(&self) -> f64 {
        0.5
    }
}
