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
    "per-page",
    "retry-after",
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
    use super::{Plain, location};

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
}
