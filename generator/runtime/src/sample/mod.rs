//! A small API as the emitter writes it, for the tests and benchmarks of the runtime.
//!
//! It stands here and not beside them because emitted code uses macros that do not leave the crate.

mod deprecations;
pub mod ids;
mod operations;
mod types;

pub use operations::*;
pub use types::*;

/// Reads a list as the client does, for the benchmark.
#[must_use]
pub fn decode_rfis(text: &str) -> Option<Vec<Rfi>> {
    use crate::runtime::json::{reader::Reader, wire::Wire};
    Vec::<Rfi>::read_item(&mut Reader::new(text)).ok()
}

/// Writes a list as the client does, for the benchmark.
#[must_use]
pub fn encode_rfis(rfis: &Vec<Rfi>) -> String {
    crate::runtime::json::wire::to_text(rfis)
}

/// Reads a value as the client does, and what was reported of it.
#[must_use]
pub fn decode<T: crate::runtime::json::wire::Wire>(text: &str) -> (Option<T>, Vec<String>) {
    let mut reader = crate::runtime::json::reader::Reader::new(text);
    let value = T::read_item(&mut reader).ok();
    let (mismatches, _) = reader.take_mismatches();
    (value, mismatches.iter().map(ToString::to_string).collect())
}
