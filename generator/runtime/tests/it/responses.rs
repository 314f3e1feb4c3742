//! Responses: what is read of them, and what of those that are no good.

use std::time::Duration;

use crate::support::{Res, Server};
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::MockTransport;
use runtime::{Client, ErrorKind, NoRetry};
use serde_json::json;

#[tokio::test]
async fn envelopes_are_opened_and_can_be_reached() {
    let server = Server::sequence([
        Res::json(&json!({"data": [{"id": 1}], "total": 5})),
        Res::json(&json!([{"id": 2}])),
        Res::json(&json!({"data": null})),
    ])
    .await;
    let client = server.client();
    let response = ListPeople::new().send(&client).await.unwrap();
    assert_eq!(response.payload().len(), 1);
    assert!(response.mismatches().is_empty());
    assert_eq!(response.envelope().unwrap()["total"], json!(5));
    // A response without the envelope is taken all the same, and reported.
    let response = ListPeople::new().send(&client).await.unwrap();
    assert_eq!(response.payload()[0].id, Some(2));
    assert_eq!(response.mismatches().len(), 1);
    // Nothing under it is no list without items.
    let error = ListPeople::new().send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
}

#[tokio::test]
async fn the_status_decides_where_several_are_known() {
    let server = Server::sequence([
        Res::json(&json!({"id": 1})),
        Res::json(&json!([{"id": 2}])).with_status(207),
        Res::status(204),
        Res::json(&json!({"x": 1})).with_status(202),
    ])
    .await;
    let client = server.client();
    let mut responses = Vec::new();
    for _ in 0..4 {
        responses.push(
            CreateTriggers::new()
                .send(&client)
                .await
                .unwrap()
                .into_inner(),
        );
    }
    assert!(matches!(&responses[0], CreateTriggersResponse::Ok(user) if user.id == Some(1)));
    assert!(
        matches!(&responses[1], CreateTriggersResponse::MultiStatus(users) if users.len() == 1)
    );
    assert_eq!(responses[2], CreateTriggersResponse::NoContent);
    assert_eq!(
        responses[3],
        CreateTriggersResponse::Other(202, json!({"x": 1}))
    );
}

#[tokio::test]
async fn mismatches_are_reported_with_their_path_and_strict_makes_them_errors() {
    let body = r#"[{"id":1},{"id":"two","created_by":{"id":true},"watcher_ids":[1,"x"]},5]"#;
    let server = Server::start(move |_| {
        Res::status(200)
            .header("content-type", "application/json")
            .body(body)
    })
    .await;
    let response = ListRfis::new(7).send(&server.client()).await.unwrap();
    assert_eq!(response.payload().len(), 3);
    let found: Vec<String> = response
        .mismatches()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "/1/id: expected integer, found string",
            "/1/created_by/id: expected integer, found boolean",
            "/1/watcher_ids/1: expected integer, found string",
            "/2: expected object, found integer",
        ]
    );
    let strict = server.builder().strict(true).build().unwrap();
    let error = ListRfis::new(7).send(&strict).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert_eq!(error.mismatches().len(), 4, "{error}");
}

#[tokio::test]
async fn every_status_has_its_error_with_all_that_is_known() {
    let cases = [
        (400, ErrorKind::Validation),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::Permission),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Status),
        (408, ErrorKind::Timeout),
        (409, ErrorKind::Conflict),
        (410, ErrorKind::NotFound),
        (422, ErrorKind::Validation),
        (429, ErrorKind::RateLimit),
        (500, ErrorKind::Server),
        (503, ErrorKind::Server),
    ];
    for (status, expected) in cases {
        let body = json!({"error": {"code": "E1", "message": "no", "details": [{"source": "subject", "message": "is empty"}]}});
        let server = Server::start(move |_| {
            Res::json(&body)
                .with_status(status)
                .header("x-request-id", "req-9")
        })
        .await;
        let client = server.builder().retry(NoRetry).build().unwrap();
        let error = ShowRfi::new("1").send(&client).await.unwrap_err();
        assert_eq!(error.kind(), expected, "{status}: {error:?}");
        let later = matches!(status, 408 | 429 | 500 | 503);
        assert_eq!(error.is_retryable(), later, "{status}");
        assert_eq!(error.is_timeout(), status == 408);
        assert_eq!(error.is_not_found(), matches!(status, 404 | 410));
        assert_eq!(error.is_rate_limit(), status == 429);
        assert_eq!(error.status().map(|s| s.as_u16()), Some(status));
        assert_eq!(error.request_id(), Some("req-9"));
        assert_eq!(error.operation(), "Show RFI (GET /rest/v1.0/rfis/{id})");
        assert_eq!(error.code(), Some("E1"));
        assert_eq!(error.fields()["subject"], ["is empty"]);
        assert!(!error.body().is_empty());
        assert!(!format!("{error} {error:?}").contains("secret-token"));
    }
}

