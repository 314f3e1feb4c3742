//! Every code that the sources emit stands in the table, and the page says what the table says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::lint::codes::{CODES, markdown};

/// The codes in `Diagnostic::error("..."`, `warning` and `hint` of a text.
fn codes_of(text: &str, name: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for constructor in [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::hint(",
    ] {
        for (index, _) in text.match_indices(constructor) {
            let rest = text[index + constructor.len()..].trim_start();
            let code = rest
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next());
            codes.insert(
                code.unwrap_or_else(|| panic!("{name}: a code that is not written out"))
                    .to_owned(),
            );
        }
    }
    codes
}

fn emitted(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            emitted(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            codes.extend(codes_of(
                &fs::read_to_string(&path).unwrap(),
                &path.display().to_string(),
            ));
        }
    }
}

#[test]
fn every_emitted_code_is_explained_and_every_explained_one_emitted() {
    let mut codes = BTreeSet::new();
    emitted(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut codes,
    );
    let explained: BTreeSet<String> = CODES.iter().map(|code| code.code.to_owned()).collect();
    assert_eq!(
        codes.difference(&explained).collect::<Vec<_>>(),
        [""; 0],
        "not in lint/codes.rs"
    );
    assert_eq!(
        explained.difference(&codes).collect::<Vec<_>>(),
        [""; 0],
        "emitted by nothing"
    );
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
