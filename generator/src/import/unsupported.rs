//! What a description says that the client does not take: reported once, and left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::documents::Documents;
use crate::openapi::operation::{Part, media_types_mut, parts_mut};
use crate::openapi::operations::RawOperation;
use crate::openapi::parameter::{is_reserved_header, parameter_id};

/// Takes callbacks, links, encodings, examples of other places and headers of other places out of the
/// operations, and parameters that do not count; reports servers, which the client chooses by its environment.
pub fn drop_unsupported(
    documents: &Documents,
    operations: &mut [RawOperation],
    problems: &mut Vec<Diagnostic>,
) {
    let mut found: BTreeMap<&str, (usize, Origin)> = BTreeMap::new();
    let mut differing = Vec::new();
    let mut report = |what: &'static str, origin: &Origin| {
        let (count, _) = found.entry(what).or_insert((0, origin.clone()));
        *count += 1;
    };
    for operation in operations {
        let origin = &operation.origin;
        let value = &mut operation.value;
        if value.shift_remove("callbacks").is_some() {
            report("callbacks", &origin.child("callbacks"));
        }
        if value.shift_remove("servers").is_some() {
            report("servers", &origin.child("servers"));
        }
        drop_parameters(value, origin, &mut report);
        unite_lists(documents, value, origin, &mut report, &mut differing);
        if value.get("requestBody").is_some_and(is_empty) {
            value.shift_remove("requestBody");
            report(EMPTY, &origin.child("requestBody").child("content"));
        }
        for (part, value) in parts_mut(value) {
            let origin = part.origin(origin);
            match part {
                Part::Parameter(_) => drop_references(value, "examples"),
                Part::Body => drop_encoding(value, &origin, &mut report),
                Part::Response(_) => {
                    let response = value.as_object_mut();
                    if response.is_some_and(|map| map.shift_remove("links").is_some()) {
                        report("links", &origin.child("links"));
                    }
                    drop_references(value, "headers");
                }
            }
            for (_, media) in media_types_mut(value) {
                drop_references(media, "examples");
            }
        }
    }
    problems.append(&mut differing);
    for (what, (count, origin)) in found {
        let message = format!("{what} stand at {count} places, here first; they are left out");
        if what == RESERVED {
            let help = "remove them; the client sets them from the content and the credentials";
            problems.push(Diagnostic::warning(Code::ReservedHeader, origin, message).help(help));
            continue;
        }
        if what == REPEATED {
            let help = "keep one of each; the others say the same word for word";
            problems
                .push(Diagnostic::warning(Code::DuplicateParameter, origin, message).help(help));
            continue;
        }
        if what == EMPTY {
            let help = "say what is sent, or remove the body";
            problems.push(Diagnostic::warning(Code::EmptyContent, origin, message).help(help));
            continue;
        }
        if what == ENCODING {
            let help = "the client names nested parts with brackets, and sends files with the media \
                        type that the caller gives them; try the request";
            problems.push(Diagnostic::warning(Code::NotGenerated, origin, message).help(help));
            continue;
        }
        let help = match what {
            "callbacks" => "the client sends requests; what a server calls is another program",
            "servers" => "the client takes one base URL; build another client for another server",
            _ => "follow a link by the request that it names",
        };
        problems.push(Diagnostic::hint(Code::NotGenerated, origin, message).help(help));
    }
}

const RESERVED: &str = "headers that OpenAPI keeps out of parameters";
const REPEATED: &str = "parameters that repeat another";

const EMPTY: &str = "bodies without a media type";

/// Whether a body says nothing of what is sent.
fn is_empty(body: &Value) -> bool {
    let content = body.get("content").and_then(Value::as_object);
    content.is_some_and(Map::is_empty)
}

