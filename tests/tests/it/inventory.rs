//! The inventory: a file per tool, a line per operation and type, so that a change of the
//! description reads as a few changed lines.

use tests::api;

#[test]
fn every_operation_and_type_is_where_it_was() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../inventory");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (tool, text) in generator::inventory::inventory(&api()) {
            insta::assert_snapshot!(tool, text);
        }
    });
}
