//! Guides as plain text, and as data.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::guide::{Change, Found, Guide, Item, Kind, Lookup};

/// Guides for a terminal.
pub fn text(guides: &[Guide<'_>]) -> String {
    let mut out = String::new();
    for guide in guides {
        one(guide, &mut out);
        out.push('\n');
    }
    out
}

fn one(guide: &Guide<'_>, out: &mut String) {
    let _ = writeln!(out, "{}  ({})", guide.old.rust, guide.old.key);
    let _ = writeln!(out, "-> {}  ({})", guide.new.rust, guide.new.key);
    let _ = writeln!(out, "  {}", grounds(guide));
    let program = |expression: &str| [format!("let request = {expression};")].into_iter();
    section(out, "Before", program(&guide.example.before));
    section(out, "After", program(&guide.example.after));
    section(out, "Needed first", first(guide).into_iter());
    let changes = guide.breaking().map(line);
    section(
        out,
        "Will not compile",
        guide.breaks.iter().cloned().chain(changes),
    );
    section(
        out,
        "Compiles, and does something else",
        guide.behaviour.iter().cloned(),
    );
    let rest = guide.sent.iter().chain(&guide.received);
    let rest: Vec<&Change> = rest.filter(|change| !change.is_breaking()).collect();
    let added = rest.iter().filter(|change| change.old.is_none());
    section(
        out,
        "New, and may be left alone",
        added.map(|change| line(change)),
    );
    for (title, is_received) in [("Sent as before", false), ("Received as before", true)] {
        let same = rest.iter().filter(|change| change.found.is_some());
        let same = same.filter_map(|change| change.new.as_ref());
        let same = same.filter(|new| (new.kind == Kind::Payload) == is_received);
        let names: Vec<String> = same.map(|new| format!("`{}`", new.ident)).collect();
        section(out, title, wrapped(&names).into_iter());
    }
}

/// Names in lines that fit a terminal.
fn wrapped(names: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.len() + name.len() < 92 => {
                line.push_str(", ");
                line.push_str(name);
            }
            _ => lines.push(name.clone()),
        }
    }
    lines
}

/// Who says so, and since when.
pub(super) fn grounds(guide: &Guide<'_>) -> String {
    let said = if guide.replacement.inferred {
        let how = guide.replacement.how.grounds();
        format!("Nobody announced this replacement; it was inferred{how}.")
    } else {
        "Procore announced this replacement.".to_owned()
    };
    let deprecation = guide.old.deprecation.as_ref();
    let since = deprecation.and_then(|one| one.date);
    let since = since.map_or_else(String::new, |date| format!(" since {date}"));
    match deprecation.and_then(|one| one.sunset) {
        Some(sunset) => {
            let is_past = deprecation.is_some_and(|one| one.is_past);
            let is = if is_past { "was" } else { "is" };
            format!("{said} Deprecated{since}; the sunset {is} on {sunset}.")
        }
        None => format!("{said} Deprecated{since}; no sunset is set."),
    }
}

/// What has to be there before the new request compiles: its feature, and ids to give it.
pub(super) fn first(guide: &Guide<'_>) -> Vec<String> {
    let feature = guide.feature.map(|feature| {
        format!(
            "It belongs to another tool: switch on the feature `{feature}`, and see that the user \
             may use that tool."
        )
    });
    let lookups = guide.lookups.iter().map(Lookup::sentence);
    feature.into_iter().chain(lookups).collect()
}

fn section(out: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let _ = writeln!(out, "  {title}");
    }
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
}

/// A change in a line.
pub(super) fn line(change: &Change) -> String {
    let full = |item: &Item| {
        let required = if item.required { ", required" } else { "" };
        format!(
            "{} `{}` ({}{required})",
            item.kind.word(),
            item.ident,
            item.ty
        )
    };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            let found = change.found.map(Found::words).unwrap_or_default();
            format!("{} becomes {} ({found})", full(old), full(new))
        }
        (Some(old), None) => format!("{} has no counterpart", full(old)),
        (None, Some(new)) => format!("{} is new", full(new)),
        (None, None) => String::new(),
    }
}

/// Guides as data.
pub fn json(guides: &[Guide<'_>]) -> Value {
    guides.iter().map(object).collect()
}

fn object(guide: &Guide<'_>) -> Value {
    let changes = |changes: &[Change]| -> Value { changes.iter().map(change).collect() };
    json!({
        "old": { "rust": guide.old.rust.to_string(), "operation": guide.old.key.to_string() },
        "new": { "rust": guide.new.rust.to_string(), "operation": guide.new.key.to_string() },
        "how": guide.replacement.how.name(),
        "inferred": guide.replacement.inferred,
        "feature": guide.feature,
        "first": first(guide),
        "breaks": guide.breaks,
        "sent": changes(&guide.sent),
        "received": changes(&guide.received),
        "behaviour": guide.behaviour,
        "before": guide.example.before,
        "after": guide.example.after,
    })
}

fn change(change: &Change) -> Value {
    let item = |item: &Option<Item>| {
        item.as_ref().map(|item| {
            json!({ "kind": item.kind.word(), "wire": item.wire, "rust": item.ident,
                "type": item.ty, "required": item.required })
        })
    };
    json!({
        "old": item(&change.old),
        "new": item(&change.new),
        "found": change.found.map(Found::words),
        "breaking": change.is_breaking(),
    })
}
