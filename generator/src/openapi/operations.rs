//! Collects the operations of a description: references to parameters, bodies and responses
//! followed, path-level parameters merged in, each placed under its tool, resource and version.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::naming::{is_reserved_tool, shortened, value_ident, words};
use crate::openapi::content::ContentObject;
use crate::openapi::documents::{Documents, absolute};
use crate::openapi::object::Object;
use crate::openapi::operation::{self, Part};
use crate::openapi::parameter::{ParameterObject, parameter_id};
use crate::openapi::path_template::fixed_segments;
use crate::openapi::{ApiVersion, OperationKey, method};

/// An operation as it stands in a description.
#[derive(Debug, Clone)]
pub struct RawOperation {
    /// Method and path.
    pub key: OperationKey,
    /// Its tag, taken apart.
    pub tag: Tag,
    /// The resource version of the path, `1.0`, if it has one.
    pub version: Option<ApiVersion>,
    /// The operation object, with path-level parameters merged in.
    pub value: Map<String, Value>,
    /// Where it stands.
    pub origin: Origin,
}

impl RawOperation {
    /// The operation object, for reading.
    pub fn object(&self) -> Object<'_> {
        Object::new(&self.value)
    }

    /// Its parameters, each with where it stands.
    pub fn parameters(&self) -> impl Iterator<Item = (ParameterObject<'_>, Origin)> {
        let all = operation::parameters(&self.value).enumerate();
        all.filter_map(|(index, value)| {
            let at = Part::Parameter(index).origin(&self.origin);
            Some((ParameterObject::new(value)?, at))
        })
    }

    /// Its request body, and where that stands.
    pub fn body(&self) -> Option<(ContentObject<'_>, Origin)> {
        let body = operation::body(&self.value)?;
        Some((ContentObject::new(body), Part::Body.origin(&self.origin)))
    }

    /// Its responses by status, each with where it stands.
    pub fn responses(&self) -> impl Iterator<Item = (&str, ContentObject<'_>, Origin)> {
        operation::responses(&self.value).map(|(status, response)| {
            let at = Part::Response(status).origin(&self.origin);
            (status, ContentObject::new(response), at)
        })
    }
}

/// The tag of an operation, which decides its module and file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tag {
    /// `Project Management`; empty where the tag has no such part.
    pub category: String,
    /// `RFI`.
    pub tool: String,
    /// `rfis`.
    pub resource: String,
}

impl Tag {
    /// Reads a tag: `Category/Tool/resource`, `Tool/resource`, or `Tool`. An operation without a
    /// tag goes by the first fixed segment of its path.
    pub fn new(tag: Option<&str>, path: &str) -> Self {
        let fallback = fixed_segments(path)
            .find(|segment| *segment != "rest" && ApiVersion::of_segment(segment).is_none())
            .unwrap_or("api");
        let tag = tag.filter(|tag| !tag.trim().is_empty()).unwrap_or(fallback);
        let parts: Vec<&str> = tag.splitn(3, '/').map(str::trim).collect();
        let (category, tool, resource) = match parts.as_slice() {
            [category, tool, resource] if !category.is_empty() => (*category, *tool, *resource),
            [_, tool, resource] | [tool, resource] => ("", *tool, *resource),
            _ => ("", tag, tag),
        };
        let is_worded = |text: &&str| !words(text).is_empty();
        // A part without a letter or a digit is none: the next one takes its place.
        let tool = std::iter::once(tool)
            .chain(resource.split('/').map(str::trim))
            .chain([category, fallback])
            .find(is_worded)
            .unwrap_or("api");
        let tool = shortened(tool);
        let category = Some(category).filter(is_worded).unwrap_or_default();
        let mut resource = shortened(Some(resource).filter(is_worded).unwrap_or(&tool));
        if category.is_empty() {
            // The tag that is written would be read as one with a category.
            resource = resource.replace('/', " ");
        }
        Self {
            category: category.to_owned(),
            tool: if is_reserved_tool(&tool) {
                format!("{tool} API")
            } else {
                tool
            },
            resource,
        }
    }

    /// The tag, in full.
    pub fn full(&self) -> String {
        if self.category.is_empty() {
            format!("{}/{}", self.tool, self.resource)
        } else {
            format!("{}/{}/{}", self.category, self.tool, self.resource)
        }
    }
}

/// Tools whose tags differ only in case or signs are one: it goes by the least of its names.
fn unite_tools(operations: &mut [RawOperation]) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for RawOperation { tag, .. } in operations.iter() {
        let name = names
            .entry(value_ident(&tag.tool))
            .or_insert_with(|| tag.tool.clone());
        if tag.tool < *name {
            name.clone_from(&tag.tool);
        }
    }
    for RawOperation { tag, .. } in operations {
        if let Some(name) = names.get(&value_ident(&tag.tool)) {
            tag.tool.clone_from(name);
        }
    }
}

