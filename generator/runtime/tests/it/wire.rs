//! Requests on the wire.

use std::time::Duration;

use crate::support::{Req, Res, Server};
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, DeprecationPolicy, ErrorKind, NoRetry};
use serde_json::json;

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
        .filter_status(RfiStatus::Open)
        .filter_id([1, 2])
        .filter_created_at(from..)
        .sort(Sort::desc("number".to_owned()))
        .send(&server.client())
        .await
        .unwrap();
    assert_eq!(response.payload()[0].id, Some(1));
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
    assert_eq!(created.status().as_u16(), 201);
    assert_eq!(created.payload().id, Some(9));
    let request = &server.seen()[0];
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.json(),
        json!({"rfi": {"subject": "Door", "due_date": null}})
    );
}

#[tokio::test]
async fn a_company_comes_from_the_request_first_and_is_missed_before_sending() {
    let server = Server::start(|request: &Req| match request.path() {
        "/rest/v1.0/rfis/1" => Res::json(&json!({"id": 1})),
        _ => Res::json(&json!([])),
    })
    .await;
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
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert!(error.to_string().contains("with_company"), "{error}");
    // Where it is optional it is left out, and where there is none it is never sent.
    ShowRfi::new("1").send(&without).await.unwrap();
    assert_eq!(server.seen()[1].header("procore-company-id"), None);
    DeleteRfi::new(1).send(&client).await.unwrap();
    assert_eq!(server.seen()[2].header("procore-company-id"), None);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn path_values_cannot_leave_their_segment() {
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
        assert_eq!(error.kind(), ErrorKind::Invalid, "{value:?}: {error}");
    }
    assert_eq!(server.seen().len(), 1);
}

/// Every request says what it can decode.
#[tokio::test]
async fn a_request_asks_for_what_it_decodes() {
    let server = Server::start(|_| Res::json(&json!([]))).await;
    let client = server.client();
    ListRfis::new(7).send(&client).await.unwrap();
    ShowAttachment::new(7).send(&client).await.unwrap();
    let seen = server.seen();
    assert_eq!(
        seen[0].header("accept"),
        Some("application/json, */*;q=0.5")
    );
    assert_eq!(seen[1].header("accept"), Some("application/pdf, */*;q=0.5"));
}

#[tokio::test]
async fn any_path_can_be_asked_for() {
    let server = Server::start(|_| Res::json(&json!({"ok": true}))).await;
    let client = server.client();
    let response = client
        .raw(Method::Post, "/rest/v9.9/new?x=1")
        .query("filters[a]", "b c")
        .header("x-own", "1")
        .company(5)
        .json(&json!({"a": 1}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.payload(), &json!({"ok": true}));
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
    assert_eq!(&bytes.payload()[..], b"{\"ok\":true}");
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
    assert!(
        away.as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::Invalid),
        "{away:?}"
    );
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
    assert_eq!(error.kind(), ErrorKind::Sunset, "{error}");
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
    let response = request.clone().send(&client).await.unwrap();
    assert_eq!(response.payload(), "ok");
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
