//! Uploads of version 1.1: get an upload URL from Procore, send the file to the storage, return the uuid.

use super::parts::{Parts, cut, length, send_part};
use super::protocol::{NewUpload, UploadState, UploadedSegment, UploadedSegments, odd};
use super::upload_job::{Job, UPLOADS, UploadTo, Uploaded, segment};
use crate::runtime::error::Error;
use crate::runtime::json::extra::Extra;
use crate::runtime::json::writer::FormValue;
use crate::runtime::request::body::Body;
use crate::runtime::request::body::repeatable;
use crate::runtime::request::meta::{Meta, Method};

/// The storage takes no smaller segment but the last one.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// From which size on a file is sent in segments, unless the caller says.
const SEGMENT: u64 = 64 * 1024 * 1024;

static DIRECT: Meta = UPLOADS;

/// Uploads a file.
pub(crate) async fn send(job: &Job<'_>) -> Result<Uploaded, Error> {
    let size = job.segment.unwrap_or(SEGMENT).max(SMALLEST);
    let large = length(&job.file).await?.is_some_and(|total| total > size);
    let parts = match large {
        true => cut(&job.file, size).await?,
        false => None,
    };
    let new = NewUpload {
        response_filename: Some(job.file.name().to_owned()),
        response_content_type: job.file.media_type().map(ToOwned::to_owned),
        segments: parts.as_ref().map(Parts::segments),
        extra: Extra::default(),
    };
    let path = path(job)?;
    let created: UploadState = job.ask(&DIRECT, Method::Post, &path, Some(&new)).await?;
    let uuid = created.uuid()?.to_owned();
    match parts {
        Some(parts) => {
            let uploaded = send_segments(job, &parts, &created).await?;
            let path = format!("{path}/{uuid}");
            job.report(&DIRECT, &path, &uploaded).await?;
        }
        None => send_whole(job, &created).await?,
    }
    Ok(Uploaded { uuid })
}

fn path(job: &Job<'_>) -> Result<String, Error> {
    Ok(match &job.to {
        UploadTo::Project(id) => format!("/rest/v1.1/projects/{}/uploads", segment(id)?),
        UploadTo::Company(id) => format!("/rest/v1.1/companies/{}/uploads", segment(id)?),
    })
}

/// Sends the file in segments, each to its upload URL.
async fn send_segments(
    job: &Job<'_>,
    parts: &Parts,
    created: &UploadState,
) -> Result<UploadedSegments, Error> {
    let urls = created.segments.as_deref().unwrap_or_default();
    if urls.len() != parts.list.len() {
        return Err(odd(
            "Procore gave a different number of upload URLs than requested",
        ));
    }
    let mut segments = Vec::new();
    for (part, url) in parts.list.iter().zip(urls) {
        let etag = send_part(job.storage(), part, parts.total, url).await?;
        segments.push(UploadedSegment {
            etag: Some(etag),
            extra: Extra::default(),
        });
    }
    Ok(UploadedSegments {
        segments: Some(segments),
        extra: Extra::default(),
    })
}

/// Sends the file as a form, with the fields that Procore gave for it.
async fn send_whole(job: &Job<'_>, created: &UploadState) -> Result<(), Error> {
    let url = created.url()?;
    let storage = job.storage();
    let (mut attempt, begun) = (1, job.sender.clock.now());
    loop {
        let mut fields: Vec<(String, FormValue)> = created
            .fields()
            .map(|(name, value)| (name, FormValue::Text(value)))
            .collect();
        // The storage wants the file last.
        let file = FormValue::File(storage.whole().await?);
        fields.push(("file".to_owned(), file));
        let mut request = storage.request(url, Method::Post)?;
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
