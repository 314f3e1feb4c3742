//! Calendar dates and instants, which keep the text in which they came.

use std::fmt;
use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};
use std::str::FromStr;

use jiff::{Timestamp, civil};

use super::param::{Param, Range};
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// A text that is not a date or not an instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {expected}")]
#[non_exhaustive]
pub struct ParseDateError {
    /// The text.
    pub text: String,
    /// What was expected, with an example.
    pub expected: &'static str,
}

/// A value, with the text in which it came where that is not the plain one. That is seldom, and kept
/// elsewhere: most records have several instants, and most of them are unset.
#[derive(Clone)]
enum Kept<T> {
    Plain(T),
    As(Box<(T, Box<str>)>),
}

impl<T: Copy> Kept<T> {
    fn value(&self) -> T {
        match self {
            Self::Plain(value) => *value,
            Self::As(kept) => kept.0,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::As(kept) => Some(&kept.1),
        }
    }

    fn with_text(value: T, text: &str) -> Self {
        Self::As(Box::new((value, text.into())))
    }
}

/// A calendar date, `2026-03-31`.
///
/// A date that came as a date with a time is the date of that text, and is written back as it came. It
/// converts from and to the dates of `jiff`, and with the feature `chrono` those of `chrono`.
#[derive(Clone)]
pub struct Date(Kept<civil::Date>);

impl Date {
    /// The date of year, month (from 1) and day (from 1), if there is one.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self::from)
    }

    /// The date for calculations.
    #[must_use]
    pub fn civil(&self) -> civil::Date {
        self.0.value()
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(Kept::Plain(date))
    }
}

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ParseDateError {
            text: text.to_owned(),
            expected: "date like `2026-03-31`",
        };
        let (date, rest) = text.split_at_checked(10).ok_or_else(wrong)?;
        let date = digits(date).ok_or_else(wrong)?;
        if rest.is_empty() {
            return Ok(Self(Kept::Plain(date)));
        }
        // A time behind it must be one, else digits would be lost on a typing error.
        let time = rest.starts_with(['T', 't', ' ']) && text.parse::<civil::DateTime>().is_ok();
        if time || text.parse::<Timestamp>().is_ok() {
            return Ok(Self(Kept::with_text(date, text)));
        }
        Err(wrong())
    }
}

/// `YYYY-MM-DD`.
fn digits(text: &str) -> Option<civil::Date> {
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text.as_bytes() else {
        return None;
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    let year = digit(y0)? * 1000 + digit(y1)? * 100 + digit(y2)? * 10 + digit(y3)?;
    let month = i8::try_from(digit(m0)? * 10 + digit(m1)?).ok()?;
    let day = i8::try_from(digit(d0)? * 10 + digit(d1)?).ok()?;
    civil::Date::new(year, month, day).ok()
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.text() {
            Some(text) => f.write_str(text),
            None => write!(f, "{}", self.0.value()),
        }
    }
}

/// An instant, `2026-03-31T08:00:00Z`.
///
/// It is written back as it came, so that its offset and its digits survive. It converts from and to
/// the instants of `jiff`, and with the feature `chrono` those of `chrono`.
#[derive(Clone)]
pub struct DateTime(Kept<Timestamp>);

impl DateTime {
    /// The instant for calculations.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.0.value()
    }
}

impl From<Timestamp> for DateTime {
    fn from(instant: Timestamp) -> Self {
        Self(Kept::Plain(instant))
    }
}

impl FromStr for DateTime {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(instant) = utc(text) {
            return Ok(Self(Kept::Plain(instant)));
        }
        match text.parse::<Timestamp>() {
            Ok(instant) => Ok(Self(Kept::with_text(instant, text))),
            Err(_) => Err(ParseDateError {
                text: text.to_owned(),
                expected: "instant like `2026-03-31T08:00:00Z`",
            }),
        }
    }
}

