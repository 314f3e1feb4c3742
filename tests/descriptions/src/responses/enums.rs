//! Values of enums that a response has and the description does not declare. The client keeps them,
//! so nothing fails; only a comparison finds them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use generator::ir::{Api, RustPath, Shape, Type, TypeRef};
use serde_json::Value;

/// All types by their path.
pub(crate) type Types<'a> = BTreeMap<&'a RustPath, &'a Type>;

pub(crate) fn types(api: &Api) -> Types<'_> {
    api.types().map(|ty| (&ty.rust, ty)).collect()
}

/// The places whose value is none that the enum there declares, as JSON pointers with `*` for the
/// index of an item.
pub(crate) fn undeclared(ty: &TypeRef, value: &Value, types: &Types<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look(ty, value, "", types, &mut found);
    found
}

fn look(ty: &TypeRef, value: &Value, at: &str, types: &Types<'_>, found: &mut BTreeSet<String>) {
    match (ty, value) {
        (TypeRef::List(item), Value::Array(items)) => {
            for value in items {
                look(item, value, &format!("{at}/*"), types, found);
            }
        }
        (TypeRef::Map(item), Value::Object(entries)) => {
            for (key, value) in entries {
                look(item, value, &format!("{at}/{key}"), types, found);
            }
        }
        (TypeRef::Named(path) | TypeRef::Boxed(path), value) => {
            if let Some(ty) = types.get(path) {
                look_into(&ty.shape, value, at, types, found);
            }
        }
        _ => {}
    }
}

fn look_into(
    shape: &Shape,
    value: &Value,
    at: &str,
    types: &Types<'_>,
    found: &mut BTreeSet<String>,
) {
    match (shape, value) {
        (Shape::Struct(shape), Value::Object(entries)) => {
            for field in &shape.fields {
                if let Some(value) = entries.get(&field.wire) {
                    look(
                        &field.ty,
                        value,
                        &format!("{at}/{}", field.wire),
                        types,
                        found,
                    );
                }
            }
        }
        (Shape::Enum(shape), Value::String(_) | Value::Number(_)) => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            if !shape.variants.iter().any(|variant| variant.wire == text) {
                found.insert(at.to_owned());
            }
        }
        (Shape::Union(shape), value) => {
            // As the client chooses: the variant that knows the most of the keys; and of several
            // that know as many, the one that fits best.
            let each = shape.variants.iter().map(|variant| {
                let mut found = BTreeSet::new();
                look(&variant.ty, value, at, types, &mut found);
                (Reverse(known_keys(&variant.ty, value, types)), found)
            });
            let best = each.min_by_key(|(known, found)| (*known, found.len()));
            found.extend(best.map(|(_, found)| found).unwrap_or_default());
        }
        _ => {}
    }
}

/// How many keys of an object the type has fields for.
fn known_keys(ty: &TypeRef, value: &Value, types: &Types<'_>) -> usize {
    let (TypeRef::Named(path) | TypeRef::Boxed(path)) = ty else {
        return 0;
    };
    match types.get(path).map(|ty| &ty.shape) {
        Some(Shape::Struct(shape)) => {
            let known = |wire: &str| value.get(wire).is_some();
            shape
                .fields
                .iter()
                .filter(|field| known(&field.wire))
                .count()
        }
        _ => 0,
    }
}
