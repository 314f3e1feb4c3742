
// The crate defines what Procore has deprecated; the warnings are for those who use it.
#![allow(deprecated)]

pub use runtime::arrays::ArrayStyle;
pub use runtime::builder::ClientBuilder;
pub use runtime::client::Client;
pub use runtime::custom_fields::{CustomFieldValue, CustomFieldValues, CustomFields};
pub use runtime::date::{Date, DateTime};
pub use runtime::decimal::Decimal;
pub use runtime::environment::Environment;
pub use runtime::error::Error;
pub use runtime::field::Field;
pub use runtime::file::File;
pub use runtime::oauth::OAuth;
pub use runtime::operation::{Operation, Paged};
pub use runtime::pages::PagedExt;
pub use runtime::param::{Range, Sort};
pub use runtime::policy::DeprecationPolicy;
pub use runtime::reply::Response;
pub use runtime::token::TokenStore;
pub use runtime::upload::UploadTo;

pub mod runtime;

#[rustfmt::skip]
pub mod deprecations;

#[rustfmt::skip]
pub mod shared;
