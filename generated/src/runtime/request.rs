//! A request as plain data, before it becomes HTTP.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::file::File;
use super::operation::{Meta, Method};
use super::param::Param;
use super::retry::RetryPolicy;
use super::wire::{Wire, to_param, to_text};
use super::writer::{FormValue, Writer};

/// What stays as it is in a path: the unreserved characters of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What stays as it is in a query, beside that: brackets, as Procore writes them.
const QUERY: &AsciiSet = &UNRESERVED
    .remove(b'[')
    .remove(b']')
    .remove(b',')
    .remove(b':');

/// How the value of a path parameter is written, the exploded form second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathStyle {
    /// `a,b` and `a,b`; of an object `key,a` and `key=a`.
    Simple,
    /// `.a,b` and `.a.b`
    Label,
    /// `;name=a,b` and `;name=a;name=b`
    Matrix,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    meta: &'static Meta,
    /// For operations that only the caller knows.
    target: Option<(Method, String)>,
    /// For URLs that an answer gave.
    absolute: Option<Url>,
    /// Whether it goes without the token, whatever the host: a place of the storage.
    anonymous: bool,
    /// Whether sending it twice does no harm, whatever its method.
    repeatable: bool,
    path: Vec<(&'static str, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    headers: Vec<(&'static str, String)>,
    cookies: Vec<(&'static str, String)>,
    body: Body,
    options: Options,
    /// Why the request cannot be sent.
    problem: Option<String>,
}

/// What a caller sets for one request alone.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) company: Option<i64>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) retry: Option<Arc<dyn RetryPolicy>>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Options")
            .field("company", &self.company)
            .field("timeout", &self.timeout)
            .field("headers", &headers)
            .finish_non_exhaustive()
    }
}

/// A body, encoded.
#[derive(Clone, Default)]
pub(crate) enum Body {
    #[default]
    Empty,
    Bytes(Cow<'static, str>, Bytes),
    Multipart(Vec<(String, FormValue)>),
    File(Cow<'static, str>, File),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(media_type, bytes) => write!(f, "{media_type}, {} bytes", bytes.len()),
            Self::Multipart(fields) => write!(f, "multipart/form-data, {} fields", fields.len()),
            Self::File(media_type, file) => write!(f, "{media_type}, {file:?}"),
        }
    }
}

impl Request {
    /// A request for the operation.
    #[must_use]
    pub fn new(meta: &'static Meta) -> Self {
        Self {
            meta,
            target: None,
            absolute: None,
            anonymous: false,
            repeatable: false,
            path: Vec::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            body: Body::Empty,
            options: Options::default(),
            problem: None,
        }
    }

    /// A request for a method and a path that no operation has.
    pub(crate) fn to(meta: &'static Meta, method: Method, path: String) -> Self {
        Self {
            target: Some((method, path)),
            ..Self::new(meta)
        }
    }

    /// A request for a URL that an answer gave.
    pub(crate) fn at(meta: &'static Meta, url: Url) -> Self {
        // The path alone: the query of such a URL can hold a signature.
        let path = url.path().to_owned();
        Self {
            absolute: Some(url),
            ..Self::to(meta, Method::Get, path)
        }
    }

    /// A request for a place of the storage, whose URL says all that it needs. The token must not go
    /// there, although such a place can be at a host of Procore's.
    pub(crate) fn at_storage(meta: &'static Meta, method: Method, url: Url) -> Self {
        let mut request = Self {
            anonymous: true,
            ..Self::at(meta, url)
        };
        request.set_method(method);
        request
    }

    /// Whether it goes without the token, whatever the host.
    pub(crate) fn anonymous(&self) -> bool {
        self.anonymous
    }

    /// Sending it twice does no harm, whatever its method.
    pub(crate) fn set_repeatable(&mut self) {
        self.repeatable = true;
    }

