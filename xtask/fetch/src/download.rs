//! One document: asked for again after faults that may pass, continued where that is safe, checked.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::header::{CONTENT_RANGE, ETAG};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use crate::client::{Client, Fault, Rest, causes};
use crate::store::{failed, hex, is_regular};

/// The longest that one request may take in all.
const LONGEST: Duration = Duration::from_secs(30 * 60);
/// The longest wait between two of them, unless the server asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How much of a response is shown that is not what was expected.
const SHOWN: usize = 60;

/// What all downloads of a run share.
pub(crate) struct Shared {
    pub(crate) client: Client,
    pub(crate) limits: Limits,
    /// How often one document is asked for again.
    pub(crate) retries: u32,
    /// How long to wait before the first time.
    pub(crate) delay: Duration,
}

/// What a run may use up.
pub(crate) struct Limits {
    /// Bytes that may still be taken in.
    bytes: AtomicU64,
    limit: u64,
    /// Retries of all documents together: a server that fails is not asked ten thousand times.
    retries: AtomicUsize,
}

impl Limits {
    pub(crate) fn new(bytes: u64, retries: usize) -> Self {
        Self {
            bytes: AtomicU64::new(bytes),
            limit: bytes,
            retries: AtomicUsize::new(retries),
        }
    }

    pub(crate) fn take(&self, bytes: u64) -> Result<(), Fault> {
        let left = |left: u64| left.checked_sub(bytes);
        let taken = self
            .bytes
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        taken.map(drop).map_err(|_| self.too_large())
    }

    fn too_large(&self) -> Fault {
        Fault::lasting(format!(
            "too large: more than {} bytes in all; raise --limit if that is meant",
            self.limit
        ))
    }

    fn give_back(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn retry(&self) -> bool {
        let left = |left: usize| left.checked_sub(1);
        let taken = self
            .retries
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        taken.is_ok()
    }
}

/// A document on its way.
pub(crate) struct Download<'a> {
    url: &'a Url,
    to: &'a Path,
    part: PathBuf,
    /// The tag of what is in `part`, where it can be continued.
    tag: PathBuf,
    /// How much of it is counted against the limit.
    counted: u64,
}

/// What arrived.
pub(crate) struct Arrived {
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: String,
}

impl<'a> Download<'a> {
    pub(crate) fn new(url: &'a Url, to: &'a Path) -> Self {
        let with = |end: &str| {
            let mut name: OsString = to.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        };
        Self {
            url,
            to,
            part: with(".part"),
            tag: with(".tag"),
            counted: 0,
        }
    }

