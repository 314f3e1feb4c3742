//! Lint: operations, bodies, responses and their content.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::linter::{Kind, Linter, cut, shown, ticked};
use super::parameter::Declared;
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::operation::{self, schemas};
use crate::openapi::status::is_status;
use crate::openapi::{ApiVersion, PathTemplate};

const OPERATION_FIELDS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

impl<'a> Linter<'a> {
    pub(super) fn operation(
        &mut self,
        place: &Place<'_>,
        method: &str,
        value: &'a Value,
        template: &PathTemplate<'a>,
        shared: &Declared<'a>,
    ) {
        self.operation = Some(format!(
            "{} {}",
            method.to_uppercase(),
            cut(template.text, 400)
        ));
        if let Some(fields) = self.object(place, value) {
            self.known_fields(place, fields, OPERATION_FIELDS);
            self.identity(place, method, fields, template);
            self.titles(place, fields, template);
            let own = self.parameters(place, fields);
            self.path_parameters(place, template, shared, &own);
            if let Some(flag) = fields.get("deprecated") {
                self.flag(&place.key("deprecated"), flag);
            }
            if let Some(body) = operation::body(fields) {
                if matches!(method, "get" | "head" | "trace") {
                    self.report(
                        Diagnostic::warning(
                            Code::BodyOnGet,
                            place.key("requestBody").origin(),
                            format!("a {} request has a body", method.to_uppercase()),
                        ),
                        "HTTP gives it no meaning and proxies drop it; remove it with an overlay \
                         unless the server reads it",
                    );
                }
                self.body(&place.key("requestBody"), body);
            }
            self.responses(place, fields);
        }
        self.operation = None;
    }

    /// Method and path, and `operationId`: each may stand once in the whole set.
    fn identity(
        &mut self,
        place: &Place<'_>,
        method: &str,
        fields: &'a Map<String, Value>,
        template: &PathTemplate<'a>,
    ) {
        let origin = place.origin();
        let key = (method.to_owned(), template.erased.clone());
        if let Some(first) = self.operations.get(&key) {
            let message = format!(
                "the same method and path, but for the names of parameters, stand at {first}"
            );
            self.report(
                Diagnostic::error(Code::DuplicateOperation, origin.clone(), message),
                "keep one of them; a server cannot tell them apart",
            );
        } else {
            self.operations.insert(key, origin.clone());
        }
        let place = place.key("operationId");
        let Some(id) = fields.get("operationId") else {
            self.report(
                Diagnostic::hint(
                    Code::NoOperationId,
                    origin,
                    "the operation has no `operationId`",
                ),
                "give it one; other tools go by it",
            );
            return;
        };
        let Some(id) = self.text(&place, id) else {
            return;
        };
        self.visible(&place, id);
        if let Some(first) = self.ids.get(id) {
            let message = format!("the operation id `{}` stands also at {first}", shown(id));
            self.report(
                Diagnostic::error(Code::DuplicateOperationId, place.origin(), message),
                "give each operation its own",
            );
        } else {
            self.ids.insert(id.to_owned(), place.origin());
        }
    }

    fn titles(
        &mut self,
        place: &Place<'_>,
        fields: &'a Map<String, Value>,
        template: &PathTemplate<'_>,
    ) {
        let tag = self.tag(place, fields.get("tags"));
        let place_of_title = place.key("summary");
        let title = fields
            .get("summary")
            .map(|title| self.text(&place_of_title, title));
        let title = match title {
            None => "",
            Some(None) => return,
            Some(Some(title)) => title.trim(),
        };
        if title.is_empty() {
            self.report(
                Diagnostic::warning(
                    Code::NoTitle,
                    place.origin(),
                    "the operation has no `summary`",
                ),
                "give it a title; the request type is named after it",
            );
            return;
        }
        self.visible(&place_of_title, title);
        let key = (tag, version(template.text), title.to_lowercase());
        let this = self.operation.clone().unwrap_or_default();
        if let Some(first) = self.titles.get(&key) {
            let message = format!(
                "the title `{}` is also that of {first}, in the same tag",
                shown(title)
            );
            self.report(
                Diagnostic::warning(Code::TitleRepeats, place_of_title.origin(), message),
                "the names are told apart by the paths; a title that says what differs reads better",
            );
        } else {
            self.titles.insert(key, this);
        }
    }

