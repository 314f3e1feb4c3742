//! What may be shown of text, URLs and headers that somebody else wrote.

use std::fmt::{self, Write};

use http::{HeaderMap, HeaderName};
use url::Url;

/// The headers whose values help and are no secrets; of all others the names are shown.
const HARMLESS: &[&str] = &[
    "accept-ranges",
    "content-length",
    "content-range",
    "content-type",
    "date",
    "deprecation",
    "per-page",
    "retry-after",
    "sunset",
    "total",
    "x-rate-limit-limit",
    "x-rate-limit-remaining",
    "x-rate-limit-reset",
    "x-request-id",
];

/// Displays a value without characters that command a terminal, begin a line of a log, or turn the
/// text around.
pub(crate) struct Plain<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Filter(f), "{}", self.0)
    }
}

struct Filter<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Filter<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(commands) {
            let (before, from) = rest.split_at(at);
            self.0.write_str(before)?;
            let mut chars = from.chars();
            match chars.next() {
                Some('\n' | '\r' | '\t') => self.0.write_char(' ')?,
                Some(other) => write!(self.0, "{}", other.escape_unicode())?,
                None => {}
            }
            rest = chars.as_str();
        }
        self.0.write_str(rest)
    }
}

/// Whether a character does something other than to be read.
fn commands(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
        )
}

/// A URL without what can be a secret: user, password, query and fragment.
pub(crate) fn url(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    let port = port.unwrap_or_default();
    let more = if url.query().is_some() { "?.." } else { "" };
    format!("{}://{host}{port}{}{more}", url.scheme(), url.path())
}

/// A URL as text, perhaps a relative one, without what can be a secret.
pub(crate) fn location(text: &str) -> String {
    match Url::parse(text) {
        Ok(parsed) if parsed.has_host() => url(&parsed),
        _ => {
            let path = text.split(['?', '#']).next().unwrap_or_default();
            // `//user:password@host/`
            match path.rsplit_once('@') {
                Some((_, behind)) => format!("..@{behind}"),
                None => path.to_owned(),
            }
        }
    }
}

/// A path with `{id}` in place of what looks like an id.
pub(crate) fn without_ids(path: &str) -> String {
    let segments = path.split('/');
    let shown = segments.map(|segment| if is_id(segment) { "{id}" } else { segment });
    shown.collect::<Vec<_>>().join("/")
}

/// Whether a segment of a path looks like an id: a number, a UUID, a ULID, or as long in hexadecimal.
fn is_id(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let all = |is: fn(&u8) -> bool| segment.bytes().all(|byte| is(&byte));
    let hex = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let upper = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    digits > 0
        && (digits == segment.len()
            || (segment.len() >= 16 && all(hex))
            || (segment.len() == 26 && all(upper)))
}

/// Headers: their names, and the values of those that are no secrets.
pub(crate) struct Headers<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let harmless = |name: &HeaderName| HARMLESS.contains(&name.as_str());
        let mut map = f.debug_map();
        for (name, value) in self.0 {
            match harmless(name) {
                true => map.entry(&name.as_str(), value),
                false => map.entry(&name.as_str(), &format_args!("..")),
            };
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Plain, location, without_ids};

    #[test]
    fn what_commands_a_terminal_is_spelled_out() {
        let shown = Plain("a\u{1b}[2J\r\nb\u{9b}\u{202e}c\u{e9}").to_string();
        assert_eq!(shown, "a\\u{1b}[2J  b\\u{9b}\\u{202e}c\u{e9}");
    }

    #[test]
    fn a_location_is_shown_without_secrets() {
        for (text, expected) in [
            (
                "https://u:p@x.example:8/a?b=c#d",
                "https://x.example:8/a?..",
            ),
            ("/a/b?sig=s", "/a/b"),
            ("//u:p@x/a#token", "..@x/a"),
            ("", ""),
        ] {
            assert_eq!(location(text), expected);
        }
    }

    #[test]
    fn ids_in_a_path_are_not_shown() {
        for (path, expected) in [
            ("/rest/v1.0/rfis/7", "/rest/v1.0/rfis/{id}"),
            (
                "/rest/v2.0/companies/42/x/01JDXMPK0AZ7Q3S5T7V9X1Y3Z5/y",
                "/rest/v2.0/companies/{id}/x/{id}/y",
            ),
            ("/a/0b9d0f6e-6b7c-4a55-9b39-1a2b3c4d5e6f", "/a/{id}"),
            ("/docs/rest-api-v1-0/facade", "/docs/rest-api-v1-0/facade"),
        ] {
            assert_eq!(without_ids(path), expected);
        }
    }
}
