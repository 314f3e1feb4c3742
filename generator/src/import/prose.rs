//! Takes the sentences out of an operation, so that only facts are left: titles stay, since they
//! are names.

use serde_json::{Map, Value, json};

use crate::openapi::extensions::{
    DEFAULTS, DEPRECATED_AT, DEPRECATED_VALUES, DEPRECATION, FIELD_NAMES, INSTEAD, NAME, PAGING,
    RANGE, STAGE, SUNSET,
};
use crate::openapi::operation::{Part, media_types_mut, parts_mut, schemas_mut, subschemas_mut};
use crate::openapi::status::phrase;

/// Extensions that hold facts; any other could hold sentences.
const FACTS: &[&str] = &[
    DEFAULTS,
    DEPRECATED_AT,
    DEPRECATED_VALUES,
    DEPRECATION,
    FIELD_NAMES,
    INSTEAD,
    NAME,
    PAGING,
    RANGE,
    STAGE,
    SUNSET,
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
    for (part, value) in parts_mut(operation) {
        let Some(map) = value.as_object_mut() else {
            continue;
        };
        drop_keys(map);
        if let Part::Response(status) = part {
            drop_response_prose(status, map);
        }
        for (_, media) in media_types_mut(value) {
            if let Some(media) = media.as_object_mut() {
                drop_keys(media);
            }
        }
        for (_, schema) in schemas_mut(value) {
            drop_schema_prose(schema);
        }
    }
}

/// A response is described by its status alone, and has no links.
fn drop_response_prose(status: &str, response: &mut Map<String, Value>) {
    response.remove("links");
    response.shift_insert(0, "description".into(), json!(phrase(status)));
    let headers = response.get_mut("headers").and_then(Value::as_object_mut);
    for (_, header) in headers.into_iter().flatten() {
        if let Some(map) = header.as_object_mut() {
            drop_keys(map);
        }
        if let Some(schema) = header.get_mut("schema") {
            drop_schema_prose(schema);
        }
    }
}

/// Drops all prose of a schema, and of all schemas inside it.
pub fn drop_schema_prose(schema: &mut Value) {
    if let Some(map) = schema.as_object_mut() {
        drop_keys(map);
    }
    for (_, inner) in subschemas_mut(schema) {
        drop_schema_prose(inner);
    }
}

fn drop_keys(map: &mut Map<String, Value>) {
    map.retain(|key, _| {
        !PROSE.contains(&key.as_str()) && (!key.starts_with("x-") || FACTS.contains(&key.as_str()))
    });
}
