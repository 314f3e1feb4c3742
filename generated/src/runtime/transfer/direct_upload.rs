//! Uploads of version 1.1: ask Procore for a place, send the file to the storage, hand over its uuid.

use serde_json::{Value, json};

use super::parts::{cut, field, length, odd, send_part, strings};
use super::upload_job::{Job, UploadTo, Uploaded};
use crate::runtime::error::Error;
use crate::runtime::json::writer::FormValue;
use crate::runtime::request::body::Body;
use crate::runtime::request::body::repeatable;
use crate::runtime::request::meta::Method;

/// The storage takes no smaller segment but the last one.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// From which size on a file is sent in segments, unless the caller says.
const SEGMENT: u64 = 64 * 1024 * 1024;

/// Uploads a file.
pub(crate) async fn send(job: &Job<'_>) -> Result<Uploaded, Error> {
    let size = job.segment.unwrap_or(SEGMENT).max(SMALLEST);
    let large = length(&job.file).await?.is_some_and(|total| total > size);
    if large && let Some(parts) = cut(&job.file, size).await? {
        let sizes = parts
            .list
            .iter()
            .map(|part| json!({ "size": part.size, "sha256": part.sha256 }));
        let place = place(job, Some(sizes.collect())).await?;
        let uuid = field(&place, "uuid")?;
        let places = place.get("segments").and_then(Value::as_array);
        let places = places
            .filter(|places| places.len() == parts.list.len())
            .ok_or_else(|| odd("Procore gave another number of places than was asked for"))?;
        let mut etags = Vec::new();
        for (part, place) in parts.list.iter().zip(places) {
            let etag = send_part(job.storage(), part, parts.total, place).await?;
            etags.push(json!({ "etag": etag }));
        }
        let path = format!("{}/{uuid}", path(job));
        job.ask(Method::Patch, path, Some(&json!({ "segments": etags })))
            .await?;
        return Ok(Uploaded { uuid });
    }
    let place = place(job, None).await?;
    let uuid = field(&place, "uuid")?;
    send_whole(job, &place).await?;
    Ok(Uploaded { uuid })
}

fn path(job: &Job<'_>) -> String {
    match job.to {
        UploadTo::Project(id) => format!("/rest/v1.1/projects/{id}/uploads"),
        UploadTo::Company(id) => format!("/rest/v1.1/companies/{id}/uploads"),
    }
}

/// Asks Procore for a place.
async fn place(job: &Job<'_>, segments: Option<Vec<Value>>) -> Result<Value, Error> {
    let mut body = serde_json::Map::new();
    body.insert("response_filename".to_owned(), job.file.name().into());
    if let Some(media_type) = job.file.media_type() {
        body.insert("response_content_type".to_owned(), media_type.into());
    }
    if let Some(segments) = segments {
        body.insert("segments".to_owned(), segments.into());
    }
    job.ask(Method::Post, path(job), Some(&body.into())).await
}

/// Sends the file as a form, with what Procore gave for it.
async fn send_whole(job: &Job<'_>, place: &Value) -> Result<(), Error> {
    let url = field(place, "url")?;
    let storage = job.storage();
    let (mut attempt, begun) = (1, job.sender.clock.now());
    loop {
        let mut fields: Vec<(String, FormValue)> = strings(place, "fields")
            .map(|(name, value)| (name.to_owned(), FormValue::Text(value)))
            .collect();
        // The storage wants the file last.
        let file = FormValue::File(storage.whole().await?);
        fields.push(("file".to_owned(), file));
        let mut request = storage.request(&url, Method::Post)?;
        request.set_body(Body::Multipart(fields));
        let error = match storage.fetch(&request).await {
            Ok(_) => {
                if attempt > 1 {
                    job.sender.retries.pay_back_break();
                }
                return Ok(());
            }
            Err(error) => error,
        };
        let again = repeatable(&Body::File("".into(), job.file.clone()));
        if !again || !storage.wait_after(&error, attempt, begun).await {
            return Err(error);
        }
        attempt += 1;
    }
}
