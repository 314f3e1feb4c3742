//! Links every operation to its place on Procore's reference pages.

use crate::announce::reference;
use crate::lower::Lowered;

/// Sets `reference` on every operation.
pub fn link_references(lowered: &mut Lowered) {
    for placed in &mut lowered.operations {
        let operation = &mut placed.operation;
        operation.reference = reference::url(&operation.key, &operation.title, &placed.resource);
    }
}
