//! Ids as they are emitted.

use crate::runtime::values::id::ids;

pub use crate::runtime::values::id::{CompanyId, ProjectId};

ids!(
    Rfi RfiId "an `Rfi`",
);
