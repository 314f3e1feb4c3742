//! What decides about sending again: the policy of a client, and the budget that bounds it.

use std::sync::Arc;
use std::time::Duration;

use super::budget::{Bucket, RetryBudget, cost};
use super::clock::Clock;
use super::retry::{Attempt, Failure, RetryPolicy};

/// How a client sends again.
pub(crate) struct Retries {
    pub(crate) policy: Arc<dyn RetryPolicy>,
    pub(crate) budget: Bucket,
}

impl Retries {
    pub(crate) fn new(policy: Arc<dyn RetryPolicy>, budget: RetryBudget) -> Self {
        Self {
            policy,
            budget: Bucket::new(budget),
        }
    }

    /// Waits as the policy says before a transfer that broke off, `elapsed` after it began, is
    /// resumed; false if the policy gives up.
    pub(crate) async fn wait_after_break(
        &self,
        clock: &dyn Clock,
        number: u32,
        elapsed: Duration,
    ) -> bool {
        let attempt = Attempt {
            elapsed,
            random: clock.random(),
            ..Attempt::new(number, Failure::Broken, true)
        };
        let Some(wait) = self.policy.retry(&attempt) else {
            return false;
        };
        if self.budget.take(Failure::Broken).is_none() {
            return false;
        }
        clock.sleep(wait).await;
        true
    }

    /// A transfer that broke off and was resumed has made progress.
    pub(crate) fn pay_back_break(&self) {
        self.budget.pay_back(Some(cost(Failure::Broken)));
    }
}
