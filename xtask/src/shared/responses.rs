//! Recorded responses: each decodes through the client, lenient and strict, and is written back as
//! it came.

mod contradictions;
mod enums;
mod known;
mod outcome;
mod program;
mod samples;

use std::collections::BTreeSet;
use std::fs;

use generator::ir::{Api, Operation, Payload};
use generator::pipeline::read_api;
use serde_json::Value;

use crate::conformance::callers;
use crate::load::{self, Session};
use crate::{Failure, project, write};

use super::Args;
use enums::Types;
use known::Known;
use outcome::Outcome;
use samples::Sample;

/// The folder of the recorded responses.
const FOLDER: &str = "responses";
/// Which operations they are responses of.
const TABLE: &str = "responses/responses.tsv";
/// What the whole responses had that the description does not declare.
const CONTRADICTIONS: &str = "responses/contradictions.tsv";
/// Headers of recorded responses, those of a page among them.
const HEADERS: &str = "responses/responses-headers.json";
/// What the checks need.
pub(super) const FILES: &[&str] = &[TABLE, CONTRADICTIONS, HEADERS];
/// Where the headers are, seen from the folder.
const HEADERS_FILE: &str = "responses-headers.json";

/// Decodes every recorded response; what is wrong, a line each.
pub(super) fn decoded(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let table = load::text(&args.file(TABLE))?;
    let broken = |problem| Failure::File(format!("{}: {problem}", args.file(TABLE).display()));
    let samples = samples::parse(&table).map_err(broken)?;
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let known = session.table(&project().join("tests").join("responses"), "known.yaml")?;
    let known = Known::parse(&known, &session.limits)?;

    let (asked, mut wrong) = operations(&samples, &api);
    let lines = run(args, &asked, &api)?;
    let types = enums::types(&api);
    let contradictions = contradictions::parse(&load::text(&args.file(CONTRADICTIONS))?);
    let mut outcomes = Vec::new();
    for (sample, operation) in &asked {
        let text = load::text(&args.file(FOLDER).join(&sample.file))?;
        let mut outcome = Outcome::read(sample, &lines);
        let sample: Value = serde_json::from_str(&text).unwrap_or_default();
        let whole = contradictions
            .iter()
            .filter(|c| c.operation == operation.id);
        for response in whole.map(|c| &c.response).chain([&sample]) {
            outcome
                .values
                .extend(undeclared(operation, response, &types));
        }
        outcomes.push(outcome);
    }
    println!("{}", outcome::table(&outcomes));
    wrong.extend(known.judge(&outcomes));
    wrong.extend(outcome::paging(&lines));
    Ok(wrong)
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

/// Builds the program that decodes the samples, and runs it; the lines that it printed.
fn run(args: &Args, asked: &[(&Sample, &Operation)], api: &Api) -> Result<Vec<Value>, Failure> {
    let client = fs::canonicalize(&args.out)
        .map_err(|error| Failure::File(format!("{}: {error}", args.out.display())))?;
    let target = project().join("target");
    let folder = target.join("responses");
    let files = program::files(asked, api, &client.to_string_lossy());
    write::write_work(&folder, &files)?;
    callers::lock(&folder)?;
    // The build folder of another program of the kind: what both need is built once.
    let binaries = callers::build(&folder, &target.join("conformance").join("build"))?;
    let samples = args.file(FOLDER);
    let printed = callers::run(&binaries.join("responses"), &samples.to_string_lossy())?;
    let lines: Result<Vec<Value>, _> = printed.lines().map(serde_json::from_str).collect();
    lines.map_err(|error| Failure::File(format!("the program in {}: {error}", folder.display())))
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
