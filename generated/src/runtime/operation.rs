//! What an operation is: where it goes, what it answers, and what Procore announced about it.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::arrays::{ArrayStyle, DeclaredArrays};
use super::client::Client;
use super::error::Error;
use super::reply::{Payload, Response};
use super::request::Request;
use super::retry::RetryPolicy;

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

/// A request to Procore; each operation is a type that implements this.
pub trait Operation: Clone + Send + Sync {
    /// What is known of the operation beforehand.
    const META: Meta;

    /// What a success answers.
    type Response: Payload;

    /// The request.
    fn request(&self) -> &Request;

    /// The request.
    fn request_mut(&mut self) -> &mut Request;

    /// Sends the request.
    fn send(
        self,
        client: &Client,
    ) -> impl Future<Output = Result<Response<Self::Response>, Error>> + Send {
        client.send(self)
    }

    /// Sends the request for this company, whatever the client's company is.
    #[must_use]
    fn with_company(mut self, id: i64) -> Self {
        self.request_mut().options_mut().company = Some(id);
        self
    }

    /// Gives the whole request this much time: waiting for the token and the limit, all attempts and
    /// the waits between them, the body of the answer. After it the request is an [`Error::Timeout`], or an
    /// [`Error::RateLimit`] where the limit would not let it through before.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.request_mut().options_mut().timeout = Some(timeout);
        self
    }

    /// Sets how the lists in the query of this request are written: as Procore's guide has them,
    /// `ids[]=1&ids[]=2`, unless set; or as the operation declares them, mostly `ids=1,2`.
    #[must_use]
    fn with_array_style(mut self, style: ArrayStyle) -> Self {
        self.request_mut().options_mut().array_style = style;
        self
    }

    /// Sets when this request is sent again.
    #[must_use]
    fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.request_mut().options_mut().retry = Some(Arc::new(policy));
        self
    }

    /// Adds a header, in place of one with that name; the token cannot be replaced. It is sent to
    /// Procore's hosts only, also when an answer redirects to another one.
    #[must_use]
    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.request_mut()
            .options_mut()
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }
}

/// How a list pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// `page` from 1, and `per_page`.
    Pages,
    /// `page` from 0, of a size that the server fixes.
    ZeroBased,
}

/// An operation that answers a list page by page.
pub trait Paged: Operation {
    /// An item of the list.
    type Item: Send;

    /// How the list pages.
    const PAGING: Paging;

    /// The items of a page.
    fn items(page: Self::Response) -> Vec<Self::Item>;
}
