//! The types of fields and parameters that are more than a string or a number.

pub mod base64;
#[cfg(feature = "chrono")]
mod chrono;
pub mod custom_fields;
pub mod date;
pub mod decimal;
pub(crate) mod enums;
pub mod field;
pub mod id;
pub mod param;
#[cfg(feature = "rust_decimal")]
pub mod rust_decimal;
pub mod secret;
pub mod union;
