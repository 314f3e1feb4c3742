//! What the names of types are made from.

use crate::import::kept_names::Kept;
use crate::import::operation_names::OperationName;
use crate::import::scope::Scopes;
use crate::openapi::operations::RawOperation;
use crate::shapes::shape::Shapes;
use crate::specs::naming::NamingTable;

/// What names are made from.
pub struct Inputs<'a> {
    /// The sorted operations.
    pub operations: &'a [RawOperation],
    /// Their names.
    pub names: &'a [OperationName],
    /// All shapes.
    pub shapes: &'a Shapes,
    /// Where they live.
    pub scopes: &'a Scopes,
    /// Names that existing specs gave.
    pub kept: &'a Kept,
    /// Names that people set.
    pub table: &'a NamingTable,
}
