//! The format of `specs/`: which files there are, what the components in them are called, and the
//! tables that people keep. Import writes it, lowering reads it.

pub mod deprecations;
pub mod layout;
pub mod naming;
pub mod operation_names;
pub mod part;

use crate::openapi::documents::Documents;

/// What the crate is made from.
#[derive(Debug, Clone, Default)]
pub struct Specs {
    /// The description, normalised.
    pub documents: Documents,
    /// What pages announced.
    pub notices: Text,
    /// What people know about deprecations.
    pub deprecations: Text,
}

/// A file that is read as it is.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// Its name, for messages.
    pub file: String,
    /// What stands in it; empty if there is none.
    pub text: String,
}
