//! Uploads, as a caller sets them up.

use std::fmt;
use std::sync::Arc;

use super::direct_upload;
use super::unified_upload;
use super::upload_job::Job;
pub use super::upload_job::{UploadTo, Uploaded};
use crate::runtime::client::sender::Sender;
use crate::runtime::error::Error;
use crate::runtime::http::executor;
use crate::runtime::http::file::File;
use crate::runtime::values::id::CompanyId;

/// The version of Procore's uploads.
enum Protocol {
    /// Version 1.1.
    Direct,
    /// Version 2.1.
    Unified,
}

/// An upload that has not started.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<'a> {
    job: Job<'a>,
    protocol: Protocol,
}

impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("to", &self.job.to)
            .field("file", &self.job.file)
            .finish_non_exhaustive()
    }
}

impl<'a> Upload<'a> {
    /// An upload with nothing set.
    pub(crate) fn new(sender: &'a Sender, to: UploadTo, file: File) -> Self {
        Self {
            job: Job {
                sender,
                to,
                file,
                company: None,
                segment: None,
                progress: None,
            },
            protocol: Protocol::Direct,
        }
    }
}

impl Upload<'_> {
    /// Calls `progress` with the number of bytes sent so far, and with the total, if known. A part that
    /// is sent again counts again from its start.
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.job.progress = Some(Arc::new(progress));
        self
    }

    /// Sets the size in bytes from which on a file is sent in segments of that size: 64 MiB unless
    /// set, of the 5 MiB to 5 GiB that the storage takes; for [`Self::unified`] 100 MiB, the most
    /// that it takes. A stream is always sent as one.
    pub fn segment_size(mut self, bytes: u64) -> Self {
        self.job.segment = Some(bytes);
        self
    }

    /// Uploads for this company, instead of that of the client.
    pub fn company(mut self, id: impl Into<CompanyId>) -> Self {
        self.job.company = Some(id.into());
        self
    }

    /// Uploads with version 2.1 of Procore's uploads, which document management takes: every part
    /// has a checksum, and the upload ends when the file is available. The file is read twice, so
    /// it cannot be a stream.
    pub fn unified(mut self) -> Self {
        self.protocol = Protocol::Unified;
        self
    }

    /// Uploads the file. A part that breaks off on its way to the storage is sent again, as the client's
    /// retry policy says.
    pub async fn send(self) -> Result<Uploaded, Error> {
        executor::check("Upload")?;
        match self.protocol {
            Protocol::Direct => direct_upload::send(&self.job).await,
            Protocol::Unified => unified_upload::send(&self.job).await,
        }
    }
}
