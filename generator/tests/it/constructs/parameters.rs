//! Parameters: their styles, and those that are left out.

use super::*;

#[test]
fn parameters_are_written_in_their_style() {
    let list = "schema: {type: array, items: {type: string}}";
    let object = "schema: {type: object, properties: {a: {type: string}}}";
    let generated = good(&takes(
        "/things/{p}/{l}/{m}/{o}/{lx}/{mx}/{ox}/{e}",
        &format!(
            "[{{name: p, in: path, required: true, {list}}},
      {{name: l, in: path, required: true, style: label, {list}}},
        {{name: m, in: path, required: true, style: matrix, {list}}},
        {{name: o, in: path, required: true, {object}}},
        {{name: lx, in: path, required: true, style: label, explode: true, {list}}},
        {{name: mx, in: path, required: true, style: matrix, explode: true, {list}}},
        {{name: ox, in: path, required: true, explode: true, {object}}},
        {{name: e, in: path, required: true, explode: true, schema: {{type: string, enum: [a]}}}},
        {{name: sx, in: query, style: spaceDelimited, explode: true, {list}}},
        {{name: px, in: query, explode: false, {object}}},
        {{name: t, in: query, content: {{text/plain: {{schema: {{type: string}}}}}}}},
        {{name: kl, in: cookie, {list}}}, {{name: ko, in: cookie, {object}}},
        {{name: f, in: query, {list}}}, {{name: fc, in: query, explode: false, {list}}},
        {{name: s, in: query, style: spaceDelimited, explode: false, {list}}},
        {{name: i, in: query, style: pipeDelimited, explode: false, {list}}},
        {{name: d, in: query, style: deepObject, {object}}},
        {{name: c, in: query, content: {{application/json: {{{object}}}}}}},
        {{name: X-H, in: header, schema: {{type: string}}}},
        {{name: X-L, in: header, {list}}},
        {{name: X-O, in: header, {object}}},
        {{name: X-C, in: header, content: {{application/json: {{{object}}}}}}},
        {{name: k, in: cookie, schema: {{type: string}}}},
        {{name: p, in: query, schema: {{type: string, default: x}}}}]"
        ),
    ));
    let found: Vec<_> = operation(&generated, "ListThings")
        .parameters
        .iter()
        .map(|p| (p.wire.as_str(), p.location, p.encoding))
        .collect();
    let expected = [
        ("p", Location::Path, Encoding::Commas),
        ("l", Location::Path, styled(Style::Label, false)),
        ("m", Location::Path, styled(Style::Matrix, false)),
        ("o", Location::Path, styled(Style::Simple, false)),
        ("lx", Location::Path, styled(Style::Label, true)),
        ("mx", Location::Path, styled(Style::Matrix, true)),
        ("ox", Location::Path, styled(Style::Simple, true)),
        ("e", Location::Path, Encoding::Single),
        ("sx[]", Location::Query, Encoding::Repeated),
        ("px", Location::Query, styled(Style::Simple, false)),
        ("t", Location::Query, Encoding::Single),
        ("kl", Location::Cookie, Encoding::Commas),
        ("ko", Location::Cookie, Encoding::Single),
        ("f[]", Location::Query, Encoding::Repeated),
        ("fc[]", Location::Query, Encoding::Repeated),
        ("s", Location::Query, Encoding::Spaces),
        ("i", Location::Query, Encoding::Pipes),
        ("d", Location::Query, Encoding::DeepObject),
        ("c", Location::Query, Encoding::Json),
        ("X-H", Location::Header, Encoding::Single),
        ("X-L", Location::Header, Encoding::Commas),
        ("X-O", Location::Header, styled(Style::Simple, false)),
        ("X-C", Location::Header, Encoding::Single),
        ("k", Location::Cookie, Encoding::Single),
        ("p", Location::Query, Encoding::Single),
    ];
    for expected in expected {
        assert!(found.contains(&expected), "{expected:?} not in {found:?}");
    }
}

