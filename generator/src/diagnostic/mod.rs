//! Diagnostics: what is wrong with an input, where, and what to do about it.

pub mod code;
mod item;
pub mod render;
mod source;

pub use code::Code;
pub use item::{Diagnostic, Origin, Severity, has_errors, sort};
pub use source::Source;
