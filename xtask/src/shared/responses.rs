//! Recorded responses: builds the program that decodes them, runs it, and has what it printed judged.

use std::fs;

use descriptions::responses::{Known, Recorded, Sample};
use generator::pipeline::read_api;
use serde_json::Value;

use super::Args;
use crate::load::{self, Session};
use crate::{Failure, callers, project, write};

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

/// Decodes every recorded response; what is wrong, a line each.
pub(super) fn decoded(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let table = load::text(&args.file(TABLE))?;
    let broken = |problem| Failure::File(format!("{}: {problem}", args.file(TABLE).display()));
    let samples = Sample::parse(&table).map_err(broken)?;
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let known = session.table(&project().join("tests").join("responses"), "known.yaml")?;
    let known = Known::parse(&known, &session.limits)?;

    let recorded = Recorded::new(&samples, &api);
    let printed = run(args, &recorded)?;
    let contradictions = load::text(&args.file(CONTRADICTIONS))?;
    let text = |sample: &Sample| load::text(&args.file(FOLDER).join(&sample.file));
    let decoded = recorded.judge(&printed, &contradictions, &known, text)?;
    session.progress.aside(|| println!("{}", decoded.table));
    Ok(decoded.wrong)
}

/// Builds the program that decodes the samples, and runs it; the lines that it printed.
fn run(args: &Args, recorded: &Recorded<'_>) -> Result<Vec<Value>, Failure> {
    let client = fs::canonicalize(&args.out)
        .map_err(|error| Failure::File(format!("{}: {error}", args.out.display())))?;
    let target = project().join("target");
    let folder = target.join("responses");
    write::write_work(&folder, &recorded.program(&client.to_string_lossy()))?;
    callers::lock(&folder)?;
    // The build folder of another program of the kind: what both need is built once.
    let binaries = callers::build(&folder, &target.join("conformance").join("build"))?;
    let samples = args.file(FOLDER);
    let printed = callers::run(&binaries.join("responses"), &samples.to_string_lossy())?;
    let lines: Result<Vec<Value>, _> = printed.lines().map(serde_json::from_str).collect();
    lines.map_err(|error| Failure::File(format!("the program in {}: {error}", folder.display())))
}
