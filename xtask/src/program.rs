//! Commands that are programs of their own, built when they are first called: whoever only generates does
//! not wait for an HTTP client, nor for what measures other generators.

use std::env;
use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode, ExitStatus};

use progress::Manner;

use crate::load::Session;
use crate::project;

/// What the program is given.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The flags of the program; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) flags: Vec<OsString>,
}

/// Runs a program of the workspace in place of this one.
pub(crate) fn run(package: &str, flags: &[OsString], session: &Session) -> ExitCode {
    match started(package, flags, session).map(|status| status.code()) {
        // What it is about has been said.
        Ok(code) => code
            .and_then(|code| u8::try_from(code).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("error: cargo cannot be started: {error}");
            ExitCode::from(2)
        }
    }
}

/// Builds and runs a program of the workspace.
///
/// # Errors
/// Cargo cannot be started.
pub(crate) fn started(
    package: &str,
    flags: &[OsString],
    session: &Session,
) -> io::Result<ExitStatus> {
    let quiet = is_quiet(flags, session);
    if !quiet {
        // The first time this takes a minute.
        let stage = format!("building the program `{package}`, unless it is there");
        session.progress.stage(&stage);
    }
    let built = cargo("build", package).status()?;
    session.progress.pause();
    if !built.success() {
        return Ok(built);
    }
    let mut command = cargo("run", package);
    command.arg("--").args(quiet.then_some("--quiet"));
    command.args(flags.iter().filter(|flag| !QUIET.contains(&flag.to_str())));
    command.status()
}

/// The flag before the command is this program's, and behind it the other's; it means the same.
const QUIET: [Option<&str>; 2] = [Some("--quiet"), Some("-q")];

fn is_quiet(flags: &[OsString], session: &Session) -> bool {
    let asked = flags.iter().any(|flag| QUIET.contains(&flag.to_str()));
    asked || session.progress.manner() == Manner::Quiet
}

fn cargo(what: &str, package: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([what, "--quiet", "--package", package, "--manifest-path"])
        .arg(project().join("Cargo.toml"));
    command
}
