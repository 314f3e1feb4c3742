//! Tokens, and where an application keeps them.

use std::any::Any;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::private_file::{self, Found, Lock};
use crate::runtime::error::{BoxError, Error, ErrorKind};
use crate::runtime::http::executor;
use crate::runtime::limits::clock::{BoxFuture, Clock};

/// How long before its expiry a token is renewed, unless it lives a short time only.
const MARGIN: Duration = Duration::from_secs(60);

/// How long another program may hold the lock of a token file: more than a renewal takes, the waits
/// of the HTTP client included.
const PATIENCE: Duration = Duration::from_secs(3 * 60);

/// How long to wait before the next attempt to take the lock.
const POLL: Duration = Duration::from_millis(10);

/// An access token, with what is needed to renew it. `Debug` hides the secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct Token {
    /// The bearer token.
    pub access: SecretString,
    /// The refresh token, which can be used once.
    pub refresh: Option<SecretString>,
    /// When the access token expires, by the clock of this machine.
    pub expires: Option<SystemTime>,
    /// How long it lived when it was new, if known.
    pub(crate) lifetime: Option<Duration>,
    /// When a renewal began whose end is not known: its refresh token may be used up.
    pub(crate) begun: Option<SystemTime>,
    /// The login host that gave it, if known: it goes to no other environment.
    pub(crate) login: Option<String>,
}

impl Token {
    /// A token that does not expire and cannot be renewed.
    pub fn new(access: impl Into<String>) -> Self {
        Self {
            access: SecretString::from(access.into()),
            refresh: None,
            expires: None,
            lifetime: None,
            begun: None,
            login: None,
        }
    }

    /// Sets the refresh token.
    #[must_use]
    pub fn with_refresh(mut self, refresh: impl Into<String>) -> Self {
        self.refresh = Some(SecretString::from(refresh.into()));
        self
    }

    /// Sets when it expires.
    #[must_use]
    pub fn with_expiry(mut self, expires: SystemTime) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Whether both are the same access token.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.access.expose_secret() == other.access.expose_secret()
    }

    /// Whether it is good for a while: for a minute, or for the last quarter of a short life. A
    /// margin of a minute would renew a token that lives shorter with each request.
    pub(crate) fn is_fresh(&self, now: SystemTime) -> bool {
        let margin = self.lifetime.map_or(MARGIN, |life| MARGIN.min(life / 4));
        self.expires.is_none_or(|expires| now + margin < expires)
    }

    /// Whether a header can carry it: what is empty is none, and what has a space or a line break
    /// in it would make every request fail.
    pub(crate) fn is_sound(&self) -> bool {
        let access = self.access.expose_secret();
        !access.is_empty() && access.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// The token with the header that carries it.
    pub(crate) fn sign(self) -> Result<Signed, Error> {
        let header = HeaderValue::from_str(&format!("Bearer {}", self.access.expose_secret()));
        let header = header.ok().filter(|_| self.is_sound());
        let mut header = header.ok_or_else(|| {
            let message = "the token is empty, or has characters that no token has";
            Error::of(ErrorKind::Invalid, "signing in", message)
        })?;
        header.set_sensitive(true);
        Ok(Signed {
            token: Arc::new(self),
            header,
        })
    }

    /// The token as JSON, secrets and all, for a store.
    #[must_use]
    pub fn to_json(&self) -> String {
        let seconds = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
        let seconds = |at: Option<SystemTime>| at.and_then(seconds).map(|at| at.as_secs());
        let mut json = json!({
            "access_token": self.access.expose_secret(),
            "refresh_token": self.refresh.as_ref().map(ExposeSecret::expose_secret),
            "expires_at": seconds(self.expires),
        });
        let lifetime = self.lifetime.map(|lifetime| lifetime.as_secs());
        let more = [
            ("lifetime", lifetime.map(Value::from)),
            ("refresh_begun_at", seconds(self.begun).map(Value::from)),
            ("login", self.login.clone().map(Value::from)),
        ];
        for (key, value) in more {
            if let (Some(object), Some(value)) = (json.as_object_mut(), value) {
                object.insert(key.to_owned(), value);
            }
        }
        json.to_string()
    }

    /// The token from [`Self::to_json`]; `None` if there is none that a request can carry.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let seconds = |key: &str| value.get(key)?.as_u64().map(Duration::from_secs);
        let instant = |key: &str| SystemTime::UNIX_EPOCH.checked_add(seconds(key)?);
        let text = |key: &str| value.get(key)?.as_str().filter(|text| !text.is_empty());
        let mut token = Self::new(text("access_token")?);
        token.refresh = text("refresh_token").map(SecretString::from);
        token.expires = instant("expires_at");
        token.lifetime = seconds("lifetime");
        token.begun = instant("refresh_begun_at");
        token.login = text("login").map(ToOwned::to_owned);
        Some(token).filter(Self::is_sound)
    }
}

/// A token that is ready to be used; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) token: Arc<Token>,
    /// `Bearer ...`, marked so that nobody prints it.
    pub(crate) header: HeaderValue,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("access", &"[redacted]")
            .field("refresh", &self.refresh.as_ref().map(|_| "[redacted]"))
            .field("expires", &self.expires)
            .finish()
    }
}

/// Keeps others who share a store waiting until it is dropped.
pub type StoreLock = Box<dyn Any + Send>;

