//! What an upload is about, and how Procore is asked about it, whatever the protocol.

use serde_json::Value;

use super::parts::{Progress, Storage};
use crate::runtime::client::retry_loop;
use crate::runtime::client::sender::Sender;
use crate::runtime::error::Error;
use crate::runtime::http::file::File;
use crate::runtime::request::meta::{Company, Meta, Method};
use crate::runtime::request::request::Request;
use crate::runtime::response::reply::Redirects;

static UPLOADS: Meta = Meta {
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
/// after `Upload::unified`; Procore deletes it then.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// What to refer to it by, in `upload_uuid`, `upload_uuids` or `upload_ids`; after
    /// `Upload::unified` in `file_upload_id`.
    pub uuid: String,
}

/// A file, where it goes, and how.
pub(crate) struct Job<'a> {
    pub(crate) sender: &'a Sender,
    pub(crate) to: UploadTo,
    pub(crate) file: File,
    /// The company, where that is not the one of the client.
    pub(crate) company: Option<i64>,
    /// How large the segments are.
    pub(crate) segment: Option<u64>,
    pub(crate) progress: Option<Progress>,
}

impl Job<'_> {
    pub(crate) fn storage(&self) -> Storage<'_> {
        Storage {
            sender: self.sender,
            file: &self.file,
            progress: self.progress.as_ref(),
        }
    }

    /// Asks Procore about the upload.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: String,
        body: Option<&Value>,
    ) -> Result<Value, Error> {
        let mut request = match method {
            // To say once more which parts have arrived changes nothing.
            Method::Patch => Request::repeatable_to(&UPLOADS, method, path),
            _ => Request::to(&UPLOADS, method, path),
        };
        request.options_mut().company = match self.to {
            UploadTo::Company(id) => Some(self.company.unwrap_or(id)),
            UploadTo::Project(_) => self.company,
        };
        if let Some(body) = body {
            request.json(body);
        }
        let answer = retry_loop::fetch(self.sender, &request, Redirects::Return).await?;
        let decoded = self.sender.decoding.decode::<Value>(&request, answer)?;
        Ok(decoded.value)
    }
}
