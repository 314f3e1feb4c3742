//! Shapes: what Rust does not see neither splits a type nor moves a name, and is not lost where all
//! places say it.

use serde_json::{Value, json};

use super::fragment::*;

const LIST: &str = "GET /rest/v1.0/rfis";
const SHOW: &str = "GET /rest/v1.0/rfis/{id}";
const CREATE: &str = "POST /rest/v1.0/rfis";

/// What a schema says that Rust does not see.
const UNSEEN: &[(&str, &str)] = &[
    ("nullable", "true"),
    ("nullable", "false"),
    ("readOnly", "true"),
    ("minimum", "1"),
    ("maximum", "9"),
    ("maxLength", "9"),
    ("minLength", "1"),
    ("pattern", "\"^a\""),
    ("default", "1"),
    ("example", "1"),
    ("title", "\"Words\""),
    ("description", "\"Words.\""),
    ("x-anything", "1"),
];

/// An RFI with one more fact at its integer, at its text, at its list, and at an object inside.
fn rfi(fact: Option<(&str, &str)>) -> Value {
    let mut rfi = object(&["id", "title"]);
    rfi["properties"]["tags"] = json!({ "type": "array", "items": { "type": "string" } });
    rfi["properties"]["user"] = object(&["id", "login"]);
    if let Some((key, value)) = fact {
        let value: Value = serde_json::from_str(value).unwrap();
        for at in [
            "/id",
            "/title",
            "/tags",
            "/tags/items",
            "/user",
            "/user/properties/login",
        ] {
            let place = rfi.pointer_mut(&format!("/properties{at}")).unwrap();
            place[key] = value.clone();
        }
    }
    rfi
}

#[test]
fn what_rust_does_not_see_splits_no_type_of_what_is_received_or_sent() {
    for fact in UNSEEN {
        let raw = |received: Value, sent: Value| {
            description(&[
                (
                    LIST,
                    "List RFIs",
                    "Core/RFI/rfis",
                    responds_with(list(rfi(None))),
                ),
                (SHOW, "Show RFI", "Core/RFI/rfis", responds_with(received)),
                (
                    CREATE,
                    "Create RFI",
                    "Core/RFI/rfis",
                    takes("application/json", sent),
                ),
            ])
        };
        let bare = imported(raw(rfi(None), rfi(None)));
        let dressed = imported(raw(rfi(Some(*fact)), rfi(Some(*fact))));
        assert_eq!(components(&dressed), components(&bare), "{fact:?}");
    }
}

#[test]
fn formats_of_one_rust_type_are_one_and_others_are_not() {
    let with = |format: &str| {
        let mut rfi = object(&["id", "title"]);
        rfi["properties"]["title"]["format"] = json!(format);
        rfi
    };
    let types = |a: &str, b: &str| {
        components(&imported(description(&[
            (
                LIST,
                "List RFIs",
                "Core/RFI/rfis",
                responds_with(list(with(a))),
            ),
            (SHOW, "Show RFI", "Core/RFI/rfis", responds_with(with(b))),
        ])))
        .len()
    };
    assert_eq!(types("url", "email"), 1);
    assert_eq!(types("date-time", "datetime"), 1);
    assert_eq!(types("currency", "float"), 1);
    assert_eq!(types("date", "date-time"), 2);
    assert_eq!(types("url", "currency"), 2);
}

