//! `cargo xtask fetch`: a program of its own, which is built when it is first called. Whoever only
//! generates does not wait for an HTTP client.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

use crate::{Failure, project};

/// What the program is given.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The flags of the program; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    flags: Vec<OsString>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    run_program("fetch", args)
}

/// Runs a program of the workspace in place of this one.
pub(crate) fn run_program(package: &str, args: &Args) -> ExitCode {
    match started(package, &args.flags).map(|status| status.code()) {
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

fn started(package: &str, flags: &[OsString]) -> io::Result<ExitStatus> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(cargo)
        .args(["run", "--quiet", "--package", package, "--manifest-path"])
        .arg(project().join("Cargo.toml"))
        .arg("--")
        .args(flags)
        .status()
}

/// Fetches the whole document; the folder where it is.
pub(crate) fn fetched() -> Result<PathBuf, Failure> {
    let folder = project().join("target/description");
    let flags = ["--out".into(), folder.clone().into_os_string()];
    match started("fetch", &flags) {
        Ok(status) if status.success() => Ok(folder),
        // What it is about has been said.
        Ok(_) => Err(Failure::Check),
        Err(error) => Err(Failure::File(format!("cargo cannot be started: {error}"))),
    }
}
