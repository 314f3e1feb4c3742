//! Secrets: who they are sent to, and that nothing prints them.

use crate::support::traced::Traced;
use crate::support::{NOW, Req, Res, Server};
use runtime::runtime::values::param::Param;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, ErrorKind, Field, Operation, Request, Secret};
use serde_json::json;
use tracing::Level;

#[test]
fn a_secret_is_sent_and_received_but_not_shown() {
    let secret: Secret = serde_json::from_str(r#""hunter \"2\"""#).unwrap();
    assert_eq!(secret.expose(), "hunter \"2\"");
    assert_eq!(secret.text(), "hunter \"2\"");
    assert_eq!(serde_json::to_string(&secret).unwrap(), r#""hunter \"2\"""#);
    assert_eq!(secret, Secret::from("hunter \"2\""));
    assert_ne!(secret, Secret::default());
    let shown = format!("{secret:?} {:?}", Field::Value(secret.clone()));
    assert!(!shown.contains("hunter"), "{shown}");
}

#[test]
fn what_is_no_text_is_no_secret() {
    assert!(serde_json::from_str::<Secret>("7").is_err());
}

#[test]
fn what_a_request_prints_has_no_value_of_a_header_or_cookie() {
    let mut request = Request::new(&ListRfis::META);
    request.path("project_id", 42_i64);
    request.header("X-Signature", "hunter");
    request.cookie("session", "hunter");
    let shown = format!("{request:?}");
    assert!(
        shown.contains("X-Signature") && shown.contains("42"),
        "{shown}"
    );
    assert!(!shown.contains("hunter"), "{shown}");
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
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
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
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(3)
    );
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
    assert!(
        sent.is_err()
            || matches!(
                sent.unwrap().payload(),
                CreateTriggersResponse::Other(302, _)
            )
    );
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
async fn spans_have_the_operation_and_no_secret() {
    let traced = Traced::begin(Level::TRACE);
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
    let text = traced.text();
    assert!(text.contains("DELETE /rest/v1.0/rfis/{id}"), "{text}");
    assert!(
        text.contains("status=204") && text.contains("attempts=2"),
        "{text}"
    );
    assert_eq!(text.matches("deprecated operation").count(), 1, "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn whatever_happens_no_secret_is_traced_or_shown() {
    use runtime::File;
    use runtime::OAuth;
    use runtime::UploadTo;
    use runtime::{MemoryStore, Token};

    let traced = Traced::begin(Level::TRACE);
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
    let upload = client.upload(UploadTo::project(7), File::from_bytes("a", "b"));
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
