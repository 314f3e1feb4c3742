//! Looks for sentences of a description in the project's files.

use std::collections::BTreeSet;

use generator::FileTree;
use generator::openapi::documents::Documents;
use serde_json::Value;

/// How many words make a sentence that could not have been written by chance.
const LENGTH: usize = 5;

/// The sentences of the description that stand in one of the files. What also stands in the facts
/// is a name.
pub fn found(description: &Documents, facts: &Documents, files: &FileTree) -> Vec<String> {
    let mut said = BTreeSet::new();
    for (_, root) in description.iter() {
        descriptions(root, false, &mut said);
    }
    let names: BTreeSet<String> = {
        let sentences = Sentences::new(said.iter());
        let found = sentences.within(&texts_of(facts));
        found.into_iter().map(str::to_owned).collect()
    };
    let sentences = Sentences::new(said.difference(&names));
    let mut found = Vec::new();
    for (name, text) in files {
        let here = sentences.within(text);
        found.extend(here.iter().map(|sentence| format!("{name}: {sentence}")));
    }
    found
}

/// The words of a text in lower case, a space behind each, so that neither line breaks nor signs
/// hide a sentence. Across [code](is_code) nothing goes on.
fn runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    for token in text.split_whitespace() {
        if is_code(token) {
            runs.push(String::new());
            continue;
        }
        for word in token.split(|c: char| !c.is_alphanumeric()) {
            if let Some(run) = runs.last_mut()
                && !word.is_empty()
            {
                run.push_str(&word.to_lowercase());
                run.push(' ');
            }
        }
    }
    runs.retain(|run| count(run) >= LENGTH);
    runs
}

/// Whether a token is a path, a URL, a name or a number, and not words between signs.
fn is_code(token: &str) -> bool {
    let is_sign = |c: char| matches!(c, '/' | '_' | '{' | '=') || c.is_ascii_digit();
    let is_slug = || token.matches('-').count() > 1;
    token.contains(char::is_alphanumeric) && (token.contains(is_sign) || is_slug())
}

fn count(run: &str) -> usize {
    run.split_terminator(' ').count()
}

/// Sentences that texts are searched for.
struct Sentences<'a> {
    /// Each with the hash of its first words, sorted.
    starts: Vec<(u64, &'a str)>,
}

impl<'a> Sentences<'a> {
    fn new(sentences: impl Iterator<Item = &'a String>) -> Self {
        let start = |sentence: &'a String| {
            let first: Vec<&str> = sentence.split(' ').take(LENGTH).collect();
            (hash(&first), sentence.as_str())
        };
        let mut starts: Vec<_> = sentences.map(start).collect();
        starts.sort_unstable();
        Self { starts }
    }

    /// Those that stand in a text.
    fn within(&self, text: &str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for run in runs(text) {
            let words: Vec<&str> = run.split_terminator(' ').collect();
            let mut at = 0;
            for window in words.windows(LENGTH) {
                let hash = hash(window);
                let first = self.starts.partition_point(|(start, _)| *start < hash);
                let same = self.starts[first..]
                    .iter()
                    .take_while(|(start, _)| *start == hash);
                let here = same.filter(|(_, sentence)| run[at..].starts_with(sentence));
                found.extend(here.map(|(_, sentence)| *sentence));
                at += window[0].len() + 1;
            }
        }
        found
    }
}

fn hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The sentences of all descriptions; `names` says that the keys are names, not keywords.
fn descriptions(value: &Value, names: bool, said: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "description" && !names => sentences(text, said),
                    value => descriptions(value, !names && key == "properties", said),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| descriptions(item, false, said)),
        _ => {}
    }
}

fn sentences(text: &str, said: &mut BTreeSet<String>) {
    // A full stop ends a sentence before white space; within a word it is part of a name.
    let text = text.replace(". ", "\n");
    for sentence in text.split(['!', '?', '\n', '|']) {
        said.extend(runs(sentence));
    }
}

/// Every text and key of the documents, each on a line of its own.
fn texts_of(documents: &Documents) -> String {
    fn collect(value: &Value, out: &mut String) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    out.push_str(key);
                    out.push('\n');
                    collect(value, out);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
            Value::String(text) => {
                out.push_str(text);
                out.push('\n');
            }
            _ => {}
        }
    }
    let mut out = String::new();
    for (_, root) in documents.iter() {
        collect(root, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(said: &str, text: &str) -> Vec<String> {
        let mut all = BTreeSet::new();
        sentences(said, &mut all);
        let found = Sentences::new(all.iter()).within(text);
        found.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn sentences_are_found_over_lines_and_signs_and_names_are_not() {
        let said = "Returns every gear of a shop. See /rest/v1.0/gears/of/the/shop for more.";
        let sentence = ["returns every gear of a shop "];
        assert_eq!(
            found(said, "/// Returns every\n/// gear of a (shop)!"),
            sentence
        );
        assert_eq!(
            found(said, "description: 'returns every gear of a shop, or'"),
            sentence
        );
        for other in [
            "returns every gear of a workshop",
            "returns_every_gear_of_a_shop",
            "returns every `gear_of` a shop",
            "see for more of the same",
        ] {
            assert!(found(said, other).is_empty(), "{other}");
        }
        assert!(found("gear of-a-shop-in-town", "gear of-a-shop-in-town").is_empty());
    }
}
