//! The client: its settings, and from a request to its answer.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use url::Url;

use super::budget::{Bucket, RetryBudget};
use super::clock::{Clock, SystemClock};
use super::environment::Environment;
use super::error::{DecodeError, Details, Error};
use super::file::ByteStream;
use super::headers::request_id;
use super::meta::{Meta, Method};
use super::oauth::{Authorization, OAuth, TokenInfo};
use super::policy::{DeprecationPolicy, Deprecations};
use super::rate::RateLimit;
use super::reply::{Payload, Reply, Response};
use super::request::{Base, Request};
use super::retry::{Backoff, RetryPolicy};
use super::session::Session;
use super::stall::{Guarded, StallProtection};
use super::token::{MemoryStore, Signed, Token, TokenStore};
use super::transport::Transport;

/// How much of an answer is read at most, unless the client is told otherwise.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// How many bytes of memory the payload of an answer may take.
const MAX_MEMORY: usize = 512 * 1024 * 1024;

/// Sends requests to Procore. Clones are cheap and share everything: the connections, the token,
/// what is known of the rate limit, the budget of retries.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) environment: Environment,
    /// Of the environment's API.
    pub(crate) base: Base,
    pub(crate) credentials: Credentials,
    pub(crate) company: Option<i64>,
    pub(crate) retry: Arc<dyn RetryPolicy>,
    pub(crate) budget: Bucket,
    pub(crate) timeout: Option<Duration>,
    pub(crate) limit: Mutex<RateLimit>,
    pub(crate) answered: tokio::sync::Notify,
    pub(crate) strict: bool,
    pub(crate) max_body: u64,
    pub(crate) max_memory: usize,
    pub(crate) deprecations: Deprecations,
}

/// What a request is signed with.
pub(crate) enum Credentials {
    None,
    Fixed(Signed),
    Session(Session),
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.0.environment.api().as_str())
            .field("company", &self.0.company)
            .finish_non_exhaustive()
    }
}

