//! Where items stand in the generated crate.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The path of a public item in the generated crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RustPath {
    /// `shared`, or the tool's module.
    pub module: String,
    /// The version's module; empty in `shared`.
    pub version: String,
    /// The item.
    pub name: String,
}

impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.version.is_empty() {
            write!(f, "procore::{}::{}", self.module, self.name)
        } else {
            write!(
                f,
                "procore::{}::{}::{}",
                self.module, self.version, self.name
            )
        }
    }
}
