//! Tokens, and where an application keeps them.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::error::{BoxError, Details, Error};
use super::transport::BoxFuture;

/// An access token, with what is needed to renew it. Its `Debug` shows no secret.
#[derive(Clone)]
#[non_exhaustive]
pub struct Token {
    /// The bearer token.
    pub access: SecretString,
    /// Renews the access token, once.
    pub refresh: Option<SecretString>,
    /// When the access token expires, by the clock of this machine.
    pub expires: Option<SystemTime>,
}

impl Token {
    /// A token that does not expire and cannot be renewed.
    pub fn new(access: impl Into<String>) -> Self {
        Self {
            access: SecretString::from(access.into()),
            refresh: None,
            expires: None,
        }
    }

    /// Sets what renews it.
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

    /// Whether it is good for a while.
    pub(crate) fn fresh(&self, now: SystemTime, margin: Duration) -> bool {
        self.expires.is_none_or(|expires| now + margin < expires)
    }

    /// The token with the header that carries it.
    pub(crate) fn sign(self) -> Result<Signed, Error> {
        let header = HeaderValue::from_str(&format!("Bearer {}", self.access.expose_secret()));
        let mut header = header.map_err(|_| {
            let message = "the token has characters that no token has";
            Error::Invalid(Details::of("signing in", message))
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
        let expires = self
            .expires
            .and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
        json!({
            "access_token": self.access.expose_secret(),
            "refresh_token": self.refresh.as_ref().map(ExposeSecret::expose_secret),
            "expires_at": expires.map(|at| at.as_secs()),
        })
        .to_string()
    }

    /// The token from [`Self::to_json`].
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let mut token = Self::new(value.get("access_token")?.as_str()?);
        if let Some(refresh) = value.get("refresh_token").and_then(Value::as_str) {
            token = token.with_refresh(refresh);
        }
        if let Some(expires) = value.get("expires_at").and_then(Value::as_u64) {
            token.expires = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(expires));
        }
        Some(token)
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

/// Where an application keeps its token.
///
/// A refresh token is good for one use: a new pair is saved here before it is first used, so that
/// a crash does not lose the only way back in.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last.
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>>;

    /// Saves the token in place of the last one. `None` forgets it.
    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>>;
}

/// Keeps the token in memory; clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Option<Token>>>);

impl MemoryStore {
    /// A store that holds `token`.
    #[must_use]
    pub fn new(token: Token) -> Self {
        Self(Arc::new(Mutex::new(Some(token))))
    }

    /// The token that was saved last.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        self.0
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
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Box::pin(async { Ok(()) })
    }
}

/// Keeps the token in a file that only its owner may read. It is replaced as a whole, so that a
/// crash leaves the old token or the new one.
///
/// Programs that share the file also share the token: each looks there before it renews its own.
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

    fn read(&self) -> Result<Option<Token>, BoxError> {
        match std::fs::read_to_string(&self.path) {
            Ok(text) => match Token::from_json(&text) {
                Some(token) => Ok(Some(token)),
                None => Err(format!("{} holds no token; remove it", self.path.display()).into()),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, token: Option<Token>) -> Result<(), BoxError> {
        let Some(token) = token else {
            return match std::fs::remove_file(&self.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            };
        };
        let beside = self.beside();
        let written = Self::write_private(&beside, token.to_json().as_bytes())
            .and_then(|()| std::fs::rename(&beside, &self.path));
        if written.is_err() {
            drop(std::fs::remove_file(&beside));
        }
        written?;
        // The new name is on the disk when its folder is; not every system has that.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent() {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// A name that no other file has: not one of this program, nor of another one.
    fn beside(&self) -> PathBuf {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut path = self.path.clone().into_os_string();
        path.push(format!(".{}.{number}.new", std::process::id()));
        path.into()
    }

    fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        // One that is left from a crash may have been made by somebody else.
        drop(std::fs::remove_file(path));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        let store = self.clone();
        Box::pin(async move { tokio::task::spawn_blocking(move || store.read()).await? })
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        let store = self.clone();
        Box::pin(async move { tokio::task::spawn_blocking(move || store.write(token)).await? })
    }
}
