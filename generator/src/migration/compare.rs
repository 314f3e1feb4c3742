//! Matches what two operations take and give.

use std::collections::BTreeSet;

use crate::ir::{Encoding, Location, Operation, Parameter, TypeRef};
use crate::naming::stems;

use super::guide::{Change, Found, Item, Kind};
use super::leaves::{word, wrapper};

/// What becomes of the parameters, those first that a program has to follow.
pub(super) fn parameters(old: &Operation, new: &Operation) -> Vec<Change> {
    let ids = |operation: &Operation| -> Vec<Option<String>> {
        let parameters = operation.parameters.iter();
        parameters
            .map(|parameter| match &parameter.ty {
                TypeRef::Id(name) => Some(name.clone()),
                _ => None,
            })
            .collect()
    };
    let (old_ids, new_ids) = (ids(old), ids(new));
    let items = |operation: &Operation| operation.parameters.iter().map(item).collect();
    let same_id = |i: usize, j: usize| old_ids[i].is_some() && old_ids[i] == new_ids[j];
    let ends_path = |operation: &Operation, at: usize| {
        let wire = &operation.parameters[at].wire;
        operation.key.path.ends_with(&format!("/{{{wire}}}"))
    };
    let same_place = |i: usize, j: usize| ends_path(old, i) && ends_path(new, j);
    matched(items(old), items(new), same_id, same_place)
}

/// What becomes of the body, and of parameters that went there or came from there.
pub(super) fn sent(parameters: Vec<Change>, body: Vec<Change>) -> Vec<Change> {
    let mut sent: Vec<Change> = parameters.into_iter().chain(body).collect();
    let gone = |change: &Change| change.old.is_some() && change.new.is_none();
    let wire = |item: &Option<Item>| item.as_ref().map(|item| item.wire.clone());
    for at in 0..sent.len() {
        if !sent.get(at).is_some_and(gone) {
            continue;
        }
        let moved = sent.iter().position(|other| {
            other.old.is_none() && wire(&other.new) == sent.get(at).and_then(|c| wire(&c.old))
        });
        let new = moved.and_then(|moved| sent.get_mut(moved)?.new.take());
        if let (Some(new), Some(change)) = (new, sent.get_mut(at)) {
            change.new = Some(new);
            change.found = Some(Found::Name);
        }
    }
    sent.retain(|change| change.old.is_some() || change.new.is_some());
    sent.sort_by_key(|change| !change.is_breaking());
    sent
}

/// What becomes of the fields. A record that has no counterpart at all is said once, not by its fields.
pub(super) fn fields(old: Vec<Item>, new: Vec<Item>) -> Vec<Change> {
    let wrapped = (wrapper(&old), wrapper(&new));
    let is_body = old.iter().chain(&new).all(|item| item.kind == Kind::Body);
    let inner = |items: &[Item], wrapper: &Option<String>| -> Vec<String> {
        let strip = |item: &Item| {
            let inner = wrapper
                .as_ref()
                .and_then(|name| item.wire.strip_prefix(name));
            inner.unwrap_or(&item.wire).to_owned()
        };
        items.iter().map(strip).collect()
    };
    let inside = (inner(&old, &wrapped.0), inner(&new, &wrapped.1));
    let is_rewrapped = is_body && wrapped.0 != wrapped.1;
    let same_place = |i: usize, j: usize| is_rewrapped && inside.0.get(i) == inside.1.get(j);
    let changes = matched(old, new, |_, _| false, same_place);
    let side = |of: fn(&Change) -> Option<&Item>| -> BTreeSet<String> {
        let matched = changes.iter().filter(|change| change.found.is_some());
        matched
            .filter_map(of)
            .flat_map(|item| parents(&item.wire))
            .collect()
    };
    let (mut old_kept, mut new_kept) = (
        side(|change| change.old.as_ref()),
        side(|change| change.new.as_ref()),
    );
    // What only wraps is no record that somebody would look for.
    for (kept, wrapper) in [(&mut old_kept, &wrapped.0), (&mut new_kept, &wrapped.1)] {
        kept.extend(
            wrapper
                .iter()
                .filter(|_| is_body)
                .map(|name| name.replace('.', "")),
        );
    }
    let mut folded: Vec<Change> = Vec::new();
    for mut change in changes {
        if change.found.is_none() {
            fold(&mut change.old, &old_kept);
            fold(&mut change.new, &new_kept);
        }
        let same = |one: &&mut Change| {
            change.found.is_none()
                && one.found.is_none()
                && path(&one.old) == path(&change.old)
                && path(&one.new) == path(&change.new)
        };
        match folded.iter_mut().find(same) {
            // It has to be given if something in it has to.
            Some(one) => {
                for (one, more) in [(&mut one.old, &change.old), (&mut one.new, &change.new)] {
                    if let (Some(one), Some(more)) = (one, more) {
                        one.required |= more.required;
                    }
                }
            }
            None => folded.push(change),
        }
    }
    folded.sort_by_key(|change| !change.is_breaking());
    folded
}

