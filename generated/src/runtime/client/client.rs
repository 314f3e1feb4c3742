//! The client: what an application holds, and asks for everything else.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::call;
use super::raw::RawRequest;
use super::sender::Sender;
use crate::runtime::auth::credentials::{Credentials, no_oauth};
use crate::runtime::auth::oauth::{self, Authorization, TokenInfo};
use crate::runtime::error::Error;
use crate::runtime::http::environment::Environment;
use crate::runtime::request::meta::Method;
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Payload;
use crate::runtime::response::response::Response;

/// Sends requests to Procore. Clones are cheap and share everything: the connections, the token, the
/// state of the rate limit, the retry budget.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Sender>);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.0.environment.api().as_str())
            .field("company", &self.0.company)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Where this client sends its requests.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.0.environment
    }

    /// Creates a request to any path, for what the description does not have. It shares everything
    /// with other requests: token, company, limits, retries, errors. One to the path of a deprecated
    /// operation counts as a use of it; see [`DeprecationPolicy`].
    ///
    /// [`DeprecationPolicy`]: super::policy::DeprecationPolicy
    ///
    /// ```text
    /// let response = client.raw(Method::Get, "/rest/v1.0/me").query("view", "normal").send().await?;
    /// ```
    pub fn raw(&self, method: Method, path: impl Into<String>) -> RawRequest<'_> {
        RawRequest::new(&self.0, method, path.into())
    }

    /// Begins to sign a user in.
    pub fn authorize(&self) -> Result<Authorization, Error> {
        self.0.credentials.session()?.authorize()
    }

    /// Completes the sign-in of a user who was redirected to this URL.
    pub async fn sign_in(&self, begun: &Authorization, returned: &Url) -> Result<(), Error> {
        let code = begun.code(returned)?;
        self.0.credentials.session()?.sign_in(begun, &code).await
    }

    /// Completes the sign-in of a user who pasted the code that Procore showed.
    pub async fn sign_in_with_code(&self, begun: &Authorization, code: &str) -> Result<(), Error> {
        self.0
            .credentials
            .session()?
            .sign_in(begun, code.trim())
            .await
    }

    /// Revokes the token and forgets it. If Procore does not take that, the token is kept; see
    /// [`Self::sign_out_locally`].
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.0.credentials.session()?.sign_out().await
    }

    /// Forgets the token, here and in its store, without asking Procore: where that cannot be reached,
    /// or where others go on using the token, which stays good until it expires or is revoked.
    pub async fn sign_out_locally(&self) -> Result<(), Error> {
        self.0.credentials.session()?.forget().await
    }

    /// What Procore knows about the token.
    pub async fn token_info(&self) -> Result<TokenInfo, Error> {
        match &self.0.credentials {
            Credentials::Session(session) => session.info().await,
            Credentials::Fixed(token) => {
                let Sender {
                    environment,
                    transport,
                    clock,
                    ..
                } = &*self.0;
                oauth::info(environment, &**transport, token, clock.now()).await
            }
            Credentials::None => Err(no_oauth()),
        }
    }

    /// Sends `request`, and decodes its response.
    pub(crate) fn call<T: Payload>(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Response<T>, Error>> + Send {
        // Not one more future around it: each is moved as a whole.
        call::call(&self.0, request)
    }
}
