//! The hand-written part of the generated crate, embedded in the generator.

use std::collections::BTreeMap;

/// The files that are copied into the generated crate, and the manifest they were compiled with.
#[derive(Debug, Clone)]
pub struct RuntimeFiles {
    /// The runtime's `Cargo.toml`, for its dependencies and features.
    pub manifest: String,
    /// Sources by their path below `src/runtime/`.
    pub sources: BTreeMap<String, String>,
}

impl RuntimeFiles {
    /// The files as they were when the generator was built.
    pub fn embedded() -> Self {
        let sources = SOURCES
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Self {
            manifest: MANIFEST.to_owned(),
            sources: sources.collect(),
        }
    }
}

const MANIFEST: &str = include_str!("../../runtime/Cargo.toml");

macro_rules! sources {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../runtime/src/runtime/", $path)))),*]
    };
}

/// Every file of the runtime's folder; a test compares this list with the folder.
const SOURCES: &[(&str, &str)] = sources![
    "answer.rs",
    "arrays.rs",
    "base64.rs",
    "body.rs",
    "budget.rs",
    "builder.rs",
    "call.rs",
    "checksum.rs",
    "client.rs",
    "clock.rs",
    "credentials.rs",
    "custom_fields.rs",
    "date.rs",
    "decimal.rs",
    "decode.rs",
    "digits.rs",
    "direct_upload.rs",
    "download.rs",
    "download_file.rs",
    "enums.rs",
    "environment.rs",
    "error.rs",
    "error_body.rs",
    "exchange.rs",
    "extra.rs",
    "field.rs",
    "file.rs",
    "fit.rs",
    "flat.rs",
    "form.rs",
    "gate.rs",
    "headers.rs",
    "http_client.rs",
    "json.rs",
    "meta.rs",
    "mismatch.rs",
    "mod.rs",
    "oauth.rs",
    "operation.rs",
    "pages.rs",
    "param.rs",
    "part_file.rs",
    "parts.rs",
    "percent.rs",
    "policy.rs",
    "prelude.rs",
    "prepare.rs",
    "private_file.rs",
    "rate.rs",
    "raw.rs",
    "reader.rs",
    "record.rs",
    "reply.rs",
    "request.rs",
    "retries.rs",
    "retry.rs",
    "retry_loop.rs",
    "secret.rs",
    "sender.rs",
    "serde.rs",
    "session.rs",
    "setters.rs",
    "shown.rs",
    "stall.rs",
    "testing.rs",
    "token.rs",
    "transfers.rs",
    "transport.rs",
    "unified_upload.rs",
    "union.rs",
    "upload.rs",
    "upload_job.rs",
    "wire.rs",
    "writer.rs",
];
