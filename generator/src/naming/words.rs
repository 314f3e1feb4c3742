//! Words and cases: how texts are taken apart and put together.

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
pub(super) fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
