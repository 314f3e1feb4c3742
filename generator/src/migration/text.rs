//! Guides as plain text, and as data.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::guide::{Change, Found, Guide, Item};

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
    let grounds = if guide.replacement.inferred {
        format!("inferred: {}", guide.replacement.how.name())
    } else {
        "announced".to_owned()
    };
    let _ = writeln!(out, "-> {}  ({}), {grounds}", guide.new.rust, guide.new.key);
    section(out, "Will not compile", guide.breaking().map(line));
    section(
        out,
        "Compiles, and does something else",
        guide.behaviour.iter().cloned(),
    );
    let rest = guide.sent.iter().chain(&guide.received);
    let rest: Vec<&Change> = rest.filter(|change| !change.is_breaking()).collect();
    let added = rest.iter().filter(|change| change.old.is_none());
    section(out, "New", added.map(|change| line(change)));
    let same = rest.iter().filter(|change| change.old.is_some()).count();
    if same > 0 {
        let _ = writeln!(out, "  The same: {same} parameters and fields");
    }
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
            format!("{} is {} ({found})", full(old), full(new))
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
