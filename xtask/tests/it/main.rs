//! The tests of the commands as programs, one binary: a file for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod commands;
mod diff;
mod lint;
mod overview;
mod progress;
mod update;
mod vendor;
mod writing;
