//! `cargo xtask compare`: a program of its own.

use std::process::ExitCode;

use crate::load::Session;
use crate::program::{self, Args};

pub(crate) fn run(args: &Args, session: &Session) -> ExitCode {
    program::run("compare", &args.flags, session)
}
