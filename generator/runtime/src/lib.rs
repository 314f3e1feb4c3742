//! The client runtime as a crate of its own, so that it can be compiled, tested and linted alone.
//!
//! The generator copies `runtime/` into the generated crate, word for word.

pub mod runtime;
pub mod sample;
