//! The page of diagnostic codes is the one that the codes make.

use std::fs;
use std::path::Path;

use generator::diagnostic::code::{Code, markdown};

#[test]
fn codes_are_sorted_and_explained() {
    assert!(Code::ALL.is_sorted_by_key(|code| code.as_str()));
    for code in Code::ALL {
        assert!(code.explanation().ends_with('.'), "{code}");
        assert!(!code.explanation().contains("  "), "{code}");
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
