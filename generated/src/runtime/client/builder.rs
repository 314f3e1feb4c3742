//! The settings of a client, and what they are unless set.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::client::Client;
use super::notice::DeprecationNotice;
use super::policy::{DeprecationPolicy, Deprecations, OnDeprecation};
use super::sender::Sender;
use crate::runtime::auth::credentials::Credentials;
use crate::runtime::auth::oauth::OAuth;
use crate::runtime::auth::session::Session;
use crate::runtime::auth::token::{MemoryStore, Token, TokenStore};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::agent::Named;
use crate::runtime::http::environment::Environment;
use crate::runtime::http::stall::{Guarded, StallProtection};
use crate::runtime::http::transport::Transport;
use crate::runtime::limits::budget::RetryBudget;
use crate::runtime::limits::clock::{Clock, SystemClock};
use crate::runtime::limits::gate::Gate;
use crate::runtime::limits::retries::Retries;
use crate::runtime::limits::retry::{Backoff, RetryPolicy};
use crate::runtime::request::request::Base;
use crate::runtime::response::decode::{Decoding, Strictness};
use crate::runtime::values::id::CompanyId;

/// How much of a response is read at most, unless set.
const MAX_BODY: u64 = 64 * 1024 * 1024;

/// How many bytes of memory the payload of a response may take.
const MAX_MEMORY: usize = 512 * 1024 * 1024;

/// Builds a [`Client`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    environment: Result<Environment, Error>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    token: Option<Token>,
    oauth: Option<OAuth>,
    store: Option<Box<dyn TokenStore>>,
    company: Option<CompanyId>,
    retry: Arc<dyn RetryPolicy>,
    budget: RetryBudget,
    timeout: Option<Duration>,
    floor: StallProtection,
    strictness: Strictness,
    max_body: u64,
    max_memory: usize,
    deprecations: DeprecationPolicy,
    on_deprecation: Option<OnDeprecation>,
    user_agent: Option<String>,
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
            strictness: Strictness::default(),
            max_body: MAX_BODY,
            max_memory: MAX_MEMORY,
            deprecations: DeprecationPolicy::default(),
            on_deprecation: None,
            user_agent: None,
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

    /// Sets a bearer token, which is used as it is and never renewed.
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

    /// Sets the company that requests are about, unless a request sets another one.
    pub fn company(mut self, id: impl Into<CompanyId>) -> Self {
        self.company = Some(id.into());
        self
    }

    /// Sets when a request is sent again, [`Backoff`] unless set.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry = Arc::new(policy);
        self
    }

    /// Limits the retries of all requests together, whatever the policy says: by default to about a
    /// hundred, until successes make up for them. See [`RetryBudget`].
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

    /// Makes it an error when a response differs from the description.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strictness = match strict {
            true => Strictness::Strict,
            false => Strictness::Lenient,
        };
        self
    }

    /// Sets how many bytes of a response are read at most, 64 MiB unless set. Downloads have no cap.
    pub fn max_body(mut self, bytes: u64) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets how many bytes of memory the payload of a response may take, 512 MiB unless set. A few
    /// bytes of JSON can make a large object: `[{},{}]` is two of them with all their fields. What
    /// takes more is an [`ErrorKind::TooLarge`], and is not read to its end.
    pub fn max_memory(mut self, bytes: usize) -> Self {
        self.max_memory = bytes;
        self
    }

    /// Sets what happens when a deprecated operation is used: a warning, unless set.
    pub fn deprecations(mut self, policy: DeprecationPolicy) -> Self {
        self.deprecations = policy;
        self
    }

    /// Calls `report` in place of the warnings of the [`DeprecationPolicy`]: once for each operation
    /// that the description deprecates, and once for each whose responses say that they are. Clones
    /// of the client count together.
    ///
    /// It is called while a request is on its way, and should not wait for anything. A
    /// [`DeprecationNotice`] can be displayed:
    ///
    /// ```text
    /// let client = Client::builder().on_deprecation(|notice| eprintln!("{notice}")).build()?;
    /// ```
    pub fn on_deprecation(
        mut self,
        report: impl Fn(&DeprecationNotice) + Send + Sync + 'static,
    ) -> Self {
        self.on_deprecation = Some(Box::new(report));
        self
    }

    /// Names the application in front of this crate in the `User-Agent` of all requests:
    /// `my-app/1.2` is sent as `my-app/1.2 procore-rust/..`. Unset, the crate alone is named, unless
    /// a transport of the application's own says something else.
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent = Some(application.into());
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
        let transport: Arc<dyn Transport> = match self.user_agent {
            Some(application) => Arc::new(Named::new(transport, &application)?),
            None => transport,
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
        Ok(Client(Arc::new(Sender {
            transport,
            clock: self.clock,
            base: Base::new(environment.api()),
            environment,
            credentials,
            company: self.company,
            timeout: self.timeout,
            gate: Gate::default(),
            retries: Retries::new(self.retry, self.budget),
            max_body: self.max_body,
            decoding: Decoding {
                strictness: self.strictness,
                max_memory: self.max_memory,
            },
            deprecations: Deprecations::new(self.deprecations, self.on_deprecation),
        })))
    }
}

impl Client {
    /// Builds a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    match crate::runtime::http::http_client::ReqwestTransport::new() {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => {
            let message = format!("the HTTP client cannot be built: {error}");
            Err(Error::of(
                ErrorKind::Invalid,
                "building the client",
                message,
            ))
        }
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, Error> {
    let message = "there is no transport: set one, or switch on the feature `rustls`";
    Err(Error::of(
        ErrorKind::Invalid,
        "building the client",
        message,
    ))
}
