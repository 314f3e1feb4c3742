//! Decimal numbers as texts of digits: comparing them, and writing them plainly.

use std::cmp::Ordering;
use std::fmt;

/// A decimal without superfluous zeros: `0.digits * 10^scale`.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub(crate) negative: bool,
    digits: String,
    scale: i64,
}

impl Parts {
    /// The parts of a text that is a decimal number.
    pub(crate) fn of(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i64 = exponent
            .strip_prefix('+')
            .unwrap_or(exponent)
            .parse()
            .unwrap_or(0);
        let negative = mantissa.starts_with('-');
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let digits = significant.trim_end_matches('0').to_owned();
        if digits.is_empty() {
            return Self {
                negative: false,
                digits,
                scale: 0,
            };
        }
        let skipped = all.len() - significant.len();
        let point = i64::try_from(whole.len()).unwrap_or(i64::MAX);
        let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
        Self {
            negative,
            digits,
            scale: point - skipped + exponent,
        }
    }

    /// Which number is further from zero.
    pub(crate) fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .scale
                .cmp(&other.scale)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// Whether two texts of decimal numbers mean the same number.
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    Parts::of(a) == Parts::of(b)
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        let sign = if self.negative { "-" } else { "" };
        let length = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        match usize::try_from(self.scale) {
            // Past some length an exponent reads better, and cannot exhaust the memory.
            _ if self.scale > length + 40 || self.scale < -40 => {
                write!(f, "{sign}{}e{}", self.digits, self.scale - length)
            }
            Ok(scale) if scale >= self.digits.len() => {
                write!(
                    f,
                    "{sign}{}{}",
                    self.digits,
                    "0".repeat(scale - self.digits.len())
                )
            }
            Ok(scale) if scale > 0 => {
                let (whole, fraction) = self.digits.split_at(scale);
                write!(f, "{sign}{whole}.{fraction}")
            }
            _ => {
                let zeros = usize::try_from(-self.scale).unwrap_or(0);
                write!(f, "{sign}0.{}{}", "0".repeat(zeros), self.digits)
            }
        }
    }
}

/// Up to here every integer has its own `f64`.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// The JSON of a float: without a fraction where it has none, as most senders write it.
pub(crate) fn float_text(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < EXACT {
        format!("{value:.0}")
    } else if value.is_finite() {
        serde_json::to_string(&value).unwrap_or_default()
    } else {
        // JSON has no infinity and no NaN.
        "null".to_owned()
    }
}
