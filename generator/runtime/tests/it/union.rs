//! Unions: the tag decides, else what fits best; and null, wherever it stands.

use runtime::runtime::prelude::*;
use runtime::sample::*;
use serde_json::{Value, json};

/// What a value is read as, without anything to report.
#[track_caller]
fn clean<T: runtime::runtime::json::wire::Wire + std::fmt::Debug>(json: &Value) -> T {
    let (value, reported) = decode::<T>(&json.to_string());
    assert_eq!(reported, Vec::<String>::new(), "{json}");
    value.expect("it is read")
}

/// What a value is read as that is reported, and the reports.
#[track_caller]
fn reported<T: runtime::runtime::json::wire::Wire + std::fmt::Debug>(
    json: &Value,
) -> (T, Vec<String>) {
    let (value, reported) = decode::<T>(&json.to_string());
    assert_ne!(reported, Vec::<String>::new(), "{json}: {value:?}");
    (value.expect("it is read"), reported)
}

#[test]
fn a_tag_of_any_json_type_decides() {
    for tag in [json!("user"), json!(1), json!("1"), json!(1.0), json!(true)] {
        // The keys would speak for the other one.
        let read: Tagged = clean(&json!({"kind": tag, "id": 5}));
        assert!(matches!(read, Tagged::User(_)), "{tag}: {read:?}");
    }
    let read: Tagged = clean(&json!({"kind": 2, "login": "x", "name": "y"}));
    assert!(matches!(read, Tagged::Code(_)), "{read:?}");
    // A value of another type in what the tag has chosen is that value's fault alone.
    let (read, reported) = reported::<Tagged>(&json!({"kind": "user", "id": "5"}));
    assert!(matches!(read, Tagged::User(_)), "{read:?}");
    assert_eq!(reported, ["/id: expected integer, found string"]);
}

#[test]
fn an_unknown_tag_is_none_of_the_variants() {
    for tag in [
        json!("manager"),
        json!(3),
        json!(1.5),
        json!(false),
        json!({}),
        json!(["user"]),
        json!(""),
    ] {
        let json = json!({"kind": tag, "id": 1, "login": "x"});
        let (read, reported) = reported::<Tagged>(&json);
        assert_eq!(read, Tagged::Other(json));
        assert_eq!(
            reported,
            ["/: expected object with a known `kind`, found object"]
        );
    }
    // Without a tag the keys decide.
    for tagless in [json!({"login": "x"}), json!({"kind": null, "login": "x"})] {
        let read: Tagged = clean(&tagless);
        assert!(matches!(read, Tagged::User(_)), "{read:?}");
    }
}

#[test]
fn the_types_of_values_decide_where_the_keys_are_the_same() {
    let read = |json: Value| clean::<Amount>(&json);
    assert!(matches!(
        read(json!({"name": "a", "count": 1})),
        Amount::Counted(_)
    ));
    assert!(matches!(
        read(json!({"name": "a", "count": "1"})),
        Amount::Spelled(_)
    ));
    // Also those of the values in them.
    assert!(matches!(
        read(json!({"name": "a", "owner": {"id": 1, "full_code": "x"}})),
        Amount::Spelled(_)
    ));
    assert!(matches!(
        read(json!({"name": "a", "owner": {"id": 1, "login": "x"}})),
        Amount::Counted(_)
    ));
}

#[test]
fn lists_are_distinguished_by_all_their_items() {
    let read = |json: Value| clean::<Amount>(&json);
    assert!(matches!(
        read(json!([{"name": "a"}, {"count": "1"}])),
        Amount::SpelledList(_)
    ));
    assert!(matches!(
        read(json!([{"name": "a"}, {"count": 1}])),
        Amount::CountedList(_)
    ));
    assert!(matches!(
        read(json!(["2026-01-31", "2026-02-01"])),
        Amount::Days(_)
    ));
    assert!(matches!(
        read(json!(["2026-01-31", "tomorrow"])),
        Amount::Texts(_)
    ));
    let mixed = json!(["2026-01-31", 5]);
    assert_eq!(reported::<Amount>(&mixed).0, Amount::Other(mixed));
}

#[test]
fn of_texts_the_narrowest_type_is_taken() {
    let read = |text: &str| clean::<Amount>(&json!(text));
    assert_eq!(read("open"), Amount::Status(RfiStatus::Open));
    assert!(matches!(read("2026-01-31"), Amount::Day(_)));
    assert!(matches!(read("2026-01-31T08:00:00Z"), Amount::At(_)));
    assert_eq!(read("opened"), Amount::Text("opened".into()));
    assert_eq!(read(""), Amount::Text(String::new()));
}

