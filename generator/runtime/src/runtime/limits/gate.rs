//! The gate of the rate limit: which requests pass, which wait, and what it learns from responses.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use super::clock::{Clock, first_ready, later, until};
use super::rate::{Admission, RateLimiter};

/// What is known of the rate limit, and who waits for more to be known.
#[derive(Default)]
pub(crate) struct Gate {
    limit: Mutex<RateLimiter>,
    responded: tokio::sync::Notify,
}

impl Gate {
    /// Asks to pass.
    pub(crate) fn ask(&self, now: SystemTime) -> Admission {
        let mut limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
        limit.admit(now)
    }

    /// Waits until the limit allows a request; gives how long that would take if it is too late by
    /// then.
    pub(crate) async fn admit(
        &self,
        clock: &dyn Clock,
        deadline: Option<SystemTime>,
    ) -> Result<(), Duration> {
        loop {
            let responded = self.responded.notified();
            let now = clock.now();
            match (self.ask(now), deadline) {
                (Admission::Go, _) => return Ok(()),
                (Admission::WaitForResponse, None) => responded.await,
                (Admission::WaitForResponse, Some(deadline)) if now < deadline => {
                    let patience = clock.sleep(until(deadline, now));
                    first_ready(responded, patience).await;
                }
                (Admission::WaitForResponse, Some(_)) => return Err(Duration::ZERO),
                (Admission::Wait(wait), Some(deadline)) if later(now, wait) > deadline => {
                    return Err(wait);
                }
                (Admission::Wait(wait), _) => {
                    tracing::debug!(?wait, "waiting for the rate limit");
                    clock.sleep(wait).await;
                }
            }
        }
    }

    /// The permit of a request that passed.
    pub(crate) fn permit<'a>(&'a self, clock: &'a dyn Clock) -> Permit<'a> {
        Permit {
            gate: self,
            clock,
            learned: false,
        }
    }
}

/// A request on its way, in the books of the limit. It is given back also when nobody waits for the
/// response any more.
pub(crate) struct Permit<'a> {
    gate: &'a Gate,
    clock: &'a dyn Clock,
    learned: bool,
}

impl Permit<'_> {
    /// Learns from the response, and gives the permit back.
    pub(crate) fn learn(mut self, status: StatusCode, headers: &HeaderMap) {
        let now = self.clock.now();
        let mut limit = self
            .gate
            .limit
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        limit.learn(status, headers, now);
        drop(limit);
        self.learned = true;
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.learned {
            let now = self.clock.now();
            let mut limit = self
                .gate
                .limit
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            limit.lost(now);
        }
        self.gate.responded.notify_waiters();
    }
}
