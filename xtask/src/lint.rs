//! `cargo xtask lint`: what is wrong with a description, without making anything of it.

use std::path::PathBuf;

use generator::Diagnostic;
use generator::diagnostic::code::markdown;
use generator::diagnostic::{has_errors, sort};
use generator::lint::lint;
use generator::source::fill_positions;

use crate::Failure;
use crate::load::Session;

/// Flags of `lint`. Exits with 0 if there are no errors, 1 if there are, 2 if a file cannot be read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A description in one file, or a specs folder.
    #[arg(required_unless_present = "codes")]
    spec: Option<PathBuf>,
    /// Print what each code means, as a page.
    #[arg(long)]
    codes: bool,
    /// How to write what is found.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    if args.codes {
        print!("{}", markdown());
    }
    let Some(spec) = &args.spec else {
        return Ok(());
    };
    let read = if spec.is_dir() {
        session.existing(spec)
    } else {
        session.description(std::slice::from_ref(spec))
    };
    let mut problems = match read {
        Ok(documents) => lint(&documents),
        Err(Failure::Input(problems)) => problems,
        Err(other) => return Err(other),
    };
    match args.format {
        Format::Text => session.print(&problems),
        Format::Json => {
            fill_positions(&mut problems, &session.sources);
            sort(&mut problems);
            println!("{}", json(&problems)?);
        }
    }
    if has_errors(&problems) {
        Err(Failure::Check)
    } else {
        Ok(())
    }
}

fn json(problems: &[Diagnostic]) -> Result<String, Failure> {
    serde_json::to_string_pretty(problems).map_err(|error| Failure::File(error.to_string()))
}