    /// The first tag, which places the operation.
    fn tag(&mut self, place: &Place<'_>, tags: Option<&'a Value>) -> String {
        let place_of_tags = place.key("tags");
        let tags = tags
            .and_then(|tags| self.list(&place_of_tags, tags))
            .unwrap_or_default();
        let Some(first) = tags.first() else {
            self.report(
                Diagnostic::warning(Code::NoTag, place.origin(), "the operation has no tag"),
                "give it one, `Category/Tool/resource`; it decides the module",
            );
            return String::new();
        };
        let place = place_of_tags.index(0);
        let Some(tag) = self.text(&place, first) else {
            return String::new();
        };
        self.visible(&place, tag);
        let parts: Vec<&str> = tag.split('/').collect();
        if parts.len() != 3 || parts.iter().any(|part| part.trim().is_empty()) {
            let message = format!(
                "the tag `{}` is not of the form `Category/Tool/resource`",
                shown(tag)
            );
            self.report(
                Diagnostic::warning(Code::TagForm, place.origin(), message),
                "the whole tag is taken for the tool; correct it if it has a category",
            );
        }
        tag.to_owned()
    }

    pub(super) fn body(&mut self, place: &Place<'_>, value: &'a Value) {
        let Some((origin, target)) = self.follow(place, value, Kind::Body) else {
            return;
        };
        if !std::ptr::eq(target, value) {
            return;
        }
        let place = Place::root(&origin);
        let Some(fields) = self.object(&place, target) else {
            return;
        };
        self.known_fields(&place, fields, &["description", "content", "required"]);
        if let Some(flag) = fields.get("required") {
            self.flag(&place.key("required"), flag);
        }
        match fields.get("content") {
            Some(content) => {
                if content.as_object().is_some_and(Map::is_empty) {
                    self.report(
                        Diagnostic::warning(
                            Code::EmptyContent,
                            place.key("content").origin(),
                            "the body has no media type, so nothing is sent",
                        ),
                        "say what is sent, or remove the body",
                    );
                }
                self.content(&place.key("content"), content);
            }
            None => self.report(
                Diagnostic::error(
                    Code::MissingField,
                    place.origin(),
                    "the body has no `content`",
                ),
                "say what is sent: `content: {application/json: {schema: ...}}`",
            ),
        }
    }

    fn responses(&mut self, place: &Place<'_>, fields: &'a Map<String, Value>) {
        let place = place.key("responses");
        let no_success = |linter: &mut Self| {
            linter.report(
                Diagnostic::warning(
                    Code::NoSuccessResponse,
                    place.origin(),
                    "no response for success: none of 2XX, 3XX and `default`",
                ),
                "describe the response, if only as `204`",
            );
        };
        let list = fields.get("responses");
        if list.is_some_and(|list| self.object(&place, list).is_none()) {
            return;
        }
        let mut succeeds = false;
        for (status, response) in operation::responses(fields) {
            if status.starts_with("x-") {
                continue;
            }
            let place = place.key(status);
            if !is_status(status) {
                let message = format!("`{}` is no status of a response", shown(status));
                self.report(
                    Diagnostic::error(Code::InvalidStatus, place.origin(), message),
                    "expected a number from 100 to 599, a range such as `2XX`, or `default`",
                );
            }
            succeeds |= status.starts_with(['2', '3']) || status == "default";
            if status.starts_with('2') && !matches!(status, "204" | "205") {
                self.typed(&place, response);
            }
            self.response(&place, response);
        }
        if !succeeds {
            no_success(self);
        }
    }

