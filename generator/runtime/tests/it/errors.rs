//! What an error reports: the values in the path, the cause of a connection that failed, and that no
//! tokio runtime runs.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::support::{NOW, folder};
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::{Canned, MockTransport, VirtualClock};
use runtime::{
    BoxFuture, Client, ClientBuilder, Error, ErrorKind, FileStore, HttpRequest, HttpResponse,
    NoRetry, OAuth, Paged, ReqwestTransport, Transport, TransportError, TransportErrorKind,
    UploadTo,
};
use serde_json::json;

fn values(error: &Error) -> Vec<(String, String)> {
    let values = error.path_values();
    values
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[tokio::test]
async fn an_error_gives_the_values_of_the_path_on_request_and_shows_none() {
    let mock = MockTransport::new(|seen| match seen.path.as_str() {
        "/rest/v1.0/rfis/no%20json" => Canned::status(200).with_body("none"),
        _ => Canned::status(404),
    });
    let client = Client::builder()
        .transport(mock)
        .token("t")
        .build()
        .unwrap();
    // Refused by the server, read in vain, and never sent.
    for id in ["kept/4711", "no json", ".."] {
        let error = ShowRfi::new(id).send(&client).await.unwrap_err();
        let expected = vec![pair("id", id)];
        assert_eq!(values(&error), expected, "{error}");
        if id != ".." {
            let shown = format!("{error} {error:?} {error:#?}");
            assert!(!shown.contains(id), "{shown}");
        }
    }
    let error = client
        .raw(Method::Get, "/rest/v1.0/x")
        .send()
        .await
        .unwrap_err();
    assert_eq!(values(&error), []);
}

/// An operation with a secret in its path.
#[derive(Clone)]
struct Redeem(Request);

impl Operation for Redeem {
    const META: Meta = {
        let mut meta = Meta::DEFAULT;
        meta.path = "/rest/v1.0/projects/{project}/invitations/{key}";
        meta
    };
    type Response = Value;
    fn request(&self) -> &Request {
        &self.0
    }
    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }
}

#[tokio::test]
async fn a_secret_in_the_path_is_not_among_its_values() {
    let client = Client::builder()
        .transport(MockTransport::new(|_| Canned::status(404)))
        .token("t")
        .build()
        .unwrap();
    let mut request = Request::new(&Redeem::META);
    request.path("project", 6_i64);
    request.path("key", Secret::from("hunter2"));
    // Set again: the last one counts.
    request.path("project", 7_i64);
    let error = Redeem(request).send(&client).await.unwrap_err();
    assert_eq!(values(&error), [pair("project", "7")]);
}

/// The text of an error and of all its causes.
fn chain(error: &Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(cause.to_string());
        source = cause.source();
    }
    texts
}

fn unsigned(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).token("t").retry(NoRetry)
}

#[tokio::test]
async fn a_connection_that_is_refused_is_named_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = unsigned(&url).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let shown = error.to_string().to_lowercase();
    assert!(shown.contains("connection refused"), "{shown}");
    let mut source = error.source();
    let mut refused = false;
    while let Some(cause) = source {
        let cause_io = cause.downcast_ref::<io::Error>();
        refused |= cause_io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused);
        source = cause.source();
    }
    assert!(refused, "{:?}", chain(&error));
    // The same on the way to a token.
    let client = Client::builder()
        .base_url(&url)
        .oauth(OAuth::client_credentials("app", "hush"))
        .retry(NoRetry)
        .build()
        .unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    let shown = error.to_string().to_lowercase();
    assert!(shown.contains("connection refused"), "{shown}");
}

/// Knows no host.
struct NoHosts;

impl reqwest::dns::Resolve for NoHosts {
    fn resolve(&self, _name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async { Err("no such host".into()) })
    }
}

#[tokio::test]
async fn a_host_without_an_address_is_named_as_such() {
    let builder = reqwest::Client::builder().dns_resolver(Arc::new(NoHosts));
    let client = unsigned("https://procore.invalid")
        .transport(ReqwestTransport::with(builder.no_proxy()).unwrap())
        .build()
        .unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    let shown = error.to_string();
    assert!(shown.contains("DNS: no such host"), "{shown}");
}