#[test]
fn what_fits_none_or_two_alike_is_kept_and_reported() {
    for odd in [
        json!({"other": 1}),
        json!({"name": 5}),
        json!({"name": "a", "count": true}),
        json!([{"other": 1}]),
        json!([[1]]),
        json!(5),
        json!(true),
    ] {
        let (read, reported) = reported::<Amount>(&odd);
        assert_eq!(read, Amount::Other(odd.clone()), "{odd}");
        assert_eq!(reported.len(), 1, "{reported:?}");
        assert!(
            reported[0].starts_with("/: expected one of"),
            "{reported:?}"
        );
        assert_eq!(serde_json::to_value(&read).unwrap(), odd);
    }
    // A key more than the variant knows, or one value of another type, does not make it another.
    let read: CostCode = clean(&json!({"id": 1, "full_code": "x", "new": 1}));
    assert!(matches!(read, CostCode::Full(_)));
    let (read, reported) = reported::<CostCode>(&json!({"id": "1", "full_code": "x"}));
    assert!(matches!(read, CostCode::Full(_)), "{read:?}");
    assert_eq!(reported, ["/id: expected integer, found string"]);
}

#[test]
fn unions_of_unions_are_decided_as_one() {
    let read = |json: Value| clean::<Either>(&json);
    assert!(matches!(read(json!(5)), Either::Code(CostCode::Integer(5))));
    assert!(matches!(
        read(json!("2026-01-31")),
        Either::Code(_) | Either::Amount(_)
    ));
    let Either::Amount(amount) = read(json!({"name": "a", "count": "1"})) else {
        panic!("not an amount");
    };
    assert!(matches!(*amount, Amount::Spelled(_)));
    assert!(matches!(
        read(json!({"id": 1, "full_code": "x"})),
        Either::Code(CostCode::Full(_))
    ));
    assert!(matches!(
        read(json!([1, 2])),
        Either::Code(CostCode::List(_))
    ));
    let odd = json!({"other": 1});
    assert_eq!(reported::<Either>(&odd).0, Either::Other(odd));
}

#[test]
fn a_deep_tree_of_unions_is_read_at_a_cost_that_its_depth_bounds() {
    let mut text = String::from(r#"{"name":"z"}"#);
    for depth in 0..120 {
        text = match depth % 2 {
            0 => format!(r#"{{"left":{text},"name":"x"}}"#),
            _ => format!(r#"{{"left":{text},"right":{{"name":"y"}}}}"#),
        };
    }
    let json: Value = serde_json::from_str(&text).unwrap();
    let tree: Tree = clean(&json);
    assert_eq!(serde_json::to_value(&tree).unwrap(), json);
    let mut next = Some(Box::new(tree));
    for depth in (0..120).rev() {
        next = match *next.unwrap() {
            Tree::Branch(branch) if depth % 2 == 1 => branch.left,
            Tree::Named(branch) if depth % 2 == 0 => branch.left,
            other => panic!("{depth}: {other:?}"),
        };
    }
    assert!(matches!(*next.unwrap(), Tree::Named(_)));
}

#[test]
fn more_mismatches_than_are_kept_change_no_choice() {
    let mut items: Vec<Value> = vec![json!({"kind": "user", "id": "x"}); 1_100];
    items.push(json!({"kind": "nobody"}));
    items.push(json!({"kind": 2, "id": 1}));
    let (read, _) = reported::<Vec<Tagged>>(&json!(items));
    assert!(matches!(read[1_100], Tagged::Other(_)));
    assert!(matches!(read[1_101], Tagged::Code(_)));
    let amounts = vec![json!({"name": "a", "count": "1"}); 3];
    let both = json!([{"ids": "no", "amounts": amounts}]);
    assert!(decode::<Vec<Sparse>>(&both.to_string()).0.is_some());
}

#[test]
fn null_is_accepted_anywhere_and_keeps_its_position() {
    let json = json!({
        "ids": [1, null, 3], "users": [{"id": 1}, null], "codes": {"a": "b", "c": null},
        "parties": [null, {"kind": "user"}],
    });
    let read: Sparse = clean(&json);
    assert_eq!(read.ids, Some(vec![Some(1), None, Some(3)]));
    assert_eq!(read.codes.as_ref().unwrap()["c"], None);
    assert_eq!(
        read.users.as_ref().unwrap()[1].extra.instead(),
        Some(Value::Null)
    );
    assert_eq!(read.parties.as_ref().unwrap()[0], Party::Other(Value::Null));
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    assert_eq!(clean::<Amount>(&Value::Null), Amount::Other(Value::Null));
    assert_eq!(clean::<Vec<Option<i64>>>(&json!([null])), [None]);
    // Where a list cannot hold it, it is left out: it says no more than a missing one.
    let read: Rfi = clean(&json!({"watcher_ids": [1, null, 3]}));
    assert_eq!(read.watcher_ids, Some(vec![1, 3]));
}

#[test]
fn a_request_sends_null_in_lists_and_maps() {
    let mut body = SparseBody::default();
    body.ids = vec![Some(1), None].into();
    body.codes = BTreeMap::from([
        ("a".to_owned(), None),
        ("b".to_owned(), Some("c".to_owned())),
    ])
    .into();
    assert_eq!(
        serde_json::to_value(&body).unwrap(),
        json!({"ids": [1, null], "codes": {"a": null, "b": "c"}})
    );
}
