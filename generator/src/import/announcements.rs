//! Writes what the description says about deprecations, in flags, dates and sentences, into
//! structured extensions; what is generated later reads only these.

use serde_json::{Map, Value, json};

use crate::deprecation::{fields, gather};
use crate::diagnostic::Diagnostic;
use crate::import::operations::RawOperation;

/// Gathers the deprecation of an operation, and of its parameters and fields.
pub fn gather_announcements(operation: &mut RawOperation, problems: &mut Vec<Diagnostic>) {
    let value = Value::Object(std::mem::take(&mut operation.value));
    let (gathered, more) = gather::gather(&value, &operation.origin);
    problems.extend(more.into_iter().map(|p| p.operation(&operation.key)));
    if let Value::Object(map) = value {
        operation.value = map;
    }
    let map = &mut operation.value;
    if let Some(gathered) = gathered {
        for raw in ["x-deprecated-at", "x-sunset"] {
            map.shift_remove(raw);
        }
        map.insert("deprecated".into(), json!(true));
        // A derived `Serialize` of plain data does not fail; if it did, the flag would remain.
        if let Ok(gathered) = serde_json::to_value(&gathered) {
            map.insert(gather::EXTENSION.into(), gathered);
        }
    }
    for parameter in array(map.get_mut("parameters")) {
        if let Some(parameter) = parameter.as_object_mut() {
            let name = parameter
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            mark(&name, parameter);
            inside(parameter);
        }
    }
    if let Some(body) = map.get_mut("requestBody").and_then(Value::as_object_mut) {
        inside(body);
    }
    let responses = map.get_mut("responses").and_then(Value::as_object_mut);
    for (_, response) in responses.into_iter().flatten() {
        if let Some(response) = response.as_object_mut() {
            inside(response);
        }
    }
}

/// The schemas of a parameter, body or response.
fn inside(holder: &mut Map<String, Value>) {
    if let Some(schema) = holder.get_mut("schema") {
        schema_notices(schema);
    }
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    for (_, media) in content.into_iter().flatten() {
        if let Some(schema) = media.get_mut("schema") {
            schema_notices(schema);
        }
    }
}

/// Marks the deprecated properties of a schema, and of all schemas inside it.
pub fn schema_notices(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    let properties = map.get_mut("properties").and_then(Value::as_object_mut);
    for (name, property) in properties.into_iter().flatten() {
        if let Some(property) = property.as_object_mut() {
            mark(name, property);
        }
        schema_notices(property);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            schema_notices(inner);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for inner in array(map.get_mut(key)) {
            schema_notices(inner);
        }
    }
}

/// Marks one property or parameter by what its own description says.
fn mark(name: &str, map: &mut Map<String, Value>) {
    let Some(description) = map.get("description").and_then(Value::as_str) else {
        return;
    };
    let values = fields::deprecated_values(description);
    if let Some(notice) = fields::field_notice(name, description) {
        map.insert("deprecated".into(), json!(true));
        if let Some(instead) = notice.instead {
            map.insert(fields::INSTEAD.into(), json!(instead));
        }
    }
    if !values.is_empty() {
        let holder = match map.get_mut("schema") {
            Some(Value::Object(schema)) => schema,
            _ => map,
        };
        holder.insert(fields::VALUES.into(), json!(values));
    }
}

fn array(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}
