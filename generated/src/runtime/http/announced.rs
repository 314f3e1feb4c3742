//! What the headers of a response announce about its operation: that it is deprecated, and when it goes.

use http::{HeaderMap, HeaderName};
use jiff::Timestamp;
use url::Url;

use super::environment::has_userinfo;
use super::headers::links;
use crate::runtime::limits::http_date::http_date;

/// RFC 8594.
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// RFC 9745.
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");

/// What a response announces.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Announced {
    /// Since when the operation is deprecated, or from when on, if that is said.
    pub(crate) date: Option<Timestamp>,
    /// When it goes away, if that is said.
    pub(crate) sunset: Option<Timestamp>,
    /// Where to read about it.
    pub(crate) guide: Option<Url>,
    /// What comes after it.
    pub(crate) successor: Option<Url>,
}

/// Whether there is anything to read.
pub(crate) fn is_announcing(headers: &HeaderMap) -> bool {
    headers.contains_key(SUNSET) || headers.contains_key(DEPRECATION)
}

/// What the headers of the response of `url` announce; what is malformed does not count.
///
/// A link alone announces nothing: it can lead to what is said of deprecations in general.
pub(crate) fn announced(headers: &HeaderMap, url: &Url) -> Option<Announced> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    let sunset = text(SUNSET).and_then(http_date);
    let deprecated = text(DEPRECATION).and_then(deprecation);
    if sunset.is_none() && deprecated.is_none() {
        return None;
    }
    let mut out = Announced {
        date: deprecated.flatten(),
        sunset,
        ..Announced::default()
    };
    let mut policy = None;
    for (relation, target) in links(headers) {
        let link = match relation.as_str() {
            "deprecation" => &mut out.guide,
            "sunset" => &mut policy,
            "successor-version" => &mut out.successor,
            _ => continue,
        };
        if link.is_none() {
            *link = url.join(&target).ok().filter(is_page);
        }
    }
    out.guide = out.guide.or(policy);
    Some(out)
}

/// Whether somebody can be shown a URL, and go there.
fn is_page(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && !has_userinfo(url)
}

/// `@1688169599`; in drafts of the RFC also `true`, which gives no date, and a date of HTTP.
#[allow(
    clippy::option_option,
    reason = "no deprecation, one without and one with a date"
)]
fn deprecation(text: &str) -> Option<Option<Timestamp>> {
    let text = text.trim();
    // A structured field can have parameters; none has a meaning here.
    let (item, _) = text.split_once(';').unwrap_or((text, ""));
    let item = item.trim_end();
    if item.eq_ignore_ascii_case("true") {
        return Some(None);
    }
    match item.strip_prefix('@') {
        Some(seconds) if !seconds.starts_with('+') => {
            let seconds = seconds.parse().ok()?;
            Timestamp::from_second(seconds).ok().map(Some)
        }
        Some(_) => None,
        None => http_date(text).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};
    use url::Url;

    use super::{Announced, announced, is_announcing};

    fn read(headers: &[(&'static str, &str)]) -> Option<Announced> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        assert!(is_announcing(&map) || announced(&map, &url()).is_none());
        announced(&map, &url())
    }

    fn url() -> Url {
        Url::parse("https://api.procore.com/rest/v1.0/things/7").unwrap()
    }

    /// Since when, as far as that is said, where a deprecation is announced.
    fn since(value: &str) -> Option<Option<i64>> {
        let read = read(&[("deprecation", value)]);
        read.map(|it| it.date.map(|date| date.as_second()))
    }

    #[test]
    fn a_deprecation_is_read_in_the_form_of_the_rfc_and_of_its_drafts() {
        for (value, expected) in [
            ("@1688169599", Some(Some(1_688_169_599))),
            ("@1688169599;a=1", Some(Some(1_688_169_599))),
            ("@-1", Some(Some(-1))),
            ("true", Some(None)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(Some(784_111_777))),
            ("false", None),
            ("@", None),
            ("@+5", None),
            ("@1688169599.5", None),
            ("@99999999999999999", None),
            ("1688169599", None),
            ("", None),
        ] {
            assert_eq!(since(value), expected, "{value}");
        }
    }

    #[test]
    fn links_are_read_where_something_is_announced() {
        let links = "</a b>; rel=\"sunset\", <https://x.example/why>; rel=deprecation; type=\"text/html\", \
                     <../../v2.0/things/7>; rel=\"next Successor-Version\"";
        assert_eq!(read(&[("link", links)]), None);
        let read = read(&[("link", links), ("deprecation", "true")]).unwrap();
        let text = |url: Option<Url>| url.map(String::from);
        assert_eq!(text(read.guide).as_deref(), Some("https://x.example/why"));
        assert_eq!(
            text(read.successor).as_deref(),
            Some("https://api.procore.com/rest/v2.0/things/7")
        );
    }

    #[test]
    fn a_link_that_nobody_should_follow_is_no_link() {
        for link in [
            "javascript:alert(1)",
            "https://u:p@x.example/",
            "https://[/",
        ] {
            let link = format!("<{link}>; rel=\"deprecation\"");
            let read = read(&[("deprecation", "true"), ("link", &link)]);
            assert_eq!(read, Some(Announced::default()), "{link}");
        }
        let sunset = [("sunset", "soon"), ("link", "</x>; rel=\"sunset\"")];
        assert_eq!(read(&sunset), None);
    }
}
