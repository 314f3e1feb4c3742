//! Time and chance, as a seam: a test can let hours pass in milliseconds.

use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::pin::{Pin, pin};
use std::sync::LazyLock;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

/// A future that can be stored.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The time, and waiting.
pub trait Clock: Send + Sync + 'static {
    /// The time.
    fn now(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Ready after `duration`: rings beside something that should be ready before, to give it up. A
    /// clock for tests that jumps in [`Self::sleep`] must not do so here.
    fn timer(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.sleep(duration)
    }

    /// Whether it waits with tokio, and so only where a tokio runtime runs.
    fn needs_tokio(&self) -> bool {
        false
    }

    /// A reading that nobody sets back, to measure how long something takes.
    fn monotonic(&self) -> Duration {
        let since = self.now().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or_default()
    }

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

    fn needs_tokio(&self) -> bool {
        true
    }

    fn monotonic(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

/// The time after `wait`, a century from `now` at most: what a server or a caller asks for has no end.
pub(crate) fn later(now: SystemTime, wait: Duration) -> SystemTime {
    now + wait.min(Duration::from_secs(100 * 365 * 86_400))
}

/// What `work` gives, unless `end` comes before.
pub(crate) async fn first_ready<T>(
    work: impl Future<Output = T>,
    end: impl Future<Output = ()>,
) -> Option<T> {
    let (mut work, mut end) = (pin!(work), pin!(end));
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => end.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// How long it is from `now` until `then`; nothing if it has passed.
pub(crate) fn until(then: SystemTime, now: SystemTime) -> Duration {
    then.duration_since(now).unwrap_or_default()
}
