//! Counts what a description holds, so that two stages can be compared and nothing is lost in
//! silence.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::ir::Counts;
use crate::openapi::compose::{AT_PLACE, compose, one_reference};
use crate::openapi::documents::Documents;
use crate::openapi::operation::{
    Part, Within, body, media_types, parameters, parts, schemas, subschemas,
};
use crate::openapi::operations::RawOperation;
use crate::shapes::shape::{Role, is_enum};
use crate::shapes::views::{Variants, without_views};
use crate::{Code, Diagnostic, Origin};

/// How deep a schema is followed: a recursive one has no end. Procore's description is 12 deep.
const MAX_DEPTH: usize = 32;

/// How many schemas are looked at before counting stops.
const MAX_STEPS: usize = 20_000_000;

/// Set when counting stopped.
const UNCOUNTED: &str = "uncounted";

/// Counts operations, parameters, bodies, responses, and within all of their schemas properties
/// and enum values, as they are once they are composed. A component counts at each place that
/// refers to it, as if it stood there; numbers wrap, since components that hold others twice can
/// make any number.
pub fn count(documents: &Documents, operations: &[RawOperation]) -> Counts {
    let mut counter = Counter {
        documents,
        counts: count_operations(operations),
        role: Role::Request,
        known: BTreeMap::new(),
        steps: 0,
    };
    for operation in operations {
        counter.operation(operation);
    }
    if counter.steps > MAX_STEPS {
        counter.counts.0.insert(UNCOUNTED.to_owned(), 1);
    }
    counter.counts
}

/// Counts operations, parameters and bodies alone.
pub fn count_operations(operations: &[RawOperation]) -> Counts {
    let in_operation = |operation: &RawOperation| parameters(&operation.value).count();
    // A body without a media type is none, which the lint reports.
    let is_sent = |operation: &&RawOperation| {
        let body = body(&operation.value);
        body.is_some_and(|body| media_types(body).next().is_some())
    };
    let bodies = operations.iter().filter(is_sent);
    Counts(BTreeMap::from([
        ("operations".to_owned(), operations.len()),
        (
            "parameters".to_owned(),
            operations.iter().map(in_operation).sum(),
        ),
        ("bodies".to_owned(), bodies.count()),
    ]))
}

/// An error for each number that differs.
pub fn compare(what: &str, before: &Counts, after: &Counts) -> Vec<Diagnostic> {
    if before.0.contains_key(UNCOUNTED) || after.0.contains_key(UNCOUNTED) {
        let message = format!("{what}: too much stands here, written out, to be counted");
        return vec![
            Diagnostic::warning(Code::Uncounted, Origin::default(), message)
                .help("components that hold each other multiply; refer to fewer"),
        ];
    }
    let zero = 0;
    let names = before.0.keys().chain(after.0.keys());
    let mut names: Vec<&String> = names.collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter_map(|name| {
            let a = before.0.get(name).unwrap_or(&zero);
            let b = after.0.get(name).unwrap_or(&zero);
            (a != b).then(|| {
                let message = format!("{what}: {a} {name} went in, {b} came out");
                Diagnostic::error(Code::Count, Origin::default(), message)
                    .help("this is a fault of the generator; report it with the description")
            })
        })
        .collect()
}

struct Counter<'a> {
    documents: &'a Documents,
    counts: Counts,
    /// The role of what is being counted.
    role: Role,
    /// What a component holds in a role, followed so deep.
    known: BTreeMap<(Origin, Role, usize), Held>,
    steps: usize,
}

/// What a schema holds.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    properties: usize,
    values: usize,
}

impl Held {
    fn add(&mut self, other: Self) {
        self.properties = self.properties.wrapping_add(other.properties);
        self.values = self.values.wrapping_add(other.values);
    }
}

impl Counter<'_> {
    fn add(&mut self, what: &str, n: usize) {
        let slot = self.counts.0.entry(what.to_owned()).or_default();
        *slot = slot.wrapping_add(n);
    }

    fn operation(&mut self, operation: &RawOperation) {
        for (part, value) in parts(&operation.value) {
            self.role = match part {
                Part::Parameter(_) | Part::Body => Role::Request,
                Part::Response(_) => {
                    self.add("responses", 1);
                    Role::Response
                }
            };
            for _ in media_types(value) {
                self.add("media types", 1);
            }
            for schema in schemas(value) {
                let held = self.schema(schema, &operation.origin, 0, 0);
                self.add("properties", held.properties);
                self.add("enum values", held.values);
            }
        }
    }

    /// What a schema holds; `hops` are references since the last step inwards.
    fn schema(&mut self, schema: &Value, at: &Origin, depth: usize, hops: usize) -> Held {
        self.steps += 1;
        if depth > MAX_DEPTH || hops > MAX_DEPTH || self.steps > MAX_STEPS {
            return Held::default();
        }
        let Some(map) = schema.as_object() else {
            return Held::default();
        };
        if map.get("$ref").is_some_and(Value::is_string) {
            let Ok((target, found)) = self.documents.resolve(at, schema) else {
                return Held::default();
            };
            let key = (target, self.role, depth);
            if let Some(held) = self.known.get(&key) {
                return *held;
            }
            let held = self.schema(found, &key.0, depth, hops + 1);
            self.known.insert(key, held);
            return held;
        }
        let is_place = |key: &&String| AT_PLACE.contains(&key.as_str());
        if map.contains_key("allOf") {
            let rest = map.iter().filter(|(key, _)| !is_place(key));
            let shape: Map<String, Value> = rest.map(|(k, v)| (k.clone(), v.clone())).collect();
            if let Some(only) = one_reference(&shape, &mut Map::new()) {
                return self.schema(&Value::Object(only), at, depth, hops + 1);
            }
        }
        let composes = ["allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| map.contains_key(*key));
        if composes {
            // What cannot be composed is an error of the import.
            let composed = compose(self.documents, map, at).unwrap_or_default();
            let composed = without_views(self.documents, composed, self.role, at, Variants::Named);
            return self.inside(&composed, at, depth);
        }
        self.inside(map, at, depth)
    }

    fn inside(&mut self, map: &Map<String, Value>, at: &Origin, depth: usize) -> Held {
        // What stands inside a component is not that component: a choice in it may name it.
        let at = &Origin::new(&at.file, "");
        let mut held = Held {
            properties: 0,
            values: if is_enum(map) { values(map) } else { 0 },
        };
        for (within, schema) in subschemas(map) {
            match within {
                // What it is not is nothing that it holds.
                Within::Keyword("not") => continue,
                Within::Property(_) => held.properties = held.properties.wrapping_add(1),
                Within::Keyword(_) | Within::Part(..) => {}
            }
            held.add(self.schema(schema, at, depth + 1, 0));
        }
        held
    }
}

/// The values of an enum that Rust sees: each once, without null.
fn values(map: &Map<String, Value>) -> usize {
    let mut texts: Vec<String> = array(map.get("enum"))
        .filter(|value| !value.is_null())
        .map(Value::to_string)
        .collect();
    texts.sort_unstable();
    texts.dedup();
    texts.len()
}

fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
