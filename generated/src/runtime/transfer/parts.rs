//! The parts of a file, and their way to the storage.

use std::path::Path;
use std::time::SystemTime;

use http::header::ETAG;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use url::Url;

use super::protocol::{NewSegment, UploadUrl, odd};
use crate::runtime::client::retry_loop;
use crate::runtime::client::sender::Sender;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::file::{ByteStream, File, Source};
use crate::runtime::http::progress::{Counted, Progress};
use crate::runtime::http::stream::{from_bytes, from_reader, next, open};
use crate::runtime::json::extra::Extra;
use crate::runtime::limits::clock::until;
use crate::runtime::request::body::Body;
use crate::runtime::request::meta::{Company, Meta, Method};
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Redirects;
use crate::runtime::response::raw::RawResponse;

static STORAGE: Meta = Meta {
    title: "Upload to the storage",
    company: Company::None,
    ..Meta::DEFAULT
};

/// A part of a file.
pub(crate) struct Part {
    pub(crate) start: u64,
    pub(crate) size: u64,
    /// In hexadecimal digits.
    pub(crate) sha256: String,
}

/// A file, cut into parts.
pub(crate) struct Parts {
    pub(crate) list: Vec<Part>,
    pub(crate) total: u64,
    /// Of the whole file.
    pub(crate) sha256: String,
}

impl Parts {
    /// The parts as Procore is to know them.
    pub(crate) fn segments(&self) -> Vec<NewSegment> {
        let segment = |part: &Part| NewSegment {
            size: i64::try_from(part.size).ok(),
            sha256: Some(part.sha256.clone()),
            extra: Extra::default(),
        };
        self.list.iter().map(segment).collect()
    }
}

/// Cuts a file into parts of `size` bytes, the last one smaller. `None` for a stream, which cannot
/// be read once for the checksums and once more to send it.
pub(crate) async fn cut(file: &File, size: u64) -> Result<Option<Parts>, Error> {
    let Some(total) = length(file).await? else {
        return Ok(None);
    };
    let Some(mut content) = part(file, 0, total).await? else {
        return Ok(None);
    };
    let (mut whole, mut hash) = (Sha256::new(), Sha256::new());
    let (mut list, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(bytes) = next(&mut content).await {
        let mut bytes = bytes.map_err(|error| invalid(error.to_string()))?;
        whole.update(&bytes);
        while !bytes.is_empty() {
            let room = usize::try_from(start + size - at).unwrap_or(usize::MAX);
            let taken = bytes.split_to(room.min(bytes.len()));
            hash.update(&taken);
            at += u64::try_from(taken.len()).unwrap_or(0);
            if at == start + size {
                let sha256 = hex(std::mem::take(&mut hash));
                list.push(Part {
                    start,
                    size,
                    sha256,
                });
                start = at;
            }
        }
    }
    if at != total {
        let message = "the file changed while it was read; upload it again";
        return Err(invalid(message));
    }
    if at > start || list.is_empty() {
        list.push(Part {
            start,
            size: at - start,
            sha256: hex(hash),
        });
    }
    Ok(Some(Parts {
        list,
        total,
        sha256: hex(whole),
    }))
}

fn hex(hash: Sha256) -> String {
    let digits = hash.finalize();
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A file on its way to the storage.
#[derive(Clone, Copy)]
pub(crate) struct Storage<'a> {
    pub(crate) sender: &'a Sender,
    pub(crate) file: &'a File,
    pub(crate) progress: Option<&'a Progress>,
}

impl Storage<'_> {
    /// A request to the storage: no token, no company.
    pub(crate) fn request(&self, url: &str, method: Method) -> Result<Request, Error> {
        let url = Url::parse(url)
            .map_err(|error| odd(format!("the upload URL is not a URL: {error}")))?;
        Ok(Request::at_storage(&STORAGE, method, url))
    }

    /// The whole file, counted as it is sent.
    pub(crate) async fn whole(&self) -> Result<File, Error> {
        let total = length(self.file).await?;
        let (content, _) = open(self.file).await.map_err(invalid)?;
        let content = self.counted(content.into_stream(), 0, total);
        let file = File::from_stream(self.file.name(), total, content);
        Ok(match self.file.media_type() {
            Some(media_type) => file.with_media_type(media_type),
            None => file,
        })
    }

    /// Whether to send once more what failed, after waiting as the policy says.
    pub(crate) async fn wait_after(&self, error: &Error, attempt: u32, begun: SystemTime) -> bool {
        let elapsed = until(self.sender.clock.now(), begun);
        if !error.is_retryable() {
            return false;
        }
        let Sender { retries, clock, .. } = self.sender;
        retries.wait_after_break(&**clock, attempt, elapsed).await
    }

    /// Sends a request to the storage, which redirects nobody.
    pub(crate) fn fetch<'a>(
        &'a self,
        request: &'a Request,
    ) -> impl Future<Output = Result<RawResponse, Error>> + Send + 'a {
        retry_loop::fetch(self.sender, request, Redirects::Return)
    }

    fn counted(&self, content: ByteStream, start: u64, total: Option<u64>) -> Counted {
        Counted {
            content,
            passed: start,
            total,
            progress: self.progress.cloned(),
        }
    }
}

