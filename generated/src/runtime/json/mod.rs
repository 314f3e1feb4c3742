//! JSON and forms: one reader, one writer, and the records between them.

pub(crate) mod digits;
pub mod extra;
pub(crate) mod fit;
pub mod flat;
pub(crate) mod form;
mod loose;
pub mod reader;
pub mod record;
pub mod serde;
pub(crate) mod value;
pub mod wire;
pub mod writer;
