//! Lists and maps that hold themselves by way of an object that stands in line in them.
//!
//! A list is no type of its own, so a cycle through one closes at the object inside: it is taken
//! as a component, referred to by its place.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::Origin;
use crate::openapi::documents::Documents;

/// What leads from a list or a map to what it holds.
const INWARDS: [&str; 2] = ["items", "additionalProperties"];

/// `component` with a reference in place of the object in line in it, if that leads back to it.
pub(super) fn opened(documents: &Documents, component: &Value, at: &Origin) -> Option<Value> {
    let mut inner = at.clone();
    let mut steps = Vec::new();
    let mut schema = component;
    while let Some(key) = step(schema) {
        steps.push(key);
        inner = inner.child(key);
        schema = schema.get(key)?;
    }
    let last = steps.pop()?;
    let in_line = schema.get("properties").is_some();
    if !in_line || !leads_to(documents, schema, &inner, at) {
        return None;
    }
    let mut opened = component.clone();
    let mut holder = &mut opened;
    for key in steps {
        holder = holder.get_mut(key)?;
    }
    *holder.get_mut(last)? = json!({"$ref": format!("#{}", inner.pointer.replace('%', "%25"))});
    Some(opened)
}

/// The name for what stands there: that of the component around it, and what it is to it.
pub(super) fn component_name(at: &Origin) -> String {
    let parts: Vec<&str> = at.pointer.split('/').skip(1).collect();
    match parts.as_slice() {
        ["components", "schemas", name, inside @ ..] if !inside.is_empty() => {
            format!("{name} item")
        }
        all => all.last().copied().unwrap_or_default().to_owned(),
    }
}

fn step(schema: &Value) -> Option<&'static str> {
    let map: &Map<String, Value> = schema.as_object()?;
    if map.contains_key("properties") || map.contains_key("$ref") {
        return None;
    }
    INWARDS
        .into_iter()
        .find(|key| map.get(*key).is_some_and(Value::is_object))
}

/// Whether references lead from a schema to `target`.
fn leads_to(documents: &Documents, schema: &Value, at: &Origin, target: &Origin) -> bool {
    let mut seen: BTreeSet<Origin> = BTreeSet::new();
    let mut open = vec![(at.clone(), schema)];
    while let Some((at, value)) = open.pop() {
        match value {
            Value::Object(map) => {
                open.extend(map.values().map(|inner| (at.clone(), inner)));
                let reference = map.get("$ref").and_then(Value::as_str);
                let found = reference.and_then(|reference| documents.get(&at, reference).ok());
                if let Some((there, found)) = found {
                    if there == *target {
                        return true;
                    }
                    if seen.insert(there.clone()) {
                        open.push((there, found));
                    }
                }
            }
            Value::Array(items) => open.extend(items.iter().map(|inner| (at.clone(), inner))),
            _ => {}
        }
    }
    false
}
