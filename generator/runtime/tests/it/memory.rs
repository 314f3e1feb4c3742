//! What a response really takes of the memory, measured: `max_memory` is what the books say, and the
//! process takes at most twice that.

use std::process::Command;

use bytes::Bytes;
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, NoRetry};

/// What a response may take, and how long its body is.
const BUDGET: usize = 24 << 20;
const BODY: usize = 16 << 20;

/// Bodies, with what reads them.
const SHAPES: &[(&str, &str)] = &[
    // The second is the item of a list.
    ("any", "[]"),
    ("any", "[[[]]]"),
    ("any", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"),
    ("any", "[[],[],[],[],[]]"),
    ("any", "{}"),
    ("any", r#"{"a":{"b":{}}}"#),
    (
        "any",
        r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":0,"k":1,"l":2}"#,
    ),
    ("any", r#""""#),
    ("any", r#""a""#),
    ("any", "1"),
    ("list", "{}"),
    ("list", r#"{"metadata":[[[]]]}"#),
    ("list", r#"{"labels":{"a":""}}"#),
    ("list", r#"{"assignees":[{},{},{},{},{}]}"#),
    ("list", r#"{"parent":{"parent":{}}}"#),
    ("list", r#"{"x":1}"#),
    ("list", r#"{"cost_code":{"id":{}}}"#),
    // Here it is the key of one object, which a union reads.
    ("union", r#""a":0"#),
    ("union", r#""id":0"#),
];

fn body(shape: &str, item: &str, bytes: usize) -> Bytes {
    let (start, end) = match shape {
        "union" => (r#"{"cost_code":{"z":0"#, "}}"),
        _ => ("[0", "]"),
    };
    let mut text = String::with_capacity(bytes);
    text.push_str(if shape == "list" { "[{}" } else { start });
    while text.len() + item.len() + end.len() < bytes {
        text.push(',');
        text.push_str(item);
    }
    text.push_str(end);
    text.into()
}

/// A line of what the kernel says of this process, in bytes.
fn status(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|found| found.strip_prefix(line));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    kilobytes.unwrap_or(0_usize) * 1024
}

/// Does nothing but in the process that the test starts.
#[tokio::test]
async fn one_response() {
    let Ok(number) = std::env::var("SHAPE") else {
        return;
    };
    let size = |name: &str, or: usize| std::env::var(name).map_or(or, |text| text.parse().unwrap());
    let (shape, item) = SHAPES[number.parse::<usize>().unwrap()];
    let body = body(shape, item, size("BODY", BODY));
    let mock = MockTransport::new(move |_| Canned::status(200).with_body(body.clone()));
    let client = Client::builder().transport(mock).retry(NoRetry).token("t");
    let client = client.company(1).max_memory(size("BUDGET", BUDGET));
    let client = client.build().unwrap();
    let before = status("VmRSS:");
    let read = match shape {
        "any" => client.raw(Method::Get, "/x").send().await.map(drop),
        "list" => ListRfis::new(7).send(&client).await.map(drop),
        _ => ShowRfi::new("1").send(&client).await.map(drop),
    };
    let peak = status("VmHWM:").saturating_sub(before);
    println!("peak {peak} {:?}", read.map_err(|error| error.status()));
}

#[test]
fn a_response_takes_at_most_twice_what_it_may() {
    let mut wrong = Vec::new();
    for (number, (shape, item)) in SHAPES.iter().enumerate() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "memory::one_response", "--nocapture"])
            .env("SHAPE", number.to_string())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let found = text.split("peak ").nth(1).unwrap();
        let peak: usize = found.split(' ').next().unwrap().parse().unwrap();
        println!("{shape} {item}: {:.2}", peak as f64 / BUDGET as f64);
        if peak > 2 * BUDGET {
            wrong.push(format!("{shape} {item}: {peak} bytes"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
