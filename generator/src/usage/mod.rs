//! Uses of deprecated requests, parameters, fields and values in the sources of a program.
//!
//! The sources are parsed, not built. A path is followed as the compiler would: through imports,
//! renames, globs, re-exports and aliases, across the files and packages that are there. Of the types
//! of values is known what a declaration, a signature or a response says. What cannot be told is
//! reported as that, and never as a use.

mod analyse;
mod collect;
mod expressions;
mod facts;
mod files;
mod found;
mod items;
mod json;
mod lower;
mod macros;
mod manifest;
mod methods;
mod patterns;
mod resolve;
mod sources;
mod text;
mod tree;
mod types;
mod walker;
mod words;

pub use analyse::usage;
pub use facts::{Facts, Guide, Instead, Kind, Notice};
pub use files::Files;
pub use found::{Report, Spot, Unresolved, Use};
pub use json::{json, sarif};
pub use text::text;
