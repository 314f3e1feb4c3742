//! What emitted code uses.

pub use bytes::Bytes;
pub use serde_json::Value;
pub use std::collections::BTreeMap;

pub use super::client::operation::Operation;
pub use super::error::DecodeError;
pub use super::http::file::File;
pub use super::json::extra::Extra;
pub use super::paging::pages::{Paged, Paging};
pub use super::request::arrays::ArrayForm;
pub use super::request::described::{DeprecatedOperation, Described, Description};
pub use super::request::meta::{Company, Deprecation, Meta, Method, Replacement};
pub use super::request::request::Request;
pub use super::request::setters::PathStyle;
pub use super::response::encoded::{EncodedResponse, Payload, Redirect};
pub use super::values::base64::Base64;
pub use super::values::custom_fields::{
    CustomField, CustomFieldValue, CustomFieldValues, CustomFields,
};
pub use super::values::date::{Date, DateTime};
pub use super::values::decimal::Decimal;
pub use super::values::field::Field;
pub use super::values::param::{Param, Range, Sort};
pub use super::values::secret::Secret;

#[allow(
    unused_imports,
    reason = "a set of tools can be without enums or unions"
)]
pub(crate) use super::values::enums::{integer_enum, string_enum};
#[allow(
    unused_imports,
    reason = "a set of tools can be without enums or unions"
)]
pub(crate) use super::{json::record::record, values::union::union};
