
// docs.rs builds with a nightly compiler, which says of each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// The crate defines what Procore has deprecated; the warnings are for those who use it.
#![allow(deprecated)]

pub use runtime::public::*;
#[cfg(feature = "testing")]
pub use runtime::testing;

// What is not re-exported above is for the code of this crate alone, and can change at any time.
#[doc(hidden)]
pub mod runtime;

#[rustfmt::skip]
pub mod deprecations;

// Pages of the docs, which a program need not read.
#[cfg(any(doc, doctest))]
#[rustfmt::skip]
pub mod guide;

#[cfg(any(doc, doctest))]
#[rustfmt::skip]
pub mod operations;

#[rustfmt::skip]
pub mod shared;
