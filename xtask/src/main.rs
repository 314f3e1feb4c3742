//! The project's commands: flags, paths and exit codes; the work is in `generator`.

fn main() {}
