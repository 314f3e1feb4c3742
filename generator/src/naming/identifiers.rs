//! Identifiers of Rust, made of texts of any kind.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::reserved::{KEYWORDS, RESERVED_FEATURES, RESERVED_MODULES, ROOT_CRATES};
use super::words::{fingerprint, fingerprint_word, pascal, words};

/// The longest text that an identifier is made of whole.
const MAX_TEXT: usize = 200;

/// A text that nobody could read as an identifier is cut, and told apart by its fingerprint.
fn readable(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_TEXT {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(MAX_TEXT / 4).collect();
    Cow::Owned(format!("{head} {}", fingerprint_word(text)))
}

/// A text as a type or variant name; never empty, never starting with a digit.
pub fn type_ident(text: &str) -> String {
    let name = pascal(&words(&readable(text)));
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

/// A text as a field, argument or module name; never empty, never a keyword.
pub fn value_ident(text: &str) -> String {
    let name = words(&readable(text)).join("_");
    match name.chars().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) if KEYWORDS.contains(&name.as_str()) => format!("{name}_"),
        Some(_) => name,
    }
}

/// A text as a cargo feature: `change-events`.
pub fn feature(text: &str) -> String {
    words(text).join("-")
}

/// Identifiers for the texts of one scope, all different: where the rule makes two texts one, the
/// signs that tell them apart are spelled out (`minus created_at`). The result depends on each
/// text and on whether it collides, never on the order.
pub fn distinct(texts: &[&str], reserved: &[&str], ident: fn(&str) -> String) -> Vec<String> {
    let plain: Vec<String> = texts.iter().map(|text| ident(text)).collect();
    let colliding = collisions(&plain, reserved);
    let spelled_out: Vec<String> = texts
        .iter()
        .zip(plain)
        .map(|(text, name)| {
            // Whoever is written just as the identifier keeps it.
            let keeps = *text == name && !reserved.contains(&name.as_str());
            if colliding.contains(&name) && !keeps {
                ident(&spelled(text))
            } else {
                name
            }
        })
        .collect();
    let colliding = collisions(&spelled_out, reserved);
    texts
        .iter()
        .zip(spelled_out)
        .map(|(text, name)| {
            if colliding.contains(&name) && *text != name {
                ident(&format!("{text} x{:08x}", fingerprint(text)))
            } else {
                name
            }
        })
        .collect()
}

/// The names that stand there twice or are reserved.
fn collisions(names: &[String], reserved: &[&str]) -> BTreeSet<String> {
    let mut seen: BTreeSet<&str> = reserved.iter().copied().collect();
    names
        .iter()
        .filter(|name| !seen.insert(name))
        .cloned()
        .collect()
}

/// The text with every sign as a word, and upper case marked.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let word = match c {
            '-' => "minus",
            '+' => "plus",
            '.' => "dot",
            '/' => "slash",
            ' ' => "space",
            '_' => "_",
            '[' | ']' => " ",
            '<' => "less",
            '>' => "greater",
            '=' => "equals",
            '!' => "not",
            '%' => "percent",
            '&' => "and",
            '*' => "star",
            '#' => "number",
            '@' => "at",
            ':' => "colon",
            ',' => "comma",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            c => {
                out.push_str(&format!(" u{:04x} ", u32::from(c)));
                continue;
            }
        };
        out.push(' ');
        out.push_str(word);
        out.push(' ');
    }
    if words(&out) == words(text) {
        format!("{out} value")
    } else {
        out
    }
}

/// Whether the crate has a module or a feature of that name beside those of tools.
pub(crate) fn is_reserved_tool(tool: &str) -> bool {
    let module = value_ident(tool);
    RESERVED_MODULES.contains(&module.as_str())
        || RESERVED_FEATURES.contains(&feature(tool).as_str())
        || ROOT_CRATES.contains(&module.as_str())
}
