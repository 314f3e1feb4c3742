//! Whether and when a request is sent again: a pure function of what happened.

use std::time::Duration;

use http::StatusCode;

/// What went wrong with an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// A response with this status.
    Status(StatusCode),
    /// There was no connection, so the request was not processed.
    Connect,
    /// There was no response in time; the request may have been processed.
    Timeout,
    /// The connection broke; the request may have been processed.
    Broken,
}

/// An attempt that failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Attempt {
    /// Which attempt it was, from 1.
    pub number: u32,
    /// What went wrong.
    pub failure: Failure,
    /// Whether the request can be sent twice without harm: its method says so, or it carries an
    /// idempotency token; and its body can be sent twice.
    pub repeatable: bool,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// Since the first attempt began.
    pub elapsed: Duration,
    /// A random number from 0 up to 1.
    pub random: f64,
}

impl Attempt {
    /// An attempt, for testing a policy.
    #[must_use]
    pub fn new(number: u32, failure: Failure, repeatable: bool) -> Self {
        Self {
            number,
            failure,
            repeatable,
            retry_after: None,
            elapsed: Duration::ZERO,
            random: 0.5,
        }
    }
}

/// Decides whether a request is sent again.
pub trait RetryPolicy: Send + Sync + 'static {
    /// How long to wait before the next attempt; `None` gives up.
    fn retry(&self, attempt: &Attempt) -> Option<Duration>;
}

/// Never sends a request again.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRetry;

impl RetryPolicy for NoRetry {
    fn retry(&self, _attempt: &Attempt) -> Option<Duration> {
        None
    }
}

/// Exponential backoff with full jitter, bounded in count and in time.
///
/// A request is sent again if it was not processed (429, no connection), and, where repeating it does
/// no harm, also if it may have been (408, 500, 502, 503, 504, a timeout, a broken connection). A 503 does
/// not say whether it was, even where it asks to wait: a gateway without a response sends one. The
/// client waits at least as long as the server asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// How many times a request is sent at most; 4 unless set.
    pub attempts: u32,
    /// The longest first wait; it doubles with each attempt. 500 ms unless set.
    pub base: Duration,
    /// The longest wait that the server did not ask for; 30 s unless set.
    pub cap: Duration,
    /// How long all attempts and waits may take together. 15 minutes unless set; a server that asks
    /// to wait longer than what is left of it is not waited for.
    pub budget: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            attempts: 4,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(30),
            budget: Duration::from_secs(15 * 60),
        }
    }
}

impl Backoff {
    /// Sets how many times a request is sent at most.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets how long all attempts and waits may take together.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Sets the longest first wait.
    #[must_use]
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }
}

impl RetryPolicy for Backoff {
    fn retry(&self, attempt: &Attempt) -> Option<Duration> {
        if attempt.number >= self.attempts || !may_repeat(attempt) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempt.number.saturating_sub(1).min(20));
        let longest = self.base.saturating_mul(doubled).min(self.cap);
        let jitter = longest.mul_f64(attempt.random.clamp(0.0, 1.0));
        // Jitter on top, so that clients that got the same instruction do not come back at once.
        let wait = attempt
            .retry_after
            .map_or(jitter, |asked| asked.saturating_add(jitter));
        (attempt.elapsed.saturating_add(wait) <= self.budget).then_some(wait)
    }
}

fn may_repeat(attempt: &Attempt) -> bool {
    let status = match attempt.failure {
        Failure::Connect => return true,
        Failure::Timeout | Failure::Broken => return attempt.repeatable,
        Failure::Status(status) => status.as_u16(),
    };
    match status {
        429 => true,
        408 | 500 | 502 | 503 | 504 => attempt.repeatable,
        _ => false,
    }
}
