//! What stays of a description whose sentences are dropped.

use serde_json::json;

use super::fragment::*;

const SHOW: &str = "GET /rest/v1.0/rfis/{id}";
const SENTENCE: &str = "A sentence of somebody else";

#[test]
fn no_sentence_stays_and_no_fact_goes() {
    let schema = json!({
        "type": "object",
        "title": SENTENCE,
        "description": SENTENCE,
        "externalDocs": { "url": "https://example.com", "description": SENTENCE },
        "required": ["description"],
        "properties": {
            "description": { "type": "string", "description": SENTENCE, "example": SENTENCE },
            "example": { "type": "string", "nullable": true, "maxLength": 9, "x-note": SENTENCE },
            "title": { "type": "string", "enum": ["a", "b"] },
            "any": { "oneOf": [
                { "type": "string", "description": SENTENCE },
                { "type": "integer", "title": SENTENCE },
            ] },
        },
    });
    let mut show = responds_with(schema);
    show["description"] = json!(SENTENCE);
    show["x-internal"] = json!({ "note": SENTENCE });
    show["externalDocs"] = json!({ "url": "https://example.com", "description": SENTENCE });
    show["responses"]["200"]["description"] = json!(SENTENCE);
    show["responses"]["200"]["content"]["application/json"]["example"] = json!(SENTENCE);
    let mut parameter = query(
        "filters[id]",
        json!({ "type": "integer", "description": SENTENCE }),
    );
    parameter["description"] = json!(SENTENCE);
    show["parameters"] = json!([parameter]);
    let mut raw = description(&[(SHOW, "Show RFI", "Core/RFI/rfis", show)]);
    raw["info"]["description"] = json!(SENTENCE);
    raw["servers"] = json!([{ "url": "https://example.com", "description": SENTENCE }]);
    raw["tags"] = json!([{ "name": "Core/RFI/rfis", "description": SENTENCE }]);
    let found = imported(raw);

    let all = serde_json::to_string(&found.documents).unwrap();
    assert!(!all.contains(SENTENCE), "{all}");
    let properties = &component(&found, "rfi.yaml", "v1_0.Rfi")["properties"];
    assert_eq!(properties["description"], json!({ "type": "string" }));
    assert_eq!(
        properties["example"],
        json!({ "type": "string", "maxLength": 9, "nullable": true })
    );
    assert_eq!(
        component(&found, "rfi.yaml", "v1_0.Rfi")["required"],
        json!(["description"])
    );
    let kept = operation(&found, "rfi.yaml", SHOW);
    assert_eq!(kept["summary"], "Show RFI");
    assert_eq!(kept["responses"]["200"]["description"], "OK");
    assert_eq!(kept["parameters"][0]["name"], "filters[id]");
}

#[test]
fn an_announcement_becomes_data_before_its_words_go() {
    let show = json!({
        "deprecated": true,
        "x-deprecated-at": 1_644_250_224,
        "x-sunset": "2027-01-31",
        "description": SENTENCE,
    });
    let found = imported(description(&[(SHOW, "Show RFI", "Core/RFI/rfis", show)]));
    let kept = operation(&found, "rfi.yaml", SHOW);
    assert_eq!(kept["deprecated"], true);
    let reported = kept["x-deprecation"].to_string();
    assert!(reported.contains("2022-02-07"), "{reported}");
    assert!(reported.contains("2027-01-31"), "{reported}");
    assert_eq!(kept.get("x-sunset"), None);
}

#[test]
fn a_notice_in_the_words_of_a_field_marks_the_field_only() {
    let rfi = json!({ "type": "object", "properties": {
        "name": { "type": "string" },
        "filename": { "type": "string", "description": "DEPRECATED. Please use name instead" },
    } });
    let found = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(rfi),
    )]));
    assert_eq!(
        component(&found, "rfi.yaml", "v1_0.Rfi")["properties"]["filename"],
        json!({ "type": "string", "deprecated": true, "x-deprecated-instead": "name" })
    );
    assert_eq!(operation(&found, "rfi.yaml", SHOW).get("deprecated"), None);
}
