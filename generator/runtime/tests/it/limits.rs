//! Rate limits and retries: hours of them, in milliseconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::{NOW, Req, Res, Server};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use runtime::runtime::limits::rate::{Admission, RateLimiter, retry_after};
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{
    Attempt, Backoff, Client, ErrorKind, Failure, Operation, RetryPolicy, TransportErrorKind,
};
use serde_json::json;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pairs = pairs.iter().map(|(name, value)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    });
    pairs.collect()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn limit(remaining: u64, reset: u64) -> HeaderMap {
    headers(&[
        ("x-rate-limit-limit", "10"),
        ("x-rate-limit-remaining", &remaining.to_string()),
        ("x-rate-limit-reset", &reset.to_string()),
    ])
}

#[test]
fn a_limit_lets_go_as_many_as_are_left() {
    let mut rate = RateLimiter::default();
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    rate.learn(StatusCode::OK, &limit(2, NOW + 60), at(NOW));
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    // Two are left, and two are on their way.
    assert_eq!(rate.admit(at(NOW)), Admission::WaitForResponse);
    rate.learn(StatusCode::OK, &limit(1, NOW + 60), at(NOW));
    // Responses overtake each other: an older count does not count.
    rate.learn(StatusCode::OK, &limit(9, NOW + 60), at(NOW));
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    // No response at all: it may have been counted.
    rate.lost(at(NOW));
    assert_eq!(
        rate.admit(at(NOW + 20)),
        Admission::Wait(Duration::from_secs(40))
    );
    // The next window is as large as the last one.
    for _ in 0..10 {
        assert_eq!(rate.admit(at(NOW + 60)), Admission::Go);
    }
    assert_eq!(rate.admit(at(NOW + 60)), Admission::WaitForResponse);
}

#[test]
fn a_refusal_holds_back_everybody_until_its_time() {
    let mut rate = RateLimiter::default();
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    assert_eq!(rate.admit(at(NOW)), Admission::Go);
    rate.learn(
        StatusCode::TOO_MANY_REQUESTS,
        &headers(&[("retry-after", "30")]),
        at(NOW),
    );
    // One that was sent before gets its response after it, and changes nothing.
    rate.learn(StatusCode::OK, &limit(5, NOW + 3000), at(NOW + 1));
    assert_eq!(
        rate.admit(at(NOW + 10)),
        Admission::Wait(Duration::from_secs(20))
    );
    assert_eq!(rate.admit(at(NOW + 30)), Admission::Go);
}

#[test]
fn the_reset_counts_from_the_clock_of_the_server() {
    // Ours is an hour ahead: by it the reset has passed.
    let mut skewed = limit(0, 784_111_777 + 50);
    skewed.insert(
        "date",
        HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"),
    );
    let mut rate = RateLimiter::default();
    rate.admit(at(NOW));
    rate.learn(StatusCode::OK, &skewed, at(NOW));
    assert_eq!(
        rate.admit(at(NOW)),
        Admission::Wait(Duration::from_secs(50))
    );
    // A reset in a far future is a wrong clock, and waited for an hour at most.
    let mut rate = RateLimiter::default();
    rate.admit(at(NOW));
    rate.learn(StatusCode::OK, &limit(0, NOW + 1_000_000), at(NOW));
    assert_eq!(
        rate.admit(at(NOW)),
        Admission::Wait(Duration::from_secs(3660))
    );
}

