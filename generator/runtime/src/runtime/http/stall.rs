//! Ends what no longer moves: a request that nobody takes, a response that does not come, or only byte
//! by byte.
//!
//! The time that counts is what is spent waiting for the other side. A caller that reads a response
//! slowly, or whose file is slow to read, stalls nothing.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, HeaderValue};

use super::file::ByteStream;
use super::stream::from_bytes;
use super::transport::{
    BoxFuture, HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use crate::runtime::error::BoxError;
use crate::runtime::limits::clock::Clock;

/// From which size on a body in memory is sent piece by piece, and how large pieces are at most.
const LARGE: usize = 256 * 1024;
const PIECE: usize = 64 * 1024;

/// When a transfer counts as stalled, and ends with a timeout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct StallProtection {
    /// The lowest rate in bytes per second, averaged over a window, in either direction; 1,024 unless
    /// set. With 0 a transfer can be as slow as it likes.
    pub bytes_per_second: u64,
    /// How long a transfer may be slower than that; 30 s unless set.
    pub window: Duration,
    /// How long the first byte of the response may take, once the request is sent; 90 s unless
    /// set.
    pub response: Duration,
}

impl Default for StallProtection {
    fn default() -> Self {
        Self {
            bytes_per_second: 1_024,
            window: Duration::from_secs(30),
            response: Duration::from_secs(90),
        }
    }
}

impl StallProtection {
    /// Never ends a transfer, unless the transport gives up.
    #[must_use]
    pub fn off() -> Self {
        Self {
            bytes_per_second: 0,
            window: Duration::MAX,
            response: Duration::MAX,
        }
    }

    /// Sets how many bytes a second must pass at least.
    #[must_use]
    pub fn bytes_per_second(mut self, bytes: u64) -> Self {
        self.bytes_per_second = bytes;
        self
    }

    /// Sets how long a transfer may be slower than that.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Sets how long the first byte of the response may take.
    #[must_use]
    pub fn response(mut self, response: Duration) -> Self {
        self.response = response;
        self
    }
}

/// How much passes: a pure function, apart from the time that it is given.
#[derive(Debug, Clone, Copy)]
struct Pace {
    floor: StallProtection,
    /// Since enough has come last: how many bytes, and how long the other side let wait for them.
    passed: u64,
    waited: Duration,
}

impl Pace {
    fn new(floor: StallProtection) -> Self {
        Self {
            floor,
            passed: 0,
            waited: Duration::ZERO,
        }
    }

    /// How many bytes have to pass within a window.
    fn needed(&self) -> u64 {
        let rate = u128::from(self.floor.bytes_per_second);
        let needed = rate
            .saturating_mul(self.floor.window.as_millis())
            .div_ceil(1_000);
        u64::try_from(needed).unwrap_or(u64::MAX)
    }

    /// These bytes passed, after so long.
    fn pass(&mut self, bytes: u64, waited: Duration) {
        self.passed = self.passed.saturating_add(bytes);
        self.waited = self.waited.saturating_add(waited);
        if self.passed >= self.needed() {
            *self = Self::new(self.floor);
        }
    }

    /// How long the other side may let wait for more; nothing if it stalls.
    fn left(&self, waiting: Duration) -> Duration {
        if self.needed() == 0 {
            return Duration::MAX;
        }
        let waited = self.waited.saturating_add(waiting);
        self.floor.window.saturating_sub(waited)
    }

    fn error(&self, doing: &str) -> TransportError {
        let (needed, window) = (self.needed(), self.floor.window);
        let message = format!("{doing} stalls: less than {needed} bytes passed in {window:?}");
        TransportError::new(TransportErrorKind::Timeout, message)
    }
}

/// A transport whose transfers end when they stall, and after the time that a request has.
pub(crate) struct Guarded {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) floor: StallProtection,
}

