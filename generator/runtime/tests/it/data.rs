//! The data side: leniency, losslessness, and the scalars.

use runtime::runtime::prelude::*;
use runtime::sample::*;
use serde_json::{Value, json};

/// Reads `json` as an `Rfi`, as a user of serde would.
fn rfi(json: &Value) -> Rfi {
    serde_json::from_value(json.clone()).expect("any object is an RFI")
}

/// Reads and writes `text` and compares what comes out as JSON values.
fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> Value {
    let value: T = serde_json::from_str(text).expect("lenient");
    let written = serde_json::to_string(&value).expect("any value can be written");
    serde_json::from_str(&written).expect("what is written is JSON")
}

#[test]
fn a_whole_object_is_read_into_its_fields() {
    let rfi = rfi(&json!({
        "id": 7, "subject": "Door \"A\"\n\u{e9}", "status": "open", "private": true, "progress": 2.5,
        "cost": "12.50", "due_date": "2026-03-31", "created_at": "2026-03-31T08:00:00Z",
        "created_by": {"id": 1, "login": "a@b.c"}, "assignees": [{"id": 2}], "watcher_ids": [1, 2],
        "labels": {"a": "b"}, "cost_code": "01-100", "level": 2, "parent": {"id": 8},
        "custom_fields": {"custom_field_5": {"data_type": "decimal", "value": 2.5}},
        "thumbnail": "aGk=", "metadata": [1, {"x": null}],
    }));
    assert_eq!(rfi.id, Some(7));
    assert_eq!(rfi.subject.as_deref(), Some("Door \"A\"\n\u{e9}"));
    assert_eq!(rfi.status, Some(RfiStatus::Open));
    assert_eq!(rfi.cost, Some("12.5".parse().unwrap()));
    assert_eq!(
        rfi.due_date.as_ref().map(ToString::to_string).as_deref(),
        Some("2026-03-31")
    );
    assert_eq!(
        rfi.created_by
            .as_ref()
            .and_then(|user| user.login.as_deref()),
        Some("a@b.c")
    );
    assert_eq!(rfi.assignees.as_ref().map(Vec::len), Some(1));
    assert_eq!(rfi.cost_code, Some(CostCode::Text("01-100".into())));
    assert_eq!(rfi.level, Some(Level::Two));
    assert_eq!(rfi.parent.as_ref().and_then(|parent| parent.id), Some(8));
    let field = rfi
        .custom_fields
        .as_ref()
        .and_then(|fields| fields.get(5))
        .unwrap();
    assert_eq!(
        field.value,
        Some(CustomFieldValue::Number("2.5".parse().unwrap()))
    );
    assert_eq!(rfi.thumbnail.as_ref().unwrap().bytes().unwrap(), b"hi");
    assert!(rfi.extra.is_empty(), "{:?}", rfi.extra);
}

#[test]
fn a_custom_field_may_be_the_bare_value() {
    let fields = json!({"custom_field_5": true, "custom_field_6": null});
    let json = json!({"custom_fields": fields});
    let rfi = rfi(&json);
    let read = rfi.custom_fields.as_ref().unwrap();
    let value = |id| read.get(id).and_then(|field| field.value.clone());
    assert_eq!(value(5), Some(CustomFieldValue::Bool(true)));
    assert_eq!(value(6), Some(CustomFieldValue::Null));
    assert!(read.extra().is_empty());
    assert_eq!(serde_json::to_value(&rfi).unwrap(), json);
}

