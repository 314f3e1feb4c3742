//! Responses.

use super::*;

#[test]
fn what_is_asked_for_is_what_is_decoded() {
    let thing = || object(&["title"]);
    let text = || json!({ "type": "string" });
    let binary = || json!({ "type": "string", "format": "binary" });
    let found = |all: &[(&str, Value)]| {
        let response =
            response_of(json!({ "200": { "description": "", "content": content(all) } }));
        let payload = match response.payload {
            Payload::Json(TypeRef::Named(_)) => "object",
            Payload::Json(_) => "json",
            Payload::Text => "text",
            Payload::Bytes => "bytes",
            _ => "other",
        };
        (payload, response.accept.join(" "))
    };
    let reported = |payload, accept: &str| (payload, accept.to_owned());
    let json = "application/json";
    assert_eq!(found(&[(json, thing())]), reported("object", ""));
    assert_eq!(
        found(&[("text/csv", text()), (json, thing())]),
        reported("object", "")
    );
    assert_eq!(
        found(&[("application/pdf", binary()), (json, thing())]),
        reported("object", "")
    );
    assert_eq!(
        found(&[("*/*", thing()), ("application/*+json", thing())]),
        reported("object", "")
    );
    assert_eq!(
        found(&[("application/vnd.x+json", thing()), ("*/*", thing())]),
        reported("object", "application/vnd.x+json")
    );
    // Text cannot hold what a binary type brings; bytes hold both.
    assert_eq!(
        found(&[(json, text()), ("application/pdf", binary())]),
        reported("bytes", "application/pdf")
    );
    assert_eq!(
        found(&[
            (json, json!({})),
            ("image/png", binary()),
            ("image/gif", binary())
        ]),
        reported("bytes", "image/gif image/png")
    );
    assert_eq!(found(&[(json, binary())]), reported("bytes", "*/*"));
    assert_eq!(found(&[("*/*", binary())]), reported("bytes", "*/*"));
    assert_eq!(
        found(&[("application/pdf", binary())]),
        reported("bytes", "application/pdf")
    );
    assert_eq!(
        found(&[("text/csv", text()), ("application/pdf", binary())]),
        reported("bytes", "application/pdf")
    );
    assert_eq!(found(&[("text/csv", text())]), reported("text", "text/csv"));
    // Each status has a say.
    let file = json!({ "description": "", "content": content(&[("application/pdf", binary())]) });
    let found = response_of(json!({ "200": file, "202": response(thing()) }));
    assert_eq!(found.accept, ["application/pdf", "application/json"]);
}

#[test]
fn a_response_without_content_or_schema_is_told_apart() {
    let of = |responses| {
        let lowered = of(json!({ "responses": responses }));
        (
            only(&lowered).response.payload.clone(),
            lowered.untyped.len(),
        )
    };
    assert_eq!(
        of(json!({ "204": { "description": "" } })),
        (Payload::Empty, 0)
    );
    assert_eq!(
        of(json!({ "200": { "description": "" } })),
        (Payload::Json(TypeRef::Json), 1)
    );
    assert_eq!(
        of(json!({ "200": response(json!({})) })),
        (Payload::Json(TypeRef::Json), 1)
    );
    assert_eq!(
        of(json!({ "200": response(json!({ "type": "object" })) })),
        (Payload::Json(TypeRef::Map(Box::new(TypeRef::Json))), 1)
    );
}

#[test]
fn a_response_may_be_text_bytes_or_a_redirect() {
    let content = |name: &str| json!({ "200": { "description": "", "content": { name: { "schema": { "type": "string" } } } } });
    assert_eq!(response_of(content("text/csv")).payload, Payload::Text);
    assert_eq!(
        response_of(content("application/pdf")).payload,
        Payload::Bytes
    );
    assert_eq!(
        response_of(content("application/json")).payload,
        Payload::Json(TypeRef::String)
    );
    assert_eq!(
        response_of(json!({ "302": { "description": "" } })).payload,
        Payload::Redirect
    );
    // It leads nowhere.
    assert_eq!(
        response_of(json!({ "304": { "description": "" } })).payload,
        Payload::Empty
    );
}

#[test]
fn the_payload_is_taken_out_of_its_envelope() {
    let data =
        json!({ "type": "object", "properties": { "data": list(json!({ "type": "integer" })) } });
    let found = response_of(json!({ "200": response(data) }));
    assert_eq!(found.envelope.as_deref(), Some("data"));
    let integers = TypeRef::List(Box::new(TypeRef::Integer));
    assert_eq!(found.payload, Payload::Json(integers));

    // A second key is a part of the response that must not be lost.
    let paged = json!({ "type": "object", "properties": {
        "data": list(json!({ "type": "integer" })), "total": { "type": "integer" } } });
    let found = response_of(json!({ "200": response(paged) }));
    assert_eq!(found.envelope, None);
    assert!(matches!(found.payload, Payload::Json(TypeRef::Named(_))));
}

#[test]
fn equal_responses_of_several_statuses_are_one_and_others_differ_by_status() {
    let same = response_of(json!({
        "200": response(object(&["id"])), "201": response(object(&["id"])) }));
    assert!(matches!(same.payload, Payload::Json(TypeRef::Named(_))));
    assert_eq!(same.statuses.len(), 2);

    let other = response_of(json!({
        "207": response(list(object(&["id"]))),
        "200": response(object(&["id"])),
        "404": response(object(&["message"])),
    }));
    assert!(matches!(other.payload, Payload::ByStatus(_)));
    let statuses: Vec<&str> = other
        .statuses
        .iter()
        .map(|one| one.status.as_str())
        .collect();
    assert_eq!(statuses, ["200", "207"]);
}

#[test]
fn an_operation_that_names_no_success_responds_with_its_default() {
    let found = response_of(json!({ "default": response(json!({ "type": "integer" })) }));
    assert_eq!(found.payload, Payload::Json(TypeRef::Integer));
}
