//! Requests and answers on the wire.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails that way"
)]

mod support;

use std::time::Duration;

use runtime::runtime::client::Client;
use runtime::runtime::error::Error;
use runtime::runtime::policy::DeprecationPolicy;
use runtime::runtime::prelude::*;
use runtime::runtime::retry::NoRetry;
use runtime::runtime::testing::{Canned, MockTransport, VirtualClock};
use runtime::sample::*;
use serde_json::json;
use support::{NOW, Req, Res, Server};

#[tokio::test]
async fn values_in_paths_and_headers_have_the_style_of_their_parameter() {
    let server = Server::start(|_: &Req| {
        Res::status(200)
            .header("content-type", "text/plain")
            .body("ok")
    })
    .await;
    let client = server.client();
    let one = json!("a/b");
    let list = json!(["a", "b,c"]);
    let object = json!({"k": "v;w", "n": 1});
    use PathStyle::{Label, Matrix, Simple};
    let cases = [
        (&one, Simple, false, "a%2Fb"),
        (&one, Label, false, ".a%2Fb"),
        (&one, Matrix, true, ";p=a%2Fb"),
        (&list, Simple, true, "a,b%2Cc"),
        (&list, Label, false, ".a,b%2Cc"),
        (&list, Label, true, ".a.b%2Cc"),
        (&list, Matrix, false, ";p=a,b%2Cc"),
        (&list, Matrix, true, ";p=a;p=b%2Cc"),
        (&object, Simple, false, "k,v%3Bw,n,1"),
        (&object, Simple, true, "k=v%3Bw,n=1"),
        (&object, Label, true, ".k=v%3Bw.n=1"),
        (&object, Matrix, false, ";p=k,v%3Bw,n,1"),
        (&object, Matrix, true, ";k=v%3Bw;n=1"),
    ];
    for (value, style, explode, _) in &cases {
        Styled::new(*value, *style, *explode)
            .send(&client)
            .await
            .unwrap();
    }
    let seen = server.seen();
    for (seen, (.., expected)) in seen.iter().zip(&cases) {
        assert_eq!(seen.target, format!("/styled/{expected}"));
    }
    let last = &seen[cases.len() - 1];
    assert_eq!(last.header("x-value"), Some("k=v;w,n=1"));
    assert_eq!(last.header("x-list"), Some("1,2"));
    assert_eq!(last.header("cookie"), Some("list=a%2Cb%20c"));
    let nothing = Styled::new(&json!([]), Matrix, true).send(&client).await;
    assert!(nothing.unwrap_err().to_string().contains("`p`"));
}

#[tokio::test]
async fn a_get_has_its_query_its_company_and_its_token() {
    let server = Server::sequence([Res::json(&json!([{"id": 1}]))
        .header("x-request-id", "req-1")
        .header("total", "1")])
    .await;
    let from: Date = "2026-01-01".parse().unwrap();
    let response = ListRfis::new(7)
        .filter_status("open")
        .filter_id([1, 2])
        .filter_created_at(from..)
        .sort(Sort::desc("number".to_owned()))
        .send(&server.client())
        .await
        .unwrap();
    assert_eq!(response[0].id, Some(1));
    assert_eq!(response.request_id(), Some("req-1"));
    assert_eq!(response.total(), Some(1));
    let request = &server.seen()[0];
    assert_eq!(request.method, "GET");
    assert_eq!(
        request.target,
        "/rest/v1.0/projects/7/rfis?filters[status]=open&filters[id][]=1&filters[id][]=2\
         &filters[created_at]=2026-01-01...&sort=-number"
    );
    assert_eq!(request.header("authorization"), Some("Bearer secret-token"));
    assert_eq!(request.header("procore-company-id"), Some("42"));
}

#[tokio::test]
async fn a_post_has_its_json_and_a_patch_its_null() {
    let server = Server::start(|_| Res::json(&json!({"id": 9})).with_status(201)).await;
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.subject = "Door".into();
    rfi.due_date = Field::Null;
    let body = CreateRfiBody::new(rfi);
    let created = CreateRfi::new(7, body)
        .send(&server.client())
        .await
        .unwrap();
    assert_eq!(created.status.as_u16(), 201);
    assert_eq!(created.id, Some(9));
    let request = &server.seen()[0];
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.json(),
        json!({"rfi": {"subject": "Door", "due_date": null}})
    );
}

