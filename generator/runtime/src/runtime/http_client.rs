//! The transport on `reqwest`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::error::BoxError;
use super::transport::{
    BoxFuture, HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// Sends requests with `reqwest`.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with the settings that the client needs.
    pub fn new() -> Result<Self, BoxError> {
        let agent = concat!(env!("CARGO_PKG_NAME"), "-rust/", env!("CARGO_PKG_VERSION"));
        let builder = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .user_agent(agent);
        Self::with(builder)
    }

    /// A transport with an application's own settings: a proxy, a certificate authority, timeouts.
    /// [`Self::new`] gives up after 10 s without a connection. A `read_timeout` also counts while a
    /// file is sent; the client ends what stalls by itself, see `ClientBuilder::stall_protection`.
    ///
    /// Redirects are not among the settings: the client follows them, since the token must not go
    /// to another host.
    pub fn with(builder: reqwest::ClientBuilder) -> Result<Self, BoxError> {
        install_provider();
        let builder = builder.redirect(reqwest::redirect::Policy::none());
        Ok(Self(builder.build()?))
    }
}

/// Chooses what encrypts, where the application has not chosen before.
fn install_provider() {
    #[cfg(feature = "rustls")]
    drop(rustls::crypto::ring::default_provider().install_default());
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut out = reqwest::Request::new(request.method, request.url);
        *out.headers_mut() = request.headers;
        *out.timeout_mut() = request.timeout;
        *out.body_mut() = match request.body {
            HttpBody::Empty => None,
            HttpBody::Bytes(bytes) => Some(bytes.into()),
            HttpBody::Stream { stream, .. } => Some(reqwest::Body::wrap_stream(stream)),
        };
        let sending = self.0.execute(out);
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
