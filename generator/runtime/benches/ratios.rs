//! What the client costs, as ratios measured in one run: a request through it to the same with
//! `reqwest` and `serde_json` alone, and its reading and writing of JSON to serde's derive.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

#[path = "../tests/it/support/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::panic,
    reason = "it is for the tests; a bench uses a part of it"
)]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use runtime::sample::{ListRfis, Rfi};
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, Operation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use support::{Res, Server};

#[derive(Serialize, Deserialize)]
struct DerivedUser {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// What a generator with derives would emit for the same object.
#[derive(Serialize, Deserialize)]
struct DerivedRfi {
    id: Option<i64>,
    subject: Option<String>,
    status: Option<String>,
    private: Option<bool>,
    progress: Option<f64>,
    cost: Option<String>,
    due_date: Option<jiff::civil::Date>,
    created_at: Option<jiff::Timestamp>,
    created_by: Option<DerivedUser>,
    assignees: Option<Vec<DerivedUser>>,
    watcher_ids: Option<Vec<i64>>,
    labels: Option<std::collections::BTreeMap<String, String>>,
}

fn rfis(count: usize) -> String {
    let rfis: Vec<Value> = (0..count)
        .map(|id| {
            json!({
                "id": id, "subject": format!("Door {id} does not fit the opening on level 3"),
                "status": "open", "private": false, "progress": 12.5, "cost": "1234.50",
                "due_date": "2026-03-31", "created_at": "2026-03-31T08:00:00Z",
                "created_by": {"id": 7, "login": "someone@example.com", "name": "Some One"},
                "assignees": [
                    {"id": 8, "login": "a@example.com", "name": "A"},
                    {"id": 9, "login": "b@example.com", "name": "B"},
                ],
                "watcher_ids": [1, 2, 3, 4], "labels": {"trade": "doors", "floor": "3"},
            })
        })
        .collect();
    serde_json::to_string(&rfis).unwrap()
}

/// How often one thing is measured before it is the other one's turn: both run warm, as in a program
/// that does either.
const FEW: usize = 10;

/// The ratio of the medians of two things that are measured in turns, each run by itself: what else
/// the machine does hits both alike.
fn ratio(
    rounds: usize,
    mut ours: impl FnMut() -> Duration,
    mut theirs: impl FnMut() -> Duration,
) -> (f64, Duration, Duration) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        a.extend((0..FEW).map(|_| ours()));
        b.extend((0..FEW).map(|_| theirs()));
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let (a, b) = (median(&mut a), median(&mut b));
    (a.as_secs_f64() / b.as_secs_f64(), a, b)
}

fn time(times: u32, mut run: impl FnMut()) -> Duration {
    let begun = Instant::now();
    for _ in 0..times {
        run();
    }
    begun.elapsed() / times
}

fn json_ratios() {
    let text = rfis(2_000);
    let derived = || {
        time(5, || {
            drop(black_box(
                serde_json::from_str::<Vec<DerivedRfi>>(&text).unwrap(),
            ))
        })
    };
    let ours = || {
        time(5, || {
            drop(black_box(runtime::sample::decode_rfis(&text).unwrap()))
        })
    };
    let (decode, a, b) = ratio(3, ours, derived);
    println!(
        "decode 2,000 RFIs ({} KB): {a:?} / {b:?} = {decode:.2}",
        text.len() / 1000
    );
    let ours = || {
        time(5, || {
            drop(black_box(serde_json::from_str::<Vec<Rfi>>(&text).unwrap()))
        })
    };
    let (decode, a, b) = ratio(3, ours, derived);
    println!("decode them through serde: {a:?} / {b:?} = {decode:.2}");

    let mine: Vec<Rfi> = serde_json::from_str(&text).unwrap();
    let theirs: Vec<DerivedRfi> = serde_json::from_str(&text).unwrap();
    let (encode, a, b) = ratio(
        3,
        || time(5, || drop(black_box(runtime::sample::encode_rfis(&mine)))),
        || time(5, || drop(black_box(serde_json::to_vec(&theirs).unwrap()))),
    );
    println!("encode them: {a:?} / {b:?} = {encode:.2}");
}

/// A request through the client to the same by hand.
fn request_ratio(count: usize, turns: usize) {
    let server_runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let body = rfis(count);
    let server = server_runtime.block_on(Server::forgetful(move |_| {
        Res::status(200)
            .header("content-type", "application/json")
            .body(body.clone())
    }));
    let local = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = Client::builder()
        .base_url(&server.url)
        .token("t")
        .company(1)
        .build()
        .unwrap();
    let bare = by_hand();
    let url = format!("{}/rest/v1.0/projects/7/rfis?per_page=100", server.url);
    let ours = || {
        time(1, || {
            local.block_on(async {
                black_box(ListRfis::new(7).per_page(100).send(&client).await.unwrap());
            });
        })
    };
    let theirs = || {
        time(1, || {
            local.block_on(async {
                let request = bare
                    .get(&url)
                    .bearer_auth("t")
                    .header("Accept", "application/json, */*;q=0.5")
                    .header("Procore-Company-Id", "1");
                let response = request.send().await.unwrap().error_for_status().unwrap();
                let bytes = response.bytes().await.unwrap();
                black_box(serde_json::from_slice::<Vec<DerivedRfi>>(&bytes).unwrap());
            });
        })
    };
    for _ in 0..200 {
        ours();
        theirs();
    }
    let (request, a, b) = ratio(turns, ours, theirs);
    println!("a request for {count} RFIs: {a:?} / {b:?} = {request:.3}");
}

/// The HTTP client of somebody who writes the request by hand, and does not want to hang forever.
fn by_hand() -> reqwest::Client {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(90))
        .user_agent("runtime-rust/0.1.0")
        .build()
        .unwrap()
}

/// The client's own part of a request: everything but the network.
fn own_part(times: u32) {
    let body = bytes::Bytes::from(rfis(1));
    let mock = MockTransport::new(move |_| {
        Canned::status(200)
            .with_header("content-type", "application/json")
            .with_body(body.clone())
    });
    let local = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = Client::builder()
        .transport(mock)
        .token("t")
        .company(1)
        .build()
        .unwrap();
    let ours = time(times, || {
        local.block_on(async {
            black_box(ListRfis::new(7).per_page(100).send(&client).await.unwrap());
        });
    });
    println!("a request without a network, the mock included: {ours:?}");
}

/// `cargo bench -p procore-runtime --bench ratios -- request` measures what its name says alone.
fn main() {
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let wanted = |what: &str| chosen.is_empty() || chosen.iter().any(|name| name == what);
    if wanted("json") {
        json_ratios();
    }
    if wanted("own") {
        own_part(10_000);
    }
    if wanted("request") {
        for (count, turns) in [(0, 1_000), (1, 1_000), (20, 400), (100, 200)] {
            request_ratio(count, turns);
        }
    }
}
