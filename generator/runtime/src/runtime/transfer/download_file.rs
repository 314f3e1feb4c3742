//! Downloads to a path: resumed where they broke off, also by a later program.

use std::path::Path;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use url::Url;

use super::checksum::Checksum;
use super::download::{Download, WRONG, download_from, download_url};
use super::part_file::PartFile;
use crate::runtime::client::sender::Sender;
use crate::runtime::error::{BoxError, Details, Error, ErrorKind};
use crate::runtime::http::executor;
use crate::runtime::limits::clock::until;

/// How often a file that changes in the meantime is begun again.
const RESTARTS: u32 = 3;

/// How often a download is resumed at most, whatever progress it makes each time.
const BREAKS: u32 = 500;

/// What must have come since the last break, at least, for it to count as progress: this many bytes,
/// and a hundredth of the file.
const PROGRESS: u64 = 64 * 1024;

/// What signs a URL for a while, and is no part of what it names.
const SIGNING: [&str; 20] = [
    "x-amz-",
    "x-goog-",
    "signature",
    "expires",
    "policy",
    "key-pair-id",
    "awsaccesskeyid",
    "googleaccessid",
    "sig",
    "se",
    "st",
    "sp",
    "sv",
    "sr",
    "spr",
    "ske",
    "skt",
    "skoid",
    "sktid",
    "skv",
];

/// Downloads the file at a URL to a path, and says how far it has come. Gives its length in bytes.
pub(crate) async fn download_to(
    sender: &Sender,
    url: &str,
    path: &Path,
    progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
) -> Result<u64, Error> {
    executor::check("Download")?;
    let resource = resource(&download_url(sender, url)?);
    let begun = PartFile::begin(path, &resource).await;
    let now = sender.clock.now();
    let mut fetch = Fetch {
        sender,
        url,
        path,
        part: begun.map_err(|error| unwritable(path, error))?,
        begun: None,
        breaks: 0,
        all_breaks: 0,
        restarts: 0,
        mark: (0, now),
        progress,
    };
    fetch.mark.0 = fetch.part.written();
    fetch.run().await?;
    let length = fetch.part.written();
    let finished = fetch.part.finish().await;
    finished.map_err(|error| unwritable(path, error))?;
    Ok(length)
}

fn unwritable(path: &Path, error: std::io::Error) -> Error {
    let message = format!("{} cannot be written: {error}", path.display());
    Error::of(ErrorKind::Invalid, "Download", message)
}

fn failed(message: impl Into<String>, source: Option<BoxError>) -> Error {
    let mut details = Details::of("Download", message);
    details.source = source;
    Error::new(ErrorKind::Transport, details)
}

/// What a URL names, whoever may use it and for how long.
fn resource(url: &Url) -> String {
    let signs = |name: &str| {
        let name = name.to_ascii_lowercase();
        SIGNING.iter().any(|known| match known.ends_with('-') {
            true => name.starts_with(known),
            false => name == *known,
        })
    };
    let mut named = url.clone();
    named.set_fragment(None);
    named.set_query(None);
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !signs(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    format!("{named} {kept:?}")
}

/// A file on its way to a path.
struct Fetch<'a> {
    sender: &'a Sender,
    url: &'a str,
    path: &'a Path,
    part: PartFile,
    begun: Option<Begun>,
    /// How often it broke off since the last progress.
    breaks: u32,
    all_breaks: u32,
    restarts: u32,
    /// How far it was at the last progress, and when.
    mark: (u64, SystemTime),
    /// Called with how much there is, and of how much.
    progress: &'a (dyn Fn(u64, Option<u64>) + Send + Sync),
}

/// What is known of the file since the response with which it began.
struct Begun {
    expected: Option<u64>,
    modified: Option<String>,
    checksum: Option<Checksum>,
    resumable: bool,
    has_version: bool,
}

impl Begun {
    fn of(download: &Download) -> Self {
        Self {
            expected: download.length(),
            modified: download.modified().map(ToOwned::to_owned),
            checksum: download.checksum(),
            resumable: download.resumable(),
            has_version: download.has_version(),
        }
    }
}

