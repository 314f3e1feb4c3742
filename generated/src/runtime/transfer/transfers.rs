//! What a client does with files: downloads and uploads.

use std::path::Path;

use super::download::{Download, download};
use super::download_file::download_to;
use super::upload::{Upload, UploadTo};
use crate::runtime::client::client::Client;
use crate::runtime::error::Error;
use crate::runtime::http::file::File;

impl Client {
    /// Downloads the file at a URL that an answer gave. The token goes along only to Procore's
    /// hosts, also through redirects. What ends too early, or has another checksum than the server
    /// gives for it, ends with an error.
    pub async fn download(&self, url: &str) -> Result<Download, Error> {
        download(&self.0, url).await
    }

    /// Downloads the file at a URL to a path, and takes it up again where it broke off, if the
    /// server can do that and the file is still the same, byte for byte, as its strong `ETag` says;
    /// else from the beginning. That as often as the client's retry policy says for attempts that
    /// bring nothing. Gives its length in bytes.
    ///
    /// The file appears when it is whole, and in place of one that was there. Until then it grows in
    /// a hidden file beside it. When the download fails, or is no longer waited for, that file stays
    /// if it can be gone on with: the next download from the same URL to the same path does so, also
    /// in another program.
    pub async fn download_to(&self, url: &str, path: impl AsRef<Path>) -> Result<u64, Error> {
        download_to(&self.0, url, path.as_ref()).await
    }

    /// Uploads a file to the storage, which is how Procore prefers to get files. Neither the token
    /// nor anything else of the client goes there, and the file is never in memory as a whole.
    ///
    /// ```text
    /// let uploaded = client.upload(UploadTo::Project(7), File::from_path("plan.pdf")).send().await?;
    /// ```
    pub fn upload(&self, to: UploadTo, file: File) -> Upload<'_> {
        Upload::new(&self.0, to, file)
    }
}
