//! A request as plain data, from what is known of its operation to its encoded body.

pub mod arrays;
pub(crate) mod body;
pub mod described;
pub mod meta;
pub mod request;
pub mod setters;
