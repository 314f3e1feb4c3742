//! The changes as text, for a terminal.

use super::counts::{Step, counts};
use super::data::{Changes, Item};
use super::outline::{EVENTS, Section, effects, sections, table, word};
use super::words::{self, Piece};

/// The report as text.
pub fn text(changes: &Changes) -> String {
    let mut out = head(changes);
    for section in sections(changes) {
        out.push_str(&part(&section));
    }
    out
}

fn head(changes: &Changes) -> String {
    let mut out = format!(
        "{} -> {}: {} operations before, {} after; semver step: {}\n\n",
        plain(&changes.old),
        plain(&changes.new),
        changes.operations_before,
        changes.operations_after,
        Step::of(changes)
    );
    if changes.items.is_empty() {
        out.push_str("nothing changed\n");
        return out;
    }
    for (_, heading, count) in effects(changes) {
        out.push_str(&format!("  {count:>6}  {}\n", heading.to_lowercase()));
    }
    out.push_str(&format!("\n  {:<12}", ""));
    for (_, name) in EVENTS {
        out.push_str(&format!("{name:>11}"));
    }
    out.push('\n');
    for (name, cells) in table(&counts(changes)) {
        out.push_str(&format!("  {name:<12}"));
        for cell in cells {
            let cell = if cell == 0 {
                "-".to_owned()
            } else {
                cell.to_string()
            };
            out.push_str(&format!("{cell:>11}"));
        }
        out.push('\n');
    }
    out
}

fn part(section: &Section<'_>) -> String {
    let mut out = format!("\n== {} ({})\n", section.heading, section.count());
    if section.new_types > 0 {
        let new = section.new_types;
        out.push_str(&format!(
            "\n{new} new types, which come with what uses them\n"
        ));
    }
    for (tool, groups) in &section.tools {
        out.push_str(&format!("\n{tool}\n"));
        for group in groups {
            out.push_str(&entry(group));
        }
    }
    out
}

fn entry(group: &[&Item]) -> String {
    let mut out = String::new();
    for item in group {
        let mark = if item.is_new() { "+ " } else { "" };
        out.push_str(&format!("  {mark}{}\n", line(&words::subject(item))));
    }
    let Some(item) = group.first().filter(|item| !item.is_new()) else {
        return out;
    };
    for change in &item.changes {
        let words = line(&words::change(change));
        out.push_str(&format!("      {:<8}{words}\n", word(change.rust)));
    }
    if let Some(gone) = &item.gone {
        out.push_str(&format!("      {}\n", line(&words::gone(gone))));
    } else if let Some(users) = words::users(item) {
        out.push_str(&format!("      {}\n", line(&users)));
    }
    out
}

fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.replace('`', ""),
        Piece::Code(code) => plain(code),
    };
    pieces.iter().map(piece).collect()
}

/// What a terminal does not take for anything but text.
fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}
