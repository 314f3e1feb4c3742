//! Time and chance, as a seam: a test can let hours pass in milliseconds.

use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use super::transport::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// A random number from 0 up to 1, for the jitter of retries.
    fn random(&self) -> f64 {
        // Every `RandomState` hashes with other keys. The top 53 bits fill an `f64`.
        let bits = RandomState::new().hash_one(()) >> 11;
        #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
        let random = bits as f64 / (1_u64 << 53) as f64;
        random
    }
}

/// The clock of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The time after `wait`, a century from `now` at most: what a server or a caller asks for has no end.
pub(crate) fn later(now: SystemTime, wait: Duration) -> SystemTime {
    now + wait.min(Duration::from_secs(100 * 365 * 86_400))
}

/// Waits for the one that is ready first.
pub(crate) async fn first_of(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| {
        if one.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        other.as_mut().poll(cx)
    })
    .await;
}

/// How long it is from `now` until `then`; nothing if it has passed.
pub(crate) fn until(then: SystemTime, now: SystemTime) -> Duration {
    then.duration_since(now).unwrap_or_default()
}
