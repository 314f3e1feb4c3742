//! What a body or a payload holds, as a flat list of fields with their paths.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Operation, Payload, RustPath, Shape, Struct, Type, TypeRef};

use super::guide::{Item, Kind};

/// How deep fields are followed: deeper ones belong to records that have pages of their own.
const DEPTH: usize = 3;

type Types<'a> = BTreeMap<&'a RustPath, &'a Type>;

/// The fields of the body of an operation.
pub(super) fn body(operation: &Operation, types: &Types<'_>) -> Vec<Item> {
    let mut leaves = Leaves {
        types,
        kind: Kind::Body,
        found: Vec::new(),
    };
    if let Some(body) = &operation.body {
        leaves.root(&body.ty, body.required);
    }
    leaves.found
}

/// The name under which a body wraps its one record, with a dot.
pub(super) fn wrapper(items: &[Item]) -> Option<String> {
    let record = |item: &&Item| item.wire.contains('.');
    let name = |item: &Item| item.wire.split('.').next().unwrap_or_default().to_owned();
    let first = name(items.iter().find(record)?);
    let (inside, outside): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| name(item) == first);
    let is_only = !outside.iter().any(record) && inside.len() > outside.len();
    (is_only && !first.ends_with(']')).then(|| format!("{first}."))
}

/// The fields of the payload of an operation; of a list those of an item.
pub(super) fn payload(operation: &Operation, types: &Types<'_>) -> Vec<Item> {
    let mut leaves = Leaves {
        types,
        kind: Kind::Payload,
        found: Vec::new(),
    };
    if let Payload::Json(ty) = &operation.response.payload {
        // Whether the payload is the list or holds it is said apart.
        let item = match (&operation.paging, ty) {
            (Some(paging), _) => &paging.item,
            (None, TypeRef::List(item)) => item,
            (None, other) => other,
        };
        leaves.root(item, false);
    }
    leaves.found
}

struct Leaves<'a> {
    types: &'a Types<'a>,
    kind: Kind,
    found: Vec<Item>,
}

impl<'a> Leaves<'a> {
    /// The fields of a type that has no name: of a union those of all variants, and of a body that
    /// wraps one record those of the record, which a program gives itself.
    fn root(&mut self, ty: &TypeRef, required: bool) {
        let named = match ty {
            TypeRef::Named(path) | TypeRef::Boxed(path) => self.shape(path),
            _ => None,
        };
        match named {
            Some(Shape::Union(union)) => {
                for variant in &union.variants {
                    self.root(&variant.ty, false);
                }
                let mut seen = BTreeSet::new();
                self.found.retain(|item| seen.insert(item.wire.clone()));
            }
            Some(Shape::Struct(record)) if record.is_wrapper && record.fields.len() == 1 => {
                for field in &record.fields {
                    let required = required && field.required;
                    self.walk(&field.ty, &field.wire, "", 1, required);
                }
            }
            _ => self.walk(ty, "", "", 0, required),
        }
    }

    fn walk(&mut self, ty: &TypeRef, wire: &str, ident: &str, depth: usize, required: bool) {
        match ty {
            TypeRef::List(inner) => {
                let list = |path: &str| format!("{path}[]");
                self.walk(inner, &list(wire), &list(ident), depth, required);
            }
            TypeRef::Nullable(inner) => self.walk(inner, wire, ident, depth, required),
            TypeRef::Named(path) | TypeRef::Boxed(path) => match self.shape(path) {
                Some(Shape::Struct(record)) if depth < DEPTH && !record.fields.is_empty() => {
                    self.record(record, wire, ident, depth, required);
                }
                Some(Shape::Enum(_)) => self.leaf(wire, ident, "enum", required),
                Some(Shape::Union(_)) => self.leaf(wire, ident, "union", required),
                _ => self.leaf(wire, ident, "object", required),
            },
            other => self.leaf(wire, ident, &word(other), required),
        }
    }

    fn shape(&self, path: &RustPath) -> Option<&'a Shape> {
        self.types.get(path).map(|ty| &ty.shape)
    }

    fn record(&mut self, record: &Struct, wire: &str, ident: &str, depth: usize, required: bool) {
        for field in &record.fields {
            let wire = joined(wire, &field.wire);
            let ident = joined(ident, &field.ident);
            let required = required && field.required;
            self.walk(&field.ty, &wire, &ident, depth + 1, required);
        }
    }

    fn leaf(&mut self, wire: &str, ident: &str, ty: &str, required: bool) {
        if wire.is_empty() {
            return;
        }
        // What a wrapper holds is no record: it has the name on the wire only.
        let ident = if ident.is_empty() { wire } else { ident };
        self.found.push(Item {
            kind: self.kind,
            wire: wire.to_owned(),
            ident: ident.to_owned(),
            ty: ty.to_owned(),
            required,
        });
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// A type that has no fields, as it is written in Rust.
pub(super) fn word(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Bool => "bool".to_owned(),
        TypeRef::Integer => "i64".to_owned(),
        TypeRef::Float => "f64".to_owned(),
        TypeRef::Decimal => "Decimal".to_owned(),
        TypeRef::String => "String".to_owned(),
        TypeRef::Secret => "Secret".to_owned(),
        TypeRef::Id(name) => name.clone(),
        TypeRef::Date => "Date".to_owned(),
        TypeRef::DateTime => "DateTime".to_owned(),
        TypeRef::Base64 => "Base64".to_owned(),
        TypeRef::File => "File".to_owned(),
        TypeRef::Json => "any JSON".to_owned(),
        TypeRef::CustomFields | TypeRef::CustomFieldValues => "custom fields".to_owned(),
        TypeRef::Map(value) => format!("map of {}", word(value)),
        TypeRef::List(inner) => format!("Vec<{}>", word(inner)),
        TypeRef::Nullable(inner) => word(inner),
        TypeRef::Named(path) | TypeRef::Boxed(path) => path.name.clone(),
    }
}
