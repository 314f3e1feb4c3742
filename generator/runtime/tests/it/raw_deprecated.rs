//! Raw requests to the paths of deprecated operations.

use crate::support::{Res, Server, noticed};
use runtime::sample::*;
use runtime::testing::{Canned, MockTransport};
use runtime::{
    Client, DeprecationPolicy, DeprecationSource, ErrorKind, Method, NoRetry, Operation,
};

/// The operations that a raw request to each of the paths is reported to be of.
async fn reported(paths: &[(Method, &str)]) -> Vec<String> {
    let (builder, notices) = noticed(MockTransport::new(|_| Canned::status(204)));
    let client = builder.build().unwrap();
    for (method, path) in paths {
        client.raw(*method, *path).send().await.unwrap();
    }
    let notices = notices.lock().unwrap();
    notices
        .iter()
        .map(|notice| {
            assert_eq!(notice.source, DeprecationSource::Description);
            notice.rust_path.unwrap().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_raw_request_is_taken_for_the_operation_whose_path_it_has() {
    for path in [
        "/rest/v1.0/rfis/7",
        "/rest/v1.0/rfis/7?view=normal&x=/a/b",
        "/rest/v1.0/rfis/a%2Fb",
        "/rest/v1.0/%72fis/7",
        "//rest/v1.0//rfis/7/",
        "/rest/v1.0/rfis/../rfis/7",
        "/rest/v1.0/rfis/{id}",
    ] {
        let reported = reported(&[(Method::Delete, path)]).await;
        assert_eq!(reported, ["procore::rfi::v1_0::DeleteRfi"], "{path}");
    }
    for path in [
        "/rest/v2.0/companies/42/registers/01JDXMPK0AZ7Q3S5T7V9X1Y3Z5",
        "/rest/v2.0/companies/42/registers/7.png",
    ] {
        let reported = reported(&[(Method::Get, path)]).await;
        assert_eq!(
            reported,
            ["procore::registers::v2_0::ShowRegister"],
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_path_that_is_alike_is_of_another_operation() {
    let paths = [
        (Method::Get, "/rest/v1.0/rfis/7"),
        (Method::Delete, "/rest/v1.0/rfis"),
        (Method::Delete, "/rest/v1.0/rfis/7/replies"),
        (Method::Delete, "/rest/v1.1/rfis/7"),
        (Method::Delete, "/rest/v1.0/RFIs/7"),
        (Method::Delete, "/v1.0/rfis/7"),
        // The most that is fixed counts: these are operations of their own, which stay.
        (Method::Delete, "/rest/v1.0/rfis/recycled"),
        (Method::Get, "/rest/v2.0/companies/42/registers/7.pdf"),
        (Method::Get, "/rest/v2.0/companies/42/lists/7"),
    ];
    assert_eq!(reported(&paths).await, [""; 0]);
    let statuses = (Method::Get, "/rest/v2.0/companies/42/lists/statuses");
    let reported = reported(&[statuses]).await;
    assert_eq!(reported, ["procore::registers::v2_0::ListStatuses"]);
}

#[tokio::test]
async fn an_operation_is_reported_once_however_it_is_sent() {
    let (builder, notices) = noticed(MockTransport::new(|_| Canned::status(204)));
    let client = builder.build().unwrap();
    let raw = |method, path| client.raw(method, path).send();
    raw(Method::Delete, "/rest/v1.0/rfis/1").await.unwrap();
    raw(Method::Delete, "/rest/v1.0/rfis/2").await.unwrap();
    DeleteRfi::new(3).send(&client).await.unwrap();
    let register = "/rest/v2.0/companies/1/registers/1";
    raw(Method::Get, register).await.unwrap();
    let titles = notices.lock().unwrap();
    let titles: Vec<_> = titles.iter().map(|notice| notice.title.unwrap()).collect();
    assert_eq!(titles, ["Delete RFI", "Show register"]);
}

#[tokio::test]
async fn a_raw_request_is_refused_like_the_operation_that_it_is_of() {
    let server = Server::start(|_| Res::status(204)).await;
    let client = |policy| server.builder().deprecations(policy).build().unwrap();
    let error = async |client: &Client, method, path: &str| {
        client.raw(method, path).retry(NoRetry).send().await
    };
    let strict = client(DeprecationPolicy::Refuse);
    // The sunset of the one is over, the other has none.
    let sunset = error(&strict, Method::Delete, "/rest/v1.0/rfis/7").await;
    let register = "/rest/v2.0/companies/42/registers/7";
    let refused = error(&strict, Method::Get, register).await;
    assert_eq!(server.seen().len(), 0);
    let (sunset, refused) = (sunset.unwrap_err(), refused.unwrap_err());
    assert_eq!(sunset.kind(), ErrorKind::Sunset, "{sunset}");
    assert_eq!(refused.kind(), ErrorKind::Deprecated, "{refused}");
    for (error, words) in [
        (&sunset, "procore::rfi::v1_0::DeleteRfi"),
        (&sunset, "2026-01-01"),
        (&sunset, "use procore::rfi::v1_1::DeleteRfi"),
        (&refused, "procore::registers::v2_0::ShowRegister"),
        (&refused, "2025-10-01"),
        (&refused, "use the registers of projects"),
    ] {
        assert!(error.message().contains(words), "{words}: {error}");
    }
    let after = client(DeprecationPolicy::RefuseAfterSunset);
    let sunset = error(&after, Method::Delete, "/rest/v1.0/rfis/7").await;
    assert_eq!(sunset.unwrap_err().kind(), ErrorKind::Sunset);
    error(&after, Method::Get, register).await.unwrap();
    error(&strict, Method::Delete, "/rest/v1.0/rfis/recycled")
        .await
        .unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn behind_a_proxy_the_path_is_that_of_the_api() {
    let server = Server::start(|_| Res::status(204)).await;
    let client = server
        .builder()
        .base_url(format!("{}/procore/", server.url))
        .deprecations(DeprecationPolicy::Refuse)
        .build()
        .unwrap();
    let raw = client.raw(Method::Delete, "/rest/v1.0/rfis/7").send().await;
    assert_eq!(raw.unwrap_err().kind(), ErrorKind::Sunset);
    // Not of the API: next to it.
    let beside = client.raw(Method::Delete, "/../rest/v1.0/rfis/7").send();
    beside.await.unwrap();
    assert_eq!(server.seen()[0].path(), "/rest/v1.0/rfis/7");
}