/// `YYYY-MM-DDTHH:MM:SSZ`, the form in which nearly all instants come.
fn utc(text: &str) -> Option<Timestamp> {
    let (date, time) = text.split_at_checked(10)?;
    let [b'T', h0, h1, b':', m0, m1, b':', s0, s1, b'Z'] = *time.as_bytes() else {
        return None;
    };
    let pair = |a: u8, b: u8| {
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i64::from((a - b'0') * 10 + (b - b'0')))
    };
    let (hour, minute, second) = (pair(h0, h1)?, pair(m0, m1)?, pair(s0, s1)?);
    // A leap second has no instant of its own; the general parser decides what it means.
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = i64::from(days_from_epoch(digits(date)?));
    Timestamp::from_second(days * 86_400 + hour * 3_600 + minute * 60 + second).ok()
}

/// The other way round, into a buffer; `None` where the general printer has to do it.
fn print_utc(instant: Timestamp, buffer: &mut [u8; 20]) -> Option<&str> {
    if instant.subsec_nanosecond() != 0 {
        return None;
    }
    let seconds = instant.as_second();
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    // Days to a date, the inverse of the function below.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if !(0..=9999).contains(&year) {
        return None;
    }
    *buffer = *b"0000-00-00T00:00:00Z";
    let parts = [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, of_day / 3_600),
        (14, of_day / 60 % 60),
        (17, of_day % 60),
    ];
    for (at, value) in parts {
        let value = u8::try_from(value).ok()?;
        *buffer.get_mut(at)? += value / 10;
        *buffer.get_mut(at + 1)? += value % 10;
    }
    std::str::from_utf8(buffer).ok()
}

/// Days since 1970-01-01 (Howard Hinnant's algorithm).
fn days_from_epoch(date: civil::Date) -> i32 {
    let (month, day) = (i32::from(date.month()), i32::from(date.day()));
    let year = i32::from(date.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.text() {
            Some(text) => f.write_str(text),
            None => match print_utc(self.0.value(), &mut [0; 20]) {
                Some(text) => f.write_str(text),
                None => write!(f, "{}", self.0.value()),
            },
        }
    }
}

/// What both types share: they compare by value, and stand in JSON as text.
macro_rules! text_value {
    ($name:ident, $type:ty, $expected:literal, $loose:literal) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.value() == other.0.value()
            }
        }
        impl Eq for $name {}
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.0.value().cmp(&other.0.value())
            }
        }
        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.0.value().hash(state);
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl From<$name> for $type {
            fn from(value: $name) -> Self {
                value.0.value()
            }
        }
        impl TryFrom<&str> for $name {
            type Error = ParseDateError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl From<$type> for super::field::Field<$name> {
            fn from(value: $type) -> Self {
                Self::Value(value.into())
            }
        }
        impl Param for $name {
            fn text(&self) -> String {
                self.to_string()
            }
        }
        impl Wire for $name {
            const LOOSE: u8 = $loose;

            fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let mark = reader.mark_value();
                reader.text($expected)?.parse().map_err(|_| {
                    reader.rewind(mark);
                    reader.wrong($expected)
                })
            }

            fn write(&self, writer: &mut Writer) {
                match self.0.text() {
                    Some(text) => writer.string(text),
                    None => writer.display(self),
                }
            }
        }
        crate::runtime::json::serde::bridge!($name);
    };
}

// The date of an instant can be read as well.
text_value!(Date, civil::Date, "date", 1);
text_value!(DateTime, Timestamp, "date-time", 0);

/// Ranges of dates, where the ends may be instants as well.
macro_rules! of_dates {
    ($($range:ty),*) => {
        $(impl From<$range> for Range<DateTime> {
            fn from(range: $range) -> Self {
                Self::of(Range::<Date>::from(range).text())
            }
        })*
    };
}

of_dates!(
    Date,
    (Option<Date>, Option<Date>),
    RangeInclusive<Date>,
    RangeFrom<Date>,
    RangeToInclusive<Date>
);
