//! The rate limit, as the server reports it: pure state, shared by all clones of a client.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};

use super::clock::until;
use super::http_date::http_date;

const LIMIT: HeaderName = HeaderName::from_static("x-rate-limit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-rate-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-rate-limit-reset");

/// The longest window is an hour. A reset further away is a wrong clock, and what asks everybody to
/// wait for longer is a fault.
const LONGEST: Duration = Duration::from_secs(3_660);

/// What a response says of the rate limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests a window allows.
    pub limit: Option<u64>,
    /// How many requests are left in this window.
    pub remaining: Option<u64>,
    /// When this window ends, by the server's clock.
    pub reset: Option<SystemTime>,
}

impl RateLimit {
    /// What these headers say.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, &LIMIT),
            remaining: number(headers, &REMAINING),
            reset: number(headers, &RESET).map(instant),
        }
    }
}

/// What is known of the rate limit.
///
/// The server counts a request when it arrives, which the client learns when the response comes. So
/// requests that are on their way are taken to be not counted yet: a request is let go only while
/// fewer are on their way than were left.
#[derive(Debug, Clone, Default)]
pub struct RateLimiter {
    limit: Option<u64>,
    /// How many are left of the window.
    remaining: Option<u64>,
    /// When the window ends.
    reset: Option<SystemTime>,
    /// Until when the server wants nothing at all.
    refused: Option<SystemTime>,
    on_their_way: u64,
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Now; it counts as on its way until [`RateLimiter::learn`] or [`RateLimiter::lost`].
    Go,
    /// After this time.
    Wait(Duration),
    /// After one of those that are on their way has come back.
    WaitForResponse,
}

impl RateLimiter {
    /// Asks to send a request.
    pub fn admit(&mut self, now: SystemTime) -> Admission {
        self.roll(now);
        if let Some(refused) = self.refused {
            return Admission::Wait(until(refused, now));
        }
        match (self.remaining, self.reset) {
            (Some(remaining), reset) if remaining <= self.on_their_way => match reset {
                // Their responses may report that more are left.
                _ if self.on_their_way > 0 && remaining > 0 => Admission::WaitForResponse,
                Some(reset) => Admission::Wait(until(reset, now)),
                None if self.on_their_way > 0 => Admission::WaitForResponse,
                // Nothing is left of a window without an end: the next response says more.
                None => self.go(),
            },
            _ => self.go(),
        }
    }

    fn go(&mut self) -> Admission {
        self.on_their_way += 1;
        Admission::Go
    }

    /// Ends what is over: a window is followed by one as large.
    fn roll(&mut self, now: SystemTime) {
        self.refused = self.refused.filter(|until| *until > now);
        if self.reset.is_some_and(|reset| reset <= now) {
            self.reset = None;
            self.remaining = self.limit;
        }
    }

    /// A request got no response; it may have been counted.
    pub fn lost(&mut self, now: SystemTime) {
        self.roll(now);
        self.on_their_way = self.on_their_way.saturating_sub(1);
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(1));
    }

    /// Learns from the response to a request.
    pub fn learn(&mut self, status: StatusCode, headers: &HeaderMap, now: SystemTime) {
        let reset = number(headers, &RESET).map(|seconds| local(seconds, headers, now));
        let remaining = reset.and_then(|_| number(headers, &REMAINING));
        match (remaining, reset) {
            (Some(remaining), Some(reset)) => {
                self.roll(now);
                self.on_their_way = self.on_their_way.saturating_sub(1);
                let limit = number(headers, &LIMIT).or(self.limit);
                // The headers describe the window whose quota is closest to its end: it can be another one.
                if self.limit.is_some() && limit != self.limit {
                    self.remaining = None;
                }
                self.limit = limit;
                self.window(remaining, reset, now);
            }
            // It says nothing, and may have been counted.
            _ => self.lost(now),
        }
        if status == StatusCode::TOO_MANY_REQUESTS
            && let Some(until) = retry_after(headers, now)
                .map(|wait| now + wait.min(LONGEST))
                .or(reset)
        {
            self.refused = Some(self.refused.map_or(until, |known| known.max(until)));
        }
    }

    fn window(&mut self, remaining: u64, reset: SystemTime, now: SystemTime) {
        if reset <= now {
            return;
        }
        // A second is how exact the header is.
        let same = self.reset.is_some_and(|known| {
            until(known, reset).max(until(reset, known)) < Duration::from_secs(2)
        });
        self.remaining = match self.remaining {
            // Responses can overtake each other: within a window the count only falls. A window that
            // has just begun is known by its size, less what was lost since.
            Some(known) if same || self.reset.is_none() => Some(known.min(remaining)),
            _ => Some(remaining),
        };
        self.reset = Some(reset);
    }
}

/// When the reset comes by our clock: the server's own `Date` says how far away it is.
fn local(seconds: u64, headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let reset = instant(seconds);
    let server_now = date(headers).unwrap_or(now);
    now + until(reset, server_now).min(LONGEST)
}

/// That many seconds after 1970, as far as the clock of any system goes.
fn instant(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.min(u64::from(u32::MAX) * 4))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// The time of the server.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    since_1970(headers.get(http::header::DATE)?.to_str().ok()?)
}

/// A date of HTTP, as an instant of the system's clock.
fn since_1970(text: &str) -> Option<SystemTime> {
    let seconds = u64::try_from(http_date(text)?.as_second()).ok()?;
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
        Err(_) => Some(until(since_1970(value)?, date(headers).unwrap_or(now))),
    }
}

/// How long a response asks to wait before the request is sent again. A 503 must say so itself: what
/// is left of the limit says nothing about it.
pub(crate) fn asked_to_wait(
    status: StatusCode,
    headers: &HeaderMap,
    now: SystemTime,
) -> Option<Duration> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => retry_after(headers, now),
        StatusCode::SERVICE_UNAVAILABLE if headers.contains_key(http::header::RETRY_AFTER) => {
            retry_after(headers, now)
        }
        _ => None,
    }
}
