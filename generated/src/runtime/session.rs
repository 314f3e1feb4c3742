//! The token of a client: renewed ahead of its expiry, once, however many requests wait for it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::environment::Environment;
use super::error::{BoxError, Details, Error};
use super::oauth::{self, Ask, Authorization, OAuth, TokenInfo};
use super::token::{Signed, Token, TokenStore};
use super::transport::Transport;

/// How long before its expiry a token is renewed.
const MARGIN: Duration = Duration::from_secs(60);

/// The token of a client and of all its clones.
#[derive(Clone)]
pub(crate) struct Session(Arc<Inner>);

struct Inner {
    oauth: OAuth,
    environment: Environment,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    store: Box<dyn TokenStore>,
    /// The token in use: it has been saved.
    current: Mutex<Option<Signed>>,
    /// Held while a token is asked for.
    renewing: tokio::sync::Mutex<Renewing>,
    /// How many times a token was asked for.
    rounds: AtomicU64,
}

/// What is left of the last time that a token was asked for.
#[derive(Default)]
struct Renewing {
    /// A token that could not be saved yet.
    unsaved: Option<Token>,
    /// Why there is no token, for all who waited for it.
    failed: Option<Error>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.0.oauth).finish()
    }
}

impl Session {
    pub(crate) fn new(
        oauth: OAuth,
        environment: Environment,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        store: Box<dyn TokenStore>,
    ) -> Self {
        Self(Arc::new(Inner {
            oauth,
            environment,
            transport,
            clock,
            store,
            current: Mutex::new(None),
            renewing: tokio::sync::Mutex::default(),
            rounds: AtomicU64::new(0),
        }))
    }

    /// The token, if it is good for a while and is not `refused`.
    pub(crate) fn fresh(&self, refused: Option<&Signed>) -> Option<Signed> {
        self.0
            .current()
            .filter(|signed| self.0.is_good(&signed.token, refused))
    }

    /// Renews the token, one that the server `refused`, in a task of its own: a caller that gives up must not lose the answer, as
    /// the refresh token is used up by then.
    pub(crate) async fn renew(&self, refused: Option<Signed>) -> Result<Signed, Error> {
        let session = self.clone();
        let round = self.0.rounds.load(Ordering::SeqCst);
        let task = tokio::spawn(async move { session.0.renew(refused, round).await });
        task.await.unwrap_or_else(|error| {
            Err(Error::Authentication(Details::of(
                "renewing the token",
                error.to_string(),
            )))
        })
    }

    pub(crate) fn authorize(&self) -> Result<Authorization, Error> {
        oauth::authorize(&self.0.oauth, &self.0.environment)
    }

    pub(crate) async fn sign_in(&self, begun: &Authorization, code: &str) -> Result<(), Error> {
        let session = self.clone();
        let (begun, code) = (begun.clone(), code.to_owned());
        let task = tokio::spawn(async move {
            let inner = &session.0;
            let mut renewing = inner.renewing.lock().await;
            let token = inner.ask(Ask::Code(&code, &begun)).await?;
            renewing.unsaved = Some(token);
            inner.save(&mut renewing.unsaved).await.map(|_| ())
        });
        task.await.unwrap_or_else(|error| {
            Err(Error::Authentication(Details::of(
                "signing in",
                error.to_string(),
            )))
        })
    }

    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        let inner = &self.0;
        let mut renewing = inner.renewing.lock().await;
        // Another program that shares the store may have renewed it.
        let token = match renewing.unsaved.clone() {
            Some(token) => Some(token),
            None => inner.load().await?,
        };
        let token = token.or_else(|| inner.current().map(|signed| (*signed.token).clone()));
        if let Some(token) = token {
            oauth::revoke(&inner.oauth, &inner.environment, &*inner.transport, &token).await?;
        }
        inner.set(None);
        renewing.unsaved = None;
        inner
            .store
            .save(None)
            .await
            .map_err(|error| store_error("forgotten", error))
    }

    pub(crate) async fn info(&self) -> Result<TokenInfo, Error> {
        let token = match self.fresh(None) {
            Some(token) => token,
            None => self.renew(None).await?,
        };
        oauth::info(&self.0.environment, &*self.0.transport, &token).await
    }
}

