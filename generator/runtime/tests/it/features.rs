//! Conversions from and to the types of other crates, each behind its feature.

use chrono::{NaiveDate, TimeZone, Utc};
use runtime::{Date, DateTime, Decimal, Field, TooManyDigits};

#[test]
fn decimals_of_rust_decimal_keep_their_digits() {
    for text in ["12.50", "-0.01", "0", "79228162514264337593543950335"] {
        let ours: Decimal = text.parse().unwrap();
        let theirs = rust_decimal::Decimal::try_from(&ours).unwrap();
        assert_eq!(theirs.to_string(), text);
        assert_eq!(Decimal::from(theirs).as_str(), text);
    }
    let exponent: Decimal = "1.25e3".parse().unwrap();
    let theirs = rust_decimal::Decimal::try_from(exponent).unwrap();
    assert_eq!(theirs, rust_decimal::Decimal::from(1250));
    // What it cannot hold is no number near it.
    for text in ["0.12345678901234567890123456789012345", "1e40"] {
        let ours: Decimal = text.parse().unwrap();
        let error: TooManyDigits = rust_decimal::Decimal::try_from(ours).unwrap_err();
        assert_eq!(error.text, text);
    }
    let field: Field<Decimal> = rust_decimal::Decimal::new(1250, 2).into();
    assert_eq!(
        serde_json::to_string(field.value().unwrap()).unwrap(),
        r#""12.50""#
    );
}

#[test]
fn dates_of_chrono_are_the_same_days() {
    for (year, month, day) in [(2026, 3, 31), (1969, 12, 31), (2024, 2, 29)] {
        let theirs = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let ours = Date::try_from(theirs).unwrap();
        assert_eq!(ours.to_string(), theirs.to_string());
        assert_eq!(NaiveDate::from(&ours), theirs);
        assert_eq!(NaiveDate::from(ours), theirs);
    }
    let far = NaiveDate::from_ymd_opt(12_345, 1, 1).unwrap();
    let error = Date::try_from(far).unwrap_err();
    assert!(error.to_string().contains("12345"), "{error}");
}

#[test]
fn instants_of_chrono_are_the_same_instants() {
    for text in [
        "2026-03-31T08:00:00Z",
        "1969-12-31T23:59:59.25Z",
        "2026-03-31T08:00:00.000000001Z",
    ] {
        let ours: DateTime = text.parse().unwrap();
        let theirs = chrono::DateTime::<Utc>::from(&ours);
        let expected: chrono::DateTime<Utc> = text.parse().unwrap();
        assert_eq!(theirs, expected);
        assert_eq!(DateTime::try_from(theirs).unwrap(), ours);
    }
    // Of any zone.
    let zone = chrono::FixedOffset::east_opt(7200).unwrap();
    let theirs = zone.with_ymd_and_hms(2026, 3, 31, 10, 0, 0).unwrap();
    let ours = DateTime::try_from(theirs).unwrap();
    assert_eq!(ours.to_string(), "2026-03-31T08:00:00Z");
    let far = Utc.with_ymd_and_hms(12_345, 1, 1, 0, 0, 0).unwrap();
    assert!(DateTime::try_from(far).is_err());
}

#[test]
fn jiff_is_at_hand_without_naming_it_in_the_manifest() {
    let date = Date::from(runtime::jiff::civil::date(2026, 3, 31));
    assert_eq!(date.to_string(), "2026-03-31");
}
