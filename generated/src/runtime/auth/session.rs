//! The token of a client: renewed ahead of its expiry, once, however many requests wait for it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::oauth::{self, Ask, Authorization, OAuth, TokenInfo};
use super::token::{Signed, StoreLock, Token, TokenStore};
use crate::runtime::error::{BoxError, Details, Error, ErrorKind};
use crate::runtime::http::environment::Environment;
use crate::runtime::http::executor;
use crate::runtime::http::transport::Transport;
use crate::runtime::limits::clock::{Clock, later};

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
    /// What took the place of a token that the server refused, and when.
    replaced: Option<(Signed, SystemTime)>,
}

/// How long a token that took the place of a refused one is not replaced when it is refused, too:
/// that means something else, and each request would ask for a new one.
const PATIENCE: Duration = Duration::from_secs(60);

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

    /// Renews the token, perhaps one that the server `refused`, in a task of its own: a caller that
    /// gives up must not lose the response, as the refresh token is used up by then.
    pub(crate) async fn renew(&self, refused: Option<Signed>) -> Result<Signed, Error> {
        executor::check(RENEWING)?;
        let session = self.clone();
        let round = self.0.rounds.load(Ordering::SeqCst);
        let task = tokio::spawn(async move { session.0.renew(refused, round).await });
        task.await.unwrap_or_else(|error| {
            Err(Error::of(
                ErrorKind::Authentication,
                "renewing the token",
                error.to_string(),
            ))
        })
    }

    pub(crate) fn authorize(&self) -> Result<Authorization, Error> {
        oauth::authorize(&self.0.oauth, &self.0.environment)
    }

    pub(crate) async fn sign_in(&self, begun: &Authorization, code: &str) -> Result<(), Error> {
        executor::check("signing in")?;
        let session = self.clone();
        let (begun, code) = (begun.clone(), code.to_owned());
        let task = tokio::spawn(async move {
            let inner = &session.0;
            let mut renewing = inner.renewing.lock().await;
            let _lock = inner.lock().await?;
            let token = inner.ask(Ask::Code(&code, &begun)).await?;
            renewing.unsaved = Some(token);
            inner.save(&mut renewing.unsaved).await.map(|_| ())
        });
        task.await.unwrap_or_else(|error| {
            Err(Error::of(
                ErrorKind::Authentication,
                "signing in",
                error.to_string(),
            ))
        })
    }

    pub(crate) async fn sign_out(&self) -> Result<(), Error> {
        let inner = &self.0;
        let mut renewing = inner.renewing.lock().await;
        let _lock = inner.lock().await?;
        inner.revoke_all(&renewing).await?;
        inner.forget(&mut renewing).await
    }

    /// Forgets the token without a word to the login host.
    pub(crate) async fn forget(&self) -> Result<(), Error> {
        let inner = &self.0;
        let mut renewing = inner.renewing.lock().await;
        let _lock = inner.lock().await?;
        inner.forget(&mut renewing).await
    }

    pub(crate) async fn info(&self) -> Result<TokenInfo, Error> {
        let token = match self.fresh(None) {
            Some(token) => token,
            None => self.renew(None).await?,
        };
        let inner = &self.0;
        let now = inner.clock.now();
        oauth::info(&inner.environment, &*inner.transport, &token, now).await
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
        token.is_fresh(self.clock.now()) && !is_refused(token, refused)
    }

    fn set(&self, signed: Option<Signed>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = signed;
    }

    async fn ask(&self, ask: Ask<'_>) -> Result<Token, Error> {
        let now = self.clock.now();
        let asked = oauth::ask(&self.oauth, &self.environment, &*self.transport, ask, now);
        let mut token = asked.await?;
        token.login = Some(self.environment.login().to_string());
        Ok(token)
    }

    async fn revoke(&self, token: &Token) -> Result<(), Error> {
        let now = self.clock.now();
        oauth::revoke(&self.oauth, &self.environment, &*self.transport, token, now).await
    }

    /// Revokes the token in use, or what another program that shares the store made of it.
    async fn revoke_all(&self, renewing: &Renewing) -> Result<(), Error> {
        let token = match renewing.unsaved.clone() {
            Some(token) => Some(token),
            None => self.load().await?,
        };
        let token = token.or_else(|| self.current().map(|signed| (*signed.token).clone()));
        match token {
            Some(token) => self.revoke(&token).await,
            None => Ok(()),
        }
    }

    async fn forget(&self, renewing: &mut Renewing) -> Result<(), Error> {
        self.set(None);
        renewing.unsaved = None;
        let forgotten = self.store.save(None).await;
        forgotten.map_err(|error| store_error("forgotten", error))
    }

    /// Holds off the other programs that share the store.
    async fn lock(&self) -> Result<Option<StoreLock>, Error> {
        let locked = self.store.lock(&*self.clock).await;
        locked.map_err(|error| store_error("locked", error))
    }

    /// The token of the store, unless it is of another environment.
    async fn load(&self) -> Result<Option<Token>, Error> {
        let loaded = self.store.load().await;
        let token = loaded.map_err(|error| store_error("loaded", error))?;
        match token.as_ref().and_then(|token| token.login.as_deref()) {
            Some(login) if login != self.environment.login().as_str() => {
                let message = format!(
                    "the stored token is of another environment, {login}; give each a store of its \
                     own, or sign in here"
                );
                Err(Error::of(ErrorKind::Authentication, RENEWING, message))
            }
            _ => Ok(token),
        }
    }

    /// Notes in the store that the refresh token of a token is about to be used, or that it was not.
    async fn begin(&self, token: Token) -> Result<(), Error> {
        let noted = self.store.begin_refresh(token).await;
        noted.map_err(|error| store_error("saved", error))
    }

    /// Saves the token that is not saved yet, and only then uses it.
    async fn save(&self, unsaved: &mut Option<Token>) -> Result<Signed, Error> {
        let Some(token) = unsaved.clone() else {
            let message = "there is no token to save";
            return Err(Error::of(ErrorKind::Authentication, RENEWING, message));
        };
        // Before it takes the place of one that could be used.
        let signed = token.clone().sign()?;
        let saved = self.store.save(Some(token)).await;
        saved.map_err(|error| store_error("saved", error))?;
        *unsaved = None;
        self.set(Some(signed.clone()));
        Ok(signed)
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
        if self.rounds.load(Ordering::SeqCst) != round {
            // All who waited share the failure: the login host is asked once.
            if let Some(failed) = &renewing.failed {
                return Err(failed.copy());
            }
            // And what was brought, however short it lives.
            let brought = self.current();
            if let Some(signed) = brought.filter(|s| !is_refused(&s.token, refused.as_ref())) {
                return Ok(signed);
            }
        }
        let renewed = self.renew_stored(&mut renewing, refused.as_ref()).await;
        if let (Ok(signed), Some(_)) = (&renewed, &refused)
            && !is_refused(&signed.token, refused.as_ref())
        {
            renewing.replaced = Some((signed.clone(), self.clock.now()));
        }
        renewing.failed = renewed.as_ref().err().map(Error::copy);
        self.rounds.fetch_add(1, Ordering::SeqCst);
        renewed
    }

    /// Renews the token that is in the store, unless that is good; gives the one that was `refused`
    /// if a new one would be refused, too.
    async fn renew_stored(
        &self,
        renewing: &mut Renewing,
        refused: Option<&Signed>,
    ) -> Result<Signed, Error> {
        let good = |token: &Token| self.is_good(token, refused);
        let _lock = self.lock().await?;
        let unsaved = &mut renewing.unsaved;
        if unsaved.is_some() {
            return self.save(unsaved).await;
        }
        let stored = self.load().await?;
        if let Some(token) = stored
            .clone()
            .filter(|token| token.is_sound() && good(token))
        {
            return self.use_token(token);
        }
        if let (Some((replaced, at)), Some(refused)) = (&renewing.replaced, refused)
            && replaced.token.is(&refused.token)
            && self.clock.now() < later(*at, PATIENCE)
        {
            return Ok(refused.clone());
        }
        let last = stored.or_else(|| self.current().map(|signed| (*signed.token).clone()));
        let token = match last.filter(|token| token.refresh.is_some()) {
            Some(token) => match self.refresh(token).await {
                Ok(token) => token,
                Err(error) => {
                    // A program that takes no lock can have used it a moment ago, and saved the new
                    // pair since.
                    let stored = self.load().await.ok().flatten().filter(good);
                    return stored.map_or(Err(error), |token| self.use_token(token));
                }
            },
            None if self.oauth.is_service() => self.ask(Ask::Service).await?,
            None => {
                let message = "nobody is signed in: call `authorize`, then `sign_in`";
                return Err(Error::of(ErrorKind::Authentication, RENEWING, message));
            }
        };
        *unsaved = Some(token);
        self.save(unsaved).await
    }

    /// Uses the refresh token of `token` up. That it does is noted before, so that the end of this
    /// program in the middle of it can be told from a session that was revoked.
    async fn refresh(&self, mut token: Token) -> Result<Token, Error> {
        let Some(refresh) = token.refresh.clone() else {
            let message = "the token has nothing that renews it";
            return Err(Error::of(ErrorKind::Authentication, RENEWING, message));
        };
        let interrupted = token.begun.replace(self.clock.now());
        self.begin(token.clone()).await?;
        match self.ask(Ask::Refresh(&refresh)).await {
            Ok(mut renewed) => {
                // Should the server not rotate it, the old one stays good.
                renewed.refresh = renewed.refresh.or(Some(refresh));
                Ok(renewed)
            }
            Err(mut error) => {
                if is_known(&error) {
                    // What is noted is what is not known: what was interrupted still is.
                    token.begun = interrupted;
                    if let Err(error) = self.begin(token).await {
                        tracing::debug!(%error, "the end of a renewal was not noted");
                    }
                }
                explain(&mut error, interrupted);
                Err(error)
            }
        }
    }
}

