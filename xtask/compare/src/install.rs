//! Installs a generator into a folder of its own, from the registry that has it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::limited::{Limits, Logs, run};
use crate::measure::first_error;
use crate::tools::{Install, Registry, Tool};

/// Where generators are, and what is built for them.
pub struct Shelf<'a> {
    /// This project.
    pub project: &'a Path,
    /// `target/compare`.
    pub work: &'a Path,
}

impl Shelf<'_> {
    /// The folder of a generator.
    #[must_use]
    pub fn tool(&self, tool: &Tool) -> PathBuf {
        self.work.join("tools").join(tool.file_name())
    }

    /// The folder of its output.
    #[must_use]
    pub fn out(&self, tool: &Tool) -> PathBuf {
        self.work.join("out").join(tool.file_name())
    }

    /// What it, or a step for it, prints.
    #[must_use]
    pub fn logs(&self, tool: &Tool, step: &str) -> Logs {
        Logs::new(self.work, &format!("{}.{step}", tool.file_name()))
    }
}

/// Sees that a generator is there, in the version of its row.
///
/// # Errors
///
/// Why it is not.
pub fn ensure(tool: &Tool, shelf: &Shelf<'_>, install: bool, limits: Limits) -> Result<(), String> {
    let folder = shelf.tool(tool);
    let version = tool.version.as_deref().unwrap_or_default();
    let command = command(&tool.install, version, &folder, shelf);
    if tool.install.from == Registry::Project {
        // Cargo knows whether it is built.
        return finished(tool, command, shelf, limits);
    }
    let mark = folder.join("installed.version");
    if fs::read_to_string(&mark).is_ok_and(|there| there == version) {
        return Ok(());
    }
    if !install {
        return Err("it is not installed; `--install` does that".to_owned());
    }
    finished(tool, command, shelf, limits)?;
    fs::write(&mark, version).map_err(|error| format!("{}: {error}", mark.display()))
}

/// What installs it.
fn command(install: &Install, version: &str, folder: &Path, shelf: &Shelf<'_>) -> Command {
    let package = &install.package;
    let mut command = match install.from {
        Registry::Crates | Registry::Project => Command::new("cargo"),
        Registry::Pypi => Command::new("python3"),
    };
    match install.from {
        Registry::Project => command
            .args(["build", "--quiet", "--package", package])
            .current_dir(shelf.project),
        Registry::Crates => command
            .args(["install", "--locked", "--version", version, package])
            .arg("--root")
            .arg(folder)
            // What several of them depend on is built once.
            .env("CARGO_TARGET_DIR", shelf.work.join("build"))
            .current_dir(shelf.work),
        Registry::Pypi => command
            .args(["-m", "pip", "install", "--quiet", "--no-deps", "--upgrade"])
            .arg("--target")
            .arg(folder)
            .arg(format!("{package}=={version}"))
            .current_dir(shelf.work),
    };
    command
}

fn finished(
    tool: &Tool,
    mut command: Command,
    shelf: &Shelf<'_>,
    limits: Limits,
) -> Result<(), String> {
    let logs = shelf.logs(tool, "install");
    let done = run(&mut command, limits, &logs).map_err(|error| {
        let program = command.get_program().to_string_lossy().into_owned();
        format!("{program} cannot be started: {error}")
    })?;
    if done.succeeded() {
        return Ok(());
    }
    let said = first_error(&logs.text()).unwrap_or_default();
    Err(format!("it could not be installed ({}): {said}", done.end))
}
