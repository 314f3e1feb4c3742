//! Prints diagnostics for people: each with the lines it is about, and what repeats only counted.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};

use generator::diagnostic::render::{render, summary};
use generator::diagnostic::sort;
use generator::source::{Source, fill_positions};
use generator::{Diagnostic, Severity};

/// How many warnings or hints of one kind are shown before the rest is counted.
const SHOWN: usize = 3;

/// Prints what a command was asked for to standard output; a reader may have enough of it.
pub(crate) fn print_out(text: &str) {
    // Closed by `head` or a pager: there is nobody left to print to.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// How much of the diagnostics is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// Warnings and hints beyond the first of their kind.
    pub(crate) all: bool,
    /// No hints.
    pub(crate) quiet: bool,
}

/// Prints `problems` to standard error: errors always, the others as it is asked for.
pub(crate) fn print(problems: &[Diagnostic], sources: &[Source], how: Shown) {
    let mut problems = problems.to_vec();
    problems.retain(|problem| !(how.quiet && problem.severity == Severity::Hint));
    if problems.is_empty() {
        return;
    }
    let total = summary(&problems);
    let (mut shown, more) = shorten(&problems, if how.all { usize::MAX } else { SHOWN });
    fill_positions(&mut shown, sources);
    sort(&mut shown);
    let colours = std::io::stderr().is_terminal() && allows_colours();
    eprint!("{}", render(&shown, sources, colours));
    for (code, count) in more {
        eprintln!("{code}: and {count} more of this kind (`--all` shows each)");
    }
    eprintln!("{total}");
}

/// Whether colours are wanted, and a terminal has any.
fn allows_colours() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    std::env::var_os("NO_COLOR").is_none() && !is_dumb
}

/// The errors, and the first warnings and hints of each code; and how many more there are of a code.
fn shorten(problems: &[Diagnostic], most: usize) -> (Vec<Diagnostic>, BTreeMap<String, usize>) {
    let mut problems = problems.to_vec();
    sort(&mut problems);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    problems.retain(|problem| {
        if problem.severity == Severity::Error {
            return true;
        }
        let count = seen.entry(problem.code.to_string()).or_default();
        *count += 1;
        *count <= most
    });
    let more = seen
        .into_iter()
        .filter(|(_, count)| *count > most)
        .map(|(code, count)| (code, count - most))
        .collect();
    (problems, more)
}
