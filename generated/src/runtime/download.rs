//! Downloads: files of any size, from Procore's hosts and from the storage behind them.

use std::fmt;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED,
};
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use url::Url;

use super::client::Client;
use super::error::{BoxError, Details, Error};
use super::file::ByteStream;
use super::operation::Meta;
use super::request::Request;

static DOWNLOAD: Meta = Meta {
    title: "Download",
    ..Meta::DEFAULT
};

/// How often a file that changes in the meantime is begun again.
const RESTARTS: u32 = 3;

/// A file that comes piece by piece; a [`Stream`] of its bytes.
pub struct Download {
    headers: HeaderMap,
    start: u64,
    rest: ByteStream,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length())
            .field("media_type", &self.media_type())
            .finish_non_exhaustive()
    }
}

impl Download {
    /// The length of the whole file, if the server says.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        let length: u64 = self
            .headers
            .get(CONTENT_LENGTH)?
            .to_str()
            .ok()?
            .parse()
            .ok()?;
        Some(self.start + length)
    }

    /// The media type, if the server says.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Where in the file the bytes begin.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// What tells whether the file is still the same: a strong `ETag`, else its date.
    fn version(&self) -> Option<String> {
        let text = |name| self.headers.get(name).and_then(|v| v.to_str().ok());
        let strong = text(ETAG).filter(|etag| !etag.starts_with("W/"));
        strong
            .or_else(|| text(LAST_MODIFIED))
            .map(ToOwned::to_owned)
    }

    /// Whether it is, as far as it says, the file of this version.
    fn is_of(&self, version: Option<&str>) -> bool {
        let own = self.version();
        own.is_none() || own.as_deref() == version
    }

    fn resumable(&self) -> bool {
        let ranges = self
            .headers
            .get(ACCEPT_RANGES)
            .and_then(|v| v.to_str().ok());
        self.version().is_some() && ranges != Some("none")
    }
}

impl Stream for Download {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rest.as_mut().poll_next(cx)
    }
}

impl Client {
    /// Downloads the file at a URL that an answer gave. The token goes along only to Procore's
    /// hosts, also through redirects.
    pub async fn download(&self, url: &str) -> Result<Download, Error> {
        self.download_from(url, 0, None).await
    }

    /// Downloads the file at a URL to a path, and takes it up again where it broke off, if the
    /// server can do that and the file is still the same, as often as the client's retry policy
    /// says for attempts that bring nothing. Gives its length in bytes. The file appears when it is
    /// whole.
    pub async fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let local = |error: std::io::Error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Error::Invalid(Details::of("Download", message))
        };
        let mut file = tokio::fs::File::create(&beside).await.map_err(local)?;
        let fetched = self.fetch_into(url, &mut file, &local).await;
        if fetched.is_err() {
            drop(tokio::fs::remove_file(&beside).await);
        }
        let length = fetched?;
        file.flush().await.map_err(local)?;
        tokio::fs::rename(&beside, path).await.map_err(local)?;
        Ok(length)
    }

    async fn fetch_into(
        &self,
        url: &str,
        file: &mut tokio::fs::File,
        local: &impl Fn(std::io::Error) -> Error,
    ) -> Result<u64, Error> {
        let mut download = self.download(url).await?;
        let (mut version, mut resumable) = (download.version(), download.resumable());
        let mut expected = download.length();
        let (mut written, mut stalls, mut restarts) = (0, 0, 0);
        loop {
            let broken: BoxError = match download.next().await {
                Some(Ok(bytes)) => {
                    file.write_all(&bytes).await.map_err(local)?;
                    written += u64::try_from(bytes.len()).unwrap_or(0);
                    stalls = 0;
                    continue;
                }
                None if expected.is_none_or(|expected| expected == written) => return Ok(written),
                None => "the file ended too early".into(),
                Some(Err(error)) => error,
            };
            stalls += 1;
            if !resumable || !self.wait_after_break(stalls).await {
                let message = format!("it broke off after {written} bytes: {broken}");
                let mut details = Details::of("Download", message);
                details.source = Some(broken);
                return Err(Error::Transport(details));
            }
            tracing::debug!(written, "taking a download up again");
            download = self.download_from(url, written, version.as_deref()).await?;
            if download.start == written && download.is_of(version.as_deref()) {
                continue;
            }
            // All of it came, or the file has changed: from the beginning.
            restarts += 1;
            if restarts > RESTARTS {
                let message = "the file is another one each time that it is taken up again";
                return Err(Error::Transport(Details::of("Download", message)));
            }
            if download.start != 0 {
                download = self.download(url).await?;
            }
            (version, resumable) = (download.version(), download.resumable());
            expected = download.length();
            written = 0;
            file.rewind().await.map_err(local)?;
            file.set_len(0).await.map_err(local)?;
        }
    }

    /// Downloads what comes from `start` on, of the `version` that was begun.
    async fn download_from(
        &self,
        url: &str,
        start: u64,
        version: Option<&str>,
    ) -> Result<Download, Error> {
        let invalid = |message: String| Error::Invalid(Details::of("Download", message));
        let odd = |message: &str| Error::Decode(Details::of("Download", message));
        let parsed = Url::parse(url).or_else(|_| self.environment().api().join(url));
        let parsed =
            parsed.map_err(|error| invalid(format!("no URL to download from: {error}")))?;
        let mut request = Request::at(&DOWNLOAD, parsed);
        let headers = &mut request.options_mut().headers;
        // A file is wanted as it is, so that lengths and ranges mean its own bytes.
        headers.push(("accept-encoding".to_owned(), "identity".to_owned()));
        headers.push(("accept".to_owned(), "*/*".to_owned()));
        if start > 0 {
            headers.push(("range".to_owned(), format!("bytes={start}-")));
            headers.extend(version.map(|version| ("if-range".to_owned(), version.to_owned())));
        }
        let answer = self.open(&request).await?;
        let start = match answer.status {
            StatusCode::PARTIAL_CONTENT => range_start(&answer.headers)
                .ok_or_else(|| odd("the server sent a part of the file without saying which"))?,
            _ => 0,
        };
        let rest = answer.rest.ok_or_else(|| odd("the answer has no body"))?;
        Ok(Download {
            headers: answer.headers,
            start,
            rest,
        })
    }
}

/// `bytes 200-1000/67589`
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let range = headers
        .get(CONTENT_RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes ")?;
    range.split_once('-')?.0.trim().parse().ok()
}
