//! What a client does when a deprecated operation is used, by its policy.

use crate::support::traced::Traced;
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, DeprecationPolicy, Error, ErrorKind};
use tracing::Level;

/// The sunset date of `DeleteRfi` is 2026-01-01; a day after it is over everywhere.
const AFTER: u64 = 1_767_398_400;
const BEFORE: u64 = 1_700_000_000;

/// Sends two deprecated requests of a kind and one that is not; gives what was logged as a
/// warning, and what came of the first.
async fn sent(policy: Option<DeprecationPolicy>, now: u64) -> (String, Result<(), Error>) {
    let traced = Traced::begin(Level::WARN);
    let mock = MockTransport::new(|_| Canned::status(204));
    let mut builder = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(now))
        .token("t");
    if let Some(policy) = policy {
        builder = builder.deprecations(policy);
    }
    let client = builder.build().unwrap();
    let first = DeleteRfi::new(1).send(&client).await.map(drop);
    let second = DeleteRfi::new(2).send(&client).await.map(drop);
    assert_eq!(first.is_ok(), second.is_ok());
    // Refused before anything was sent.
    assert_eq!(mock.seen().len(), if first.is_ok() { 2 } else { 0 });
    (traced.text(), first)
}

#[tokio::test]
async fn a_client_warns_once_for_each_operation_unless_its_policy_says_otherwise() {
    for now in [BEFORE, AFTER] {
        let (log, sent) = sent(None, now).await;
        sent.unwrap();
        assert_eq!(log.lines().count(), 1, "{log}");
        for words in [
            "WARN",
            "procore::rfi::v1_0::DeleteRfi",
            "2022-03-31",
            "2026-01-01",
            "procore::rfi::v1_1::DeleteRfi",
        ] {
            assert!(log.contains(words), "{log}");
        }
    }
}

#[tokio::test]
async fn a_client_that_ignores_deprecations_says_and_refuses_nothing() {
    let (log, sent) = sent(Some(DeprecationPolicy::Ignore), AFTER).await;
    sent.unwrap();
    assert_eq!(log, "");
}

#[tokio::test]
async fn a_strict_client_warns_before_the_sunset_and_refuses_after_it() {
    let strict = Some(DeprecationPolicy::RefuseAfterSunset);
    let (log, before) = sent(strict, BEFORE).await;
    before.unwrap();
    assert_eq!(log.lines().count(), 1, "{log}");
    let (_, after) = sent(strict, AFTER).await;
    let error = after.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Sunset, "{error}");
    let reported = error.to_string();
    assert!(reported.contains("2026-01-01"), "{reported}");
    assert!(
        reported.contains("procore::rfi::v1_1::DeleteRfi"),
        "{reported}"
    );
}

#[test]
fn a_request_has_its_deprecation_without_a_client() {
    let meta = <DeleteRfi as Operation>::META;
    assert_eq!(
        (meta.method, meta.path),
        (Method::Delete, "/rest/v1.0/rfis/{id}")
    );
    let reported = meta.deprecation.unwrap();
    assert_eq!(
        (reported.date, reported.sunset),
        (Some("2022-03-31"), Some("2026-01-01"))
    );
    assert_eq!(
        reported.replacements[0].rust_path,
        Some("procore::rfi::v1_1::DeleteRfi")
    );
}
