//! Direct uploads: ask Procore for a place, send the file to the storage, hand over its uuid.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::ETAG;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use url::Url;

use super::body::{from_reader, open};
use super::client::Client;
use super::error::{BoxError, Details, Error};
use super::file::{ByteStream, File, Source};
use super::operation::{Company, Meta, Method};
use super::request::{Body, Request};
use super::writer::FormValue;

/// The storage takes no smaller segment but the last one.
const SMALLEST: u64 = 5 * 1024 * 1024;

static PLACE: Meta = Meta {
    method: Method::Post,
    title: "Upload",
    company: Company::Optional,
    ..Meta::DEFAULT
};

/// To whom an upload belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadTo {
    /// A project.
    Project(i64),
    /// A company.
    Company(i64),
}

/// A file that was uploaded. Refer to it within a week, as the same user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// What to refer to it by, in `upload_uuid`, `upload_uuids` or `upload_ids`.
    pub uuid: String,
}

/// What is called with the bytes that were sent, and with all that there are, if known.
type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// An upload that has not begun.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<'a> {
    client: &'a Client,
    to: UploadTo,
    file: File,
    segment: u64,
    progress: Option<Progress>,
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("to", &self.to)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// A part of a file.
struct Segment {
    start: u64,
    size: u64,
    sha256: String,
}

impl Client {
    /// Uploads a file to the storage, which is how Procore prefers to get files.
    ///
    /// ```text
    /// let uploaded = client.upload(UploadTo::Project(7), File::from_path("plan.pdf")).send().await?;
    /// ```
    pub fn upload(&self, to: UploadTo, file: File) -> Upload<'_> {
        Upload {
            client: self,
            to,
            file,
            segment: 64 * 1024 * 1024,
            progress: None,
        }
    }
}

impl Upload<'_> {
    /// Calls `progress` with the bytes that were sent, and with all that there are, if known.
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Sets the size from which on a file is sent in segments of that size, 64 MiB unless set. A
    /// stream is always sent as one. The storage takes 5 MiB to 5 GiB.
    pub fn segment_size(mut self, bytes: u64) -> Self {
        self.segment = bytes.max(SMALLEST);
        self
    }

    /// Uploads the file.
    pub async fn send(self) -> Result<Uploaded, Error> {
        let segments = self.segments().await?;
        if segments.len() < 2 {
            self.send_whole().await
        } else {
            self.send_segments(segments).await
        }
    }

    fn path(&self) -> String {
        match self.to {
            UploadTo::Project(id) => format!("/rest/v1.1/projects/{id}/uploads"),
            UploadTo::Company(id) => format!("/rest/v1.1/companies/{id}/uploads"),
        }
    }

    /// Asks Procore for a place.
    async fn place(&self, segments: Value) -> Result<Value, Error> {
        let mut body = json!({ "response_filename": self.file.name() });
        if let (Some(body), Some(media_type)) = (body.as_object_mut(), self.file.media_type()) {
            body.insert("response_content_type".to_owned(), media_type.into());
        }
        if let (Some(body), Value::Array(_)) = (body.as_object_mut(), &segments) {
            body.insert("segments".to_owned(), segments);
        }
        let mut request = Request::to(&PLACE, Method::Post, self.path());
        request.json(&body);
        let answer = self.client.execute(&request, false).await?;
        self.client
            .decode::<Value>(&request, answer)
            .map(|response| response.value)
    }

    async fn send_whole(&self) -> Result<Uploaded, Error> {
        let place = self.place(Value::Null).await?;
        let uuid = text(&place, "uuid")?;
        let url = text(&place, "url")?;
        let mut fields = Vec::new();
        for (name, value) in place
            .get("fields")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned);
            fields.push((name.clone(), FormValue::Text(value)));
        }
        let length = length(&self.file).await?;
        let (content, _) = open(&self.file).await.map_err(invalid)?;
        let counted = self.counted(content.into_stream(), 0, length);
        let mut file = File::from_stream(self.file.name(), length, counted);
        if let Some(media_type) = self.file.media_type() {
            file = file.with_media_type(media_type);
        }
        // The storage wants the file last.
        fields.push(("file".to_owned(), FormValue::File(file)));
        let mut request = storage(&url, Method::Post)?;
        request.set_body(Body::Multipart(fields));
        self.client.execute(&request, false).await?;
        Ok(Uploaded { uuid })
    }

    /// The segments of a file that can be read twice: once for their checksums.
    async fn segments(&self) -> Result<Vec<Segment>, Error> {
        let Some(total) = length(&self.file)
            .await?
            .filter(|total| *total > self.segment)
        else {
            return Ok(Vec::new());
        };
        let mut segments = Vec::new();
        let mut start = 0;
        while start < total {
            let size = self.segment.min(total - start);
            let Some(mut content) = part(&self.file, start, size).await? else {
                return Ok(Vec::new());
            };
            let mut hash = Sha256::new();
            while let Some(bytes) = super::body::next(&mut content).await {
                hash.update(bytes.map_err(|error| invalid(error.to_string()))?);
            }
            let sha256 = hash
                .finalize()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            segments.push(Segment {
                start,
                size,
                sha256,
            });
            start += size;
        }
        Ok(segments)
    }

    async fn send_segments(&self, segments: Vec<Segment>) -> Result<Uploaded, Error> {
        let asked: Vec<Value> = segments
            .iter()
            .map(|segment| json!({ "size": segment.size, "sha256": segment.sha256 }))
            .collect();
        let place = self.place(Value::Array(asked)).await?;
        let uuid = text(&place, "uuid")?;
        let places = place
            .get("segments")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        if places.len() != segments.len() {
            return Err(odd(
                "Procore gave another number of places than was asked for".to_owned(),
            ));
        }
        let total = segments.iter().map(|segment| segment.size).sum();
        let mut etags = Vec::new();
        for (segment, place) in segments.iter().zip(places) {
            etags.push(json!({ "etag": self.send_segment(segment, place, total).await? }));
        }
        let mut request = Request::to(&PLACE, Method::Patch, format!("{}/{uuid}", self.path()));
        request.json(&json!({ "segments": etags }));
        self.client.execute(&request, false).await?;
        Ok(Uploaded { uuid })
    }

    /// Sends a segment, again from its start if it breaks off.
    async fn send_segment(
        &self,
        segment: &Segment,
        place: &Value,
        total: u64,
    ) -> Result<String, Error> {
        let mut attempt = 1;
        loop {
            let mut request = storage(&text(place, "url")?, Method::Put)?;
            for (name, value) in place
                .get("headers")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), ToOwned::to_owned);
                request.options_mut().headers.push((name.clone(), value));
            }
            let Some(content) = part(&self.file, segment.start, segment.size).await? else {
                return Err(invalid("the file cannot be read twice".to_owned()));
            };
            let content = self.counted(content, segment.start, Some(total));
            let file = File::from_stream("", Some(segment.size), content);
            request.set_body(Body::File("application/octet-stream".into(), file));
            match self.client.execute(&request, false).await {
                Ok(answer) => {
                    let etag = answer.headers.get(ETAG).and_then(|etag| etag.to_str().ok());
                    return etag
                        .map(|etag| etag.trim_matches('"').to_owned())
                        .ok_or_else(|| odd("the storage answered without an ETag".to_owned()));
                }
                Err(Error::Transport(_) | Error::Timeout(_) | Error::Server(_)) if attempt < 3 => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn counted(&self, content: ByteStream, start: u64, total: Option<u64>) -> Counted {
        Counted {
            content,
            sent: start,
            total,
            progress: self.progress.clone(),
        }
    }
}

