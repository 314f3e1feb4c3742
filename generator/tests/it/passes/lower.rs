//! Lowering: each form of parameter, body, answer and schema, before any pass.

use generator::ir::{
    Body, BodyEncoding, Company, Encoding, EnumValues, Payload, Response, Shape, TypeRef,
};
use generator::lower::Lowered;
use serde_json::{Value, json};

use super::fragment::*;

const SHOW: &str = "GET /rest/v1.0/rfis/{id}";

fn of(rest: Value) -> Lowered {
    lowered(description(&[(SHOW, "Show RFI", "Core/RFI/rfis", rest)]))
}

/// Parameters as `wire: type encoding`, without those of the path.
fn encoded(all: Value) -> Vec<String> {
    let lowered = of(parameters(all));
    let found = only(&lowered).parameters.iter();
    found
        .filter(|p| p.wire != "id")
        .map(|p| format!("{}: {:?} {:?}", p.wire, p.ty, p.encoding))
        .collect()
}

fn response_of(responses: Value) -> Response {
    let lowered = of(json!({ "responses": responses }));
    only(&lowered).response.clone()
}

fn body_of(content: Value) -> Body {
    let lowered = of(json!({ "requestBody": { "content": content } }));
    only(&lowered).body.clone().unwrap()
}

#[test]
fn every_style_of_a_parameter_has_its_encoding() {
    let parameter = |name: &str, place: &str, style: Value, schema: Value| {
        let mut all = json!({ "name": name, "in": place, "schema": schema });
        all.as_object_mut()
            .unwrap()
            .extend(style.as_object().unwrap().clone());
        all
    };
    let integers = || list(json!({ "type": "integer" }));
    let map = || json!({ "type": "object", "additionalProperties": { "type": "string" } });
    assert_eq!(
        encoded(json!([
            parameter("a", "query", json!({}), json!({ "type": "boolean" })),
            parameter("b", "query", json!({}), integers()),
            parameter("c", "query", json!({ "explode": false }), integers()),
            parameter(
                "d",
                "query",
                json!({ "style": "spaceDelimited", "explode": false }),
                integers()
            ),
            parameter(
                "e",
                "query",
                json!({ "style": "pipeDelimited", "explode": false }),
                integers()
            ),
            parameter("f", "query", json!({ "style": "deepObject" }), map()),
            parameter("g", "query", json!({}), map()),
            parameter("h", "query", json!({}), list(map())),
            parameter("i", "header", json!({}), integers()),
            parameter("j", "header", json!({}), map()),
            parameter("k", "cookie", json!({}), json!({ "type": "string" })),
            json!({ "name": "l", "in": "query", "content": { "application/json": { "schema": map() } } }),
        ])),
        [
            "a: Bool Single",
            "b: Integer Repeated",
            "c: Integer Repeated",
            "d: Integer Spaces",
            "e: Integer Pipes",
            "f: Map(String) DeepObject",
            "g: Map(String) DeepObject",
            "h: List(Map(String)) Json",
            "i: Integer Commas",
            "j: Map(String) Pairs",
            "k: String Single",
            "l: Map(String) Json",
        ]
    );
}

#[test]
fn path_parameters_have_the_styles_of_paths() {
    let parameter = |name: &str, style: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "style": style, "schema": schema });
    let strings = || list(json!({ "type": "string" }));
    let all = json!([
        parameter("c", "matrix", strings()),
        parameter("b", "label", strings()),
        parameter("a", "simple", strings()),
    ]);
    let raw = description(&[("GET /x/{a}/{b}/{c}", "Show X", "Core/X/xs", parameters(all))]);
    let lowered = lowered(raw);
    let found: Vec<(&str, Encoding)> = only(&lowered)
        .parameters
        .iter()
        .map(|p| (p.wire.as_str(), p.encoding))
        .collect();
    // In the order of the path, whatever the order of the description.
    assert_eq!(
        found,
        [
            ("a", Encoding::Commas),
            ("b", Encoding::Label),
            ("c", Encoding::Matrix)
        ]
    );
}