#[test]
fn unknown_keys_and_wrong_types_are_kept_and_written_back() {
    let json = json!({
        "id": "seven", "subject": 5, "status": ["open"], "cost": {"a": 1}, "created_at": "soon",
        "created_by": "Bob", "assignees": [{"id": 1}, "Bob", null], "watcher_ids": [1, "two", 3],
        "new_key": {"a": [1]}, "labels": {"a": 1}, "metadata": 1,
    });
    let mut rfi = rfi(&json);
    assert_eq!(rfi.id, None);
    assert_eq!(rfi.extra.get("id"), Some(json!("seven")));
    assert_eq!(rfi.extra.get("new_key"), Some(json!({"a": [1]})));
    let assignees = rfi.assignees.clone().unwrap();
    assert_eq!(assignees[0].id, Some(1));
    assert_eq!(assignees[1].extra.instead(), Some(json!("Bob")));
    assert_eq!(serde_json::to_value(&rfi).unwrap(), json);

    // A value that the user sets wins over the one that was kept.
    rfi.id = Some(7);
    let written = serde_json::to_string(&rfi).unwrap();
    assert_eq!(written.matches("\"id\":").count(), 2, "{written}");
    assert_eq!(serde_json::to_value(&rfi).unwrap()["id"], json!(7));
}

