//! Events of every payload version are read, whatever else a delivery holds; the header is compared.

use runtime::runtime::webhook::{Event, Reason, is_authorized};
use serde_json::{Value, json};

fn parse(value: &Value) -> Event {
    Event::parse(value.to_string().as_bytes()).unwrap()
}

fn v2() -> Value {
    json!({
        "id": 11, "ulid": "01EDPD2J6SBY1163N77H95GW09", "timestamp": "2025-02-06T23:34:12.246562Z",
        "metadata": {"source_user_id": 9, "source_operation_id": null},
        "user_id": 9, "company_id": 8, "project_id": 7, "api_version": "v2.0",
        "event_type": "update", "resource_name": "RFIs", "resource_id": 6,
    })
}

#[test]
fn the_numbers_of_version_2_are_read_and_shown_as_texts() {
    for version in ["v2", "v2.0", "2.0"] {
        let mut body = v2();
        body["api_version"] = json!(version);
        let event = parse(&body);
        let Event::V2(inner) = &event else {
            panic!("{event:?}");
        };
        assert_eq!(inner.resource_id, Some(6));
        assert_eq!(event.id(), Some("01EDPD2J6SBY1163N77H95GW09"));
        assert_eq!(event.resource(), Some("RFIs"));
        assert_eq!(event.resource_id().as_deref(), Some("6"));
        assert_eq!(event.company_id().as_deref(), Some("8"));
        assert_eq!(event.project_id().as_deref(), Some("7"));
        assert_eq!(event.reason(), Some(&Reason::Update));
        assert!(event.timestamp().is_some());
        assert_eq!(inner.metadata.as_ref().unwrap().source_user_id, Some(9));
    }
}

#[test]
fn version_3_names_what_a_line_item_belongs_to() {
    let mut body = v2();
    body["api_version"] = json!("v3.0");
    body["related_resources"] = json!([{"id": 1234, "name": "Direct Costs"}]);
    let Event::V3(event) = parse(&body) else {
        panic!("another version");
    };
    assert_eq!(event.related_resources.as_ref().unwrap()[0].id, Some(1234));
    assert_eq!(
        event.related_resources.as_ref().unwrap()[0].name.as_deref(),
        Some("Direct Costs")
    );
}

#[test]
fn version_4_is_known_by_its_reason_and_by_its_version() {
    let body = json!({
        "id": "01JMYXMZRBVKK0PC6XS8SA4QRE", "timestamp": "2025-02-25T16:04:43.619085Z",
        "reason": "closed", "company_id": "8", "user_id": "5447",
        "resource_type": "Direct Cost Line Items", "resource_id": "379913", "data": {"number": 1},
    });
    let mut versioned = body.clone();
    versioned["payload_version"] = json!("v4.0");
    for body in [body, versioned] {
        let event = parse(&body);
        let Event::V4(inner) = &event else {
            panic!("{event:?}");
        };
        assert_eq!(event.reason(), Some(&Reason::Unknown("closed".into())));
        assert_eq!(event.resource_id().as_deref(), Some("379913"));
        assert_eq!(event.project_id(), None);
        assert_eq!(inner.extra.get("data"), Some(json!({"number": 1})));
    }
}

#[test]
fn a_version_of_the_future_is_kept_as_it_came() {
    let body = json!({"payload_version": "v5.0", "id": "01J", "resource_type": "RFIs", "what": 1});
    let event = parse(&body);
    assert_eq!(event, Event::Unknown(body));
    assert_eq!((event.id(), event.resource()), (Some("01J"), Some("RFIs")));
}

#[test]
fn a_value_of_another_type_does_not_lose_the_event() {
    let mut body = v2();
    body["resource_id"] = json!({"odd": true});
    body["project_id"] = Value::Null;
    let event = parse(&body);
    assert_eq!((event.resource_id(), event.project_id()), (None, None));
    assert_eq!(event.resource(), Some("RFIs"));
}

#[test]
fn what_is_no_event_is_an_error_that_shows_nothing_of_it() {
    for body in ["", "secret", "[1]", "\"secret\"", "{\"secret\": "] {
        let error = Event::parse(body.as_bytes()).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
}

#[test]
fn only_the_header_that_the_hook_has_is_let_in() {
    let expected = "Bearer abc";
    assert!(is_authorized(Some(expected), expected));
    for wrong in [
        "",
        "Bearer ab",
        "Bearer abcd",
        "Bearer abz",
        "bearer abc",
        "Bearer abcBearer abc",
    ] {
        assert!(!is_authorized(Some(wrong), expected), "{wrong}");
    }
    assert!(!is_authorized(None, expected));
    // A secret that nobody configured lets nobody in.
    assert!(!is_authorized(Some(""), ""));
    assert!(!is_authorized(None, ""));
}
