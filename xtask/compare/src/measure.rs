//! Takes one generator from its row to its line of the report.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::check::{Check, Job, check};
use crate::install::{Shelf, ensure};
use crate::limited::{Limits, Run, run};
use crate::output::{Counts, count};
use crate::tools::{Places, Tool};

/// What was measured of a generator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// As in the table.
    pub name: String,
    /// None for this project.
    pub version: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
}

/// How far it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It could not be had, and why.
    NotMeasured(String),
    /// It gave no output.
    Failed {
        /// How it ended.
        run: Run,
        /// The first line that says what was wrong.
        said: Option<String>,
    },
    /// It gave an output.
    Generated {
        /// What it took.
        run: Run,
        /// What it wrote.
        counts: Counts,
        /// What the compiler makes of that; none where it was not asked.
        check: Option<Check>,
    },
}

/// What a comparison is given.
pub struct Comparison<'a> {
    /// The description, as an absolute path.
    pub description: &'a Path,
    /// Where generators are.
    pub shelf: Shelf<'a>,
    /// Whether those that are not there are installed.
    pub install: bool,
    /// Whether the compiler is asked.
    pub check: bool,
    /// Of a generator.
    pub generate: Limits,
    /// Of an installation and of the compiler.
    pub build: Limits,
}

/// Measures one generator.
///
/// # Errors
///
/// Where a file of the comparison itself cannot be read or written.
pub fn measure(tool: &Tool, comparison: &Comparison<'_>) -> io::Result<Measured> {
    let of = |outcome| Measured {
        name: tool.name.clone(),
        version: tool.version.clone(),
        outcome,
    };
    let shelf = &comparison.shelf;
    if let Err(why) = ensure(tool, shelf, comparison.install, comparison.build) {
        return Ok(of(Outcome::NotMeasured(why)));
    }
    let out = fresh(&shelf.out(tool))?;
    let tool_folder = shelf.tool(tool);
    let places = Places {
        description: comparison.description,
        out: &out,
        tool: &tool_folder,
        project: shelf.project,
    };
    let logs = shelf.logs(tool, "generate");
    let arguments: Vec<String> = tool.run.iter().map(|text| places.fill(text)).collect();
    let (program, arguments) = match arguments.split_first() {
        Some(split) => split,
        None => {
            return Ok(of(Outcome::NotMeasured(
                "its row has no program".to_owned(),
            )));
        }
    };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(shelf.work);
    let run = match run(&mut command, comparison.generate, &logs) {
        Ok(run) => run,
        Err(error) => {
            let why = format!("{program} cannot be started: {error}");
            return Ok(of(Outcome::NotMeasured(why)));
        }
    };
    add_files(tool, &places)?;
    if !run.succeeded() || !out.join("src/lib.rs").is_file() {
        let said = first_error(&logs.text());
        return Ok(of(Outcome::Failed { run, said }));
    }
    let counts = count(&out, &tool.operation, &tool.operations_in)?;
    if !comparison.check {
        let check = None;
        return Ok(of(Outcome::Generated { run, counts, check }));
    }
    // The versions of the project, where both depend on the same.
    let _ = fs::copy(shelf.project.join("Cargo.lock"), out.join("Cargo.lock"));
    let check = Some(check(&Job {
        out: &out,
        flags: &tool.check,
        target: &shelf.work.join("check"),
        logs: shelf.logs(tool, "check"),
        limits: comparison.build,
    })?);
    Ok(of(Outcome::Generated { run, counts, check }))
}

/// A folder with nothing in it.
fn fresh(folder: &Path) -> io::Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn add_files(tool: &Tool, places: &Places<'_>) -> io::Result<()> {
    for added in &tool.adds {
        let mut text = places.fill(&added.text);
        if let Some(append) = &added.append {
            // It is not there where the generator failed, which is said elsewhere.
            text += &fs::read_to_string(places.out.join(append)).unwrap_or_default();
        }
        let path = places.out.join(&added.file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

/// The first line of a log that says what was wrong, or else the last line, without colours.
#[must_use]
pub fn first_error(log: &str) -> Option<String> {
    let plain = without_colours(log);
    let lines = || plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let wrong = |line: &&str| {
        let line = line.to_lowercase();
        ["error", "panicked", "exception", "fail"]
            .iter()
            .any(|word| line.contains(word))
            // Schemas and types are called so as well.
            && !line.contains("info") && !line.contains("warn")
    };
    lines()
        .find(wrong)
        .or_else(|| lines().next_back())
        .map(shortened)
}

fn shortened(line: &str) -> String {
    const MOST: usize = 200;
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    line.chars().take(MOST).chain(['…']).collect()
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split("\u{1b}[");
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.split_once(|letter: char| letter.is_ascii_alphabetic());
        plain.push_str(rest.map_or("", |(_, rest)| rest));
    }
    plain
}
