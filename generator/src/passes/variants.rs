//! What is said of a union's variants: each is named after what sets it apart, in `BimLevel`
//! `Compact` rather than `BimLevelCompact`; and what all of them have in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{CommonField, Role, RustPath, Shape, Struct, Type, TypeRef, Union};
use crate::lower::Lowered;
use crate::naming::{is_reserved, pascal, words};

/// Takes the name of the union off the names of its variants, where each stays one of its own.
pub fn name_variants(lowered: &mut Lowered) {
    for (path, ty) in &mut lowered.types {
        if let Shape::Union(union) = &mut ty.shape {
            shorten(union, &path.name);
        }
    }
}

fn shorten(union: &mut Union, name: &str) {
    let prefix = words(name);
    let mut taken: BTreeSet<String> = union.variants.iter().map(|v| v.ident.clone()).collect();
    taken.insert(union.other.clone());
    for variant in &mut union.variants {
        let all = words(&variant.ident);
        let Some(rest) = all.strip_prefix(prefix.as_slice()) else {
            continue;
        };
        let short = pascal(rest);
        let is_name = short.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_reserved(&short);
        if is_name && !taken.contains(&short) {
            taken.remove(&variant.ident);
            taken.insert(short.clone());
            variant.ident = short;
        }
    }
}

/// Notes the fields that all variants of a response have, with one type.
pub fn find_common(lowered: &mut Lowered) {
    let found: Vec<(RustPath, Vec<CommonField>)> = lowered
        .types
        .iter()
        .filter(|(_, ty)| ty.role == Role::Response)
        .filter_map(|(path, ty)| match &ty.shape {
            Shape::Union(union) => Some((path.clone(), common(union, &lowered.types)?)),
            _ => None,
        })
        .collect();
    for (path, common) in found {
        if let Some(Shape::Union(union)) = lowered.types.get_mut(&path).map(|ty| &mut ty.shape) {
            union.common = common;
        }
    }
}

/// `None` where a variant is no object.
fn common(union: &Union, types: &BTreeMap<RustPath, Type>) -> Option<Vec<CommonField>> {
    let variants = union
        .variants
        .iter()
        .map(|variant| record(&variant.ty, types));
    let variants: Vec<&Struct> = variants.collect::<Option<_>>()?;
    let (first, rest) = variants.split_first()?;
    let is_everywhere = |field: &CommonField| {
        rest.iter().all(|record| {
            let mut fields = record.fields.iter();
            fields.any(|other| other.ident == field.ident && other.ty == field.ty)
        })
    };
    let fields = first.fields.iter().map(|field| CommonField {
        ident: field.ident.clone(),
        ty: field.ty.clone(),
    });
    Some(fields.filter(is_everywhere).collect())
}

fn record<'a>(ty: &TypeRef, types: &'a BTreeMap<RustPath, Type>) -> Option<&'a Struct> {
    let (TypeRef::Named(path) | TypeRef::Boxed(path)) = ty else {
        return None;
    };
    match &types.get(path)?.shape {
        Shape::Struct(record) => Some(record),
        _ => None,
    }
}
