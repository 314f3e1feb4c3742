//! What Procore says in the body of an error, in any of its shapes.
//!
//! A body can hold an error for each of a thousand items, and a server that fails can send anything:
//! what is taken out of it is cut, and takes time in proportion to the body.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// How many bytes of a message are kept, and of a single text in `fields`.
const MESSAGE: usize = 4_000;

/// How many bytes of the name of a field, or of a code, are kept.
const NAME: usize = 200;

/// How many bytes are kept in `fields`, names and texts together.
const FIELDS: usize = 64_000;

/// Stands behind a text that was cut.
const CUT: &str = " ...";

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) fields: BTreeMap<String, Vec<String>>,
    /// How many bytes `fields` holds.
    held: usize,
}

/// Reads an error body; one that is not recognised has no message.
pub(crate) fn parse(body: &[u8]) -> ErrorBody {
    let mut out = ErrorBody::default();
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => object_body(&object, &mut out),
        Ok(Value::Array(list)) => {
            for object in list.iter().filter_map(Value::as_object) {
                object_body(object, &mut out);
            }
        }
        Ok(Value::String(text)) => out.say(&text),
        _ => out.message = plain(body),
    }
    out
}

/// A short text that is no HTML page.
fn plain(body: &[u8]) -> String {
    match std::str::from_utf8(body).map(str::trim_ascii) {
        Ok(text) if text.len() <= 300 && !text.starts_with('<') && !text.starts_with('{') => {
            text.to_owned()
        }
        _ => String::new(),
    }
}

fn object_body(object: &Map<String, Value>, out: &mut ErrorBody) {
    // v2: {"error": {"code", "message", "details": [{"message", "source"}]}}
    if let Some(Value::Object(error)) = object.get("error") {
        object_body(error, out);
    }
    for key in [
        "message",
        "error_description",
        "reason",
        "exception",
        "error",
    ] {
        if let Some(text) = object.get(key).and_then(Value::as_str) {
            out.say(text);
        }
    }
    out.code = out
        .code
        .take()
        .or_else(|| object.get("code").and_then(|code| scalar(code, NAME)));
    for detail in object
        .get("details")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let source = ["source", "field"]
            .iter()
            .find_map(|key| scalar(detail.get(*key)?, NAME));
        let message = ["message", "reason_code", "code"]
            .iter()
            .find_map(|k| scalar(detail.get(*k)?, MESSAGE));
        out.add(
            source.as_deref().unwrap_or("base"),
            message.unwrap_or_default(),
        );
    }
    for key in ["errors", "fields", "base"] {
        let path = if key == "base" { "base" } else { "" };
        if let Some(value) = object.get(key) {
            collect(value, path, out);
        }
    }
}

/// Collects `{"field": ["why"]}`, at any depth.
fn collect(value: &Value, path: &str, out: &mut ErrorBody) {
    if out.is_full() {
        return;
    }
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                // Below a path that is too long already, the deeper keys are not distinguished.
                let inner = match (path.is_empty(), path.len() < NAME) {
                    (true, _) => cut(key, NAME),
                    (false, true) => cut(&format!("{path}.{}", cut(key, NAME)), NAME),
                    (false, false) => path.to_owned(),
                };
                collect(value, &inner, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, out)),
        value => {
            let text = scalar(value, MESSAGE).unwrap_or_default();
            if path.is_empty() {
                out.say(&text);
            } else {
                out.add(path, text);
            }
        }
    }
}

fn scalar(value: &Value, most: usize) -> Option<String> {
    match value {
        Value::String(text) => Some(cut(text, most)),
        Value::Number(number) => Some(cut(&number.to_string(), most)),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// The text, or as much of it as may be kept.
fn cut(text: &str, most: usize) -> String {
    let kept = beginning(text, most);
    let mark = if kept.len() < text.len() { CUT } else { "" };
    format!("{kept}{mark}")
}

/// The characters that fit into the first `most` bytes.
fn beginning(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl ErrorBody {
    /// Whether nothing that comes can be kept.
    fn is_full(&self) -> bool {
        self.message.len() > MESSAGE && self.held >= FIELDS
    }

    /// Adds to the message what it does not say yet.
    fn say(&mut self, text: &str) {
        let full = self.message.len() > MESSAGE;
        if full || text.is_empty() || self.message.contains(text) {
            return;
        }
        if !self.message.is_empty() {
            self.message.push_str("; ");
        }
        // One character more than is kept shows that there was more.
        self.message.push_str(beginning(text, MESSAGE + 4));
        if self.message.len() > MESSAGE {
            self.message = cut(&self.message, MESSAGE);
        }
    }

    fn add(&mut self, field: &str, message: String) {
        if !message.is_empty() && self.held < FIELDS {
            self.held += field.len() + message.len();
            self.fields
                .entry(field.to_owned())
                .or_default()
                .push(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(body: &str, message: &str, code: Option<&str>, fields: &[(&str, &str)]) {
        let found = parse(body.as_bytes());
        assert_eq!(found.message, message);
        assert_eq!(found.code.as_deref(), code);
        let flat: Vec<(String, String)> = found
            .fields
            .into_iter()
            .map(|(field, why)| (field, why.join("|")))
            .collect();
        let expected: Vec<(String, String)> = fields
            .iter()
            .map(|(field, why)| ((*field).into(), (*why).into()))
            .collect();
        assert_eq!(flat, expected);
    }

    #[test]
    fn every_shape_of_an_error_body_is_understood() {
        check(
            r#"{"code":1,"message":"no","fields":"a","reason":"why","error":"e"}"#,
            "no; why; e; a",
            Some("1"),
            &[],
        );
        check(
            r#"{"error":{"code":"X","message":"no","details":[{"message":"bad","source":"name"}]}}"#,
            "no",
            Some("X"),
            &[("name", "bad")],
        );
        check(
            r#"{"exception":"Boom","message":"no"}"#,
            "no; Boom",
            None,
            &[],
        );
        check(r#"{"errors":"no"}"#, "no", None, &[]);
        check(
            r#"{"errors":{"name":["is empty","is bad"],"a":{"b":["c"]}}}"#,
            "",
            None,
            &[("a.b", "c"), ("name", "is empty|is bad")],
        );
        check(
            r#"{"errors":[{"name":["is empty"]}]}"#,
            "",
            None,
            &[("name", "is empty")],
        );
        check(r#"{"errors":["one","two"]}"#, "one; two", None, &[]);
        check(
            r#"{"error":"invalid_grant","error_description":"gone"}"#,
            "gone; invalid_grant",
            None,
            &[],
        );
        check(
            r#"[{"id":1,"errors":{"name":"bad"}}]"#,
            "",
            None,
            &[("name", "bad")],
        );
        check(r#""no""#, "no", None, &[]);
        check("Retry later\n", "Retry later", None, &[]);
        check("<html><body>502</body></html>", "", None, &[]);
        check("", "", None, &[]);
    }
}
