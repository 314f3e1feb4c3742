//! Uploads of version 2.1: one flow for files of any size, which ends when the file is available.

use std::time::Duration;

use serde_json::{Value, json};

use super::parts::{Parts, cut, field, invalid, length, odd, send_part};
use super::upload_job::{Job, UploadTo, Uploaded};
use crate::runtime::error::{Details, Error};
use crate::runtime::limits::clock::until;
use crate::runtime::request::meta::Method;

/// A part, but the last one, has more bytes than this.
const SMALLEST: u64 = 5 * 1024 * 1024;

/// The largest part.
const LARGEST: u64 = 100 * 1024 * 1024;

/// How many parts an upload has at most.
const MOST: u64 = 10_000;

/// The first and the longest wait between two questions whether the file is available.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// How long to wait for the file to be available.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Uploads a file.
pub(crate) async fn send(job: &Job<'_>) -> Result<Uploaded, Error> {
    let path = path(job)?;
    let total = length(&job.file).await?.unwrap_or(0);
    let size = part_size(total, job.segment)?;
    let parts = cut(&job.file, size).await?.ok_or_else(|| {
        invalid("a stream cannot be read once for its checksum and again; use a path or bytes")
    })?;
    let created = data(
        job.ask(Method::Post, path.clone(), Some(&wanted(job, &parts)))
            .await?,
    );
    let uuid = field(&created, "upload_id")?;
    let path = format!("{path}/{uuid}");
    let etags = send_parts(job, &path, &parts, created).await?;
    let told = json!({ "part_etags": etags });
    job.ask(Method::Patch, path.clone(), Some(&told)).await?;
    wait_until_available(job, &path).await?;
    Ok(Uploaded { uuid })
}

fn path(job: &Job<'_>) -> Result<String, Error> {
    let company = job.company.or(job.sender.company);
    match (job.to, company) {
        (UploadTo::Company(id), _) => Ok(format!("/rest/v2.1/companies/{id}/uploads")),
        (UploadTo::Project(project), Some(id)) => Ok(format!(
            "/rest/v2.1/companies/{id}/projects/{project}/uploads"
        )),
        (UploadTo::Project(_), None) => Err(invalid(
            "it needs the company of the project: set one on the client or on the upload with \
             `company`",
        )),
    }
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

/// What Procore is asked for.
fn wanted(job: &Job<'_>, parts: &Parts) -> Value {
    let segments: Vec<Value> = parts
        .list
        .iter()
        .map(|part| json!({ "size": part.size, "sha256": part.sha256 }))
        .collect();
    let media_type = job.file.media_type();
    json!({
        "file_name": job.file.name(),
        "file_size": parts.total,
        "content_type": media_type.unwrap_or("application/octet-stream"),
        "sha256": parts.sha256,
        "segments": segments,
    })
}

/// Sends all parts. The places are good for a while only: once one is refused, new ones are fetched.
async fn send_parts(
    job: &Job<'_>,
    path: &str,
    parts: &Parts,
    created: Value,
) -> Result<Vec<String>, Error> {
    let mut answer = created;
    let mut etags: Vec<String> = Vec::new();
    let mut renewed = false;
    while let Some(part) = parts.list.get(etags.len()) {
        let place = place(&answer, etags.len(), parts.list.len())?;
        match send_part(job.storage(), part, parts.total, place).await {
            Ok(etag) => {
                etags.push(etag);
                renewed = false;
            }
            Err(Error::Permission(_) | Error::Validation(_) | Error::NotFound(_)) if !renewed => {
                renewed = true;
                if !etags.is_empty() {
                    let mut so_far: Vec<Option<&String>> = etags.iter().map(Some).collect();
                    so_far.resize(parts.list.len(), None);
                    let told = json!({ "part_etags": so_far });
                    job.ask(Method::Patch, path.to_owned(), Some(&told)).await?;
                }
                answer = data(job.ask(Method::Get, path.to_owned(), None).await?);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(etags)
}

/// The place of a part. Procore gives those of all parts, or those of the ones that are left.
fn place(answer: &Value, index: usize, count: usize) -> Result<&Value, Error> {
    let places = answer.get("segments").and_then(Value::as_array);
    let place = places.and_then(|places| {
        let absent = count.checked_sub(places.len())?;
        places.get(index.checked_sub(absent)?)
    });
    place.ok_or_else(|| odd("Procore gave another number of places than was asked for"))
}

/// Asks again and again, until the file can be used.
async fn wait_until_available(job: &Job<'_>, path: &str) -> Result<(), Error> {
    let clock = &job.sender.clock;
    let (begun, mut wait) = (clock.now(), FIRST_WAIT);
    loop {
        let answer = data(job.ask(Method::Get, path.to_owned(), None).await?);
        let status = field(&answer, "status")?;
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
            return Err(Error::Timeout(Details::of("Upload", message)));
        }
        clock.sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// What stands in the envelope.
fn data(mut answer: Value) -> Value {
    match answer.get_mut("data") {
        Some(data) => data.take(),
        None => answer,
    }
}