    /// Whether sending it twice does what sending it once does.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.repeatable || self.method().is_idempotent()
    }

    fn set_method(&mut self, method: Method) {
        if let Some(target) = &mut self.target {
            target.0 = method;
        }
    }

    pub(crate) fn set_body(&mut self, body: Body) {
        self.body = body;
    }

    pub(crate) fn absolute(&self) -> Option<&Url> {
        self.absolute.as_ref()
    }

    /// The path, its parameters in braces.
    pub(crate) fn template(&self) -> &str {
        self.target.as_ref().map_or(self.meta.path, |(_, path)| {
            path.split('?').next().unwrap_or(path)
        })
    }

    /// What is known of the operation.
    #[must_use]
    pub fn meta(&self) -> &'static Meta {
        self.meta
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.target
            .as_ref()
            .map_or(self.meta.method, |(method, _)| *method)
    }

    pub(crate) fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) fn options_mut(&mut self) -> &mut Options {
        &mut self.options
    }

    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self
            .options
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        self.headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .chain(own)
    }

    /// The `Cookie` header.
    pub(crate) fn cookies(&self) -> Option<String> {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, UNRESERVED)));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        (!cookies.is_empty()).then_some(cookies)
    }

    /// Sets a path parameter.
    pub fn path(&mut self, name: &'static str, value: impl Param) {
        let text = value.text();
        self.path_text(name, utf8_percent_encode(&text, UNRESERVED).to_string());
    }

    /// Sets a path parameter to several values with commas between them.
    pub fn path_list<T: Param>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter();
        let values = values.map(|v| utf8_percent_encode(&v.text(), UNRESERVED).to_string());
        self.path_text(name, values.collect::<Vec<_>>().join(","));
    }

    /// Sets a path parameter to a value of any form, in a style of its own.
    pub fn path_value<T: Wire>(
        &mut self,
        name: &'static str,
        value: &T,
        style: PathStyle,
        explode: bool,
    ) {
        let escape = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let parts = parts(value, explode, escape);
        // The parts of an exploded object have names of their own.
        let named = |part: &String| {
            if part.contains('=') {
                format!(";{part}")
            } else {
                format!(";{name}={part}")
            }
        };
        let text = match (style, explode) {
            (PathStyle::Simple, _) => parts.join(","),
            (PathStyle::Label, false) => format!(".{}", parts.join(",")),
            (PathStyle::Label, true) => parts.iter().map(|part| format!(".{part}")).collect(),
            (PathStyle::Matrix, false) => format!(";{name}={}", parts.join(",")),
            (PathStyle::Matrix, true) => parts.iter().map(named).collect(),
        };
        self.path_text(name, text);
    }

    fn path_text(&mut self, name: &'static str, text: String) {
        // Another path would be asked for, or the one above.
        if matches!(text.as_str(), "" | "." | "..") {
            self.fail(format!(
                "the path parameter `{name}` must not be `{text}`; give it a value"
            ));
        }
        self.path.push((name, text));
    }

    fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Sets a query parameter.
    pub fn query(&mut self, name: &'static str, value: impl Param) {
        self.query.retain(|(set, _)| set != name);
        self.query.push((name.into(), value.text()));
    }

    /// Sets a query parameter to several values, each with the name.
    pub fn query_list<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        self.query.retain(|(set, _)| set != name);
        self.query
            .extend(values.into_iter().map(|value| (name.into(), value.text())));
    }

    /// Sets a query parameter to several values with commas between them.
    pub fn query_commas<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        self.query_joined(name, values, ",");
    }

    /// Sets a query parameter to several values with spaces between them.
    pub fn query_spaces<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        self.query_joined(name, values, " ");
    }

    /// Sets a query parameter to several values with bars between them.
    pub fn query_pipes<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        self.query_joined(name, values, "|");
    }

    fn query_joined<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
        separator: &str,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.text()).collect();
        self.query(name, values.join(separator));
    }

    /// Sets a query parameter to JSON text.
    pub fn query_json<T: Wire>(&mut self, name: &'static str, value: &T) {
        self.query(name, to_text(value));
    }

    /// Sets a query parameter for each field of an object, `name[key]=value`.
    pub fn query_deep<T: Wire>(&mut self, name: &'static str, value: &T) {
        let inside = format!("{name}[");
        self.query
            .retain(|(set, _)| set != name && !set.starts_with(&inside));
        for (name, value) in form(name, value) {
            match value {
                FormValue::Text(text) => self.query.push((name.into(), text)),
                FormValue::File(_) => self.fail(format!("`{name}`: a query cannot hold a file")),
            }
        }
    }

    /// Sets a query parameter to the fields of an object, `key,value,key,value`.
    pub fn query_pairs<T: Wire>(&mut self, name: &'static str, value: &T) {
        let mut texts = Vec::new();
        for (key, value) in form("", value) {
            match value {
                FormValue::Text(text) => texts.extend([key, text]),
                FormValue::File(_) => self.fail(format!("`{name}`: a query cannot hold a file")),
            }
        }
        self.query(name, texts.join(","));
    }

    /// Sets a header.
    pub fn header(&mut self, name: &'static str, value: impl Param) {
        self.headers.retain(|(set, _)| *set != name);
        self.headers.push((name, value.text()));
    }

    /// Sets a header to several values with commas between them.
    pub fn header_list<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.text()).collect();
        self.header(name, values.join(","));
    }

    /// Sets a header to an object, `key,value,key,value` or, exploded, `key=value,key=value`.
    pub fn header_value<T: Wire>(&mut self, name: &'static str, value: &T, explode: bool) {
        self.header(name, parts(value, explode, str::to_owned).join(","));
    }

    /// Sets a cookie to several values with commas between them.
    pub fn cookie_list<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        let values: Vec<String> = values.into_iter().map(|value| value.text()).collect();
        self.cookie(name, values.join(","));
    }

    /// Sets a cookie.
    pub fn cookie(&mut self, name: &'static str, value: impl Param) {
        self.cookies.retain(|(set, _)| *set != name);
        self.cookies.push((name, value.text()));
    }

    /// Sets a body of JSON.
    pub fn json<T: Wire>(&mut self, body: &T) {
        self.json_as("application/json", body);
    }

    /// Sets a body of JSON merge patch.
    pub fn merge_patch<T: Wire>(&mut self, body: &T) {
        self.json_as("application/merge-patch+json", body);
    }

    /// Sets a body of JSON with another media type.
    pub fn json_as<T: Wire>(&mut self, media_type: &'static str, body: &T) {
        let mut writer = Writer::json();
        body.write(&mut writer);
        if writer.lost_file() {
            // Procore takes a body with a file in it as multipart.
            return self.multipart(body);
        }
        self.body = Body::Bytes(media_type.into(), writer.into_json().into());
    }

    /// Sets a multipart body; nested names get brackets.
    pub fn multipart<T: Wire>(&mut self, body: &T) {
        self.body = Body::Multipart(form("", body));
    }

    /// Sets a URL-encoded body; nested names get brackets.
    pub fn form<T: Wire>(&mut self, body: &T) {
        let mut texts = Vec::new();
        for (name, value) in form("", body) {
            match value {
                FormValue::Text(text) => texts.push((name, text)),
                FormValue::File(_) => {
                    self.fail(format!("`{name}`: a URL-encoded body cannot hold a file"));
                }
            }
        }
        let text = encode(
            texts
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        self.body = Body::Bytes("application/x-www-form-urlencoded".into(), text.into());
    }

    /// Sets a body of bytes.
    pub fn bytes(&mut self, media_type: &'static str, body: impl Into<File>) {
        self.body = Body::File(media_type.into(), body.into());
    }

    /// Sets a body of text.
    pub fn text<T: Wire>(&mut self, media_type: &'static str, body: &T) {
        self.body = Body::Bytes(media_type.into(), to_param(body).into());
    }

    /// Sets or replaces a query parameter whose name is not known beforehand.
    pub(crate) fn set_query(&mut self, name: &str, value: String) {
        self.query.retain(|(set, _)| set != name);
        self.query.push((name.to_owned().into(), value));
    }

    /// Adds a query parameter whose name is not known beforehand.
    pub(crate) fn add_query(&mut self, name: &str, value: String) {
        self.query.push((name.to_owned().into(), value));
    }

    /// The value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(set, _)| set == name)
            .map(|(_, value)| value.as_str())
    }

    /// The URL under `base`, whose path ends in a slash; or why the request cannot be sent.
    ///
    /// Path and query are put into the base, not joined to it: whatever stands in them, the host
    /// stays, and it is not parsed again for each request.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let (template, given) = match &self.target {
            Some((_, target)) => match target.split_once('?') {
                Some((path, query)) => (path, query),
                None => (target.as_str(), ""),
            },
            None => (self.meta.path, ""),
        };
        let Some(path) = template.strip_prefix('/') else {
            return Err(format!("`{template}` is no path: it begins with no `/`"));
        };
        let path = path.trim_start_matches('/');
        let mut text = String::with_capacity(base.path().len() + path.len() + 64);
        text.push_str(base.path());
        match self.target {
            Some(_) => text.push_str(path),
            None => self.fill(path, &mut text)?,
        }
        let mut url = base.clone();
        url.set_path(&text);
        text.clear();
        text.push_str(given);
        if !self.query.is_empty() {
            if !text.is_empty() {
                text.push('&');
            }
            let pairs = self.query.iter();
            encode_into(
                &mut text,
                pairs.map(|(name, value)| (&**name, value.as_str())),
            );
        }
        if !text.is_empty() {
            url.set_query(Some(&text));
        }
        Ok(url)
    }

    /// Writes a path with its parameters in place of their names.
    fn fill(&self, path: &str, out: &mut String) -> Result<(), String> {
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            let set = self.path.iter().rev().find(|(set, _)| *set == name);
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

/// `name=value&name=value`, percent-encoded.
pub(crate) fn encode<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    encode_into(&mut text, pairs);
    text
}

fn encode_into<'a>(out: &mut String, pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    for (index, (name, value)) in pairs.enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, QUERY));
        out.push('=');
        out.extend(utf8_percent_encode(value, QUERY));
    }
}

/// The texts of a value: one, or one of each item, or key and value of each field; exploded, key
/// and value are one text.
fn parts<T: Wire>(value: &T, explode: bool, escape: impl Fn(&str) -> String) -> Vec<String> {
    let text = |value: &Value| escape(&to_param(value));
    match serde_json::from_str(&to_text(value)).unwrap_or_default() {
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(fields) if explode => fields
            .iter()
            .map(|(key, value)| format!("{}={}", escape(key), text(value)))
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, value)| [escape(key), text(value)])
            .collect(),
        scalar => vec![text(&scalar)],
    }
}

/// The value as form fields.
fn form<T: Wire>(root: &str, value: &T) -> Vec<(String, FormValue)> {
    let mut writer = Writer::form(root);
    value.write(&mut writer);
    writer.into_form()
}
