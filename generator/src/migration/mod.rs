//! Migration guides: for each deprecated operation and what replaces it, what changes for a program.
//!
//! A guide is computed from the API alone. Each match between the two operations says how it was
//! found, and what has no counterpart is said, never guessed.

mod behaviour;
mod build;
mod compare;
mod example;
mod guide;
mod leaves;
mod markdown;
mod text;

pub use build::{chosen, guides};
pub use example::Example;
pub use guide::{Change, Found, Guide, Item, Kind, Lookup};
pub use markdown::{anchor, markdown};
pub use text::{json, text};
