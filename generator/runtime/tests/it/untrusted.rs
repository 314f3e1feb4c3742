//! What the bytes of a server may cost: bounds, in counts. `benches/scaling.rs` measures the time.

use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, ClientBuilder, Error, ErrorKind, NoRetry};
use serde_json::{Value, json};

/// A client whose every response has this status and body.
fn client(status: u16, body: impl Into<Bytes>) -> ClientBuilder {
    let body = body.into();
    let mock = MockTransport::new(move |_| {
        Canned::status(status)
            .with_header("content-type", "application/json")
            .with_body(body.clone())
    });
    Client::builder()
        .transport(mock)
        .retry(NoRetry)
        .token("t")
        .company(1)
}

async fn refused(body: impl Into<Bytes>) -> Error {
    let client = client(422, body).build().unwrap();
    ListRfis::new(7).send(&client).await.unwrap_err()
}

/// How many bytes an error holds beside its body.
fn reported(error: &Error) -> usize {
    let fields = error.fields().iter();
    let fields: usize = fields
        .map(|(field, why)| field.len() + why.iter().map(String::len).sum::<usize>())
        .sum();
    error.message().len() + error.code().map_or(0, str::len) + fields
}

#[tokio::test]
async fn what_an_error_body_says_is_cut_whatever_its_shape() {
    let many: Vec<String> = (0..20_000).map(|n| format!("error {n}")).collect();
    let long = "x".repeat(200_000);
    let under_a_long_key: Value = (0..2_000)
        .map(|n| (format!("k{n}"), json!("no")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let bodies = [
        json!({"errors": many}),
        json!({"errors": many.iter().map(|why| json!({"message": why})).collect::<Vec<_>>()}),
        json!(
            many.iter()
                .map(|why| json!({"message": why}))
                .collect::<Vec<_>>()
        ),
        json!({"errors": {"name": many}}),
        json!({"errors": many.iter().map(|why| (why.clone(), json!("no"))).collect::<serde_json::Map<_, _>>()}),
        json!({"error": {"details": many.iter().map(|why| json!({"source": why, "message": why})).collect::<Vec<_>>()}}),
        json!({"errors": {long.clone(): under_a_long_key}}),
        json!({"message": long, "code": long, "errors": [long], "fields": {"a": long}}),
        json!({"exception": long}),
        json!(long),
    ];
    for (index, body) in bodies.iter().enumerate() {
        let text = body.to_string();
        let error = refused(text).await;
        assert_eq!(error.kind(), ErrorKind::Validation, "{index}");
        assert!(reported(&error) > 0, "{index}: nothing is reported");
        assert!(
            reported(&error) < 100_000,
            "{index}: {} bytes",
            reported(&error)
        );
        assert!(error.to_string().len() < 120_000, "{index}");
        assert!(error.message().len() < 5_000, "{index}");
    }
    // What comes first is what is reported.
    let error = refused(bodies[0].to_string()).await;
    assert!(error.message().starts_with("error 0; error 1; "));
}

/// Text is cut between characters.
#[tokio::test]
async fn a_cut_message_is_text() {
    for shift in 0..4 {
        let text = format!("{}{}", "a".repeat(shift), "\u{1f600}".repeat(5_000));
        let error = refused(json!({"message": text}).to_string()).await;
        let message = error.message();
        assert!(message.ends_with(" ..."), "{}", &message[..20]);
        assert!(text.starts_with(message.trim_end_matches(" ...")));
    }
}

/// A list whose items are all alike, of that many bytes.
fn list_of(item: &str, bytes: usize) -> String {
    let count = bytes / (item.len() + 1);
    format!("[{}]", vec![item; count].join(","))
}

/// Each of these takes far more memory than text.
const AMPLIFIERS: &[&str] = &[
    "{}",
    "1",
    "null",
    r#"{"a":1}"#,
    r#"{"id":"x"}"#,
    r#"{"parent":{}}"#,
    r#"{"assignees":[{},{},{}]}"#,
    r#"{"labels":{"a":""}}"#,
    r#"{"labels":{"a":"","b":"","c":""}}"#,
    r#"{"metadata":[[],[],[]]}"#,
    r#"{"metadata":{"a":{"a":{}}}}"#,
    r#"{"custom_fields":{"custom_field_1":1}}"#,
    r#"{"cost_code":[1]}"#,
    r#"{"cost_code":{}}"#,
];

#[tokio::test]
async fn a_small_text_cannot_take_a_large_memory() {
    let budget = 4 << 20;
    for item in AMPLIFIERS {
        let body = list_of(item, 1 << 20);
        let client = client(200, body).max_memory(budget).build().unwrap();
        let error = ListRfis::new(7).send(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{item}: {error}");
        let text = error.to_string();
        assert!(text.contains("4194304 bytes of memory"), "{text}");
        assert!(text.contains("max_memory"), "{text}");
    }
    for item in [
        "[]",
        "{}",
        "1",
        r#""""#,
        r#"{"":0}"#,
        r#"[{"a":{}}]"#,
        "[[[]]]",
    ] {
        let body = list_of(item, 1 << 20);
        let client = client(200, body).max_memory(budget).build().unwrap();
        let error = client.raw(Method::Get, "/x").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{item}: {error}");
    }
    // One object alone.
    let one: serde_json::Map<_, _> = (0..60_000).map(|n| (n.to_string(), json!(1))).collect();
    let client = client(200, Value::Object(one).to_string());
    let client = client.max_memory(budget).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}

/// Without a setting, the largest body that is read cannot take more than half a gigabyte.
#[tokio::test]
async fn the_memory_has_a_bound_of_its_own() {
    let body = list_of("{}", 6 << 20);
    let client = client(200, body).build().unwrap();
    let error = ListRfis::new(7).send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}

/// What was given back takes nothing: a value of another type, and what a union tried.
#[tokio::test]
async fn only_what_is_kept_counts() {
    let text = "x".repeat(1_000);
    let rfi = json!({"id": 1, "subject": text, "cost_code": ["a", 1], "watcher_ids": ["a"]});
    let body = json!(vec![rfi; 1_000]).to_string();
    let client = client(200, body).max_memory(4 << 20).build().unwrap();
    let response = ListRfis::new(7).send(&client).await.unwrap();
    assert_eq!(
        (response.payload().len(), response.mismatches().len()),
        (1_000, 1_000)
    );
    assert_eq!(response.more_mismatches(), 1_000);
    // Read as each of two variants, and kept as one.
    let code = json!({"id": 1, "full_code": "x".repeat(2_000), "other": 1});
    let body = json!(vec![json!({ "cost_code": code }); 1_000]).to_string();
    let client = self::client(200, body).max_memory(4 << 20).build().unwrap();
    let response = ListRfis::new(7).send(&client).await.unwrap();
    assert_eq!(
        (response.payload().len(), response.mismatches().len()),
        (1_000, 0)
    );
}

/// A key stands in the path of each report below it.
#[tokio::test]
async fn a_long_key_does_not_multiply() {
    let key = "k".repeat(100_000);
    let body = json!([{&key: 1, "assignees": 1, "labels": {&key: 1}}]);
    let client = client(200, body.to_string()).build().unwrap();
    let response = ListRfis::new(7).send(&client).await.unwrap();
    let paths: usize = response.mismatches().iter().map(|m| m.path.len()).sum();
    assert!(paths < 1_000, "{paths}");
}

/// A number that was rounded is reported, where nothing can hold its text.
#[tokio::test]
async fn a_rounded_number_is_reported() {
    let body = r#"{"a": [1, 123456789012345678901234567890]}"#;
    let client = client(200, body).build().unwrap();
    let response = client.raw(Method::Get, "/x").send().await.unwrap();
    assert_eq!(response.payload()["a"][0], 1);
    let mismatch = response.mismatches()[0].to_string();
    assert_eq!(
        mismatch,
        "/a/1: expected number that fits 64 bits, found integer"
    );
}

/// Many mismatches are counted rightly, also where some are forgotten again.
#[tokio::test]
async fn a_union_that_tries_forgets_what_it_reported() {
    let mixed = json!({"custom_fields": {"custom_field_1": {"value": [1, "a"]}}});
    let mut items = vec![json!({"id": "x"}); 1_500];
    items.extend(vec![mixed; 50]);
    let client = client(200, json!(items).to_string()).build().unwrap();
    let response = ListRfis::new(7).send(&client).await.unwrap();
    assert_eq!(
        response.mismatches().len() + response.more_mismatches(),
        1_500
    );
}
