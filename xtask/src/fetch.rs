//! `cargo xtask fetch`: a program of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::load::Session;
use crate::program::{self, Args, started};
use crate::{Failure, project};

pub(crate) fn run(args: &Args, session: &Session) -> ExitCode {
    program::run("fetch", &args.flags, session)
}

/// Fetches the whole document; the folder where it is.
pub(crate) fn fetched(session: &Session) -> Result<PathBuf, Failure> {
    let folder = project().join("target/description");
    let flags = ["--out".into(), folder.clone().into_os_string()];
    match started("fetch", &flags, session) {
        Ok(status) if status.success() => Ok(folder),
        // What it is about has been said.
        Ok(_) => Err(Failure::Check),
        Err(error) => Err(Failure::File(format!("cargo cannot be started: {error}"))),
    }
}
