//! The types of fields and parameters that are more than a string or a number.

pub mod base64;
pub mod custom_fields;
pub mod date;
pub mod decimal;
pub(crate) mod enums;
pub mod field;
pub mod id;
pub mod param;
pub mod secret;
pub mod union;

pub use custom_fields::{CustomFieldValue, CustomFieldValues, CustomFields};
pub use date::{Date, DateTime};
pub use decimal::Decimal;
pub use field::Field;
pub use id::Id;
pub use param::{Range, Sort};
