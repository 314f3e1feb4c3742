//! Makes the enums of one field one type, as the naming table has it: a filter that lists three of the
//! four values which the response has takes the type of the response. What each place lists is kept for
//! its docs.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Enum, Payload, RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;
use crate::lower::types::{each_type_ref_mut, enumeration};

/// What a type reference becomes: the type that all of a field have, and the values that were listed
/// where it stands, if these are not all.
type United = BTreeMap<RustPath, (RustPath, Vec<String>)>;

/// Makes one type of the enums that are united.
///
/// # Errors
/// Enums that are united with what is none, or whose values are of another JSON type.
pub fn unite_enums(lowered: &mut Lowered) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<RustPath, Vec<RustPath>> = BTreeMap::new();
    for (part, whole) in std::mem::take(&mut lowered.united) {
        groups.entry(whole).or_default().push(part);
    }
    let mut united = United::new();
    let mut problems = Vec::new();
    for (whole, mut parts) in groups {
        if lowered.types.contains_key(&whole) {
            parts.insert(0, whole.clone());
        }
        problems.extend(unite(&mut lowered.types, &whole, &parts, &mut united));
    }
    replace(lowered, &united);
    problems
}

/// Replaces the types of a group by one with the values of all.
fn unite(
    types: &mut BTreeMap<RustPath, Type>,
    whole: &RustPath,
    parts: &[RustPath],
    united: &mut United,
) -> Option<Diagnostic> {
    let found: Vec<(&RustPath, Type)> = parts
        .iter()
        .filter_map(|part| Some((part, types.remove(part)?)))
        .collect();
    let enums: Vec<&Enum> = found.iter().filter_map(|(_, ty)| enum_of(ty)).collect();
    let (_, first) = found.first()?;
    let kind = enums.first().map(|first| first.values);
    if enums.len() < found.len() || enums.iter().any(|one| Some(one.values) != kind) {
        let message = format!("`{whole}` unites what are not all enums of one kind of values");
        let problem = Diagnostic::error(Code::BadTable, first.origin.clone(), message);
        return Some(problem.help("take what is of another kind out of its row of `enums`"));
    }
    let all = enums.iter().flat_map(|one| &one.variants);
    let texts: Vec<String> = all.clone().map(|value| value.wire.clone()).collect();
    // A value is deprecated where all that list it say so.
    let is_old = |wire: &str| {
        let mut same = all.clone().filter(|value| value.wire == wire);
        same.all(|value| value.deprecation.is_some())
    };
    let values = enumeration(kind?, texts, is_old);
    for ((part, _), own) in found.iter().zip(&enums) {
        let is_whole = own.variants.len() == values.variants.len();
        let listed = own.variants.iter().filter(|_| !is_whole);
        let listed = listed.map(|value| value.wire.clone()).collect();
        united.insert((*part).clone(), (whole.clone(), listed));
    }
    let mut users: Vec<RustPath> = found
        .iter()
        .flat_map(|(_, ty)| ty.used_by.clone())
        .collect();
    users.sort();
    users.dedup();
    let ty = Type {
        rust: whole.clone(),
        shape: Shape::Enum(values),
        role: found.iter().map(|(_, ty)| ty.role).min()?,
        used_by: users,
        description: found.iter().find_map(|(_, ty)| ty.description.clone()),
        origin: first.origin.clone(),
    };
    types.insert(whole.clone(), ty);
    None
}

fn enum_of(ty: &Type) -> Option<&Enum> {
    match &ty.shape {
        Shape::Enum(values) => Some(values),
        Shape::Struct(_) | Shape::Union(_) | Shape::Statuses(_) => None,
    }
}

/// Puts the united types in place of those that they were made of.
fn replace(lowered: &mut Lowered, united: &United) {
    for placed in &mut lowered.operations {
        let operation = &mut placed.operation;
        for parameter in &mut operation.parameters {
            parameter.listed = replaced(&mut parameter.ty, united);
        }
        let body = operation.body.iter_mut().map(|body| &mut body.ty);
        let responses = &mut operation.response;
        let statuses = responses.statuses.iter_mut();
        body.chain(statuses.map(|response| &mut response.ty))
            .for_each(|ty| {
                replaced(ty, united);
            });
        if let Payload::Json(ty) = &mut responses.payload {
            replaced(ty, united);
        }
    }
    for ty in lowered.types.values_mut() {
        match &mut ty.shape {
            Shape::Struct(record) => {
                for field in &mut record.fields {
                    field.listed = replaced(&mut field.ty, united);
                }
                if let Some(ty) = &mut record.additional {
                    replaced(ty, united);
                }
            }
            other => each_type_ref_mut(other, &mut |ty| {
                replaced(ty, united);
            }),
        }
    }
}

/// Replaces a type by the united one, and gives the values that it listed.
fn replaced(ty: &mut TypeRef, united: &United) -> Vec<String> {
    match ty {
        TypeRef::Named(path) => match united.get(path) {
            Some((whole, listed)) => {
                *path = whole.clone();
                listed.clone()
            }
            None => Vec::new(),
        },
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            replaced(inner, united)
        }
        _ => Vec::new(),
    }
}
