//! Turns Procore's OpenAPI description into a typed Rust client.
//!
//! Data flows one way: read, overlay, lower, passes, emit. Nothing here touches the disk; a run
//! takes texts and returns a [`FileTree`] or all [`Diagnostic`]s at once.

pub mod announce;
pub mod changes;
pub mod count;
pub mod diagnostic;
pub mod emit;
pub mod find;
pub mod import;
pub mod inventory;
pub mod ir;
pub mod lint;
pub mod lower;
pub mod measures;
pub mod migration;
pub mod naming;
pub mod openapi;
pub mod overlay;
pub mod passes;
pub mod pipeline;
pub mod report;
pub mod shapes;
pub mod source;
pub mod specs;
pub mod usage;

use std::collections::BTreeMap;

pub use diagnostic::{Code, Diagnostic, Origin, Severity};

/// Files by their path, which is relative and uses `/`.
pub type FileTree = BTreeMap<String, String>;

/// Does the same to every item, side by side; the results are in the order of the items.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(work).collect()
}
