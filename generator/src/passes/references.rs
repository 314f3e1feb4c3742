//! Links every operation to its place on Procore's reference pages.

use crate::deprecation::reference;
use crate::ir::Api;

/// Sets `reference` on every operation.
pub fn link_references(api: &mut Api) {
    let resources = api
        .tools
        .iter_mut()
        .flat_map(|tool| &mut tool.versions)
        .flat_map(|version| &mut version.resources);
    for resource in resources {
        for operation in &mut resource.operations {
            operation.reference = reference::url(&operation.key, &operation.title, &resource.slug);
        }
    }
}
