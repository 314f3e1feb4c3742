//! One API as text: every operation and type as lines, and what goes away when.

mod calendar;
pub mod deprecations;
mod feed;
mod lines;

pub use calendar::calendar;
pub use feed::atom;
pub use lines::{WIDTH, inventory};
pub(crate) use lines::{replacements, ty};
