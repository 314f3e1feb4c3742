//! The token of a client: renewed ahead of its expiry, once, however many requests wait for it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::clock::Clock;
use super::environment::Environment;
use super::error::{BoxError, Details, Error};
use super::oauth::{self, Ask, Authorization, OAuth, TokenInfo};
use super::token::{Token, TokenStore};
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
    current: Mutex<Option<Token>>,
    /// Held while a token is asked for. Holds a token that could not be saved yet.
    renewing: tokio::sync::Mutex<Option<Token>>,
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
            renewing: tokio::sync::Mutex::new(None),
        }))
    }

    /// A token that is good for a while.
    pub(crate) async fn token(&self) -> Result<Token, Error> {
        match self.0.current() {
            Some(token) if token.fresh(self.0.clock.now(), MARGIN) => Ok(token),
            _ => self.renew(None).await,
        }
    }

    /// A token other than `refused`, which the server does not take.
    pub(crate) async fn instead_of(&self, refused: Token) -> Result<Token, Error> {
        self.renew(Some(refused)).await
    }

    /// Renews the token in a task of its own: a caller that gives up must not lose the answer, as
    /// the refresh token is used up by then.
    async fn renew(&self, refused: Option<Token>) -> Result<Token, Error> {
        let session = self.clone();
        let task = tokio::spawn(async move { session.0.renew(refused).await });
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
            let mut unsaved = inner.renewing.lock().await;
            let token = inner.ask(Ask::Code(&code, &begun)).await?;
            *unsaved = Some(token);
            inner.save(&mut unsaved).await.map(|_| ())
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
        let mut unsaved = inner.renewing.lock().await;
        let token = match (unsaved.take(), inner.current()) {
            (Some(token), _) | (None, Some(token)) => Some(token),
            (None, None) => inner.load().await?,
        };
        if let Some(token) = token {
            oauth::revoke(&inner.oauth, &inner.environment, &*inner.transport, &token).await?;
        }
        inner.set(None);
        inner
            .store
            .save(None)
            .await
            .map_err(|error| store_error("forgotten", error))
    }

    pub(crate) async fn info(&self) -> Result<TokenInfo, Error> {
        let token = self.token().await?;
        oauth::info(&self.0.environment, &*self.0.transport, &token).await
    }
}

impl Inner {
    fn current(&self) -> Option<Token> {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, token: Option<Token>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = token;
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
    async fn save(&self, unsaved: &mut Option<Token>) -> Result<Token, Error> {
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
        self.set(Some(token.clone()));
        Ok(token)
    }

    async fn renew(&self, refused: Option<Token>) -> Result<Token, Error> {
        let mut unsaved = self.renewing.lock().await;
        let good = |token: &Token| {
            token.fresh(self.clock.now(), MARGIN)
                && refused.as_ref().is_none_or(|refused| !token.is(refused))
        };
        // Somebody else may have renewed it in the meantime: a request, or another program.
        if let Some(token) = self.current().filter(good) {
            return Ok(token);
        }
        if unsaved.is_some() {
            return self.save(&mut unsaved).await;
        }
        let stored = self.load().await?;
        if let Some(token) = stored.clone().filter(good) {
            self.set(Some(token.clone()));
            return Ok(token);
        }
        let refresh = stored
            .or_else(|| self.current())
            .and_then(|token| token.refresh);
        let token = match refresh {
            Some(refresh) => {
                let mut token = self.ask(Ask::Refresh(&refresh)).await?;
                // Should the server not rotate it, the old one stays good.
                token.refresh = token.refresh.or(Some(refresh));
                token
            }
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
        self.save(&mut unsaved).await
    }
}

fn store_error(what: &str, error: BoxError) -> Error {
    let message = format!("the token could not be {what} by the store: {error}");
    let mut details = Details::of("renewing the token", message);
    details.source = Some(error);
    Error::Authentication(details)
}