#[test]
fn how_long_to_wait_comes_in_three_forms() {
    let wait = |pairs: &[(&'static str, &str)]| {
        retry_after(&headers(pairs), at(784_111_777)).map(|wait| wait.as_secs())
    };
    assert_eq!(wait(&[("retry-after", "12")]), Some(12));
    assert_eq!(
        wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:00 GMT")]),
        Some(23)
    );
    assert_eq!(wait(&[("retry-after", "soon")]), None);
    assert_eq!(
        wait(&[
            ("x-rate-limit-remaining", "0"),
            ("x-rate-limit-reset", "784111780")
        ]),
        Some(3)
    );
    assert_eq!(
        wait(&[
            ("x-rate-limit-remaining", "5"),
            ("x-rate-limit-reset", "784111780")
        ]),
        None
    );
    assert_eq!(wait(&[]), None);
}

#[test]
fn only_what_is_safe_to_repeat_is_repeated() {
    let retries = |failure, repeatable, asked: Option<u64>| {
        let mut attempt = Attempt::new(1, failure, repeatable);
        attempt.retry_after = asked.map(Duration::from_secs);
        Backoff::default().retry(&attempt).is_some()
    };
    let status = |code| Failure::Status(StatusCode::from_u16(code).unwrap());
    // Surely not processed: always.
    assert!(retries(status(429), false, None));
    assert!(retries(Failure::Connect, false, None));
    // Perhaps processed: only what does no harm.
    for failure in [
        status(408),
        status(500),
        status(502),
        status(503),
        status(504),
        Failure::Timeout,
        Failure::Broken,
    ] {
        assert!(retries(failure, true, None), "{failure:?}");
        assert!(!retries(failure, false, None), "{failure:?}");
        assert!(!retries(failure, false, Some(1)), "{failure:?}");
    }
    // A response.
    for code in [400, 401, 403, 404, 409, 422, 501] {
        assert!(!retries(status(code), true, Some(1)), "{code}");
    }
}

#[test]
fn backoff_doubles_has_jitter_and_ends() {
    let wait = |number, random, elapsed| {
        let mut attempt = Attempt::new(number, Failure::Connect, true);
        attempt.random = random;
        attempt.elapsed = Duration::from_secs(elapsed);
        Backoff::default()
            .attempts(10)
            .retry(&attempt)
            .map(|wait| wait.as_millis())
    };
    assert_eq!(
        [1, 2, 3, 7, 9].map(|n| wait(n, 1.0, 0).unwrap()),
        [500, 1000, 2000, 30_000, 30_000]
    );
    assert_eq!(wait(3, 0.0, 0), Some(0));
    assert_eq!(wait(10, 0.5, 0), None);
    assert_eq!(wait(9, 1.0, 15 * 60 - 29), None);
    let mut asked = Attempt::new(1, Failure::Status(StatusCode::TOO_MANY_REQUESTS), true);
    asked.retry_after = Some(Duration::from_secs(10));
    asked.random = 0.0;
    assert_eq!(
        Backoff::default().retry(&asked),
        Some(Duration::from_secs(10))
    );
    asked.retry_after = Some(Duration::from_secs(3600));
    assert_eq!(Backoff::default().retry(&asked), None);
}

#[tokio::test]
async fn when_nothing_remains_all_clones_wait_until_the_reset() {
    let clock = VirtualClock::at(NOW);
    let served = clock.clone();
    let server = Server::start(move |_| {
        let now = served.seconds();
        let (remaining, reset) = if now < NOW + 600 {
            ("0", NOW + 600)
        } else {
            ("9", now + 600)
        };
        Res::json(&json!({"id": now}))
            .header("x-rate-limit-limit", "10")
            .header("x-rate-limit-remaining", remaining)
            .header("x-rate-limit-reset", &reset.to_string())
    })
    .await;
    let client = server.builder().clock(clock.clone()).build().unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let client = client.clone();
        tasks.spawn(async move { ShowRfi::new("1").send(&client).await.unwrap().payload().id });
    }
    for answered_at in tasks.join_all().await {
        assert!(answered_at.unwrap() >= i64::try_from(NOW + 600).unwrap());
    }
    // One that has no time for it fails at once.
    let exhausted = MockTransport::new(move |_| {
        Canned::json(&json!({}))
            .with_header("x-rate-limit-limit", "10")
            .with_header("x-rate-limit-remaining", "0")
            .with_header("x-rate-limit-reset", &(NOW + 600).to_string())
    });
    let client = Client::builder()
        .transport(exhausted.clone())
        .clock(VirtualClock::at(NOW))
        .build()
        .unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    let hurried = ShowRfi::new("1").with_timeout(Duration::from_secs(5));
    let error = hurried.send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(exhausted.seen().len(), 1);
}

