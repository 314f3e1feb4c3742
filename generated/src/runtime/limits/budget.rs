//! The retry budget of a client: without one, retries multiply the load on servers that are recovering
//! from an outage.

use std::sync::{Mutex, PoisonError};

use http::StatusCode;

use super::retry::Failure;

/// What all retries of a client and its clones may cost together.
///
/// A retry costs 5, one after a timeout 10, and one after a 429 only 1, since the rate limit slows
/// everybody down by then. A success after retries pays back what the last one cost, any other success
/// pays back 1. While nothing is left, a request that fails is an error at once, whatever the retry
/// policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryBudget(Option<u32>);

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

impl RetryBudget {
    /// A budget of this size, full at the start; 500 unless set.
    #[must_use]
    pub fn new(capacity: u32) -> Self {
        Self(Some(capacity))
    }

    /// No limit: the retry policy alone decides.
    #[must_use]
    pub fn unlimited() -> Self {
        Self(None)
    }
}

/// What is left of a budget.
pub(crate) struct Bucket {
    budget: RetryBudget,
    left: Mutex<u32>,
}

impl Bucket {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        let left = Mutex::new(budget.0.unwrap_or(u32::MAX));
        Self { budget, left }
    }

    /// Takes what repeating after `failure` costs, and gives that; `None` where too little is left.
    pub(crate) fn take(&self, failure: Failure) -> Option<u32> {
        let cost = cost(failure);
        if self.budget == RetryBudget::unlimited() {
            return Some(cost);
        }
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.checked_sub(cost)?;
        Some(cost)
    }

    /// Pays back after a success: what its last repetition cost, if there was one.
    pub(crate) fn pay_back(&self, cost: Option<u32>) {
        let Some(capacity) = self.budget.0 else {
            return;
        };
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(cost.unwrap_or(1)).min(capacity);
    }
}

/// What repeating after `failure` costs.
pub(crate) fn cost(failure: Failure) -> u32 {
    match failure {
        Failure::Timeout => 10,
        Failure::Status(StatusCode::TOO_MANY_REQUESTS) => 1,
        Failure::Status(_) | Failure::Connect | Failure::Broken => 5,
    }
}