/// Builds a [`Client`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    environment: Result<Environment, Error>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    token: Option<Token>,
    oauth: Option<OAuth>,
    store: Option<Box<dyn TokenStore>>,
    company: Option<i64>,
    retry: Arc<dyn RetryPolicy>,
    budget: RetryBudget,
    timeout: Option<Duration>,
    floor: StallProtection,
    strict: bool,
    max_body: u64,
    max_memory: usize,
    deprecations: DeprecationPolicy,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            environment: Ok(Environment::production()),
            transport: None,
            clock: Arc::new(SystemClock),
            token: None,
            oauth: None,
            store: None,
            company: None,
            retry: Arc::new(Backoff::default()),
            budget: RetryBudget::default(),
            timeout: None,
            floor: StallProtection::default(),
            strict: false,
            max_body: MAX_BODY,
            max_memory: MAX_MEMORY,
            deprecations: DeprecationPolicy::default(),
        }
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("environment", &self.environment)
            .field("company", &self.company)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Sets the environment, production unless set.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Ok(environment);
        self
    }

    /// Sets one base URL for the API and for signing in: a proxy, or a server for tests. It must be
    /// HTTPS, or on this machine; see [`Environment::custom`].
    pub fn base_url(mut self, base: impl AsRef<str>) -> Self {
        self.environment = Environment::custom(base.as_ref(), base.as_ref());
        self
    }

    /// Sets a bearer token, which is used as it is.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Token::new(token));
        self
    }

    /// Sets how to sign in; tokens are then fetched and renewed as needed.
    pub fn oauth(mut self, oauth: OAuth) -> Self {
        self.oauth = Some(oauth);
        self
    }

    /// Sets where tokens are kept, in memory unless set.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Box::new(store));
        self
    }

    /// Sets the company that requests are about, unless a request names another one.
    pub fn company(mut self, id: i64) -> Self {
        self.company = Some(id);
        self
    }

    /// Sets when a request is sent again, [`Backoff`] unless set.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Sets how much repeating all requests may do together, whatever the policy says: by default
    /// about a hundred repetitions, until successes make up for them. See [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Sets how much time a request has, all waiting and repeating included, unless the request
    /// says so itself. Unset, a request waits for the limit as long as that takes (an hour at most
    /// each time), the HTTP client gives up after 10 s without a connection, and what stalls ends by
    /// [`Self::stall_protection`]. Downloads, and parts of uploads, have no other end than that.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets when a transfer counts as stalled, and ends with a timeout; see [`StallProtection`].
    pub fn stall_protection(mut self, floor: StallProtection) -> Self {
        self.floor = floor;
        self
    }

    /// Makes it an error when an answer differs from the description.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets how many bytes of an answer are read at most, 64 MiB unless set. Downloads have no cap.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets how many bytes of memory the payload of an answer may take, 512 MiB unless set. A few
    /// bytes of JSON can make a large object: `[{},{}]` is two of them with all their fields. What
    /// takes more is an [`Error::TooLarge`], and is not read to its end.
    pub fn max_memory(mut self, bytes: usize) -> Self {
        self.max_memory = bytes;
        self
    }

    /// Sets what happens on the use of a deprecated operation.
    pub fn deprecations(mut self, policy: DeprecationPolicy) -> Self {
        self.deprecations = policy;
        self
    }

    /// Sets what sends the requests.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Builds the client.
    pub fn build(self) -> Result<Client, Error> {
        let environment = self.environment?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let transport: Arc<dyn Transport> = Arc::new(Guarded {
            transport,
            clock: Arc::clone(&self.clock),
            floor: self.floor,
        });
        let credentials = match (self.oauth, self.token) {
            (Some(oauth), token) => {
                let store = self.store.unwrap_or_else(|| match token {
                    Some(token) => Box::new(MemoryStore::new(token)),
                    None => Box::new(MemoryStore::default()),
                });
                let (transport, clock) = (Arc::clone(&transport), Arc::clone(&self.clock));
                let environment = environment.clone();
                Credentials::Session(Session::new(oauth, environment, transport, clock, store))
            }
            (None, Some(token)) => Credentials::Fixed(token.sign()?),
            (None, None) => Credentials::None,
        };
        Ok(Client(Arc::new(Inner {
            transport,
            clock: self.clock,
            base: Base::new(environment.api()),
            environment,
            credentials,
            company: self.company,
            retry: self.retry,
            budget: Bucket::new(self.budget),
            timeout: self.timeout,
            limit: Mutex::default(),
            answered: tokio::sync::Notify::new(),
            strict: self.strict,
            max_body: self.max_body,
            max_memory: self.max_memory,
            deprecations: Deprecations::new(self.deprecations),
        })))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    match super::http_client::ReqwestTransport::new() {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => {
            let message = format!("the HTTP client cannot be built: {error}");
            Err(Error::Invalid(Details::of("building the client", message)))
        }
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    let message = "there is no transport: set one, or switch on the feature `rustls`";
    Err(Error::Invalid(Details::of("building the client", message)))
}

impl Client {
    /// Builds a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Where this client sends its requests.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.0.environment
    }

    /// Sends a request to any path, for what the description does not have. It shares everything
    /// with the other requests: token, company, limits, retries, errors.
    ///
    /// ```text
    /// let answer = client.raw(Method::Get, "/rest/v1.0/me").query("view", "normal").send().await?;
    /// ```
    pub fn raw(&self, method: Method, path: impl Into<String>) -> Raw<'_> {
        Raw {
            client: self,
            request: Request::to(&RAW, method, path.into()),
        }
    }

    /// Begins to sign in a user.
    pub fn authorize(&self) -> Result<Authorization, Error> {
        self.session()?.authorize()
    }

    /// Ends the sign-in of a user, who came back to this URL.
    pub async fn sign_in(&self, begun: &Authorization, returned: &Url) -> Result<(), Error> {
        let code = begun.code(returned)?;
        self.session()?.sign_in(begun, &code).await
    }

    /// Ends the sign-in of a user, who pasted the code that Procore showed.
    pub async fn sign_in_with_code(&self, begun: &Authorization, code: &str) -> Result<(), Error> {
        self.session()?.sign_in(begun, code.trim()).await
    }

    /// Revokes the token, and forgets it.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.session()?.sign_out().await
    }

    /// What Procore knows of the token.
    pub async fn token_info(&self) -> Result<TokenInfo, Error> {
        match &self.0.credentials {
            Credentials::Session(session) => session.info().await,
            Credentials::Fixed(token) => {
                super::oauth::info(&self.0.environment, &*self.0.transport, token).await
            }
            Credentials::None => Err(no_oauth()),
        }
    }

    fn session(&self) -> Result<&Session, Error> {
        match &self.0.credentials {
            Credentials::Session(session) => Ok(session),
            Credentials::Fixed(_) | Credentials::None => Err(no_oauth()),
        }
    }

    /// Sends `request`, and decodes its answer.
    pub(crate) async fn call<T: Payload>(&self, request: &Request) -> Result<Response<T>, Error> {
        let answer = self.execute(request, T::FOLLOW).await?;
        self.decode(request, answer)
    }

    pub(crate) fn decode<T: Payload>(
        &self,
        request: &Request,
        answer: Answer,
    ) -> Result<Response<T>, Error> {
        let Answer {
            status,
            headers,
            body,
            attempts,
            ..
        } = answer;
        let reply = Reply::new(request, status, &headers, &body).with_memory(self.0.max_memory);
        if !reply.is_described::<T>() {
            let message = "the operation describes no such response";
            let mut details = Details::of(request.label(), message);
            details.status = Some(status);
            details.request_id = request_id(&headers).map(ToOwned::to_owned);
            details.attempts = attempts;
            details.note_location(status, &headers);
            details.body = body;
            return Err(Error::Status(details));
        }
        let read = T::from_reply(&reply);
        let (mismatches, more_mismatches) = reply.into_mismatches();
        if let Some(first) = mismatches.first() {
            let (count, first) = (mismatches.len() + more_mismatches, first.to_string());
            tracing::debug!(operation = %request.label(), count, first, "the answer differs");
        }
        let too_large = matches!(read, Err(DecodeError::Memory(_)));
        let message = match read {
            Ok(value) if !self.0.strict || mismatches.is_empty() => {
                return Ok(Response {
                    value,
                    status,
                    headers,
                    mismatches,
                    more_mismatches,
                    body,
                });
            }
            Ok(_) => "the client is strict, and the answer differs from the description".to_owned(),
            Err(error) => error.to_string(),
        };
        let mut details = Details::of(request.label(), message);
        details.status = Some(status);
        details.request_id = request_id(&headers).map(ToOwned::to_owned);
        details.attempts = attempts;
        details.mismatches = mismatches;
        details.body = body;
        Err(if too_large {
            Error::TooLarge(details)
        } else {
            Error::Decode(details)
        })
    }
}

