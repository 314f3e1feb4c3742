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
        for replacement in &one.notice.replacements {
            _ = writeln!(out, "    {}", instead(replacement));
            if let Some(guide) = &replacement.guide {
                _ = writeln!(out, "    guide: {}, or `{}`", guide.docs, guide.command);
            }
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
