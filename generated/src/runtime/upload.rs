//! Direct uploads: ask Procore for a place, send the file to the storage, hand over its uuid.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::body::repeatable;
use super::client::Client;
use super::error::{Details, Error};
use super::file::File;
use super::operation::{Company, Meta, Method};
use super::parts::{Progress, Storage, cut, field, length, send_part, strings};
use super::request::{Body, Request};
use super::writer::FormValue;

/// The storage takes no smaller segment but the last one.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// From which size on a file is sent in segments, unless the caller says.
const SEGMENT: u64 = 64 * 1024 * 1024;

pub(crate) static PLACE: Meta = Meta {
    method: Method::Post,
    title: "Upload",
    company: Company::Required,
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

/// A file that was uploaded. Refer to it as the same user, and within a week, or within 24 hours
/// after [`Upload::unified`]; Procore deletes it then.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// What to refer to it by, in `upload_uuid`, `upload_uuids` or `upload_ids`; after
    /// [`Upload::unified`] in `file_upload_id`.
    pub uuid: String,
}

/// An upload that has not begun.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<'a> {
    pub(crate) client: &'a Client,
    pub(crate) to: UploadTo,
    pub(crate) file: File,
    pub(crate) company: Option<i64>,
    pub(crate) segment: Option<u64>,
    pub(crate) progress: Option<Progress>,
    unified: bool,
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("to", &self.to)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Uploads a file to the storage, which is how Procore prefers to get files. Neither the token
    /// nor anything else of the client goes there, and the file is never in memory as a whole.
    ///
    /// ```text
    /// let uploaded = client.upload(UploadTo::Project(7), File::from_path("plan.pdf")).send().await?;
    /// ```
    pub fn upload(&self, to: UploadTo, file: File) -> Upload<'_> {
        Upload {
            client: self,
            to,
            file,
            company: None,
            segment: None,
            progress: None,
            unified: false,
        }
    }
}

impl Upload<'_> {
    /// Calls `progress` with the bytes that were sent, and with all that there are, if known. What
    /// is sent again is counted again from where it begins.
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Sets the size in bytes from which on a file is sent in segments of that size: 64 MiB unless
    /// set, of the 5 MiB to 5 GiB that the storage takes; for [`Self::unified`] 100 MiB, the most
    /// that it takes. A stream is always sent as one.
    pub fn segment_size(mut self, bytes: u64) -> Self {
        self.segment = Some(bytes);
        self
    }

    /// Uploads for this company, instead of that of the client.
    pub fn company(mut self, id: i64) -> Self {
        self.company = Some(id);
        self
    }

    /// Uploads with version 2.1 of Procore's uploads, which document management takes: every part
    /// has a checksum, and the upload ends when the file is available. The file is read twice, so
    /// it cannot be a stream.
    pub fn unified(mut self) -> Self {
        self.unified = true;
        self
    }

    /// Uploads the file. What breaks off on the way to the storage is sent again, as the client's
    /// retry policy says.
    pub async fn send(self) -> Result<Uploaded, Error> {
        if self.unified {
            return super::unified_upload::send(&self).await;
        }
        let size = self.segment.unwrap_or(SEGMENT).max(SMALLEST);
        let large = length(&self.file).await?.is_some_and(|total| total > size);
        if large && let Some(parts) = cut(&self.file, size).await? {
            let sizes = parts
                .list
                .iter()
                .map(|part| json!({ "size": part.size, "sha256": part.sha256 }));
            let place = self.place(Some(sizes.collect())).await?;
            let uuid = field(&place, "uuid")?;
            let places = place.get("segments").and_then(Value::as_array);
            let places = places
                .filter(|places| places.len() == parts.list.len())
                .ok_or_else(|| odd("Procore gave another number of places than was asked for"))?;
            let mut etags = Vec::new();
            for (part, place) in parts.list.iter().zip(places) {
                let etag = send_part(self.storage(), part, parts.total, place).await?;
                etags.push(json!({ "etag": etag }));
            }
            let path = format!("{}/{uuid}", self.path());
            self.ask(Method::Patch, path, Some(&json!({ "segments": etags })))
                .await?;
            return Ok(Uploaded { uuid });
        }
        let place = self.place(None).await?;
        let uuid = field(&place, "uuid")?;
        self.send_whole(&place).await?;
        Ok(Uploaded { uuid })
    }

    fn path(&self) -> String {
        match self.to {
            UploadTo::Project(id) => format!("/rest/v1.1/projects/{id}/uploads"),
            UploadTo::Company(id) => format!("/rest/v1.1/companies/{id}/uploads"),
        }
    }

    pub(crate) fn storage(&self) -> Storage<'_> {
        Storage {
            client: self.client,
            file: &self.file,
            progress: self.progress.as_ref(),
        }
    }

    /// Asks Procore for a place.
    async fn place(&self, segments: Option<Vec<Value>>) -> Result<Value, Error> {
        let mut body = serde_json::Map::new();
        body.insert("response_filename".to_owned(), self.file.name().into());
        if let Some(media_type) = self.file.media_type() {
            body.insert("response_content_type".to_owned(), media_type.into());
        }
        if let Some(segments) = segments {
            body.insert("segments".to_owned(), segments.into());
        }
        self.ask(Method::Post, self.path(), Some(&body.into()))
            .await
    }

    /// Asks Procore about the upload.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: String,
        body: Option<&Value>,
    ) -> Result<Value, Error> {
        let mut request = Request::to(&PLACE, method, path);
        request.options_mut().company = match self.to {
            UploadTo::Company(id) => Some(self.company.unwrap_or(id)),
            UploadTo::Project(_) => self.company,
        };
        if let Some(body) = body {
            request.json(body);
        }
        // To say once more which parts have arrived changes nothing.
        if method == Method::Patch {
            request.set_repeatable();
        }
        let answer = self.client.execute(&request, false).await?;
        let decoded = self.client.decode::<Value>(&request, answer)?;
        Ok(decoded.value)
    }

    /// Sends the file as a form, with what Procore gave for it.
    async fn send_whole(&self, place: &Value) -> Result<(), Error> {
        let url = field(place, "url")?;
        let storage = self.storage();
        let (mut attempt, begun) = (1, self.client.0.clock.now());
        loop {
            let mut fields: Vec<(String, FormValue)> = strings(place, "fields")
                .map(|(name, value)| (name.to_owned(), FormValue::Text(value)))
                .collect();
            // The storage wants the file last.
            let file = FormValue::File(storage.whole().await?);
            fields.push(("file".to_owned(), file));
            let mut request = storage.request(&url, Method::Post)?;
            request.set_body(Body::Multipart(fields));
            let error = match self.client.execute(&request, false).await {
                Ok(_) => {
                    if attempt > 1 {
                        self.client.pay_back_break();
                    }
                    return Ok(());
                }
                Err(error) => error,
            };
            let again = repeatable(&Body::File("".into(), self.file.clone()));
            if !again || !storage.wait_after(&error, attempt, begun).await {
                return Err(error);
            }
            attempt += 1;
        }
    }
}

/// An answer that is not what was asked for.
pub(crate) fn odd(message: impl Into<String>) -> Error {
    Error::Decode(Details::of("Upload", message))
}

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::Invalid(Details::of("Upload", message))
}
