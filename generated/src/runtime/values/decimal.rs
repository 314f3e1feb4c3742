//! Decimal numbers without loss: money.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::param::Param;
use crate::runtime::error::mismatch::Kind;
use crate::runtime::json::digits::Parts;
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// A decimal number of any length, kept digit for digit.
///
/// Procore sends money as JSON strings and as JSON numbers; a value is written back as it came.
/// Values compare by number: `12.5`, `"12.50"` and `1.25e1` are equal. To calculate, take the text
/// into the decimal library of your choice; the feature `rust_decimal` converts from and to that one.
#[derive(Clone)]
pub struct Decimal {
    text: Box<str>,
    form: Form,
}

/// The JSON type of a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    String,
    Number,
}

/// A text that is not a decimal number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no decimal number like `-1234.50`")]
#[non_exhaustive]
pub struct ParseDecimalError {
    /// The text.
    pub text: String,
}

impl Decimal {
    /// Its digits, as they came or were given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// A number from its text, which is known to be one.
    #[cfg(feature = "rust_decimal")]
    pub(super) fn from_text(text: String) -> Self {
        Self {
            text: text.into(),
            form: Form::String,
        }
    }

    /// The nearest binary floating-point number.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // The text was checked to be a number.
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// The same number, sent as a JSON string.
    #[must_use]
    pub fn as_json_string(mut self) -> Self {
        self.form = Form::String;
        self
    }

    /// The same number, sent as a JSON number.
    #[must_use]
    pub fn as_json_number(self) -> Self {
        let canonical = is_json_number(&self.text);
        let text = if canonical {
            self.text
        } else {
            Parts::of(&self.text).to_string().into()
        };
        Self {
            text,
            form: Form::Number,
        }
    }
}

/// Whether JSON takes the text as a number: no plus sign, no leading zeros, digits around the point.
fn is_json_number(text: &str) -> bool {
    let mut reader = Reader::new(text);
    reader.number("").is_ok() && reader.end().is_ok()
}

/// Whether the text is a decimal number: what JSON takes, or with a plus sign, leading zeros, or
/// no digit on one side of the point.
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    let points = mantissa.bytes().filter(|byte| *byte == b'.').count();
    digits > 0
        && points <= 1
        && digits + points == mantissa.len()
        && exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty()
                && exponent.len() <= 9
                && exponent.bytes().all(|b| b.is_ascii_digit())
        })
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_decimal(text) {
            Ok(Self {
                text: text.into(),
                form: Form::String,
            })
        } else {
            Err(ParseDecimalError {
                text: text.to_owned(),
            })
        }
    }
}

impl TryFrom<&str> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self {
            text: value.to_string().into(),
            form: Form::Number,
        }
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl TryFrom<f64> for Decimal {
    type Error = ParseDecimalError;

    /// The shortest decimal that reads as `value`; infinities and NaN have none.
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        if value.is_finite() {
            Ok(Self {
                text: value.to_string().into(),
                form: Form::Number,
            })
        } else {
            Err(ParseDecimalError {
                text: value.to_string(),
            })
        }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        0.into()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text || Parts::of(&self.text) == Parts::of(&other.text)
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Parts::of(&self.text).hash(state);
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (Parts::of(&self.text), Parts::of(&other.text));
        match (a.negative, b.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => a.magnitude(&b),
            (true, true) => b.magnitude(&a),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for super::field::Field<Decimal> {
    fn from(value: i64) -> Self {
        Self::Value(value.into())
    }
}

impl Param for Decimal {
    fn text(&self) -> String {
        self.text.to_string()
    }
}

impl Wire for Decimal {
    const LOOSE: u8 = 1;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let kind = reader.kind()?;
        let mark = reader.mark();
        if matches!(kind, Kind::Integer | Kind::Number) {
            let text = reader.number("decimal")?;
            if is_decimal(text) {
                return Ok(Self {
                    text: text.into(),
                    form: Form::Number,
                });
            }
        } else if let Ok(value) = reader.text("decimal")?.parse() {
            return Ok(value);
        }
        reader.rewind(mark);
        Err(reader.wrong("decimal"))
    }

    fn write(&self, writer: &mut Writer) {
        match self.form {
            Form::Number => writer.number(&self.text),
            Form::String => writer.string(&self.text),
        }
    }
}

crate::runtime::json::serde::bridge!(Decimal);
