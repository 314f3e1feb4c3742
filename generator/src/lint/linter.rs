//! Lint: what it has found so far, and what it asks of any value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::edges::Edges;
use super::place::Place;
use crate::diagnostic::render::{is_hidden, visible};
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::ApiVersion;
use crate::openapi::documents::{Documents, reference};

/// What a reference may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Body,
    Response,
    Header,
    /// A component that the client does not look into: examples, links, callbacks.
    Other,
}

pub(super) struct Linter<'a> {
    pub(super) documents: &'a Documents,
    pub(super) found: Vec<Diagnostic>,
    /// The operation around the current place.
    pub(super) operation: Option<String>,
    /// Methods and paths without parameter names, with where they stand first.
    pub(super) operations: BTreeMap<(String, String), Origin>,
    pub(super) ids: BTreeMap<String, Origin>,
    /// Tag, version and title, with the operation that has them first.
    pub(super) titles: BTreeMap<(String, Option<ApiVersion>, String), String>,
    pub(super) all_of: Edges,
    /// Those of `allOf`, `oneOf` and `anyOf`.
    pub(super) compositions: Edges,
    /// Targets outside `components`, which no document leads to by itself.
    pub(super) queue: Vec<(Origin, Kind)>,
    pub(super) queued: BTreeSet<(Origin, Kind)>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(documents: &'a Documents) -> Self {
        Self {
            documents,
            found: Vec::new(),
            operation: None,
            operations: BTreeMap::new(),
            ids: BTreeMap::new(),
            titles: BTreeMap::new(),
            all_of: Edges::default(),
            compositions: Edges::default(),
            queue: Vec::new(),
            queued: BTreeSet::new(),
        }
    }

    pub(super) fn report(&mut self, mut diagnostic: Diagnostic, help: &str) {
        diagnostic.operation.clone_from(&self.operation);
        self.found.push(diagnostic.help(help));
    }

    /// What `value` stands for; a reference that leads nowhere is reported here.
    pub(super) fn follow(
        &mut self,
        place: &Place<'_>,
        value: &'a Value,
        kind: Kind,
    ) -> Option<(Origin, &'a Value)> {
        if reference(value).is_none() {
            if value.get("$ref").is_some() && kind != Kind::Schema {
                let place = place.key("$ref");
                self.text(&place, value.get("$ref").unwrap_or(value));
                return None;
            }
            return Some((place.origin(), value));
        }
        self.siblings(place, value);
        match self.documents.resolve(&place.origin(), value) {
            Ok((origin, target)) => {
                let in_components = origin.pointer.starts_with("/components/");
                if !in_components && self.queued.insert((origin.clone(), kind)) {
                    self.queue.push((origin.clone(), kind));
                }
                Some((origin, target))
            }
            Err(mut diagnostic) => {
                diagnostic.operation.clone_from(&self.operation);
                self.found.push(diagnostic);
                None
            }
        }
    }

    pub(super) fn siblings(&mut self, place: &Place<'_>, value: &Value) {
        let Some(fields) = value.as_object() else {
            return;
        };
        let ignored: Vec<&str> = fields
            .keys()
            .map(String::as_str)
            .filter(|key| *key != "$ref" && !key.starts_with("x-"))
            .collect();
        if ignored.is_empty() {
            return;
        }
        let message = format!(
            "OpenAPI 3.0 ignores what stands beside `$ref`: {}",
            ticked(&ignored)
        );
        let origin = place.origin();
        let diagnostic = if ignored
            .iter()
            .all(|key| matches!(*key, "description" | "summary"))
        {
            Diagnostic::hint(Code::RefSiblings, origin, message)
        } else {
            Diagnostic::warning(Code::RefSiblings, origin, message)
        };
        self.report(
            diagnostic,
            "wrap the reference: `allOf: [{$ref: ...}]` keeps what stands beside",
        );
    }

    pub(super) fn object(
        &mut self,
        place: &Place<'_>,
        value: &'a Value,
    ) -> Option<&'a Map<String, Value>> {
        if !value.is_object() {
            self.wrong_type(place, value, "an object");
        }
        value.as_object()
    }

    pub(super) fn list(&mut self, place: &Place<'_>, value: &'a Value) -> Option<&'a [Value]> {
        if !value.is_array() {
            self.wrong_type(place, value, "a list");
        }
        value.as_array().map(Vec::as_slice)
    }

    pub(super) fn text(&mut self, place: &Place<'_>, value: &'a Value) -> Option<&'a str> {
        if !value.is_string() {
            self.wrong_type(place, value, "a text");
        }
        value.as_str()
    }

    pub(super) fn flag(&mut self, place: &Place<'_>, value: &Value) -> bool {
        if !value.is_boolean() {
            self.wrong_type(place, value, "true or false");
        }
        value.as_bool().unwrap_or(false)
    }

    pub(super) fn wrong_type(&mut self, place: &Place<'_>, value: &Value, expected: &str) {
        let message = format!(
            "expected `{}` to be {expected}, found {}",
            shown(&place.name()),
            found(value)
        );
        self.report(
            Diagnostic::error(Code::WrongType, place.origin(), message),
            &format!("write {expected} here"),
        );
    }

    pub(super) fn known_fields(
        &mut self,
        place: &Place<'_>,
        fields: &Map<String, Value>,
        known: &[&str],
    ) {
        for key in fields.keys() {
            if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                let message = format!("OpenAPI 3.0 has no field `{}` here", shown(key));
                self.report(
                    Diagnostic::warning(Code::UnknownField, place.key(key).origin(), message),
                    "correct its name, or begin it with `x-`; as it stands it counts for nothing",
                );
            }
        }
    }

    /// Characters in names and titles that a reader does not see.
    pub(super) fn visible(&mut self, place: &Place<'_>, text: &str) {
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            let message = format!(
                "`{}` contains the invisible character U+{:04X}",
                shown(text),
                u32::from(hidden)
            );
            self.report(
                Diagnostic::warning(Code::HiddenCharacter, place.origin(), message),
                "remove it; text that looks like something else can hide what a name is",
            );
        }
    }
}

/// A text as messages show it: short, and nothing in it that moves the cursor.
pub(super) fn shown(text: &str) -> String {
    cut(text, 80)
}

pub(super) fn cut(text: &str, longest: usize) -> String {
    let start: String = text.chars().take(longest).collect();
    let dots = if text.chars().nth(longest).is_some() {
        "..."
    } else {
        ""
    };
    format!("{}{dots}", visible(&start))
}

/// Names as a list of code words, the first few of them.
pub(super) fn ticked<T: AsRef<str>>(names: &[T]) -> String {
    const MOST: usize = 5;
    let mut words: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{}`", shown(name.as_ref())))
        .collect();
    if names.len() > MOST {
        words.push(format!("{} more", names.len() - MOST));
    }
    words.join(", ")
}

pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", shown(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
