//! How far a transfer has come, and who sends it.

use std::sync::{Arc, Mutex};

use crate::support::{NOW, Req, Res, Server, folder};
use runtime::sample::*;
use runtime::testing::{Canned, MockTransport, VirtualClock};
use runtime::{Client, ErrorKind, File, Method, OAuth, Operation};
use serde_json::json;

type Log = Arc<Mutex<Vec<(u64, Option<u64>)>>>;

fn log() -> (Log, impl Fn(u64, Option<u64>) + Send + Sync + 'static) {
    let log = Log::default();
    let kept = Arc::clone(&log);
    (log, move |done, total| {
        kept.lock().unwrap().push((done, total));
    })
}

/// Whether it counts up to `total`, in several steps.
fn counts_up(log: &[(u64, Option<u64>)], total: u64) {
    assert!(log.len() > 1, "{log:?}");
    assert!(log.is_sorted_by(|a, b| a.0 < b.0), "{log:?}");
    assert!(log.iter().all(|(_, of)| *of == Some(total)), "{log:?}");
    assert_eq!(log.last().unwrap().0, total);
}

#[tokio::test]
async fn a_multipart_upload_says_how_far_it_is() {
    let server = Server::start(|_| Res::json(&json!({"id": 1}))).await;
    let path = folder("progress").join("plan.pdf");
    std::fs::write(&path, vec![b'p'; 300_000]).unwrap();
    for file in [
        File::from_path(&path),
        File::from_bytes("plan.pdf", vec![b'p'; 300_000]),
    ] {
        let mut rfi = CreateRfiBodyRfi::default();
        rfi.attachments = vec![file].into();
        let (log, progress) = log();
        CreateRfi::multipart(7, CreateRfiBody::new(rfi))
            .with_progress(progress)
            .send(&server.client())
            .await
            .unwrap();
        let sent = server.seen().last().unwrap().clone();
        assert_eq!(
            sent.header("content-length"),
            Some(sent.body.len().to_string().as_str())
        );
        counts_up(&log.lock().unwrap(), sent.body.len() as u64);
    }
}

#[tokio::test]
async fn an_attempt_that_is_repeated_counts_again() {
    let mock = MockTransport::sequence([Canned::status(429), Canned::json(&json!({}))]);
    let client = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW))
        .token("t")
        .build()
        .unwrap();
    let (log, progress) = log();
    let raw = client.raw(Method::Post, "/rest/v1.0/x");
    let body = json!({"text": "x".repeat(100_000)});
    raw.json(&body).progress(progress).send().await.unwrap();
    assert_eq!(mock.seen()[1].json(), Some(body.clone()));
    let log = log.lock().unwrap();
    let total = body.to_string().len() as u64;
    let (first, second) = log.split_at(log.len() / 2);
    counts_up(first, total);
    counts_up(second, total);
}

#[tokio::test]
async fn a_download_to_a_path_says_how_far_it_is_and_counts_on_when_it_is_resumed() {
    const SIZE: usize = 500_000;
    let server = Server::start(|request: &Req| {
        let etag = ("etag".to_owned(), "\"v1\"".to_owned());
        match request.header("range") {
            None => Res::CutOff {
                status: 200,
                headers: vec![etag],
                body: vec![b'a'; SIZE / 2],
                promised: SIZE,
            },
            Some(_) => Res::status(206)
                .header("etag", "\"v1\"")
                .header(
                    "content-range",
                    &format!("bytes {}-{}/{SIZE}", SIZE / 2, SIZE - 1),
                )
                .body(vec![b'b'; SIZE / 2]),
        }
    })
    .await;
    let path = folder("progress-down").join("f.bin");
    let (log, progress) = log();
    let url = format!("{}/f", server.url);
    let client = server.client();
    let length = client.download_to_with_progress(&url, &path, progress);
    assert_eq!(length.await.unwrap(), SIZE as u64);
    assert_eq!(server.seen().len(), 2);
    counts_up(&log.lock().unwrap(), SIZE as u64);
}

#[tokio::test]
async fn each_request_names_this_crate_and_the_application_in_front_of_it() {
    let server = Server::start(|request: &Req| match request.path() {
        "/oauth/token" => Res::json(&json!({"access_token": "a", "expires_in": 5400})),
        _ => Res::json(&json!({"id": 1})),
    })
    .await;
    let agents = || -> Vec<String> {
        let seen = server.seen();
        let agents = seen.iter().map(|request| request.header("user-agent"));
        agents.map(|agent| agent.unwrap().to_owned()).collect()
    };
    ShowRfi::new("1").send(&server.client()).await.unwrap();
    let own = concat!("procore-rust/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents(), [own]);
    let client = Client::builder()
        .base_url(&server.url)
        .oauth(OAuth::client_credentials("app", "hush"))
        .user_agent(" site-log/1.2 (ops@example.com) ")
        .build()
        .unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    // Also where the token comes from.
    let named = format!("site-log/1.2 (ops@example.com) {own}");
    assert_eq!(agents()[1..], [named.clone(), named]);
    let request = ShowRfi::new("1").with_header("user-agent", "other");
    request.send(&client).await.unwrap();
    assert_eq!(agents()[3], "other");
    for bad in ["", " ", "a\nb"] {
        let built = Client::builder().user_agent(bad).build();
        assert_eq!(built.unwrap_err().kind(), ErrorKind::Invalid);
    }
}
