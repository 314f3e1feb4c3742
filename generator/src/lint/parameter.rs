//! Lint: parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::linter::{Kind, Linter, shown, ticked};
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::operation::parameters;
use crate::openapi::parameter::is_reserved_header;

const FIELDS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];

/// What a list of parameters declares.
#[derive(Default)]
pub(super) struct Declared<'a> {
    /// The names in the path.
    pub(super) path: BTreeSet<&'a str>,
    /// Whether one could not be read.
    pub(super) broken: bool,
}

impl<'a> Linter<'a> {
    /// The parameters of an operation, or those of all operations of a path.
    pub(super) fn parameters(
        &mut self,
        place: &Place<'_>,
        fields: &'a Map<String, Value>,
    ) -> Declared<'a> {
        let place = place.key("parameters");
        let list = fields.get("parameters");
        let mut declared = Declared {
            broken: list.is_some_and(|list| self.list(&place, list).is_none()),
            ..Declared::default()
        };
        let mut seen: BTreeMap<(String, &str), &Value> = BTreeMap::new();
        for (index, value) in parameters(fields).enumerate() {
            let place = place.index(index);
            let Some((origin, target)) = self.follow(&place, value, Kind::Parameter) else {
                declared.broken = true;
                continue;
            };
            // The target of a reference is linted where it stands.
            if std::ptr::eq(target, value) {
                self.parameter(&Place::root(&origin), target);
            }
            let field = |key: &str| target.get(key).and_then(Value::as_str);
            let (Some(name), Some(location)) = (field("name"), field("in")) else {
                declared.broken = true;
                continue;
            };
            if location == "path" {
                declared.path.insert(name);
            }
            // Names of headers are the same in any case.
            let key = if location == "header" {
                name.to_lowercase()
            } else {
                name.to_owned()
            };
            // What a reserved header says does not count, however often it says it.
            if location == "header" && is_reserved_header(name) {
                continue;
            }
            let Some(first) = seen.get(&(key.clone(), location)) else {
                seen.insert((key, location), target);
                continue;
            };
            let message = format!("the {location} parameter `{}` stands twice", shown(name));
            let diagnostic = if *first == target {
                Diagnostic::warning(Code::DuplicateParameter, place.origin(), message)
            } else {
                Diagnostic::error(Code::DuplicateParameter, place.origin(), message)
            };
            self.report(diagnostic, "keep one of them");
        }
        declared
    }

    pub(super) fn parameter(&mut self, place: &Place<'_>, value: &'a Value) {
        let Some(fields) = self.object(place, value) else {
            return;
        };
        self.known_fields(place, fields, FIELDS);
        let name = self.needed(place, fields, "name");
        if let Some(name) = name {
            self.visible(&place.key("name"), name);
            if name.trim().is_empty() {
                self.report(
                    Diagnostic::error(Code::EmptyName, place.origin(), "the parameter has no name"),
                    "name it as it is written on the wire",
                );
            }
        }
        let location = self.needed(place, fields, "in");
        if let Some(location) = location {
            self.location(place, location, name.unwrap_or_default());
        }
        for key in [
            "required",
            "deprecated",
            "explode",
            "allowReserved",
            "allowEmptyValue",
        ] {
            if let Some(flag) = fields.get(key) {
                self.flag(&place.key(key), flag);
            }
        }
        if location == Some("path") && fields.get("required") != Some(&Value::Bool(true)) {
            let message = format!(
                "the path parameter `{}` is not required",
                shown(name.unwrap_or_default())
            );
            self.report(
                Diagnostic::warning(Code::OptionalPathParameter, place.origin(), message),
                "write `required: true`; a path has no place for a missing value",
            );
        }
        self.style(place, fields, location.unwrap_or_default());
        self.type_of(place, fields);
    }

    fn needed(
        &mut self,
        place: &Place<'_>,
        fields: &'a Map<String, Value>,
        key: &'static str,
    ) -> Option<&'a str> {
        let Some(value) = fields.get(key) else {
            let message = format!("the parameter has no `{key}`");
            self.report(
                Diagnostic::error(Code::MissingField, place.origin(), message),
                "a parameter needs `name`, `in` and `schema`",
            );
            return None;
        };
        self.text(&place.key(key), value)
    }

    fn location(&mut self, place: &Place<'_>, location: &str, name: &str) {
        let help = match location {
            "path" | "query" | "cookie" => return,
            "header" => {
                if is_reserved_header(name) {
                    let message =
                        format!("the header `{}` is not a parameter's to set", shown(name));
                    self.report(
                        Diagnostic::warning(Code::ReservedHeader, place.origin(), message),
                        "remove it; the client sets it from the content and the credentials",
                    );
                }
                return;
            }
            "body" | "formData" => "Swagger 2.0 writes bodies so; OpenAPI 3.0 has `requestBody`",
            _ => "expected one of path, query, header, cookie",
        };
        let message = format!("a parameter cannot stand in `{}`", shown(location));
        self.report(
            Diagnostic::error(Code::ParameterLocation, place.key("in").origin(), message),
            help,
        );
    }

    fn style(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>, location: &str) {
        let place = place.key("style");
        let Some(style) = fields
            .get("style")
            .and_then(|style| self.text(&place, style))
        else {
            return;
        };
        let allowed: &[&str] = match location {
            "path" => &["simple", "label", "matrix"],
            "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
            "header" => &["simple"],
            "cookie" => &["form"],
            _ => return,
        };
        if !allowed.contains(&style) {
            let message = format!("a {location} parameter has no style `{}`", shown(style));
            self.report(
                Diagnostic::warning(Code::ParameterStyle, place.origin(), message),
                &format!("expected {}; it is read as the first", ticked(allowed)),
            );
        }
    }

    fn type_of(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) {
        let (schema, content) = (fields.get("schema"), fields.get("content"));
        if let Some(schema) = schema {
            self.schema(&place.key("schema"), schema);
        }
        if let Some(content) = content {
            self.content(&place.key("content"), content);
        }
        let entries = content.and_then(Value::as_object).map_or(0, Map::len);
        let message = match (schema, content) {
            (Some(_), None) => return,
            (None, Some(_)) if entries == 1 => return,
            (None, Some(_)) => "the `content` of a parameter needs exactly one media type",
            (Some(_), Some(_)) => "the parameter has both `schema` and `content`",
            (None, None) => "the parameter has neither `schema` nor `content`",
        };
        self.report(
            Diagnostic::error(Code::ParameterSchema, place.origin(), message),
            "give it one `schema`",
        );
    }
}
