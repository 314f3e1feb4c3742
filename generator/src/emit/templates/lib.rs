
// The crate defines what Procore has deprecated; the warnings are for those who use it.
#![allow(deprecated)]

pub use runtime::auth::{OAuth, TokenStore};
pub use runtime::client::{Client, ClientBuilder, DeprecationPolicy, Operation, Paged};
pub use runtime::error::Error;
pub use runtime::http::{Environment, File};
pub use runtime::paging::PagedExt;
pub use runtime::request::ArrayStyle;
pub use runtime::response::Response;
pub use runtime::transfer::UploadTo;
pub use runtime::values::{
    CustomFieldValue, CustomFieldValues, CustomFields, Date, DateTime, Decimal, Field, Range, Sort,
};
pub use runtime::webhook;

pub mod runtime;

#[rustfmt::skip]
pub mod deprecations;

#[rustfmt::skip]
pub mod operations;

#[rustfmt::skip]
pub mod shared;
