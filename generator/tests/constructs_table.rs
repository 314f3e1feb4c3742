//! The table of docs/constructs.md against the tests that it names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod road;

use std::collections::BTreeSet;
use std::path::Path;

use road::files_below;

/// The names of the tests below a folder.
fn tests_below(folder: &Path, names: &mut BTreeSet<String>) {
    let mut files = Vec::new();
    files_below(folder, &mut files);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.file_stem().unwrap().to_str().unwrap();
        let after = text.split("\n#[test]\n").skip(1);
        let after = after.chain(text.split("\n#[tokio::test]\n").skip(1));
        for rest in after {
            let name = rest.split("fn ").nth(1).unwrap_or_default();
            let name = name.split('(').next().unwrap_or_default();
            names.insert(format!("{file}::{name}"));
        }
    }
}

#[test]
fn every_row_has_a_test_and_every_test_of_constructs_a_row() {
    let generator = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut there = BTreeSet::new();
    tests_below(&generator.join("tests"), &mut there);
    tests_below(&generator.join("runtime/tests"), &mut there);
    let page = std::fs::read_to_string(generator.join("docs/constructs.md")).unwrap();
    let (constructs, limits) = page.split_once("\n## Limits\n").unwrap();
    let of_source = generator::source::Limits::default();
    for limit in [of_source.bytes, of_source.depth, of_source.values] {
        let digits = |text: &str| text.replace(',', "");
        assert!(
            limits
                .lines()
                .any(|line| digits(line).contains(&format!("| {limit} |"))),
            "{limit} is not told"
        );
    }
    let rows: Vec<&str> = constructs
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.starts_with("| Construct") && !line.starts_with("| ---")
        })
        .collect();
    assert!(rows.len() > 40, "the table is not where it was");
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        let tests: Vec<&str> = cells[2].split('`').skip(1).step_by(2).collect();
        assert!(!tests.is_empty(), "no test: {row}");
        for test in tests {
            assert!(there.contains(test), "no test is called `{test}`: {row}");
        }
    }
    let here = there.iter().filter(|name| name.starts_with("constructs::"));
    let missing: Vec<&String> = here
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
}
