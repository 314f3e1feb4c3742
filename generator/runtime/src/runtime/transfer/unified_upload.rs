//! Uploads of version 2.1: one flow for files of any size, which ends when the file is available.

use std::time::Duration;

use super::parts::{Parts, cut, invalid, length, send_part};
use super::protocol::{NewUnifiedUpload, PartEtags, UploadState, odd};
use super::upload_job::{Job, UPLOADS, UploadTo, Uploaded, segment};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::json::extra::Extra;
use crate::runtime::limits::clock::until;
use crate::runtime::request::meta::{Meta, Method};

/// A part, but the last one, has more bytes than this.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// The largest part.
const LARGEST: u64 = 100 * 1024 * 1024;

/// How many parts an upload has at most.
const MOST: u64 = 10_000;

/// The first and the longest wait between two polls for whether the file is available.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// How long to wait for the file to be available.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Procore puts what it says of an upload into an envelope.
static UNIFIED: Meta = Meta {
    envelope: Some("data"),
    ..UPLOADS
};

/// Uploads a file.
pub(crate) async fn send(job: &Job<'_>) -> Result<Uploaded, Error> {
    let path = path(job)?;
    let total = length(&job.file).await?.unwrap_or(0);
    let size = part_size(total, job.segment)?;
    let parts = cut(&job.file, size).await?.ok_or_else(|| {
        invalid("a stream cannot be read once for its checksum and again; use a path or bytes")
    })?;
    let new = new_upload(job, &parts);
    let created: UploadState = job.ask(&UNIFIED, Method::Post, &path, Some(&new)).await?;
    let uuid = created.upload_id()?.to_owned();
    let path = format!("{path}/{uuid}");
    let etags = send_parts(job, &path, &parts, created).await?;
    let uploaded = PartEtags::new(&etags, etags.len());
    job.report(&UNIFIED, &path, &uploaded).await?;
    wait_until_available(job, &path).await?;
    Ok(Uploaded { uuid })
}

fn path(job: &Job<'_>) -> Result<String, Error> {
    let company = job.company.as_ref().or(job.sender.company.as_ref());
    match (&job.to, company) {
        (UploadTo::Company(id), _) => Ok(format!("/rest/v2.1/companies/{}/uploads", segment(id)?)),
        (UploadTo::Project(project), Some(id)) => Ok(format!(
            "/rest/v2.1/companies/{}/projects/{}/uploads",
            segment(id)?,
            segment(project)?
        )),
        (UploadTo::Project(_), None) => Err(invalid(
            "it needs the company of the project: set one on the client or on the upload with \
             `company`",
        )),
    }
}

/// Whether the storage refuses an upload URL, which may have expired.
fn is_refusal(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Permission | ErrorKind::Validation | ErrorKind::NotFound
    )
}

/// How large the parts are: as the caller says, within what Procore takes, and not too many.
fn part_size(total: u64, wanted: Option<u64>) -> Result<u64, Error> {
    let size = wanted.unwrap_or(LARGEST).clamp(SMALLEST + 1, LARGEST);
    let size = size.max(total.div_ceil(MOST));
    if size > LARGEST {
        return Err(invalid(format!(
            "the file has {total} bytes, and Procore takes {} at most",
            LARGEST * MOST
        )));
    }
    Ok(size)
}

/// What Procore needs to know of the file.
fn new_upload(job: &Job<'_>, parts: &Parts) -> NewUnifiedUpload {
    let media_type = job.file.media_type();
    NewUnifiedUpload {
        file_name: Some(job.file.name().to_owned()),
        file_size: i64::try_from(parts.total).ok(),
        content_type: Some(media_type.unwrap_or("application/octet-stream").to_owned()),
        sha256: Some(parts.sha256.clone()),
        segments: Some(parts.segments()),
        extra: Extra::default(),
    }
}

/// Sends all parts, and returns their `ETag`s. An upload URL expires: once one is refused, new ones
/// are fetched.
async fn send_parts(
    job: &Job<'_>,
    path: &str,
    parts: &Parts,
    created: UploadState,
) -> Result<Vec<String>, Error> {
    let mut state = created;
    let mut etags: Vec<String> = Vec::new();
    let mut renewed = false;
    let count = parts.list.len();
    while let Some(part) = parts.list.get(etags.len()) {
        let url = state.segment(etags.len(), count)?;
        match send_part(job.storage(), part, parts.total, url).await {
            Ok(etag) => {
                etags.push(etag);
                renewed = false;
            }
            Err(error) if !renewed && is_refusal(&error) => {
                renewed = true;
                if !etags.is_empty() {
                    let uploaded = PartEtags::new(&etags, count);
                    job.report(&UNIFIED, path, &uploaded).await?;
                }
                state = job.state(&UNIFIED, path).await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(etags)
}

/// Polls until the file is available.
async fn wait_until_available(job: &Job<'_>, path: &str) -> Result<(), Error> {
    let clock = &job.sender.clock;
    let (begun, mut wait) = (clock.now(), FIRST_WAIT);
    loop {
        let state = job.state(&UNIFIED, path).await?;
        let status = state.status()?;
        if status == "available" {
            return Ok(());
        }
        let ends = ["fail", "error", "expire", "abort", "reject", "delete"];
        if ends.iter().any(|end| status.contains(end)) {
            return Err(odd(format!("the upload ended as `{status}`: {path}")));
        }
        let waited = until(clock.now(), begun);
        if waited >= PATIENCE {
            let message = format!("the upload is still `{status}` after {waited:?}: {path}");
            return Err(Error::of(ErrorKind::Timeout, "Upload", message));
        }
        clock.sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}
