//! Lint: path templates and path items.

use serde_json::Value;

use super::linter::{self, Linter};
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::PathTemplate;
use crate::openapi::documents::reference;
use crate::openapi::method::METHODS;
use crate::openapi::path_template::Fault;

impl<'a> Linter<'a> {
    pub(super) fn paths(&mut self, place: &Place<'_>, paths: &'a Value) {
        let Some(paths) = self.object(place, paths) else {
            return;
        };
        for (path, item) in paths {
            if path.starts_with("x-") {
                continue;
            }
            let place = place.key(path);
            self.visible(&place, path);
            self.form(&place, path);
            let template = self.template(&place, path);
            self.item(&place, item, &template);
        }
    }

    /// What a path is made of beside its parameters.
    fn form(&mut self, place: &Place<'_>, path: &str) {
        let shown = linter::shown(path);
        if !path.starts_with('/') {
            self.report(
                Diagnostic::error(
                    Code::PathForm,
                    place.origin(),
                    format!("the path `{shown}` does not begin with `/`"),
                ),
                "begin it with `/`; a host belongs to `servers`",
            );
        }
        if path.contains(['?', '#']) {
            self.report(
                Diagnostic::error(
                    Code::PathForm,
                    place.origin(),
                    format!("the path `{shown}` has a query or a fragment"),
                ),
                "declare what follows `?` as query parameters",
            );
        }
        if path.split('/').any(|segment| matches!(segment, "." | "..")) {
            self.report(
                Diagnostic::error(
                    Code::PathForm,
                    place.origin(),
                    format!("the path `{shown}` has a segment of dots"),
                ),
                "write the path out; clients and servers take dot segments away",
            );
        }
        let inner = path.trim_matches('/');
        if inner.split('/').any(str::is_empty) && !inner.is_empty() {
            self.report(
                Diagnostic::warning(
                    Code::PathCharacters,
                    place.origin(),
                    format!("the path `{shown}` has an empty segment"),
                ),
                "take one `/` away, if the server does not insist on it",
            );
        }
        let odd =
            |c: char| !c.is_ascii_graphic() || matches!(c, '%' | '\\' | '"' | '<' | '>' | '`');
        if let Some(c) = path.chars().find(|c| odd(*c)) {
            self.report(
                Diagnostic::warning(
                    Code::PathCharacters,
                    place.origin(),
                    format!(
                        "the path `{shown}` contains `{}`",
                        linter::shown(&c.to_string())
                    ),
                ),
                "write the plain character; what a URL cannot hold is escaped when it is sent",
            );
        }
    }

    fn template<'p>(&mut self, place: &Place<'_>, path: &'p str) -> PathTemplate<'p> {
        let template = PathTemplate::parse(path);
        for fault in &template.faults {
            let what = match fault {
                Fault::Unbalanced => "has a brace without its partner".to_owned(),
                Fault::Unnamed => "has a parameter without a name".to_owned(),
                Fault::Repeated(name) => {
                    format!("has the parameter `{}` twice", linter::shown(name))
                }
            };
            self.broken_template(place, path, &what);
        }
        template
    }

    fn broken_template(&mut self, place: &Place<'_>, path: &str, what: &str) {
        let message = format!("the path `{}` {what}", linter::shown(path));
        self.report(
            Diagnostic::error(Code::PathTemplate, place.origin(), message),
            "write each parameter once, as `{name}` in a segment",
        );
    }

    fn item(&mut self, place: &Place<'_>, item: &'a Value, template: &PathTemplate<'a>) {
        // An item may stand in a file of its own; its operations are those of this path.
        let Some((origin, target)) = self.path_item(place, item) else {
            return;
        };
        let place = Place::root(&origin);
        let Some(fields) = self.object(&place, target) else {
            return;
        };
        let shared = self.parameters(&place, fields);
        for (key, value) in fields {
            match key.as_str() {
                method if METHODS.contains(&method) => {
                    self.operation(&place.key(key), method, value, template, &shared);
                }
                "summary" | "description" | "parameters" | "$ref" => {}
                "servers" => {
                    self.list(&place.key(key), value);
                }
                extension if extension.starts_with("x-") => {}
                other => self.unknown_method(&place.key(key), other),
            }
        }
    }

    fn path_item(
        &mut self,
        place: &Place<'_>,
        item: &'a Value,
    ) -> Option<(crate::diagnostic::Origin, &'a Value)> {
        if reference(item).is_none() {
            return Some((place.origin(), item));
        }
        self.siblings(place, item);
        match self.documents.resolve(&place.origin(), item) {
            Ok(found) => Some(found),
            Err(diagnostic) => {
                self.found.push(diagnostic);
                None
            }
        }
    }

    fn unknown_method(&mut self, place: &Place<'_>, key: &str) {
        let message = format!(
            "a path has no `{}`: that is no HTTP method of OpenAPI 3.0",
            linter::shown(key)
        );
        let lower = key.to_ascii_lowercase();
        let help = if METHODS.contains(&lower.as_str()) {
            format!("write it in lower case: `{lower}`")
        } else {
            format!("expected one of {}", METHODS.join(", "))
        };
        self.report(
            Diagnostic::error(Code::UnknownMethod, place.origin(), message),
            &help,
        );
    }
}
