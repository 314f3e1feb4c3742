//! The client runtime as a crate of its own, so that it can be compiled, tested and linted alone.
//!
//! The generator copies `runtime/` into the generated crate, word for word. What users name is at the
//! root here as it is there.

pub use runtime::public::*;
#[cfg(feature = "testing")]
pub use runtime::testing;

pub mod runtime;
pub mod sample;
