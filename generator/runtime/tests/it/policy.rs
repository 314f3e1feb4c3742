//! What a client does when a deprecated operation is used, by its policy.

use std::sync::{Arc, Mutex, OnceLock};

use crate::support::noticed;
use crate::support::traced::Traced;
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, DeprecationPolicy, DeprecationSource, Error, ErrorKind};
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

#[tokio::test]
async fn a_client_that_refuses_says_what_to_use_instead() {
    let (log, before) = sent(Some(DeprecationPolicy::Refuse), BEFORE).await;
    assert_eq!(log.lines().count(), 1, "{log}");
    let error = before.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deprecated, "{error}");
    for words in ["2022-03-31", "2026-01-01", "procore::rfi::v1_1::DeleteRfi"] {
        assert!(error.message().contains(words), "{error}");
    }
    let (_, after) = sent(Some(DeprecationPolicy::Refuse), AFTER).await;
    assert_eq!(after.unwrap_err().kind(), ErrorKind::Sunset);
}

#[tokio::test]
async fn what_is_called_in_place_of_a_warning_gets_all_that_is_known() {
    let traced = Traced::begin(Level::WARN);
    let (builder, notices) = noticed(MockTransport::new(|_| Canned::status(204)));
    let client = builder.build().unwrap();
    DeleteRfi::new(1).send(&client).await.unwrap();
    DeleteRfi::new(2).send(&client.clone()).await.unwrap();
    let all = notices.lock().unwrap();
    let [notice] = &all[..] else {
        panic!("{all:?}")
    };
    assert_eq!(notice.source, DeprecationSource::Description);
    assert_eq!(
        (notice.method, &*notice.path),
        (Method::Delete, "/rest/v1.0/rfis/{id}")
    );
    assert_eq!(notice.title, Some("Delete RFI"));
    assert_eq!(notice.rust_path, Some("procore::rfi::v1_0::DeleteRfi"));
    assert_eq!(notice.date, Date::new(2022, 3, 31));
    assert_eq!(notice.sunset, Date::new(2026, 1, 1));
    assert_eq!(
        notice.replacements,
        DeleteRfi::META.deprecation.unwrap().replacements
    );
    assert_eq!((&notice.guide, &notice.successor), (&None, &None));
    assert_eq!(
        notice.to_string(),
        "procore::rfi::v1_0::DeleteRfi (DELETE /rest/v1.0/rfis/{id}) is deprecated as of 2022-03-31, \
         sunset on 2026-01-01; use procore::rfi::v1_1::DeleteRfi"
    );
    assert_eq!(traced.text(), "");
}

#[tokio::test]
async fn a_client_that_ignores_deprecations_calls_nothing() {
    let response = || Canned::status(204).with_header("deprecation", "true");
    let (builder, notices) = noticed(MockTransport::new(move |_| response()));
    let client = builder.deprecations(DeprecationPolicy::Ignore);
    let client = client.build().unwrap();
    DeleteRfi::new(1).send(&client).await.unwrap();
    assert_eq!(notices.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_called_may_send_requests_itself() {
    let again = Arc::new(OnceLock::<Client>::new());
    let (client, count) = (Arc::clone(&again), Arc::new(Mutex::new(0)));
    let counted = Arc::clone(&count);
    let built = Client::builder()
        .transport(MockTransport::new(|_| Canned::status(204)))
        .token("t")
        .on_deprecation(move |_| {
            *counted.lock().unwrap() += 1;
            let client = client.get().unwrap().clone();
            // Up to the transport: the client has looked at the operation by then.
            let mut sending = Box::pin(async move { DeleteRfi::new(2).send(&client).await });
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _ = sending.as_mut().poll(&mut context);
        })
        .build()
        .unwrap();
    let client = again.get_or_init(|| built);
    DeleteRfi::new(1).send(client).await.unwrap();
    assert_eq!(*count.lock().unwrap(), 1);
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
