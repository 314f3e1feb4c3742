//! Decides by which values and keys the object variants of a union are told apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Field, RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;

/// Adds to the tags of each variant the value that a property has in it alone: that of the
/// discriminator, or, where the description names none, one that has a single value in each of
/// the objects, and another in each.
pub fn find_tags(lowered: &mut Lowered) {
    let only: BTreeMap<RustPath, BTreeMap<String, String>> = lowered
        .types
        .iter()
        .filter_map(|(path, ty)| Some((path.clone(), only_values(ty, &lowered.types)?)))
        .collect();
    for ty in lowered.types.values_mut() {
        let Shape::Union(union) = &mut ty.shape else {
            continue;
        };
        let objects: Vec<Option<&BTreeMap<String, String>>> = union
            .variants
            .iter()
            .map(|variant| match &variant.ty {
                TypeRef::Named(path) => only.get(path),
                _ => None,
            })
            .collect();
        if union.discriminator.is_none() {
            union.discriminator = telling(&objects);
        }
        let Some(property) = &union.discriminator else {
            continue;
        };
        for (i, values) in objects.into_iter().enumerate() {
            let value = values.and_then(|values| values.get(property));
            let taken = |value| union.variants.iter().any(|v| v.tags.contains(value));
            if let Some(value) = value.filter(|value| !taken(value)) {
                union.variants[i].tags.push(value.clone());
            }
        }
    }
}

/// The property by whose values at least two objects can be told apart.
fn telling(objects: &[Option<&BTreeMap<String, String>>]) -> Option<String> {
    let objects: Vec<_> = objects.iter().flatten().collect();
    let (first, rest) = objects.split_first()?;
    let tells = |property: &&String| {
        let values: Option<BTreeSet<_>> = objects.iter().map(|o| o.get(*property)).collect();
        values.is_some_and(|values| values.len() == objects.len())
    };
    let found = first.keys().find(tells).filter(|_| !rest.is_empty());
    found.cloned()
}

/// The properties of an object that can have one value only, with it.
fn only_values(ty: &Type, types: &BTreeMap<RustPath, Type>) -> Option<BTreeMap<String, String>> {
    let Shape::Struct(shape) = &ty.shape else {
        return None;
    };
    let only = |field: &Field| {
        let TypeRef::Named(path) = &field.ty else {
            return None;
        };
        match &types.get(path)?.shape {
            Shape::Enum(values) => match &*values.variants {
                [only] => Some((field.wire.clone(), only.wire.clone())),
                _ => None,
            },
            _ => None,
        }
    };
    Some(shape.fields.iter().filter_map(only).collect())
}

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
        let required: Vec<&Vec<String>> = union
            .variants
            .iter()
            .filter_map(|variant| Some(&of(&variant.ty)?.1))
            .collect();
        // A key that all of them must have tells nothing.
        let tells =
            |key: &&String| required.len() == 1 || !required.iter().all(|r| r.contains(key));
        for variant in &mut union.variants {
            if let Some((_, required)) = of(&variant.ty) {
                variant.required_keys = required.iter().filter(tells).cloned().collect();
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
