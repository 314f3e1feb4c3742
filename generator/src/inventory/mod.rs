//! One API as text: every operation and type as lines, and what goes away when.

pub mod deprecations;
mod lines;

pub use lines::{WIDTH, inventory};
pub(crate) use lines::{replacements, ty};