#[tokio::test]
async fn what_fails_is_sent_again_until_it_works_or_the_policy_gives_up() {
    let clock = VirtualClock::at(NOW);
    let server = Server::sequence([
        Res::Drop,
        Res::status(502),
        Res::status(503).header("retry-after", "7"),
        Res::json(&json!({"id": 1})),
    ])
    .await;
    let client = server.builder().clock(clock.clone()).build().unwrap();
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    assert_eq!(server.seen().len(), 4);
    assert!(clock.seconds() >= NOW + 7);

    let broken = Server::start(|_| Res::CutOff {
        status: 200,
        headers: vec![("content-type".into(), "application/json".into())],
        body: b"{\"id\":".to_vec(),
        promised: 100,
    })
    .await;
    let error = ShowRfi::new("1").send(&broken.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert_eq!(error.attempts(), 4);
    assert_eq!(broken.seen().len(), 4);

    let garbage = Server::start(|_| Res::Garbage).await;
    let error = ShowRfi::new("1").send(&garbage.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");

    // Nobody listens there any more.
    let url = broken.url.clone();
    drop(broken);
    let nobody = Client::builder()
        .base_url(url)
        .clock(VirtualClock::at(NOW))
        .build()
        .unwrap();
    let error = CreateTriggers::new().send(&nobody).await.unwrap_err();
    assert_eq!(
        error.attempts(),
        4,
        "{error}: no connection is safe to repeat"
    );
}

#[tokio::test]
async fn a_post_is_sent_once_unless_it_cannot_have_been_processed() {
    let posts = async |responses: Vec<Res>, token: Option<&str>| {
        let server = Server::sequence(responses).await;
        let mut create = CreateRfi::new(7, CreateRfiBody::default());
        if let Some(token) = token {
            create = create.idempotency_token(token);
        }
        let sent = create.send(&server.client()).await;
        let sent = sent.map(|rfi| rfi.payload().id);
        (sent.map_err(|error| error.kind()), server.seen().len())
    };
    let good = || Res::json(&json!({"id": 1}));
    assert!(matches!(
        posts(vec![Res::Drop, good()], None).await,
        (Err(ErrorKind::Transport), 1)
    ));
    assert!(matches!(
        posts(vec![Res::status(502), good()], None).await,
        (Err(ErrorKind::Server), 1)
    ));
    assert!(matches!(
        posts(vec![Res::Drop, good()], Some("t")).await,
        (Ok(Some(1)), 2)
    ));
    assert!(matches!(
        posts(vec![Res::status(429), good()], None).await,
        (Ok(Some(1)), 2)
    ));
    let busy = || Res::status(503).header("retry-after", "1");
    assert!(matches!(
        posts(vec![busy(), good()], None).await,
        (Err(ErrorKind::Server), 1)
    ));
    assert!(matches!(
        posts(vec![busy(), good()], Some("t")).await,
        (Ok(Some(1)), 2)
    ));
}

#[tokio::test]
async fn the_policy_of_a_request_comes_before_that_of_the_client() {
    struct Stubborn(Arc<AtomicU32>);
    impl RetryPolicy for Stubborn {
        fn retry(&self, attempt: &Attempt) -> Option<Duration> {
            self.0.fetch_add(1, Ordering::SeqCst);
            (attempt.number < 9).then_some(Duration::from_secs(1))
        }
    }
    let mock = MockTransport::new(|_| Canned::error(TransportErrorKind::Timeout));
    let client = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW))
        .build()
        .unwrap();
    let asked = Arc::new(AtomicU32::new(0));
    let error = CreateTriggers::new()
        .with_retry(Stubborn(asked.clone()))
        .send(&client)
        .await;
    assert!(error.unwrap_err().is_timeout());
    assert_eq!((mock.seen().len(), asked.load(Ordering::SeqCst)), (9, 9));
    // The timeout of a request bounds its retries too.
    let error = ShowRfi::new("1")
        .with_retry(Stubborn(asked))
        .with_timeout(Duration::from_millis(3500))
        .send(&client)
        .await
        .unwrap_err();
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn hours_of_limits_pass_in_milliseconds() {
    // 100 requests an hour, and 300 to send.
    let clock = VirtualClock::at(NOW);
    let served = clock.clone();
    let server = Server::start({
        let window = std::sync::Mutex::new((NOW, 0_u64));
        move |_: &Req| {
            let mut window = window.lock().unwrap();
            let now = served.seconds();
            if now >= window.0 + 3600 {
                *window = (now, 0);
            }
            window.1 += 1;
            let reset = (window.0 + 3600).to_string();
            let (status, remaining) = if window.1 > 100 {
                (429, 0)
            } else {
                (200, 100 - window.1)
            };
            Res::json(&json!({"id": 1}))
                .with_status(status)
                .header("x-rate-limit-limit", "100")
                .header("x-rate-limit-remaining", &remaining.to_string())
                .header("x-rate-limit-reset", &reset)
        }
    })
    .await;
    let client = server.builder().clock(clock.clone()).build().unwrap();
    for _ in 0..300 {
        ShowRfi::new("1").send(&client).await.unwrap();
    }
    assert_eq!(server.seen().len(), 300, "none was refused");
    assert!(clock.seconds() >= NOW + 7200);
}

#[tokio::test]
async fn nothing_that_is_asked_for_is_too_long_for_the_clock() {
    let clock = VirtualClock::at(NOW);
    let forever = u64::MAX.to_string();
    let server = Server::start(move |request: &Req| {
        let status = if request.path().ends_with("/1") {
            429
        } else {
            200
        };
        Res::json(&json!({}))
            .with_status(status)
            .header("retry-after", &forever)
            .header("x-rate-limit-limit", &forever)
            .header("x-rate-limit-remaining", "5")
            .header("x-rate-limit-reset", &forever)
    })
    .await;
    let client = server.builder().clock(clock.clone()).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit, "{error}");
    assert_eq!(error.attempts(), 1);
    // The others wait for an hour at most, and a caller that has time for ever gets its response.
    let patient = ShowRfi::new("2").with_timeout(Duration::MAX);
    patient.send(&client).await.unwrap();
    assert!((NOW + 3600..=NOW + 3700).contains(&clock.seconds()));
}