impl Inner {
    fn current(&self) -> Option<Signed> {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn is_good(&self, token: &Token, refused: Option<&Signed>) -> bool {
        token.fresh(self.clock.now(), MARGIN)
            && refused.is_none_or(|refused| !token.is(&refused.token))
    }

    fn set(&self, signed: Option<Signed>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = signed;
    }

    async fn ask(&self, ask: Ask<'_>) -> Result<Token, Error> {
        let now = self.clock.now();
        oauth::ask(&self.oauth, &self.environment, &*self.transport, ask, now).await
    }

    async fn load(&self) -> Result<Option<Token>, Error> {
        self.store
            .load()
            .await
            .map_err(|error| store_error("loaded", error))
    }

    /// Saves the token that is not saved yet, and only then uses it.
    async fn save(&self, unsaved: &mut Option<Token>) -> Result<Signed, Error> {
        let Some(token) = unsaved.clone() else {
            let message = "there is no token to save";
            return Err(Error::Authentication(Details::of(
                "renewing the token",
                message,
            )));
        };
        let saved = self.store.save(Some(token.clone())).await;
        saved.map_err(|error| store_error("saved", error))?;
        *unsaved = None;
        self.use_token(token)
    }

    fn use_token(&self, token: Token) -> Result<Signed, Error> {
        let signed = token.sign()?;
        self.set(Some(signed.clone()));
        Ok(signed)
    }

    /// Renews the token, unless somebody did since `round`: a request, or another program.
    async fn renew(&self, refused: Option<Signed>, round: u64) -> Result<Signed, Error> {
        let mut renewing = self.renewing.lock().await;
        let good = |token: &Token| self.is_good(token, refused.as_ref());
        if let Some(signed) = self.current().filter(|signed| good(&signed.token)) {
            return Ok(signed);
        }
        // All who waited share the failure, too: the login host is asked once.
        if let Some(failed) = &renewing.failed
            && self.rounds.load(Ordering::SeqCst) != round
        {
            return Err(failed.copy());
        }
        let renewed = self.ask_anew(&mut renewing.unsaved, &good).await;
        renewing.failed = renewed.as_ref().err().map(Error::copy);
        self.rounds.fetch_add(1, Ordering::SeqCst);
        renewed
    }

    async fn ask_anew(
        &self,
        unsaved: &mut Option<Token>,
        good: &(impl Fn(&Token) -> bool + Sync),
    ) -> Result<Signed, Error> {
        if unsaved.is_some() {
            return self.save(unsaved).await;
        }
        let stored = self.load().await?;
        if let Some(token) = stored.clone().filter(good) {
            return self.use_token(token);
        }
        let refresh = match stored {
            Some(token) => token.refresh,
            None => self
                .current()
                .and_then(|signed| signed.token.refresh.clone()),
        };
        let token = match refresh {
            Some(refresh) => match self.ask(Ask::Refresh(&refresh)).await {
                Ok(mut token) => {
                    // Should the server not rotate it, the old one stays good.
                    token.refresh = token.refresh.or(Some(refresh));
                    token
                }
                Err(error) => {
                    // Another program can have used it a moment ago, and saved the new pair since.
                    let stored = self.load().await.ok().flatten().filter(good);
                    return stored.map_or(Err(error), |token| self.use_token(token));
                }
            },
            None if self.oauth.is_service() => self.ask(Ask::Service).await?,
            None => {
                let message = "nobody is signed in: call `authorize`, then `sign_in`";
                return Err(Error::Authentication(Details::of(
                    "renewing the token",
                    message,
                )));
            }
        };
        *unsaved = Some(token);
        self.save(unsaved).await
    }
}

fn store_error(what: &str, error: BoxError) -> Error {
    let message = format!("the token could not be {what} by the store: {error}");
    let mut details = Details::of("renewing the token", message);
    details.source = Some(error);
    Error::Authentication(details)
}
