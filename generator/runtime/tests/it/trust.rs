//! Whom the client trusts: which URLs it takes, which way a request goes, and what it shows of both.

use crate::support::{NOW, Res, Server};
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{
    BoxError, Client, Environment, ErrorKind, ReqwestTransport, TransportError, TransportErrorKind,
    UploadTo,
};
use serde_json::json;

fn client(mock: &MockTransport) -> Client {
    Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW))
        .token("secret-token")
        .company(1)
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_token_goes_to_the_hosts_of_the_environment_and_to_those_an_application_adds() {
    let mock = MockTransport::new(|_| Canned::status(200).with_body("file"));
    let hosts = [
        ("https://api.procore.com/f", true),
        ("https://storage.procore.com/f", true),
        ("https://us02.procore.com/f", true),
        ("https://status.procore.com/f", false),
        ("https://support.procore.com/f", false),
        ("https://sandbox.procore.com/f", false),
        ("https://files.example.com/f", false),
    ];
    for (url, _) in hosts {
        client(&mock).download(url).await.unwrap();
    }
    let own = Environment::production()
        .with_trusted_host("files.example.com")
        .unwrap();
    let extended = Client::builder()
        .environment(own)
        .transport(mock.clone())
        .token("secret-token")
        .build()
        .unwrap();
    extended.download(hosts[6].0).await.unwrap();
    let seen = mock.seen();
    for (seen, (url, trusted)) in seen.iter().zip(hosts) {
        assert_eq!(seen.header("authorization").is_some(), trusted, "{url}");
    }
    assert!(seen[7].header("authorization").is_some());
}

#[tokio::test]
async fn a_url_with_a_user_or_a_password_is_refused_and_not_shown() {
    let places = [
        "https://user:hunter2@storage.procore.com/f?sig=hunter2",
        "https://hunter2@api.procore.com/f",
        "http://user:hunter2@127.0.0.1/f",
    ];
    for place in places {
        let mock = MockTransport::new(move |seen| match seen.path.as_str() {
            "/rest/v1.0/rfis/1" => Canned::status(302).with_header("location", place),
            "/rest/v1.1/projects/7/uploads" => Canned::json(&json!({"uuid": "u", "url": place})),
            _ => Canned::json(&json!({"id": 1})),
        });
        let client = client(&mock);
        let file = File::from_bytes("a", "b");
        let errors = [
            client.download(place).await.map(|_| ()).unwrap_err(),
            ShowRfi::new("1")
                .send(&client)
                .await
                .map(|_| ())
                .unwrap_err(),
            client
                .upload(UploadTo::project(7), file)
                .send()
                .await
                .map(|_| ())
                .unwrap_err(),
            client
                .raw(Method::Get, place)
                .send()
                .await
                .map(|_| ())
                .unwrap_err(),
        ];
        for error in errors {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        let asked: Vec<String> = mock.seen().iter().map(|seen| seen.path.clone()).collect();
        assert_eq!(
            asked,
            ["/rest/v1.0/rfis/1", "/rest/v1.1/projects/7/uploads"]
        );
    }
    let place = "https://user:hunter2@x.example/";
    let builder = Client::builder().base_url(place);
    assert!(!format!("{builder:?}").contains("hunter2"));
    let error = builder.build().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn nothing_is_uploaded_in_the_clear() {
    for (size, path) in [
        (3, "/rest/v1.1/projects/7/uploads"),
        (6 << 20, "/rest/v1.1/projects/7/uploads"),
    ] {
        let mock = MockTransport::new(|seen| match seen.method.as_str() {
            "POST" => {
                let url = "http://storage.example/b?sig=hunter2";
                Canned::json(
                    &json!({"uuid": "u", "url": url, "segments": [{"url": url}, {"url": url}]}),
                )
            }
            _ => Canned::status(200),
        });
        let client = client(&mock);
        let file = File::from_bytes("a", vec![0; size]);
        let upload = client
            .upload(UploadTo::project(7), file)
            .segment_size(5 << 20);
        let error = upload.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains("https"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        let seen = mock.seen();
        assert_eq!(seen.len(), 1, "nothing went to the storage");
        assert_eq!(seen[0].path, path);
    }
}

/// A server that plays the proxy is named to a process of its own, since the environment of this one
/// belongs to all its tests.
#[tokio::test]
async fn what_stays_on_this_machine_goes_through_no_proxy() {
    if std::env::var_os("HTTP_PROXY").is_some() {
        let server = Server::start(|_| Res::json(&json!({"id": 1}))).await;
        let by_name = server.url.replace("127.0.0.1", "localhost");
        let transports = [
            ReqwestTransport::new(),
            ReqwestTransport::with(reqwest::Client::builder()),
            ReqwestTransport::with_settings(|| reqwest::Client::builder().user_agent("own")),
        ];
        for transport in transports {
            let transport = transport.unwrap();
            for url in [&server.url, &by_name] {
                let builder = Client::builder().base_url(url).token("secret-token");
                let client = builder.transport(transport.clone()).build().unwrap();
                assert_eq!(
                    ShowRfi::new("1").send(&client).await.unwrap().payload().id,
                    Some(1)
                );
            }
        }
        let seen = server.seen();
        assert_eq!(seen.len(), 6);
        assert_eq!(seen[5].header("user-agent"), Some("own"));
        return;
    }
    let proxy = Server::start(|_| Res::status(502)).await;
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "trust::what_stays_on_this_machine_goes_through_no_proxy",
    ]);
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, &proxy.url);
    }
    child.env_remove("NO_PROXY").env_remove("no_proxy");
    let ran = tokio::task::spawn_blocking(move || child.output()).await;
    let ran = ran.unwrap().unwrap();
    assert_eq!(proxy.seen().len(), 0, "the proxy saw {:?}", proxy.seen());
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stdout)
    );
}

