//! Composes `allOf`: several schemas that all hold become one.

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Origin};
use crate::resolve::{Documents, absolute};

/// How deep references and `allOf` may nest inside each other.
const MAX_DEPTH: usize = 64;

/// The schema with its `allOf` merged in; a schema without one as it is.
///
/// Properties and required names add up; of any other keyword the last one said holds, and the
/// keywords beside `allOf` are the last.
pub fn compose(
    documents: &Documents,
    schema: &Map<String, Value>,
    origin: &Origin,
) -> Result<Map<String, Value>, Diagnostic> {
    compose_at(documents, schema, origin, 0)
}

fn compose_at(
    documents: &Documents,
    schema: &Map<String, Value>,
    origin: &Origin,
    depth: usize,
) -> Result<Map<String, Value>, Diagnostic> {
    if depth > MAX_DEPTH {
        return Err(Diagnostic::error(
            "all-of-cycle",
            origin.clone(),
            format!("`allOf` and references nest more than {MAX_DEPTH} deep here"),
        )
        .help("break the cycle: a schema cannot be composed of itself"));
    }
    let Some(parts) = schema.get("allOf").and_then(Value::as_array) else {
        return Ok(schema.clone());
    };
    let mut merged = Map::new();
    for (index, part) in parts.iter().enumerate() {
        let origin = origin.child("allOf").child(&index.to_string());
        let part = inline(documents, part, &origin, depth)?;
        merge(&mut merged, part);
    }
    let mut beside = schema.clone();
    beside.shift_remove("allOf");
    merge(&mut merged, beside);
    Ok(merged)
}

/// A part of `allOf`, its reference followed and its own `allOf` composed.
fn inline(
    documents: &Documents,
    part: &Value,
    origin: &Origin,
    depth: usize,
) -> Result<Map<String, Value>, Diagnostic> {
    let (at, value) = match part.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let (at, found) = documents.get(origin, reference)?;
            let mut found = found.clone();
            absolute(&mut found, &at.file);
            (at, found)
        }
        None => (origin.clone(), part.clone()),
    };
    if value.get("$ref").is_some() {
        return inline(documents, &value, &at, depth + 1).and_then(|found| {
            if depth > MAX_DEPTH {
                compose_at(documents, &found, &at, depth + 1)
            } else {
                Ok(found)
            }
        });
    }
    match value {
        Value::Object(map) => compose_at(documents, &map, &at, depth + 1),
        _ => Err(
            Diagnostic::error("not-an-object", at, "a schema must be an object")
                .help("write the schema as a mapping, `{}` for any value"),
        ),
    }
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("properties", Some(Value::Object(have)), Value::Object(more)) => have.extend(more),
            ("required", Some(Value::Array(have)), Value::Array(more)) => {
                let new: Vec<Value> = more
                    .into_iter()
                    .filter(|name| !have.contains(name))
                    .collect();
                have.extend(new);
            }
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
}