fn path(item: &Option<Item>) -> Option<&str> {
    item.as_ref().map(|item| item.wire.as_str())
}

/// The records around a field, the outermost first.
fn parents(wire: &str) -> impl Iterator<Item = String> {
    wire.match_indices('.')
        .map(|(end, _)| wire[..end].to_owned())
}

/// Puts the outermost record of which nothing was matched in the place of its field.
fn fold(item: &mut Option<Item>, kept: &BTreeSet<String>) {
    let Some(item) = item else { return };
    let Some(record) = parents(&item.wire).find(|parent| !kept.contains(parent)) else {
        return;
    };
    // The name in Rust leaves out what only wraps: both are cut from the end.
    let depth = |path: &str| path.matches('.').count();
    for _ in 0..depth(&item.wire) - depth(&record) {
        let end = item.ident.rfind('.').unwrap_or(item.ident.len());
        item.ident.truncate(end);
    }
    item.wire = record;
    item.ty = "object".to_owned();
}

fn item(parameter: &Parameter) -> Item {
    let ty = word(&parameter.ty);
    Item {
        kind: match parameter.location {
            Location::Path => Kind::Path,
            Location::Query | Location::Header | Location::Cookie => Kind::Query,
        },
        wire: parameter.wire.clone(),
        ident: parameter.ident.clone(),
        ty: match parameter.encoding {
            Encoding::Repeated | Encoding::Commas | Encoding::Spaces | Encoding::Pipes => {
                format!("list of {ty}")
            }
            Encoding::Range => format!("range of {ty}"),
            Encoding::Sort => format!("sort by {ty}"),
            _ => ty,
        },
        required: parameter.required,
    }
}

/// Matches items: by their names, by what they are ids of, by the words of their names, then by
/// their place, each only where there is one candidate.
fn matched(
    old: Vec<Item>,
    new: Vec<Item>,
    same_id: impl Fn(usize, usize) -> bool,
    same_place: impl Fn(usize, usize) -> bool,
) -> Vec<Change> {
    let mut partner: Vec<Option<(usize, Found)>> = vec![None; old.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let said: (Vec<_>, Vec<_>) = (stems_of(&old), stems_of(&new));
    for found in [Found::Name, Found::Id, Found::Words, Found::Place] {
        for i in 0..old.len() {
            if partner[i].is_some() {
                continue;
            }
            let mut candidates = (0..new.len()).filter(|j| {
                !taken.contains(j)
                    && match found {
                        Found::Name => old[i].wire == new[*j].wire,
                        Found::Id => same_id(i, *j),
                        Found::Words => !said.0[i].is_empty() && said.0[i] == said.1[*j],
                        Found::Place => same_place(i, *j),
                    }
            });
            if let (Some(only), None) = (candidates.next(), candidates.next()) {
                taken.insert(only);
                partner[i] = Some((only, found));
            }
        }
    }
    let mut changes: Vec<Change> = old
        .into_iter()
        .zip(&partner)
        .map(|(old, partner)| Change {
            old: Some(old),
            new: partner.map(|(j, _)| new[j].clone()),
            found: partner.map(|(_, found)| found),
        })
        .collect();
    let added = new.iter().enumerate().filter(|(j, _)| !taken.contains(j));
    changes.extend(added.map(|(_, new)| Change {
        old: None,
        new: Some(new.clone()),
        found: None,
    }));
    changes.sort_by_key(|change| !change.is_breaking());
    changes
}

/// Words that say of a parameter only what it does.
const FILTERS: &[&str] = &["filter"];

fn stems_of(items: &[Item]) -> Vec<BTreeSet<String>> {
    let stems = |item: &Item| {
        let mut stems = stems(&item.wire);
        stems.retain(|stem| !FILTERS.contains(&stem.as_str()));
        stems
    };
    items.iter().map(stems).collect()
}
