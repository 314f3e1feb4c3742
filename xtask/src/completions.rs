//! `cargo xtask completions`: what a shell needs to complete the commands and their flags.

use clap_complete::{Shell, generate};

use crate::{Failure, overview, report};

/// What the completions are for: no shell completes what follows an alias of cargo, so the shell is given
/// a function of this name.
const NAME: &str = "xtask";

/// Flags of `completions`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let mut command = overview::command().name(NAME);
    let mut script = Vec::new();
    generate(args.shell, &mut command, NAME, &mut script);
    report::print_out(&String::from_utf8_lossy(&script));
    Ok(())
}
