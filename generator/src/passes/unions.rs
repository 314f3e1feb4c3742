//! Decides by which keys the object variants of a union are told apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;

/// Puts the richest object first, so that a poorer one is only chosen when its keys are missing.
pub fn order_variants(lowered: &mut Lowered) {
    drop_steps_back(&mut lowered.types);
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

/// A union that is, at some remove, one of its own variants would be tried for ever: the step that
/// leads back goes. Found without recursion, for a chain may be as long as the description.
fn drop_steps_back(types: &mut BTreeMap<RustPath, Type>) {
    let choices = |ty: &Type| match &ty.shape {
        Shape::Union(union) => union.variants.iter().map(|v| v.ty.clone()).collect(),
        _ => Vec::new(),
    };
    let edges: BTreeMap<RustPath, Vec<TypeRef>> = types
        .iter()
        .map(|(path, ty)| (path.clone(), choices(ty)))
        .filter(|(_, variants)| !variants.is_empty())
        .collect();
    let mut back: BTreeSet<(RustPath, RustPath)> = BTreeSet::new();
    let mut done: BTreeSet<&RustPath> = BTreeSet::new();
    for start in edges.keys() {
        let mut trail: Vec<(&RustPath, usize)> = vec![(start, 0)];
        let mut open: BTreeSet<&RustPath> = [start].into();
        while let Some((node, next)) = trail.pop() {
            let variant = edges.get(node).and_then(|variants| variants.get(next));
            let Some(variant) = variant.filter(|_| !done.contains(node)) else {
                open.remove(node);
                done.insert(node);
                continue;
            };
            trail.push((node, next + 1));
            if let TypeRef::Named(target) = variant {
                if open.contains(target) {
                    back.insert((node.clone(), target.clone()));
                } else if !done.contains(target) {
                    open.insert(target);
                    trail.push((target, 0));
                }
            }
        }
    }
    for (path, ty) in types {
        if let Shape::Union(union) = &mut ty.shape {
            union.variants.retain(|variant| match &variant.ty {
                TypeRef::Named(target) => !back.contains(&(path.clone(), target.clone())),
                _ => true,
            });
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
