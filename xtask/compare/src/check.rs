//! Asks the compiler about an output: whether it compiles, what that takes, how many errors there are.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limited::{Limits, Logs, Run, logged, run};
use crate::measure::first_error;

/// What the compiler made of a crate, without what the crate depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// What it took.
    pub run: Run,
    /// At least so many: where names are not found, the compiler does not look at types.
    pub errors: usize,
    /// The first of them, or what cargo said.
    pub first: Option<String>,
}

/// What a check is given.
pub struct Job<'a> {
    /// The folder of the crate.
    pub out: &'a Path,
    /// More flags for cargo.
    pub flags: &'a [String],
    /// Where crates are built.
    pub target: &'a Path,
    /// What cargo prints.
    pub logs: Logs,
    /// What each run of it may take.
    pub limits: Limits,
}

/// Checks a crate.
///
/// # Errors
///
/// Where a file cannot be written, or cargo cannot be started.
pub fn check(job: &Job<'_>) -> io::Result<Check> {
    let root = job.out.join("src/lib.rs");
    let text = fs::read(&root)?;
    // First what it depends on, with nothing of its own, so that it is not measured with it.
    fs::write(&root, "")?;
    let dependencies = run(&mut command(job), job.limits, &job.logs);
    // Written anew, not put back: cargo looks at the time.
    fs::write(&root, text)?;
    let dependencies = dependencies?;
    let done = if dependencies.succeeded() {
        run(&mut command(job), job.limits, &job.logs)?
    } else {
        dependencies
    };
    let messages = errors(&logged(&job.logs.stdout));
    let first = messages.first().cloned().or_else(|| {
        let failed = !done.succeeded();
        failed
            .then(|| first_error(&logged(&job.logs.stderr)))
            .flatten()
    });
    Ok(Check {
        run: done,
        errors: messages.len(),
        first,
    })
}

fn command(job: &Job<'_>) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["check", "--quiet", "--lib", "--message-format", "json"])
        .args(job.flags)
        .env("CARGO_TARGET_DIR", job.target)
        .current_dir(job.out);
    command
}

/// The errors among the messages of cargo.
#[must_use]
pub fn errors(messages: &str) -> Vec<String> {
    let error = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        let message = message.get("message")?;
        if message.get("level")?.as_str()? != "error" {
            return None;
        }
        let text = message.get("message")?.as_str()?;
        // That is only their number.
        (!text.starts_with("aborting due to")).then(|| text.to_owned())
    };
    messages.lines().filter_map(error).collect()
}
