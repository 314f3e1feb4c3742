//! The budget of retries: an outage does not multiply the load, and what passes is repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::NOW;
use runtime::sample::{CreateRfi, CreateRfiBody, DeleteRfi, ShowRfi};
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{
    Attempt, Client, ClientBuilder, ErrorKind, Operation, RetryBudget, RetryPolicy,
    TransportErrorKind,
};
use serde_json::json;

fn builder(mock: &MockTransport) -> ClientBuilder {
    let builder = Client::builder().transport(mock.clone());
    builder.clock(VirtualClock::at(NOW)).company(1)
}

/// Sends so many requests through clones of a client, and returns how many got a response.
async fn send(client: &Client, count: usize) -> usize {
    let mut good = 0;
    for _ in 0..count {
        let sent = ShowRfi::new("1").send(&client.clone()).await;
        good += usize::from(sent.is_ok());
    }
    good
}

#[tokio::test]
async fn an_outage_hardly_adds_to_the_load() {
    for (response, most) in [
        (Canned::status(502), 100),
        (Canned::status(503), 100),
        (Canned::status(503).with_header("retry-after", "1"), 100),
        (Canned::error(TransportErrorKind::Connect), 100),
        (Canned::error(TransportErrorKind::Broken), 100),
        (Canned::error(TransportErrorKind::Timeout), 50),
        (Canned::status(429), 500),
    ] {
        let canned = response.clone();
        let mock = MockTransport::new(move |_| canned.clone());
        let client = builder(&mock).build().unwrap();
        assert_eq!(send(&client, 3_200).await, 0);
        let more = mock.seen().len() - 3_200;
        assert!(0 < more && more <= most, "{more} more: {response:?}");
    }
}

#[tokio::test]
async fn successes_pay_back() {
    let down = Arc::new(AtomicBool::new(true));
    let mock = MockTransport::new({
        let down = Arc::clone(&down);
        move |_| match down.load(Ordering::SeqCst) {
            true => Canned::status(502),
            false => Canned::json(&json!({"id": 1})),
        }
    });
    let client = builder(&mock).build().unwrap();
    let more = async |calls: usize| {
        let before = mock.seen().len();
        send(&client, calls).await;
        mock.seen().len() - before - calls
    };
    assert_eq!(more(200).await, 100);
    assert_eq!(more(10).await, 0, "nothing is left");
    down.store(false, Ordering::SeqCst);
    assert_eq!(more(50).await, 0);
    down.store(true, Ordering::SeqCst);
    assert_eq!(more(200).await, 10, "50 successes pay for ten repetitions");
}

#[tokio::test]
async fn what_a_repetition_mends_costs_nothing() {
    let asked = AtomicUsize::new(0);
    let mock = MockTransport::new(move |_| match asked.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => Canned::error(TransportErrorKind::Timeout),
        _ => Canned::json(&json!({"id": 1})),
    });
    let client = builder(&mock).build().unwrap();
    assert_eq!(send(&client, 1_000).await, 1_000);
}

#[tokio::test]
async fn the_budget_can_be_set() {
    for (budget, more) in [
        (RetryBudget::new(0), 0),
        (RetryBudget::new(14), 2),
        (RetryBudget::unlimited(), 600),
    ] {
        let mock = MockTransport::new(|_| Canned::status(502));
        let client = builder(&mock).retry_budget(budget).build().unwrap();
        send(&client, 200).await;
        assert_eq!(mock.seen().len(), 200 + more, "{budget:?}");
    }
}

#[tokio::test]
async fn a_policy_that_never_gives_up_ends_all_the_same() {
    struct Stubborn;
    impl RetryPolicy for Stubborn {
        fn retry(&self, _attempt: &Attempt) -> Option<Duration> {
            Some(Duration::ZERO)
        }
    }
    let mock = MockTransport::new(|_| Canned::status(502));
    let client = builder(&mock).retry(Stubborn).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!((error.attempts(), mock.seen().len()), (101, 101));
}

#[tokio::test]
async fn a_gateway_that_asks_to_wait_says_not_that_nothing_was_done() {
    // The work is done, and the gateway has no response: done once more, it would be there twice.
    let mock = MockTransport::new(|_| Canned::status(503).with_header("retry-after", "1"));
    let client = builder(&mock).build().unwrap();
    let create = || CreateRfi::new(7, CreateRfiBody::default());
    let error = create().send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(mock.seen().len(), 1);
    // With a token, or a method that can be sent twice, it is.
    create()
        .idempotency_token("t")
        .send(&client)
        .await
        .unwrap_err();
    assert_eq!(mock.seen().len(), 5);
    DeleteRfi::new(1).send(&client).await.unwrap_err();
    assert_eq!(mock.seen().len(), 9);
    // A 429 was refused before anything was done.
    let mock = MockTransport::new(|_| Canned::status(429).with_header("retry-after", "1"));
    let client = builder(&mock).build().unwrap();
    create().send(&client).await.unwrap_err();
    assert_eq!(mock.seen().len(), 4);
}
