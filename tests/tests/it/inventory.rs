//! The inventory: a file per tool, a line for each parameter, field and value, so that a change of
//! the description reads as a few changed lines.

use generator::inventory::{WIDTH, inventory};
use tests::api;

#[test]
fn every_operation_and_type_is_where_it_was() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../inventory");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (tool, text) in inventory(&api()) {
            insta::assert_snapshot!(tool, text);
        }
    });
}

#[test]
fn no_line_is_longer_than_a_screen() {
    for (tool, text) in inventory(&api()) {
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{tool}: {line}");
        }
    }
}
