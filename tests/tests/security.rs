//! Each promise of `SECURITY.md` names the tests that hold it, and they are there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;

use tests::project;

#[test]
fn every_promise_has_tests_that_are_there() {
    let text = fs::read_to_string(project().join("SECURITY.md")).unwrap();
    let mut promises = 0;
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches(['|', ' ']).split(" | ").collect();
        let &[promise, tests] = cells.as_slice() else {
            panic!("{row}");
        };
        if promise == "Promise" || promise.starts_with("---") {
            continue;
        }
        promises += 1;
        let tests: Vec<&str> = tests.split(", ").collect();
        for test in tests {
            let (file, name) = test.trim_matches('`').split_once("::").expect(row);
            let source = fs::read_to_string(project().join(file)).expect(file);
            let is_there = source.lines().any(|line| {
                let line = line.trim_start().trim_start_matches("async ");
                line.starts_with(&format!("fn {name}("))
            });
            assert!(is_there, "{test} of: {promise}");
        }
    }
    assert!(promises > 15, "{promises}");
}
