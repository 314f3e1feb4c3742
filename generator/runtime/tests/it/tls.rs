//! HTTPS: with an authority of one's own, and never without checking it.

use std::sync::Arc;

use crate::support::{Req, Res, Server};
use runtime::sample::ShowRfi;
use runtime::{Client, ErrorKind, NoRetry, Operation, ReqwestTransport};
use serde_json::json;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto::ring};

/// A certificate for `localhost` that signs itself, and a server's half of it.
fn certificate() -> (reqwest::Certificate, TlsAcceptor) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let der = made.cert.der().clone();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![der.clone()], key)
        .unwrap();
    let known = reqwest::Certificate::from_der(&der).unwrap();
    (known, TlsAcceptor::from(Arc::new(config)))
}

fn client(server: &Server, transport: ReqwestTransport) -> Client {
    Client::builder()
        .base_url(&server.url)
        .token("secret-token")
        .retry(NoRetry)
        .transport(transport)
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_authority_of_ones_own_is_taken_and_an_unknown_one_gets_nothing() {
    let (known, tls) = certificate();
    let server = Server::secure(tls, |_| Res::json(&json!({"id": 1}))).await;
    let builder = reqwest::Client::builder().tls_certs_only([known]);
    let trusting = client(&server, ReqwestTransport::with(builder).unwrap());
    let rfi = ShowRfi::new("1").send(&trusting).await.unwrap();
    assert_eq!(rfi.payload().id, Some(1));
    assert_eq!(
        server.seen()[0].header("authorization"),
        Some("Bearer secret-token")
    );
    let strict = client(&server, ReqwestTransport::new().unwrap());
    let error = ShowRfi::new("1").send(&strict).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
    assert!(error.to_string().contains(": TLS: "), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret-token"));
    assert_eq!(server.seen().len(), 1, "nothing was sent");
}

#[tokio::test]
async fn what_was_secure_stays_secure() {
    let (known, tls) = certificate();
    let plain = Server::start(|_| Res::json(&json!({"id": 1}))).await;
    let target = format!("{}/rest/v1.0/rfis/1", plain.url);
    let server = Server::secure(tls, move |_: &Req| {
        Res::status(302).header("location", &target)
    })
    .await;
    // Redirects are the client's own, whatever the application's builder says.
    let builder = reqwest::Client::builder()
        .tls_certs_only([known])
        .redirect(reqwest::redirect::Policy::limited(5));
    let client = client(&server, ReqwestTransport::with(builder).unwrap());
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert!(
        error.to_string().contains("a URL that is not secure"),
        "{error}"
    );
    assert_eq!((server.seen().len(), plain.seen().len()), (1, 0));
}
