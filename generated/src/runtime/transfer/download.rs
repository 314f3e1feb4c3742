//! Downloads: files of any size, from Procore's hosts and from the storage behind them.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{
    ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, LAST_MODIFIED,
};
use http::{HeaderMap, HeaderName, StatusCode};
use url::Url;

use super::checksum::{Checksum, Hash};
use super::part_file::is_strong;
use crate::runtime::client::retry_loop;
use crate::runtime::client::sender::Sender;
use crate::runtime::error::{BoxError, Error, ErrorKind};
use crate::runtime::http::file::ByteStream;
use crate::runtime::request::meta::Meta;
use crate::runtime::request::request::Request;

/// What is wrong with a file that arrived whole, and is another one.
pub(crate) const WRONG: &str = "the file does not have the checksum that the server gives for it";

static DOWNLOAD: Meta = Meta {
    title: "Download",
    ..Meta::DEFAULT
};

/// A file that is being downloaded; a [`Stream`] of its bytes.
pub struct Download {
    headers: HeaderMap,
    range: Option<Range>,
    rest: ByteStream,
    received: u64,
    check: Option<(Checksum, Hash)>,
    ended: bool,
}

/// Which part of a file came: `bytes 200-1000/67589`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    start: u64,
    total: Option<u64>,
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
        let total = self.range.and_then(|range| range.total);
        total.or_else(|| self.start().checked_add(self.coming()?))
    }

    /// How many bytes come, if the server says.
    fn coming(&self) -> Option<u64> {
        self.text(CONTENT_LENGTH)?.parse().ok()
    }

    /// The media type, if the server says.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.text(CONTENT_TYPE)
    }

    /// Where in the file the bytes begin.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.range.map_or(0, |range| range.start)
    }

    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn text(&self, name: HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What promises that the file is the same byte for byte. A date does not: a file can change
    /// within a second.
    pub(crate) fn etag(&self) -> Option<&str> {
        self.text(ETAG).filter(|etag| is_strong(etag))
    }

    /// Whether the server says anything about which version of the file it is.
    pub(crate) fn has_version(&self) -> bool {
        self.has_etag() || self.headers.contains_key(LAST_MODIFIED)
    }

    /// Whether the server names a version, if only one that is not strong.
    pub(crate) fn has_etag(&self) -> bool {
        self.headers.contains_key(ETAG)
    }

    /// When the file was changed last.
    pub(crate) fn modified(&self) -> Option<&str> {
        self.text(LAST_MODIFIED)
    }

    /// Whether the server can give the rest of it later on. Without a length it may have been packed
    /// on the way, and ranges are of what is packed.
    pub(crate) fn resumable(&self) -> bool {
        let ranges = self.text(ACCEPT_RANGES);
        self.etag().is_some() && self.coming().is_some() && ranges != Some("none")
    }

    /// Whether it is the file from its first byte on.
    pub(crate) fn is_whole(&self) -> bool {
        self.range.is_none_or(|range| {
            let length = self.coming();
            range.start == 0 && (range.total.is_none() || length.is_none() || range.total == length)
        })
    }

    /// The checksum of the whole file, if the server gives one.
    pub(crate) fn checksum(&self) -> Option<Checksum> {
        // What has no length may have been unpacked on the way.
        let known = self.coming().is_some();
        Checksum::of(&self.headers, self.range.is_none()).filter(|_| known)
    }

    /// What is wrong with the file that ends here.
    fn at_the_end(&mut self) -> Option<BoxError> {
        if self.coming().is_some_and(|coming| coming != self.received) {
            return Some("the file ended too early".into());
        }
        let (checksum, hash) = self.check.take()?;
        let wrong = !checksum.is(&hash.finish());
        wrong.then(|| WRONG.into())
    }
}

impl Stream for Download {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let piece = ready!(self.rest.as_mut().poll_next(cx));
        if let Some(Ok(bytes)) = &piece {
            self.received += u64::try_from(bytes.len()).unwrap_or(0);
            if let Some((_, hash)) = &mut self.check {
                hash.update(bytes);
            }
            return Poll::Ready(piece);
        }
        self.ended = true;
        Poll::Ready(piece.or_else(|| self.at_the_end().map(Err)))
    }
}

/// Downloads the file at a URL.
pub(crate) async fn download(sender: &Sender, url: &str) -> Result<Download, Error> {
    let mut download = download_from(sender, url, 0, None).await?;
    let checksum = download.checksum();
    download.check = checksum.map(|checksum| {
        let hash = checksum.begin();
        (checksum, hash)
    });
    Ok(download)
}

/// The URL that a download is of.
pub(crate) fn download_url(sender: &Sender, url: &str) -> Result<Url, Error> {
    let parsed = Url::parse(url).or_else(|_| sender.environment.api().join(url));
    parsed.map_err(|error| {
        let message = format!("no URL to download from: {error}");
        Error::of(ErrorKind::Invalid, "Download", message)
    })
}

/// Downloads what comes from `start` on, of the `version` that was begun.
pub(crate) async fn download_from(
    sender: &Sender,
    url: &str,
    start: u64,
    version: Option<&str>,
) -> Result<Download, Error> {
    let odd = |message: &str| Error::of(ErrorKind::Decode, "Download", message);
    let mut request = Request::at(&DOWNLOAD, download_url(sender, url)?);
    let headers = &mut request.options_mut().headers;
    // A file is wanted as it is, so that lengths and ranges mean its own bytes.
    headers.push(("accept-encoding".to_owned(), "identity".to_owned()));
    headers.push(("accept".to_owned(), "*/*".to_owned()));
    if start > 0 {
        headers.push(("range".to_owned(), format!("bytes={start}-")));
        headers.extend(version.map(|version| ("if-range".to_owned(), version.to_owned())));
    }
    let response = retry_loop::open(sender, &request).await?;
    let range = match response.status {
        StatusCode::PARTIAL_CONTENT => Some(
            Range::of(&response.headers)
                .ok_or_else(|| odd("the server sent a part of the file without saying which"))?,
        ),
        _ => None,
    };
    let rest = response
        .rest
        .ok_or_else(|| odd("the response has no body"))?;
    Ok(Download {
        headers: response.headers,
        range,
        rest,
        received: 0,
        check: None,
        ended: false,
    })
}

impl Range {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
        let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        Some(Self {
            start: range.split_once('-')?.0.trim().parse().ok()?,
            total: total.trim().parse().ok(),
        })
    }
}
