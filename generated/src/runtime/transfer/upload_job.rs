//! What an upload is about, and how Procore is asked about it, whatever the protocol.

use percent_encoding::utf8_percent_encode;

use super::parts::{Storage, invalid};
use super::protocol::UploadState;
use crate::runtime::client::retry_loop;
use crate::runtime::client::sender::Sender;
use crate::runtime::error::Error;
use crate::runtime::http::file::File;
use crate::runtime::http::percent::{UNRESERVED, is_segment};
use crate::runtime::http::progress::Progress;
use crate::runtime::json::wire::Wire;
use crate::runtime::request::meta::{Company, Meta, Method};
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::{Payload, Redirects};
use crate::runtime::values::id::{CompanyId, Id, ProjectId};

/// What is known of the requests about uploads.
pub(crate) const UPLOADS: Meta = Meta {
    method: Method::Post,
    title: "Upload",
    company: Company::Required,
    ..Meta::DEFAULT
};

/// Where an upload belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UploadTo {
    /// A project.
    Project(ProjectId),
    /// A company.
    Company(CompanyId),
}

impl UploadTo {
    /// To the project of this id.
    pub fn project(id: impl Into<ProjectId>) -> Self {
        Self::Project(id.into())
    }

    /// To the company of this id.
    pub fn company(id: impl Into<CompanyId>) -> Self {
        Self::Company(id.into())
    }
}

/// An id as a segment of a path.
pub(crate) fn segment<K>(id: &Id<K>) -> Result<String, Error> {
    let text = id.as_str();
    if !is_segment(text) {
        return Err(invalid(format!("`{text}` is no id to upload to")));
    }
    Ok(utf8_percent_encode(text, UNRESERVED).to_string())
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
    pub(crate) company: Option<CompanyId>,
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

    /// Sends a request about the upload to Procore.
    pub(crate) async fn ask<T: Payload>(
        &self,
        meta: &'static Meta,
        method: Method,
        path: &str,
        body: Option<&impl Wire>,
    ) -> Result<T, Error> {
        let path = path.to_owned();
        let mut request = match method {
            // To report once more which parts have been uploaded changes nothing.
            Method::Patch => Request::repeatable_to(meta, method, path),
            _ => Request::to(meta, method, path),
        };
        request.options_mut().company = match &self.to {
            UploadTo::Company(id) => Some(self.company.as_ref().unwrap_or(id).clone()),
            UploadTo::Project(_) => self.company.clone(),
        };
        if let Some(body) = body {
            request.json(body);
        }
        let response = retry_loop::fetch(self.sender, &request, Redirects::Return).await?;
        let decoded = self
            .sender
            .decoding
            .lenient()
            .decode::<T>(&request, response)?;
        Ok(decoded.payload)
    }

    /// Asks Procore how the upload is doing.
    pub(crate) async fn state(
        &self,
        meta: &'static Meta,
        path: &str,
    ) -> Result<UploadState, Error> {
        self.ask(meta, Method::Get, path, None::<&()>).await
    }

    /// Reports to Procore what has been uploaded.
    pub(crate) async fn report(
        &self,
        meta: &'static Meta,
        path: &str,
        uploaded: &impl Wire,
    ) -> Result<(), Error> {
        self.ask(meta, Method::Patch, path, Some(uploaded)).await
    }
}
