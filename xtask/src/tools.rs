//! The tools that flags name: `--tools rfi,tax`.

use std::collections::BTreeSet;
use std::slice;

use generator::ir::Api;
use generator::passes::{UnknownTool, named_tools};

use crate::Failure;

/// The features of the tools that are called so, each in one of the APIs at least.
///
/// # Errors
/// All names that no tool has; what may be meant is looked for in the last of the APIs.
pub(crate) fn named(apis: &[&Api], names: &[String]) -> Result<BTreeSet<String>, Failure> {
    let mut found = BTreeSet::new();
    let mut unknown = Vec::new();
    for name in names {
        let mut nowhere = Vec::new();
        for api in apis {
            match named_tools(api, slice::from_ref(name)) {
                Ok(features) => found.extend(features),
                Err(not_here) => nowhere.push(not_here),
            }
        }
        if nowhere.len() == apis.len() {
            unknown.extend(nowhere.pop().unwrap_or_default());
        }
    }
    match apis.last() {
        Some(api) if !unknown.is_empty() => Err(Failure::File(refusal(&unknown, api))),
        _ => Ok(found),
    }
}

/// What is said of names that no tool has: of each what may be meant, and all tools where for one
/// nothing is near.
fn refusal(unknown: &[UnknownTool], api: &Api) -> String {
    let lines = unknown.iter().map(|UnknownTool { name, similar }| {
        let each: Vec<String> = similar.iter().map(|tool| format!("`{tool}`")).collect();
        match each.as_slice() {
            [] => format!("no tool is called `{name}`"),
            each => format!("no tool is called `{name}`; there is {}", each.join(", ")),
        }
    });
    let mut message = lines.collect::<Vec<_>>().join("\n");
    if unknown.iter().any(|unknown| unknown.similar.is_empty()) {
        let all: Vec<&str> = api.tools.iter().map(|tool| tool.feature.as_str()).collect();
        message += &format!("\nThe tools are {}.", all.join(", "));
    }
    message
}
