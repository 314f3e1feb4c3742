//! A migration guide as part of the page: the text that `cargo xtask migration` prints, its outline
//! as headings and lists.

use crate::changes::escape;
use crate::migration::{Guide, text};

/// The guide, without its first lines, which name the two operations.
pub(super) fn guide(guide: &Guide<'_>) -> String {
    let text = text(std::slice::from_ref(guide));
    let mut out = String::new();
    let mut open = false;
    for line in text.lines() {
        let words = line.trim();
        let depth = line.len() - line.trim_start().len();
        if words.is_empty() || depth == 0 {
            continue;
        }
        let is_item = depth > 2;
        if is_item != open {
            out.push_str(if is_item { "<ul>\n" } else { "</ul>\n" });
            open = is_item;
        }
        let tag = if is_item { "li" } else { "p" };
        out.push_str(&format!("<{tag}>{}</{tag}>\n", line_of(words)));
    }
    if open {
        out.push_str("</ul>\n");
    }
    out
}

/// A line: a program, or words with code between backticks.
fn line_of(words: &str) -> String {
    if words.starts_with("let ") {
        return format!("<code>{}</code>", escape(words));
    }
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, (code, after))) = rest
        .split_once('`')
        .and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
    {
        out.push_str(&format!("{}<code>{}</code>", escape(before), escape(code)));
        rest = after;
    }
    out + &escape(rest)
}
