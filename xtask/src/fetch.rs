//! `cargo xtask fetch`: a program of its own, which is built when it is first called. Whoever only
//! generates does not wait for an HTTP client.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use progress::Manner;

use crate::load::Session;
use crate::{Failure, project};

/// What the program is given.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The flags of the program; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    flags: Vec<OsString>,
}

pub(crate) fn run(args: &Args, session: &Session) -> ExitCode {
    match started(&args.flags, session).map(|status| status.code()) {
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

fn started(flags: &[OsString], session: &Session) -> io::Result<ExitStatus> {
    let quiet = is_quiet(flags, session);
    if !quiet {
        // The first time this takes a minute.
        let stage = "building the program that fetches, unless it is there";
        session.progress.stage(stage);
    }
    let built = cargo("build").status()?;
    session.progress.pause();
    if !built.success() {
        return Ok(built);
    }
    let mut command = cargo("run");
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

fn cargo(what: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([what, "--quiet", "--package", "fetch", "--manifest-path"])
        .arg(project().join("Cargo.toml"));
    command
}

/// Fetches the whole document; the folder where it is.
pub(crate) fn fetched(session: &Session) -> Result<PathBuf, Failure> {
    let folder = project().join("target/description");
    let flags = ["--out".into(), folder.clone().into_os_string()];
    match started(&flags, session) {
        Ok(status) if status.success() => Ok(folder),
        // What it is about has been said.
        Ok(_) => Err(Failure::Check),
        Err(error) => Err(Failure::File(format!("cargo cannot be started: {error}"))),
    }
}
