//! The tests over the whole pipeline, one binary: a file for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod deprecations;
mod examples;
mod fresh;
mod inventory;
mod specs;
mod wire;
