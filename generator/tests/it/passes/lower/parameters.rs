//! Parameters.

use super::*;

/// Parameters as `wire: type encoding`, without those of the path.
fn encoded(all: Value) -> Vec<String> {
    let lowered = of(parameters(all));
    let found = only(&lowered).parameters.iter();
    found
        .filter(|p| p.wire != "id")
        .map(|p| format!("{}: {:?} {:?}", p.wire, p.ty, p.encoding))
        .collect()
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
            "j: Map(String) Styled { style: Simple, explode: false }",
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
            ("b", styled(Style::Label, false)),
            ("c", styled(Style::Matrix, false))
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

/// A value that is written as a whole.
const fn styled(style: Style, explode: bool) -> Encoding {
    Encoding::Styled { style, explode }
}
