//! The whole way of an update, from the older description to the newer one: what it reports, and a
//! program that is compiled with what it made.

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::changes::{Changes, Event, Gone, Part, text};

use super::published::copy_tables;
use super::{Args, DESCRIPTION, OLDER};
use crate::load::Session;
use crate::{Failure, project, update};

/// When the two descriptions were published.
const DATES: (&str, &str) = ("2024-10", "2026-03");

/// A program that uses three tools in both of them.
const PROGRAM: &str = "\
#![deny(warnings)]
use procore::punch_list::v1_0::ListPunchItems;
use procore::rfi::v1_0::ListRfis;
use procore::tax::v1_0::ListTaxCodes;

pub fn requests() -> (ListRfis, ListPunchItems, ListTaxCodes) {
    (
        ListRfis::new(1.into()).per_page(100),
        ListPunchItems::new(1.into()),
        ListTaxCodes::new(1.into()),
    )
}
";
const MANIFEST: &str = "\
[package]
name = \"consumer\"
version = \"0.1.0\"
edition = \"2024\"

[dependencies]
procore = { path = \"../generated\", default-features = false, features = [\"punch-list\", \"rfi\", \"tax\"] }

[workspace]
";

/// Updates a project twice, from nothing to the older description and on to the newer one.
pub(super) fn whole_way(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let folder = project().join("target/updated");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    }
    copy_tables(&args.specs, &folder.join("specs"))?;
    update::update(&folder, args.file(OLDER), DATES.0, session)?;
    let mut wrong = compiled(&folder)?;
    let changes = update::update(&folder, args.file(DESCRIPTION), DATES.1, session)?;
    wrong.extend(compiled(&folder)?);
    wrong.extend(renamed(&changes));
    wrong.extend(unexplained(&changes));
    let report = folder.join("report.txt");
    fs::write(&report, text(&changes)).map_err(|error| failed(&report, &error))?;
    let lines = text(&changes).lines().count();
    let print = || println!("       {lines} lines: {}", report.display());
    session.progress.aside(print);
    Ok(wrong)
}

/// Operations and fields that have another name.
fn renamed(changes: &Changes) -> Vec<String> {
    let mut wrong = Vec::new();
    for item in &changes.items {
        for change in item.changes.iter().filter(|c| c.event == Event::Renamed) {
            if matches!(change.part, Part::Operation | Part::Field) {
                wrong.push(format!(
                    "{:?}: {:?}, was {:?}",
                    item.subject, change.new, change.old
                ));
            }
        }
    }
    wrong
}

/// Types that are gone without a reason in the report.
fn unexplained(changes: &Changes) -> Vec<String> {
    let gone = changes.items.iter().filter(|item| {
        let removed =
            |c: &generator::changes::Change| c.part == Part::Type && c.event == Event::Removed;
        item.changes.iter().any(removed)
    });
    let explained = |gone: &Option<Gone>| match gone {
        Some(Gone::LastUser { operations }) => !operations.is_empty(),
        Some(Gone::Shape { now }) => !now.is_empty(),
        Some(Gone::Place { held_by }) => !held_by.is_empty(),
        None => false,
    };
    gone.filter(|item| !explained(&item.gone))
        .map(|item| format!("{:?} is gone, and nothing says why", item.subject))
        .collect()
}

/// Has the compiler check the program.
fn compiled(folder: &Path) -> Result<Vec<String>, Failure> {
    let consumer = folder.join("consumer");
    let source = consumer.join("src");
    fs::create_dir_all(&source).map_err(|error| failed(&source, &error))?;
    for (name, text) in [("Cargo.toml", MANIFEST), ("src/lib.rs", PROGRAM)] {
        fs::write(consumer.join(name), text).map_err(|error| failed(&consumer, &error))?;
    }
    let lock = project().join("Cargo.lock");
    fs::copy(&lock, consumer.join("Cargo.lock")).map_err(|error| failed(&lock, &error))?;
    let status = Command::new("cargo")
        .args(["check", "--quiet", "--offline"])
        .current_dir(&consumer)
        .env("CARGO_TARGET_DIR", project().join("target/vendored"))
        .status()
        .map_err(|error| failed(&consumer, &error))?;
    let problem = "a program that uses three tools does not compile".to_owned();
    Ok(if status.success() {
        Vec::new()
    } else {
        vec![problem]
    })
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File(format!("{}: {error}", path.display()))
}
