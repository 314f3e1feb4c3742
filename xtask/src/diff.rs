//! `cargo xtask diff`: what changed between two descriptions, and what it does to a program that
//! uses the crate.

use std::path::PathBuf;

use generator::changes::{Changes, Effect, compare, html, json, markdown, text};

use crate::load::Session;
use crate::{Failure, project, sides, tools};

/// Flags of `diff`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The old side: a description (JSON or YAML, also a folder with a document for each resource),
    /// a specs folder, or a git revision of the project.
    old: String,
    /// The new side.
    new: String,
    /// How to write the report.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Exit with 1 if a program may break or do something else, or if anything changed.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
    /// Only these tools, by their features, with commas between them.
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// The specs folder: its tables and overlays hold for published descriptions, and a revision is
    /// what it was then.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    Html,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FailOn {
    Breaking,
    Any,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (old, new) = sides::apis((&args.old, &args.new), &args.specs, session)?;
    let tools = tools::named(&[&old, &new], &args.tools)?;
    let mut changes = compare(&old, &new);
    std::mem::forget((old, new));
    changes.old.clone_from(&args.old);
    changes.new.clone_from(&args.new);
    if !tools.is_empty() {
        let modules: Vec<String> = tools.iter().map(|tool| tool.replace('-', "_")).collect();
        changes = changes.only(&modules);
    }
    match args.format {
        Format::Text => print(&text(&changes)),
        Format::Markdown => print(&markdown(&changes)),
        Format::Json => print(&format!("{:#}\n", json(&changes))),
        Format::Html => print(&html(&changes)),
    }
    let fails = match args.fail_on {
        None => false,
        Some(FailOn::Breaking) => is_breaking(&changes),
        Some(FailOn::Any) => !changes.items.is_empty(),
    };
    if fails { Err(Failure::Check) } else { Ok(()) }
}

/// Whether a program that compiled and worked may not.
pub(crate) fn is_breaking(changes: &Changes) -> bool {
    changes.has(Effect::Breaks) || changes.has(Effect::Behaves)
}

/// Prints a report, of which a reader may take the head only.
fn print(report: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(report.as_bytes());
}