/// A list `ids` is written as `ids[]`, and so is one that is called so: both are one parameter.
/// Two that are not the same otherwise cannot both be sent.
fn unite_lists(
    documents: &Documents,
    operation: &mut Map<String, Value>,
    origin: &Origin,
    report: &mut impl FnMut(&'static str, &Origin),
    problems: &mut Vec<Diagnostic>,
) {
    let origin = origin.child("parameters");
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    let Some(parameters) = parameters else { return };
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    let mut index = 0;
    parameters.retain(|parameter| {
        let at = origin.child(&index.to_string());
        index += 1;
        let (location, name) = parameter_id(parameter);
        if location != "query" || !(name.ends_with("[]") || is_list(documents, parameter, &at)) {
            return true;
        }
        let wire = format!("{}[]", name.strip_suffix("[]").unwrap_or(&name));
        let Some(first) = seen.get(&wire) else {
            seen.insert(wire, parameter.clone());
            return true;
        };
        if means(first) == means(parameter) {
            report(REPEATED, &at);
            return false;
        }
        let other = parameter_id(first).1;
        let message = format!("`{other}` and `{name}` are both written as `{wire}`");
        let help = "keep one of them; a server cannot tell them apart";
        problems.push(Diagnostic::error(Code::DuplicateParameter, at, message).help(help));
        true
    });
}

/// Whether each item of a parameter is written with its name.
fn is_list(documents: &Documents, parameter: &Value, at: &Origin) -> bool {
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let Ok((_, schema)) = documents.resolve(at, schema) else {
        return false;
    };
    let is = |value: &Value, ty: &str| value.get("type").and_then(Value::as_str) == Some(ty);
    let exploded = parameter.get("explode").and_then(Value::as_bool);
    let form = matches!(
        parameter.get("style").and_then(Value::as_str),
        None | Some("form")
    );
    // A list of lists or objects is written as JSON.
    let items = schema.get("items").unwrap_or(&Value::Null);
    let plain = documents
        .resolve(at, items)
        .is_ok_and(|(_, items)| !is(items, "array") && !is(items, "object"));
    is(schema, "array") && plain && exploded.unwrap_or(form)
}

/// What a parameter says beside its name, words left out.
fn means(parameter: &Value) -> Value {
    let mut parameter = parameter.clone();
    if let Some(map) = parameter.as_object_mut() {
        for key in ["name", "description", "example", "examples"] {
            map.shift_remove(key);
        }
        map.retain(|key, value| key != "required" || *value != Value::Bool(false));
    }
    parameter
}

const ENCODING: &str = "encodings of parts of a body";

/// How a media type's parts are encoded, which the client decides by their types.
fn drop_encoding(
    body: &mut Value,
    origin: &Origin,
    report: &mut impl FnMut(&'static str, &Origin),
) {
    for (media_type, media) in media_types_mut(body) {
        let media = media.as_object_mut();
        if media.is_some_and(|media| media.shift_remove("encoding").is_some()) {
            let at = origin.child("content").child(media_type);
            report(ENCODING, &at.child("encoding"));
        }
    }
}

/// Drops the parameters that OpenAPI says to ignore, and those that stand twice. Two that have one
/// name and are not the same were refused before.
fn drop_parameters(
    operation: &mut Map<String, Value>,
    origin: &Origin,
    report: &mut impl FnMut(&'static str, &Origin),
) {
    let origin = origin.child("parameters");
    let Some(parameters) = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
    else {
        return;
    };
    let mut seen = BTreeSet::new();
    let mut index = 0;
    parameters.retain(|parameter| {
        let (location, name) = parameter_id(parameter);
        let origin = origin.child(&index.to_string());
        index += 1;
        if location == "header" && is_reserved_header(&name) {
            report(RESERVED, &origin);
            return false;
        }
        let first = seen.insert((location, name));
        if !first {
            report(REPEATED, &origin);
        }
        first
    });
    if parameters.is_empty() && index > 0 {
        operation.shift_remove("parameters");
    }
}

/// Drops what refers to a component, which documents by tool do not have: responses give all their
/// headers by name, and examples are only read.
fn drop_references(holder: &mut Value, key: &str) {
    let Some(holder) = holder.as_object_mut() else {
        return;
    };
    let Some(entries) = holder.get_mut(key).and_then(Value::as_object_mut) else {
        return;
    };
    let kept: Map<String, Value> = std::mem::take(entries)
        .into_iter()
        .filter(|(_, entry)| !refers(entry))
        .collect();
    if kept.is_empty() {
        holder.shift_remove(key);
    } else {
        *entries = kept;
    }
}

fn refers(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.contains_key("$ref") || map.values().any(refers),
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}
