//! Deprecations: gathered from every place Procore announces one, and linked to what replaces them.
//!
//! At import:
//! - [`gather`] reads an operation of the description into structured data without prose, with
//!   [`prose`] for the words that announce, `mentions` for what they name instead and [`dates`] for
//!   the dates; it is kept in the specs as the extension `x-deprecation`. [`fields`] does the same for fields, parameters and enum values.
//! - [`notices`] reads announcements out of Markdown pages; they are kept in `notices.yaml`.
//!
//! At generation, from the specs alone:
//! - [`catalog`] finds operations by key, path, title and [`reference`](mod@reference) link.
//! - [`table`] is `deprecations.yaml`: what people know, which overrides the rest.
//! - [`link`](mod@link) joins all of it, with [`infer`] for what nobody announced a replacement of.
//! - [`report`] tells what goes when.
//!
//! What is not a deprecation: a newer version, a `legacy---` group, the word in the text of a field.

pub mod catalog;
pub mod dates;
pub mod fields;
pub mod gather;
pub mod infer;
pub mod link;
mod mentions;
pub mod notices;
pub mod prose;
pub mod reference;
pub mod report;
mod resolve;
pub mod table;

pub use dates::published_on;
use regex::Regex;

/// A regular expression of this module's own making.
#[allow(
    clippy::expect_used,
    reason = "patterns are constants; the first test that touches one compiles it"
)]
fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well formed")
}

/// A constant pattern, compiled once.
macro_rules! pattern {
    ($pattern:expr) => {
        std::sync::LazyLock::new(|| super::compile($pattern))
    };
}
use pattern;
