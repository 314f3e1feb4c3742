//! `cargo xtask compare`: a program of its own, so that the other commands are built without it.

use std::process::ExitCode;

use crate::fetch::{Args, run_program};

pub(crate) fn run(args: &Args) -> ExitCode {
    run_program("compare", args)
}