    /// Reports a success that does not describe its content.
    fn typed(&mut self, place: &Place<'_>, response: &'a Value) {
        let has_schema = schemas(response).next().is_some();
        if response.get("$ref").is_none() && !has_schema {
            self.report(
                Diagnostic::hint(
                    Code::UntypedResponse,
                    place.origin(),
                    "the response has no schema",
                ),
                "describe it with an overlay, or as `204` if it has no content",
            );
        }
    }

    pub(super) fn response(&mut self, place: &Place<'_>, value: &'a Value) {
        let Some((origin, target)) = self.follow(place, value, Kind::Response) else {
            return;
        };
        if !std::ptr::eq(target, value) {
            return;
        }
        let place = Place::root(&origin);
        let Some(fields) = self.object(&place, target) else {
            return;
        };
        self.known_fields(
            &place,
            fields,
            &["description", "headers", "content", "links"],
        );
        if let Some(content) = fields.get("content") {
            self.content(&place.key("content"), content);
        }
        let headers_place = place.key("headers");
        let headers = fields
            .get("headers")
            .and_then(|v| self.object(&headers_place, v));
        for (name, header) in headers.into_iter().flatten() {
            self.header(&headers_place.key(name), header);
        }
    }

    pub(super) fn header(&mut self, place: &Place<'_>, value: &'a Value) {
        let Some((origin, target)) = self.follow(place, value, Kind::Header) else {
            return;
        };
        if !std::ptr::eq(target, value) {
            return;
        }
        let place = Place::root(&origin);
        let Some(fields) = self.object(&place, target) else {
            return;
        };
        if let Some(schema) = fields.get("schema") {
            self.schema(&place.key("schema"), schema);
        }
        if let Some(content) = fields.get("content") {
            self.content(&place.key("content"), content);
        }
    }

    /// Media types with their schemas.
    pub(super) fn content(&mut self, place: &Place<'_>, content: &'a Value) {
        let Some(content) = self.object(place, content) else {
            return;
        };
        for (media_type, media) in content {
            let place = place.key(media_type);
            let parts: Vec<&str> = media_type
                .split(';')
                .next()
                .unwrap_or_default()
                .split('/')
                .collect();
            if parts.len() != 2 || parts.iter().any(|part| part.trim().is_empty()) {
                let message = format!("`{}` is no media type", shown(media_type));
                self.report(
                    Diagnostic::warning(Code::MediaType, place.origin(), message),
                    "expected the form `application/json`",
                );
            }
            let Some(fields) = self.object(&place, media) else {
                continue;
            };
            if let Some(schema) = fields.get("schema") {
                self.schema(&place.key("schema"), schema);
            }
        }
    }

    /// Declared and written path parameters must be the same.
    fn path_parameters(
        &mut self,
        place: &Place<'_>,
        template: &PathTemplate<'a>,
        shared: &Declared<'a>,
        own: &Declared<'a>,
    ) {
        // A parameter that could not be read has been reported; its name is not known.
        if shared.broken || own.broken {
            return;
        }
        let declared: BTreeSet<&str> = shared.path.union(&own.path).copied().collect();
        let written: BTreeSet<&str> = template.parameters.iter().copied().collect();
        let missing: Vec<&&str> = written.difference(&declared).collect();
        if !missing.is_empty() {
            let message = format!(
                "the path has {}, which no parameter declares",
                ticked(&missing)
            );
            self.report(
                Diagnostic::error(Code::PathParameter, place.origin(), message),
                "declare it with `in: path` and `required: true`",
            );
        }
        let stray: Vec<&&str> = declared.difference(&written).collect();
        if !stray.is_empty() {
            let message = format!("the path parameter {} is not in the path", ticked(&stray));
            self.report(
                Diagnostic::error(Code::PathParameter, place.origin(), message),
                "remove it, or write it into the path as `{name}`",
            );
        }
    }
}

/// The segment that is a version, `v1.0`, wherever it stands; a newer version of an operation keeps
/// its title.
fn version(path: &str) -> Option<ApiVersion> {
    path.split('/').find_map(ApiVersion::of_segment)
}
