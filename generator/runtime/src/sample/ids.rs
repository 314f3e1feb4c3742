//! Ids as they are emitted.

use crate::runtime::values::id::ids;

ids!(
    Company CompanyId "a company",
    Project ProjectId "a project",
);
