//! The transport on `reqwest`.

use super::error::BoxError;
use std::time::Duration;

use super::transport::{
    BoxFuture, HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// How long to wait for the answer, and then for each piece of it.
const SILENCE: Duration = Duration::from_secs(90);

/// Sends requests with `reqwest`.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with the settings that the client needs.
    pub fn new() -> Result<Self, BoxError> {
        // Only where the application has not chosen a provider before.
        #[cfg(feature = "rustls")]
        drop(rustls::crypto::ring::default_provider().install_default());
        // Redirects are followed by hand: the token must not go to another host.
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "-rust/",
                env!("CARGO_PKG_VERSION")
            ));
        Ok(Self(builder.build()?))
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let mut out = self
                .0
                .request(request.method, request.url)
                .headers(request.headers);
            if let Some(timeout) = request.timeout {
                out = out.timeout(timeout);
            }
            out = match request.body {
                HttpBody::Empty => out,
                HttpBody::Bytes(bytes) => out.body(bytes),
                HttpBody::Stream { stream, .. } => out.body(reqwest::Body::wrap_stream(stream)),
            };
            let mut response = out.send().await.map_err(|error| {
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
            })?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = Box::pin(Pieces(Box::pin(response.bytes_stream())));
            Ok(HttpResponse::new(status, headers, body))
        })
    }
}

/// The pieces of a body, with this crate's error.
struct Pieces<S>(std::pin::Pin<Box<S>>);

impl<S> futures_core::Stream for Pieces<S>
where
    S: futures_core::Stream<Item = Result<bytes::Bytes, reqwest::Error>>,
{
    type Item = Result<bytes::Bytes, BoxError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let piece = std::task::ready!(self.0.as_mut().poll_next(cx));
        std::task::Poll::Ready(piece.map(|piece| piece.map_err(|error| error.without_url().into())))
    }
}
