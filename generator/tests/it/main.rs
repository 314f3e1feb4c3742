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
mod codes;
mod constructs;
mod deprecation;
mod emit;
mod emit_builders;
mod emit_checks;
mod emit_deprecated;
mod emit_hostile;
mod find;
mod hostile_pipeline;
mod imports;
mod json_path;
mod migration;
mod overlay;
mod passes;
#[path = "../pipeline/mod.rs"]
mod pipeline;
mod public;
mod resolve;
mod source;
mod source_properties;
