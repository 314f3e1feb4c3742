//! What is reported of a deprecation.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::tz::Offset;
use url::Url;

use crate::runtime::error::shown::{self, Plain};
use crate::runtime::http::announced::Announced;
use crate::runtime::request::described::deprecated;
use crate::runtime::request::meta::{Deprecation, Method, Replacement};
use crate::runtime::request::request::Request;
use crate::runtime::values::date::Date;

/// What is known of the deprecation of an operation that a client used.
///
/// Displayed, it is one line, without ids and without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeprecationNotice {
    /// The HTTP method.
    pub method: Method,
    /// The path, with its parameters in braces. That of a raw request has `{id}` in place of what
    /// looks like an id, unless it is the path of an operation that the description deprecates.
    pub path: Cow<'static, str>,
    /// The title, `List RFIs`; `None` for a raw request to a path that the client does not know.
    pub title: Option<&'static str>,
    /// The request type, `procore::rfi::v1_0::ListRfis`; `None` where there is no title.
    pub rust_path: Option<&'static str>,
    /// Where it is from.
    pub source: DeprecationSource,
    /// Since when the operation is deprecated, if that is said. A response can name a date to come.
    pub date: Option<Date>,
    /// When the operation goes away, if that is said.
    pub sunset: Option<Date>,
    /// What to use instead, by the description.
    pub replacements: &'static [Replacement],
    /// What to use instead, by the response: the link `successor-version`. It can have ids in it.
    pub successor: Option<Url>,
    /// Where to read about it, by the response: the link `deprecation`, or else `sunset`.
    pub guide: Option<Url>,
}

/// Where a [`DeprecationNotice`] is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DeprecationSource {
    /// The description that the client was made from. It is known before anything is sent.
    Description,
    /// The headers `Sunset` ([RFC 8594](https://www.rfc-editor.org/rfc/rfc8594)) and `Deprecation`
    /// ([RFC 9745](https://www.rfc-editor.org/rfc/rfc9745)) of a response. Dates are those in UTC.
    Response,
}

impl fmt::Display for DeprecationSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Description => "description",
            Self::Response => "response",
        })
    }
}

/// The operation that a request is of, as far as that is known before it is sent.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    method: Method,
    /// `None` where only the request has it.
    path: Option<&'static str>,
    title: Option<&'static str>,
    pub(crate) rust_path: Option<&'static str>,
    pub(crate) deprecation: Option<&'static Deprecation>,
}

impl Subject {
    /// That of `request`, which goes to `path`.
    pub(crate) fn of(request: &Request, path: &str) -> Self {
        let method = request.method();
        if request.has_own_path()
            && let Some(known) = deprecated(method, path)
        {
            return Self {
                method,
                path: Some(known.path),
                title: Some(known.title),
                rust_path: Some(known.rust_path),
                deprecation: Some(&known.deprecation),
            };
        }
        let meta = request.meta();
        let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        Self {
            method,
            path: (!request.has_own_path()).then_some(meta.path),
            title: some(meta.title),
            rust_path: some(meta.rust_path),
            deprecation: meta.deprecation,
        }
    }

    /// The notice by the description.
    pub(crate) fn described(self, deprecation: &'static Deprecation) -> DeprecationNotice {
        let date = |text: Option<&'static str>| text.and_then(|text| text.parse().ok());
        DeprecationNotice {
            date: date(deprecation.date),
            sunset: date(deprecation.sunset),
            ..self.notice(DeprecationSource::Description, "")
        }
    }

    /// The notice by a response; `path` is that of the request.
    pub(crate) fn announced(self, announced: Announced, path: &str) -> DeprecationNotice {
        let date = |at: Timestamp| Date::from(Offset::UTC.to_datetime(at).date());
        DeprecationNotice {
            date: announced.date.map(date),
            sunset: announced.sunset.map(date),
            successor: announced.successor,
            guide: announced.guide,
            ..self.notice(DeprecationSource::Response, path)
        }
    }

    fn notice(self, source: DeprecationSource, path: &str) -> DeprecationNotice {
        DeprecationNotice {
            method: self.method,
            path: self.path_in(path),
            title: self.title,
            rust_path: self.rust_path,
            source,
            date: None,
            sunset: None,
            replacements: self.deprecation.map_or(&[], |it| it.replacements),
            successor: None,
            guide: None,
        }
    }

    fn path_in(self, path: &str) -> Cow<'static, str> {
        match self.path {
            Some(path) => path.into(),
            None => shown::without_ids(path).into(),
        }
    }

    /// What tells the operation from others; `path` is that of the request.
    pub(crate) fn name(self, path: &str) -> Cow<'static, str> {
        match self.rust_path {
            Some(rust_path) => rust_path.into(),
            None => format!("{} {}", self.method, self.path_in(path)).into(),
        }
    }
}

impl DeprecationNotice {
    /// The operation in the shortest way that says which one it is.
    pub(crate) fn operation(&self) -> Cow<'static, str> {
        match self.rust_path {
            Some(rust_path) => rust_path.into(),
            None => format!("{} {}", self.method, Plain(&self.path)).into(),
        }
    }

    /// What to use instead, in words.
    pub(crate) fn instead(&self) -> String {
        let words = self.replacements.iter().map(words);
        let successor = self.successor.as_ref().map(page);
        let words: Vec<String> = words.chain(successor).collect();
        match words.is_empty() {
            true => "another operation; none was announced".to_owned(),
            false => words.join(" and "),
        }
    }

    /// Where to read about it, as it may be shown.
    pub(crate) fn page(&self) -> Option<String> {
        self.guide.as_ref().map(page)
    }
}

impl fmt::Display for DeprecationNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.operation())?;
        if self.rust_path.is_some() {
            write!(f, " ({} {})", self.method, Plain(&self.path))?;
        }
        f.write_str(" is deprecated")?;
        if let Some(date) = &self.date {
            write!(f, " as of {date}")?;
        }
        if let Some(sunset) = &self.sunset {
            write!(f, ", sunset on {sunset}")?;
        }
        if self.source == DeprecationSource::Response {
            f.write_str(", as its response says")?;
        }
        write!(f, "; use {}", self.instead())?;
        match self.page() {
            Some(page) => write!(f, "; see {page}"),
            None => Ok(()),
        }
    }
}

/// A replacement in words.
fn words(replacement: &Replacement) -> String {
    let what = match (
        replacement.rust_path,
        replacement.operation,
        replacement.words,
    ) {
        (Some(path), ..) => path.to_owned(),
        (None, Some((method, path)), _) => format!("{method} {path}"),
        (None, None, words) => words.unwrap_or("what its announcement names").to_owned(),
    };
    match replacement.inferred {
        true => format!("{what} (inferred)"),
        false => what,
    }
}

/// A URL that a response gave, without what can be a secret, and without ids.
fn page(url: &Url) -> String {
    let mut url = url.clone();
    let path = shown::without_ids(url.path());
    url.set_path(&path);
    shown::url(&url).replace("%7Bid%7D", "{id}")
}
