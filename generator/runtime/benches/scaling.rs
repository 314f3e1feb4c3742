//! Whether reading takes time in proportion to what is read: every reader of bytes that come from a
//! server, at 1, 2, 4 and 8 times a size. A line with `!` grows faster than its input.
//!
//! `tests/untrusted.rs` guards the bounds in counts; this looks for what has none.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use runtime::runtime::prelude::*;
use runtime::sample::{CostCode, ListRfis, Rfi};
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, NoRetry};
use serde_json::json;

/// What is read, and how: a text of so many items, and what reads it.
type Case = (&'static str, fn(usize) -> String, fn(&str));

fn items(count: usize, item: impl Fn(usize) -> String) -> String {
    format!("[{}]", (0..count).map(item).collect::<Vec<_>>().join(","))
}

fn entries(count: usize, entry: impl Fn(usize) -> String) -> String {
    format!(
        "{{{}}}",
        (0..count).map(entry).collect::<Vec<_>>().join(",")
    )
}

fn field(name: &str, value: &str) -> String {
    format!(r#"[{{"{name}":{value}}}]"#)
}

/// The body of a response, with a status.
fn respond(status: u16, body: &str) {
    let body = bytes::Bytes::from(body.to_owned());
    let mock = MockTransport::new(move |_| {
        Canned::status(status)
            .with_header("content-type", "application/json")
            .with_body(body.clone())
    });
    let client = Client::builder().transport(mock).retry(NoRetry).token("t");
    let client = client.company(1).build().unwrap();
    let local = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    drop(black_box(local.block_on(ListRfis::new(7).send(&client))));
}

fn response(body: &str) {
    respond(200, body);
}

fn refusal(body: &str) {
    respond(422, body);
}

fn free(body: &str) {
    drop(black_box(serde_json::from_str::<CostCode>(body)));
}

/// Reads and writes again.
fn through(body: &str) {
    let rfis: Vec<Rfi> = serde_json::from_str(body).unwrap();
    drop(black_box(serde_json::to_string(&rfis).unwrap()));
}

fn decimal(text: &str) {
    let decimal: Decimal = text.parse().unwrap();
    black_box(decimal == Decimal::from(7));
    drop(black_box(decimal.as_json_number()));
}

fn date(text: &str) {
    black_box(text.parse::<DateTime>().is_ok() || text.parse::<Date>().is_ok());
}

fn base64(text: &str) {
    drop(black_box(
        serde_json::from_value::<Base64>(json!(text))
            .unwrap()
            .bytes(),
    ));
}

const CASES: &[Case] = &[
    (
        "errors, a list of texts",
        |n| json!({"errors": (0..n).map(|i| format!("error {i}")).collect::<Vec<_>>()}).to_string(),
        refusal,
    ),
    (
        "errors, a list of objects",
        |n| items(n, |i| format!(r#"{{"message":"error {i}"}}"#)),
        refusal,
    ),
    (
        "errors, by field",
        |n| {
            format!(
                r#"{{"errors":{}}}"#,
                entries(n, |i| format!(r#""f{i}":["no"]"#))
            )
        },
        refusal,
    ),
    (
        "errors, of one text",
        |n| json!({"message": "x".repeat(n * 10)}).to_string(),
        refusal,
    ),
    ("empty objects", |n| items(n, |_| "{}".into()), response),
    (
        "objects",
        |n| {
            items(n, |i| {
                format!(r#"{{"id":{i},"subject":"a","labels":{{"a":"b"}}}}"#)
            })
        },
        response,
    ),
    (
        "unknown keys",
        |n| format!("[{}]", entries(n, |i| format!(r#""k{i}":{i}"#))),
        response,
    ),
    (
        "one key again and again",
        |n| format!("[{}]", entries(n, |i| format!(r#""id":"{i}""#))),
        response,
    ),
    (
        "values of another type",
        |n| items(n, |i| format!(r#"{{"id":"{i}"}}"#)),
        response,
    ),
    (
        "scalars where objects are",
        |n| items(n, |i| i.to_string()),
        response,
    ),
    (
        "a list that fails at its end",
        |n| {
            field(
                "watcher_ids",
                &items(n, |i| {
                    if i + 1 == n {
                        "\"x\"".into()
                    } else {
                        i.to_string()
                    }
                }),
            )
        },
        response,
    ),
    (
        "unions of objects",
        |n| {
            items(n, |i| {
                format!(r#"{{"cost_code":{{"id":{i},"full_code":"x"}}}}"#)
            })
        },
        response,
    ),
    (
        "a union of many keys",
        |n| field("cost_code", &entries(n, |i| format!(r#""k{i}":{i}"#))),
        response,
    ),
    (
        "a union of a mixed list",
        |n| {
            field(
                "cost_code",
                &items(n, |i| {
                    if i % 2 == 0 {
                        "1".into()
                    } else {
                        "\"x\"".into()
                    }
                }),
            )
        },
        response,
    ),
    (
        "custom fields",
        |n| {
            field(
                "custom_fields",
                &entries(n, |i| format!(r#""custom_field_{i}":{{"value":[1,"a"]}}"#)),
            )
        },
        response,
    ),
    (
        "a map",
        |n| field("labels", &entries(n, |i| format!(r#""k{i}":"v""#))),
        response,
    ),
    (
        "free JSON",
        |n| {
            field(
                "metadata",
                &items(n, |i| format!(r#"{{"a":[{i},null,"x"]}}"#)),
            )
        },
        response,
    ),
    (
        "free JSON of long numbers",
        |n| {
            field(
                "metadata",
                &items(n, |_| "123456789012345678901234567890".into()),
            )
        },
        response,
    ),
    (
        "one long number",
        |n| field("metadata", &"7".repeat(n * 10)),
        response,
    ),
    (
        "one long fraction",
        |n| field("progress", &format!("0.{}", "7".repeat(n * 10))),
        response,
    ),
    (
        "one long text of escapes",
        |n| field("subject", &format!(r#""{}""#, r"\u00e9\n".repeat(n))),
        response,
    ),
    (
        "lone surrogates",
        |n| items(n, |_| r#"{"subject":"\ud800"}"#.into()),
        response,
    ),
    (
        "a text that does not end",
        |n| format!("[\"{}", "x".repeat(n * 10)),
        response,
    ),
    ("space", |n| format!("[{}]", " ".repeat(n * 10)), response),
    (
        "a union through serde",
        |n| items(n, |i| i.to_string()),
        free,
    ),
    (
        "reading and writing unknown keys",
        |n| format!("[{}]", entries(n, |i| format!(r#""k{i}":{i}"#))),
        through,
    ),
    ("a decimal", |n| "7".repeat(n * 10), decimal),
    ("a decimal of zeros", |n| "0".repeat(n * 10), decimal),
    (
        "an instant",
        |n| format!("2026-03-31T08:00:00.{}Z", "7".repeat(n * 10)),
        date,
    ),
    ("base64", |n| "aGk=\n".repeat(n), base64),
];

fn best(text: &str, read: fn(&str)) -> Duration {
    let once = || {
        let begun = Instant::now();
        read(black_box(text));
        begun.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

/// `cargo bench -p procore-runtime --bench scaling -- errors` measures those whose name has the word alone.
fn main() {
    let chosen: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|word| name.contains(word));
    for (name, make, read) in CASES.iter().filter(|(name, ..)| wanted(name)) {
        let times: Vec<Duration> = [1, 2, 4, 8]
            .iter()
            .map(|times| best(&make(3_000 * times), *read))
            .collect();
        let growth = times[3].as_secs_f64() / times[0].as_secs_f64().max(1e-6);
        let mark = if growth > 24.0 { "!" } else { " " };
        println!("{mark} {growth:5.1}  {name}: {times:.1?}");
    }
}
