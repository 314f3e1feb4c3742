//! Two APIs compared: what the difference means to a program that uses the crate.
//!
//! [`compare`] gives plain data, the most important first; the formats are files of their own.

mod class;
mod compare;
mod counts;
mod data;
mod html;
mod json;
mod markdown;
mod operations;
mod outline;
mod places;
mod shapes;
mod surface;
mod text;
mod types;
mod values;
mod words;

pub use compare::compare;
pub use counts::{Counts, Step, counts};
pub use data::{Change, Changes, Effect, Event, Gone, Item, Part, Subject, Wire};
pub use html::html;
pub(crate) use html::{escape, fragment};
pub use json::json;
pub use markdown::{changelog, markdown};
pub use text::text;
