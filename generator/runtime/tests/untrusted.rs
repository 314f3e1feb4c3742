//! What the bytes of a server may cost: bounds, in counts. `benches/scaling.rs` measures the time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails that way"
)]

use runtime::runtime::client::{Client, ClientBuilder};
use runtime::runtime::error::Error;
use runtime::runtime::prelude::*;
use runtime::runtime::retry::NoRetry;
use runtime::runtime::testing::{Canned, MockTransport};
use runtime::sample::*;
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
fn told(error: &Error) -> usize {
    let details = error.details();
    let fields = details.fields.iter();
    let fields: usize = fields
        .map(|(field, why)| field.len() + why.iter().map(String::len).sum::<usize>())
        .sum();
    details.message.len() + details.code.as_ref().map_or(0, String::len) + fields
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
        assert!(matches!(error, Error::Validation(_)), "{index}");
        assert!(told(&error) > 0, "{index}: nothing is told");
        assert!(told(&error) < 100_000, "{index}: {} bytes", told(&error));
        assert!(error.to_string().len() < 120_000, "{index}");
        assert!(error.details().message.len() < 5_000, "{index}");
    }
    // What comes first is what is told.
    let error = refused(bodies[0].to_string()).await;
    assert!(error.details().message.starts_with("error 0; error 1; "));
}

/// Text is cut between characters.
#[tokio::test]
async fn a_cut_message_is_text() {
    for shift in 0..4 {
        let text = format!("{}{}", "a".repeat(shift), "\u{1f600}".repeat(5_000));
        let error = refused(json!({"message": text}).to_string()).await;
        let message = &error.details().message;
        assert!(message.ends_with(" ..."), "{}", &message[..20]);
        assert!(text.starts_with(message.trim_end_matches(" ...")));
    }
}