/// All operations of the documents, by path and then method.
pub fn collect(documents: &Documents, problems: &mut Vec<Diagnostic>) -> Vec<RawOperation> {
    let mut operations = Vec::new();
    for (file, root) in documents.iter() {
        let Some(paths) = root.get("paths").and_then(Value::as_object) else {
            continue;
        };
        for (path, item) in paths {
            let origin = Origin::new(file, "/paths").child(path);
            let item = follow(documents, item, &origin, problems);
            let Some(item) = item.as_object() else {
                continue;
            };
            for method in method::METHODS {
                let Some(operation) = item.get(*method) else {
                    continue;
                };
                let origin = origin.child(method);
                let Some(value) = operation.as_object() else {
                    problems.push(
                        Diagnostic::error(
                            Code::NotAnObject,
                            origin,
                            "an operation must be an object",
                        )
                        .help("write the operation as a mapping"),
                    );
                    continue;
                };
                let mut value = value.clone();
                merge_parameters(documents, item, &mut value, &origin, problems);
                follow_parts(documents, &mut value, &origin, problems);
                if let (Some(servers), false) = (item.get("servers"), value.contains_key("servers"))
                {
                    value.insert("servers".into(), servers.clone());
                }
                let tag = value
                    .get("tags")
                    .and_then(|t| t.get(0))
                    .and_then(Value::as_str);
                operations.push(RawOperation {
                    key: OperationKey {
                        method: method.to_uppercase(),
                        path: path.clone(),
                    },
                    tag: Tag::new(tag, path),
                    version: ApiVersion::of_path(path),
                    value,
                    origin,
                });
            }
        }
    }
    unite_tools(&mut operations);
    operations.sort_by(|a, b| {
        (&a.key.path, method::rank(&a.key.method)).cmp(&(&b.key.path, method::rank(&b.key.method)))
    });
    operations
}

/// Merges path-level parameters into an operation; the operation's own win by name and place. The
/// names of headers are the same in any case.
fn merge_parameters(
    documents: &Documents,
    item: &Map<String, Value>,
    operation: &mut Map<String, Value>,
    origin: &Origin,
    problems: &mut Vec<Diagnostic>,
) {
    let mut list = |value: Option<&Value>| -> Vec<Value> {
        value
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|p| follow(documents, p, origin, problems))
            .collect()
    };
    let refers = |value: Option<&Value>| {
        let mut all = value.and_then(Value::as_array).into_iter().flatten();
        all.any(|parameter| parameter.get("$ref").is_some())
    };
    if item.get("parameters").is_none() && !refers(operation.get("parameters")) {
        return;
    }
    let own = list(operation.get("parameters"));
    let shared = list(item.get("parameters"));
    let ids: BTreeSet<_> = own.iter().map(parameter_id).collect();
    let mut merged: Vec<Value> = shared
        .into_iter()
        .filter(|s| !ids.contains(&parameter_id(s)))
        .collect();
    merged.extend(own);
    if !merged.is_empty() {
        operation.insert("parameters".into(), Value::Array(merged));
    }
}

/// Replaces references to whole bodies and responses by what they name.
fn follow_parts(
    documents: &Documents,
    operation: &mut Map<String, Value>,
    origin: &Origin,
    problems: &mut Vec<Diagnostic>,
) {
    if let Some(body) = operation.get_mut("requestBody")
        && body.get("$ref").is_some()
    {
        *body = follow(documents, body, &origin.child("requestBody"), problems);
    }
    if let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    {
        let refers = |(_, response): &(&String, &mut Value)| response.get("$ref").is_some();
        for (status, response) in responses.iter_mut().filter(refers) {
            *response = follow(
                documents,
                response,
                &origin.child("responses").child(status),
                problems,
            );
        }
    }
}

/// What a value stands for, if it is a reference; itself otherwise. References inside what was
/// found are made absolute, so that they still hold where it is put.
fn follow(
    documents: &Documents,
    value: &Value,
    origin: &Origin,
    problems: &mut Vec<Diagnostic>,
) -> Value {
    if value.get("$ref").is_none() {
        return value.clone();
    }
    match documents.resolve(origin, value) {
        Ok((target, found)) => {
            let mut found = found.clone();
            absolute(&mut found, &target.file);
            found
        }
        Err(problem) => {
            problems.push(problem);
            Value::Null
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_any_form_has_a_place() {
        let check = |tag: Option<&str>, path: &str, expect: [&str; 3]| {
            let read = Tag::new(tag, path);
            assert_eq!([&*read.category, &*read.tool, &*read.resource], expect);
        };
        check(
            Some("Core/Directory/users"),
            "/x",
            ["Core", "Directory", "users"],
        );
        check(Some("Directory/users"), "/x", ["", "Directory", "users"]);
        check(Some("pets"), "/x", ["", "pets", "pets"]);
        check(None, "/rest/v1.0/{id}/files", ["", "files", "files"]);
        check(Some("///"), "/rest/v1.0/files", ["", "files", "files"]);
        check(None, "/{id}", ["", "api", "api"]);
        check(Some("/a/b/c"), "/x", ["", "a", "b c"]);
        check(Some("shared"), "/x", ["", "shared API", "shared"]);
        check(Some("***"), "/+/-", ["", "api", "api"]);
    }

    #[test]
    fn a_tag_that_is_written_is_read_the_same() {
        let long = "Long ".repeat(2_000);
        for tag in ["A/B/c/d", "/a/b/c", "//", "std", "runtime/x", &long, "é/ü"] {
            let read = Tag::new(Some(tag), "/x");
            assert_eq!(Tag::new(Some(&read.full()), "/x"), read, "{tag}");
        }
    }
}
