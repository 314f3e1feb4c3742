//! Dates as announcements write them: unix seconds, ISO, `M/D/YYYY`, month names.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regex::Regex;

use super::pattern::pattern;
use crate::openapi::object::Scalar;

/// A date in running text, for use inside other patterns; see [`from_text`].
pub(super) const DATE: &str = concat!(
    r"\d{4}-\d{2}-\d{2}",
    r"|\d{1,2}/\d{1,2}/\d{4}",
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? of|,)? \d{4}",
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8},? \d{4}",
);

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

static NUMERIC: LazyLock<Regex> = pattern!(r"^(\d{1,2})/(\d{1,2})/(\d{4})$");
static MONTH_FIRST: LazyLock<Regex> =
    pattern!(r"^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? of|,)? (\d{4})$");
static DAY_FIRST: LazyLock<Regex> =
    pattern!(r"^(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9})\.?,? (\d{4})$");

/// The date of an `x-deprecated-at` or `x-sunset` value: unix seconds as a number or as text, an
/// ISO date or time stamp (its UTC day), or a date in words.
pub fn from_scalar(value: Scalar<'_>) -> Option<Date> {
    match value {
        Scalar::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            from_number(number as i64)
        }
        Scalar::Text(text) => from_text(text),
        Scalar::Null | Scalar::Flag(_) | Scalar::Number(_) => None,
    }
}

/// The date that `text` is, if it is one and stands in the calendar.
pub fn from_text(text: &str) -> Option<Date> {
    let text = text.trim().trim_matches(['"', '\'', '`']);
    if text.len() >= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().and_then(from_number);
    }
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(TimeZone::UTC.to_datetime(stamp).date());
    }
    if let Ok(date) = text.parse::<Date>() {
        return Some(date);
    }
    if let Some(parts) = NUMERIC.captures(text) {
        return civil(&parts[3], parts[1].parse().ok()?, &parts[2]);
    }
    if let Some(parts) = MONTH_FIRST.captures(text) {
        return civil(&parts[3], month(&parts[1])?, &parts[2]);
    }
    let parts = DAY_FIRST.captures(text)?;
    civil(&parts[3], month(&parts[2])?, &parts[1])
}

/// Unix seconds; a number of eight digits or less would be before 1974, so it is `20240901`.
fn from_number(number: i64) -> Option<Date> {
    if number < 100_000_000 {
        let (year, rest) = (number / 10_000, number % 10_000);
        let (month, day) = (
            i8::try_from(rest / 100).ok()?,
            i8::try_from(rest % 100).ok()?,
        );
        return Date::new(
            i16::try_from(year).ok().filter(|year| *year > 0)?,
            month,
            day,
        )
        .ok();
    }
    from_seconds(number)
}

fn from_seconds(seconds: i64) -> Option<Date> {
    Some(
        TimeZone::UTC
            .to_datetime(Timestamp::from_second(seconds).ok()?)
            .date(),
    )
}

fn civil(year: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn month(name: &str) -> Option<i8> {
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_written_form_of_a_date_is_read() {
        for (value, expected) in [
            (json!(1_644_250_224), "2022-02-07"),
            (json!("1644250224"), "2022-02-07"),
            (json!(1_644_250_224.0), "2022-02-07"),
            (json!("2026-06-30"), "2026-06-30"),
            (json!("2026-06-30T23:00:00-05:00"), "2026-07-01"),
            (json!("2026-06-30T23:00:00Z"), "2026-06-30"),
            (json!(20_240_901), "2024-09-01"),
            (json!("20240901"), "2024-09-01"),
            (json!("9/1/2024"), "2024-09-01"),
            (json!("March 31, 2022"), "2022-03-31"),
            (json!("October 16th of 2023"), "2023-10-16"),
            (json!("Oct. 3rd, 2022"), "2022-10-03"),
            (json!("31 March 2022"), "2022-03-31"),
            (json!("1st of June 2023"), "2023-06-01"),
        ] {
            let found = Scalar::of(&value).and_then(from_scalar);
            assert_eq!(
                found.map(|date| date.to_string()).as_deref(),
                Some(expected),
                "{value}"
            );
        }
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for value in [
            json!("soon"),
            json!("2022-02-30"),
            json!("13/13/2022"),
            json!("Smarch 3, 2022"),
            json!(true),
            json!(1_644_250_224_000_000_000_i64),
            json!(0.5),
            json!(0),
            json!(-1),
            json!(12_345),
            json!(20_241_332),
            json!([2022]),
            json!("99999999999999999999999"),
        ] {
            assert_eq!(Scalar::of(&value).and_then(from_scalar), None, "{value}");
        }
    }

    #[test]
    fn dates_stand_out_in_running_text() {
        let date = Regex::new(DATE).unwrap();
        let found = |text| {
            date.find(text)
                .map(|hit| from_text(hit.as_str()).unwrap().to_string())
        };
        assert_eq!(
            found("gone on October 16th of 2023."),
            Some("2023-10-16".to_owned())
        );
        assert_eq!(found("gone at 9/1/2024."), Some("2024-09-01".to_owned()));
        assert_eq!(found("gone in version 20."), None);
    }
}
