//! Import, lowering and each pass, alone, on the smallest description that shows the rule.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod fragment;
mod import;
mod lower;
mod names;
mod passes;
mod prose;
mod published;
mod shapes;
