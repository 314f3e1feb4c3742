//! A report as a compiler would print it.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::found::{Report, Spot};
use super::words::{headline, instead, summary};

/// The report for a terminal; `today` tells which sunsets are past.
pub fn text(report: &Report, today: Option<Date>) -> String {
    let mut out = String::new();
    for one in &report.uses {
        _ = writeln!(
            out,
            "{}: {}",
            place(&one.spot),
            headline(&one.notice, today)
        );
        let mut command = None;
        for replacement in &one.notice.replacements {
            let guide = replacement.guide.as_ref();
            let docs = guide.map(|guide| format!(", see {}", guide.docs));
            _ = writeln!(
                out,
                "    {}{}",
                instead(replacement),
                docs.unwrap_or_default()
            );
            command = command.or(guide.map(|guide| &guide.command));
        }
        if let Some(command) = command {
            _ = writeln!(out, "    `{command}` says what changes");
        }
        if one.notice.replacements.is_empty() {
            out.push_str("    no replacement is known\n");
        }
    }
    if !report.uses.is_empty() {
        out.push('\n');
    }
    if !report.unresolved.is_empty() {
        out.push_str("Cannot be resolved, and may be uses:\n");
        for one in &report.unresolved {
            _ = writeln!(out, "{}: `{}`: {}", place(&one.spot), one.name, one.why);
        }
        out.push('\n');
    }
    _ = writeln!(out, "{}", summary(report, today));
    out
}

fn place(spot: &Spot) -> String {
    format!("{}:{}:{}", spot.file, spot.line, spot.column)
}
