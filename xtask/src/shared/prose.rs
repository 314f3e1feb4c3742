//! Looks for sentences of a description in the project's files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::resolve::Documents;
use serde_json::Value;

use crate::Failure;

/// How many words make a sentence that could not have been written by chance.
const LENGTH: usize = 5;

/// The sentences of the description that stand in one of the folders. What also stands in the
/// facts is a name.
pub(super) fn found(
    description: &Documents,
    facts: &Documents,
    folders: &[&Path],
) -> Result<Vec<String>, Failure> {
    let mut said = BTreeSet::new();
    for (_, root) in description.iter() {
        descriptions(root, false, &mut said);
    }
    let names = Text::new(texts_of(facts));
    let sentences: Vec<String> = said.into_iter().filter(|s| !names.has(s)).collect();
    let mut found = Vec::new();
    for folder in folders {
        let mut files = Vec::new();
        read(folder, &mut files)?;
        for (name, text) in files {
            let text = Text::new(text);
            let here = sentences.iter().filter(|sentence| text.has(sentence));
            found.extend(here.map(|sentence| format!("{name}: {sentence}")));
        }
    }
    Ok(found)
}

/// Words alone, in lower case, so that neither line breaks nor signs hide a sentence.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            out.push_str(&word.to_lowercase());
            out.push(' ');
        }
    }
    out
}

/// A text that is asked for many sentences.
struct Text {
    words: String,
    /// The beginnings of every run of words, hashed and sorted.
    runs: Vec<u64>,
}

impl Text {
    fn new(text: String) -> Self {
        let words = words(&text);
        let all: Vec<&str> = words.split(' ').collect();
        let mut runs: Vec<u64> = all.windows(LENGTH).map(hash).collect();
        runs.sort_unstable();
        runs.dedup();
        Self { words, runs }
    }

    fn has(&self, sentence: &str) -> bool {
        let first: Vec<&str> = sentence.split(' ').take(LENGTH).collect();
        self.runs.binary_search(&hash(&first)).is_ok() && self.words.contains(sentence)
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
    for sentence in text.split(['.', '!', '?', '\n', '|']) {
        let sentence = words(sentence);
        if sentence.split_terminator(' ').count() >= LENGTH {
            said.insert(sentence);
        }
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

/// The text files below a folder; build folders left out.
fn read(folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let failed = |error| Failure::File(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                read(&path, files)?;
            }
        } else {
            let bytes = fs::read(&path).map_err(failed)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push((path.display().to_string(), text));
        }
    }
    Ok(())
}