/// Fails with an error of the system, as deep as HTTP clients put it.
struct Failing(io::ErrorKind);

impl Transport for Failing {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let inner = io::Error::other(io::Error::new(self.0, "os error 7"));
        Box::pin(async move { Err(TransportError::new(TransportErrorKind::Broken, inner)) })
    }
}

#[tokio::test]
async fn what_the_system_says_is_named_alike_on_each_platform() {
    for (kind, words) in [
        (io::ErrorKind::ConnectionRefused, "connection refused"),
        (io::ErrorKind::ConnectionReset, "connection reset"),
        (io::ErrorKind::TimedOut, "timed out"),
        (io::ErrorKind::HostUnreachable, "host unreachable"),
    ] {
        let client = unsigned("http://localhost").transport(Failing(kind));
        let client = client.build().unwrap();
        let error = ShowRfi::new("1").send(&client).await.unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains(words), "{shown}");
        assert_eq!(shown.matches("os error 7").count(), 1, "{shown}");
    }
}

/// Runs a future to its end where there is no tokio.
fn alone<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[test]
fn without_a_tokio_runtime_there_is_an_error_that_says_so() {
    let folder = folder("no-tokio");
    let clock = || VirtualClock::at(NOW);
    let mock = || MockTransport::new(|_| Canned::json(&json!({"id": 1})));
    let user = || OAuth::authorization_code("app", None, "http://localhost");
    let plain = unsigned("http://127.0.0.1:9").build().unwrap();
    let jumping = unsigned("http://127.0.0.1:9").clock(clock()).build();
    let jumping = jumping.unwrap();
    // Neither sends nor waits with tokio.
    let mocked = || Client::builder().transport(mock()).clock(clock());
    let signed = mocked().oauth(user()).build().unwrap();
    let stored = mocked()
        .oauth(user())
        .token_store(FileStore::new(folder.join("token.json")))
        .build()
        .unwrap();
    let free = mocked().token("t").build().unwrap();
    let begun = signed.authorize().unwrap();
    let file = || File::from_path(folder.join("a.txt"));
    std::fs::write(folder.join("a.txt"), "a").unwrap();
    let mut with_file = CreateRfiBodyRfi::default();
    with_file.attachments = vec![file()].into();
    let with_file = CreateRfi::multipart(7, CreateRfiBody::new(with_file));
    let errors = [
        alone(ShowRfi::new("1").send(&plain)).unwrap_err(),
        alone(ShowRfi::new("1").send(&jumping)).unwrap_err(),
        alone(ShowRfi::new("1").send(&signed)).unwrap_err(),
        alone(signed.sign_in_with_code(&begun, "code")).unwrap_err(),
        alone(stored.sign_out()).unwrap_err(),
        alone(free.download_to("http://localhost/f", folder.join("f"))).unwrap_err(),
        alone(free.upload(UploadTo::company(1), file()).send()).unwrap_err(),
        alone(with_file.with_company(1).send(&free)).unwrap_err(),
        alone(ListRfis::new(7).pages(&plain).prefetch().next())
            .unwrap()
            .unwrap_err(),
    ];
    for error in errors {
        let shown = error.to_string();
        assert!(shown.contains("no tokio runtime is running"), "{shown}");
    }
    // What needs none runs as before.
    assert_eq!(
        alone(ShowRfi::new("1").send(&free)).unwrap().payload().id,
        Some(1)
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_get_that_got_500_is_sent_again_and_a_post_is_not() {
    let mock = MockTransport::new(|_| Canned::status(500));
    let client = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW))
        .token("t")
        .company(1)
        .build()
        .unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!((error.attempts(), mock.seen().len()), (4, 4));
    let body = CreateRfiBody::new(CreateRfiBodyRfi::default());
    let error = CreateRfi::new(7, body).send(&client).await.unwrap_err();
    assert_eq!((error.attempts(), mock.seen().len()), (1, 5));
}