#[test]
fn reserved_headers_and_repeated_parameters_are_left_out() {
    let text = takes(
        "/things",
        "[{name: Content-Type, in: header, schema: {type: string}},
        {name: content-type, in: header, required: true, schema: {type: integer}},
        {name: Accept, in: header, schema: {type: string}},
        {name: AUTHORIZATION, in: header, schema: {type: string}},
        {name: X-A, in: header, schema: {type: string}},
        {name: a, in: query, schema: {type: string}}, {name: a, in: query, schema: {type: string}},
        {name: a, in: header, schema: {type: string}}, {name: A, in: query, schema: {type: string}}]",
    );
    let generated = good(&text);
    let all = &operation(&generated, "ListThings").parameters;
    let found: Vec<_> = all.iter().map(|p| (p.wire.as_str(), p.location)).collect();
    assert_eq!(
        found,
        [
            ("X-A", Location::Header),
            ("a", Location::Query),
            ("a", Location::Header),
            ("A", Location::Query)
        ]
    );
    let codes: Vec<_> = generated.warnings.iter().map(|w| w.code.as_str()).collect();
    assert!(codes.contains(&"reserved-header"), "{codes:?}");
    assert!(codes.contains(&"duplicate-parameter"), "{codes:?}");
    // Two that differ are no repetition, in whatever case a header is written.
    let differ = takes(
        "/things",
        "[{name: X-A, in: header, schema: {type: string}}, {name: x-a, in: header, schema: {type: integer}}]",
    );
    assert_eq!(refused(&differ), ["duplicate-parameter"]);
}

#[test]
fn parameters_that_are_one_on_the_wire_are_one() {
    let list = "schema: {type: array, items: {type: integer}}";
    // The brackets are the rule of the wire, so both mean the same.
    for (first, second) in [
        ("ids", "ids[]"),
        ("ids[]", "ids"),
        ("filters[id]", "filters[id][]"),
    ] {
        let generated = good(&takes(
            "/things",
            &format!(
                "[{{name: '{first}', in: query, {list}}}, {{name: '{second}', in: query, {list}}}]"
            ),
        ));
        let found = &operation(&generated, "ListThings").parameters;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].wire.ends_with("[]") && !found[0].ident.contains("_x"),
            "{found:?}"
        );
        assert!(
            generated
                .warnings
                .iter()
                .any(|w| w.code == "duplicate-parameter")
        );
    }
    // Two that differ cannot both be sent.
    let differ = takes(
        "/things",
        &format!(
            "[{{name: ids, in: query, {list}}}, {{name: 'ids[]', in: query, schema: {{type: array, items: {{type: string}}}}}}]"
        ),
    );
    let Err(problems) = run(&[("api.yaml", &differ)]) else {
        panic!("not refused");
    };
    assert_eq!(problems[0].code, "duplicate-parameter");
    assert!(
        problems[0].origin.pointer.contains("parameters/1"),
        "{:?}",
        problems[0]
    );
    // One value and a list have other names on the wire, and names that can be read.
    let generated = good(&takes(
        "/things",
        &format!(
            "[{{name: ids, in: query, schema: {{type: string}}}}, {{name: 'ids[]', in: query, {list}}}]"
        ),
    ));
    let found: Vec<_> = operation(&generated, "ListThings")
        .parameters
        .iter()
        .map(|p| p.ident.clone())
        .collect();
    assert_eq!(found, ["ids", "ids_list"]);
    let generated = good(&takes(
        "/things",
        &format!(
            "[{{name: 'filters[id]', in: query, schema: {{type: string}}}}, {{name: 'filters[id][]', in: query, {list}}}, {{name: 'filter[id]', in: query, schema: {{type: string}}}}]"
        ),
    ));
    let found: Vec<_> = operation(&generated, "ListThings")
        .parameters
        .iter()
        .map(|p| p.ident.clone())
        .collect();
    assert_eq!(found, ["filters_id", "filter_id_list", "filter_id"]);
}

/// A value that is written as a whole.
const fn styled(style: Style, explode: bool) -> Encoding {
    Encoding::Styled { style, explode }
}
