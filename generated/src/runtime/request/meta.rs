//! What is known of an operation beforehand: where it goes, and what Procore announced about it.

use std::fmt;

use super::arrays::DeclaredArrays;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }

    pub(crate) fn to_http(self) -> http::Method {
        match self {
            Self::Get => http::Method::GET,
            Self::Post => http::Method::POST,
            Self::Put => http::Method::PUT,
            Self::Patch => http::Method::PATCH,
            Self::Delete => http::Method::DELETE,
            Self::Head => http::Method::HEAD,
            Self::Options => http::Method::OPTIONS,
            Self::Trace => http::Method::TRACE,
        }
    }

    /// Whether sending a request twice does what sending it once does.
    #[must_use]
    pub fn is_idempotent(self) -> bool {
        !matches!(self, Self::Post | Self::Patch)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether an operation takes the `Procore-Company-Id` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// It must be sent; without a company the request fails before it is sent.
    Required,
    /// It is sent when known.
    Optional,
    /// It is never sent.
    None,
}

/// What is known of an operation beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The HTTP method.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The title, `List RFIs`.
    pub title: &'static str,
    /// The request type, `procore::rfi::v1_0::ListRfis`.
    pub rust_path: &'static str,
    /// Whether it takes the `Procore-Company-Id` header.
    pub company: Company,
    /// The key under which a success holds its payload.
    pub envelope: Option<&'static str>,
    /// The lists in its query that it declares in another form than that of Procore's guide.
    pub arrays: DeclaredArrays,
    /// What it asks for, `Accept`, where that is not JSON.
    pub accept: Option<&'static str>,
    /// Set when Procore announced its deprecation.
    pub deprecation: Option<&'static Deprecation>,
}

impl Meta {
    /// An operation of which nothing is known.
    pub const DEFAULT: Self = Self {
        method: Method::Get,
        path: "/",
        title: "",
        rust_path: "",
        company: Company::Optional,
        envelope: None,
        arrays: &[],
        accept: None,
        deprecation: None,
    };
}

/// The deprecation of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deprecation {
    /// Since when, `YYYY-MM-DD`, if announced.
    pub date: Option<&'static str>,
    /// When it goes away, `YYYY-MM-DD`; `None` while no date is set.
    pub sunset: Option<&'static str>,
    /// What to use instead; several when the operation was split.
    pub replacements: &'static [Replacement],
}

/// What replaces a deprecated operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// The request type, `procore::rfi::v1_1::ListRfis`.
    pub rust_path: Option<&'static str>,
    /// Method and path.
    pub operation: Option<(&'static str, &'static str)>,
    /// What the announcement says, where it names no operation.
    pub words: Option<&'static str>,
    /// Whether nobody announced it: it was inferred from the shape of the API.
    pub inferred: bool,
}
