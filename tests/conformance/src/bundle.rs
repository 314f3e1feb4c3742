//! Makes one document of some operations and of everything they refer to.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use generator::diagnostic::{Diagnostic, Origin};
use generator::openapi::documents::{Documents, absolute};
use generator::openapi::operations::RawOperation;

/// An OpenAPI document of these operations that refers to nothing else.
pub(crate) fn bundle(
    documents: &Documents,
    title: &str,
    operations: &[&RawOperation],
) -> Result<Value, Vec<Diagnostic>> {
    let mut bundle = Bundle::default();
    let mut problems = Vec::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for operation in operations {
        let mut value = Value::Object(operation.value.clone());
        bundle.take_in(&mut value, &operation.origin);
        paths
            .entry(&operation.key.path)
            .or_default()
            .insert(operation.key.method.to_lowercase(), value);
    }
    let mut schemas = Map::new();
    while let Some((name, origin, reference)) = bundle.open.pop() {
        let found = documents
            .get(&origin, &reference)
            .map(|(place, value)| (place, value.clone()));
        match found {
            Ok((place, mut value)) => {
                bundle.take_in(&mut value, &place);
                schemas.insert(name, value);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    schemas.sort_keys();
    Ok(json!({
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }))
}

/// What is referred to, by the absolute reference.
#[derive(Default)]
struct Bundle {
    names: BTreeMap<String, String>,
    /// Name, place of the reference, reference.
    open: Vec<(String, Origin, String)>,
}

impl Bundle {
    /// Makes the references of a value that stood at `origin` point into the bundle.
    fn take_in(&mut self, value: &mut Value, origin: &Origin) {
        absolute(value, &origin.file);
        self.rename(value, origin);
    }

    fn rename(&mut self, value: &mut Value, origin: &Origin) {
        match value {
            Value::Object(map) => {
                for (key, child) in map.iter_mut() {
                    match child {
                        Value::String(reference) if key == "$ref" => {
                            let name = self.name(reference, origin);
                            *reference = format!("#/components/schemas/{name}");
                        }
                        _ => self.rename(child, origin),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item, origin)),
            _ => {}
        }
    }

    /// The component's name: its own, and a sign more where another has it.
    fn name(&mut self, reference: &str, origin: &Origin) -> String {
        if let Some(name) = self.names.get(reference) {
            return name.clone();
        }
        let last = reference.rsplit('/').next().unwrap_or_default();
        let mut name = last.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "_");
        while self.names.values().any(|taken| *taken == name) {
            name.push('_');
        }
        self.names.insert(reference.to_owned(), name.clone());
        self.open
            .push((name.clone(), origin.clone(), reference.to_owned()));
        name
    }
}
