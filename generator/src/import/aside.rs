//! What a description says that the client does not take: told once, and left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Origin};
use crate::import::operations::{RawOperation, parameter_id};
use crate::lint::is_reserved;

/// Takes callbacks, links, examples of other places and headers of other places out of the
/// operations, and parameters that do not count; tells of servers, which the client chooses by its environment.
pub fn leave_aside(operations: &mut [RawOperation], problems: &mut Vec<Diagnostic>) {
    let mut found: BTreeMap<&str, (usize, Origin)> = BTreeMap::new();
    let mut tell = |what: &'static str, origin: &Origin| {
        let (count, _) = found.entry(what).or_insert((0, origin.clone()));
        *count += 1;
    };
    for operation in operations {
        let origin = &operation.origin;
        let value = &mut operation.value;
        if value.shift_remove("callbacks").is_some() {
            tell("callbacks", &origin.child("callbacks"));
        }
        if value.shift_remove("servers").is_some() {
            tell("servers", &origin.child("servers"));
        }
        drop_parameters(value, origin, &mut tell);
        for parameter in list(value.get_mut("parameters")) {
            drop_references(parameter, "examples");
            drop_examples(parameter);
        }
        if let Some(body) = value.get_mut("requestBody") {
            drop_examples(body);
        }
        let responses = value.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let origin = origin.child("responses").child(status);
            if let Value::Object(response) = response
                && response.shift_remove("links").is_some()
            {
                tell("links", &origin.child("links"));
            }
            drop_examples(response);
            drop_references(response, "headers");
        }
    }
    for (what, (count, origin)) in found {
        let message = format!("{what} stand at {count} places, here first; they are left out");
        if what == RESERVED {
            let help = "remove them; the client sets them from the content and the credentials";
            problems.push(Diagnostic::warning("reserved-header", origin, message).help(help));
            continue;
        }
        if what == REPEATED {
            let help = "keep one of each; the others say the same word for word";
            problems.push(Diagnostic::warning("duplicate-parameter", origin, message).help(help));
            continue;
        }
        let help = match what {
            "callbacks" => "the client sends requests; what a server calls is another program",
            "servers" => "the client takes one base URL; build another client for another server",
            _ => "follow a link by the request that it names",
        };
        problems.push(Diagnostic::hint("not-generated", origin, message).help(help));
    }
}

const RESERVED: &str = "headers that OpenAPI keeps out of parameters";
const REPEATED: &str = "parameters that repeat another";

/// Drops the parameters that OpenAPI says to ignore, and those that stand twice. Two that have one
/// name and are not the same were refused before.
fn drop_parameters(
    operation: &mut Map<String, Value>,
    origin: &Origin,
    tell: &mut impl FnMut(&'static str, &Origin),
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
        if location == "header" && is_reserved(&name) {
            tell(RESERVED, &origin);
            return false;
        }
        let first = seen.insert((location, name));
        if !first {
            tell(REPEATED, &origin);
        }
        first
    });
    if parameters.is_empty() && index > 0 {
        operation.shift_remove("parameters");
    }
}

/// The examples of a content that stand elsewhere.
fn drop_examples(holder: &mut Value) {
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    for (_, media) in content.into_iter().flatten() {
        drop_references(media, "examples");
    }
}

/// Drops what refers to a component, which documents by tool do not have: answers give all their
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

fn list(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}
