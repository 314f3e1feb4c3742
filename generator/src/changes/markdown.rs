//! The changes as Markdown: the report for a review, and the section of a change log.

use super::counts::{Step, counts};
use super::data::{Changes, Effect, Event, Item, Part};
use super::outline::{EVENTS, Section, effects, sections, table, word};
use super::words::{self, Piece};

/// How many lines of one kind the section of a change log has.
const LISTED: usize = 20;

/// The report as Markdown.
pub fn markdown(changes: &Changes) -> String {
    let mut out = format!(
        "# Changes from {} to {}\n\n{} operations before, {} after. Semver step: {}.\n\n",
        code(&changes.old),
        code(&changes.new),
        changes.operations_before,
        changes.operations_after,
        Step::of(changes)
    );
    if changes.items.is_empty() {
        out.push_str("Nothing changed.\n");
        return out;
    }
    out.push_str(&head(changes));
    for section in sections(changes) {
        out.push_str(&part(&section));
    }
    out
}

fn head(changes: &Changes) -> String {
    let mut out = String::from("| effect | items |\n| --- | ---: |\n");
    for (_, heading, count) in effects(changes) {
        out.push_str(&format!("| {} | {count} |\n", heading.to_lowercase()));
    }
    let names: Vec<&str> = EVENTS.iter().map(|(_, name)| *name).collect();
    out.push_str(&format!("\n| | {} |\n| --- |", names.join(" | ")));
    out.push_str(&" ---: |".repeat(names.len()));
    out.push('\n');
    for (name, cells) in table(&counts(changes)) {
        let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        out.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    out
}

fn part(section: &Section<'_>) -> String {
    let mut out = format!("\n## {} ({})\n", section.heading, section.count());
    if section.new_types > 0 {
        let new = section.new_types;
        out.push_str(&format!(
            "\n{new} new types, which come with what uses them.\n"
        ));
    }
    for (tool, groups) in &section.tools {
        out.push_str(&format!("\n### {tool}\n\n"));
        for group in groups {
            out.push_str(&entry(group));
        }
    }
    out
}

fn entry(group: &[&Item]) -> String {
    let subjects: Vec<String> = group
        .iter()
        .map(|item| line(&words::subject(item)))
        .collect();
    let mut out = format!("- {}", subjects.join(",\n  "));
    let Some(item) = group.first().filter(|item| !item.is_new()) else {
        return out + "\n";
    };
    match (&item.gone, words::users(item)) {
        (Some(gone), _) => out.push_str(&format!(": {}", line(&words::gone(gone)))),
        (None, Some(users)) => out.push_str(&format!(", {}", line(&users))),
        (None, None) => {}
    }
    out.push('\n');
    for change in &item.changes {
        let words = line(&words::change(change));
        out.push_str(&format!("  - {}: {words}\n", word(change.rust)));
    }
    out
}

/// A section of a change log, for a person to edit: what a user of the crate must know.
pub fn changelog(changes: &Changes, version: &str) -> String {
    let step = Step::of(changes);
    let mut out = format!(
        "## {}, unreleased\n\nMade from Procore's description of {} ({} operations, {} before). Semver step: \
         {step}.\n",
        step.after(version),
        plain(&changes.new),
        changes.operations_after,
        changes.operations_before,
    );
    let counts = counts(changes);
    let of = |event| counts.of(Part::Operation, event);
    out.push_str(&format!(
        "\n- Operations: {} new, {} gone, {} deprecated now.\n",
        of(Event::Added),
        of(Event::Removed),
        of(Event::Deprecated)
    ));
    let broken = counts.items.get(&Effect::Breaks).copied().unwrap_or(0);
    let behaves = counts.items.get(&Effect::Behaves).copied().unwrap_or(0);
    out.push_str(&format!(
        "- Operations and types: {broken} break a program that uses them, {behaves} compile and do \
         something else.\n"
    ));
    for (heading, is_listed) in [
        (
            "Gone",
            (|event| event == Event::Removed) as fn(Event) -> bool,
        ),
        ("Renamed", |event| event == Event::Renamed),
        ("Sunset", |event| event == Event::Sunset),
    ] {
        out.push_str(&listed(changes, heading, is_listed));
    }
    out
}

/// The items to which something happened as a whole, the first of them.
fn listed(changes: &Changes, heading: &str, is_listed: fn(Event) -> bool) -> String {
    let as_whole = |item: &&Item| {
        let whole = |part| matches!(part, Part::Operation | Part::Tool);
        let mut each = item.changes.iter();
        each.any(|change| whole(change.part) && is_listed(change.event))
    };
    let items: Vec<&Item> = changes.items.iter().filter(as_whole).collect();
    if items.is_empty() {
        return String::new();
    }
    let mut out = format!("- {heading}:\n");
    for item in items.iter().take(LISTED) {
        out.push_str(&format!("  - {}\n", line(&words::subject(item))));
    }
    if items.len() > LISTED {
        out.push_str(&format!("  - and {} more\n", items.len() - LISTED));
    }
    out
}

fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Code(text) => code(text),
    };
    pieces.iter().map(piece).collect()
}

/// A code span, with as many backticks as it takes.
fn code(text: &str) -> String {
    let text = plain(text);
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let ticks = "`".repeat(longest + 1);
    if text.is_empty() || longest > 0 {
        format!("{ticks} {text} {ticks}")
    } else {
        format!("{ticks}{text}{ticks}")
    }
}

/// Text in one line.
fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(shown).collect()
}
