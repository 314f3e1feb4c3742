//! Makes the guides of an API.

use std::collections::BTreeMap;

use crate::find::find;
use crate::ir::{Api, Operation, OperationKey, Payload, Replacement, RustPath, Target, Type};

use super::guide::{Change, Guide, Kind, Lookup};
use super::{behaviour, compare, example, leaves};

/// The guides that are meant by `all`, by the feature of a tool, by a Rust path or its end, or by what
/// [`find`] takes.
pub fn chosen<'a>(api: &'a Api, what: &str) -> Vec<Guide<'a>> {
    let mut guides = guides(api);
    if what == "all" {
        return guides;
    }
    if let Some(tool) = api.tools.iter().find(|tool| tool.feature == what) {
        guides.retain(|guide| guide.old.rust.module == tool.module);
        return guides;
    }
    let found = find(api, what);
    guides.retain(|guide| {
        let is_found = found.iter().any(|one| one.operation.key == guide.old.key);
        let rust = guide.old.rust.to_string();
        is_found || rust == what || rust.ends_with(&format!("::{what}"))
    });
    guides
}

/// What guides look things up in.
struct Known<'a> {
    types: BTreeMap<&'a RustPath, &'a Type>,
    /// The operations that are not deprecated.
    live: BTreeMap<OperationKey, &'a Operation>,
    /// The cargo features, by module.
    features: BTreeMap<&'a String, &'a str>,
}

/// The guides of all deprecated operations that have a replacement, by operation.
pub fn guides(api: &Api) -> Vec<Guide<'_>> {
    let operations: BTreeMap<&RustPath, &Operation> = api
        .operations()
        .map(|operation| (&operation.rust, operation))
        .collect();
    let live = api.operations().filter(|one| one.deprecation.is_none());
    let known = Known {
        types: api.types().map(|ty| (&ty.rust, ty)).collect(),
        live: live.map(|one| (one.key.clone(), one)).collect(),
        features: api
            .tools
            .iter()
            .map(|tool| (&tool.module, tool.feature.as_str()))
            .collect(),
    };
    let mut guides = Vec::new();
    for old in api.operations() {
        let deprecation = old.deprecation.iter();
        for replacement in deprecation.flat_map(|deprecation| &deprecation.replacements) {
            let Target::Operation(target) = &replacement.target else {
                continue;
            };
            if let Some(new) = operations.get(&target.rust) {
                guides.push(guide(old, new, replacement, &known));
            }
        }
    }
    guides.sort_by_key(|guide| (&guide.old.key, &guide.new.key));
    guides
}

fn guide<'a>(
    old: &'a Operation,
    new: &'a Operation,
    replacement: &'a Replacement,
    known: &Known<'a>,
) -> Guide<'a> {
    let types = &known.types;
    let (before, after) = (leaves::body(old, types), leaves::body(new, types));
    let behaviour = behaviour::behaviour(old, new, &before);
    let sent = compare::sent(
        compare::parameters(old, new),
        compare::fields(before, after),
    );
    let mut breaks = behaviour::breaks(old, new, types);
    let (gave, gives) = (leaves::payload(old, types), leaves::payload(new, types));
    // Of a payload that is not described, no field can be said to be gone.
    let received = if gives.is_empty() {
        if !gave.is_empty() && matches!(new.response.payload, Payload::Json(_)) {
            breaks.push("The description does not say which fields the response has.".to_owned());
        }
        Vec::new()
    } else {
        compare::fields(gave, gives)
    };
    let feature = |operation: &Operation| known.features.get(&operation.rust.module).copied();
    Guide {
        old,
        new,
        replacement,
        feature: feature(new).filter(|_| feature(old) != feature(new)),
        lookups: lookups(new, &sent, known),
        sent,
        received,
        breaks,
        behaviour,
        example: example::example(old, new, types),
    }
}

/// Where the ids in the path of the new request come from, but for those that a program has: those
/// of the same kind as before, its company and its project.
fn lookups<'a>(new: &Operation, sent: &[Change], known: &Known<'a>) -> Vec<Lookup<'a>> {
    let mut lookups = Vec::new();
    for change in sent {
        let Some(item) = change.new.as_ref().filter(|item| item.kind == Kind::Path) else {
            continue;
        };
        let old = change.old.as_ref().map(|old| old.ty.clone());
        let is_known = matches!(item.ty.as_str(), "CompanyId" | "ProjectId");
        if old.as_ref() == Some(&item.ty) || is_known || !item.ty.ends_with("Id") {
            continue;
        }
        let here = format!("/{{{}}}", item.wire);
        let list = new
            .key
            .path
            .split_once(&here)
            .map(|(collection, _)| OperationKey {
                method: "GET".to_owned(),
                path: collection.to_owned(),
            });
        let list = list.and_then(|key| known.live.get(&key).copied());
        lookups.push(Lookup {
            ident: item.ident.clone(),
            ty: item.ty.clone(),
            instead_of: old.filter(|old| old.ends_with("Id")),
            told_by: list.map_or_else(Vec::new, |list| told_by(list, known)),
            list,
        });
    }
    let place = |lookup: &Lookup<'_>| new.parameters.iter().position(|p| p.ident == lookup.ident);
    lookups.sort_by_key(place);
    lookups
}

/// The fields by which a person tells the records of a list apart.
fn told_by(list: &Operation, known: &Known<'_>) -> Vec<String> {
    let tells = |wire: &str| matches!(wire, "type" | "name" | "title" | "code" | "number");
    let fields = leaves::payload(list, &known.types).into_iter();
    let fields = fields.filter(|field| tells(&field.wire));
    fields.map(|field| field.ident).collect()
}
