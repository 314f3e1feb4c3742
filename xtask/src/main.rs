//! The project's commands: flags, paths and exit codes; the work is in `generator` and in the
//! harnesses under `tests/`.

mod callers;
mod compare;
mod completions;
mod conformance;
mod corpus;
mod decisions;
mod deprecations;
mod diff;
mod fetch;
mod find;
mod generate;
mod import;
mod lint;
mod load;
mod measure;
mod migration;
mod overview;
mod program;
mod report;
mod report_page;
mod semver;
mod shared;
mod sides;
mod tools;
mod update;
mod usage;
mod vendor;
mod write;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use generator::Diagnostic;

use crate::load::{LimitArgs, Session};

/// A description of 33 MB is some millions of small values: a third of the time goes into them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Commands of the Procore client generator.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    limits: LimitArgs,
    /// Show every warning and hint, also those of a kind that was shown before.
    #[arg(long, global = true)]
    all: bool,
    /// Show neither progress nor hints; warnings and errors stay, and so does standard output.
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Get Procore's description of its API from its developer site.
    #[command(disable_help_flag = true)]
    Fetch(program::Args),
    /// Turn a published description (JSON or YAML) into specs/.
    Import(import::Args),
    /// Turn specs/ into the client crate.
    Generate(generate::Args),
    /// Put the client with the tools that a project needs into a folder of that project.
    Vendor(vendor::Args),
    /// Take a new description in: specs, crate, inventory and change log, all of it or nothing.
    Update(update::Args),
    /// Say what changed between two descriptions, and what it does to programs that use the crate.
    Diff(diff::Args),
    /// Hold the diff of two descriptions against what `cargo semver-checks` finds in their crates.
    Semver(semver::Args),
    /// Call every operation through the client, against a server that validates requests.
    Conformance(conformance::Args),
    /// Measure what other generators make of a description.
    #[command(disable_help_flag = true)]
    Compare(program::Args),
    /// Generate and compile clients of descriptions from public packages.
    Corpus(corpus::Args),
    /// Say what is wrong with a description, without making anything of it.
    Lint(lint::Args),
    /// List deprecated operations: what goes away when, and what to use instead.
    Deprecations(deprecations::Args),
    /// Read announcements of deprecations from documentation pages in Markdown.
    ImportNotices(deprecations::NoticesArgs),
    /// Show how to move from a deprecated operation to what replaces it.
    Migration(migration::Args),
    /// List where a program uses what is deprecated of the client, from its sources.
    Usage(usage::Args),
    /// Find operations by words, a path or a URL.
    Find(find::Args),
    /// Write a page of coverage, deprecations, changes and all operations, with a search.
    Report(report_page::Args),
    /// Measure the client: how true its names are, how safe its arguments.
    Measure(measure::Args),
    /// Check the project against Procore's own descriptions, for those who have them.
    Shared(shared::Args),
    /// Print the completions of a shell for these commands.
    Completions(completions::Args),
}

/// Why a command failed.
enum Failure {
    /// Something is wrong with the input; all of it is reported at once.
    Input(Vec<Diagnostic>),
    /// A file could not be read or written.
    File(String),
    /// A check did not hold; the command has said why.
    Check,
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(problems: Vec<Diagnostic>) -> Self {
        Self::Input(problems)
    }
}

fn main() -> ExitCode {
    let cli = match overview::arguments() {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let mut session = Session::new(&cli.limits, cli.all, cli.quiet);
    let result = match cli.command {
        Command::Fetch(args) => return fetch::run(&args, &session),
        Command::Compare(args) => return compare::run(&args, &session),
        Command::Import(args) => import::run(&args, &mut session),
        Command::Generate(args) => generate::run(&args, &mut session),
        Command::Vendor(args) => vendor::run(&args, &mut session),
        Command::Update(args) => update::run(&args, &mut session),
        Command::Diff(args) => diff::run(&args, &mut session),
        Command::Semver(args) => semver::run(&args, &mut session),
        Command::Conformance(args) => conformance::run(&args, &mut session),
        Command::Corpus(args) => corpus::run(&args, &mut session),
        Command::Lint(args) => lint::run(&args, &mut session),
        Command::Deprecations(args) => deprecations::run(&args, &mut session),
        Command::ImportNotices(args) => deprecations::import_notices(&args, &mut session),
        Command::Migration(args) => migration::run(&args, &mut session),
        Command::Usage(args) => usage::run(&args, &mut session),
        Command::Find(args) => find::run(&args, &mut session),
        Command::Report(args) => report_page::run(&args, &mut session),
        Command::Measure(args) => measure::run(&args, &mut session),
        Command::Shared(args) => shared::run(&args, &mut session),
        Command::Completions(args) => completions::run(&args),
    };
    session.progress.end();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Check) => ExitCode::from(1),
        Err(Failure::Input(problems)) => {
            session.print(&problems);
            ExitCode::from(1)
        }
        Err(Failure::File(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// The project's folder: the one above this crate.
fn project() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), PathBuf::from)
}
