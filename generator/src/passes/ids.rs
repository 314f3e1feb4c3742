//! Gives ids in paths types of their own, so that two of them cannot be swapped: `{project_id}` is a
//! `ProjectId`, and `{id}` in `/rfis/{id}` is an `RfiId`.

use crate::ir::{Encoding, Location, Parameter, TypeRef};
use crate::lower::Lowered;
use crate::naming::{pascal, singular_phrase, words};
use crate::openapi::ApiVersion;
use crate::openapi::path_template::{is_parameter, segments};

/// What requests are done in: their ids have a type wherever they stand.
const SCOPES: &[&str] = &["company_id", "project_id"];

/// Segments that say in what state a record is, behind the one that says what it is.
const STATES: &[&str] = &["inactive", "recycle_bin"];

/// Types the ids of every operation.
pub fn type_ids(lowered: &mut Lowered) {
    for placed in &mut lowered.operations {
        let operation = &mut placed.operation;
        for parameter in &mut operation.parameters {
            if let Some(name) = id_type(parameter, &operation.key.path) {
                parameter.ty = TypeRef::Id(name);
            }
        }
    }
}

/// The name of the type of a parameter that is an id.
fn id_type(parameter: &Parameter, path: &str) -> Option<String> {
    let is_scalar = matches!(parameter.ty, TypeRef::Integer | TypeRef::String);
    if !is_scalar || parameter.encoding != Encoding::Single {
        return None;
    }
    let wire = parameter.wire.as_str();
    let kind = match (parameter.location, wire) {
        (Location::Path, "id") => singular_phrase(&words(resource_before(path)?)),
        (Location::Path, _) => words(wire.strip_suffix("_id")?),
        (Location::Query, _) if SCOPES.contains(&wire) => words(wire.strip_suffix("_id")?),
        _ => return None,
    };
    let kind = pascal(&kind);
    let is_name = kind.starts_with(|c: char| c.is_ascii_alphabetic()) && kind != "Self";
    is_name.then(|| format!("{kind}Id"))
}

/// The segment before `{id}`, which says what has the id.
fn resource_before(path: &str) -> Option<&str> {
    let all: Vec<&str> = segments(path).collect();
    let id = all.iter().position(|segment| *segment == "{id}")?;
    let before = all[..id].iter().rev();
    let before = before.copied().find(|segment| !STATES.contains(segment))?;
    let is_resource = !is_parameter(before) && ApiVersion::of_segment(before).is_none();
    is_resource.then_some(before)
}
