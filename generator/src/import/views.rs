//! Views: variants of a response that hold nothing which another variant does not hold.
//!
//! Procore describes the views of a resource as a `oneOf` of its long and its short form. Every
//! field of a response may be missing, so the long form reads both: to Rust there is one type.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::Origin;
use crate::import::compose::{AT_PLACE, compose};
use crate::import::shape::{Role, Shapes};
use crate::import::sight::see;
use crate::openapi::documents::{Documents, absolute};

/// The schema without the variants that are views of another one; that other one itself if no
/// choice is left. What is sent stays as it is, and so does what a discriminator tells apart.
///
/// A component is nobody's view: whoever named it meant it. Only of `variants` that are
/// [`Variants::Followed`] the components are looked into.
pub(crate) fn without_views(
    documents: &Documents,
    schema: Map<String, Value>,
    role: Role,
    origin: &Origin,
    follow: Variants,
) -> Map<String, Value> {
    reduced(documents, schema, role, origin, follow, 0)
}

/// How deep schemas are looked into: a component that is composed of itself has no end.
const MAX_DEPTH: usize = 8;

fn reduced(
    documents: &Documents,
    mut schema: Map<String, Value>,
    role: Role,
    origin: &Origin,
    follow: Variants,
    depth: usize,
) -> Map<String, Value> {
    if role == Role::Request || schema.contains_key("discriminator") {
        return schema;
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(variants)) = schema.get_mut(keyword) else {
            continue;
        };
        if variants.len() < 2 || variants.len() > MAX_VARIANTS {
            continue;
        }
        let mut seen: Vec<Value> = variants
            .iter()
            .map(|variant| {
                let variant = follow.seen(documents, variant, origin);
                flattened(documents, &variant, role, origin, depth + 1)
            })
            .collect();
        let fields: Vec<Option<Fields>> = seen.iter().map(|one| fields_of(one, role)).collect();
        let kept: Vec<usize> = (0..seen.len()).filter(|i| !is_view(&fields, *i)).collect();
        if let [only] = kept.as_slice() {
            let only = std::mem::take(&mut seen[*only]);
            schema.shift_remove(keyword);
            schema.retain(|key, _| AT_PLACE.contains(&key.as_str()));
            return match only {
                Value::Object(only) => only.into_iter().chain(schema).collect(),
                _ => schema,
            };
        }
        let mut index = 0;
        variants.retain(|_| {
            index += 1;
            kept.contains(&(index - 1))
        });
    }
    schema
}

/// What becomes of variants that are components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variants {
    /// They stay: in descriptions.
    Named,
    /// They are looked into: in specs, where an import named what stood in line.
    Followed,
}

impl Variants {
    /// The variant, or what it refers to.
    fn seen<'a>(self, documents: &Documents, variant: &'a Value, at: &Origin) -> Cow<'a, Value> {
        let refers = variant.get("$ref").is_some();
        match documents.resolve(at, variant) {
            Ok((found_at, found)) if refers && self == Self::Followed => {
                let mut found = found.clone();
                absolute(&mut found, &found_at.file);
                Cow::Owned(found)
            }
            _ => Cow::Borrowed(variant),
        }
    }
}

/// Unions of more variants are no views, and comparing all of them would take long.
const MAX_VARIANTS: usize = 64;

/// The schema with its `allOf` and that of all schemas inside it merged, and without views, so that
/// equal ones look equal. What cannot be composed stays as it is: it is told where it is imported.
fn flattened(
    documents: &Documents,
    schema: &Value,
    role: Role,
    origin: &Origin,
    depth: usize,
) -> Value {
    if depth > MAX_DEPTH {
        return schema.clone();
    }
    let Some(map) = schema.as_object().filter(|map| !map.contains_key("$ref")) else {
        return schema.clone();
    };
    let Ok(map) = compose(documents, map, origin) else {
        return schema.clone();
    };
    let mut map = reduced(documents, map, role, origin, Variants::Named, depth);
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        for property in properties.values_mut() {
            *property = flattened(documents, property, role, origin, depth + 1);
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = map.get_mut(key) {
            *inner = flattened(documents, inner, role, origin, depth + 1);
        }
    }
    Value::Object(map)
}

/// The properties of an object, with what Rust sees of each.
type Fields = BTreeMap<String, String>;

/// Of an object that stands in line; any other variant is no view.
fn fields_of(variant: &Value, role: Role) -> Option<Fields> {
    let is_open = variant
        .get("additionalProperties")
        .is_some_and(Value::is_object);
    let composed = ["$ref", "allOf", "oneOf", "anyOf"];
    if is_open || composed.iter().any(|key| variant.get(key).is_some()) {
        return None;
    }
    let properties = variant.get("properties")?.as_object()?;
    let none = Shapes::default();
    let fields = properties.iter().map(|(name, schema)| {
        let mut text = String::new();
        see(schema, role, &none, &mut text);
        (name.clone(), text)
    });
    Some(fields.collect())
}

/// Whether another variant holds all that this one does; of two equal ones the first stays.
fn is_view(all: &[Option<Fields>], index: usize) -> bool {
    let Some(own) = &all[index] else {
        return false;
    };
    all.iter().enumerate().any(|(i, other)| {
        let Some(other) = other else { return false };
        let wider = other.len() > own.len() || (other.len() == own.len() && i < index);
        wider && own.iter().all(|(name, seen)| other.get(name) == Some(seen))
    })
}
