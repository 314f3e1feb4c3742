//! `cargo xtask usage`: where the sources of a program use what is deprecated of the client.

use std::path::{Path, PathBuf};

use generator::ir::Api;
use generator::pipeline::read_api;
use generator::usage::{Facts, Files, Report, Use, json, sarif, text, usage};
use jiff::civil::Date;

use crate::deprecations::{date, today};
use crate::load::{self, Session};
use crate::{Failure, project, report};

/// Flags of `usage`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A package, a workspace, or a file; its sources are read, not built.
    path: Option<PathBuf>,
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// How to write what is found.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Exit with 1 at a use of what goes away before a date: `sunset-before 2027-01-01`; or at `any`.
    #[arg(long, num_args = 1..=2, value_names = ["any|sunset-before", "DATE"])]
    fail_on: Vec<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

/// Which uses fail the command.
#[derive(Clone, Copy)]
enum FailOn {
    Nothing,
    Any,
    SunsetBefore(Date),
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (path, fail_on) = asked(args).map_err(Failure::File)?;
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let found = search(&api, &path)?;
    let today = today();
    report::print_out(&match args.format {
        Format::Text => text(&found, today),
        Format::Json => format!("{:#}\n", json(&found, today)),
        Format::Sarif => format!("{:#}\n", sarif(&found, today)),
    });
    if !found.depends {
        eprintln!("no package there depends on `procore`, and nothing of it is used");
    }
    fail_if_used(&found, fail_on)
}

/// The path and what is to fail. `any` takes no date: what follows it is the path.
fn asked(args: &Args) -> Result<(PathBuf, FailOn), String> {
    let words: Vec<&str> = args.fail_on.iter().map(String::as_str).collect();
    let (fail_on, rest) = match words.as_slice() {
        [] => (FailOn::Nothing, None),
        ["any"] => (FailOn::Any, None),
        ["any", path] => (FailOn::Any, Some(PathBuf::from(path))),
        ["sunset-before", written] => (FailOn::SunsetBefore(date(written)?), None),
        ["sunset-before"] => {
            return Err("`--fail-on sunset-before` needs a date, YYYY-MM-DD".to_owned());
        }
        [other, ..] => {
            return Err(format!(
                "`--fail-on {other}`: expected `any`, or `sunset-before` and a date"
            ));
        }
    };
    match (&args.path, rest) {
        (Some(path), None) => Ok((path.clone(), fail_on)),
        (None, Some(path)) => Ok((path, fail_on)),
        (Some(_), Some(extra)) => Err(format!(
            "`--fail-on any` takes no date; what is `{}`?",
            extra.display()
        )),
        (None, None) => Err("whose sources? Name a package, a workspace or a file".to_owned()),
    }
}

/// Searches with room for code that stands deep in itself: a parser calls itself for every bracket.
fn search(api: &Api, path: &Path) -> Result<Report, Failure> {
    let whole = std::path::absolute(path)
        .map_err(|error| Failure::File(format!("{}: {error}", path.display())))?;
    let whole = slashes(&whole);
    let found = std::thread::scope(|scope| {
        let search = || usage(&Disk, &whole, &Facts::new(api));
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, search)?;
        let stopped =
            |_| std::io::Error::other("the search stopped: this is a fault of the command");
        thread.join().map_err(stopped)
    });
    let found = found.map_err(|error| Failure::File(error.to_string()))?;
    found.map(shortened).map_err(Failure::File)
}

/// The stack of the search, in bytes.
const STACK: usize = 256 << 20;

/// A report whose files are named from the current folder, as far as they lie below it.
fn shortened(mut report: Report) -> Report {
    let here = std::env::current_dir().unwrap_or_default();
    let here = format!("{}/", slashes(&here));
    let shorten = |file: &mut String| {
        if let Some(rest) = file.strip_prefix(&here) {
            *file = rest.to_owned();
        }
    };
    report.files.iter_mut().for_each(shorten);
    let uses = report.uses.iter_mut().map(|one| &mut one.spot.file);
    let others = report.unresolved.iter_mut().map(|one| &mut one.spot.file);
    uses.chain(others).for_each(shorten);
    report
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The files of the machine.
struct Disk;

impl Files for Disk {
    fn text(&self, path: &str) -> Option<Result<String, String>> {
        let path = Path::new(path);
        if !path.is_file() {
            return None;
        }
        Some(load::text(path).map_err(|failure| match failure {
            Failure::File(message) => message,
            Failure::Input(problems) => problems.iter().map(ToString::to_string).collect(),
            Failure::Check => String::new(),
        }))
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| {
                let mut name = entry.file_name().to_string_lossy().into_owned();
                if entry.path().is_dir() {
                    name.push('/');
                }
                name
            })
            .collect();
        names.sort();
        names
    }
}

/// Fails if there are such uses, and says how many. What is printed may be for a program to read: this
/// goes to standard error.
fn fail_if_used(found: &Report, fail_on: FailOn) -> Result<(), Failure> {
    let is_due = |one: &&Use| match fail_on {
        FailOn::Nothing => false,
        FailOn::Any => true,
        FailOn::SunsetBefore(date) => one.notice.sunset.is_some_and(|sunset| sunset < date),
    };
    let due = found.uses.iter().filter(is_due).count();
    if due == 0 {
        return Ok(());
    }
    let uses = if due == 1 { "use" } else { "uses" };
    match fail_on {
        FailOn::SunsetBefore(date) => eprintln!("{due} {uses} of what goes away before {date}"),
        FailOn::Any | FailOn::Nothing => eprintln!("{due} {uses} of what is deprecated"),
    }
    Err(Failure::Check)
}