#[test]
fn places_of_one_shape_are_merged_in_whatever_order_they_come() {
    let show = |key: &str| -> Value {
        let title = match key {
            "a" => {
                json!({ "type": "string", "nullable": true, "maxLength": 9, "format": "datetime", "default": "x" })
            }
            "b" => {
                json!({ "type": "string", "maxLength": 9, "format": "date-time", "default": "y", "readOnly": true })
            }
            _ => json!({ "type": "string", "maxLength": 5, "format": "date-time", "default": "x" }),
        };
        json!({ "type": "object", "properties": { "id": { "type": "integer" }, "at": title } })
    };
    let merged = |order: [&str; 3]| {
        let [a, b, c] = order.map(show);
        let found = imported(description(&[
            (
                "GET /rest/v1.0/rfis/a",
                "Show RFI",
                "Core/RFI/rfis",
                responds_with(a),
            ),
            (
                "GET /rest/v1.0/rfis/b",
                "Show first RFI",
                "Core/RFI/rfis",
                responds_with(b),
            ),
            (
                "GET /rest/v1.0/rfis/c",
                "Show last RFI",
                "Core/RFI/rfis",
                responds_with(c),
            ),
        ]));
        component(&found, "rfi.yaml", "v1_0.Rfi").clone()
    };
    let expected = json!({ "type": "string", "format": "date-time", "nullable": true,
        "x-defaults": ["x", "y"] });
    for order in [["a", "b", "c"], ["c", "a", "b"], ["b", "c", "a"]] {
        assert_eq!(merged(order)["properties"]["at"], expected, "{order:?}");
    }
}

#[test]
fn what_all_places_say_stays() {
    let said = json!({ "type": "object", "properties": {
        "id": { "type": "integer", "format": "int64", "minimum": 1, "readOnly": true } } });
    let found = imported(description(&[
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(said.clone())),
        ),
        (
            SHOW,
            "Show RFI",
            "Core/RFI/rfis",
            responds_with(said.clone()),
        ),
    ]));
    let rfi = component(&found, "rfi.yaml", "v1_0.Rfi");
    assert_eq!(rfi["properties"]["id"], said["properties"]["id"]);
}

#[test]
fn null_among_the_values_of_an_enum_is_no_value() {
    let with = |values: Value| {
        json!({ "type": "object", "properties": { "id": { "type": "integer" },
            "state": { "type": "string", "enum": values } } })
    };
    let found = imported(description(&[
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(with(json!(["open", "closed"])))),
        ),
        (
            SHOW,
            "Show RFI",
            "Core/RFI/rfis",
            responds_with(with(json!(["open", "closed", null]))),
        ),
    ]));
    assert_eq!(components(&found), ["rfi v1_0.Rfi", "rfi v1_0.RfiState"]);
    let state = &component(&found, "rfi.yaml", "v1_0.Rfi")["properties"]["state"];
    assert_eq!(state["nullable"], true);
}

#[test]
fn a_view_of_another_variant_is_no_type_of_its_own() {
    let mut full = object(&["id", "title", "number"]);
    full["properties"]["user"] = object(&["id", "login"]);
    let compact = object(&["id", "title"]);
    let views = |schema: Value| json!({ "oneOf": [schema, compact.clone()], "nullable": true });
    let wrapped =
        |inner: Value| json!({ "type": "object", "properties": { "rfi": inner, "id": {} } });
    let plain = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(wrapped(full.clone())),
    )]));
    let viewed = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(wrapped(views(full.clone()))),
    )]));
    assert_eq!(components(&viewed), components(&plain));

    // A choice of views within a choice of views is none either.
    let nested = json!({ "oneOf": [object(&["id"]), views(full.clone())] });
    let nested = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(wrapped(nested)),
    )]));
    assert_eq!(components(&nested), components(&plain));

    // Composed of parts it is the same; what differs in a type, or is sent, is another matter.
    let parts = json!({ "allOf": [full.clone(), { "allOf": [object(&["id"])] }] });
    let composed = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(wrapped(views(parts))),
    )]));
    assert_eq!(components(&composed), components(&plain));
    let mut other = full.clone();
    other["properties"]["title"] = json!({ "type": "integer" });
    let differing = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(wrapped(views(other))),
    )]));
    assert!(components(&differing).len() > components(&plain).len());
    let sent = imported(description(&[(
        CREATE,
        "Create RFI",
        "Core/RFI/rfis",
        takes("application/json", wrapped(views(full))),
    )]));
    assert!(components(&sent).len() > components(&plain).len());
}
