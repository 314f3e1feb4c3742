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
    "auth/credentials.rs",
    "auth/mod.rs",
    "auth/oauth.rs",
    "auth/private_file.rs",
    "auth/session.rs",
    "auth/token.rs",
    "client/builder.rs",
    "client/call.rs",
    "client/client.rs",
    "client/exchange.rs",
    "client/mod.rs",
    "client/notice.rs",
    "client/operation.rs",
    "client/policy.rs",
    "client/prepare.rs",
    "client/raw.rs",
    "client/retry_loop.rs",
    "client/sender.rs",
    "error/mismatch.rs",
    "error/mod.rs",
    "error/shown.rs",
    "http/agent.rs",
    "http/announced.rs",
    "http/cause.rs",
    "http/environment.rs",
    "http/executor.rs",
    "http/file.rs",
    "http/headers.rs",
    "http/http_client.rs",
    "http/mod.rs",
    "http/percent.rs",
    "http/progress.rs",
    "http/stall.rs",
    "http/stream.rs",
    "http/transport.rs",
    "json/digits.rs",
    "json/extra.rs",
    "json/fit.rs",
    "json/flat.rs",
    "json/form.rs",
    "json/loose.rs",
    "json/mod.rs",
    "json/reader.rs",
    "json/record.rs",
    "json/serde.rs",
    "json/value.rs",
    "json/wire.rs",
    "json/writer.rs",
    "limits/budget.rs",
    "limits/clock.rs",
    "limits/gate.rs",
    "limits/http_date.rs",
    "limits/mod.rs",
    "limits/rate.rs",
    "limits/retries.rs",
    "limits/retry.rs",
    "mod.rs",
    "paging/mod.rs",
    "paging/pages.rs",
    "prelude.rs",
    "public.rs",
    "request/arrays.rs",
    "request/body.rs",
    "request/described.rs",
    "request/meta.rs",
    "request/mod.rs",
    "request/request.rs",
    "request/setters.rs",
    "response/decode.rs",
    "response/encoded.rs",
    "response/error_body.rs",
    "response/mod.rs",
    "response/raw.rs",
    "response/response.rs",
    "testing.rs",
    "transfer/checksum.rs",
    "transfer/direct_upload.rs",
    "transfer/download.rs",
    "transfer/download_file.rs",
    "transfer/mod.rs",
    "transfer/part_file.rs",
    "transfer/parts.rs",
    "transfer/protocol.rs",
    "transfer/transfers.rs",
    "transfer/unified_upload.rs",
    "transfer/upload.rs",
    "transfer/upload_job.rs",
    "values/base64.rs",
    "values/chrono.rs",
    "values/custom_fields.rs",
    "values/date.rs",
    "values/decimal.rs",
    "values/enums.rs",
    "values/field.rs",
    "values/id.rs",
    "values/mod.rs",
    "values/param.rs",
    "values/rust_decimal.rs",
    "values/secret.rs",
    "values/union.rs",
    "webhook/authorization.rs",
    "webhook/mod.rs",
    "webhook/payload.rs",
];
