//! Shapes: what Rust sees of the schemas of a description. Schemas that look the same are one shape,
//! however often they stand there, and one type.

pub mod merge;
pub mod shape;
pub(crate) mod sight;
pub(crate) mod views;
