//! The name of the application, which each request carries.

use std::sync::Arc;

use http::HeaderValue;
use http::header::USER_AGENT;

use super::transport::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportError};
use crate::runtime::error::{Error, ErrorKind};

/// This crate and its version, as a user agent.
pub(crate) const CRATE: &str = concat!("procore-rust/", env!("CARGO_PKG_VERSION"));

/// A transport whose requests name the application, unless they say otherwise.
pub(crate) struct Named {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) agent: HeaderValue,
}

impl Named {
    /// A transport whose requests name `application`, and this crate behind it.
    pub(crate) fn new(transport: Arc<dyn Transport>, application: &str) -> Result<Self, Error> {
        let application = application.trim();
        let agent = HeaderValue::from_str(&format!("{application} {CRATE}"));
        let agent = agent.ok().filter(|_| !application.is_empty());
        let agent = agent.ok_or_else(|| {
            let message = "the user agent is empty, or has characters that no header has";
            Error::of(ErrorKind::Invalid, "building the client", message)
        })?;
        Ok(Self { transport, agent })
    }
}

impl Transport for Named {
    fn send(
        &self,
        mut request: HttpRequest,
    ) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let set = request.headers.entry(USER_AGENT);
        set.or_insert_with(|| self.agent.clone());
        self.transport.send(request)
    }
}