/// Whether the server has refused this very token.
fn is_refused(token: &Token, refused: Option<&Signed>) -> bool {
    refused.is_some_and(|refused| token.is(&refused.token))
}

/// Whether it is known what a failed renewal did to the refresh token: left it as it was, or the login
/// host refused it. Where the response was lost, it is not.
fn is_known(error: &Error) -> bool {
    let details = error.details();
    // 408 says that somebody did not wait for the end, not what the end was.
    let refused = details
        .status
        .is_some_and(|status| status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT);
    // It is as it was after a request that was not processed.
    let untouched = error.kind() == ErrorKind::Invalid || details.failure.is_some();
    refused || untouched
}

/// Says what to do about a renewal that failed.
fn explain(error: &mut Error, interrupted: Option<SystemTime>) {
    let sign_in = "sign in again: call `authorize`, then `sign_in`";
    let refused = error.kind() == ErrorKind::Authentication && error.status().is_some();
    let more = match interrupted {
        Some(begun) if refused => {
            let begun = jiff::Timestamp::try_from(begun).map(|at| at.to_string());
            let begun = begun.unwrap_or_default();
            format!(
                "a renewal that began at {begun} did not end: the program ended, or the response was \
                 lost, and the refresh token is used up; {sign_in}"
            )
        }
        None if refused => sign_in.to_owned(),
        _ if !is_known(error) => {
            format!("the refresh token may be used up; if it is refused from now on, {sign_in}")
        }
        _ => return,
    };
    let message = &mut error.details_mut().message;
    if !message.is_empty() {
        message.push_str("; ");
    }
    message.push_str(&more);
}

/// What an error is about that is not the login host's.
const RENEWING: &str = "renewing the token";

fn store_error(what: &str, error: BoxError) -> Error {
    let message = format!("the token could not be {what} by the store: {error}");
    let mut details = Details::of(RENEWING, message);
    details.source = Some(error);
    Error::new(ErrorKind::Authentication, details)
}
