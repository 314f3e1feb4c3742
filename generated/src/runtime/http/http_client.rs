//! The transport on `reqwest`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use url::Url;

use super::agent::CRATE;
use super::environment::is_this_machine;
use super::executor;
use super::transport::{
    BoxFuture, HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
use crate::runtime::error::BoxError;

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Sends requests with `reqwest`. What stays on this machine goes through no proxy, which would be
/// given the token in the clear.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// For what stays on this machine.
    direct: reqwest::Client,
    /// Whether `direct` has all the settings of `client`, and takes HTTPS, too.
    alike: bool,
}

/// Without the settings: the URL of a proxy can hold a password.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl ReqwestTransport {
    /// A transport with the settings that the client needs.
    pub fn new() -> Result<Self, BoxError> {
        Self::with_settings(settings)
    }

    /// A transport with an application's own settings: a proxy, a certificate authority, timeouts.
    /// [`Self::new`] gives up after 10 s without a connection. A `read_timeout` also counts while a
    /// file is sent; the client ends what stalls by itself, see `ClientBuilder::stall_protection`.
    ///
    /// Redirects are not among the settings: the client follows them, since the token must not go
    /// to another host. Nor are proxies for `http` URLs of this machine; requests to them have the
    /// settings of [`Self::new`]. [`Self::with_settings`] gives them the application's own.
    pub fn with(builder: reqwest::ClientBuilder) -> Result<Self, BoxError> {
        Ok(Self {
            client: build(builder)?,
            direct: build(settings().no_proxy())?,
            alike: false,
        })
    }

    /// A transport with an application's own settings, as [`Self::with`]. They are asked for twice:
    /// the second time for what stays on this machine, which goes through no proxy.
    pub fn with_settings(settings: impl Fn() -> reqwest::ClientBuilder) -> Result<Self, BoxError> {
        Ok(Self {
            client: build(settings())?,
            direct: build(settings().no_proxy())?,
            alike: true,
        })
    }

    /// What sends a request to `url`. A proxy sees nothing of what is encrypted.
    fn client(&self, url: &Url) -> &reqwest::Client {
        match is_this_machine(url) && (self.alike || url.scheme() == "http") {
            true => &self.direct,
            false => &self.client,
        }
    }
}

/// The settings that the client needs.
fn settings() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .user_agent(CRATE)
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, BoxError> {
    install_provider();
    let builder = builder.redirect(reqwest::redirect::Policy::none());
    Ok(builder.build()?)
}

/// Chooses what encrypts, where the application has not chosen before.
fn install_provider() {
    #[cfg(feature = "rustls")]
    drop(rustls::crypto::ring::default_provider().install_default());
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        if executor::is_missing() {
            let kind = TransportErrorKind::Request;
            return Box::pin(async move { Err(TransportError::new(kind, executor::MISSING)) });
        }
        let client = self.client(&request.url).clone();
        let mut out = reqwest::Request::new(request.method, request.url);
        *out.headers_mut() = request.headers;
        *out.timeout_mut() = request.timeout;
        *out.body_mut() = match request.body {
            HttpBody::Empty => None,
            HttpBody::Bytes(bytes) => Some(bytes.into()),
            HttpBody::Stream { stream, .. } => Some(reqwest::Body::wrap_stream(stream)),
        };
        let sending = client.execute(out);
        Box::pin(async move {
            let mut response = sending.await.map_err(failed)?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = Box::pin(Pieces(response.bytes_stream()));
            Ok(HttpResponse::new(status, headers, body))
        })
    }
}

/// An error without the URL, whose query can hold a signature.
fn failed(error: reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Request
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind, error.without_url())
}

/// The pieces of a body, with this crate's error.
struct Pieces<S>(S);

impl<S> Stream for Pieces<S>
where
    S: Stream<Item = Result<Bytes, reqwest::Error>> + Unpin,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(Pin::new(&mut self.0).poll_next(cx));
        Poll::Ready(piece.map(|piece| piece.map_err(|error| failed(error).into())))
    }
}
