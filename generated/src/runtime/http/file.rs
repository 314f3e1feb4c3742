//! Files to send: from memory, from a path, or from a stream.

use std::fmt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::error::BoxError;

/// Bytes that come piece by piece.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// A file in a multipart body, or a body of its own.
///
/// Bytes and paths can be sent again when a request is retried; a stream can be sent only once.
#[derive(Clone)]
pub struct File {
    name: String,
    media_type: Option<String>,
    source: Source,
}

/// Where the bytes come from.
#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Stream {
        length: Option<u64>,
        stream: Arc<Mutex<Option<ByteStream>>>,
    },
}

impl File {
    /// A file of `bytes`.
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            media_type: None,
            source: Source::Bytes(bytes.into()),
        }
    }

    /// The file at `path`, under its own name. It is opened when the request is sent, and read piece
    /// by piece.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Self {
            name: name.unwrap_or_default(),
            media_type: None,
            source: Source::Path(path.to_owned()),
        }
    }

    /// A file of a stream; `length` in bytes, if known.
    pub fn from_stream<S>(name: impl Into<String>, length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, BoxError>> + Send + 'static,
    {
        let stream: ByteStream = Box::pin(stream);
        let stream = Arc::new(Mutex::new(Some(stream)));
        Self {
            name: name.into(),
            media_type: None,
            source: Source::Stream { length, stream },
        }
    }

    /// Sets the name that Procore sees.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the media type, `application/pdf`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The name that Procore sees.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type, if set.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }
}

impl Default for File {
    fn default() -> Self {
        Self::from_bytes("", Bytes::new())
    }
}

impl From<Bytes> for File {
    fn from(bytes: Bytes) -> Self {
        Self::from_bytes("file", bytes)
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes("file", bytes)
    }
}

impl From<&'static [u8]> for File {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from_bytes("file", bytes)
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.media_type == other.media_type
            && match (&self.source, &other.source) {
                (Source::Bytes(a), Source::Bytes(b)) => a == b,
                (Source::Path(a), Source::Path(b)) => a == b,
                (Source::Stream { stream: a, .. }, Source::Stream { stream: b, .. }) => {
                    Arc::ptr_eq(a, b)
                }
                _ => false,
            }
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("File");
        debug
            .field("name", &self.name)
            .field("media_type", &self.media_type);
        match &self.source {
            Source::Bytes(bytes) => debug.field("bytes", &bytes.len()),
            Source::Path(path) => debug.field("path", path),
            Source::Stream { length, .. } => debug.field("stream", length),
        };
        debug.finish()
    }
}
