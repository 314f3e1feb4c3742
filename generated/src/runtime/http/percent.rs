//! Percent-encoding: what stays as it is in paths, queries and forms.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a path: the unreserved characters of RFC 3986.
pub(crate) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Whether a value can stand as a segment of a path: with any other one the path above would be asked for,
/// or another one.
pub(crate) fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}

/// What stays as it is in a query, beside that: brackets, as Procore writes them.
pub(crate) const QUERY: &AsciiSet = &UNRESERVED
    .remove(b'[')
    .remove(b']')
    .remove(b',')
    .remove(b':');

/// `name=value&name=value`, percent-encoded.
pub(crate) fn encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    encode_into(&mut text, pairs);
    text
}

/// Writes `name=value&name=value`, percent-encoded.
pub(crate) fn encode_into<'a>(out: &mut String, pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    for (index, (name, value)) in pairs.enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, QUERY));
        out.push('=');
        out.extend(utf8_percent_encode(value, QUERY));
    }
}
