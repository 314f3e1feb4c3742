//! What emitted code uses.

pub use bytes::Bytes;
pub use serde_json::Value;
pub use std::collections::BTreeMap;

pub use super::arrays::ArrayForm;
pub use super::base64::Base64;
pub use super::custom_fields::{CustomField, CustomFieldValue, CustomFieldValues, CustomFields};
pub use super::date::{Date, DateTime};
pub use super::decimal::Decimal;
pub use super::error::DecodeError;
pub use super::extra::Extra;
pub use super::field::Field;
pub use super::file::File;
pub use super::meta::{Company, Deprecation, Meta, Method, Replacement};
pub use super::operation::{Operation, Paged, Paging};
pub use super::param::{Param, Range, Sort};
pub use super::reply::{Payload, Redirect, Reply};
pub use super::request::Request;
pub use super::secret::Secret;
pub use super::setters::PathStyle;

#[allow(
    unused_imports,
    reason = "a set of tools can be without enums or unions"
)]
pub(crate) use super::enums::{integer_enum, string_enum};
#[allow(
    unused_imports,
    reason = "a set of tools can be without enums or unions"
)]
pub(crate) use super::{record::record, union::union};
