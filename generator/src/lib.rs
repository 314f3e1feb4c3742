//! Turns Procore's OpenAPI description into a typed Rust client.
//!
//! Data flows one way: read, overlay, lower, passes, emit. Nothing here touches the disk; a run
//! takes texts and returns a [`FileTree`] or all [`Diagnostic`]s at once.

pub mod diagnostic;
pub mod ir;
pub mod lint;
pub mod resolve;
pub mod source;

use std::collections::BTreeMap;

pub use diagnostic::{Diagnostic, Origin, Severity};

/// Files by their path, which is relative and uses `/`.
pub type FileTree = BTreeMap<String, String>;
