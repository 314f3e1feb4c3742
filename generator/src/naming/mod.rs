//! Words, cases and number: the rules that turn the description's texts into Rust identifiers.

pub mod reserved;

use std::borrow::Cow;
use std::collections::BTreeSet;

use reserved::KEYWORDS;
pub use reserved::is_reserved;

/// The longest public type name.
pub const MAX_NAME: usize = 60;

/// Splits a text into lower-case words: at everything that is not an ASCII letter or digit, and
/// where the case changes. `RFIs` is one word, an apostrophe does not split.
///
/// Letters outside ASCII are written as their code point (`u00e9`), so that two different texts
/// do not become one.
pub fn words(text: &str) -> Vec<String> {
    let mut ascii = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' | '’' => {}
            c if c.is_ascii() => ascii.push(c),
            c if c.is_alphanumeric() => ascii.push_str(&format!(" u{:04x} ", u32::from(c))),
            _ => ascii.push(' '),
        }
    }
    let mut words = Vec::new();
    for run in ascii
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|run| !run.is_empty())
    {
        split_case(run, &mut words);
    }
    words
}

/// Splits `createdAt` and `PDFFile`, but not `RFIs` or `OAuth2`.
fn split_case(run: &str, words: &mut Vec<String>) {
    let chars: Vec<char> = run.chars().collect();
    let plural_acronym = chars.len() > 2
        && chars.last() == Some(&'s')
        && chars[..chars.len() - 1]
            .iter()
            .all(|c| c.is_ascii_uppercase());
    if plural_acronym {
        words.push(run.to_ascii_lowercase());
        return;
    }
    let mut word = String::new();
    for (i, c) in chars.iter().enumerate() {
        let previous = i.checked_sub(1).and_then(|i| chars.get(i));
        let next = chars.get(i + 1);
        let starts = c.is_ascii_uppercase()
            && previous.is_some_and(|p| {
                p.is_ascii_lowercase()
                    || p.is_ascii_digit()
                    || (p.is_ascii_uppercase() && next.is_some_and(char::is_ascii_lowercase))
            });
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(c.to_ascii_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// Words as a type name: `ListRfis`.
pub fn pascal(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            // Two digits that meet would read as one number.
            if first.is_ascii_digit() && name.ends_with(|c: char| c.is_ascii_digit()) {
                name.push('_');
            }
            name.push(first.to_ascii_uppercase());
            name.push_str(chars.as_str());
        }
    }
    name
}

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

/// A word that a text always gives, of letters only: nobody takes it for a counter.
pub fn fingerprint_word(text: &str) -> String {
    let mut rest = fingerprint(text);
    let mut word = String::from("x");
    for _ in 0..6 {
        word.extend(char::from_digit(rest % 26 + 10, 36));
        rest /= 26;
    }
    word
}

/// A text of at most [`MAX_NAME`] letters in words, so that files can be called after it: a longer
/// one is cut, with its fingerprint in the place of what is missing.
pub fn shortened(text: &str) -> String {
    let all = words(text);
    if all.join("-").len() <= MAX_NAME {
        return text.to_owned();
    }
    let mut head: String = all.join(" ").chars().take(MAX_NAME / 2).collect();
    head.truncate(head.trim_end().len());
    format!("{head} {}", fingerprint_word(text))
}

/// A number that a text always gives (FNV-1a).
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The singular of an English noun, as far as regular endings go.
pub fn singular(word: &str) -> String {
    const SAME: &[&str] = &[
        "address", "analysis", "basis", "bus", "business", "class", "cross", "gas", "https", "is",
        "news", "progress", "radius", "series", "sms", "status", "this", "access", "process",
        "success", "loss", "pass", "plus", "bonus", "wbs", "has", "was", "as", "us", "process",
        "canvas", "gps", "os", "aws", "rss", "css", "hours",
    ];
    if SAME.contains(&word) || word.len() < 3 {
        return word.to_owned();
    }
    let stripped = |cut: usize, add: &str| format!("{}{add}", &word[..word.len() - cut]);
    match word {
        "people" => "person".to_owned(),
        "children" => "child".to_owned(),
        "criteria" => "criterion".to_owned(),
        "indices" => "index".to_owned(),
        _ if word.ends_with("ies") && word.len() > 4 => stripped(3, "y"),
        _ if word.ends_with("statuses") => stripped(2, ""),
        _ if ["sses", "ches", "shes", "xes", "zes"]
            .iter()
            .any(|end| word.ends_with(end)) =>
        {
            stripped(2, "")
        }
        _ if word.ends_with('s') && !word.ends_with("ss") => stripped(1, ""),
        _ => word.to_owned(),
    }
}

/// The words with the last one in the singular.
pub fn singular_phrase(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// Words that a long name can do without.
const CONNECTING: &[&str] = &[
    "all", "and", "as", "at", "be", "by", "for", "from", "in", "into", "of", "on", "or", "that",
    "to", "when", "which", "will", "with",
];

/// The phrase cut down to [`MAX_NAME`]: first without connecting words, then without what stands
/// in the middle.
pub fn fit(phrase: &[String]) -> Vec<String> {
    let fits = |phrase: &[String]| pascal(phrase).len() <= MAX_NAME;
    if fits(phrase) {
        return phrase.to_vec();
    }
    let mut phrase: Vec<String> = phrase
        .iter()
        .filter(|word| !CONNECTING.contains(&word.as_str()))
        .cloned()
        .collect();
    while !fits(&phrase) && phrase.len() > 3 {
        phrase.remove(phrase.len() / 2);
    }
    phrase
}

/// `head` and `tail` as one phrase, without saying twice what ends one and begins the other:
/// `punch item` and `item assignee` give `punch item assignee`.
pub fn join_phrases(head: &[String], tail: &[String]) -> Vec<String> {
    let most = head.len().min(tail.len());
    let overlap = (1..=most)
        .rev()
        .find(|&n| {
            head[head.len() - n..]
                .iter()
                .zip(&tail[..n])
                .all(|(a, b)| a == b || singular(a) == singular(b))
        })
        .unwrap_or(0);
    head.iter().chain(&tail[overlap..]).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_words() {
        let check = |text: &str, expect: &str| assert_eq!(words(text).join(" "), expect, "{text}");
        check("List RFIs", "list rfis");
        check("createdAt", "created at");
        check("PDFFile", "pdf file");
        check("Section's Template.", "sections template");
        check("filters[status][not]", "filters status not");
        check("fr-CA", "fr ca");
        check("é", "u00e9");
        check("  ", "");
    }

    #[test]
    fn identifiers_are_always_valid() {
        for text in [
            "",
            "***",
            "type",
            "Self",
            "9lives",
            "ünïcode",
            "a\u{202e}b",
            "r#x",
            "self",
        ] {
            for ident in [type_ident(text), value_ident(text)] {
                assert!(
                    syn::parse_str::<syn::Ident>(&ident).is_ok(),
                    "{text:?} gave {ident:?}"
                );
            }
        }
    }

    #[test]
    fn nouns_become_singular() {
        for (plural, one) in [
            ("rfis", "rfi"),
            ("companies", "company"),
            ("statuses", "status"),
            ("status", "status"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("people", "person"),
            ("prices", "price"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn colliding_texts_are_told_apart_whatever_their_order() {
        let names = |texts: &[&str]| distinct(texts, &["taken"], value_ident);
        assert_eq!(
            names(&["created_at", "-created_at"]),
            ["created_at", "minus_created_at"]
        );
        assert_eq!(
            names(&["-created_at", "created_at"]),
            ["minus_created_at", "created_at"]
        );
        assert_eq!(names(&["taken"]), ["taken_value"]);
        let odd = names(&["a", "A", "a ", "Ä", "", " "]);
        let distinct: BTreeSet<&String> = odd.iter().collect();
        assert_eq!(distinct.len(), odd.len(), "{odd:?}");
    }

    #[test]
    fn many_texts_are_told_apart_in_reasonable_time() {
        let texts: Vec<String> = (0..100_000).map(|n| format!("-value {}", n / 2)).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        texts.dedup();
        let signed: Vec<String> = texts.iter().map(|text| text.replace('-', "+")).collect();
        texts.extend(signed.iter().map(String::as_str));
        let names: BTreeSet<String> = distinct(&texts, &[], type_ident).into_iter().collect();
        assert_eq!(names.len(), 100_000);
    }

    #[test]
    fn texts_that_nobody_can_read_are_cut() {
        let long = |end: &str| format!("{}{end}", "long ".repeat(2_000));
        let names = distinct(&[&long("a"), &long("b")], &[], value_ident);
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.len() < 300), "{names:?}");
        let tag = shortened(&long("a"));
        assert_eq!(shortened(&tag), tag);
        assert!(words(&tag).join("-").len() <= MAX_NAME, "{tag}");
    }

    #[test]
    fn long_phrases_are_cut_in_the_middle() {
        let long = words(
            "create a copy of the action plan template section in the template of it for company",
        );
        let name = pascal(&fit(&long));
        assert!(name.len() <= MAX_NAME, "{name}");
        assert!(
            name.starts_with("CreateACopyTheAction") && name.ends_with("Company"),
            "{name}"
        );
    }

    #[test]
    fn joined_phrases_do_not_stutter() {
        let join = |a: &str, b: &str| join_phrases(&words(a), &words(b)).join(" ");
        assert_eq!(join("punch item", "item assignee"), "punch item assignee");
        assert_eq!(join("rfis", "rfi manager"), "rfis manager");
        assert_eq!(join("rfi", "assignee"), "rfi assignee");
    }
}
