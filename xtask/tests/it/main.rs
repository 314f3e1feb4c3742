//! The tests of the commands as programs, one binary: a file for each subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod commands;
mod diff;
mod light;
mod lint;
mod overview;
mod progress;
mod report;
mod update;
mod usage;
mod vendor;
mod writing;