#[test]
fn numbers_keep_every_digit() {
    let text = r#"{"cost":12.50,"unknown":123456789012345678901234567890.10}"#;
    let rfi: Rfi = serde_json::from_str(text).unwrap();
    assert_eq!(rfi.cost.as_ref().unwrap().as_str(), "12.50");
    assert_eq!(serde_json::to_string(&rfi).unwrap(), text);
    assert_eq!(
        rfi.extra.get_text("unknown"),
        Some("123456789012345678901234567890.10")
    );
    // An integer that does not fit is kept, not rounded.
    let rfi: Rfi = serde_json::from_str(r#"{"id":123456789012345678901234567890}"#).unwrap();
    assert_eq!(rfi.id, None);
    assert_eq!(
        rfi.extra.get_text("id"),
        Some("123456789012345678901234567890")
    );
    // Digits that a machine float cannot hold, in a float field.
    let rfi: Rfi = serde_json::from_str(r#"{"progress":12345678901234567890}"#).unwrap();
    assert_eq!(rfi.extra.get_text("progress"), Some("12345678901234567890"));
}

/// Wherever a number stands that 64 bits do not hold: the text is kept, as far as anything can hold it.
#[test]
fn no_number_loses_digits_on_its_way_through() {
    for number in [
        "123456789012345678901234567890",
        "-123456789012345678901234567890",
        "0.1234567890123456789",
        "12345678901234567.89",
        "1.00000000000000000001",
        "1e-400",
        "34.0",
        "-0.0",
        "1.50",
        "0.30000000000000004",
        "1e2",
        "18446744073709551615",
        "100000000000000000000",
    ] {
        for text in [
            format!(r#"{{"metadata":{number}}}"#),
            format!(r#"{{"metadata":[1,{{"a":[{number}]}}]}}"#),
            format!(r#"{{"progress":{number}}}"#),
            format!(r#"{{"cost_code":{number}}}"#),
            format!(r#"{{"cost_code":[{number}]}}"#),
            format!(r#"{{"parent":{{"metadata":{{"a":{number}}}}}}}"#),
            format!(r#"{{"custom_fields":{{"custom_field_1":{{"value":[true,{number}]}}}}}}"#),
            format!(r#"{{"custom_fields":{{"x":{number}}}}}"#),
            format!(r#"{{"watcher_ids":[1,{number}]}}"#),
            format!(r#"{{"id":{number}}}"#),
            format!(r#"{{"level":{number}}}"#),
        ] {
            let rfi: Rfi = serde_json::from_str(&text).unwrap();
            let written = serde_json::to_string(&rfi).unwrap();
            assert_eq!(digits(&written), digits(&text), "{text} became {written}");
        }
    }
    // Where nothing is reported, and nothing can hold the text, it is an error.
    let union = serde_json::from_str::<CostCode>("123456789012345678901234567890");
    assert!(union.unwrap_err().to_string().contains("64 bits"));
}

/// A float is the same one in a field, in free JSON and among the keys that nobody knows.
#[test]
fn a_float_is_read_as_the_nearest_one_everywhere() {
    let mut bits: u64 = 1;
    for _ in 0..20_000 {
        bits = bits
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let float = f64::from_bits(bits);
        if !float.is_finite() {
            continue;
        }
        let number = serde_json::to_string(&float).unwrap();
        let text = format!(r#"{{"progress":{number},"metadata":{number},"unknown":{number}}}"#);
        let rfi: Rfi = serde_json::from_str(&text).unwrap();
        assert_eq!(rfi.progress, Some(float));
        assert_eq!(rfi.metadata, Some(float.into()));
        assert_eq!(rfi.extra.get("unknown"), Some(float.into()));
    }
}

/// The text, each number in it as its digits and exponent: `1.50` and `1.5` mean the same.
fn digits(text: &str) -> String {
    let mut out = String::new();
    let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e' | 'E' | '+');
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '-') {
        let before = rest.get(..start).unwrap();
        out.push_str(before);
        let tail = rest.get(start..).unwrap();
        let end = tail.find(|c| !number(c)).unwrap_or(tail.len());
        let (token, after) = tail.split_at(end);
        let value: Decimal = token.parse().unwrap();
        out.push_str(&format!("{:?}", canonical(&value)));
        rest = after;
    }
    out + rest
}

fn canonical(value: &Decimal) -> String {
    let text = value.as_str().to_ascii_lowercase();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().unwrap();
    let point = exponent - i64::try_from(fraction.len()).unwrap();
    let all = format!("{whole}{fraction}");
    let trimmed = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - trimmed.len()).unwrap();
    let digits = trimmed.trim_start_matches(['-', '0']);
    if digits.is_empty() {
        return "0".to_owned();
    }
    let sign = if all.starts_with('-') { "-" } else { "" };
    format!("{sign}{digits}e{}", point + zeros)
}

/// A union that knows integers and other numbers tells them apart again.
#[test]
fn a_number_in_a_union_stays_of_its_kind() {
    for text in [
        r#"{"cost_code":34.0}"#,
        r#"{"cost_code":34}"#,
        r#"{"cost_code":-2.5}"#,
    ] {
        let rfi: Rfi = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&rfi).unwrap(), text);
    }
    let rfi: Rfi = serde_json::from_str(r#"{"cost_code":34.0}"#).unwrap();
    assert_eq!(rfi.cost_code, Some(CostCode::Number(34.0)));
}

#[test]
fn text_that_no_string_can_hold_is_kept_too() {
    let rfi: Rfi = serde_json::from_str(r#"{"id":1,"subject":"\ud800"}"#).unwrap();
    assert_eq!((rfi.id, rfi.subject), (Some(1), None));
    assert_eq!(rfi.extra.get_text("subject"), Some(r#""\ud800""#));
}

#[test]
fn a_key_that_stands_twice_counts_once() {
    assert_eq!(round_trip::<Rfi>(r#"{"id":"x","id":2}"#), json!({"id": 2}));
    assert_eq!(
        round_trip::<Rfi>(r#"{"id":2,"id":"x"}"#),
        json!({"id": "x"})
    );
    assert_eq!(round_trip::<Rfi>(r#"{"id":2,"id":null}"#), json!({}));
    assert_eq!(round_trip::<Rfi>(r#"{"id":"x","id":null}"#), json!({}));
}

#[test]
fn syntax_errors_are_errors_with_their_position() {
    for text in [
        "",
        "{",
        "[1",
        "{\"id\":}",
        "{\"id\":1,}",
        "{\"id\" 1}",
        "nul",
        "{\"id\":01}",
        "{\"id\":1}x",
        "{\"subject\":\"\\x\"}",
        "{\"subject\":\"a\nb\"}",
        "{\"id\":-}",
        "{\"id\":1.}",
        "{\"id\":1e}",
        "\u{feff}{}",
        "{'id':1}",
        "{\"subject\":\"open",
    ] {
        assert!(
            serde_json::from_str::<Rfi>(text).is_err(),
            "{text:?} is no JSON"
        );
    }
    let deep = "[".repeat(100_000);
    assert!(serde_json::from_str::<Rfi>(&deep).is_err());
}

#[test]
fn serde_formats_other_than_json_text_work_too() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Outer {
        name: String,
        #[serde(flatten)]
        rfi: Rfi,
    }
    let outer: Outer =
        serde_json::from_str(r#"{"name":"n","id":1,"created_by":{"id":2},"x":"y"}"#).unwrap();
    assert_eq!(outer.rfi.id, Some(1));
    assert_eq!(outer.rfi.extra.get("x"), Some(json!("y")));
    let written = serde_json::to_value(&outer).unwrap();
    assert_eq!(
        written,
        json!({"name": "n", "id": 1, "created_by": {"id": 2}, "x": "y"})
    );

    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Either {
        Many(Vec<Rfi>),
        One(Box<Rfi>),
    }
    assert!(matches!(
        serde_json::from_str(r#"[{"id":1}]"#).unwrap(),
        Either::Many(rfis) if rfis[0].id == Some(1)
    ));
    assert!(matches!(
        serde_json::from_str(r#"{"id":1}"#).unwrap(),
        Either::One(rfi) if rfi.id == Some(1)
    ));
}

/// Random JSON, the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn key(&mut self) -> String {
        const KEYS: [&str; 16] = [
            "id",
            "subject",
            "status",
            "private",
            "progress",
            "cost",
            "due_date",
            "created_by",
            "assignees",
            "watcher_ids",
            "labels",
            "cost_code",
            "parent",
            "custom_fields",
            "level",
            "new",
        ];
        match self.next(8) {
            0 => format!("custom_field_{}", self.next(5)),
            1 => [
                "full_code",
                "login",
                "name",
                "rfi",
                "data_type",
                "value",
                "",
            ][self.next(7) as usize]
                .into(),
            _ => KEYS[self.next(16) as usize].into(),
        }
    }

    fn value(&mut self, depth: u64) -> Value {
        match self.next(if depth == 0 { 6 } else { 9 }) {
            0 => json!(self.next(2) == 0),
            1 => json!(self.next(1_000) as i64 - 500),
            2 => json!((self.next(1_000) as f64 + 0.5) / 8.0),
            3 => json!(
                [
                    "open",
                    "12.5",
                    "2026-03-31",
                    "2026-03-31T08:00:00.5+02:00",
                    "\u{1F600}\"\\\n",
                    ""
                ][self.next(6) as usize]
            ),
            4 => json!(self.next(u64::MAX >> 33)),
            5 => json!(-0.125e-7),
            6 => Value::Array((0..self.next(4)).map(|_| self.value(depth - 1)).collect()),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: u64) -> Value {
        Value::Object(
            (0..self.next(9))
                .map(|_| (self.key(), self.value(depth)))
                .collect(),
        )
    }
}

#[test]
fn any_object_survives_the_round_trip_through_any_record() {
    let mut random = Random(42);
    for _ in 0..1_500 {
        let json = random.object(4);
        let text = json.to_string();
        assert_eq!(round_trip::<Rfi>(&text), json, "as an RFI");
        assert_eq!(round_trip::<CreateRfiBodyRfi>(&text), json, "as a body");
        assert_eq!(round_trip::<CustomFields>(&text), json, "as custom fields");
        assert_eq!(round_trip::<CostCode>(&text), json, "as a union");
        // What is read once and written is read again as the same value.
        let first: Rfi = serde_json::from_str(&text).unwrap();
        let again: Rfi = serde_json::from_str(&serde_json::to_string(&first).unwrap()).unwrap();
        assert_eq!(first, again);
    }
}

#[test]
fn request_fields_have_three_states() {
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.subject = "Door".into();
    rfi.due_date = Field::Null;
    rfi.assignee_ids = [1, 2].into();
    let body = CreateRfiBody::new(rfi).notify(None::<bool>);
    let written = serde_json::to_value(&body).unwrap();
    let expected = json!({
        "rfi": {"subject": "Door", "due_date": null, "assignee_ids": [1, 2]}, "notify": null,
    });
    assert_eq!(written, expected);
    let read: CreateRfiBody = serde_json::from_value(written).unwrap();
    assert_eq!(read, body);
}

#[test]
fn custom_fields_are_flattened_into_bodies() {
    let custom = CustomFieldValues::from_iter([
        (5, CustomFieldValue::from("text")),
        (6, vec![1, 2].into()),
        (7, CustomFieldValue::Null),
    ]);
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.custom_fields = custom;
    let written = serde_json::to_value(&rfi).unwrap();
    let expected =
        json!({"custom_field_5": "text", "custom_field_6": [1, 2], "custom_field_7": null});
    assert_eq!(written, expected);
    assert_eq!(
        serde_json::from_value::<CreateRfiBodyRfi>(written).unwrap(),
        rfi
    );
    // A key that only looks like one is kept under its own name.
    let odd = json!({"custom_field_007": 1, "custom_field_x": 2});
    let read: CreateRfiBodyRfi = serde_json::from_value(odd.clone()).unwrap();
    assert_eq!(read.custom_fields.len(), 0);
    assert_eq!(read.additional.get("custom_field_x"), Some(&2));
    assert_eq!(serde_json::to_value(&read).unwrap(), odd);
}

#[test]
fn unions_choose_by_keys_by_tag_and_by_type() {
    let read = |json: Value| serde_json::from_value::<CostCode>(json).unwrap();
    assert!(matches!(
        read(json!({"id": 1, "full_code": "x"})),
        CostCode::Full(_)
    ));
    assert!(matches!(read(json!({"id": 1})), CostCode::Slim(_)));
    assert_eq!(read(json!("x")), CostCode::Text("x".into()));
    assert_eq!(read(json!(3)), CostCode::Integer(3));
    assert_eq!(read(json!(3.5)), CostCode::Number(3.5));
    assert_eq!(read(json!(true)), CostCode::Flag(true));
    assert_eq!(read(json!([1, 2])), CostCode::List(vec![1, 2]));
    assert_eq!(read(json!(["a"])), CostCode::Other(json!(["a"])));

    let read = |json: Value| serde_json::from_value::<Party>(json).unwrap();
    assert!(matches!(
        read(json!({"kind": "cost_code", "login": "x"})),
        Party::Code(_)
    ));
    assert!(matches!(read(json!({"kind": "user"})), Party::User(_)));
    assert!(matches!(read(json!({"login": "x"})), Party::User(_)));
}

#[test]
fn enums_keep_unknown_values() {
    let status = RfiStatus::other("waiting");
    assert_eq!(status, RfiStatus::Unknown("waiting".into()));
    assert_eq!(status.to_string(), "waiting");
    assert_eq!(serde_json::to_string(&status).unwrap(), "\"waiting\"");
    assert_eq!(RfiStatus::ALL, ["open", "closed"]);
    assert_eq!(
        serde_json::from_str::<Level>("9").unwrap(),
        Level::Unknown(9)
    );
}

#[test]
fn decimals_compare_by_number() {
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(decimal("12.5"), decimal("0012.500"));
    assert_eq!(decimal("1.25e1"), decimal("12.5"));
    assert_eq!(decimal("-0.00"), decimal("0"));
    assert_eq!(decimal(".5"), decimal("0.5"));
    let mut sorted = ["-2", "-10", "0", "0.001", "10", "9.99", "1e3"].map(decimal);
    sorted.sort();
    assert_eq!(
        sorted.map(|d| d.to_string()),
        ["-10", "-2", "0", "0.001", "9.99", "10", "1e3"]
    );
    for text in [
        "", "-", ".", "1.2.3", "1e", "abc", "1,000", "NaN", "inf", "0x1", " 1",
    ] {
        assert!(text.parse::<Decimal>().is_err(), "{text:?} is no decimal");
    }
    assert_eq!(
        serde_json::to_string(&decimal("+05.").as_json_number()).unwrap(),
        "5"
    );
    assert_eq!(
        serde_json::to_string(&decimal("12.50").as_json_number()).unwrap(),
        "12.50"
    );
    assert_eq!(serde_json::to_string(&Decimal::from(5)).unwrap(), "5");
    assert_eq!(decimal("100000").as_json_string().to_string(), "100000");
    assert!((decimal("12.50").to_f64() - 12.5).abs() < f64::EPSILON);
}

#[test]
fn instants_and_dates_are_read_and_kept() {
    let instant = |text: &str| text.parse::<DateTime>().unwrap();
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("1969-12-31T23:59:59Z", -1),
        ("2026-11-24T00:00:00Z", 1_795_478_400),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
    ] {
        assert_eq!(instant(text).timestamp().as_second(), seconds, "{text}");
        assert_eq!(instant(text).to_string(), text);
        let general = text.replace('Z', "+00:00");
        assert_eq!(instant(&general), instant(text));
    }
    // Ours and the general parser and printer agree, over two thousand years.
    for step in 0..5_000_i64 {
        let seconds = -31_536_000_000 + step * 12_345_678;
        let general = DateTime::from(jiff::Timestamp::from_second(seconds).unwrap());
        assert_eq!(general.to_string(), general.timestamp().to_string());
        assert_eq!(
            instant(&general.to_string()).timestamp(),
            general.timestamp()
        );
    }
    assert_eq!(
        instant("2026-03-31T10:00:00+02:00"),
        instant("2026-03-31T08:00:00Z")
    );
    assert_eq!(
        instant("2026-03-31T08:00:00.120000Z").to_string(),
        "2026-03-31T08:00:00.120000Z"
    );
    for text in [
        "",
        "2026-03-31",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "soon",
    ] {
        assert!(text.parse::<DateTime>().is_err(), "{text:?} is no instant");
    }
    let date = |text: &str| text.parse::<Date>();
    assert_eq!(date("2026-03-31").unwrap(), Date::new(2026, 3, 31).unwrap());
    assert_eq!(
        date("2026-03-31T08:00:00Z").unwrap(),
        date("2026-03-31").unwrap()
    );
    assert_eq!(
        date("2026-03-31T08:00:00Z").unwrap().to_string(),
        "2026-03-31T08:00:00Z"
    );
    for text in [
        "",
        "2026-3-31",
        "2026-02-30",
        "2026-03-31x",
        "31.03.2026",
        "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}",
    ] {
        assert!(date(text).is_err(), "{text:?} is no date");
    }
}

#[test]
fn ranges_and_sort_orders_are_written_as_procore_reads_them() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let (a, b) = (day("2026-01-01"), day("2026-02-01"));
    assert_eq!(
        Range::<Date>::from(a.clone()..=b.clone()).text(),
        "2026-01-01...2026-02-01"
    );
    assert_eq!(Range::<Date>::from(a.clone()..).text(), "2026-01-01...");
    assert_eq!(Range::<Date>::from(..=b.clone()).text(), "...2026-02-01");
    assert_eq!(Range::<Date>::from((None, Some(b))).text(), "...2026-02-01");
    assert_eq!(Range::<Date>::from(a.clone()).text(), "2026-01-01");
    // Instants, or whole days where instants are asked for.
    let noon: DateTime = "2026-01-01T12:00:00Z".parse().unwrap();
    assert_eq!(
        Range::<DateTime>::from(noon..).text(),
        "2026-01-01T12:00:00Z..."
    );
    assert_eq!(Range::<DateTime>::from(a.clone()..).text(), "2026-01-01...");
    assert_eq!(Range::<DateTime>::from(a).text(), "2026-01-01");
    assert_eq!(Sort::<String>::from("-number").text(), "-number");
    assert_eq!(
        Sort::asc(RfiStatus::Open)
            .then(Sort::desc(RfiStatus::Closed))
            .text(),
        "open,-closed"
    );
}