#[tokio::test]
async fn a_company_comes_from_the_request_first_and_is_missed_before_sending() {
    let server = Server::start(|_| Res::json(&json!([]))).await;
    let client = server.client();
    ListRfis::new(7)
        .with_company(43)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(server.seen()[0].header("procore-company-id"), Some("43"));

    let without = Client::builder()
        .base_url(&server.url)
        .token("t")
        .build()
        .unwrap();
    let error = ListRfis::new(7).send(&without).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert!(error.to_string().contains("with_company"), "{error}");
    // Where it is optional it is left out, and where there is none it is never sent.
    ShowRfi::new("1").send(&without).await.unwrap();
    assert_eq!(server.seen()[1].header("procore-company-id"), None);
    DeleteRfi::new(1).send(&client).await.unwrap();
    assert_eq!(server.seen()[2].header("procore-company-id"), None);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn path_values_cannot_leave_their_place() {
    let server = Server::start(|_| Res::json(&json!({}))).await;
    let client = server.client();
    ShowRfi::new("../a/b?c#d e%2F\u{e9}")
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        server.seen()[0].target,
        "/rest/v1.0/rfis/..%2Fa%2Fb%3Fc%23d%20e%252F%C3%A9"
    );
    for value in ["", ".", ".."] {
        let error = ShowRfi::new(value).send(&client).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{value:?}: {error}");
    }
    assert_eq!(server.seen().len(), 1);
}

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
    assert_eq!(response.value.len(), 1);
    assert!(response.mismatches.is_empty());
    assert_eq!(response.envelope().unwrap()["total"], json!(5));
    // An answer without the envelope is taken all the same, and reported.
    let response = ListPeople::new().send(&client).await.unwrap();
    assert_eq!(response.value[0].id, Some(2));
    assert_eq!(response.mismatches.len(), 1);
    let response = ListPeople::new().send(&client).await.unwrap();
    assert!(response.value.is_empty());
    assert_eq!(response.mismatches[0].path, "/data");
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
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(CreateTriggers::new().send(&client).await.unwrap().value);
    }
    assert!(matches!(&answers[0], CreateTriggersResponse::Ok(user) if user.id == Some(1)));
    assert!(matches!(&answers[1], CreateTriggersResponse::MultiStatus(users) if users.len() == 1));
    assert_eq!(answers[2], CreateTriggersResponse::NoContent);
    assert_eq!(
        answers[3],
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
    assert_eq!(response.value.len(), 3);
    let found: Vec<String> = response
        .mismatches
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
    assert!(
        matches!(&error, Error::Decode(details) if details.mismatches.len() == 4),
        "{error}"
    );
}

#[tokio::test]
async fn every_status_has_its_error_with_all_that_is_known() {
    type Expected = fn(&Error) -> bool;
    let cases: [(u16, Expected); 12] = [
        (400, |e| matches!(e, Error::Validation(_))),
        (401, |e| matches!(e, Error::Authentication(_))),
        (403, |e| matches!(e, Error::Permission(_))),
        (404, |e| matches!(e, Error::NotFound(_))),
        (405, |e| matches!(e, Error::Status(_))),
        (408, |e| matches!(e, Error::Timeout(_))),
        (409, |e| matches!(e, Error::Conflict(_))),
        (410, |e| matches!(e, Error::NotFound(_))),
        (422, |e| matches!(e, Error::Validation(_))),
        (429, |e| matches!(e, Error::RateLimit(_))),
        (500, |e| matches!(e, Error::Server(_))),
        (503, |e| matches!(e, Error::Server(_))),
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
        assert!(expected(&error), "{status}: {error:?}");
        let details = error.details();
        assert_eq!(details.status.map(|s| s.as_u16()), Some(status));
        assert_eq!(details.request_id.as_deref(), Some("req-9"));
        assert_eq!(details.operation, "Show RFI (GET /rest/v1.0/rfis/{id})");
        assert_eq!(details.code.as_deref(), Some("E1"));
        assert_eq!(details.fields["subject"], ["is empty"]);
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
    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert!(error.details().body_excerpt().len() < 600);
    assert!(format!("{error} {error:?}").len() < 2_000);
    assert!(error.body().len() > 2_000);
    assert_eq!(server.seen().len(), 1, "an answer is an answer");
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
    assert_eq!(rfi.unwrap().id, Some(77));
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let server = Server::start(|_| Res::Huge(1 << 40)).await;
    let client = server.builder().max_body(100_000).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
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
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
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
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
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
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
}

#[tokio::test]
async fn what_a_caller_adds_stays_with_procore() {
    let other = Server::start(|_| Res::json(&json!({"id": 3}))).await;
    let target = format!("{}/file", other.url);
    let server = Server::start(move |_| Res::status(302).header("location", &target)).await;
    let request = ShowRfi::new("1")
        .with_header("x-api-key", "secret")
        .with_header("authorization", "Basic secret")
        .with_header("cookie", "a=secret");
    request.send(&server.client()).await.unwrap();
    let near = &server.seen()[0];
    assert_eq!(near.header("x-api-key"), Some("secret"));
    assert_eq!(near.header("authorization"), Some("Bearer secret-token"));
    let away = &other.seen()[0];
    assert!(
        !format!("{:?}", away.headers).contains("secret"),
        "{away:?}"
    );
}

#[tokio::test]
async fn a_token_does_not_go_in_the_clear() {
    let error = Client::builder()
        .base_url("http://api.procore.com")
        .token("t")
        .build()
        .unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error}");
    assert!(error.to_string().contains("insecure"), "{error}");
}

