//! The project against Procore's own descriptions, which are no part of it: what differs, a line
//! each.
//!
//! Pure: whoever runs it reads the files and starts the programs.

pub mod announcements;
pub mod deprecations;
pub mod forms;
pub mod names;
pub mod prose;
pub mod responses;
