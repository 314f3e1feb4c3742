//! Takes the sentences out of an operation, so that only facts are left: titles stay, since they
//! are names.

use serde_json::{Map, Value, json};

use crate::openapi::status::phrase;

/// Extensions that hold facts; any other could hold sentences.
const FACTS: &[&str] = &[
    "x-deprecated-at",
    "x-deprecated-instead",
    "x-deprecated-values",
    "x-defaults",
    "x-deprecation",
    "x-paging",
    "x-range",
    "x-rust-name",
    "x-rust-names",
    "x-stage",
    "x-sunset",
];

const PROSE: &[&str] = &[
    "description",
    "title",
    "example",
    "examples",
    "externalDocs",
    "xml",
];

/// Drops all prose of an operation.
pub fn drop_prose(operation: &mut Map<String, Value>) {
    drop_keys(operation);
    for parameter in array(operation.get_mut("parameters")) {
        if let Some(parameter) = parameter.as_object_mut() {
            drop_keys(parameter);
            schema_of(parameter);
            content_of(parameter);
        }
    }
    if let Some(body) = operation
        .get_mut("requestBody")
        .and_then(Value::as_object_mut)
    {
        drop_keys(body);
        content_of(body);
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        let Some(response) = response.as_object_mut() else {
            continue;
        };
        drop_keys(response);
        response.remove("links");
        response.shift_insert(0, "description".into(), json!(phrase(status)));
        let headers = response.get_mut("headers").and_then(Value::as_object_mut);
        for (_, header) in headers.into_iter().flatten() {
            if let Some(header) = header.as_object_mut() {
                drop_keys(header);
                schema_of(header);
            }
        }
        content_of(response);
    }
}

/// Drops all prose of a schema, and of all schemas inside it.
pub fn drop_schema_prose(schema: &mut Value) {
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    drop_keys(map);
    let properties = map.get_mut("properties").and_then(Value::as_object_mut);
    for (_, property) in properties.into_iter().flatten() {
        drop_schema_prose(property);
    }
    for key in ["items", "additionalProperties", "not"] {
        if let Some(inner) = map.get_mut(key) {
            drop_schema_prose(inner);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for inner in array(map.get_mut(key)) {
            drop_schema_prose(inner);
        }
    }
}

fn drop_keys(map: &mut Map<String, Value>) {
    map.retain(|key, _| {
        !PROSE.contains(&key.as_str()) && (!key.starts_with("x-") || FACTS.contains(&key.as_str()))
    });
}

fn schema_of(holder: &mut Map<String, Value>) {
    if let Some(schema) = holder.get_mut("schema") {
        drop_schema_prose(schema);
    }
}

fn content_of(holder: &mut Map<String, Value>) {
    let content = holder.get_mut("content").and_then(Value::as_object_mut);
    for (_, media) in content.into_iter().flatten() {
        if let Some(media) = media.as_object_mut() {
            drop_keys(media);
            schema_of(media);
        }
    }
}

fn array(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}
