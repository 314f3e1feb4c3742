//! Request bodies.

use super::*;

fn body_of(content: Value) -> Body {
    let lowered = of(json!({ "requestBody": { "content": content } }));
    only(&lowered).body.clone().unwrap()
}

#[test]
fn every_media_type_of_a_body_has_its_encoding() {
    let media = |name: &str| json!({ name: { "schema": object(&["title"]) } });
    for (name, encoding) in [
        ("application/json", BodyEncoding::Json),
        ("application/json; charset=utf-8", BodyEncoding::Json),
        ("application/merge-patch+json", BodyEncoding::Json),
        ("multipart/form-data", BodyEncoding::Multipart),
        ("application/x-www-form-urlencoded", BodyEncoding::Form),
        ("text/csv", BodyEncoding::Text),
        ("application/octet-stream", BodyEncoding::Bytes),
    ] {
        let body = body_of(media(name));
        assert_eq!((body.encoding, &*body.media_type), (encoding, name));
        let ty = match encoding {
            BodyEncoding::Text => TypeRef::String,
            BodyEncoding::Bytes => TypeRef::File,
            _ => {
                assert!(
                    matches!(body.ty, TypeRef::Named(_)),
                    "{name}: {:?}",
                    body.ty
                );
                continue;
            }
        };
        assert_eq!(body.ty, ty, "{name}");
    }
}

#[test]
fn of_several_media_types_json_is_sent_and_the_others_are_reported() {
    let body = body_of(json!({
        "multipart/form-data": { "schema": object(&["title"]) },
        "application/json": { "schema": object(&["title"]) },
    }));
    assert_eq!(body.media_type, "application/json");
    assert_eq!(body.other_media_types, ["multipart/form-data"]);
    assert!(!body.required);
}

#[test]
fn a_range_of_media_types_is_never_sent() {
    let thing = || object(&["title"]);
    let binary = || json!({ "type": "string", "format": "binary" });
    for (all, described, sent, encoding) in [
        (
            vec![("*/*", thing())],
            "*/*",
            "application/json",
            BodyEncoding::Json,
        ),
        (
            vec![("application/*", thing())],
            "application/*",
            "application/json",
            BodyEncoding::Json,
        ),
        (
            vec![("application/*+json", thing())],
            "application/*+json",
            "application/json",
            BodyEncoding::Json,
        ),
        (
            vec![("*/*; charset=utf-8", thing())],
            "*/*; charset=utf-8",
            "application/json",
            BodyEncoding::Json,
        ),
        (
            vec![("*/*", binary())],
            "*/*",
            "application/octet-stream",
            BodyEncoding::Bytes,
        ),
        (
            vec![("image/*", binary())],
            "image/*",
            "application/octet-stream",
            BodyEncoding::Bytes,
        ),
        (
            vec![("text/*", thing())],
            "text/*",
            "text/plain",
            BodyEncoding::Text,
        ),
        (
            vec![("multipart/*", thing())],
            "multipart/*",
            "multipart/form-data",
            BodyEncoding::Multipart,
        ),
        // What is said wins over what is not.
        (
            vec![
                ("*/*", thing()),
                ("application/merge-patch+json", thing()),
                ("application/json", thing()),
            ],
            "application/json",
            "application/json",
            BodyEncoding::Json,
        ),
        (
            vec![
                ("application/*+json", thing()),
                ("application/vnd.x+json", thing()),
            ],
            "application/vnd.x+json",
            "application/vnd.x+json",
            BodyEncoding::Json,
        ),
        (
            vec![("*/*", thing()), ("multipart/form-data", thing())],
            "multipart/form-data",
            "multipart/form-data",
            BodyEncoding::Multipart,
        ),
        (
            vec![("text/csv", thing()), ("application/pdf", binary())],
            "application/pdf",
            "application/pdf",
            BodyEncoding::Bytes,
        ),
    ] {
        let body = body_of(content(&all));
        assert_eq!(
            (&*body.described, &*body.media_type, body.encoding),
            (described, sent, encoding)
        );
        assert_eq!(body.other_media_types.len(), all.len() - 1);
    }
}

#[test]
fn binary_text_is_a_file_in_a_body_and_text_in_a_response() {
    let binary = json!({ "type": "object", "properties": {
        "id": { "type": "integer" }, "file": { "type": "string", "format": "binary" } } });
    let mut both = takes("multipart/form-data", binary.clone());
    both["responses"] = json!({ "200": response(binary) });
    let lowered = of(both);
    assert_eq!(fields(&lowered, "Rfi"), ["id: Integer", "file: String"]);
    assert_eq!(
        fields(&lowered, "ShowRfiBody"),
        ["id: Integer", "file: File"]
    );
}