/// Where an application keeps its token.
///
/// A refresh token can be used once: a new pair is saved here before it is first used, so that a crash
/// does not lose the session.
///
/// A store that several programs share also needs [`Self::lock`]: two programs that use the same refresh
/// token at once lose the session. With [`Self::begin_refresh`], the next program can see that one
/// ended in the middle of a renewal.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>>;

    /// Saves the token, and replaces the last one. `None` forgets it.
    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>>;

    /// Waits, by `clock`, until nobody else renews the token of this store, and keeps others waiting. The
    /// lock is held while the token is loaded, renewed and saved; `None` where nobody shares the
    /// store.
    fn lock<'a>(
        &'a self,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<StoreLock>, BoxError>> {
        let _ = clock;
        Box::pin(async { Ok(None) })
    }

    /// Records in the store that the refresh token of `token` is about to be used, or that it was not
    /// used after all: `token` is the one in the store, with the time in its JSON
    /// ([`Token::to_json`]). Saving it is enough.
    fn begin_refresh(&self, token: Token) -> BoxFuture<'_, Result<(), BoxError>> {
        drop(token);
        Box::pin(async { Ok(()) })
    }
}

/// Keeps the token in memory; clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    token: Arc<Mutex<Option<Token>>>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    /// A store that holds `token`.
    #[must_use]
    pub fn new(token: Token) -> Self {
        Self {
            token: Arc::new(Mutex::new(Some(token))),
            lock: Arc::default(),
        }
    }

    /// The token that was saved last.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        self.token
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        Box::pin(async { Ok(self.token()) })
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Box::pin(async { Ok(()) })
    }

    fn lock<'a>(
        &'a self,
        _clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<StoreLock>, BoxError>> {
        let lock = Arc::clone(&self.lock);
        Box::pin(async move {
            let held: StoreLock = Box::new(lock.lock_owned().await);
            Ok(Some(held))
        })
    }
}

/// Keeps the token in a file that only its owner may read. The file is replaced as a whole, so that a
/// crash leaves either the old token or the new one; a link to it stays a link.
///
/// Programs that share the file also share the token: one at a time reads it, and renews it only if no
/// other program has. Meanwhile there is a lock file beside it, with `.lock` after its name. A file
/// that others can read is closed to them, with a warning through `tracing`.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in the file at `path`. The folder must exist, and be the user's own.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self {
            path: path.as_ref().to_owned(),
        }
    }

    fn wrong(&self, error: impl fmt::Display) -> BoxError {
        format!("{}: {error}", self.path.display()).into()
    }

    fn read(&self) -> Result<Option<Found>, BoxError> {
        private_file::read(&self.path).map_err(|error| self.wrong(error))
    }

    fn token(&self, found: &Found) -> Result<Token, BoxError> {
        if found.was_open {
            tracing::warn!(
                path = %self.path.display(),
                "others could read the token file; it is closed to them now, but they may know the \
                 token: sign out, and sign in again"
            );
        }
        let token = Token::from_json(&found.text);
        token.ok_or_else(|| self.wrong("it holds no token; remove it, and sign in"))
    }

    fn write(&self, token: Option<Token>) -> Result<(), BoxError> {
        let written = match token {
            None => private_file::remove(&self.path),
            Some(token) if token.is_sound() => {
                private_file::replace(&self.path, token.to_json().as_bytes())
            }
            Some(_) => return Err(self.wrong("a token that no request can carry is not saved")),
        };
        written.map_err(|error| self.wrong(error))
    }

    /// Waits for the lock. A program that may not write beside the file has no lock, and can still
    /// use a token that is good.
    async fn wait(self, clock: &dyn Clock) -> Result<Option<Lock>, BoxError> {
        // What others do takes real time: a clock that jumps over its waits does not count them.
        let begun = clock.monotonic();
        loop {
            let path = self.path.clone();
            match blocking(move || Lock::attempt(&path)).await? {
                Ok(Some(lock)) => return Ok(Some(lock)),
                Ok(None) if clock.monotonic().saturating_sub(begun) < PATIENCE => {
                    clock.sleep(POLL).await;
                }
                Ok(None) => {
                    let message = "another program has held its lock for minutes; end that program";
                    return Err(self.wrong(message));
                }
                Err(error) => {
                    tracing::debug!(path = %self.path.display(), %error, "no lock for the token");
                    return match error.kind() {
                        std::io::ErrorKind::PermissionDenied
                        | std::io::ErrorKind::ReadOnlyFilesystem => Ok(None),
                        _ => Err(self.wrong(error)),
                    };
                }
            }
        }
    }
}

/// What takes its time with files, away from what others wait for.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, BoxError> {
    if executor::is_missing() {
        return Err(executor::MISSING.into());
    }
    Ok(tokio::task::spawn_blocking(work).await?)
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        let store = self.clone();
        Box::pin(async move {
            let found = blocking(move || store.read()).await??;
            found.map(|found| self.token(&found)).transpose()
        })
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        let store = self.clone();
        Box::pin(async move { blocking(move || store.write(token)).await? })
    }

    fn lock<'a>(
        &'a self,
        clock: &'a dyn Clock,
    ) -> BoxFuture<'a, Result<Option<StoreLock>, BoxError>> {
        Box::pin(async move {
            let lock = self.clone().wait(clock).await?;
            Ok(lock.map(|lock| Box::new(lock) as StoreLock))
        })
    }

    fn begin_refresh(&self, token: Token) -> BoxFuture<'_, Result<(), BoxError>> {
        self.save(Some(token))
    }
}
