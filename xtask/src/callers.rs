//! Builds and runs programs that use the generated client.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Failure, project};

/// Gives the crate in `folder` the versions that the rest of the project has, unless it has some.
pub(crate) fn lock(folder: &Path) -> Result<(), Failure> {
    let (from, to) = (project().join("Cargo.lock"), folder.join("Cargo.lock"));
    if to.exists() {
        return Ok(());
    }
    fs::copy(&from, &to)
        .map(drop)
        .map_err(|error| Failure::File(format!("{}: {error}", from.display())))
}

/// Builds all programs of the crate in `folder`; returns where they are.
pub(crate) fn build(folder: &Path, target: &Path) -> Result<PathBuf, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--bins", "--quiet"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .status()
        .map_err(|error| Failure::File(format!("cargo cannot be started: {error}")))?;
    if status.success() {
        Ok(target.join("debug"))
    } else {
        Err(Failure::File(format!(
            "the programs in {} do not compile: the client does not have what the specs say; run \
             `cargo xtask generate`",
            folder.display()
        )))
    }
}

/// Runs a program with one argument; returns what it printed.
pub(crate) fn run(program: &Path, argument: &str) -> Result<String, Failure> {
    let program = program.with_extension(env::consts::EXE_EXTENSION);
    let output = Command::new(&program)
        .arg(argument)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::File(format!("{}: {error}", program.display())))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
