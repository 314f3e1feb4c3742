//! What the headers of responses say, wherever they come from.

use http::HeaderMap;
use http::header::LINK;

/// Procore's id of a request.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}

/// The relations, in lower case, and the URLs of all `Link` headers, as they came.
pub(crate) fn links(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    let values = headers.get_all(LINK).into_iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(link_targets)
}

/// The relations and URLs of a `Link` header.
fn link_targets(value: &str) -> Vec<(String, String)> {
    let mut targets = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((url, after)) = after.split_once('>') else {
            break;
        };
        let (parameters, after) = match after.split_once('<') {
            Some((parameters, _)) => (
                parameters,
                after.get(parameters.len()..).unwrap_or_default(),
            ),
            None => (after, ""),
        };
        for parameter in parameters.split([';', ',']) {
            if let Some((name, value)) = parameter.split_once('=')
                && name.trim().eq_ignore_ascii_case("rel")
            {
                let relations = value.trim().trim_matches('"');
                for relation in relations.split_whitespace() {
                    targets.push((relation.to_ascii_lowercase(), url.trim().to_owned()));
                }
            }
        }
        rest = after;
    }
    targets
}
