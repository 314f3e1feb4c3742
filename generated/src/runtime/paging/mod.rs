//! Lists that come page by page, as streams.

pub mod pages;
