//! The tests of the generator through its public face, one binary: a file for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod bad;
mod changes;
mod changes_compiled;
mod constructs;
mod deprecation;
mod emit;
mod emit_builders;
mod emit_checks;
mod emit_deprecated;
mod emit_hostile;
mod hostile_road;
mod overlay;
mod passes;
mod public;
mod resolve;
#[path = "../road/mod.rs"]
mod road;
mod source;
mod source_properties;