    /// Downloads until the document is there and `check` finds nothing wrong with it. `progress` is
    /// given how much has arrived, and of how much if that is known.
    pub(crate) async fn run(
        mut self,
        shared: &Shared,
        check: fn(&[u8]) -> Result<(), String>,
        progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<Arrived, Fault> {
        let mut tries = 0;
        loop {
            let once = tokio::time::timeout(LONGEST, self.once(shared, progress)).await;
            let once = once.unwrap_or_else(|_| {
                Err(Fault::passing(format!("{}: it takes too long", self.url)))
            });
            match once {
                Ok(()) => return self.checked(check),
                Err(Fault::Passing(message, wait)) => {
                    if tries == shared.retries || !shared.limits.retry() {
                        let message = match tries {
                            0 => message,
                            more => format!("{message} (asked {} times)", more + 1),
                        };
                        return Err(Fault::Passing(message, wait));
                    }
                    let own = shared
                        .delay
                        .saturating_mul(1 << tries.min(10))
                        .min(LONGEST_WAIT);
                    tokio::time::sleep(wait.unwrap_or(own)).await;
                    tries += 1;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    async fn once(
        &mut self,
        shared: &Shared,
        progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<(), Fault> {
        let rest = self.rest();
        let mut response = match shared.client.get(self.url, rest.as_ref()).await {
            Err(fault) if rest.is_some() && fault.message().contains("416") => {
                self.discard(&shared.limits)?;
                return Err(fault);
            }
            response => response?,
        };
        let (mut file, mut done) = self.begin(&response, rest, &shared.limits)?;
        let all = response
            .content_length()
            .map(|left| left.saturating_add(done));
        if all.is_some_and(|all| all > shared.limits.limit) {
            return Err(self.named(shared.limits.too_large()));
        }
        progress(done, all);
        loop {
            let chunk = response.chunk().await;
            let chunk = chunk.map_err(|error| {
                Fault::passing(format!(
                    "{}: cut off: {}",
                    self.url,
                    causes(&error.without_url())
                ))
            })?;
            let Some(chunk) = chunk else { break };
            let size = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            shared
                .limits
                .take(size)
                .map_err(|fault| self.named(fault))?;
            self.counted += size;
            file.write_all(&chunk)
                .map_err(|error| here("write", &self.part, &error))?;
            done += size;
            progress(done, all);
        }
        match all {
            Some(all) if all != done => Err(Fault::passing(format!(
                "{}: {done} bytes of {all}",
                self.url
            ))),
            _ => Ok(()),
        }
    }

    /// What an earlier try has left and may be continued.
    fn rest(&self) -> Option<Rest> {
        if !is_regular(&self.part) || !is_regular(&self.tag) {
            return None;
        }
        let from = fs::metadata(&self.part).ok()?.len();
        let tag = fs::read_to_string(&self.tag).ok()?;
        (from > 0 && is_strong(&tag)).then_some(Rest { from, tag })
    }

    /// Where the response goes, and how much of the document is there already.
    fn begin(
        &mut self,
        response: &Response,
        rest: Option<Rest>,
        limits: &Limits,
    ) -> Result<(File, u64), Fault> {
        if response.status() == StatusCode::PARTIAL_CONTENT {
            let Some(rest) = rest.filter(|rest| continues(response, rest)) else {
                self.discard(limits)?;
                let message = format!("{}: another part than was asked for", self.url);
                return Err(Fault::passing(message));
            };
            let uncounted = rest.from.saturating_sub(self.counted);
            limits.take(uncounted).map_err(|fault| self.named(fault))?;
            self.counted = rest.from;
            let file = File::options().append(true).open(&self.part);
            let file = file.map_err(|error| here("open", &self.part, &error))?;
            return Ok((file, rest.from));
        }
        self.discard(limits)?;
        if let Some(tag) = response
            .headers()
            .get(ETAG)
            .and_then(|tag| tag.to_str().ok())
            && is_strong(tag)
        {
            File::create_new(&self.tag)
                .and_then(|mut file| file.write_all(tag.as_bytes()))
                .map_err(|error| here("write", &self.tag, &error))?;
        }
        let file = File::create_new(&self.part);
        let file = file.map_err(|error| here("create", &self.part, &error))?;
        Ok((file, 0))
    }

    /// Forgets what has arrived. What is a link is removed, not followed.
    fn discard(&mut self, limits: &Limits) -> Result<(), Fault> {
        limits.give_back(self.counted);
        self.counted = 0;
        for path in [&self.tag, &self.part] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(here("remove", path, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn checked(self, check: fn(&[u8]) -> Result<(), String>) -> Result<Arrived, Fault> {
        let bytes = fs::read(&self.part).map_err(|error| here("read", &self.part, &error))?;
        if let Err(problem) = check(&bytes) {
            // It is whole and wrong: to continue it would give the same.
            let _ = fs::remove_file(&self.part);
            let _ = fs::remove_file(&self.tag);
            return Err(Fault::Lasting(format!("{}: {problem}", self.url)));
        }
        fs::rename(&self.part, self.to).map_err(|error| here("replace", self.to, &error))?;
        let _ = fs::remove_file(&self.tag);
        let sha256 = hex(&bytes);
        Ok(Arrived { bytes, sha256 })
    }

    fn named(&self, fault: Fault) -> Fault {
        Fault::Lasting(format!("{}: {}", self.url, fault.message()))
    }
}

fn here(what: &str, path: &Path, error: &io::Error) -> Fault {
    Fault::Lasting(failed(what, path, error))
}

/// A tag that says byte for byte what it stands for; a weak one does not.
fn is_strong(tag: &str) -> bool {
    tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"')
}

/// Whether a response is the rest that was asked for.
fn continues(response: &Response, rest: &Rest) -> bool {
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let range = header(CONTENT_RANGE).unwrap_or_default();
    let same = header(ETAG).is_none_or(|tag| tag == rest.tag);
    same && range.starts_with(&format!("bytes {}-", rest.from))
}

/// Refuses what is no OpenAPI document: a site responds with a page of HTML, and status 200, where
/// it has nothing.
pub(crate) fn is_description(bytes: &[u8]) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Head {
        openapi: Option<IgnoredAny>,
        swagger: Option<IgnoredAny>,
    }
    let begins = || {
        let text = String::from_utf8_lossy(bytes);
        let start: String = text.chars().take(SHOWN).collect();
        start.escape_debug().to_string()
    };
    match serde_json::from_slice::<Head>(bytes) {
        Err(error) => Err(format!("no JSON object ({error}): {}", begins())),
        Ok(head) if head.openapi.is_none() && head.swagger.is_none() => {
            Err(format!("no OpenAPI document: {}", begins()))
        }
        Ok(_) => Ok(()),
    }
}
