//! Matches what two operations take and give, and says what else differs.

use std::collections::BTreeSet;

use crate::ir::{
    BodyEncoding, Company, Encoding, Location, Operation, Parameter, Payload, TypeRef,
};
use crate::naming::stems;

use super::guide::{Change, Found, Item, Kind};
use super::leaves::word;

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
    matched(items(old), items(new), same_id)
}

/// What becomes of the fields. A record that has no counterpart at all is said once, not by its fields.
pub(super) fn fields(old: Vec<Item>, new: Vec<Item>) -> Vec<Change> {
    let changes = matched(old, new, |_, _| false);
    let side = |of: fn(&Change) -> Option<&Item>| -> BTreeSet<String> {
        let matched = changes.iter().filter(|change| change.found.is_some());
        matched
            .filter_map(of)
            .flat_map(|item| parents(&item.wire))
            .collect()
    };
    let (old_kept, new_kept) = (
        side(|change| change.old.as_ref()),
        side(|change| change.new.as_ref()),
    );
    let mut folded: Vec<Change> = Vec::new();
    for mut change in changes {
        if change.found.is_none() {
            fold(&mut change.old, &old_kept);
            fold(&mut change.new, &new_kept);
        }
        if !folded.contains(&change) {
            folded.push(change);
        }
    }
    folded
}

/// The records around a field, the outermost first.
fn parents(wire: &str) -> impl Iterator<Item = String> {
    wire.match_indices('.')
        .map(|(end, _)| wire[..end].to_owned())
}

/// Puts the outermost record of which nothing was matched in the place of its field.
fn fold(item: &mut Option<Item>, kept: &BTreeSet<String>) {
    let Some(item) = item else { return };
    let Some(depth) = parents(&item.wire).position(|parent| !kept.contains(&parent)) else {
        return;
    };
    let cut = |path: &str| parents(path).nth(depth).unwrap_or_else(|| path.to_owned());
    (item.wire, item.ident) = (cut(&item.wire), cut(&item.ident));
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

/// Matches items: by their names, by what they are ids of, then by the words of their names, each
/// only where there is one candidate.
fn matched(old: Vec<Item>, new: Vec<Item>, same_id: impl Fn(usize, usize) -> bool) -> Vec<Change> {
    let mut partner: Vec<Option<(usize, Found)>> = vec![None; old.len()];
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let said: (Vec<_>, Vec<_>) = (stems_of(&old), stems_of(&new));
    for found in [Found::Name, Found::Id, Found::Words] {
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

/// What compiles all the same, and does something else: a sentence each.
pub(super) fn behaviour(old: &Operation, new: &Operation) -> Vec<String> {
    let mut said = Vec::new();
    let scope = |operation: &Operation| scope(operation);
    if scope(old) != scope(new) {
        said.push(format!(
            "It acts in {} now, not in {}.",
            scope(new),
            scope(old)
        ));
    }
    if old.key.method != new.key.method {
        said.push(format!(
            "It is sent as {} now, not as {}.",
            new.key.method, old.key.method
        ));
    }
    match (&old.response.envelope, &new.response.envelope) {
        (None, Some(key)) => said.push(format!(
            "The response wraps its payload in `{key}`; the client takes it out."
        )),
        (Some(_), None) => said.push("The response does not wrap its payload any more.".to_owned()),
        _ => {}
    }
    match (&old.paging, &new.paging) {
        (None, Some(_)) => {
            said.push("The list comes in pages now: `items` reads all of them.".to_owned());
        }
        (Some(_), None) => said.push("The list comes whole now, not in pages.".to_owned()),
        _ => {}
    }
    let payload = |operation: &Operation| match &operation.response.payload {
        Payload::Empty => "nothing",
        Payload::Json(TypeRef::List(_)) => "a list",
        Payload::Json(_) | Payload::ByStatus(_) => "JSON",
        Payload::Text => "text",
        Payload::Bytes => "bytes",
        Payload::Redirect => "a redirect to a file",
    };
    if payload(old) != payload(new) {
        said.push(format!("It gives {}, not {}.", payload(new), payload(old)));
    }
    let encoding = |operation: &Operation| operation.body.as_ref().map(|body| body.encoding);
    if let (Some(before), Some(now)) = (encoding(old), encoding(new))
        && before != now
    {
        said.push(format!(
            "The body is sent as {}, not as {}.",
            form(now),
            form(before)
        ));
    }
    if old.company != new.company {
        said.push(
            match new.company {
                Company::Required => "It needs the company that the client is built with.",
                Company::Optional => "The company of the client is sent where it is known.",
                Company::None => "The company of the client is not sent.",
            }
            .to_owned(),
        );
    }
    said
}

fn form(encoding: BodyEncoding) -> &'static str {
    match encoding {
        BodyEncoding::Json => "JSON",
        BodyEncoding::Multipart => "a multipart form",
        BodyEncoding::Form => "a form",
        BodyEncoding::Bytes => "bytes",
        BodyEncoding::Text => "text",
    }
}

/// What an operation acts in, by its path.
fn scope(operation: &Operation) -> &'static str {
    let has = |id: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|p| p.required && matches!(&p.ty, TypeRef::Id(name) if name == id))
    };
    match (has("CompanyId"), has("ProjectId")) {
        (true, true) => "a project of a company",
        (true, false) => "a company",
        (false, true) => "a project",
        (false, false) => "no scope of its own",
    }
}