#[tokio::test]
async fn redirects_are_followed_without_the_token_to_another_host() {
    let other = Server::start(|_| Res::json(&json!({"id": 3}))).await;
    let target = format!("{}/storage/file?signature=x", other.url);
    let server = Server::start(move |request: &Req| match request.path() {
        "/rest/v1.0/rfis/1" => Res::status(302).header("location", "/rest/v1.0/rfis/2"),
        "/rest/v1.0/rfis/2" => Res::status(307).header("location", &target),
        _ => Res::status(302).header("location", "/rest/v1.0/loop"),
    })
    .await;
    let client = server.client();
    assert_eq!(ShowRfi::new("1").send(&client).await.unwrap().id, Some(3));
    assert_eq!(
        server.seen()[1].header("authorization"),
        Some("Bearer secret-token")
    );
    let away = &other.seen()[0];
    assert_eq!(away.header("authorization"), None);
    assert_eq!(away.header("procore-company-id"), None);
    assert_eq!(away.target, "/storage/file?signature=x");
    let error = ShowRfi::new("9").send(&client).await.unwrap_err();
    assert!(error.to_string().contains("redirects more than"), "{error}");
    // What is sent is never sent elsewhere.
    let moved = Server::start(|_| Res::status(302).header("location", "/x")).await;
    let sent = CreateTriggers::new().send(&moved.client()).await;
    assert_eq!(moved.seen().len(), 1);
    assert!(sent.is_err() || matches!(sent.unwrap().value, CreateTriggersResponse::Other(302, _)));
}

