//! Dates as HTTP writes them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The form of today, and the two older ones that a recipient must accept as well (RFC 9110, 5.6.7).
const FORMS: [&str; 3] = [
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %e %H:%M:%S %Y",
];

/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let read = |form| DateTime::strptime(form, text).ok();
    Offset::UTC
        .to_timestamp(FORMS.into_iter().find_map(read)?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::http_date;

    #[test]
    fn all_three_forms_are_read() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
        ] {
            let read = http_date(text).map(jiff::Timestamp::as_second);
            assert_eq!(read, Some(784_111_777), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_date() {
        for text in [
            "",
            "1994-11-06T08:49:37Z",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT and more",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
