//! The changes as JSON, for programs.

use serde_json::{Value, json};

use super::counts::{Step, counts};
use super::data::Changes;

/// The report as JSON: counts at the top, then every item with every change.
pub fn json(changes: &Changes) -> Value {
    json!({
        "old": changes.old,
        "new": changes.new,
        "operations_before": changes.operations_before,
        "operations_after": changes.operations_after,
        "step": Step::of(changes),
        "counts": counts(changes),
        "items": changes.items,
    })
}
