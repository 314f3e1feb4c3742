//! The client: from a request to its answer.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::{Details, Error, name};
use super::operation::{Company, Operation};
use super::reply::{Payload, Reply, Response};
use super::request::{Body, Request};
use super::transport::{HttpBody, HttpRequest, Transport, TransportErrorKind};

/// The header that tells which company a request is about.
const COMPANY: HeaderName = HeaderName::from_static("procore-company-id");

/// How much of an answer is read at most, unless the client is told otherwise.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// Sends requests to Procore. Clones are cheap and share everything.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    transport: Box<dyn Transport>,
    base: Url,
    token: Option<SecretString>,
    company: Option<i64>,
    strict: bool,
    max_body: u64,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base", &self.0.base.as_str())
            .field("company", &self.0.company)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
#[derive(Default)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    transport: Option<Box<dyn Transport>>,
    base: Option<String>,
    token: Option<SecretString>,
    company: Option<i64>,
    strict: bool,
    max_body: Option<u64>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("base", &self.base)
            .field("company", &self.company)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Sets the base URL, `https://api.procore.com` unless set.
    pub fn base_url(mut self, base: impl Into<String>) -> Self {
        self.base = Some(base.into());
        self
    }

    /// Sets a bearer token, which is used as it is.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(SecretString::from(token.into()));
        self
    }

    /// Sets the company that requests are about, unless a request names another one.
    pub fn company(mut self, id: i64) -> Self {
        self.company = Some(id);
        self
    }

    /// Makes it an error when an answer differs from the description.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets how many bytes of an answer are read at most.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Sets what sends the requests.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Builds the client.
    pub fn build(self) -> Result<Client, Error> {
        let invalid = |message: String| Error::Invalid(Details::of("building the client", message));
        let base = self.base.as_deref().unwrap_or("https://api.procore.com");
        let base = Url::parse(base)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                invalid(format!(
                    "`{base}` is no base URL; give one like `https://api.procore.com`"
                ))
            })?;
        let transport = match self.transport {
            Some(transport) => transport,
            #[cfg(feature = "reqwest")]
            None => Box::new(
                super::http_client::ReqwestTransport::new().map_err(|error| {
                    invalid(format!("the HTTP client cannot be built: {error}"))
                })?,
            ),
            #[cfg(not(feature = "reqwest"))]
            None => {
                return Err(invalid(
                    "there is no transport: set one, or switch on the feature `rustls`".to_owned(),
                ));
            }
        };
        Ok(Client(Arc::new(Inner {
            transport,
            base,
            token: self.token,
            company: self.company,
            strict: self.strict,
            max_body: self.max_body.unwrap_or(MAX_BODY),
        })))
    }
}

impl Client {
    /// Builds a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends a request.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<Response<O::Response>, Error> {
        let (status, headers, body) = self.execute(operation.request()).await?;
        self.decode(operation.request(), status, headers, body)
    }

    async fn execute(&self, request: &Request) -> Result<(StatusCode, HeaderMap, Bytes), Error> {
        let operation = || name(request.meta());
        let http = self.http_request(request)?;
        let response = self.0.transport.send(http).await.map_err(|error| {
            let details = Details::of(operation(), error.to_string());
            let details = Box::new(Details {
                source: Some(error.source),
                ..*details
            });
            match error.kind {
                TransportErrorKind::Timeout => Error::Timeout(details),
                TransportErrorKind::Request => Error::Invalid(details),
                _ => Error::Transport(details),
            }
        })?;
        let mut stream = response.body;
        let mut body = Vec::new();
        while let Some(chunk) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            let chunk = chunk.map_err(|error| {
                let details = Details::of(operation(), error.to_string());
                Error::Transport(Box::new(Details {
                    source: Some(error),
                    ..*details
                }))
            })?;
            body.extend_from_slice(&chunk);
            if body.len() as u64 > self.0.max_body {
                let message = format!("more than {} bytes", self.0.max_body);
                return Err(Error::TooLarge(Details::of(operation(), message)));
            }
        }
        let body = Bytes::from(body);
        if response.status.is_success() || response.status.is_redirection() {
            return Ok((response.status, response.headers, body));
        }
        let details = Details::of(operation(), "");
        let details = Details {
            status: Some(response.status),
            body,
            ..*details
        };
        Err(Error::from_status(response.status, Box::new(details)))
    }

    fn http_request(&self, request: &Request) -> Result<HttpRequest, Error> {
        let invalid = |message: String| Error::Invalid(Details::of(name(request.meta()), message));
        let path = request.path_and_query().map_err(invalid)?;
        let url = self
            .0
            .base
            .join(&path)
            .map_err(|error| invalid(error.to_string()))?;
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| match HeaderValue::from_str(value) {
            Ok(value) => {
                headers.insert(name, value);
                Ok(())
            }
            Err(_) => Err(invalid(format!(
                "the header `{name}` cannot hold this value"
            ))),
        };
        set(ACCEPT, "application/json")?;
        if let Some(token) = &self.0.token {
            set(AUTHORIZATION, &format!("Bearer {}", token.expose_secret()))?;
        }
        let company = request.options().company.or(self.0.company);
        match (request.meta().company, company) {
            (Company::None, _) | (Company::Optional, None) => {}
            (_, Some(id)) => set(COMPANY, &id.to_string())?,
            (Company::Required, None) => {
                return Err(invalid(
                    "no company: set one on the client, or on the request with `with_company`"
                        .into(),
                ));
            }
        }
        if let Some(cookies) = request.cookies() {
            set(COOKIE, &cookies)?;
        }
        let body = match request.body() {
            Body::Empty => HttpBody::Empty,
            Body::Bytes(media_type, bytes) => {
                set(CONTENT_TYPE, media_type)?;
                HttpBody::Bytes(bytes.clone())
            }
            Body::Multipart(_) | Body::File(..) => {
                return Err(invalid("files cannot be sent yet".to_owned()));
            }
        };
        for (name, value) in request.headers() {
            let name = HeaderName::try_from(name)
                .map_err(|_| invalid(format!("`{name}` is no header name")))?;
            set(name, value)?;
        }
        let method = http::Method::from_bytes(request.method().as_str().as_bytes())
            .map_err(|error| invalid(error.to_string()))?;
        Ok(HttpRequest {
            method,
            url,
            headers,
            body,
            timeout: request.options().timeout,
        })
    }

    fn decode<T: Payload>(
        &self,
        request: &Request,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response<T>, Error> {
        let reply = Reply::new(status, &headers, &body, request.meta().envelope);
        let read = T::from_reply(&reply);
        let (mismatches, _) = reply.into_mismatches();
        match read {
            Ok(value) if !self.0.strict || mismatches.is_empty() => Ok(Response {
                value,
                status,
                headers,
                mismatches,
                body,
            }),
            read => {
                let message = match read {
                    Ok(_) => "the client is strict, and the answer differs".to_owned(),
                    Err(error) => error.to_string(),
                };
                let details = Details::of(name(request.meta()), message);
                let details = Details {
                    status: Some(status),
                    mismatches,
                    body,
                    ..*details
                };
                Err(Error::Decode(Box::new(details)))
            }
        }
    }
}
