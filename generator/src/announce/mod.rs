//! Announcements: what Procore says of deprecations, in flags, dates, sentences and pages, as data
//! without prose.
//!
//! - [`announcement`] is the data, as the specs keep it.
//! - [`gather`] reads one operation, with [`prose`] for the sentences that announce, `mentions` for
//!   what they name instead, and [`dates`]; [`fields`] does the same for fields, parameters and
//!   values of enums.
//! - [`pages`] reads the pages of the developer site; their announcements are kept in `notices.yaml`.
//! - [`reference`](mod@reference) reads and makes links to Procore's reference pages.
//!
//! What is not a deprecation: a newer version, a `legacy---` group, the word in the text of a field.

pub mod announcement;
pub mod dates;
pub mod fields;
pub mod gather;
mod mentions;
pub mod pages;
mod pattern;
pub mod prose;
pub mod reference;