#[tokio::test]
async fn nothing_that_is_shown_holds_a_cookie_a_signature_a_body_or_a_secret() {
    let mock = MockTransport::new(|seen| match seen.path.as_str() {
        "/rest/v1.0/report.pdf" => {
            Canned::status(302).with_header("location", "https://files.example/r?sig=hunter2")
        }
        "/rest/v1.0/rfis/1" => {
            Canned::json(&json!({"id": 1, "subject": "hunter2", "more": "hunter2"}))
                .with_header("set-cookie", "session=hunter2")
                .with_header("link", "<https://files.example/?sig=hunter2>; rel=\"next\"")
                .with_header("x-request-id", "req-7")
                .with_header("x-own", "hunter2")
        }
        "/rest/v1.0/rfis/2" => Canned::status(500).with_body(r#"{"token": "hunter2"}"#),
        "/rest/v1.0/rfis/3" => Canned::status(200).with_body("hunter2"),
        _ => Canned::status(307).with_header("location", "https://files.example/r?sig=hunter2"),
    });
    let client = client(&mock);
    let mut shown = format!("{:?}", ShowReport::new().send(&client).await.unwrap());
    shown += &format!(
        "{:?}",
        ShowReport::new().send(&client).await.unwrap().payload()
    );
    shown += &format!("{:?}", ShowRfi::new("1").send(&client).await.unwrap());
    assert!(shown.contains("req-7"), "{shown}");
    let raw = client
        .raw(Method::Get, "/rest/v1.0/rfis/1")
        .query("token", "hunter2");
    shown += &format!("{raw:?}");
    shown += &format!("{:?}", raw.send().await.unwrap());
    let bytes = client
        .raw(Method::Get, "/rest/v1.0/rfis/1")
        .send_as::<Bytes>()
        .await;
    shown += &format!("{:?}", bytes.unwrap());
    for id in ["2", "3"] {
        let error = ShowRfi::new(id).send(&client).await.unwrap_err();
        shown += &format!("{error} {error:?}");
    }
    let error = CreateTriggers::new().send(&client).await.unwrap_err();
    shown += &format!("{error} {error:?}");
    let mut request = Request::new(&ListRfis::META);
    request.path("project_id", Secret::from("hunter2"));
    request.query("password", Secret::from("hunter2"));
    request.query("signature", "hunter2");
    request.json(&json!({"password": "hunter2"}));
    shown += &format!("{request:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_secret_that_the_login_host_repeats_is_not_shown() {
    use runtime::OAuth;
    use runtime::{MemoryStore, Token};
    let mock = MockTransport::new(|seen| {
        let sent = String::from_utf8_lossy(&seen.body).into_owned();
        Canned::json(&json!({"error": "invalid", "error_description": sent})).with_status(400)
    });
    let client = Client::builder()
        .transport(mock)
        .clock(VirtualClock::at(NOW))
        .oauth(OAuth::authorization_code(
            "app",
            Some("hunter2a".into()),
            "http://localhost",
        ))
        .token_store(MemoryStore::new(
            Token::new("hunter2b").with_refresh("hunter2c"),
        ))
        .build()
        .unwrap();
    let begun = client.authorize().unwrap();
    let mut shown = format!("{client:?} {:?}", ReqwestTransport::new().unwrap());
    let code = client.sign_in_with_code(&begun, "hunter2d").await;
    let errors = [code.unwrap_err(), client.sign_out().await.unwrap_err()];
    for error in errors {
        assert!(error.to_string().contains("client_id"), "{error}");
        shown += &format!("{error} {error:?}");
    }
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn what_is_displayed_has_no_control_characters() {
    let evil = "gone\u{1b}[2J\r\n\u{7}\u{9b}31m\u{202e}over";
    let body = json!({"error": {"code": evil, "message": evil, "details": [{"source": evil, "message": evil}]}});
    let mock = MockTransport::new(move |seen| match seen.path.as_str() {
        "/rest/v1.0/rfis/1" => Canned::json(&body).with_status(422),
        "/rest/v1.0/rfis/2" => Canned::status(500).with_body(evil),
        _ => Canned::json(&json!([{"created_by": {"id": {}}}, {evil: 1}, {"custom": {evil: {}}}])),
    });
    let strict = Client::builder()
        .transport(mock)
        .clock(VirtualClock::at(NOW))
        .token("t")
        .company(1)
        .strict(true)
        .build()
        .unwrap();
    let mut shown = Vec::new();
    for id in ["1", "2"] {
        let error = ShowRfi::new(id).send(&strict).await.unwrap_err();
        shown.push(error.body_excerpt());
        shown.push(error.to_string());
    }
    let error = ListRfis::new(1).send(&strict).await.unwrap_err();
    shown.extend(error.mismatches().iter().map(ToString::to_string));
    shown.push(error.to_string());
    let raw = strict
        .raw(Method::Get, format!("/rest/{evil}"))
        .send()
        .await;
    shown.extend(raw.err().map(|error| error.to_string()));
    let raw = strict.raw(Method::Get, evil).send().await;
    shown.push(raw.unwrap_err().to_string());
    let source: BoxError = evil.into();
    shown.push(TransportError::new(TransportErrorKind::Broken, source).to_string());
    for text in shown {
        let bad = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(bad), "{text:?}");
    }
}