/// Sends a part to its upload URL, again from its start if it breaks off. Returns its `ETag`.
pub(crate) async fn send_part(
    storage: Storage<'_>,
    wanted: &Part,
    total: u64,
    to: &UploadUrl,
) -> Result<String, Error> {
    let url = to.url()?;
    let (mut attempt, begun) = (1, storage.sender.clock.now());
    loop {
        let mut request = storage.request(url, Method::Put)?;
        request.options_mut().headers.extend(to.headers());
        let Some(content) = part(storage.file, wanted.start, wanted.size).await? else {
            return Err(invalid("the file cannot be read twice"));
        };
        let content = storage.counted(content, wanted.start, Some(total));
        let content = File::from_stream("", Some(wanted.size), content);
        request.set_body(Body::File("".into(), content));
        match storage.fetch(&request).await {
            Ok(response) => {
                if attempt > 1 {
                    storage.sender.retries.pay_back_break();
                }
                let etag = response
                    .headers
                    .get(ETAG)
                    .and_then(|etag| etag.to_str().ok());
                return etag
                    .map(|etag| etag.trim_matches('"').to_owned())
                    .ok_or_else(|| odd("the storage responded without an `ETag`"));
            }
            Err(error) => {
                if !storage.wait_after(&error, attempt, begun).await {
                    return Err(error);
                }
                attempt += 1;
            }
        }
    }
}

/// The length of a file in bytes, if known.
pub(crate) async fn length(file: &File) -> Result<Option<u64>, Error> {
    match file.source() {
        Source::Bytes(bytes) => Ok(u64::try_from(bytes.len()).ok()),
        Source::Stream { length, .. } => Ok(*length),
        Source::Path(path) => {
            let metadata = tokio::fs::metadata(path)
                .await
                .map_err(|error| unreadable(path, &error))?;
            Ok(Some(metadata.len()))
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    invalid(format!(
        "the file {} cannot be read: {error}",
        path.display()
    ))
}

/// What stands in a file from `start` on; `None` for a stream, which has no parts.
async fn part(file: &File, start: u64, size: u64) -> Result<Option<ByteStream>, Error> {
    match file.source() {
        Source::Stream { .. } => Ok(None),
        Source::Bytes(bytes) => {
            let at = |position: u64| {
                usize::try_from(position)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len())
            };
            Ok(Some(from_bytes(bytes.slice(at(start)..at(start + size)))))
        }
        Source::Path(path) => {
            let wrong = |error| unreadable(path, &error);
            let mut opened = tokio::fs::File::open(path).await.map_err(wrong)?;
            opened
                .seek(std::io::SeekFrom::Start(start))
                .await
                .map_err(wrong)?;
            Ok(Some(from_reader(opened.take(size))))
        }
    }
}

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::of(ErrorKind::Invalid, "Upload", message)
}