impl Fetch<'_> {
    /// Fetches all of it.
    async fn run(&mut self) -> Result<(), Error> {
        let mut download = self.take_up().await?;
        loop {
            let broken = match download.next().await {
                Some(Ok(bytes)) => {
                    let written = self.part.write(bytes).await;
                    written.map_err(|error| unwritable(self.path, error))?;
                    (self.progress)(self.part.written(), self.expected());
                    continue;
                }
                None if self.is_whole() => {
                    if self.is_right().await? {
                        if self.breaks > 0 {
                            self.sender.retries.pay_back_break();
                        }
                        return Ok(());
                    }
                    self.empty(None).await?;
                    self.restart_after(WRONG)?;
                    download = self.take_up().await?;
                    continue;
                }
                None => "the file ended too early".into(),
                Some(Err(error)) => error,
            };
            self.wait_after(broken).await?;
            download = self.take_up().await?;
        }
    }

    fn is_whole(&self) -> bool {
        self.expected()
            .is_none_or(|expected| expected == self.part.written())
    }

    /// How long the file is, if the server says.
    fn expected(&self) -> Option<u64> {
        self.begun.as_ref().and_then(|begun| begun.expected)
    }

    /// Whether it has the checksum that the server gives, if it gives one.
    async fn is_right(&self) -> Result<bool, Error> {
        let checksum = self
            .begun
            .as_ref()
            .and_then(|begun| begun.checksum.as_ref());
        let Some(checksum) = checksum else {
            return Ok(true);
        };
        let matches = self.part.matches(checksum).await;
        matches.map_err(|error| unwritable(self.path, error))
    }

    /// Opens the file where the part ends, or from its beginning if the part is of another version.
    async fn take_up(&mut self) -> Result<Download, Error> {
        let written = self.part.written();
        if let Some(etag) = self.part.etag().filter(|_| written > 0) {
            tracing::debug!(written, "taking a download up again");
            let rest = download_from(self.sender, self.url, written, Some(etag)).await;
            let rest = match rest {
                Ok(rest) if self.continues(&rest, etag) => {
                    self.begun.get_or_insert_with(|| Begun::of(&rest));
                    return Ok(rest);
                }
                // All of it came.
                Ok(all) if all.is_whole() => Some(all),
                Ok(_) => None,
                // The part is longer than the file.
                Err(error) if error.status() == Some(StatusCode::RANGE_NOT_SATISFIABLE) => None,
                Err(error) => return Err(error),
            };
            self.restart_after("the file is a different one each time the download is resumed")?;
            if let Some(all) = rest {
                return self.begin(all).await;
            }
        }
        let all = download_from(self.sender, self.url, 0, None).await?;
        self.begin(all).await
    }

    /// Whether it is the rest of what was begun.
    fn continues(&self, rest: &Download, etag: &str) -> bool {
        if rest.is_whole() || rest.start() != self.part.written() {
            return false;
        }
        let Some(begun) = &self.begun else {
            // Another program began it: only the `ETag` shows that it is the same.
            return rest.etag() == Some(etag) && rest.length().is_some();
        };
        let same_date = match (rest.modified(), &begun.modified) {
            (Some(own), Some(known)) => own == known,
            _ => true,
        };
        let same_version = match rest.has_etag() {
            true => rest.etag() == Some(etag),
            false => true,
        };
        same_version && same_date && rest.length() == begun.expected
    }

    /// Begins with a response that has all of the file.
    async fn begin(&mut self, all: Download) -> Result<Download, Error> {
        if !all.is_whole() {
            let message = "the server sent a part of the file, and was asked for all of it";
            return Err(Error::of(ErrorKind::Decode, "Download", message));
        }
        let etag = all.etag().filter(|_| all.resumable());
        self.empty(etag.map(ToOwned::to_owned)).await?;
        self.begun = Some(Begun::of(&all));
        Ok(all)
    }

    async fn empty(&mut self, etag: Option<String>) -> Result<(), Error> {
        let emptied = self.part.restart(etag).await;
        emptied.map_err(|error| unwritable(self.path, error))
    }

    /// Counts that all that has come is worth nothing.
    fn restart_after(&mut self, why: &str) -> Result<(), Error> {
        self.restarts += 1;
        self.breaks = 0;
        if self.restarts <= RESTARTS {
            return Ok(());
        }
        Err(failed(why, None))
    }

    async fn wait(&self, elapsed: Duration) -> bool {
        let Sender { retries, clock, .. } = self.sender;
        retries
            .wait_after_break(&**clock, self.breaks, elapsed)
            .await
    }

    /// Waits before the download is resumed, or returns why it is not.
    async fn wait_after(&mut self, broken: BoxError) -> Result<(), Error> {
        let (written, now) = (self.part.written(), self.sender.clock.now());
        let begun = self.begun.as_ref();
        let expected = begun.and_then(|begun| begun.expected).unwrap_or(0);
        let resumable = begun.is_some_and(|begun| begun.resumable);
        let step = PROGRESS.max(expected / 100);
        if resumable && written >= self.mark.0.saturating_add(step) {
            if self.breaks > 0 {
                self.sender.retries.pay_back_break();
            }
            self.breaks = 0;
            self.mark = (written, now);
        }
        self.breaks += 1;
        self.all_breaks += 1;
        let possible = begun.is_some_and(|begun| begun.has_version) && self.all_breaks <= BREAKS;
        let elapsed = until(now, self.mark.1);
        if !possible || !self.wait(elapsed).await {
            let message = format!("it broke off after {written} bytes: {broken}");
            return Err(failed(message, Some(broken)));
        }
        if !resumable || written > expected {
            // From the beginning.
            self.empty(None).await?;
        }
        Ok(())
    }
}
