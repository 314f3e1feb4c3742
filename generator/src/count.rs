//! Counts what a description holds, so that two stages can be compared and nothing is lost in
//! silence.

use serde_json::Value;

use crate::import::operations::RawOperation;
use crate::ir::Counts;
use crate::resolve::Documents;
use crate::{Diagnostic, Origin};

/// How deep a schema is followed before it counts as recursive.
const MAX_DEPTH: usize = 64;

/// Counts operations, parameters, bodies, responses, and within all of their schemas properties
/// and enum values. A component counts at each place that refers to it.
pub fn count(documents: &Documents, operations: &[RawOperation]) -> Counts {
    let mut counter = Counter {
        documents,
        counts: Counts::default(),
        open: Vec::new(),
    };
    for operation in operations {
        counter.operation(operation);
    }
    counter.counts
}

/// An error for each number that differs.
pub fn compare(what: &str, before: &Counts, after: &Counts) -> Vec<Diagnostic> {
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
                Diagnostic::error("count", Origin::default(), message)
                    .help("this is a fault of the generator; report it with the description")
            })
        })
        .collect()
}

struct Counter<'a> {
    documents: &'a Documents,
    counts: Counts,
    open: Vec<String>,
}

impl Counter<'_> {
    fn add(&mut self, what: &str, n: usize) {
        *self.counts.0.entry(what.to_owned()).or_default() += n;
    }

    fn operation(&mut self, operation: &RawOperation) {
        let at = &operation.origin;
        self.add("operations", 1);
        for parameter in array(operation.value.get("parameters")) {
            self.add("parameters", 1);
            self.schema(parameter.get("schema"), at);
            self.content(parameter, at);
        }
        if let Some(body) = operation.value.get("requestBody") {
            self.add("bodies", 1);
            self.content(body, at);
        }
        let responses = operation.value.get("responses").and_then(Value::as_object);
        for (_, response) in responses.into_iter().flatten() {
            self.add("responses", 1);
            self.content(response, at);
        }
    }

    fn content(&mut self, holder: &Value, at: &Origin) {
        let content = holder.get("content").and_then(Value::as_object);
        for (_, media) in content.into_iter().flatten() {
            self.add("media types", 1);
            self.schema(media.get("schema"), at);
        }
    }

    fn schema(&mut self, schema: Option<&Value>, at: &Origin) {
        let Some(schema) = schema else { return };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let Ok((at, found)) = self.documents.get(at, reference) else {
                return;
            };
            let component = at.to_string();
            if !self.open.contains(&component) && self.open.len() < MAX_DEPTH {
                self.open.push(component);
                self.schema(Some(found), &at);
                self.open.pop();
            }
            return;
        }
        for (_, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            self.add("properties", 1);
            self.schema(Some(property), at);
        }
        self.add("enum values", array(schema.get("enum")).count());
        for key in ["items", "additionalProperties"] {
            self.schema(schema.get(key), at);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for inner in array(schema.get(key)) {
                self.schema(Some(inner), at);
            }
        }
    }
}

fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
