//! The tests of the runtime through its public face, one binary: a file for each subject.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and one prints what it measured for another"
)]

mod announced;
mod array_style;
mod budget;
mod cost;
mod data;
mod download_files;
mod downloads;
mod errors;
mod features;
mod files;
mod forms;
mod ids;
mod imports;
mod limits;
mod loosely;
#[cfg(target_os = "linux")]
mod memory;
mod paging;
mod path;
mod policy;
mod progress;
mod raw_deprecated;
mod real_responses;
mod responses;
mod secret;
mod session;
mod sign_in;
mod soak;
mod stall;
mod storms;
mod success;
mod support;
mod tls;
mod trust;
mod union;
mod untrusted;
mod webhook;
mod wire;
