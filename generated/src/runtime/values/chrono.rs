//! Dates and instants of `chrono`, for applications that have it.

use chrono::{NaiveDate, TimeZone, Utc};
use jiff::Timestamp;

use super::date::{Date, DateTime, ParseDateError};

impl From<&Date> for NaiveDate {
    fn from(date: &Date) -> Self {
        let date = date.civil();
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        // Each date of `jiff` is one of `chrono`, which has more years.
        Self::from_ymd_opt(date.year().into(), month.into(), day.into()).unwrap_or_default()
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        Self::from(&date)
    }
}

/// Fails for a year of more than four digits.
impl TryFrom<NaiveDate> for Date {
    type Error = ParseDateError;

    fn try_from(date: NaiveDate) -> Result<Self, Self::Error> {
        use chrono::Datelike;
        let parts = (
            i16::try_from(date.year()),
            i8::try_from(date.month()),
            i8::try_from(date.day()),
        );
        let made = match parts {
            (Ok(year), Ok(month), Ok(day)) => Self::new(year, month, day),
            _ => None,
        };
        made.ok_or_else(|| ParseDateError {
            text: date.to_string(),
            expected: "date of a year that has four digits",
        })
    }
}

impl From<&DateTime> for chrono::DateTime<Utc> {
    fn from(instant: &DateTime) -> Self {
        let instant = instant.timestamp();
        // Before 1970 both parts are negative; `chrono` counts the second up from its beginning.
        let nanoseconds = instant.as_nanosecond();
        let second = nanoseconds.div_euclid(1_000_000_000);
        let within = nanoseconds.rem_euclid(1_000_000_000);
        let second = i64::try_from(second).unwrap_or_default();
        let within = u32::try_from(within).unwrap_or_default();
        // Each instant of `jiff` is one of `chrono`, which has more years.
        Self::from_timestamp(second, within).unwrap_or_default()
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(instant: DateTime) -> Self {
        Self::from(&instant)
    }
}

/// The same instant; it is sent in UTC. Fails for a year of more than four digits, and for a leap
/// second.
impl<Z: TimeZone> TryFrom<chrono::DateTime<Z>> for DateTime {
    type Error = ParseDateError;

    fn try_from(instant: chrono::DateTime<Z>) -> Result<Self, Self::Error> {
        let within = instant.timestamp_subsec_nanos();
        let made = i32::try_from(within)
            .ok()
            .filter(|within| *within < 1_000_000_000)
            .and_then(|within| Timestamp::new(instant.timestamp(), within).ok());
        made.map(Self::from).ok_or_else(|| ParseDateError {
            text: format!("{:?}", instant.naive_utc()),
            expected: "instant of a year that has four digits, and of no leap second",
        })
    }
}
