//! The changes as one page that needs nothing beside it: no script, no file, no network.
//!
//! What opens and closes are `details`, which a keyboard and a screen reader know; the table scrolls
//! within itself on a phone.

use super::counts::{Step, counts};
use super::data::{Changes, Effect, Item};
use super::outline::{EVENTS, Section, effects, sections, table, word};
use super::words::{self, Piece};

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #8884; --mild: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
a.skip { position: absolute; left: -999rem; }
a.skip:focus { position: static; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
caption { text-align: left; padding: .2rem .6rem; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child { text-align: left; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; padding: .4rem 0; min-height: 1.5rem; }
summary h2, summary h3 { display: inline; font-size: 1.2rem; }
summary h3 { font-size: 1rem; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
details details { margin-left: .6rem; border-left: 2px solid var(--line); padding-left: .6rem; }
ul { padding-left: 1.2rem; }
.class { background: var(--mild); border: 1px solid var(--line); border-radius: .3rem; padding: 0 .3rem; }
";

/// The report as a page.
pub fn html(changes: &Changes) -> String {
    let title = format!(
        "Changes from {} to {}",
        escape(&changes.old),
        escape(&changes.new)
    );
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n\
         </head>\n<body>\n<a class=\"skip\" href=\"#changes\">To the changes</a>\n<header>\n<h1>{title}</h1>\n"
    );
    out.push_str(&format!(
        "<p>{} operations before, {} after. Semver step: {}.</p>\n",
        changes.operations_before,
        changes.operations_after,
        Step::of(changes)
    ));
    out.push_str(&head(changes));
    out.push_str("</header>\n<main id=\"changes\">\n");
    out.push_str(&parts(changes, 2));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The report as a part of another page, whose headings begin at `level`.
pub(crate) fn fragment(changes: &Changes, level: usize) -> String {
    head(changes) + &parts(changes, level)
}

fn parts(changes: &Changes, level: usize) -> String {
    if changes.items.is_empty() {
        return "<p>Nothing changed.</p>\n".to_owned();
    }
    let sections = sections(changes);
    sections.iter().map(|one| part(one, level)).collect()
}

fn head(changes: &Changes) -> String {
    let mut out = String::from("<nav aria-label=\"Classes\">\n<ul>\n");
    for (effect, heading, count) in effects(changes) {
        let text = if count == 0 {
            format!("{heading}: 0")
        } else {
            format!("<a href=\"#{}\">{heading}</a>: {count}", word(effect))
        };
        out.push_str(&format!("<li>{text}</li>\n"));
    }
    out.push_str(
        "</ul>\n</nav>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Counts\">\n\
         <table>\n<caption>What happened, and how often</caption>\n<thead><tr><th scope=\"col\">What</th>",
    );
    for (_, name) in EVENTS {
        out.push_str(&format!("<th scope=\"col\">{name}</th>"));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (name, cells) in table(&counts(changes)) {
        out.push_str(&format!("<tr><th scope=\"row\">{name}</th>"));
        for cell in cells {
            out.push_str(&format!("<td>{cell}</td>"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
    out
}

fn part(section: &Section<'_>, level: usize) -> String {
    // What must be read is open; the rest is there to look something up.
    let open = match section.effect {
        Effect::Breaks | Effect::Warns | Effect::Behaves => " open",
        Effect::Additive | Effect::Documents => "",
    };
    let mut out = format!(
        "<details id=\"{}\"{open}>\n<summary><h{level}>{} ({})</h{level}></summary>\n",
        word(section.effect),
        section.heading,
        section.count()
    );
    if section.new_types > 0 {
        let new = section.new_types;
        out.push_str(&format!(
            "<p>{new} new types, which come with what uses them.</p>\n"
        ));
    }
    let below = level + 1;
    for (tool, groups) in &section.tools {
        out.push_str(&format!(
            "<details{open}>\n<summary><h{below}>{} ({})</h{below}></summary>\n<ul>\n",
            escape(tool),
            groups.iter().map(Vec::len).sum::<usize>()
        ));
        for group in groups {
            out.push_str(&entry(group));
        }
        out.push_str("</ul>\n</details>\n");
    }
    out.push_str("</details>\n");
    out
}

fn entry(group: &[&Item]) -> String {
    let subjects: Vec<String> = group
        .iter()
        .map(|item| line(&words::subject(item)))
        .collect();
    let subjects = subjects.join("<br>\n");
    let Some(item) = group.first().filter(|item| !item.is_new()) else {
        return format!("<li>{subjects}</li>\n");
    };
    let mut out = format!("<li>{subjects}\n<ul>\n");
    for change in &item.changes {
        let words = line(&words::change(change));
        let class = word(change.rust);
        out.push_str(&format!(
            "<li><span class=\"class\">{class}</span> {words}</li>\n"
        ));
    }
    if let Some(gone) = &item.gone {
        out.push_str(&format!("<li>{}</li>\n", line(&words::gone(gone))));
    } else if let Some(users) = words::users(item) {
        out.push_str(&format!("<li>{}</li>\n", line(&users)));
    }
    out.push_str("</ul>\n</li>\n");
    out
}

fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => escape(&words.replace('`', "")),
        Piece::Code(code) => format!("<code>{}</code>", escape(code)),
    };
    pieces.iter().map(piece).collect()
}

/// Text as it stands in an element or in an attribute in quotes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
