//! Lint: whole documents, and the components in them.

use serde_json::Value;

use super::linter::{Kind, Linter, shown};
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::documents::reference;
use crate::source::check_version_of;

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

impl<'a> Linter<'a> {
    /// A document of OpenAPI is linted whole; one without `openapi` is a file of components, or
    /// of parts that others refer to, and is only an error when nothing else is there.
    pub(super) fn document(&mut self, place: &Place<'_>, name: &str, value: &'a Value) {
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

    pub(super) fn components(&mut self, place: &Place<'_>, components: Option<&'a Value>) {
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

    pub(super) fn component_name(&mut self, place: &Place<'_>, name: &str) {
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
    pub(super) fn entry(&mut self, place: &Place<'_>, value: &'a Value, kind: Kind) {
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

    /// Lints what references reach outside of components, each target once.
    pub(super) fn targets(&mut self) {
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
}
