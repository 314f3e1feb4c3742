//! The Rust types of scalar schemas, by `type` and `format`.

use super::types::TypeRef;

/// The type of a string of this format. A binary string is a file where one can be sent.
pub(crate) fn string_type(format: Option<&str>, files: bool) -> TypeRef {
    match format {
        Some("date" | "log_date") => TypeRef::Date,
        Some("date-time" | "datetime") => TypeRef::DateTime,
        Some("byte") => TypeRef::Base64,
        Some("password") => TypeRef::Secret,
        Some("binary") if files => TypeRef::File,
        Some("float" | "double" | "decimal" | "currency") => TypeRef::Decimal,
        _ => TypeRef::String,
    }
}

/// The type of a number of this format.
pub(crate) fn number_type(format: Option<&str>) -> TypeRef {
    match format {
        Some("decimal") => TypeRef::Decimal,
        Some("integer") => TypeRef::Integer,
        _ => TypeRef::Float,
    }
}