#[tokio::test]
async fn an_error_page_with_status_200_is_a_decoding_error() {
    let page = format!("<html>{}</html>", "maintenance ".repeat(200));
    let server = Server::start(move |_| {
        Res::status(200)
            .header("content-type", "text/html")
            .body(page.clone())
    })
    .await;
    let error = ShowRfi::new("1").send(&server.client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    assert!(error.body_excerpt().len() < 600);
    assert!(format!("{error} {error:?}").len() < 2_000);
    assert!(error.body().len() > 2_000);
    assert_eq!(server.seen().len(), 1, "a response is a response");
}

#[tokio::test]
async fn gzip_is_unpacked() {
    // printf '{"id":77}' | gzip -9n
    let packed: &[u8] = &[
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca, 0x4c, 0x51,
        0xb2, 0x32, 0x37, 0xaf, 0x05, 0x00, 0xf6, 0x52, 0xe7, 0x19, 0x09, 0x00, 0x00, 0x00,
    ];
    let server = Server::start(move |_| {
        Res::status(200)
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .body(packed)
    })
    .await;
    let rfi = ShowRfi::new("1").send(&server.client()).await;
    assert!(
        server.seen()[0]
            .header("accept-encoding")
            .unwrap()
            .contains("gzip")
    );
    assert_eq!(rfi.unwrap().payload().id, Some(77));
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_read() {
    let server = Server::start(|_| Res::Huge(1 << 40)).await;
    let client = server.builder().max_body(100_000).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_server_that_says_nothing_times_out() {
    let server = Server::start(|_| Res::Silence).await;
    // The real clock, as the transport waits for real.
    let client = Client::builder()
        .base_url(&server.url)
        .token("t")
        .retry(NoRetry)
        .build()
        .unwrap();
    let request = ShowRfi::new("1").with_timeout(Duration::from_millis(50));
    let error = request.send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_times_out() {
    let server = Server::start(|_| Res::Stall(b"{\"id\":".to_vec())).await;
    let client = Client::builder()
        .base_url(&server.url)
        .token("t")
        .retry(NoRetry)
        .build()
        .unwrap();
    let request = ShowRfi::new("1").with_timeout(Duration::from_millis(50));
    let error = request.send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

#[tokio::test]
async fn what_unpacks_to_more_than_is_read_is_not_unpacked() {
    // 20,000 spaces: head -c 20000 /dev/zero | tr '\0' ' ' | gzip -9n
    let packed: &[u8] = &[
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00,
        0x00, 0x00, 0xc2, 0xa0, 0x2a, 0xeb, 0x9f, 0xd2, 0x1a, 0x1e, 0x40, 0x01, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0xf0, 0x60, 0x28, 0xc4, 0x08, 0x85, 0x20, 0x4e, 0x00, 0x00,
    ];
    let server = Server::start(move |_| {
        Res::status(200)
            .header("content-encoding", "gzip")
            .body(packed)
    })
    .await;
    let client = server.builder().max_body(10_000).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}

#[tokio::test]
async fn recorded_files_are_responses_too() {
    let folder = std::env::temp_dir().join(format!("runtime-recorded-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("GET/rest/v1.0/rfis")).unwrap();
    std::fs::write(folder.join("GET/rest/v1.0/rfis/1.json"), r#"{"id": 1}"#).unwrap();
    std::fs::write(
        folder.join("GET/rest/v1.0/rfis/2.json"),
        r#"{"status": 404, "headers": {"x-request-id": "r"}, "body": {"message": "gone"}}"#,
    )
    .unwrap();
    let mock = MockTransport::recorded(&folder);
    let client = Client::builder()
        .transport(mock)
        .token("t")
        .build()
        .unwrap();
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    let error = ShowRfi::new("2").send(&client).await.unwrap_err();
    assert_eq!((error.request_id(), error.message()), (Some("r"), "gone"));
    assert!(ShowRfi::new("3").send(&client).await.is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn an_operation_that_returns_a_redirect_gives_its_url() {
    let server =
        Server::start(|_| Res::status(302).header("location", "https://files.example/r.pdf")).await;
    let report = ShowReport::new().send(&server.client()).await.unwrap();
    assert_eq!(report.payload().location, "https://files.example/r.pdf");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_response_is_iterated_like_its_list() {
    let server = Server::start(|_| {
        Res::json(&json!([{"id": 1}, {"id": 2}]))
            .header("x-rate-limit-limit", "3600")
            .header("x-rate-limit-remaining", "3599")
    })
    .await;
    let client = server.client();
    let response = ListRfis::new(7).send(&client).await.unwrap();
    let limit = response.rate_limit();
    assert_eq!(
        (limit.limit, limit.remaining, limit.reset),
        (Some(3_600), Some(3_599), None)
    );
    let by_reference: Vec<_> = (&response).into_iter().map(|rfi| rfi.id).collect();
    let owned: Vec<_> = response.into_iter().map(|rfi| rfi.id).collect();
    assert_eq!(by_reference, [Some(1), Some(2)]);
    assert_eq!(owned, by_reference);
}

#[tokio::test]
async fn a_field_of_the_payload_is_not_hidden_by_the_response() {
    let server = Server::start(|_| Res::json(&json!({"id": 1, "status": "open"}))).await;
    let response = ShowRfi::new("1").send(&server.client()).await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.payload().status, Some(RfiStatus::Open));
    let response = response.map(|rfi| rfi.status);
    assert_eq!(response.into_inner(), Some(RfiStatus::Open));
}
