//! What tells a type from another of the same name by where it stands: under one type alone, or in
//! operations of one kind alone.

use std::collections::BTreeSet;

use crate::import::naming_inputs::Inputs;
use crate::import::phrases::{LIST_ITEM, phrases};
use crate::naming::words;
use crate::shapes::shape::{Kind, Place, Role, ShapeId, Step};
use crate::specs::operation_names::Verb;

/// The phrases for a type that stands at these places, where the plain `phrase` is another's:
/// those that say more of its place, the best first.
pub(super) fn qualified(
    inputs: &Inputs<'_>,
    shape: ShapeId,
    places: &[&Place],
    phrase: &[String],
) -> Vec<Vec<String>> {
    let entry = &inputs.shapes.0[shape];
    if entry.kind == Kind::Enum || entry.role == Role::Error {
        return Vec::new();
    }
    let verbs: BTreeSet<Verb> = places
        .iter()
        .map(|place| inputs.names[place.operation].verb)
        .collect();
    let (Some(verb), 1) = (verbs.first(), verbs.len()) else {
        return Vec::new();
    };
    let in_list = places.iter().all(|place| place.path.contains(&Step::Item));
    let is_sent = entry.role == Role::Request;
    let with = |head: &str, tail: &str| [words(head), phrase.to_vec(), words(tail)].concat();
    match (verb, is_sent) {
        (Verb::Update, true) if phrase.last().is_some_and(|word| word == "input") => {
            vec![[&phrase[..phrase.len() - 1], &words("changes")].concat()]
        }
        (Verb::Show, false) if !in_list => vec![with("", "details")],
        (Verb::Create, false) => vec![with("created", "")],
        (Verb::Update, false) => vec![with("updated", "")],
        (Verb::Show | Verb::List, false) if in_list => vec![with("", LIST_ITEM)],
        _ => Vec::new(),
    }
}

/// The one shape in which a type stands, and what it is called there; `None` if there are several,
/// or it is no part of a shape.
pub(super) fn holder(
    inputs: &Inputs<'_>,
    shape: ShapeId,
    places: &[&Place],
) -> Option<(ShapeId, Vec<String>)> {
    if inputs.shapes.0[shape].role == Role::Error {
        return None;
    }
    let inner: BTreeSet<Vec<String>> = places
        .iter()
        .map(|place| phrases(place, inputs.table).pop())
        .collect::<Option<_>>()?;
    let around: BTreeSet<Place> = places
        .iter()
        .map(|place| around(place))
        .collect::<Option<_>>()?;
    let holders: Vec<ShapeId> = inputs
        .shapes
        .0
        .values()
        .enumerate()
        .filter(|(_, entry)| entry.children.contains(&shape))
        .filter(|(_, entry)| entry.places.iter().any(|place| around.contains(place)))
        .map(|(id, _)| id)
        .collect();
    match (holders.as_slice(), inner.len()) {
        ([only], 1) => Some((*only, inner.into_iter().next()?)),
        _ => None,
    }
}

/// The place of the object that has the property at `place`.
fn around(place: &Place) -> Option<Place> {
    let is_property = |step: &Step| matches!(step, Step::Property(_));
    let last = place.path.iter().rposition(is_property)?;
    Some(Place {
        path: place.path.get(..last)?.to_vec(),
        ..place.clone()
    })
}
