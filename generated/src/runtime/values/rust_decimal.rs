//! Decimals of `rust_decimal`, for applications that calculate with them.

use super::decimal::Decimal;
use super::field::Field;
use crate::runtime::json::digits::Parts;

/// A number that has more digits than a [`rust_decimal::Decimal`] can hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` has more digits than a `rust_decimal::Decimal` holds")]
#[non_exhaustive]
pub struct TooManyDigits {
    /// The number.
    pub text: String,
}

impl From<rust_decimal::Decimal> for Decimal {
    /// The same number with the same digits, `12.50`. It is sent as a JSON string; see
    /// [`Decimal::as_json_number`].
    fn from(value: rust_decimal::Decimal) -> Self {
        Self::from_text(value.to_string())
    }
}

impl From<rust_decimal::Decimal> for Field<Decimal> {
    fn from(value: rust_decimal::Decimal) -> Self {
        Self::Value(value.into())
    }
}

impl TryFrom<&Decimal> for rust_decimal::Decimal {
    type Error = TooManyDigits;

    /// Fails where it would lose a digit: of numbers with more than 28 digits.
    fn try_from(value: &Decimal) -> Result<Self, Self::Error> {
        let text = value.as_str();
        // As it is, since `12.50` keeps its zero; else without exponent and superfluous zeros.
        let exact = Self::from_str_exact(text);
        let exact = exact.or_else(|_| Self::from_str_exact(&Parts::of(text).to_string()));
        exact.map_err(|_| TooManyDigits {
            text: text.to_owned(),
        })
    }
}

impl TryFrom<Decimal> for rust_decimal::Decimal {
    type Error = TooManyDigits;

    fn try_from(value: Decimal) -> Result<Self, Self::Error> {
        Self::try_from(&value)
    }
}
