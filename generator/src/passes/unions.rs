//! Decides by which keys the object variants of a union are told apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;

/// Puts the richest object first, so that a poorer one is only chosen when its keys are missing.
pub fn order_variants(lowered: &mut Lowered) {
    let keys: BTreeMap<RustPath, (Vec<String>, Vec<String>)> = lowered
        .types
        .iter()
        .filter_map(|(path, ty)| Some((path.clone(), keys_of(ty)?)))
        .collect();
    for ty in lowered.types.values_mut() {
        let Shape::Union(union) = &mut ty.shape else {
            continue;
        };
        let of = |ty: &TypeRef| match ty {
            TypeRef::Named(path) => keys.get(path),
            _ => None,
        };
        union.variants.sort_by_key(|variant| {
            std::cmp::Reverse(of(&variant.ty).map_or(0, |(all, _)| all.len()))
        });
        let all: Vec<BTreeSet<String>> = union
            .variants
            .iter()
            .map(|v| {
                of(&v.ty)
                    .map(|(all, _)| all.iter().cloned().collect())
                    .unwrap_or_default()
            })
            .collect();
        for (i, variant) in union.variants.iter_mut().enumerate() {
            if let Some((_, required)) = of(&variant.ty) {
                // Keys that must be there and that no other variant knows.
                variant.required_keys = required
                    .iter()
                    .filter(|key| {
                        all.iter()
                            .enumerate()
                            .all(|(j, set)| j == i || !set.contains(*key))
                    })
                    .cloned()
                    .collect();
            }
        }
    }
}

/// All keys of an object, and those that it must have.
fn keys_of(ty: &Type) -> Option<(Vec<String>, Vec<String>)> {
    let Shape::Struct(shape) = &ty.shape else {
        return None;
    };
    let all = shape.fields.iter().map(|f| f.wire.clone()).collect();
    let required = shape
        .fields
        .iter()
        .filter(|f| f.required)
        .map(|f| f.wire.clone())
        .collect();
    Some((all, required))
}