#[tokio::test]
async fn any_path_can_be_asked_for() {
    let server = Server::start(|_| Res::json(&json!({"ok": true}))).await;
    let client = server.client();
    let answer = client
        .raw(Method::Post, "/rest/v9.9/new?x=1")
        .query("filters[a]", "b c")
        .header("x-own", "1")
        .company(5)
        .json(&json!({"a": 1}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.value, json!({"ok": true}));
    let request = &server.seen()[0];
    assert_eq!(request.target, "/rest/v9.9/new?x=1&filters[a]=b%20c");
    assert_eq!(request.header("procore-company-id"), Some("5"));
    assert_eq!(request.header("x-own"), Some("1"));
    assert_eq!(request.header("authorization"), Some("Bearer secret-token"));
    assert_eq!(request.json(), json!({"a": 1}));
    let bytes = client
        .raw(Method::Get, "/rest/v9.9/file")
        .timeout(Duration::from_secs(9))
        .retry(NoRetry)
        .send_as::<Bytes>()
        .await
        .unwrap();
    assert_eq!(&bytes.value[..], b"{\"ok\":true}");
    // A path cannot name another host.
    let away = client.raw(Method::Get, "//evil.example/x").send().await;
    assert!(
        away.is_ok() && server.seen()[2].target == "/evil.example/x",
        "{away:?}"
    );
    let away = client
        .raw(Method::Get, "https://evil.example/x")
        .send()
        .await;
    assert!(matches!(away, Err(Error::Invalid(_))), "{away:?}");
}

#[tokio::test]
async fn deprecated_operations_are_refused_after_their_sunset_if_the_client_says_so() {
    let mock = MockTransport::new(|_| Canned::status(204));
    // 2026-01-02 in Greenwich, and still the sunset date west of it.
    let clock = VirtualClock::at(1_767_312_000);
    let build = |policy| {
        let builder = Client::builder()
            .transport(mock.clone())
            .clock(clock.clone());
        builder.token("t").deprecations(policy).build().unwrap()
    };
    let strict = build(DeprecationPolicy::RefuseAfterSunset);
    DeleteRfi::new(1).send(&strict).await.unwrap();
    clock.advance(Duration::from_secs(86_400));
    let error = DeleteRfi::new(1).send(&strict).await.unwrap_err();
    assert!(matches!(error, Error::Sunset(_)), "{error}");
    assert!(
        error.to_string().contains("procore::rfi::v1_1::DeleteRfi"),
        "{error}"
    );
    DeleteRfi::new(1)
        .send(&build(DeprecationPolicy::Warn))
        .await
        .unwrap();
    assert_eq!(mock.seen().len(), 2);
}

#[tokio::test]
async fn recorded_files_answer_too() {
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
    assert_eq!(ShowRfi::new("1").send(&client).await.unwrap().id, Some(1));
    let error = ShowRfi::new("2").send(&client).await.unwrap_err();
    assert_eq!(
        (error.request_id(), error.details().message.as_str()),
        (Some("r"), "gone")
    );
    assert!(ShowRfi::new("3").send(&client).await.is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nothing_secret_is_shown() {
    let client = Client::builder()
        .token("secret-token")
        .clock(VirtualClock::at(NOW));
    assert!(!format!("{client:?}").contains("secret"));
    assert!(!format!("{:?}", client.build().unwrap()).contains("secret"));
    let request = ShowRfi::new("1").with_header("x-key", "secret");
    assert!(!format!("{request:?}").contains("secret"), "{request:?}");
}

#[tokio::test]
async fn spans_tell_the_operation_and_no_secret() {
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let mock = MockTransport::sequence([
        Canned::status(502),
        Canned::status(204),
        Canned::status(204),
    ]);
    let client = Client::builder()
        .transport(mock)
        .clock(VirtualClock::at(NOW))
        .token("secret-token")
        .build()
        .unwrap();
    DeleteRfi::new(1)
        .with_header("x-own", "secret-header")
        .send(&client)
        .await
        .unwrap();
    DeleteRfi::new(1).send(&client).await.unwrap();
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("DELETE /rest/v1.0/rfis/{id}"), "{text}");
    assert!(
        text.contains("status=204") && text.contains("attempts=2"),
        "{text}"
    );
    assert_eq!(text.matches("deprecated operation").count(), 1, "{text}");
    assert!(!text.contains("secret"), "{text}");
}

/// Everything that is traced while it lives, as text: of this client, and of what it stands on.
struct Traced {
    log: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
    _guard: tracing::subscriber::DefaultGuard,
}

impl Traced {
    fn begin() -> Self {
        #[derive(Clone)]
        struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
        impl std::io::Write for Log {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let log = std::sync::Arc::default();
        let writer = Log(std::sync::Arc::clone(&log));
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let guard = tracing::subscriber::set_default(subscriber);
        Self { log, _guard: guard }
    }

    fn text(&self) -> String {
        String::from_utf8(self.log.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn whatever_happens_no_secret_is_traced_or_shown() {
    use runtime::runtime::oauth::OAuth;
    use runtime::runtime::prelude::File;
    use runtime::runtime::token::{MemoryStore, Token};
    use runtime::runtime::upload::UploadTo;

    let traced = Traced::begin();
    let storage = Server::start(|_| Res::status(403).body("no")).await;
    let place = format!("{}/b?sig=secret-signature", storage.url);
    let asked = std::sync::atomic::AtomicU32::new(0);
    let server = Server::start(move |request: &Req| {
        let first = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        match request.path() {
            "/oauth/token" => Res::json(&json!({
                "access_token": "secret-access", "refresh_token": "secret-refresh", "expires_in": 9000,
            })),
            "/oauth/token/info" => Res::json(&json!({})),
            "/oauth/revoke" => Res::status(500),
            "/rest/v1.0/rfis/1" if first => Res::status(401),
            "/rest/v1.0/rfis/2" => Res::Garbage,
            "/rest/v1.0/rfis/3" => Res::status(302).header("location", &place),
            "/rest/v1.1/projects/7/uploads" => {
                Res::json(&json!({"uuid": "u", "url": place, "fields": {"policy": "secret-policy"}}))
            }
            _ => Res::json(&json!({"id": "mismatch"})),
        }
    })
    .await;
    let oauth = OAuth::authorization_code("app", Some("secret-secret".into()), "http://localhost");
    let store = MemoryStore::new(Token::new("secret-old").with_refresh("secret-used"));
    let client = Client::builder()
        .base_url(&server.url)
        .clock(VirtualClock::at(NOW))
        .company(1)
        .oauth(oauth.clone())
        .token_store(store.clone())
        .build()
        .unwrap();
    let mut shown = format!("{client:?} {oauth:?} {store:?}");
    for id in ["1", "2", "3", "4"] {
        let request = ShowRfi::new(id).with_header("x-key", "secret-header");
        shown += &format!("{request:?} {:?}", request.clone().send(&client).await);
    }
    let begun = client.authorize().unwrap();
    shown += &format!("{begun:?}");
    shown += &format!(
        "{:?}",
        client.sign_in_with_code(&begun, "secret-code").await
    );
    shown += &format!("{:?}", client.token_info().await);
    let upload = client.upload(UploadTo::Project(7), File::from_bytes("a", "b"));
    shown += &format!("{upload:?}");
    shown += &format!("{:?}", upload.send().await.unwrap_err());
    let url = format!("{}/x?sig=secret-signature", storage.url);
    shown += &format!("{:?}", client.download(&url).await.unwrap_err());
    shown += &format!("{:?}", client.sign_out().await.unwrap_err());
    let text = traced.text();
    assert!(
        text.contains("GET /rest/v1.0/rfis/{id}") && text.contains("hyper"),
        "{text}"
    );
    assert!(
        server
            .seen()
            .iter()
            .any(|r| r.header("x-key") == Some("secret-header"))
    );
    for (what, text) in [("trace", text), ("Debug", shown)] {
        let found = text
            .find("secret-")
            .map(|at| &text[at.saturating_sub(200)..at + 20]);
        assert_eq!(found, None, "in the {what}");
    }
}

#[tokio::test]
async fn every_encoding_is_written_as_the_description_has_it() {
    let server = Server::start(|_| {
        Res::status(200)
            .header("content-type", "text/plain")
            .body("ok")
    })
    .await;
    let client = server.client();
    let mut user = User::default();
    user.id = Some(1);
    user.name = Some("A & B".into());
    let request = EveryEncoding::new(7, ["a", "b/c"], &user);
    let answer = request.clone().send(&client).await.unwrap();
    assert_eq!(answer.value, "ok");
    let seen = &server.seen()[0];
    assert_eq!(
        seen.target,
        "/rest/v1.0/every/7/.a.b%2Fc/x;matrix=a;matrix=b%2Fc?replaced=second&commas=a,b%2Fc&spaces=a%20b%2Fc\
         &pipes=a%7Cb%2Fc&json=%7B%22id%22:1,%22name%22:%22A%20%26%20B%22%7D&deep[id]=1&deep[name]=A%20%26%20B\
         &pairs=id,1,name,A%20%26%20B"
    );
    assert_eq!(
        (seen.header("x-header"), seen.header("cookie")),
        (Some("7"), Some("cookie=b%2Fc"))
    );
    assert_eq!(
        seen.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(seen.text(), "id=1&name=A%20%26%20B");

    request
        .clone()
        .merge_patch(&CreateRfiBody::default().notify(None::<bool>))
        .send(&client)
        .await
        .unwrap();
    request
        .clone()
        .bytes(Bytes::from_static(b"\x00\xff"))
        .send(&client)
        .await
        .unwrap();
    request.text("plain \u{e9}").send(&client).await.unwrap();
    let sent = |index: usize| {
        let seen = server.seen().swap_remove(index);
        (
            seen.header("content-type").map(ToOwned::to_owned),
            seen.body,
        )
    };
    assert_eq!(
        sent(1),
        (
            Some("application/merge-patch+json".into()),
            b"{\"notify\":null}".to_vec()
        )
    );
    assert_eq!(
        sent(2),
        (
            Some("application/octet-stream".into()),
            b"\x00\xff".to_vec()
        )
    );
    assert_eq!(sent(3), (Some("text/plain".into()), "plain \u{e9}".into()));
}

#[tokio::test]
async fn an_operation_that_answers_a_redirect_gives_its_url() {
    let server =
        Server::start(|_| Res::status(302).header("location", "https://files.example/r.pdf")).await;
    let report = ShowReport::new().send(&server.client()).await.unwrap();
    assert_eq!(report.location, "https://files.example/r.pdf");
    assert_eq!(server.seen().len(), 1);
}
