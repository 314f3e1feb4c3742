//! Selects tools: a crate of them alone, with the types that they use and what can be said of the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, LeftOut, Operation, OperationRef, Payload, RustPath, Target, Tool, Type};
use crate::lower::types::each_type_ref;
use crate::naming::similar;

/// A name that no tool has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTool {
    /// The name.
    pub name: String,
    /// The features of the tools whose names are like it, the likest first.
    pub similar: Vec<String>,
}

/// The features of the tools that are called so, by feature or by module.
///
/// # Errors
/// All names that no tool has.
pub fn named_tools(api: &Api, names: &[String]) -> Result<BTreeSet<String>, Vec<UnknownTool>> {
    let mut found = BTreeSet::new();
    let mut unknown = Vec::new();
    for name in names {
        let called = |tool: &&Tool| tool.feature == *name || tool.module == *name;
        match api.tools.iter().find(called) {
            Some(tool) => {
                found.insert(tool.feature.clone());
            }
            None => unknown.push(UnknownTool {
                name: name.clone(),
                similar: similar_tools(api, name),
            }),
        }
    }
    if unknown.is_empty() {
        Ok(found)
    } else {
        Err(unknown)
    }
}

fn similar_tools(api: &Api, name: &str) -> Vec<String> {
    let features = api.tools.iter().map(|tool| tool.feature.as_str());
    let similar = similar(name, features).into_iter();
    similar.map(str::to_owned).collect()
}

/// The API of some tools, by their features. Every item keeps its place and its name, so that a
/// program compiles with any crate that has the tools which it uses.
#[must_use]
pub fn select(mut api: Api, features: &BTreeSet<String>) -> Api {
    let reached = reached(&api, features);
    let gone = drop_operations(&mut api, features);
    let is_kept = |path: &RustPath| !gone.contains_key(path);
    let keep = |types: &mut Vec<Type>| {
        types.retain(|ty| reached.contains(&ty.rust));
        for ty in types {
            ty.used_by.retain(&is_kept);
        }
    };
    keep(&mut api.shared);
    for tool in &mut api.tools {
        for version in &mut tool.versions {
            version
                .resources
                .iter_mut()
                .for_each(|r| keep(&mut r.types));
            version
                .resources
                .retain(|r| !r.operations.is_empty() || !r.types.is_empty());
        }
        tool.versions
            .retain(|version| !version.resources.is_empty());
    }
    api.tools.retain(|tool| !tool.versions.is_empty());
    let kept: BTreeSet<String> = api.tools.iter().map(|t| t.feature.clone()).collect();
    for tool in &mut api.tools {
        tool.needs.retain(|needed| kept.contains(needed));
    }
    let named: BTreeSet<RustPath> = api.operations().flat_map(others).cloned().collect();
    let left_out = gone.into_iter().filter(|(path, _)| named.contains(path));
    api.left_out.extend(left_out.map(|(_, left_out)| left_out));
    api
}

/// Takes out the operations of all other tools.
fn drop_operations(api: &mut Api, features: &BTreeSet<String>) -> BTreeMap<RustPath, LeftOut> {
    let mut gone = BTreeMap::new();
    let others = api.tools.iter_mut();
    for tool in others.filter(|tool| !features.contains(&tool.feature)) {
        let resources = tool.versions.iter_mut().flat_map(|v| &mut v.resources);
        for operation in resources.flat_map(|resource| resource.operations.drain(..)) {
            let Operation {
                key,
                rust,
                reference,
                ..
            } = operation;
            let left_out = LeftOut {
                operation: OperationRef {
                    key,
                    rust: rust.clone(),
                },
                feature: tool.feature.clone(),
                reference,
            };
            gone.insert(rust, left_out);
        }
    }
    gone
}

/// The types that the tools use, wherever they live.
fn reached(api: &Api, features: &BTreeSet<String>) -> BTreeSet<RustPath> {
    let types: BTreeMap<&RustPath, &Type> = api.types().map(|ty| (&ty.rust, ty)).collect();
    let tools = api.tools.iter();
    let operations = tools
        .filter(|tool| features.contains(&tool.feature))
        .flat_map(Tool::operations);
    let mut open: Vec<RustPath> = operations.flat_map(used).cloned().collect();
    let mut reached = BTreeSet::new();
    while let Some(path) = open.pop() {
        if let Some(ty) = types.get(&path)
            && reached.insert(path)
        {
            each_type_ref(&ty.shape, &mut |ty| open.extend(ty.named().cloned()));
        }
    }
    reached
}

/// The types that an operation uses directly.
fn used(operation: &Operation) -> impl Iterator<Item = &RustPath> {
    let by_status = match &operation.response.payload {
        Payload::ByStatus(path) => Some(path),
        Payload::Json(ty) => ty.named(),
        Payload::Empty | Payload::Text | Payload::Bytes | Payload::Redirect => None,
    };
    let item = operation.paging.iter().filter_map(|p| p.item.named());
    let refs = operation.type_refs().filter_map(|ty| ty.named());
    refs.chain(by_status).chain(item)
}

/// The other operations that are named with an operation: what replaces it, and what it replaces.
fn others(operation: &Operation) -> impl Iterator<Item = &RustPath> {
    let deprecation = operation.deprecation.iter();
    let replacements = deprecation.flat_map(|deprecation| &deprecation.replacements);
    let named = replacements.flat_map(|replacement| {
        let target = match &replacement.target {
            Target::Operation(operation) => Some(operation),
            Target::Group(_) | Target::Unresolved(_) => None,
        };
        target.into_iter().chain(&replacement.through)
    });
    named.map(|one| &one.rust).chain(&operation.replaces)
}
