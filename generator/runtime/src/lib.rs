//! The client runtime as a crate of its own, so that it can be compiled, tested and linted alone.
//!
//! The generator copies `runtime/` into the generated crate, word for word. What users name is at the
//! root here as it is there.

pub use runtime::public::*;
#[cfg(feature = "testing")]
pub use runtime::testing;

// What is not re-exported above is for tests and benchmarks, and can change at any time.
#[doc(hidden)]
pub mod runtime;
#[doc(hidden)]
pub mod sample;

/// The program of the README is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
