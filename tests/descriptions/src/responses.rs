//! Recorded responses: each decodes through the client, lenient and strict, and is written back as
//! it came.

mod contradictions;
mod enums;
mod known;
mod outcome;
mod program;
mod samples;

use std::collections::BTreeSet;

use generator::FileTree;
use generator::ir::{Api, Operation, Payload};
use serde_json::Value;

use contradictions::Contradiction;
use enums::Types;
use outcome::Outcome;

pub use known::Known;
pub use samples::Sample;

/// Where the headers are, seen from the folder of the responses.
const HEADERS_FILE: &str = "responses-headers.json";

/// The recorded responses whose operations there are.
#[derive(Debug, Clone)]
pub struct Recorded<'a> {
    api: &'a Api,
    asked: Vec<(&'a Sample, &'a Operation)>,
    /// What is wrong with the others, a line each.
    wrong: Vec<String>,
}

/// What came of decoding them.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// What is wrong, a line each.
    pub wrong: Vec<String>,
    /// A line for each response.
    pub table: String,
}

impl<'a> Recorded<'a> {
    /// Finds the operations that the samples are responses of.
    pub fn new(samples: &'a [Sample], api: &'a Api) -> Self {
        let (asked, wrong) = operations(samples, api);
        Self { api, asked, wrong }
    }

    /// The files of the program that decodes the samples; `client` is where the client lies.
    ///
    /// It takes the folder of the samples as its argument and prints a line of JSON for each.
    pub fn program(&self, client: &str) -> FileTree {
        program::files(&self.asked, self.api, client)
    }

    /// Judges what the program `printed`. `text` reads a sample; `contradictions` is the table of
    /// what the whole responses had that the description does not declare.
    ///
    /// # Errors
    /// What `text` fails with.
    pub fn judge<E>(
        mut self,
        printed: &[Value],
        contradictions: &str,
        known: &Known,
        text: impl Fn(&Sample) -> Result<String, E>,
    ) -> Result<Decoded, E> {
        let types = enums::types(self.api);
        let contradictions = contradictions::parse(contradictions);
        let mut outcomes = Vec::new();
        for (sample, operation) in &self.asked {
            let response: Value = serde_json::from_str(&text(sample)?).unwrap_or_default();
            let mut outcome = Outcome::read(sample, printed);
            outcome.values = values(operation, &response, &contradictions, &types);
            outcomes.push(outcome);
        }
        self.wrong.extend(known.judge(&outcomes));
        self.wrong.extend(outcome::paging(printed));
        Ok(Decoded {
            wrong: self.wrong,
            table: outcome::table(&outcomes),
        })
    }
}

/// The places where a recorded response, or a whole one, has a value that is not declared.
fn values(
    operation: &Operation,
    response: &Value,
    contradictions: &[Contradiction],
    types: &Types<'_>,
) -> BTreeSet<String> {
    let whole = contradictions
        .iter()
        .filter(|c| c.operation == operation.id);
    whole
        .map(|c| &c.response)
        .chain([response])
        .flat_map(|response| undeclared(operation, response, types))
        .collect()
}

/// The samples whose operations there are, and what is wrong with the others.
fn operations<'a>(
    samples: &'a [Sample],
    api: &'a Api,
) -> (Vec<(&'a Sample, &'a Operation)>, Vec<String>) {
    let mut found = Vec::new();
    let mut wrong = Vec::new();
    for sample in samples {
        match api.operations().find(|o| o.key == sample.operation) {
            Some(operation) => found.push((sample, operation)),
            None => wrong.push(format!(
                "{}: there is no operation `{}`",
                sample.file, sample.operation
            )),
        }
    }
    (found, wrong)
}

/// The places in a response whose values the enums there do not declare.
fn undeclared(operation: &Operation, response: &Value, types: &Types<'_>) -> BTreeSet<String> {
    let key = operation.response.envelope.as_deref();
    let payload = key.and_then(|key| response.get(key)).unwrap_or(response);
    match &operation.response.payload {
        Payload::Json(ty) => enums::undeclared(ty, payload, types),
        _ => BTreeSet::new(),
    }
}
