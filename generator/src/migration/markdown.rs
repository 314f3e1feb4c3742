//! Guides as a page.

use std::fmt::Write as _;

use crate::ir::RustPath;

use super::guide::{Change, Found, Guide, Item};
use super::text::{first, grounds};

/// Guides as Markdown, a section each.
pub fn markdown(guides: &[Guide<'_>]) -> String {
    let mut out = String::new();
    for guide in guides {
        section(guide, &mut out);
    }
    out
}

/// The id that rustdoc gives the heading of the guide from one request to another.
pub fn anchor(old: &RustPath, new: &RustPath) -> String {
    heading(old, new).to_lowercase().replace(' ', "-")
}

fn heading(old: &RustPath, new: &RustPath) -> String {
    let short = |path: &RustPath| format!("{} {} {}", path.module, path.version, path.name);
    format!("{} to {}", short(old), short(new))
}

fn section(guide: &Guide<'_>, out: &mut String) {
    let _ = writeln!(out, "## {}\n", heading(&guide.old.rust, &guide.new.rust));
    let _ = writeln!(
        out,
        "`{}` (`{}`) becomes `{}` (`{}`). {}\n",
        guide.old.key,
        guide.old.rust,
        guide.new.key,
        guide.new.rust,
        grounds(guide)
    );
    let _ = writeln!(out, "```rust\n{}```\n", guide.example.program());
    list(out, "Needed first", &first(guide));
    list(out, "Will not compile", &guide.breaks);
    let breaking: Vec<&Change> = guide.breaking().collect();
    let title = if guide.breaks.is_empty() {
        "Will not compile"
    } else {
        "Nor will"
    };
    table(out, title, &breaking);
    list(out, "Compiles, and does something else", &guide.behaviour);
    let all = guide.sent.iter().chain(&guide.received);
    let added: Vec<&Change> = all
        .filter(|c| c.old.is_none() && !c.is_breaking())
        .collect();
    table(out, "New, and may be left alone", &added);
}

fn list(out: &mut String, title: &str, sentences: &[String]) {
    if sentences.is_empty() {
        return;
    }
    let _ = writeln!(out, "{title}:\n");
    for sentence in sentences {
        let _ = writeln!(out, "- {sentence}");
    }
    out.push('\n');
}

fn table(out: &mut String, title: &str, changes: &[&Change]) {
    if changes.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "{title}:\n\n| Before | After | Found by |\n|---|---|---|"
    );
    for change in changes {
        let found = change.found.map_or("", Found::words);
        let _ = writeln!(
            out,
            "| {} | {} | {found} |",
            cell(&change.old),
            cell(&change.new)
        );
    }
    out.push('\n');
}

fn cell(item: &Option<Item>) -> String {
    let Some(item) = item else {
        return "none".to_owned();
    };
    let required = if item.required { ", required" } else { "" };
    format!(
        "{} `{}`: {}{required}",
        item.kind.word(),
        item.ident,
        item.ty
    )
}
