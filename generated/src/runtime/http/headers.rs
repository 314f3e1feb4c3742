//! What the headers of responses say, wherever they come from.

use http::HeaderMap;

/// Procore's id of a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}
