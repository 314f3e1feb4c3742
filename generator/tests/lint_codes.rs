//! Every code that the sources emit stands in the table, and the page says what the table says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::lint::codes::{CODES, markdown};

/// The codes in `Diagnostic::error("..."`, `warning` and `hint` of a text. Where a `code` is passed
/// on, it is one that the same file writes out, at a call or as the value of a block.
fn codes_of(text: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut passes_on = false;
    for constructor in [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::hint(",
    ] {
        for (index, _) in text.match_indices(constructor) {
            let rest = text[index + constructor.len()..].trim_start();
            match rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
            {
                Some(code) => _ = codes.insert(code.to_owned()),
                None => passes_on = true,
            }
        }
    }
    // Every second part is a literal, as far as codes are concerned: none of them is escaped.
    let parts: Vec<&str> = text.split('"').collect();
    for window in parts.windows(3).filter(|_| passes_on) {
        let (before, literal, after) = (window[0].trim_end(), window[1], window[2].trim_start());
        let is_code = literal.contains('-')
            && literal
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if is_code && before.ends_with(['(', '{']) && after.starts_with([',', '}']) {
            codes.insert(literal.to_owned());
        }
    }
    codes
}

/// The sources below `folder`, the table of codes aside.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("lint/codes.rs")
        {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_emitted_code_is_explained_and_every_explained_one_emitted() {
    let mut texts = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut texts,
    );
    let emitted: BTreeSet<String> = texts.iter().flat_map(|text| codes_of(text)).collect();
    let explained: BTreeSet<String> = CODES.iter().map(|code| code.code.to_owned()).collect();
    let missing: Vec<_> = emitted.difference(&explained).collect();
    assert_eq!(missing, [""; 0], "add them to lint/codes.rs");
    let written = |code: &str| {
        texts
            .iter()
            .any(|text| text.contains(&format!("\"{code}\"")))
    };
    let unused: Vec<_> = explained.iter().filter(|code| !written(code)).collect();
    assert_eq!(unused, [""; 0], "emitted by nothing");
}

#[test]
fn the_table_is_sorted_and_says_something() {
    assert!(CODES.is_sorted_by_key(|code| code.code));
    for code in CODES {
        assert!(code.explanation.ends_with('.'), "{}", code.code);
        assert!(!code.explanation.contains("  "), "{}", code.code);
    }
}

#[test]
fn the_page_of_codes_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md");
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == markdown(),
        "run `cargo xtask lint --codes > generator/docs/diagnostics.md` to write the page again"
    );
}
