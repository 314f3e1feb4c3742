//! `cargo xtask compare`: flags, what is said, and exit codes; 2 where a file or a flag is wrong. What
//! becomes of a generator is a line of the report, and no failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use compare::install::Shelf;
use compare::limited::Limits;
use compare::measure::{Comparison, measure};
use compare::report::{Format, Report};
use compare::{description, tools};

/// Measure what this project and other generators of Rust clients make of a description.
///
/// Each is run, its output counted and given to `cargo check`. Times are those of the processor, so
/// that what else the machine does changes little.
#[derive(Parser)]
#[command(name = "cargo xtask compare", bin_name = "cargo xtask compare")]
struct Args {
    /// The description, in JSON or YAML.
    description: PathBuf,
    /// The generators, `progenitor,oas3-gen`; all of the table unless given.
    #[arg(long, value_delimiter = ',')]
    with: Vec<String>,
    /// Install what is not there, from crates.io and PyPI, into `target/compare`.
    #[arg(long)]
    install: bool,
    /// Do not ask the compiler, which takes most of the time.
    #[arg(long)]
    no_check: bool,
    /// How long a generator may take, in minutes.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// How long an installation and a run of the compiler may take, in minutes.
    #[arg(long, default_value_t = 30)]
    build_minutes: u64,
    /// How much memory each of them may take, in MiB.
    #[arg(long, default_value_t = 8192)]
    memory: u64,
    /// Take what is not measured now from an earlier report in JSON, of the same description.
    #[arg(long)]
    earlier: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Do not say which generator is being measured.
    #[arg(short, long)]
    quiet: bool,
    /// The file of the report; standard output unless given.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Result<(), String> {
    let tools = tools::parse(tools::TABLE).map_err(|error| format!("tools.yaml: {error}"))?;
    let tools = tools::chosen(tools, &args.with)?;
    let path = args.description.canonicalize();
    let path = path.map_err(of_file(&args.description))?;
    let bytes = fs::read(&path).map_err(of_file(&path))?;
    let mut report = Report {
        description: description::read(&path, &bytes)?,
        rows: Vec::new(),
    };
    drop(bytes);
    let earlier = args.earlier.as_deref().map(read).transpose()?;
    let project = project();
    let work = project.join("target/compare");
    fs::create_dir_all(&work).map_err(of_file(&work))?;
    let limits = |minutes: u64| Limits {
        time: Duration::from_secs(minutes.saturating_mul(60)),
        memory: args.memory,
    };
    let comparison = Comparison {
        description: &path,
        shelf: Shelf {
            project: &project,
            work: &work,
        },
        install: args.install,
        check: !args.no_check,
        generate: limits(args.minutes),
        build: limits(args.build_minutes),
    };
    for tool in &tools {
        if !args.quiet {
            eprintln!("{}", tool.name);
        }
        report
            .rows
            .push(measure(tool, &comparison).map_err(|error| format!("{}: {error}", tool.name))?);
    }
    if let Some(earlier) = earlier {
        report.complete(earlier)?;
    }
    let text = report.render(args.format);
    match &args.out {
        Some(file) => fs::write(file, text).map_err(of_file(file)),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

fn read(file: &Path) -> Result<Report, String> {
    let text = fs::read(file).map_err(of_file(file))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()))
}

fn of_file(file: &Path) -> impl Fn(std::io::Error) -> String + '_ {
    move |error| format!("{}: {error}", file.display())
}

/// The project's folder: two above this crate.
fn project() -> PathBuf {
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = crate_folder.ancestors().nth(2).map(Path::to_owned);
    folder.unwrap_or(crate_folder)
}
