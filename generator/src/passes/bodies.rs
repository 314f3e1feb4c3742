//! Finds the bodies that only wrap one value, `{"rfi": {..}}`: that value can be given in their place.

use std::collections::BTreeSet;

use crate::ir::{Role, RustPath, Shape, TypeRef};
use crate::lower::Lowered;

/// Marks the types of bodies that have one field and nothing else.
pub fn find_wrappers(lowered: &mut Lowered) {
    let bodies: BTreeSet<&RustPath> = lowered
        .operations
        .iter()
        .filter_map(|placed| match &placed.operation.body.as_ref()?.ty {
            TypeRef::Named(path) => Some(path),
            _ => None,
        })
        .collect();
    for (path, ty) in &mut lowered.types {
        if let Shape::Struct(record) = &mut ty.shape {
            let is_alone = record.fields.len() == 1
                && record.custom_fields.is_none()
                && record.additional.is_none();
            record.is_wrapper = is_alone && ty.role == Role::Request && bodies.contains(path);
        }
    }
}