impl Transport for Guarded {
    fn send(
        &self,
        mut request: HttpRequest,
    ) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let begun = self.clock.monotonic();
        let end = request.timeout.map(|timeout| begun.saturating_add(timeout));
        let outgoing = self.watch(&mut request);
        Box::pin(async move {
            let mut response = {
                let mut sent = self.transport.send(request);
                let mut late = pin!(self.late(outgoing.as_deref(), begun, end));
                poll_fn(|cx| {
                    if let Poll::Ready(sent) = sent.as_mut().poll(cx) {
                        return Poll::Ready(sent);
                    }
                    late.as_mut().poll(cx).map(Err)
                })
                .await?
            };
            response.body = Box::pin(Incoming {
                body: response.body,
                clock: Arc::clone(&self.clock),
                pace: Pace::new(self.floor),
                end,
                waiting: None,
                ended: false,
            });
            Ok(response)
        })
    }
}

impl Guarded {
    /// Makes the body of a request report its progress, unless it is small.
    fn watch(&self, request: &mut HttpRequest) -> Option<Arc<Mutex<Outgoing>>> {
        let (length, stream) = match std::mem::take(&mut request.body) {
            HttpBody::Stream { length, stream } => (length, stream),
            HttpBody::Bytes(bytes) if bytes.len() > LARGE => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                let value = HeaderValue::from(length);
                request.headers.insert(CONTENT_LENGTH, value);
                (Some(length), from_bytes(bytes))
            }
            body => {
                request.body = body;
                return None;
            }
        };
        let state = Arc::new(Mutex::new(Outgoing {
            pace: Pace::new(self.floor),
            stage: Stage::Begun,
        }));
        request.body = HttpBody::Stream {
            length,
            stream: Box::pin(Watched {
                body: stream,
                clock: Arc::clone(&self.clock),
                state: Arc::clone(&state),
                ready: Bytes::new(),
                left: length,
            }),
        };
        Some(state)
    }

    /// Waits until it is too late for a response.
    async fn late(
        &self,
        outgoing: Option<&Mutex<Outgoing>>,
        begun: Duration,
        end: Option<Duration>,
    ) -> TransportError {
        loop {
            let now = self.clock.monotonic();
            if end.is_some_and(|end| now >= end) {
                return TransportError::new(TransportErrorKind::Timeout, "the time is over");
            }
            let response = |since: Duration| {
                let left = self
                    .floor
                    .response
                    .saturating_sub(now.saturating_sub(since));
                let message = format!("no response within {:?}", self.floor.response);
                (
                    left,
                    TransportError::new(TransportErrorKind::Timeout, message),
                )
            };
            let (mut left, error) = match outgoing {
                None => response(begun),
                Some(outgoing) => {
                    let outgoing = outgoing.lock().unwrap_or_else(PoisonError::into_inner);
                    let pace = &outgoing.pace;
                    match outgoing.stage {
                        Stage::Begun => response(begun),
                        Stage::Done(since) => response(since),
                        Stage::Taken(since, _) => {
                            let left = pace.left(now.saturating_sub(since));
                            (left, pace.error("the request"))
                        }
                        Stage::Caller => (self.floor.window, pace.error("the request")),
                    }
                }
            };
            if left.is_zero() {
                return error;
            }
            if let Some(end) = end {
                left = left.min(end.saturating_sub(now));
            }
            // Nothing reports when the next stage begins: it can end sooner than this one.
            if outgoing.is_some() {
                left = left.min(self.floor.window.max(Duration::from_millis(1)));
            }
            self.clock.timer(left).await;
        }
    }
}

/// How far the body of a request is.
struct Outgoing {
    pace: Pace,
    stage: Stage,
}

/// Whom the body of a request waits for, and since when.
#[derive(Clone, Copy)]
enum Stage {
    /// The transport has not asked for it yet.
    Begun,
    /// The transport has taken so many bytes, and asks for no more.
    Taken(Duration, u64),
    /// The caller has no more ready.
    Caller,
    /// All of it is on its way: the response comes next.
    Done(Duration),
}

