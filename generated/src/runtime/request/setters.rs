//! How the parts of a request are set: by emitted code, in the style that the description says.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;

use super::body::Body;
use super::request::Request;
use crate::runtime::error::mismatch::Kind;
use crate::runtime::http::file::File;
use crate::runtime::http::percent::{UNRESERVED, encode, is_segment};
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::{Wire, param_of, to_param, to_text};
use crate::runtime::json::writer::{FormValue, Writer};
use crate::runtime::values::param::Param;

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

impl Request {
    /// Sets a path parameter.
    pub fn path(&mut self, name: &'static str, value: impl Param) {
        if value.is_secret() {
            self.0.hidden.push(name);
        }
        self.path_text(name, escape(value.text()));
    }

    /// Sets a path parameter to several values with commas between them.
    pub fn path_list<T: Param>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter();
        let mut secret = false;
        let values = values.map(|value| {
            secret |= value.is_secret();
            escape(value.text())
        });
        let values: Vec<String> = values.collect();
        if secret {
            self.0.hidden.push(name);
        }
        self.check_path_parts(name, &values);
        self.path_text(name, values.join(","));
    }

    /// Sets a path parameter to a value of any form, in a style of its own.
    pub fn path_value<T: Wire>(
        &mut self,
        name: &'static str,
        value: &T,
        style: PathStyle,
        explode: bool,
    ) {
        let parts = parts(value, explode, escape);
        self.check_path_parts(name, &parts);
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

    /// Refuses a value of which nothing would be left but what the style puts around it.
    fn check_path_parts(&mut self, name: &str, parts: &[String]) {
        if parts.iter().all(String::is_empty) {
            self.fail(format!(
                "the path parameter `{name}` must not be empty; give it a value"
            ));
        }
    }

    fn path_text(&mut self, name: &'static str, text: String) {
        if !is_segment(&text) {
            self.fail(format!(
                "the path parameter `{name}` must not be `{text}`; give it a value"
            ));
        }
        self.0.path.push((name, text));
    }

    fn fail(&mut self, problem: String) {
        self.0.problem.get_or_insert(problem);
    }

    /// Sets a query parameter.
    pub fn query(&mut self, name: &'static str, value: impl Param) {
        self.0.query.retain(|(set, _)| set != name);
        self.0.query.push((name.into(), value.text()));
    }

    /// Sets a query parameter to several values, each with the name.
    pub fn query_list<T: Param>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
    ) {
        self.0.query.retain(|(set, _)| set != name);
        self.0
            .query
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
        self.0
            .query
            .retain(|(set, _)| set != name && !set.starts_with(&inside));
        for (name, value) in self.fields(name, value) {
            match value {
                FormValue::Text(text) => self.0.query.push((name.into(), text)),
                FormValue::File(_) => self.fail(format!("`{name}`: a query cannot hold a file")),
            }
        }
    }

    /// Sets a query parameter to the fields of an object, `key,value,key,value`.
    pub fn query_pairs<T: Wire>(&mut self, name: &'static str, value: &T) {
        let mut texts = Vec::new();
        for (key, value) in self.fields("", value) {
            match value {
                FormValue::Text(text) => texts.extend([key, text]),
                FormValue::File(_) => self.fail(format!("`{name}`: a query cannot hold a file")),
            }
        }
        self.query(name, texts.join(","));
    }

    /// Sets a header.
    pub fn header(&mut self, name: &'static str, value: impl Param) {
        self.0.headers.retain(|(set, _)| *set != name);
        self.0.headers.push((name, value.text()));
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
        self.header(name, parts(value, explode, |text| text).join(","));
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
        self.0.cookies.retain(|(set, _)| *set != name);
        self.0.cookies.push((name, value.text()));
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
        self.0.body = Body::Bytes(media_type.into(), writer.into_json().into());
    }

    /// Sets a multipart body; nested names get brackets.
    pub fn multipart<T: Wire>(&mut self, body: &T) {
        self.0.body = Body::Multipart(self.fields("", body));
    }

    /// Sets a URL-encoded body; nested names get brackets.
    pub fn form<T: Wire>(&mut self, body: &T) {
        let mut texts = Vec::new();
        for (name, value) in self.fields("", body) {
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
        self.0.body = Body::Bytes("application/x-www-form-urlencoded".into(), text.into());
    }

    /// Sets a body of bytes.
    pub fn bytes(&mut self, media_type: &'static str, body: impl Into<File>) {
        self.0.body = Body::File(media_type.into(), body.into());
    }

    /// Sets a body of text.
    pub fn text<T: Wire>(&mut self, media_type: &'static str, body: &T) {
        self.0.body = Body::Bytes(media_type.into(), to_param(body).into());
    }

    /// The value as form fields.
    fn fields<T: Wire>(&mut self, root: &str, value: &T) -> Vec<(String, FormValue)> {
        let mut writer = Writer::form(root);
        value.write(&mut writer);
        writer.into_form().unwrap_or_else(|problem| {
            self.fail(problem);
            Vec::new()
        })
    }
}

/// A text as it stands in a path.
fn escape(text: String) -> String {
    // One that is borrowed is not always the text itself: a single character that is escaped comes
    // from a table.
    match Cow::from(utf8_percent_encode(&text, UNRESERVED)) {
        Cow::Borrowed(same) if same == text => text,
        escaped => escaped.into_owned(),
    }
}

/// The texts of a value: one, or one of each item, or key and value of each field; exploded, key
/// and value are one text.
fn parts<T: Wire>(value: &T, explode: bool, escape: impl Fn(String) -> String) -> Vec<String> {
    let text = to_text(value);
    let mut parts = Vec::new();
    // What the writer wrote is JSON; its numbers are taken digit for digit.
    let _ = read_parts(&text, explode, escape, &mut parts);
    parts
}

fn read_parts(
    text: &str,
    explode: bool,
    escape: impl Fn(String) -> String,
    parts: &mut Vec<String>,
) -> Result<(), Fault> {
    let mut reader = Reader::new(text);
    let mut first = true;
    match reader.kind()? {
        Kind::Array => {
            reader.array()?;
            while reader.next_item(first)? {
                first = false;
                parts.push(escape(param_of(reader.raw()?)));
            }
        }
        Kind::Object => {
            reader.object()?;
            while let Some(key) = reader.next_key(first)? {
                first = false;
                let (key, value) = (escape(key.into_owned()), param_of(reader.raw()?));
                let value = escape(value);
                if explode {
                    parts.push(format!("{key}={value}"));
                } else {
                    parts.extend([key, value]);
                }
            }
        }
        _ => parts.push(escape(param_of(text))),
    }
    Ok(())
}