fn no_oauth() -> Error {
    let message = "the client has no way to sign in: give the builder an `oauth`";
    Error::Invalid(Details::of("signing in", message))
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// What was read of the body.
    pub(crate) body: Bytes,
    /// What was not read of it.
    pub(crate) rest: Option<ByteStream>,
    pub(crate) attempts: u32,
}

/// What is known of an operation of which nothing is known.
static RAW: Meta = Meta::DEFAULT;

/// A request to any path.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Raw<'a> {
    client: &'a Client,
    request: Request,
}

impl Raw<'_> {
    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.request.add_query(name, value.into());
        self
    }

    /// Sets a body of JSON.
    pub fn json(mut self, body: &Value) -> Self {
        self.request.json(body);
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request
            .options_mut()
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the request for this company.
    pub fn company(mut self, id: i64) -> Self {
        self.request.options_mut().company = Some(id);
        self
    }

    /// Gives the whole request this much time, as `Operation::with_timeout` does.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.options_mut().timeout = Some(timeout);
        self
    }

    /// Sets when this request is sent again.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.request.options_mut().retry = Some(Arc::new(policy));
        self
    }

    /// Sends the request.
    pub async fn send(self) -> Result<Response<Value>, Error> {
        self.send_as().await
    }

    /// Sends the request, whose answer is no JSON or has a type of its own: `send_as::<Bytes>()`.
    pub async fn send_as<T: Payload>(self) -> Result<Response<T>, Error> {
        self.client.call(&self.request).await
    }
}
