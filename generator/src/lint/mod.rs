//! Every problem of a description at once: errors, warnings and hints, with stable codes.
//!
//! The linter trusts nothing: whatever type a field has, it goes on with the next. It looks at a
//! schema where it stands; references are followed only to see that they lead somewhere.

mod cycle;
mod operation;
mod parameter;
mod path;
mod place;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::render::{is_hidden, visible};
use crate::diagnostic::{self, Code, Diagnostic, Origin};
use crate::openapi::ApiVersion;
use crate::openapi::documents::{Documents, reference};
use crate::source::check_version_of;
use cycle::Edges;
pub use parameter::is_reserved;
use place::Place;

/// Everything that is wrong with these documents, sorted; positions are not filled in.
pub fn lint(documents: &Documents) -> Vec<Diagnostic> {
    let mut linter = Linter::new(documents);
    for (name, value) in documents.iter() {
        let origin = Origin::new(name, "");
        linter.document(&Place::root(&origin), name, value);
    }
    linter.targets();
    linter.cycles();
    diagnostic::sort(&mut linter.found);
    linter.found
}

/// What a reference may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Schema,
    Parameter,
    Body,
    Response,
    Header,
    /// A component that the client does not look into: examples, links, callbacks.
    Other,
}

struct Linter<'a> {
    documents: &'a Documents,
    found: Vec<Diagnostic>,
    /// The operation around the current place.
    operation: Option<String>,
    /// Methods and paths without parameter names, with where they stand first.
    operations: BTreeMap<(String, String), Origin>,
    ids: BTreeMap<String, Origin>,
    /// Tag, version and title, with the operation that has them first.
    titles: BTreeMap<(String, Option<ApiVersion>, String), String>,
    all_of: Edges,
    /// Those of `allOf`, `oneOf` and `anyOf`.
    compositions: Edges,
    /// Targets outside `components`, which no document leads to by itself.
    queue: Vec<(Origin, Kind)>,
    queued: BTreeSet<(Origin, Kind)>,
}

impl<'a> Linter<'a> {
    fn new(documents: &'a Documents) -> Self {
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

    fn report(&mut self, mut diagnostic: Diagnostic, help: &str) {
        diagnostic.operation.clone_from(&self.operation);
        self.found.push(diagnostic.help(help));
    }

    /// A document of OpenAPI is linted whole; one without `openapi` is a file of components, or
    /// of parts that others refer to, and is only an error when nothing else is there.
    fn document(&mut self, place: &Place<'_>, name: &str, value: &'a Value) {
        let is_part = value.get("openapi").is_none() && value.get("swagger").is_none();
        if is_part && value.is_object() && self.documents.iter().len() > 1 {
            self.components(&place.key("components"), value.get("components"));
            return;
        }
        let refused = check_version_of(name, value);
        let is_refused = !refused.is_empty();
        self.found.extend(refused);
        // What other versions mean by a field is not this linter's to say.
        if is_refused {
            return;
        }
        let Some(fields) = value.as_object() else {
            return;
        };
        self.known_fields(place, fields, DOCUMENT_FIELDS);
        match fields.get("info") {
            None => self.report(
                Diagnostic::warning(
                    Code::MissingField,
                    place.origin(),
                    "the document has no `info`",
                ),
                "give it a `title` and a `version`",
            ),
            Some(info) => {
                self.object(&place.key("info"), info);
            }
        }
        if let Some(servers) = fields.get("servers") {
            self.list(&place.key("servers"), servers);
        }
        match fields.get("paths") {
            None => self.report(
                Diagnostic::error(
                    Code::MissingField,
                    place.origin(),
                    "the document has no `paths`",
                ),
                "write `paths: {}` if it only holds components",
            ),
            Some(paths) => self.paths(&place.key("paths"), paths),
        }
        self.components(&place.key("components"), fields.get("components"));
    }

    fn components(&mut self, place: &Place<'_>, components: Option<&'a Value>) {
        let Some(sections) = components.and_then(|value| self.object(place, value)) else {
            return;
        };
        self.known_fields(place, sections, COMPONENT_SECTIONS);
        for (section, entries) in sections {
            let kind = match section.as_str() {
                "schemas" => Kind::Schema,
                "parameters" => Kind::Parameter,
                "requestBodies" => Kind::Body,
                "responses" => Kind::Response,
                "headers" => Kind::Header,
                "examples" | "links" | "callbacks" | "securitySchemes" => Kind::Other,
                _ => continue,
            };
            let place = place.key(section);
            let Some(entries) = self.object(&place, entries) else {
                continue;
            };
            for (name, entry) in entries {
                let place = place.key(name);
                self.component_name(&place, name);
                self.entry(&place, entry, kind);
            }
        }
    }

    fn component_name(&mut self, place: &Place<'_>, name: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if name.is_empty() || !name.chars().all(plain) {
            let message = format!("`{}` is no name for a component", shown(name));
            self.report(
                Diagnostic::warning(Code::ComponentName, place.origin(), message),
                "use letters, digits, `.`, `_` and `-`",
            );
        }
    }