#[test]
fn required_parameters_come_first_and_names_are_rust() {
    let text = || json!({ "type": "string" });
    let mut needed = query("filters[status][]", text());
    needed["required"] = json!(true);
    let lowered = of(parameters(json!([
        query("type", text()),
        query("sort[attribute]", text()),
        needed,
        { "name": "id", "in": "header", "schema": text() },
    ])));
    let found: Vec<(&str, &str, bool)> = only(&lowered)
        .parameters
        .iter()
        .map(|p| (p.wire.as_str(), p.ident.as_str(), p.required))
        .collect();
    assert_eq!(
        found,
        [
            ("id", "id", true),
            ("filters[status][]", "filter_status", true),
            ("type", "type_", false),
            ("sort[attribute]", "sort_attribute", false),
            ("id", "header_id", false),
        ]
    );
}

#[test]
fn the_company_header_is_no_parameter() {
    let header = |name: &str, required: bool| {
        parameters(json!([{ "name": name, "in": "header", "required": required,
            "schema": { "type": "integer" } }]))
    };
    for (rest, company) in [
        (header("Procore-Company-Id", true), Company::Required),
        (header("procore-company-id", false), Company::Optional),
        (json!({}), Company::None),
    ] {
        let lowered = of(rest);
        assert_eq!(only(&lowered).company, company);
        assert_eq!(only(&lowered).parameters.len(), 1);
    }
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
fn of_several_media_types_json_is_sent_and_the_others_are_told() {
    let body = body_of(json!({
        "multipart/form-data": { "schema": object(&["title"]) },
        "application/json": { "schema": object(&["title"]) },
    }));
    assert_eq!(body.media_type, "application/json");
    assert_eq!(body.other_media_types, ["multipart/form-data"]);
    assert!(!body.required);
}

/// Content of several media types, each with a schema.
fn content(all: &[(&str, Value)]) -> Value {
    let all = all.iter();
    all.map(|(name, schema)| ((*name).to_owned(), json!({ "schema": schema })))
        .collect::<serde_json::Map<_, _>>()
        .into()
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
    let told = |payload, accept: &str| (payload, accept.to_owned());
    let json = "application/json";
    assert_eq!(found(&[(json, thing())]), told("object", ""));
    assert_eq!(
        found(&[("text/csv", text()), (json, thing())]),
        told("object", "")
    );
    assert_eq!(
        found(&[("application/pdf", binary()), (json, thing())]),
        told("object", "")
    );
    assert_eq!(
        found(&[("*/*", thing()), ("application/*+json", thing())]),
        told("object", "")
    );
    assert_eq!(
        found(&[("application/vnd.x+json", thing()), ("*/*", thing())]),
        told("object", "application/vnd.x+json")
    );
    // Text cannot hold what a binary type brings; bytes hold both.
    assert_eq!(
        found(&[(json, text()), ("application/pdf", binary())]),
        told("bytes", "application/pdf")
    );
    assert_eq!(
        found(&[
            (json, json!({})),
            ("image/png", binary()),
            ("image/gif", binary())
        ]),
        told("bytes", "image/gif image/png")
    );
    assert_eq!(found(&[(json, binary())]), told("bytes", "*/*"));
    assert_eq!(found(&[("*/*", binary())]), told("bytes", "*/*"));
    assert_eq!(
        found(&[("application/pdf", binary())]),
        told("bytes", "application/pdf")
    );
    assert_eq!(
        found(&[("text/csv", text()), ("application/pdf", binary())]),
        told("bytes", "application/pdf")
    );
    assert_eq!(found(&[("text/csv", text())]), told("text", "text/csv"));
    // Each status has a say.
    let file = json!({ "description": "", "content": content(&[("application/pdf", binary())]) });
    let found = response_of(json!({ "200": file, "202": response(thing()) }));
    assert_eq!(found.accept, ["application/pdf", "application/json"]);
}

#[test]
fn binary_text_is_a_file_in_a_body_and_text_in_an_answer() {
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

#[test]
fn an_answer_without_content_or_schema_is_told_apart() {
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
fn an_answer_may_be_text_bytes_or_a_redirect() {
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

    // A second key is a part of the answer that must not be lost.
    let paged = json!({ "type": "object", "properties": {
        "data": list(json!({ "type": "integer" })), "total": { "type": "integer" } } });
    let found = response_of(json!({ "200": response(paged) }));
    assert_eq!(found.envelope, None);
    assert!(matches!(found.payload, Payload::Json(TypeRef::Named(_))));
}

#[test]
fn equal_answers_of_several_statuses_are_one_and_others_differ_by_status() {
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
    let statuses: Vec<&str> = other.statuses.iter().map(|(s, _)| s.as_str()).collect();
    assert_eq!(statuses, ["200", "207"]);
}

#[test]
fn an_operation_that_names_no_success_answers_with_its_default() {
    let found = response_of(json!({ "default": response(json!({ "type": "integer" })) }));
    assert_eq!(found.payload, Payload::Json(TypeRef::Integer));
}

#[test]
fn every_scalar_has_its_type() {
    let scalars = [
        ("a", json!({ "type": "boolean" }), "Bool"),
        (
            "b",
            json!({ "type": "integer", "format": "int32" }),
            "Integer",
        ),
        ("c", json!({ "type": "number" }), "Float"),
        (
            "d",
            json!({ "type": "number", "format": "decimal" }),
            "Decimal",
        ),
        (
            "e",
            json!({ "type": "number", "format": "integer" }),
            "Integer",
        ),
        ("f", json!({ "type": "string" }), "String"),
        ("g", json!({ "type": "string", "format": "date" }), "Date"),
        (
            "h",
            json!({ "type": "string", "format": "date-time" }),
            "DateTime",
        ),
        (
            "i",
            json!({ "type": "string", "format": "datetime" }),
            "DateTime",
        ),
        ("j", json!({ "type": "string", "format": "byte" }), "Base64"),
        (
            "k",
            json!({ "type": "string", "format": "currency" }),
            "Decimal",
        ),
        ("l", json!({ "type": "string", "format": "uuid" }), "String"),
        ("m", json!({}), "Json"),
        ("n", json!({ "type": "array", "items": {} }), "List(Json)"),
        ("o", json!({ "type": "object" }), "Map(Json)"),
        (
            "p",
            json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
            "Map(Integer)",
        ),
        (
            "q",
            json!({ "allOf": [{ "type": "integer" }], "nullable": true }),
            "Integer",
        ),
        ("r", json!({ "oneOf": [{ "type": "integer" }] }), "Integer"),
        (
            "s",
            json!({ "type": "string", "format": "password" }),
            "Secret",
        ),
    ];
    let properties: serde_json::Map<String, Value> = scalars
        .iter()
        .map(|(name, schema, _)| ((*name).to_owned(), schema.clone()))
        .collect();
    let lowered = of(answers(
        json!({ "type": "object", "properties": properties }),
    ));
    let expected: Vec<String> = scalars
        .iter()
        .map(|(n, _, ty)| format!("{n}: {ty}"))
        .collect();
    assert_eq!(fields(&lowered, "Rfi"), expected);
    let places: Vec<&str> = lowered
        .untyped
        .iter()
        .map(|u| u.origin.pointer.rsplit("/properties/").next().unwrap())
        .collect();
    assert_eq!(places, ["m", "n/items", "o/additionalProperties"]);
}

#[test]
fn enums_of_strings_and_integers_keep_what_they_do_not_name() {
    let lowered = of(answers(json!({ "type": "object", "properties": {
        "id": { "type": "integer" },
        "status": { "type": "string", "enum": ["open", "in review", "", "unknown"] },
        "level": { "type": "integer", "enum": [1, 2] },
        "nothing": { "type": "string", "nullable": true, "enum": ["yes", null] },
        "flag": { "type": "boolean", "enum": [true] },
    } })));
    let variants = |name: &str| {
        let Shape::Enum(found) = shape(&lowered, name) else {
            panic!("{name} is no enum");
        };
        let mut all: Vec<String> = found
            .variants
            .iter()
            .map(|v| format!("{} {:?}", v.ident, v.wire))
            .collect();
        all.push(found.unknown.clone());
        (found.values, all)
    };
    assert_eq!(
        variants("RfiStatus").1,
        [
            "Open \"open\"",
            "InReview \"in review\"",
            "Empty \"\"",
            "Unknown \"unknown\"",
            "Unlisted"
        ]
    );
    let (values, all) = variants("RfiLevel");
    assert_eq!(values, EnumValues::Integers);
    assert_eq!(all, ["N1 \"1\"", "N2 \"2\"", "Unknown"]);
    assert_eq!(variants("RfiNothing").1, ["Yes \"yes\"", "Unknown"]);
    assert!(fields(&lowered, "Rfi").contains(&"flag: Bool".to_owned()));
}

#[test]
fn a_union_names_its_variants_after_their_types_and_keeps_the_discriminator() {
    let schemas = json!({
        "Cat": { "type": "object", "properties": { "kind": { "type": "string" }, "lives": { "type": "integer" } } },
        "Dog": { "type": "object", "properties": { "kind": { "type": "string" }, "tail": { "type": "string" } } },
    });
    let union = json!({
        "oneOf": [
            { "$ref": "#/components/schemas/Cat" },
            { "$ref": "#/components/schemas/Dog" },
            { "type": "string" },
            list(json!({ "type": "integer" })),
        ],
        "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat" } },
    });
    let lowered = lowered(with_components(
        &[(SHOW, "Show RFI", "Core/RFI/rfis", answers(union))],
        schemas,
    ));
    let Shape::Union(found) = shape(&lowered, "Rfi") else {
        panic!("no union");
    };
    assert_eq!(found.discriminator.as_deref(), Some("kind"));
    assert_eq!(found.other, "Other");
    let variants: Vec<(&str, &[String])> = found
        .variants
        .iter()
        .map(|v| (v.ident.as_str(), v.tags.as_slice()))
        .collect();
    assert_eq!(
        variants,
        [
            ("Cat", ["cat".to_owned()].as_slice()),
            ("Dog", ["Dog".to_owned()].as_slice()),
            ("Text", [].as_slice()),
            ("IntegerList", [].as_slice()),
        ]
    );
}

#[test]
fn facts_of_a_field_come_along() {
    let mut rfi = object(&["id", "type"]);
    rfi["required"] = json!(["type"]);
    rfi["properties"]["type"] = json!({ "type": "string", "nullable": true, "readOnly": true,
        "format": "uuid", "default": "a", "deprecated": true });
    rfi["additionalProperties"] = json!({ "type": "integer" });
    let lowered = of(answers(rfi));
    let Shape::Struct(found) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    let field = &found.fields[1];
    assert_eq!((&*field.wire, &*field.ident), ("type", "type_"));
    assert!(field.required && field.nullable && field.deprecation.is_some());
    assert_eq!(field.access, generator::ir::Access::ReadOnly);
    assert_eq!(field.format.as_deref(), Some("uuid"));
    assert_eq!(field.defaults, [json!("a")]);
    assert_eq!(found.additional, Some(TypeRef::Integer));
}

#[test]
fn properties_whose_names_are_no_identifiers_are_told_apart() {
    let lowered = of(answers(object(&["id", "a-b", "a_b", "9", "self", "1.5"])));
    let names: Vec<String> = fields(&lowered, "Rfi")
        .iter()
        .map(|f| f.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["id", "n1_5", "n9", "a_minus_b", "a_b", "self_"]);
}

#[test]
fn a_type_knows_who_uses_it() {
    let user = || object(&["id", "login"]);
    let holding = |key: &str| answers(json!({ "type": "object", "properties": { key: user() } }));
    let lowered = lowered(description(&[
        (SHOW, "Show RFI", "Core/RFI/rfis", holding("a")),
        (
            "GET /rest/v1.0/rfis",
            "List RFIs",
            "Core/RFI/rfis",
            holding("b"),
        ),
    ]));
    let user = lowered
        .types
        .values()
        .find(|ty| ty.used_by.len() == 2)
        .unwrap();
    let users: Vec<&str> = user.used_by.iter().map(|path| path.name.as_str()).collect();
    assert_eq!(users, ["ListRfis", "ShowRfi"]);
}

/// Specs as they are handed over, with one operation that answers with `v1_0.Rfi`.
fn specs(schemas: Value) -> Lowered {
    let rfi = json!({ "$ref": "#/components/schemas/v1_0.Rfi" });
    let mut raw = description(&[(SHOW, "Show RFI", "Core/RFI/rfis", answers(rfi))]);
    raw["components"]["schemas"] = schemas;
    generator::lower::lower(&document("rfi.yaml", raw))
        .unwrap_or_else(|problems| panic!("{}", told(&problems)))
}

#[test]
fn null_is_a_value_where_the_component_says_so() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/v1_0.{name}") });
    let beside = |name: &str| json!({ "allOf": [reference(name)], "nullable": true });
    let map = |of: Value| json!({ "type": "object", "additionalProperties": of });
    let lowered = specs(json!({
        "v1_0.Rfi": { "type": "object", "additionalProperties": reference("Maybe"), "properties": {
            "a": list(reference("Maybe")),
            "b": list(reference("Status")),
            "c": list(reference("Number")),
            "d": list(reference("Either")),
            "e": list(beside("Surely")),
            "f": map(reference("Alias")),
            "g": list(reference("Surely")),
            "h": reference("Maybe"),
            "i": reference("Surely"),
            "j": list(reference("Round")),
        } },
        "v1_0.Maybe": { "type": "object", "nullable": true, "properties": { "x": { "type": "string" } } },
        "v1_0.Surely": { "type": "object", "properties": { "y": { "type": "string" } } },
        "v1_0.Status": { "type": "string", "enum": ["open", null] },
        "v1_0.Number": { "type": "integer", "nullable": true, "enum": [1, 2] },
        "v1_0.Either": { "oneOf": [{ "type": "string" }, reference("Maybe")] },
        "v1_0.Alias": reference("Maybe"),
        "v1_0.Round": { "type": "object", "properties": { "z": { "type": "string" } } },
    }));
    let Shape::Struct(found) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    let short = |ty: &TypeRef| {
        format!("{ty:?}").replace("RustPath { module: \"rfi\", version: \"v1_0\", name: ", "")
    };
    let types: Vec<String> = found.fields.iter().map(|f| short(&f.ty)).collect();
    let types: Vec<String> = types
        .iter()
        .map(|ty| ty.replace([' ', '}', '"'], ""))
        .collect();
    assert_eq!(
        types,
        [
            "List(Nullable(Named(Maybe)))",
            "List(Nullable(Named(Status)))",
            "List(Nullable(Named(Number)))",
            "List(Nullable(Named(Either)))",
            "List(Nullable(Named(Surely)))",
            "Map(Nullable(Named(Maybe)))",
            "List(Named(Surely))",
            "Named(Maybe)",
            "Named(Surely)",
            "List(Named(Round))",
        ]
    );
    assert!(matches!(found.additional, Some(TypeRef::Nullable(_))));
    let nullable: Vec<bool> = found.fields.iter().skip(7).map(|f| f.nullable).collect();
    assert_eq!(nullable, [true, false, false]);
}

#[test]
fn a_type_that_goes_both_ways_keeps_what_goes_one_way() {
    let rfi = json!({ "$ref": "#/components/schemas/v1_0.Rfi" });
    let mut both = answers(rfi.clone());
    both["requestBody"] = takes("application/json", rfi)["requestBody"].clone();
    let mut raw = description(&[(
        "PUT /rest/v1.0/rfis/{id}",
        "Update RFI",
        "Core/RFI/rfis",
        both,
    )]);
    raw["components"]["schemas"] = json!({ "v1_0.Rfi": { "type": "object", "properties": {
        "a": { "type": "string", "readOnly": true }, "b": { "type": "string", "writeOnly": true } } } });
    let lowered = generator::lower::lower(&document("rfi.yaml", raw)).unwrap();
    assert_eq!(fields(&lowered, "Rfi"), ["a: String", "b: String"]);
}
