//! What Procore says in the body of an error, in any of its shapes.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What an error body says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: String,
    pub(crate) code: Option<String>,
    pub(crate) fields: BTreeMap<String, Vec<String>>,
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
        Ok(Value::String(text)) => out.message = text,
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
        if let Some(text) = object.get(key).and_then(Value::as_str)
            && !text.is_empty()
            && !out.message.contains(text)
        {
            if !out.message.is_empty() {
                out.message.push_str("; ");
            }
            out.message.push_str(text);
        }
    }
    out.code = out
        .code
        .take()
        .or_else(|| object.get("code").and_then(scalar));
    for detail in object
        .get("details")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let source = ["source", "field"]
            .iter()
            .find_map(|key| scalar(detail.get(*key)?));
        let message = ["message", "reason_code", "code"]
            .iter()
            .find_map(|k| scalar(detail.get(*k)?));
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
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let inner = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                collect(value, &inner, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, out)),
        value => {
            let text = scalar(value).unwrap_or_default();
            if path.is_empty() {
                if out.message.is_empty() {
                    out.message = text;
                } else if !out.message.contains(&text) {
                    out.message = format!("{}; {text}", out.message);
                }
            } else {
                out.add(path, text);
            }
        }
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

impl ErrorBody {
    fn add(&mut self, field: &str, message: String) {
        if !message.is_empty() {
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