/// A request to the storage: no token, no company.
fn storage(url: &str, method: Method) -> Result<Request, Error> {
    let url = Url::parse(url).map_err(|error| odd(format!("the place is no URL: {error}")))?;
    let mut request = Request::at(&STORAGE, url);
    request.set_method(method);
    Ok(request)
}

static STORAGE: Meta = Meta {
    title: "Upload to the storage",
    company: Company::None,
    ..Meta::DEFAULT
};

fn text(place: &Value, key: &str) -> Result<String, Error> {
    // Version 2 answers put it under `data`.
    let found = place
        .get(key)
        .or_else(|| place.get("data")?.get(key))
        .and_then(Value::as_str);
    found.map(ToOwned::to_owned).ok_or_else(|| {
        odd(format!(
            "Procore gave a place for the upload without `{key}`"
        ))
    })
}

/// An answer that is not what was asked for.
fn odd(message: String) -> Error {
    Error::Decode(Details::of("Upload", message))
}

fn invalid(message: String) -> Error {
    Error::Invalid(Details::of("Upload", message))
}

async fn length(file: &File) -> Result<Option<u64>, Error> {
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

/// A part of a file; `None` for a stream, which has no parts.
async fn part(file: &File, start: u64, size: u64) -> Result<Option<ByteStream>, Error> {
    match file.source() {
        Source::Stream { .. } => Ok(None),
        Source::Bytes(bytes) => {
            let at = |position: u64| {
                usize::try_from(position)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len())
            };
            let bytes = bytes.slice(at(start)..at(start + size));
            Ok(Some(from_reader(std::io::Cursor::new(bytes))))
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

/// A stream that tells how far it is.
struct Counted {
    content: ByteStream,
    sent: u64,
    total: Option<u64>,
    progress: Option<Progress>,
}

impl Stream for Counted {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = std::task::ready!(self.content.as_mut().poll_next(cx));
        if let Some(Ok(bytes)) = &piece {
            self.sent += u64::try_from(bytes.len()).unwrap_or(0);
            if let Some(progress) = &self.progress {
                progress(self.sent, self.total);
            }
        }
        Poll::Ready(piece)
    }
}
