//! A request as plain data, before it becomes HTTP.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{percent_decode_str, utf8_percent_encode};
use url::Url;

use super::arrays::{self, ArrayStyle};
use super::body::Body;
use super::meta::{Meta, Method};
use crate::runtime::error::Error;
use crate::runtime::error::shown::Plain;
use crate::runtime::http::percent::{QUERY, UNRESERVED, encode_into};
use crate::runtime::http::progress::Progress;
use crate::runtime::limits::retry::RetryPolicy;
use crate::runtime::values::id::CompanyId;

/// How many bytes most paths and their queries have at most.
const ROOM: usize = 192;

/// What the path and the query of a request are put into. They are not joined to it: whatever stands
/// in them, the host stays, and it is not parsed again for each request.
pub(crate) struct Base {
    /// Ends in a slash.
    path: String,
    /// The URL with a long path in place of its own, so that a clone has room for what is put there.
    room: Url,
}

impl Base {
    /// The base for requests under `url`, whose path ends in a slash.
    pub(crate) fn new(url: &Url) -> Self {
        let mut room = url.clone();
        room.set_path(&"-".repeat(ROOM));
        Self {
            path: url.path().to_owned(),
            room,
        }
    }

    /// The path of a URL as the API names it, which can be served from further down: by a proxy.
    pub(crate) fn path_below<'a>(&self, url: &'a Url) -> &'a str {
        let above = self.path.strip_suffix('/').unwrap_or(&self.path);
        let below = url.path().strip_prefix(above);
        below.filter(|below| below.starts_with('/')).unwrap_or("")
    }
}

/// A request. It is one pointer, since it is moved with every value that is set.
#[derive(Clone)]
pub struct Request(pub(super) Box<Parts>);

/// What a request consists of.
#[derive(Clone)]
pub(super) struct Parts {
    meta: &'static Meta,
    target: Target,
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: Vec<(Cow<'static, str>, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) cookies: Vec<(&'static str, String)>,
    pub(super) body: Body,
    options: Options,
    /// Why the request cannot be sent.
    pub(super) problem: Option<String>,
    /// The path parameters that are not shown.
    pub(super) hidden: Vec<&'static str>,
}

/// Where a request goes.
#[derive(Clone)]
enum Target {
    /// To the path of its operation.
    Operation,
    /// To a path that only the caller knows.
    Path {
        method: Method,
        path: String,
        /// Whether sending it twice does what sending it once does.
        repeatable: bool,
    },
    /// To a URL that a response gave.
    Url(Url),
    /// To a URL of the storage, which says all that it needs. The token must not go there, although
    /// such a URL can be at a host of Procore's.
    Storage(Method, Url),
}

/// Shows which query parameters, headers and cookies there are and how long the body is, and a URL
/// that a response gave without its query: a signature or a password can stand in all of them.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = |pairs: &[(&'static str, String)]| -> Vec<&'static str> {
            pairs.iter().map(|(name, _)| *name).collect()
        };
        let query: Vec<&str> = self.0.query.iter().map(|(name, _)| &**name).collect();
        let path = self.0.path.iter().map(|(name, value)| {
            let hidden = self.0.hidden.contains(name);
            (*name, if hidden { ".." } else { value.as_str() })
        });
        f.debug_struct("Request")
            .field("operation", &self.0.meta.rust_path)
            .field("method", &self.method())
            .field("path", &self.template())
            .field("parameters", &path.collect::<Vec<_>>())
            .field("query", &query)
            .field("headers", &names(&self.0.headers))
            .field("cookies", &names(&self.0.cookies))
            .field("body", &self.0.body)
            .field("options", &self.0.options)
            .field("problem", &self.0.problem)
            .finish_non_exhaustive()
    }
}

