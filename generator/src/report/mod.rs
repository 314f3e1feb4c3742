//! One API as one page: coverage by tool, the deprecation calendar, what changed, and a search over
//! all operations.
//!
//! The page needs nothing beside it and loads nothing. All of it is there without a script, which
//! only searches, sorts and copies. The same API gives the same bytes: what is past is what was past
//! when the description was published.

mod coverage;
mod guide;
mod operations;
mod page;
mod timeline;
mod words;

pub use page::{MARK, page};
