//! What a client does with files: downloads and uploads.

use std::path::Path;

use super::download::{Download, download};
use super::download_file::download_to;
use super::upload::{Upload, UploadTo};
use crate::runtime::client::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::file::File;

impl Client {
    /// Downloads the file at a URL from a response. The token is sent to Procore's hosts only, also
    /// through redirects. A body that ends too early, or does not match the checksum that the server
    /// gives, ends with an error.
    pub async fn download(&self, url: &str) -> Result<Download, Error> {
        download(&self.0, url).await
    }

    /// Downloads the file at a URL to a path, and returns its length in bytes. A download that breaks
    /// off is resumed, if the server supports that and the strong `ETag` of the file shows that it is
    /// still the same, byte for byte; otherwise it starts again. The client's retry policy decides how
    /// often, counting attempts that make no progress.
    ///
    /// The file appears once it is complete, and replaces one that was there. Until then it grows in a
    /// hidden file beside it. When the download fails or is cancelled, that file is kept if it can be
    /// resumed: the next download from the same URL to the same path does so, also in another program.
    pub async fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        download_to(&self.0, url, path.as_ref(), &|_, _| {}).await
    }

    /// Downloads as [`Self::download_to`] does, and calls `progress` with the number of bytes that are
    /// in the file so far, and with its length, if known. A download that is resumed counts on from
    /// where it broke off; one that starts again, from 0.
    pub async fn download_to_with_progress(
        &self,
        url: &str,
        path: impl AsRef<Path>,
        progress: impl Fn(u64, Option<u64>) + Send + Sync,
    ) -> Result<u64, Error> {
        download_to(&self.0, url, path.as_ref(), &progress).await
    }

    /// Uploads a file to Procore's storage, the way Procore prefers to get files. Neither the token nor
    /// anything else of the client is sent there, and the file is never in memory as a whole.
    ///
    /// ```text
    /// let uploaded = client.upload(UploadTo::project(7), File::from_path("plan.pdf")).send().await?;
    /// ```
    pub fn upload(&self, to: UploadTo, file: File) -> Upload<'_> {
        Upload::new(&self.0, to, file)
    }
}