#[tokio::test]
async fn a_503_may_have_been_processed() {
    // Nothing is left of the limit, which is no word about this request.
    let server = Server::start(move |_| {
        Res::status(503)
            .header("x-rate-limit-remaining", "0")
            .header("x-rate-limit-reset", &(NOW + 5).to_string())
    })
    .await;
    let created = CreateRfi::new(7, CreateRfiBody::default());
    let error = created.send(&server.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_timeout_ends_the_wait_for_the_responses_of_others() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let server = Server::start(move |_| {
        if !first.swap(false, Ordering::SeqCst) {
            return Res::Silence;
        }
        Res::json(&json!({}))
            .header("x-rate-limit-limit", "10")
            .header("x-rate-limit-remaining", "1")
            .header("x-rate-limit-reset", &(NOW + 600).to_string())
    })
    .await;
    let client = server.client();
    ShowRfi::new("1").send(&client).await.unwrap();
    let silent = tokio::spawn({
        let client = client.clone();
        async move { ShowRfi::new("2").send(&client).await.map(|_| ()) }
    });
    // The last one that the limit lets through is on its way, and stays there.
    while server.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    let waiting = ShowRfi::new("3").with_timeout(Duration::from_secs(5));
    let error = waiting.send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit, "{error}");
    assert_eq!(server.seen().len(), 2);
    silent.abort();
}

#[test]
fn jitter_is_full_and_stays_within_its_bounds() {
    use runtime::{Clock, SystemClock};
    let longest = |number: u32| {
        Duration::from_millis(500)
            .saturating_mul(2_u32.saturating_pow(number - 1))
            .min(Duration::from_secs(30))
    };
    let (mut low, mut high) = (0, 0);
    for round in 0..2_000_u32 {
        let number = round % 12 + 1;
        let mut attempt = Attempt::new(number, Failure::Timeout, true);
        attempt.random = SystemClock.random();
        assert!((0.0..1.0).contains(&attempt.random));
        low += u32::from(attempt.random < 0.25);
        high += u32::from(attempt.random > 0.75);
        attempt.retry_after = (round % 3 == 0).then(|| Duration::from_secs(u64::from(round % 60)));
        let asked = attempt.retry_after.unwrap_or_default();
        let wait = Backoff::default().attempts(100).retry(&attempt).unwrap();
        assert!(
            asked <= wait && wait <= asked + longest(number),
            "{number}: {wait:?}"
        );
    }
    assert!(low > 300 && high > 300, "{low} low, {high} high of 2,000");
}

#[tokio::test]
async fn the_time_of_the_client_bounds_every_request_that_says_nothing() {
    let mock = MockTransport::new(|_| Canned::error(TransportErrorKind::Timeout));
    let clock = VirtualClock::at(NOW);
    let client = Client::builder()
        .transport(mock.clone())
        .clock(clock.clone())
        .timeout(Duration::from_millis(700))
        .build()
        .unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    // Waits of 250 and 500 ms with this clock: the second one is too long.
    assert_eq!((mock.seen().len(), error.attempts()), (2, 2));
    let patient = ShowRfi::new("1").with_timeout(Duration::from_secs(60));
    assert_eq!(patient.send(&client).await.unwrap_err().attempts(), 4);
}
