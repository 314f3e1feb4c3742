//! What Rust sees of a schema: the text that all schemas of one Rust type share.
//!
//! It mirrors what lowering makes of a schema. Whatever has no part in the Rust type (words,
//! examples, bounds, whether a value may be null, what only a place says) has no part in the text.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use crate::ir::TypeRef;
use crate::ir::scalar;
use crate::openapi::extensions::{DEPRECATED_AT, DEPRECATED_VALUES, INSTEAD, SUNSET};
use crate::shapes::shape::{Role, Shapes, is_enum, reference_of};

/// Writes what Rust sees of a schema. Shapes inside it are written by what they are, not by their
/// number, so that the text is the same in every description.
pub(crate) fn see(schema: &Value, role: Role, shapes: &Shapes, out: &mut String) {
    if let Some(reference) = reference_of(schema) {
        let id = reference.strip_prefix("#shape/");
        let shape = id.and_then(|id| shapes.0.get_index(id.parse().ok()?));
        match shape {
            Some((key, _)) => out.push_str(&format!("#{:016x}", fingerprint(key))),
            None => out.push_str(reference),
        }
        return;
    }
    let Some(map) = schema.as_object() else {
        return out.push_str("Json");
    };
    if is_enum(map) {
        values(map, out);
    } else if let Some(variants) = variants(map) {
        match variants.as_slice() {
            [only] => see(only, role, shapes, out),
            several => union(map, several, role, shapes, out),
        }
    } else if map.contains_key("allOf") {
        // Composed before; one that could not be stays what it is.
        out.push_str(&schema.to_string());
    } else if let Some(properties) = properties(map) {
        object(map, properties, role, shapes, out);
    } else {
        plain(map, role, shapes, out);
    }
}

/// The scalar, list or map that a schema without a name is.
fn plain(map: &Map<String, Value>, role: Role, shapes: &Shapes, out: &mut String) {
    let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
    let pair = (text("type"), text("format"));
    match pair.0.as_deref() {
        Some("array") => {
            out.push('[');
            inner(map.get("items"), role, shapes, out);
            out.push(']');
        }
        Some("object") => {
            out.push_str("{*:");
            inner(map.get("additionalProperties"), role, shapes, out);
            out.push('}');
        }
        _ => out.push_str(&see_scalar(&pair, role)),
    }
}

/// What Rust sees of a scalar, by its type and format.
pub(crate) fn see_scalar((ty, format): &(Option<String>, Option<String>), role: Role) -> String {
    let format = format.as_deref();
    let ty = match ty.as_deref() {
        Some("string") => scalar::string_type(format, role == Role::Request),
        Some("number") => scalar::number_type(format),
        Some("integer") => TypeRef::Integer,
        Some("boolean") => TypeRef::Bool,
        _ => TypeRef::Json,
    };
    format!("{ty:?}")
}

/// What a list or a map holds.
fn inner(schema: Option<&Value>, role: Role, shapes: &Shapes, out: &mut String) {
    match schema {
        Some(schema @ Value::Object(_)) => see(schema, role, shapes, out),
        _ => out.push_str("Json"),
    }
}

fn object(
    map: &Map<String, Value>,
    properties: &Map<String, Value>,
    role: Role,
    shapes: &Shapes,
    out: &mut String,
) {
    let required: BTreeSet<&str> = map
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let sorted: BTreeMap<&String, &Value> = properties.iter().collect();
    out.push('{');
    for (name, property) in sorted {
        out.push_str(name);
        // What is required is an argument of a request; any field of a response may be missing.
        if role == Role::Request && required.contains(name.as_str()) {
            out.push('!');
        }
        out.push(':');
        see(property, role, shapes, out);
        deprecation(property, out);
        out.push(',');
    }
    if let Some(values @ Value::Object(_)) = map.get("additionalProperties") {
        out.push_str("*:");
        see(values, role, shapes, out);
    }
    out.push('}');
}

/// A field that is deprecated carries an attribute, so it is another field.
fn deprecation(property: &Value, out: &mut String) {
    if property.get("deprecated") != Some(&Value::Bool(true)) {
        return;
    }
    out.push_str("~deprecated");
    for key in [INSTEAD, DEPRECATED_AT, SUNSET] {
        if let Some(value) = property.get(key) {
            out.push_str(&format!("~{value}"));
        }
    }
}

/// The values of an enum, in whatever order; null is none of them.
fn values(map: &Map<String, Value>, out: &mut String) {
    let texts = |key: &str| -> BTreeSet<String> {
        let all = map.get(key).and_then(Value::as_array);
        let all = all.into_iter().flatten().filter(|value| !value.is_null());
        all.map(Value::to_string).collect()
    };
    let deprecated = texts(DEPRECATED_VALUES);
    out.push_str("enum(");
    for value in texts("enum") {
        out.push_str(&value);
        if deprecated.contains(&value) {
            out.push_str("~deprecated");
        }
        out.push('|');
    }
    out.push(')');
}

fn union(
    map: &Map<String, Value>,
    variants: &[&Value],
    role: Role,
    shapes: &Shapes,
    out: &mut String,
) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for variant in variants {
        let mut text = String::new();
        see(variant, role, shapes, &mut text);
        let mapping = map.get("discriminator").and_then(|d| d.get("mapping"));
        let tags = mapping.and_then(Value::as_object).into_iter().flatten();
        let reference = reference_of(variant);
        let mut own: Vec<&String> = tags
            .filter(|(_, to)| to.as_str().is_some() && to.as_str() == reference)
            .map(|(tag, _)| tag)
            .collect();
        own.sort();
        text.extend(own.into_iter().map(|tag| format!("@{tag}")));
        seen.insert(text);
    }
    out.push_str("union(");
    if let Some(property) = map.get("discriminator").and_then(|d| d.get("propertyName")) {
        out.push_str(&format!("{property}="));
    }
    for text in seen {
        out.push_str(&text);
        out.push('|');
    }
    out.push(')');
}

/// The variants of a union; `None` if it is none.
fn variants(map: &Map<String, Value>) -> Option<Vec<&Value>> {
    let of = |keyword: &str| map.get(keyword).and_then(Value::as_array);
    let all = of("oneOf").into_iter().chain(of("anyOf")).flatten();
    let all: Vec<&Value> = all.collect();
    (!all.is_empty()).then_some(all)
}

fn properties(map: &Map<String, Value>) -> Option<&Map<String, Value>> {
    map.get("properties")
        .and_then(Value::as_object)
        .filter(|properties| !properties.is_empty())
}

/// A number for a text; compared within a run only.
fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
