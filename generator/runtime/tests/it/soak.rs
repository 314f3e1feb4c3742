//! Ten thousand requests over 64 tasks against a server that limits, fails and drops at random.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::support::{NOW, Req, Res, Server, is_alone};
use runtime::sample::ShowRfi;
use runtime::testing::VirtualClock;
use runtime::{
    BoxFuture, Clock, ErrorKind, HttpRequest, HttpResponse, Operation, ReqwestTransport, Transport,
    TransportError,
};
use serde_json::json;

const REQUESTS: u64 = 10_000;
const TASKS: u64 = 64;
/// How many requests the server takes in ten seconds.
const LIMIT: u64 = 100;

/// Watches what passes between the client and the network: once a response says wait, nothing may
/// be sent until the time has come.
struct Watched {
    inner: ReqwestTransport,
    clock: VirtualClock,
    blocked: Mutex<SystemTime>,
    violations: Arc<AtomicU64>,
}

impl Transport for Watched {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            if self.clock.now() < *self.blocked.lock().unwrap() {
                self.violations.fetch_add(1, Ordering::SeqCst);
            }
            let response = self.inner.send(request).await?;
            let number = |name: &str| -> Option<u64> {
                response.headers.get(name)?.to_str().ok()?.parse().ok()
            };
            let asked = number("retry-after").filter(|_| response.status.as_u16() == 429);
            let until = match (
                asked,
                number("x-rate-limit-remaining"),
                number("x-rate-limit-reset"),
            ) {
                (Some(seconds), ..) => self.clock.now() + Duration::from_secs(seconds),
                (None, Some(0), Some(reset)) => SystemTime::UNIX_EPOCH + Duration::from_secs(reset),
                _ => return Ok(response),
            };
            let mut blocked = self.blocked.lock().unwrap();
            *blocked = (*blocked).max(until);
            Ok(response)
        })
    }
}

/// A number that looks random, the same in every run for the same input.
fn hash(input: u64) -> u64 {
    let mut x = input.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}

/// What the server does, and how often it had to refuse because of its limit.
fn response(
    request: &Req,
    clock: &VirtualClock,
    window: &Mutex<(u64, u64)>,
    over: &AtomicU64,
) -> Res {
    let now = clock.seconds();
    let mut window = window.lock().unwrap();
    if now >= window.0 + 10 {
        *window = (now - (now - NOW) % 10, 0);
    }
    window.1 += 1;
    let reset = (window.0 + 10).to_string();
    if window.1 > LIMIT {
        over.fetch_add(1, Ordering::SeqCst);
    }
    let remaining = LIMIT.saturating_sub(window.1).to_string();
    let id: u64 = request.path().rsplit('/').next().unwrap().parse().unwrap();
    let limited = |response: Res| {
        response
            .header("x-rate-limit-limit", &LIMIT.to_string())
            .header("x-rate-limit-remaining", &remaining)
            .header("x-rate-limit-reset", &reset)
    };
    match hash(id ^ window.1 << 32 ^ now) % 100 {
        0..5 => limited(Res::status(502)),
        5..10 => Res::Drop,
        10..12 => Res::Garbage,
        12..14 => Res::CutOff {
            status: 200,
            headers: Vec::new(),
            body: b"{".to_vec(),
            promised: 50,
        },
        14..16 => Res::status(429).header("retry-after", "2"),
        16..18 => Res::status(503).header("retry-after", "1"),
        18 => limited(Res::json(&json!({"message": "no"})).with_status(403)),
        _ => limited(Res::json(&json!({"id": id}))),
    }
}

/// The memory of this process in KiB; nothing where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[tokio::test]
async fn each_request_gets_one_response_and_none_is_sent_while_the_limit_says_wait() {
    let name = "soak::each_request_gets_one_response_and_none_is_sent_while_the_limit_says_wait";
    if !is_alone(name) {
        return;
    }
    let clock = VirtualClock::at(NOW);
    let (over, violations) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let server = Server::forgetful({
        let (clock, over, window) = (clock.clone(), Arc::clone(&over), Mutex::new((NOW, 0)));
        move |request: &Req| response(request, &clock, &window, &over)
    })
    .await;
    let watched = Watched {
        inner: ReqwestTransport::new().unwrap(),
        clock: clock.clone(),
        blocked: Mutex::new(SystemTime::UNIX_EPOCH),
        violations: Arc::clone(&violations),
    };
    let client = server
        .builder()
        .clock(clock.clone())
        .transport(watched)
        .build()
        .unwrap();
    let next = Arc::new(AtomicU64::new(0));
    let early = Arc::new(AtomicU64::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let (client, next, early) = (client.clone(), Arc::clone(&next), Arc::clone(&early));
        tasks.spawn(async move {
            let (mut good, mut refused, mut failed) = (0_u64, 0_u64, 0_u64);
            loop {
                let id = next.fetch_add(1, Ordering::SeqCst);
                if id >= REQUESTS {
                    return (good, refused, failed);
                }
                if id == REQUESTS / 5 {
                    early.store(resident(), Ordering::SeqCst);
                }
                match ShowRfi::new(id.to_string()).send(&client).await {
                    Ok(rfi) => {
                        assert_eq!(
                            rfi.payload().id,
                            Some(i64::try_from(id).unwrap()),
                            "its own response"
                        );
                        good += 1;
                    }
                    Err(error) if error.kind() == ErrorKind::Permission => refused += 1,
                    Err(error) if error.is_retryable() => failed += 1,
                    Err(other) => panic!("{other:?}"),
                }
            }
        });
    }
    let (mut good, mut refused, mut failed) = (0, 0, 0);
    for (a, b, c) in tasks.join_all().await {
        (good, refused, failed) = (good + a, refused + b, failed + c);
    }
    assert_eq!(good + refused + failed, REQUESTS);
    assert!(
        good > REQUESTS * 95 / 100 && refused > 0,
        "{good} good, {refused} refused, {failed} failed"
    );
    assert_eq!(over.load(Ordering::SeqCst), 0, "requests beyond the limit");
    assert_eq!(
        violations.load(Ordering::SeqCst),
        0,
        "requests sent while the limit said wait"
    );
    assert!(clock.seconds() > NOW + 500, "the limit was felt");
    println!(
        "{REQUESTS} requests over {TASKS} tasks: {good} good, {refused} refused, {failed} failed with a \
         typed error, in {} virtual seconds",
        clock.seconds() - NOW
    );
    let growth = resident().saturating_sub(early.load(Ordering::SeqCst));
    println!("{growth} KiB more than after a fifth of them");
    assert!(
        growth < 16 * 1024,
        "{growth} KiB more than after a fifth of the requests"
    );
}
