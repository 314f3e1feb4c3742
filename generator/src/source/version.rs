//! Which version of OpenAPI a document is, and advice for those that are not read.

use serde_json::Value;

use super::document::Document;
use crate::diagnostic::{Code, Diagnostic, Origin};

/// Accepts OpenAPI 3.0.x; everything else is refused with what to do about it.
pub fn check_version(document: &Document) -> Vec<Diagnostic> {
    check_version_of(&document.name, &document.value)
}

/// The same for a document that is part of a set.
pub(crate) fn check_version_of(name: &str, value: &Value) -> Vec<Diagnostic> {
    let root = Origin::new(name, "");
    let Value::Object(fields) = value else {
        let message = format!("expected an OpenAPI document, found {}", kind(value));
        return vec![Diagnostic::error(Code::NotOpenapi, root, message).help(NOT_OPENAPI)];
    };
    let diagnostic = match (fields.get("openapi"), fields.get("swagger")) {
        (Some(Value::String(version)), _) => return of_version(version, root.child("openapi")),
        (Some(other), _) => {
            let message = format!("expected `openapi` to be a string, found {other}");
            Diagnostic::error(Code::OpenapiVersion, root.child("openapi"), message)
                .help("quote it: `openapi: \"3.0.3\"`")
        }
        (None, Some(version)) => {
            let message = format!(
                "the document is Swagger {}; expected OpenAPI 3.0",
                plain(version)
            );
            Diagnostic::error(Code::OpenapiVersion, root.child("swagger"), message).help(
                "convert it to OpenAPI 3.0 first, for example with `npx swagger2openapi FILE`: \
                 `definitions` become `components/schemas`, body parameters become `requestBody`",
            )
        }
        (None, None) => Diagnostic::error(
            Code::NotOpenapi,
            root,
            "the document has no field `openapi`",
        )
        .help(NOT_OPENAPI),
    };
    vec![diagnostic]
}

const NOT_OPENAPI: &str = "expected a document that begins with `openapi: 3.0.3`";

fn of_version(version: &str, origin: Origin) -> Vec<Diagnostic> {
    let mut parts = version.splitn(3, '.');
    let (major, minor, patch) = (parts.next(), parts.next(), parts.next());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let help = match (major, minor) {
        (Some("3"), Some("0")) => {
            // `3.0.0-rc1` and the like are read as what they are nearly.
            let number = patch.and_then(|patch| patch.split('-').next());
            if number.is_none_or(is_number) {
                return Vec::new();
            }
            "write the version as `3.0.3`"
        }
        (Some("3"), Some(_)) => {
            "convert it to OpenAPI 3.0 first (for example with `npx @apiture/openapi-down-convert \
             --input FILE --output FILE`): `type: [string, \"null\"]` becomes `type: string` with \
             `nullable: true`, `const: x` becomes `enum: [x]`, `examples` of a schema become \
             `example`, a numeric `exclusiveMinimum` becomes `minimum` with `exclusiveMinimum: \
             true`, `$ref` keeps no siblings, `webhooks` go"
        }
        (Some("1" | "2"), _) => {
            "convert it to OpenAPI 3.0 first, for example with `npx swagger2openapi FILE`"
        }
        _ => "write the version as `3.0.3` if the document is OpenAPI 3.0",
    };
    let message = format!("the document is OpenAPI `{version}`; expected 3.0");
    vec![Diagnostic::error(Code::OpenapiVersion, origin, message).help(help)]
}

fn plain(version: &Value) -> String {
    version
        .as_str()
        .map_or_else(|| version.to_string(), str::to_owned)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
