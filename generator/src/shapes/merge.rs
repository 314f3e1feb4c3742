//! Merges what several places say of one shape into the component that stands for all of them.
//!
//! The places agree in what Rust sees. Of the rest, a value may be null if any place says so, and
//! defaults that differ are all kept; any other fact stays where all places say the same. The order
//! of the places changes nothing but words, of which the first are kept.

use serde_json::{Map, Value};

use crate::openapi::extensions::DEFAULTS;
use crate::shapes::shape::{Role, is_prose};
use crate::shapes::sight::see_scalar;

/// Adds to a shape's schema what another place says of the shape.
pub(crate) fn merge(into: &mut Value, from: &Value, role: Role) {
    if into == from {
        return;
    }
    let (Value::Object(into), Value::Object(from)) = (into, from) else {
        return;
    };
    // A reference has its facts beside it in an `allOf` of one: only the facts can differ.
    let is_reference = |map: &Map<String, Value>| map.contains_key("$ref");
    if is_reference(into) && is_reference(from) {
        return;
    }
    if is_reference(into) {
        let reference = Value::Object(std::mem::take(into));
        into.insert("allOf".into(), Value::Array(vec![reference]));
    }
    facts(into, from);
    scalar(into, from, role);
    structure(into, from, role);
    let only_reference = into.len() == 1 && into.contains_key("allOf");
    if only_reference && let Some(Value::Object(reference)) = into["allOf"].get_mut(0) {
        *into = std::mem::take(reference);
    }
}

/// The schemas inside, and the names that are required.
fn structure(into: &mut Map<String, Value>, from: &Map<String, Value>, role: Role) {
    for (name, property) in object_mut(into, "properties") {
        if let Some(other) = from.get("properties").and_then(|all| all.get(name)) {
            merge(property, other, role);
        }
    }
    for key in ["items", "additionalProperties"] {
        match (into.get_mut(key), from.get(key)) {
            (Some(known @ Value::Object(_)), Some(other)) => merge(known, other, role),
            (None, Some(other)) => {
                into.insert(key.into(), other.clone());
            }
            _ => {}
        }
    }
    let Some(Value::Array(names)) = into.get_mut("required") else {
        return;
    };
    let others = from.get("required").and_then(Value::as_array);
    names.retain(|name| others.is_some_and(|others| others.contains(name)));
    if names.is_empty() {
        into.shift_remove("required");
    }
}

fn object_mut<'a>(
    map: &'a mut Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    let inner = map.get_mut(key).and_then(Value::as_object_mut);
    inner.into_iter().flatten()
}

/// Keywords with a rule of their own, beside [`is_prose`].
const OWN_RULE: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "discriminator",
    "enum",
    "format",
    "items",
    "oneOf",
    "properties",
    "required",
    "type",
    DEFAULTS,
];

/// What a place says beside the structure.
fn facts(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    let nullable = into.contains_key("nullable") || from.contains_key("nullable");
    let plain = |key: &str| !OWN_RULE.contains(&key) && !is_prose(key);
    into.retain(|key, value| !plain(key) || from.get(key) == Some(value));
    if nullable {
        into.insert("nullable".into(), Value::Bool(true));
    }
    for (key, words) in from.iter().filter(|(key, _)| is_prose(key)) {
        into.entry(key).or_insert_with(|| words.clone());
    }
    let known = defaults(into);
    let mut all = [known.clone(), defaults(from)].concat();
    all.sort_by_key(Value::to_string);
    all.dedup();
    if all.len() > 1 {
        into.shift_remove("default");
        into.insert(DEFAULTS.into(), Value::Array(all));
    } else if known.is_empty() {
        into.extend(all.pop().map(|only| ("default".to_owned(), only)));
    }
    let values = |map: &Map<String, Value>| map.get("enum").cloned();
    if !crate::shapes::shape::is_enum(into) && values(into) != values(from) {
        into.shift_remove("enum");
    }
}

fn defaults(map: &Map<String, Value>) -> Vec<Value> {
    match map.get(DEFAULTS).and_then(Value::as_array) {
        Some(several) => several.clone(),
        None => map.get("default").cloned().into_iter().collect(),
    }
}

/// The type and format of scalars of one Rust type: what both say, else the type alone, else,
/// where the Rust type depends on the format, the first by name.
fn scalar(into: &mut Map<String, Value>, from: &Map<String, Value>, role: Role) {
    let pair = |map: &Map<String, Value>| {
        let text = |key: &str| map.get(key).and_then(Value::as_str).map(str::to_owned);
        (text("type"), text("format"))
    };
    let (ours, theirs) = (pair(into), pair(from));
    if ours == theirs {
        return;
    }
    let bare = (ours.0.clone(), None);
    let agreed = if ours.0 == theirs.0 && see_scalar(&bare, role) == see_scalar(&ours, role) {
        bare
    } else {
        ours.min(theirs)
    };
    for (key, text) in [("type", agreed.0), ("format", agreed.1)] {
        match text {
            Some(text) => into.insert(key.into(), Value::String(text)),
            None => into.shift_remove(key),
        };
    }
}
