//! Makes the guides of an API.

use std::collections::BTreeMap;

use crate::find::find;
use crate::ir::{Api, Operation, Replacement, RustPath, Target, Type};

use super::guide::Guide;
use super::{compare, example, leaves};

/// The guides that are meant by `all`, by the feature of a tool, by the end of a Rust path, or by
/// what [`find`] takes.
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
        is_found || guide.old.rust.to_string().ends_with(&format!("::{what}"))
    });
    guides
}

/// The guides of all deprecated operations that have a replacement, by operation.
pub fn guides(api: &Api) -> Vec<Guide<'_>> {
    let operations: BTreeMap<&RustPath, &Operation> = api
        .operations()
        .map(|operation| (&operation.rust, operation))
        .collect();
    let types: BTreeMap<&RustPath, &Type> = api.types().map(|ty| (&ty.rust, ty)).collect();
    let mut guides = Vec::new();
    for old in api.operations() {
        let deprecation = old.deprecation.iter();
        for replacement in deprecation.flat_map(|deprecation| &deprecation.replacements) {
            let Target::Operation(target) = &replacement.target else {
                continue;
            };
            if let Some(new) = operations.get(&target.rust) {
                guides.push(guide(old, new, replacement, &types));
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
    types: &BTreeMap<&RustPath, &Type>,
) -> Guide<'a> {
    let mut sent = compare::parameters(old, new);
    sent.extend(compare::fields(
        leaves::body(old, types),
        leaves::body(new, types),
    ));
    let received = compare::fields(leaves::payload(old, types), leaves::payload(new, types));
    Guide {
        old,
        new,
        replacement,
        sent,
        received,
        behaviour: compare::behaviour(old, new),
        example: example::example(old, new, types),
    }
}
