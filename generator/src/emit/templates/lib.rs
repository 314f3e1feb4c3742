
// The crate defines what Procore has deprecated; the warnings are for those who use it.
#![allow(deprecated)]

pub mod runtime;

#[rustfmt::skip]
pub mod deprecations;

#[rustfmt::skip]
pub mod shared;
