//! Breaks cycles of types that hold themselves, with a `Box` where the cycle closes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;
use crate::lower::schema::each_type_ref;

/// Boxes every direct reference between types of one cycle. A list or a map is a box already.
pub fn break_cycles(lowered: &mut Lowered) {
    let types = &mut lowered.types;
    let edges: BTreeMap<RustPath, BTreeSet<RustPath>> = types
        .iter()
        .map(|(path, ty)| (path.clone(), direct(ty)))
        .collect();
    for (path, ty) in types.iter_mut() {
        let closing: BTreeSet<&RustPath> = edges[path]
            .iter()
            .filter(|target| reaches(&edges, target, path))
            .collect();
        if closing.is_empty() {
            continue;
        }
        each_direct(&mut ty.shape, &mut |ty| {
            if let TypeRef::Named(target) = ty
                && closing.contains(target)
            {
                *ty = TypeRef::Boxed(target.clone());
            }
        });
    }
}

/// Calls `f` with every type that a shape holds, but not with what is inside a list or map.
fn each_direct(shape: &mut Shape, f: &mut impl FnMut(&mut TypeRef)) {
    match shape {
        Shape::Struct(shape) => shape.fields.iter_mut().for_each(|field| f(&mut field.ty)),
        Shape::Union(union) => union
            .variants
            .iter_mut()
            .for_each(|variant| f(&mut variant.ty)),
        Shape::Enum(_) | Shape::Statuses(_) => {}
    }
}

fn direct(ty: &Type) -> BTreeSet<RustPath> {
    let mut found = BTreeSet::new();
    each_type_ref(&ty.shape, &mut |ty| {
        if let TypeRef::Named(path) = ty {
            found.insert(path.clone());
        }
    });
    found
}

fn reaches(edges: &BTreeMap<RustPath, BTreeSet<RustPath>>, from: &RustPath, to: &RustPath) -> bool {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path == to {
            return true;
        }
        if seen.insert(path) {
            open.extend(edges.get(path).into_iter().flatten());
        }
    }
    false
}
