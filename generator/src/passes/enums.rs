//! Makes the enums of one field one type: a filter that lists three of the four values which the
//! response has takes the type of the response. What each place lists is kept for its docs.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Enum, Payload, RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;
use crate::lower::types::each_type_ref_mut;

/// The field of a resource that an enum is the type of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    tool: String,
    resource: String,
    field: String,
    /// Whether a parameter has it, and no object.
    is_parameter: bool,
}

/// Enums, with the places of each.
type Places = BTreeMap<RustPath, BTreeSet<Place>>;

/// What a type reference becomes: the type that all of a field have, and the values that were listed
/// where it stands, if these are not all.
type United = BTreeMap<RustPath, (RustPath, Vec<String>)>;

/// Makes one type of the enums of each field, where one has the values of the others.
pub fn unite_enums(lowered: &mut Lowered) {
    let wholes = wholes(lowered);
    let mut groups: BTreeMap<RustPath, Vec<RustPath>> = BTreeMap::new();
    for (part, whole) in wholes {
        groups.entry(whole).or_default().push(part);
    }
    let mut united = United::new();
    for (whole, parts) in groups {
        unite(&mut lowered.types, &whole, &parts, &mut united);
    }
    replace(lowered, &united);
}

/// Replaces the types of a group by one of the plainest of their names.
fn unite(
    types: &mut BTreeMap<RustPath, Type>,
    whole: &RustPath,
    parts: &[RustPath],
    united: &mut United,
) {
    let Some(mut ty) = types.remove(whole) else {
        return;
    };
    let names = parts.iter().chain([whole]);
    let name = names.min_by_key(|path| (path.name.len(), (*path).clone()));
    let name = name.unwrap_or(whole).clone();
    united.insert(whole.clone(), (name.clone(), Vec::new()));
    for part in parts {
        let Some(other) = types.remove(part) else {
            continue;
        };
        let listed = enum_of(&other).map(values).unwrap_or_default();
        let listed = listed.into_iter().map(str::to_owned).collect();
        united.insert(part.clone(), (name.clone(), listed));
        ty.used_by.extend(other.used_by);
        ty.role = ty.role.min(other.role);
    }
    ty.used_by.sort();
    ty.used_by.dedup();
    ty.rust = name.clone();
    types.insert(name, ty);
}

/// Which enum stands for which: the one with the most values of those that the fields have.
fn wholes(lowered: &Lowered) -> BTreeMap<RustPath, RustPath> {
    let places = places(lowered);
    let known = |path: &RustPath| lowered.types.get(path).and_then(enum_of);
    let mut wholes = BTreeMap::new();
    for (part, here) in &places {
        let fields: BTreeSet<&str> = here.iter().map(|place| place.field.as_str()).collect();
        let Some(few) = known(part).filter(|few| few.variants.len() > 1 && fields.len() == 1)
        else {
            continue;
        };
        let others = places
            .iter()
            .filter(|(whole, there)| part.module == whole.module && is_one_field(here, there));
        let whole = others
            .filter_map(|(whole, _)| Some((known(whole)?, whole)))
            .filter(|(many, _)| has_all(many, few))
            .max_by_key(|(many, whole)| (many.variants.len(), *whole));
        if let Some((_, whole)) = whole {
            wholes.insert(part.clone(), whole.clone());
        }
    }
    // What has more values than one of the parts has more than all of its parts.
    let last = |mut path: RustPath| {
        while let Some(next) = wholes.get(&path) {
            path = next.clone();
        }
        path
    };
    let parts = wholes.keys();
    parts
        .map(|part| (part.clone(), last(part.clone())))
        .collect()
}

/// Whether both stand at a field of a resource. Two parameters are the options of two requests, such
/// as how each can be sorted, and nothing that a record has.
fn is_one_field(a: &BTreeSet<Place>, b: &BTreeSet<Place>) -> bool {
    let key = |place: &Place| {
        (
            place.tool.clone(),
            place.resource.clone(),
            place.field.clone(),
        )
    };
    let theirs: BTreeSet<_> = b.iter().map(key).collect();
    let is_data = a.iter().chain(b).any(|place| !place.is_parameter);
    is_data && a.iter().any(|place| theirs.contains(&key(place)))
}

/// Whether an enum has all values of another, and more; deprecated ones are so in both.
fn has_all(many: &Enum, few: &Enum) -> bool {
    many.values == few.values
        && many.variants.len() > few.variants.len()
        && few.variants.iter().all(|value| {
            let same = many.variants.iter().find(|other| other.wire == value.wire);
            same.is_some_and(|same| same.deprecation == value.deprecation)
        })
}

fn enum_of(ty: &Type) -> Option<&Enum> {
    match &ty.shape {
        Shape::Enum(values) => Some(values),
        Shape::Struct(_) | Shape::Union(_) | Shape::Statuses(_) => None,
    }
}

fn values(all: &Enum) -> Vec<&str> {
    all.variants
        .iter()
        .map(|value| value.wire.as_str())
        .collect()
}

/// Where the enums stand.
fn places(lowered: &Lowered) -> Places {
    let mut places = Places::new();
    for placed in &lowered.operations {
        let operation = &placed.operation;
        let mut note = |ty: &TypeRef, wire: &str, is_parameter| {
            let Some(path) = ty.named() else { return };
            if lowered.types.get(path).and_then(enum_of).is_some() {
                places.entry(path.clone()).or_default().insert(Place {
                    tool: placed.tag.tool.clone(),
                    resource: placed.tag.resource.clone(),
                    field: field_of(wire).to_owned(),
                    is_parameter,
                });
            }
        };
        let mut open: Vec<&RustPath> = Vec::new();
        for parameter in &operation.parameters {
            note(&parameter.ty, &parameter.wire, true);
            open.extend(parameter.ty.named());
        }
        open.extend(operation.body.iter().filter_map(|body| body.ty.named()));
        let responses = operation.response.statuses.iter();
        open.extend(responses.filter_map(|response| response.ty.named()));
        let mut seen: BTreeSet<&RustPath> = BTreeSet::new();
        while let Some(path) = open.pop() {
            let Some(ty) = lowered.types.get(path).filter(|_| seen.insert(path)) else {
                continue;
            };
            match &ty.shape {
                Shape::Struct(record) => {
                    for field in &record.fields {
                        note(&field.ty, &field.wire, false);
                        open.extend(field.ty.named());
                    }
                    open.extend(record.additional.as_ref().and_then(TypeRef::named));
                }
                Shape::Union(union) => {
                    open.extend(
                        union
                            .variants
                            .iter()
                            .filter_map(|variant| variant.ty.named()),
                    );
                }
                Shape::Enum(_) | Shape::Statuses(_) => {}
            }
        }
    }
    places
}

/// The field that a parameter is about: `status` of `filters[status][]`.
fn field_of(wire: &str) -> &str {
    let wire = wire.strip_suffix("[]").unwrap_or(wire);
    let inner = wire
        .strip_suffix(']')
        .and_then(|wire| wire.rsplit_once('['));
    inner.map_or(wire, |(_, inner)| inner)
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
        let statuses = responses
            .statuses
            .iter_mut()
            .map(|response| &mut response.ty);
        body.chain(statuses).for_each(|ty| {
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
