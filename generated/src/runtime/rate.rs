//! The rate limit, as the server tells it: pure state, shared by all clones of a client.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};

use super::clock::until;

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// The longest window is an hour. A reset further away is a wrong clock.
const LONGEST: Duration = Duration::from_secs(3_660);

/// What is known of the rate limit.
///
/// The server counts a request when it arrives, which the client learns when the answer comes. So
/// requests that are on their way are taken to be not counted yet: a request is let go only while
/// fewer are on their way than were left.
#[derive(Debug, Clone, Default)]
pub struct RateLimit {
    limit: Option<u64>,
    remaining: Option<u64>,
    reset: Option<SystemTime>,
    on_their_way: u64,
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Now; it counts as on its way until [`RateLimit::learn`] or [`RateLimit::lost`].
    Go,
    /// After this time.
    Wait(Duration),
    /// After one of those that are on their way has come back.
    WaitForAnswer,
}

impl RateLimit {
    /// Asks to send a request.
    pub fn admit(&mut self, now: SystemTime) -> Admission {
        if let Some(reset) = self.reset
            && reset <= now
        {
            // A new window begins, as large as the last one.
            self.reset = None;
            self.remaining = self.limit;
        }
        match (self.remaining, self.reset) {
            (Some(remaining), reset) if remaining <= self.on_their_way => match reset {
                _ if self.on_their_way > 0 && remaining > 0 => Admission::WaitForAnswer,
                Some(reset) => Admission::Wait(until(reset, now)),
                None if self.on_their_way > 0 => Admission::WaitForAnswer,
                // Nothing is left of a window without an end: the next answer tells more.
                None => self.go(),
            },
            _ => self.go(),
        }
    }

    fn go(&mut self) -> Admission {
        self.on_their_way += 1;
        Admission::Go
    }

    /// A request got no answer; it may have been counted.
    pub fn lost(&mut self) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(1));
    }

    /// Learns from the answer to a request.
    pub fn learn(&mut self, status: StatusCode, headers: &HeaderMap, now: SystemTime) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
        self.observe(status, headers, now);
    }

    fn observe(&mut self, status: StatusCode, headers: &HeaderMap, now: SystemTime) {
        let limit = number(headers, &LIMIT);
        let remaining = number(headers, &REMAINING);
        let reset = number(headers, &RESET).map(|seconds| local(seconds, headers, now));
        if limit.is_some() {
            self.limit = limit;
        }
        let refused = status == StatusCode::TOO_MANY_REQUESTS;
        if refused {
            let asked = retry_after(headers, now).map(|wait| now + wait);
            if let Some(until) = asked.or(reset) {
                self.reset = Some(self.reset.map_or(until, |known| known.max(until)));
                self.remaining = Some(0);
            }
            return;
        }
        if let (Some(remaining), Some(reset)) = (remaining, reset)
            && reset > now
        {
            let same_window = self.reset.is_some_and(|known| {
                until(known, reset).max(until(reset, known)) < Duration::from_secs(2)
            });
            match self.remaining {
                // Answers can overtake each other: within a window the count only falls.
                Some(known) if same_window => self.remaining = Some(known.min(remaining)),
                // A refusal stands until its time has come.
                Some(0) if self.reset.is_some_and(|known| known > now) => {}
                _ => {
                    self.remaining = Some(remaining);
                    self.reset = Some(reset);
                }
            }
        }
    }
}

/// When the reset comes by our clock: the server's own `Date` tells how far away it is.
fn local(seconds: u64, headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let reset = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(u64::from(u32::MAX) * 4));
    let server_now = date(headers).unwrap_or(now);
    now + until(reset, server_now).min(LONGEST)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The time of the server.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    http_date(headers.get(http::header::DATE)?.to_str().ok()?)
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
fn http_date(text: &str) -> Option<SystemTime> {
    let civil = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text.trim()).ok()?;
    let instant = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?;
    let seconds = u64::try_from(instant.as_second()).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// How long the server asks to wait: `Retry-After` in seconds or as a date, else until the reset of
/// an exhausted limit.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let Some(value) = headers
        .get(http::header::RETRY_AFTER)
        .and_then(|v| v.to_str().ok())
    else {
        let exhausted = number(headers, &REMAINING) == Some(0);
        let reset = number(headers, &RESET).filter(|_| exhausted)?;
        return Some(until(local(reset, headers, now), now));
    };
    match value.trim().parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        Err(_) => Some(until(http_date(value)?, date(headers).unwrap_or(now))),
    }
}