    /// A component or the target of a reference.
    fn entry(&mut self, place: &Place<'_>, value: &'a Value, kind: Kind) {
        match kind {
            Kind::Schema => self.schema(place, value),
            Kind::Parameter => {
                if let Some((origin, parameter)) = self.follow(place, value, kind)
                    && reference(value).is_none()
                {
                    self.parameter(&Place::root(&origin), parameter);
                }
            }
            Kind::Body => self.body(place, value),
            Kind::Response => self.response(place, value),
            Kind::Header => self.header(place, value),
            Kind::Other => {
                self.follow(place, value, kind);
            }
        }
    }

    /// What `value` stands for; a reference that leads nowhere is told here.
    fn follow(
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

    fn siblings(&mut self, place: &Place<'_>, value: &Value) {
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

    /// Lints what references reach outside of components, each target once.
    fn targets(&mut self) {
        self.operation = None;
        while let Some((origin, kind)) = self.queue.pop() {
            // In a whole document everything that is no part of its own is walked already.
            let is_whole = self
                .documents
                .document(&origin.file)
                .is_some_and(|d| d.get("openapi").is_some());
            if let Some(value) = self.documents.at(&origin)
                && !is_whole
            {
                self.entry(&Place::root(&origin), value, kind);
            }
        }
    }

    fn object(&mut self, place: &Place<'_>, value: &'a Value) -> Option<&'a Map<String, Value>> {
        if !value.is_object() {
            self.wrong_type(place, value, "an object");
        }
        value.as_object()
    }

    fn list(&mut self, place: &Place<'_>, value: &'a Value) -> Option<&'a [Value]> {
        if !value.is_array() {
            self.wrong_type(place, value, "a list");
        }
        value.as_array().map(Vec::as_slice)
    }

    fn text(&mut self, place: &Place<'_>, value: &'a Value) -> Option<&'a str> {
        if !value.is_string() {
            self.wrong_type(place, value, "a text");
        }
        value.as_str()
    }

    fn flag(&mut self, place: &Place<'_>, value: &Value) -> bool {
        if !value.is_boolean() {
            self.wrong_type(place, value, "true or false");
        }
        value.as_bool().unwrap_or(false)
    }

    fn wrong_type(&mut self, place: &Place<'_>, value: &Value, expected: &str) {
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

    fn known_fields(&mut self, place: &Place<'_>, fields: &Map<String, Value>, known: &[&str]) {
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
    fn visible(&mut self, place: &Place<'_>, text: &str) {
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

const DOCUMENT_FIELDS: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "tags",
    "externalDocs",
];

const COMPONENT_SECTIONS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];

/// A text as messages show it: short, and nothing in it that moves the cursor.
fn shown(text: &str) -> String {
    cut(text, 80)
}

fn cut(text: &str, longest: usize) -> String {
    let start: String = text.chars().take(longest).collect();
    let dots = if text.chars().nth(longest).is_some() {
        "..."
    } else {
        ""
    };
    format!("{}{dots}", visible(&start))
}

/// Names as a list of code words, the first few of them.
fn ticked<T: AsRef<str>>(names: &[T]) -> String {
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

fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", shown(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
