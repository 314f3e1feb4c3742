//! Folds the properties `custom_field_%{...}`, which stand for `custom_field_1234` on the wire,
//! into one map.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Operation, Payload, Role, RustPath, Shape, Struct, Type, TypeRef};
use crate::lower::Lowered;
use crate::lower::types::each_type_ref_mut;

const PATTERN: &str = "custom_field_%{";

/// An object of nothing but custom fields becomes the map itself; in any other object the map is
/// one field.
pub fn fold_custom_fields(lowered: &mut Lowered) {
    let mut maps: BTreeSet<RustPath> = BTreeSet::new();
    for ty in lowered.types.values_mut() {
        let role = ty.role;
        if let Shape::Struct(shape) = &mut ty.shape {
            if shape.fields.iter().all(|f| f.wire.starts_with(PATTERN)) && !shape.fields.is_empty()
            {
                maps.insert(ty.rust.clone());
            } else {
                fold(shape, role);
            }
        }
    }
    replace(&mut lowered.types, &maps);
    for placed in &mut lowered.operations {
        replace_in_operation(&mut placed.operation, &maps);
    }
    lowered.types.retain(|path, _| !maps.contains(path));
    retain_used(lowered);
}

fn fold(shape: &mut Struct, role: Role) {
    let (folded, fields) = std::mem::take(&mut shape.fields)
        .into_iter()
        .partition(|f| f.wire.starts_with(PATTERN));
    shape.fields = fields;
    let folded: Vec<crate::ir::Field> = folded;
    if folded.is_empty() {
        return;
    }
    let taken = |name: &str| shape.fields.iter().any(|f| f.ident == name);
    let mut name = "custom_fields".to_owned();
    if taken(&name) {
        name = "custom_field_values".to_owned();
    }
    while taken(&name) {
        name.push_str("_by_id");
    }
    let read = role == Role::Response
        && folded
            .iter()
            .any(|f| matches!(f.ty, TypeRef::Named(_) | TypeRef::CustomFields));
    let ty = if read {
        TypeRef::CustomFields
    } else {
        TypeRef::CustomFieldValues
    };
    shape.custom_fields = Some((name, ty));
    shape.folded = folded.into_iter().map(|f| f.wire).collect();
}

fn replace(types: &mut BTreeMap<RustPath, Type>, maps: &BTreeSet<RustPath>) {
    for ty in types.values_mut() {
        let map = match ty.role {
            Role::Response => TypeRef::CustomFields,
            Role::Request => TypeRef::CustomFieldValues,
        };
        each_type_ref_mut(&mut ty.shape, &mut |ty| {
            if matches!(ty, TypeRef::Named(path) if maps.contains(path)) {
                *ty = map.clone();
            }
        });
    }
}

/// What an operation itself sends and receives.
fn replace_in_operation(operation: &mut Operation, maps: &BTreeSet<RustPath>) {
    let parameters = operation.parameters.iter_mut().map(|p| &mut p.ty);
    let sent = parameters.chain(operation.body.iter_mut().map(|body| &mut body.ty));
    sent.for_each(|ty| replace_ref(ty, maps, &TypeRef::CustomFieldValues));
    let response = &mut operation.response;
    if let Payload::Json(ty) = &mut response.payload {
        replace_ref(ty, maps, &TypeRef::CustomFields);
    }
    for response in &mut response.statuses {
        replace_ref(&mut response.ty, maps, &TypeRef::CustomFields);
    }
}

fn replace_ref(ty: &mut TypeRef, maps: &BTreeSet<RustPath>, map: &TypeRef) {
    match ty {
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            replace_ref(inner, maps, map);
        }
        TypeRef::Named(path) if maps.contains(path) => *ty = map.clone(),
        _ => {}
    }
}

/// Drops types that only a folded property used.
fn retain_used(lowered: &mut Lowered) {
    let mut used: BTreeSet<RustPath> = BTreeSet::new();
    let mut open: Vec<RustPath> = Vec::new();
    for placed in &lowered.operations {
        for ty in placed.operation.type_refs() {
            open.extend(ty.named().cloned());
        }
    }
    while let Some(path) = open.pop() {
        if !used.insert(path.clone()) {
            continue;
        }
        if let Some(ty) = lowered.types.get(&path) {
            crate::lower::types::each_type_ref(&ty.shape, &mut |ty| {
                open.extend(ty.named().cloned());
            });
        }
    }
    lowered.types.retain(|path, _| used.contains(path));
}