/// The body of a request, which reports its progress.
struct Watched {
    body: ByteStream,
    clock: Arc<dyn Clock>,
    state: Arc<Mutex<Outgoing>>,
    /// What the transport gets next: in small pieces, so that it reports its progress.
    ready: Bytes,
    /// How much has not been taken yet, if that is known. Nobody asks for more once all is.
    left: Option<u64>,
}

impl Watched {
    fn next_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        if self.ready.is_empty() {
            match ready!(self.body.as_mut().poll_next(cx)) {
                Some(Ok(bytes)) => self.ready = bytes,
                end => return Poll::Ready(end),
            }
        }
        let size = self.ready.len().min(PIECE);
        Poll::Ready(Some(Ok(self.ready.split_to(size))))
    }
}

impl Stream for Watched {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let asked = this.clock.monotonic();
        let piece = this.next_piece(cx);
        let now = this.clock.monotonic();
        let mut state = this.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Stage::Taken(since, bytes) = state.stage {
            state.pace.pass(bytes, asked.saturating_sub(since));
        }
        state.stage = match &piece {
            Poll::Pending => Stage::Caller,
            Poll::Ready(Some(Ok(bytes))) => {
                let bytes = u64::try_from(bytes.len()).unwrap_or(0);
                this.left = this.left.map(|left| left.saturating_sub(bytes));
                match this.left {
                    Some(0) => Stage::Done(now),
                    _ => Stage::Taken(now, bytes),
                }
            }
            Poll::Ready(_) => Stage::Done(now),
        };
        drop(state);
        piece
    }
}

/// The body of a response, which ends with an error when it stalls.
struct Incoming {
    body: ByteStream,
    clock: Arc<dyn Clock>,
    pace: Pace,
    /// When the time of the request is over.
    end: Option<Duration>,
    /// Since when the server lets wait, and what rings when that is too long.
    waiting: Option<(Duration, BoxFuture<'static, ()>)>,
    ended: bool,
}

impl Incoming {
    /// How long to wait for the next piece, from now on; or what is wrong if it is too late for it.
    fn left(&self, now: Duration, since: Duration) -> Result<Duration, TransportError> {
        if self.end.is_some_and(|end| now >= end) {
            let message = "the time was over before all of the response came";
            return Err(TransportError::new(TransportErrorKind::Timeout, message));
        }
        let left = self.pace.left(now.saturating_sub(since));
        if left.is_zero() {
            return Err(self.pace.error("the response"));
        }
        Ok(self
            .end
            .map_or(left, |end| left.min(end.saturating_sub(now))))
    }
}

impl Stream for Incoming {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        if let Poll::Ready(piece) = this.body.as_mut().poll_next(cx) {
            let since = this.waiting.take().map(|(since, _)| since);
            let waited = since.map(|since| this.clock.monotonic().saturating_sub(since));
            if let Some(Ok(bytes)) = &piece {
                let bytes = u64::try_from(bytes.len()).unwrap_or(0);
                this.pace.pass(bytes, waited.unwrap_or_default());
            }
            return Poll::Ready(piece);
        }
        loop {
            let now = this.clock.monotonic();
            let since = this.waiting.as_ref().map_or(now, |(since, _)| *since);
            let left = match this.left(now, since) {
                Ok(left) => left,
                Err(error) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
            };
            let (_, timer) = this.waiting.get_or_insert_with(|| {
                let clock = Arc::clone(&this.clock);
                (now, Box::pin(async move { clock.timer(left).await }))
            });
            match timer.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) => {
                    // It can ring a little early.
                    let clock = Arc::clone(&this.clock);
                    let again = Duration::from_millis(1);
                    this.waiting = Some((since, Box::pin(async move { clock.timer(again).await })));
                }
            }
        }
    }
}
