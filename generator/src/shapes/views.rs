//! Views: variants of a response that hold nothing which another variant does not hold.
//!
//! Procore describes the views of a resource as a `oneOf` of its long and its short form. Every
//! field of a response may be missing, so the long form reads both: to Rust there is one type.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::Origin;
use crate::openapi::compose::{AT_PLACE, compose};
use crate::openapi::documents::{Documents, absolute};
use crate::shapes::shape::{Role, Shapes};
use crate::shapes::sight::see;

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
    let mut search = Search {
        documents,
        role,
        origin,
        left: MAX_SCHEMAS,
    };
    search.reduced(&schema, follow).unwrap_or(schema)
}

/// How many schemas are looked into for the views of one: a component that is composed of itself
/// has no end.
const MAX_SCHEMAS: usize = 2_000;

/// Unions of more variants are no views, and comparing all of them would take long.
const MAX_VARIANTS: usize = 64;

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

/// The search for the views of one schema. Each step gives nothing once it has come too far: then
/// the schema stays as it is.
struct Search<'a> {
    documents: &'a Documents,
    role: Role,
    origin: &'a Origin,
    /// How many more schemas are looked into.
    left: usize,
}

impl Search<'_> {
    /// The schema without the variants that are views.
    fn reduced(
        &mut self,
        schema: &Map<String, Value>,
        follow: Variants,
    ) -> Option<Map<String, Value>> {
        let mut schema = schema.clone();
        if self.role == Role::Request || schema.contains_key("discriminator") {
            return Some(schema);
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(variants)) = schema.get_mut(keyword) else {
                continue;
            };
            if variants.len() < 2 || variants.len() > MAX_VARIANTS {
                continue;
            }
            let mut seen = Vec::with_capacity(variants.len());
            for variant in &*variants {
                let variant = follow.seen(self.documents, variant, self.origin);
                seen.push(self.flattened(&variant)?);
            }
            let fields: Vec<Option<Fields>> =
                seen.iter().map(|one| fields_of(one, self.role)).collect();
            let kept: Vec<usize> = (0..seen.len()).filter(|i| !is_view(&fields, *i)).collect();
            if let [only] = kept.as_slice() {
                let only = std::mem::take(&mut seen[*only]);
                schema.shift_remove(keyword);
                schema.retain(|key, _| AT_PLACE.contains(&key.as_str()));
                return match only {
                    Value::Object(only) => Some(only.into_iter().chain(schema).collect()),
                    _ => Some(schema),
                };
            }
            let mut index = 0;
            variants.retain(|_| {
                index += 1;
                kept.contains(&(index - 1))
            });
        }
        Some(schema)
    }

    /// The schema with its `allOf` and that of all schemas inside it merged, and without views, so
    /// that equal ones look equal. What cannot be composed stays as it is: its import says why.
    fn flattened(&mut self, schema: &Value) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let Some(map) = schema.as_object().filter(|map| !map.contains_key("$ref")) else {
            return Some(schema.clone());
        };
        let Ok(map) = compose(self.documents, map, self.origin) else {
            return Some(schema.clone());
        };
        let mut map = self.reduced(&map, Variants::Named)?;
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            for property in properties.values_mut() {
                *property = self.flattened(property)?;
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = map.get_mut(key) {
                *inner = self.flattened(inner)?;
            }
        }
        Some(Value::Object(map))
    }
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