/// What a caller sets for one request alone.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) company: Option<CompanyId>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) array_style: ArrayStyle,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
    /// Called with how much of the body was sent.
    pub(crate) progress: Option<Progress>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Options")
            .field("company", &self.company)
            .field("timeout", &self.timeout)
            .field("array_style", &self.array_style)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// A request for the operation.
    #[must_use]
    pub fn new(meta: &'static Meta) -> Self {
        Self(Box::new(Parts {
            meta,
            target: Target::Operation,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: Body::Empty,
            options: Options::default(),
            problem: None,
            hidden: Vec::new(),
        }))
    }

    /// A request for a method and a path that no operation has.
    pub(crate) fn to(meta: &'static Meta, method: Method, path: String) -> Self {
        Self::with_target(
            meta,
            Target::Path {
                method,
                path,
                repeatable: method.is_idempotent(),
            },
        )
    }

    /// The same, of which it is known that sending it twice does no harm, whatever its method.
    pub(crate) fn repeatable_to(meta: &'static Meta, method: Method, path: String) -> Self {
        Self::with_target(
            meta,
            Target::Path {
                method,
                path,
                repeatable: true,
            },
        )
    }

    /// A request for a URL that a response gave.
    pub(crate) fn at(meta: &'static Meta, url: Url) -> Self {
        Self::with_target(meta, Target::Url(url))
    }

    /// A request for a URL of the storage, which goes without the token.
    pub(crate) fn at_storage(meta: &'static Meta, method: Method, url: Url) -> Self {
        Self::with_target(meta, Target::Storage(method, url))
    }

    fn with_target(meta: &'static Meta, target: Target) -> Self {
        let mut request = Self::new(meta);
        request.0.target = target;
        request
    }

    /// Whether only the caller knows its path: no operation says which one it is.
    pub(crate) fn has_own_path(&self) -> bool {
        matches!(self.0.target, Target::Path { .. })
    }

    /// Whether it goes without the token, whatever the host.
    pub(crate) fn anonymous(&self) -> bool {
        matches!(self.0.target, Target::Storage(..))
    }

    /// Whether sending it twice does what sending it once does.
    pub(crate) fn is_repeatable(&self) -> bool {
        match &self.0.target {
            Target::Path { repeatable, .. } => *repeatable,
            Target::Operation | Target::Url(_) | Target::Storage(..) => {
                self.method().is_idempotent()
            }
        }
    }

    pub(crate) fn set_body(&mut self, body: Body) {
        self.0.body = body;
    }

    /// The URL, where that is not made of a path.
    pub(crate) fn absolute(&self) -> Option<&Url> {
        match &self.0.target {
            Target::Url(url) | Target::Storage(_, url) => Some(url),
            Target::Operation | Target::Path { .. } => None,
        }
    }

    /// The path, its parameters in braces.
    fn template(&self) -> &str {
        let path = match &self.0.target {
            Target::Operation => return self.0.meta.path,
            Target::Path { path, .. } => path,
            // The path alone: the query of such a URL can hold a signature.
            Target::Url(url) | Target::Storage(_, url) => url.path(),
        };
        // What is no path can be a whole URL, with a password in it.
        let path = path.split(['?', '#']).next().unwrap_or(path);
        if path.starts_with('/') { path } else { "?" }
    }

    /// How the request is named in errors and traces: never with the values of its parameters.
    pub(crate) fn label(&self) -> String {
        let (method, title) = (self.method(), self.0.meta.title);
        let path = Plain(self.template());
        if title.is_empty() {
            format!("{method} {path}")
        } else {
            format!("{title} ({method} {path})")
        }
    }

    /// `error`, which knows the values in the path from now on.
    pub(crate) fn add_path(&self, mut error: Error) -> Error {
        let set = self.0.path.iter().enumerate();
        let last = |at: usize, name: &str| {
            let behind = self.0.path.iter().skip(at + 1);
            !behind.into_iter().any(|(other, _)| *other == name)
        };
        let shown = set.filter(|(at, (name, _))| last(*at, name) && !self.0.hidden.contains(name));
        error.details_mut().path = shown
            .map(|(_, (name, value))| {
                let value = percent_decode_str(value).decode_utf8_lossy();
                (*name, value.into_owned())
            })
            .collect();
        error
    }

    /// What is known of the operation.
    #[must_use]
    pub fn meta(&self) -> &'static Meta {
        self.0.meta
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        match &self.0.target {
            Target::Operation => self.0.meta.method,
            Target::Path { method, .. } | Target::Storage(method, _) => *method,
            Target::Url(_) => Method::Get,
        }
    }

    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(crate) fn options_mut(&mut self) -> &mut Options {
        &mut self.0.options
    }

    pub(crate) fn body(&self) -> &Body {
        &self.0.body
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self
            .0
            .options
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        self.0
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain(own)
    }

    /// The `Cookie` header.
    pub(crate) fn cookies(&self) -> Option<String> {
        if self.0.cookies.is_empty() {
            return None;
        }
        let cookies = self
            .0
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, UNRESERVED)));
        Some(cookies.collect::<Vec<_>>().join("; "))
    }

    /// Sets or replaces a query parameter whose name is not known beforehand.
    pub(crate) fn set_query(&mut self, name: &str, value: String) {
        self.0.query.retain(|(set, _)| set != name);
        self.0.query.push((name.to_owned().into(), value));
    }

    /// Adds a query parameter whose name is not known beforehand.
    pub(crate) fn add_query(&mut self, name: &str, value: String) {
        self.0.query.push((name.to_owned().into(), value));
    }

    /// The value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.0
            .query
            .iter()
            .find(|(set, _)| set == name)
            .map(|(_, value)| value.as_str())
    }

    /// The URL under `base`, or why the request cannot be sent.
    pub(crate) fn url(&self, base: &Base) -> Result<Url, String> {
        if let Some(problem) = &self.0.problem {
            return Err(problem.clone());
        }
        let (template, given) = match &self.0.target {
            Target::Operation => (self.0.meta.path, ""),
            Target::Path { path, .. } => match path.split_once('?') {
                Some((path, query)) => (path, query),
                None => (path.as_str(), ""),
            },
            Target::Url(url) | Target::Storage(_, url) => return Ok(url.clone()),
        };
        let Some(path) = template.strip_prefix('/') else {
            return Err("what is asked for is no path: it begins with no `/`".to_owned());
        };
        let path = path.trim_start_matches('/');
        let mut text = String::with_capacity(base.path.len() + path.len() + 64);
        text.push_str(&base.path);
        match self.0.target {
            Target::Operation => self.fill(path, &mut text)?,
            _ => text.push_str(path),
        }
        let mut url = base.room.clone();
        url.set_path(&text);
        text.clear();
        text.push_str(given);
        if !self.0.query.is_empty() {
            if !text.is_empty() {
                text.push('&');
            }
            self.encode_query(&mut text);
        }
        if !text.is_empty() {
            url.set_query(Some(&text));
        }
        Ok(url)
    }

    /// Writes the query, its lists in the form that the caller chose.
    fn encode_query(&self, out: &mut String) {
        let query = &self.0.query;
        match self.0.options.array_style {
            ArrayStyle::Declared => {
                arrays::encode_declared(out, query, self.0.meta.arrays, QUERY);
            }
            ArrayStyle::Guide => {
                let pairs = query.iter();
                encode_into(out, pairs.map(|(name, value)| (&**name, value.as_str())));
            }
        }
    }

    /// Writes a path with its parameters in place of their names.
    fn fill(&self, path: &str, out: &mut String) -> Result<(), String> {
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            let set = self.0.path.iter().rev().find(|(set, _)| *set == name);
            let Some((_, value)) = set else {
                return Err(format!("the path parameter `{name}` is not set"));
            };
            out.push_str(before);
            out.push_str(value);
            rest = behind;
        }
        out.push_str(rest);
        Ok(())
    }
}
