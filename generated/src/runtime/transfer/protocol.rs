//! What Procore and the client say to each other about an upload, as types.

use std::collections::BTreeMap;

use crate::runtime::error::mismatch::Kind;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::json::extra::Extra;
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::record::record;
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// Version 1.1: creates an upload.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewUpload {
    pub(crate) response_filename: Option<String>,
    pub(crate) response_content_type: Option<String>,
    pub(crate) segments: Option<Vec<NewSegment>>,
    pub(crate) extra: Extra,
}

record!(NewUpload {
    0 response_filename "response_filename",
    1 response_content_type "response_content_type",
    2 segments "segments",
});

/// Version 2.1: creates an upload.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewUnifiedUpload {
    pub(crate) file_name: Option<String>,
    pub(crate) file_size: Option<i64>,
    pub(crate) content_type: Option<String>,
    pub(crate) sha256: Option<String>,
    pub(crate) segments: Option<Vec<NewSegment>>,
    pub(crate) extra: Extra,
}

record!(NewUnifiedUpload {
    0 file_name "file_name",
    1 file_size "file_size",
    2 content_type "content_type",
    3 sha256 "sha256",
    4 segments "segments",
});

/// A segment that is to be uploaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewSegment {
    pub(crate) size: Option<i64>,
    pub(crate) sha256: Option<String>,
    pub(crate) extra: Extra,
}

record!(NewSegment {
    0 size "size",
    1 sha256 "sha256",
});

/// Version 1.1: reports that all segments have been uploaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadedSegments {
    pub(crate) segments: Option<Vec<UploadedSegment>>,
    pub(crate) extra: Extra,
}

record!(UploadedSegments {
    0 segments "segments",
});

/// A segment that has been uploaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadedSegment {
    pub(crate) etag: Option<String>,
    pub(crate) extra: Extra,
}

record!(UploadedSegment {
    0 etag "etag",
});

/// Version 2.1: reports which parts have been uploaded; null stands for one that has not.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartEtags {
    pub(crate) part_etags: Option<Vec<Option<String>>>,
    pub(crate) extra: Extra,
}

record!(PartEtags {
    0 part_etags "part_etags",
});

impl PartEtags {
    /// Reports the parts that have been uploaded, of `count` parts in all.
    pub(crate) fn new(etags: &[String], count: usize) -> Self {
        let mut all: Vec<Option<String>> = etags.iter().cloned().map(Some).collect();
        all.resize(count, None);
        Self {
            part_etags: Some(all),
            extra: Extra::default(),
        }
    }
}

/// An upload as Procore describes it, in either version.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadState {
    /// In version 1.1.
    uuid: Option<String>,
    /// In version 2.1.
    upload_id: Option<String>,
    status: Option<String>,
    /// Where the whole file goes, with the fields that go along.
    url: Option<String>,
    fields: Option<BTreeMap<String, Text>>,
    /// Where the parts of the file go.
    pub(crate) segments: Option<Vec<UploadUrl>>,
    pub(crate) extra: Extra,
}

record!(UploadState {
    0 uuid "uuid",
    1 upload_id "upload_id",
    2 status "status",
    3 url "url",
    4 fields "fields",
    5 segments "segments",
});

impl UploadState {
    pub(crate) fn uuid(&self) -> Result<&str, Error> {
        required(self.uuid.as_ref(), "uuid")
    }

    pub(crate) fn upload_id(&self) -> Result<&str, Error> {
        required(self.upload_id.as_ref(), "upload_id")
    }

    pub(crate) fn status(&self) -> Result<&str, Error> {
        required(self.status.as_ref(), "status")
    }

    pub(crate) fn url(&self) -> Result<&str, Error> {
        required(self.url.as_ref(), "url")
    }

    /// What is sent to the storage beside the file.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (String, String)> + use<> {
        texts(self.fields.clone())
    }

    /// The upload URL of the part at `index`, of `count` parts. Procore gives those of all parts, or
    /// those of the parts that are left.
    pub(crate) fn segment(&self, index: usize, count: usize) -> Result<&UploadUrl, Error> {
        let urls = self.segments.as_deref().unwrap_or_default();
        let left_out = count.checked_sub(urls.len());
        let url = left_out.and_then(|left_out| urls.get(index.checked_sub(left_out)?));
        url.ok_or_else(|| odd("Procore gave a different number of upload URLs than requested"))
    }
}

/// Where a part of a file goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct UploadUrl {
    url: Option<String>,
    headers: Option<BTreeMap<String, Text>>,
    extra: Extra,
}

record!(UploadUrl {
    0 url "url",
    1 headers "headers",
});

impl UploadUrl {
    pub(crate) fn url(&self) -> Result<&str, Error> {
        required(self.url.as_ref(), "url")
    }

    /// The headers that the part must be sent with, and no others that a signature might not cover.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (String, String)> + use<> {
        texts(self.headers.clone())
    }
}

/// A text; Procore may give a number where it ends up in a header or a form.
#[derive(Debug, Clone)]
struct Text(String);

impl Wire for Text {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        match reader.kind()? {
            Kind::String => Ok(Self(reader.string()?.into_owned())),
            _ => Ok(Self(reader.raw()?.to_owned())),
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(&self.0);
    }
}

fn texts(map: Option<BTreeMap<String, Text>>) -> impl Iterator<Item = (String, String)> {
    let entries = map.into_iter().flatten();
    entries.map(|(name, Text(text))| (name, text))
}

fn required<'a>(field: Option<&'a String>, key: &str) -> Result<&'a str, Error> {
    let missing = || odd(format!("Procore described an upload without `{key}`"));
    field.map(String::as_str).ok_or_else(missing)
}

/// A response that is not what was requested.
pub(crate) fn odd(message: impl Into<String>) -> Error {
    Error::of(ErrorKind::Decode, "Upload", message)
}
