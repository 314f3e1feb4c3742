//! Bodies and responses: media types, statuses, envelopes.

use super::*;

#[test]
fn one_of_several_content_types_is_taken_and_the_others_reported() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    post:
      tags: [things]
      summary: Create thing
      requestBody:
        content:
          text/csv: {schema: {type: string}}
          multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}
          application/vnd.x+json: {schema: {type: object, properties: {a: {type: string}}}}
      responses:
        2XX:
          description: OK
          content: {text/plain: {schema: {type: string}}, application/json: {schema: {type: object, properties: {a: {type: string}}}}}
  /file: {get: {tags: [things], summary: Get file, responses: {'200': {description: OK, content: {application/pdf: {schema: {type: string, format: binary}}}}}}}
  /text: {get: {tags: [things], summary: Get text, responses: {'200': {description: OK, content: {text/plain: {schema: {type: string}}}}}}}
  /upload: {put: {tags: [things], summary: Upload, requestBody: {content: {application/octet-stream: {}}}, responses: {'204': {description: none}}}}
  /form: {post: {tags: [things], summary: Post form, requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}}}, responses: {default: {description: any, content: {application/json: {schema: {type: object, properties: {ok: {type: boolean}}}}}}}}}
",
    );
    let create = operation(&generated, "CreateThing");
    let body = create.body.as_ref().unwrap();
    assert_eq!(body.media_type, "application/vnd.x+json");
    assert_eq!(body.encoding, BodyEncoding::Json);
    assert_eq!(body.other_media_types, ["multipart/form-data", "text/csv"]);
    assert!(matches!(
        &create.response.payload,
        Payload::Json(TypeRef::Named(_))
    ));
    assert_eq!(create.response.statuses[0].status, "2XX");
    let payload = |name: &str| operation(&generated, name).response.payload.clone();
    assert_eq!(payload("GetFile"), Payload::Bytes);
    assert_eq!(payload("GetText"), Payload::Text);
    assert_eq!(payload("Upload"), Payload::Empty);
    assert!(matches!(
        payload("PostForm"),
        Payload::Json(TypeRef::Named(_))
    ));
    let encoding = |name: &str| operation(&generated, name).body.as_ref().unwrap().encoding;
    assert_eq!(encoding("Upload"), BodyEncoding::Bytes);
    assert_eq!(encoding("PostForm"), BodyEncoding::Form);
}

#[test]
fn several_success_statuses_are_an_enum_of_responses() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    get:
      tags: [things]
      summary: Show thing
      responses:
        '200': {description: OK, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
        '202': {description: later, content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}
        '204': {description: none}
        4XX: {description: bad, content: {application/json: {schema: {type: object, properties: {m: {type: string}}}}}}
",
    );
    assert!(matches!(
        operation(&generated, "ShowThing").response.payload,
        Payload::ByStatus(_)
    ));
    let Shape::Statuses(statuses) = &type_(&generated, "ShowThingOutcome").shape else {
        panic!("no statuses");
    };
    let found: Vec<_> = statuses.iter().map(|s| s.status.as_str()).collect();
    assert_eq!(found, ["200", "202", "204"]);
}

#[test]
fn an_envelope_of_one_status_is_opened_and_the_responses_of_others_are_taken_whole() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    post:
      tags: [things]
      summary: Add things
      responses:
        '200': {description: OK, content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {type: integer}}}}}}}
        '202': {description: later}
        '207': {description: some, content: {application/json: {schema: {type: array, items: {type: string}}}}}
",
    );
    let response = &operation(&generated, "AddThings").response;
    assert_eq!(response.envelope.as_deref(), Some("data"));
    let bare = response.statuses.iter().filter(|one| one.bare);
    let bare: Vec<&str> = bare.map(|one| one.status.as_str()).collect();
    assert_eq!(bare, ["202", "207"]);
    let text = &generated.files["src/things/unversioned/things.rs"];
    for line in [
        "Ok(Vec<i64>)",
        "200 => response.json().map(Self::Ok)",
        "MultiStatus(Vec<String>)",
        "207 => response.whole().map(Self::MultiStatus)",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_body_without_any_content_is_none() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    post:
      tags: [things]
      summary: Create thing
      requestBody: {content: {}}
      responses: {'200': {description: OK, content: {}}}
",
    );
    assert_eq!(operation(&generated, "CreateThing").body, None);
    let reported: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.code == "empty-content")
        .collect();
    assert_eq!(reported.len(), 1);
    assert!(
        reported[0].origin.pointer.contains("requestBody"),
        "{:?}",
        reported[0]
    );
}

#[test]
fn the_encoding_of_parts_is_reported_as_left_out() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    post:
      tags: [things]
      summary: Create thing
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}, meta: {type: object, properties: {a: {type: string}}}}}
            encoding: {meta: {contentType: application/json, headers: {X-A: {$ref: '#/components/headers/A'}}}, file: {contentType: image/png}}
      responses: {'204': {description: none}}
components: {headers: {A: {schema: {type: string}}}}
",
    );
    let reported: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.message.contains("encoding"))
        .collect();
    assert_eq!(reported.len(), 1, "{:?}", generated.warnings);
    assert_eq!(reported[0].code, "not-generated");
    assert!(reported[0].origin.pointer.contains("encoding"));
}
