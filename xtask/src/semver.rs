//! `cargo xtask semver`: whether `cargo semver-checks` finds anything breaking that `diff` does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::changes::{Changes, Effect, Event, Item, Subject, compare};
use generator::emit::{RuntimeFiles, emit};
use generator::ir::Api;

use crate::load::Session;
use crate::{Failure, project, sides, tools, write};

/// Flags of `semver`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The old side, as `diff` takes it.
    old: String,
    /// The new side.
    new: String,
    /// The tools whose modules are compared, by their features, with commas between them. All of
    /// them take an hour.
    #[arg(long, value_delimiter = ',', required = true)]
    tools: Vec<String>,
    /// The specs folder: its tables and overlays hold for published descriptions, and a revision is
    /// what it was then.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    session.progress.plan(3);
    session.progress.stage("reading both sides");
    let (old, new) = sides::apis((&args.old, &args.new), &args.specs, session)?;
    session.progress.stage("making both crates");
    let tools = shared_tools(args, &old, &new)?;
    let changes = compare(&old, &new);
    let folder = project().join("target/semver");
    for (name, api) in [("old", &old), ("new", &new)] {
        let files = emit(api, &RuntimeFiles::embedded())?;
        write::write_work(&folder.join(name), &files)?;
    }
    session.progress.stage("cargo semver-checks");
    let found = findings(&run_checks(&folder, &tools)?);
    session.progress.end();
    let missed: Vec<&String> = found
        .iter()
        .filter(|line| !is_reported(line, &changes))
        .collect();
    println!(
        "{} findings, of which {} are not in the diff; {} tools, {:.0} s",
        found.len(),
        missed.len(),
        tools.len(),
        session.progress.elapsed().as_secs_f64()
    );
    for line in &missed {
        println!("  {line}");
    }
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Failure::Check)
    }
}

/// The tools that were asked for and are on both sides; one that is gone has no feature.
fn shared_tools(args: &Args, old: &Api, new: &Api) -> Result<Vec<String>, Failure> {
    let has = |api: &Api, feature: &String| api.tools.iter().any(|tool| tool.feature == *feature);
    let named = tools::named(&[old, new], &args.tools)?.into_iter();
    Ok(named
        .filter(|feature| has(old, feature) && has(new, feature))
        .collect())
}

/// What the program found, without what it says on its way.
fn run_checks(folder: &Path, tools: &[String]) -> Result<String, Failure> {
    let output = Command::new("cargo")
        .args([
            "semver-checks",
            "--color",
            "never",
            "--release-type",
            "minor",
        ])
        .args(["--only-explicit-features", "--features", &tools.join(",")])
        .arg("--manifest-path")
        .arg(folder.join("new/Cargo.toml"))
        .arg("--baseline-root")
        .arg(folder.join("old"))
        .output()
        .map_err(|error| Failure::File(format!("cargo cannot be started: {error}")))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let progress = String::from_utf8_lossy(&output.stderr);
    // It has looked if it says how many checks there were.
    if progress.contains("Checked [") {
        return Ok(said);
    }
    Err(Failure::File(format!(
        "cargo semver-checks gave no result; it is installed with `cargo install --locked \
         cargo-semver-checks`\n{said}{progress}"
    )))
}

/// The items that are found to break, a line each.
fn findings(said: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_list = false;
    for line in said.lines() {
        if line.starts_with("Failed in:") {
            is_list = true;
        } else if is_list && line.starts_with("  ") {
            found.push(line.trim().to_owned());
        } else {
            is_list = false;
        }
    }
    found
}

/// Whether the diff has a breaking change of the item that a line names.
fn is_reported(line: &str, changes: &Changes) -> bool {
    let item = line.split(", previously in").next().unwrap_or(line);
    let words: BTreeSet<&str> = item
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    // That the values of an enum are compared in another order breaks nothing that compiles.
    let is_named = |item: &&Item| {
        let mut events = item.changes.iter().map(|change| change.event);
        item.rust == Effect::Breaks || events.any(|event| event == Event::Reordered)
    };
    let breaking = changes.items.iter().filter(is_named);
    breaking.into_iter().any(|item| match &item.subject {
        Subject::Operation { rust, .. } | Subject::Type { rust } => {
            words.contains(rust.name.as_str())
        }
        Subject::Tool { module } => words.contains(module.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::findings;

    #[test]
    fn the_items_of_each_list_are_found_and_nothing_around_them() {
        let said = "\
--- failure struct_missing: pub struct removed or renamed ---

Description:
  a line that is no item
Failed in:
  struct procore::tax::v1_0::ListTaxCodes, previously in file src/tax.rs:1
  struct procore::tax::v1_0::TaxCode, previously in file src/tax.rs:9

     Summary semver requires new major version
";
        let found = findings(said);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("struct procore::tax::v1_0::ListTaxCodes"));
    }
}
