//! What becomes of each construct of OpenAPI 3.0, from text to crate; docs/constructs.md is the
//! table of it.

use std::path::Path;

use crate::road::*;
use generator::ir::{BodyEncoding, Encoding, Location, Payload, Shape, TypeRef};
use generator::pipeline::Generated;

#[test]
fn references_to_components_of_every_kind_are_followed() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things/{id}:
    $ref: '#/components/x-paths/thing'
components:
  x-paths:
    thing:
      parameters: [{$ref: '#/components/parameters/Id'}]
      put:
        tags: [things]
        summary: Update thing
        parameters: [{$ref: '#/components/parameters/Alias'}]
        requestBody: {$ref: '#/components/requestBodies/Thing'}
        responses:
          '200': {$ref: '#/components/responses/Thing'}
          default: {$ref: '#/components/responses/Problem'}
  parameters:
    Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
    Alias: {$ref: '#/components/parameters/Page'}
    Page: {name: page, in: query, schema: {type: integer}}
  requestBodies:
    Thing: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  headers:
    Limit: {schema: {type: integer}}
  examples:
    Some: {value: {id: 1}}
  responses:
    Thing:
      description: OK
      headers: {X-Limit: {$ref: '#/components/headers/Limit'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Thing'}
          examples: {some: {$ref: '#/components/examples/Some'}}
    Problem: {description: bad, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Id: {type: integer}
    Thing: {type: object, required: [id], properties: {id: {$ref: '#/components/schemas/Id'}, name: {type: string}}}
    Problem: {type: object, properties: {message: {type: string}}}
",
    );
    let update = operation(&generated, "UpdateThing");
    let parameters: Vec<_> = update.parameters.iter().map(|p| p.ident.as_str()).collect();
    assert_eq!(parameters, ["id", "page"]);
    assert_eq!(update.parameters[0].ty, TypeRef::Integer);
    assert_eq!(short(&update.body.as_ref().unwrap().ty), "ThingInput");
    assert!(matches!(&update.response.payload, Payload::Json(ty) if short(ty) == "Thing"));
    assert_eq!(fields(&generated, "Thing"), ["id: Integer", "name: String"]);
}

#[test]
fn references_lead_to_other_files_of_the_set_and_no_further() {
    let api = answer("{$ref: 'parts/schemas.yaml#/Thing'}", "{}");
    let parts = "Thing: {type: object, properties: {owner: {$ref: '#/Owner'}, other: {$ref: '../more.yaml'}}}
Owner: {type: object, properties: {name: {type: string}}}";
    let more = "{type: object, properties: {size: {type: integer}}}";
    let files = [
        ("api.yaml", api.as_str()),
        ("parts/schemas.yaml", parts),
        ("more.yaml", more),
    ];
    let generated = road(&files).unwrap_or_else(|problems| panic!("{}", told(&problems)));
    assert_eq!(fields(&generated, "Thing").len(), 2);
    assert_eq!(fields(&generated, "Owner"), ["name: String"]);
    assert_eq!(refused(&api), ["dangling-ref"]);
    let remote = answer("{$ref: 'https://example.com/a.yaml'}", "{}");
    assert_eq!(refused(&remote), ["remote-ref"]);
}

#[test]
fn all_of_becomes_one_object() {
    let generated = good(&answer(
        "{allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}, id: {description: better}}, required: [b]}], properties: {c: {type: boolean}}}",
        "{schemas: {Base: {type: object, required: [id], properties: {id: {type: integer}, a: {type: string, format: date}}}}}",
    ));
    assert_eq!(
        fields(&generated, "Thing"),
        ["id: Integer", "a: Date", "b: String", "c: Bool"]
    );
}

#[test]
fn all_of_one_reference_and_words_is_that_component() {
    let generated = good(&answer(
        "{properties: {owner: {allOf: [{$ref: '#/components/schemas/Owner'}, {description: whose}], nullable: true}}}",
        "{schemas: {Owner: {type: object, properties: {id: {type: integer}}}}}",
    ));
    assert_eq!(fields(&generated, "Thing"), ["owner: Owner"]);
}

const PETS: &str = "{schemas: {
  Pet: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}},
  Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]},
  Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {tricks: {type: array, items: {type: string}}}}]}}}";

#[test]
fn one_of_is_an_enum_told_apart_by_its_discriminator() {
    let generated = good(&answer(
        "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', tom: '#/components/schemas/Cat'}}}",
        PETS,
    ));
    assert_eq!(variants(&generated, "Thing"), ["cat tom Cat", "Dog Dog"]);
    let Shape::Union(union) = &type_(&generated, "Thing").shape else {
        panic!("no union");
    };
    assert_eq!(union.discriminator.as_deref(), Some("kind"));
    assert_eq!(union.other, "Other");
}

#[test]
fn any_of_without_a_discriminator_is_decided_by_shape() {
    let generated = good(&answer(
        "{anyOf: [{type: string}, {type: array, items: {type: integer}}, {type: object, required: [a], properties: {a: {type: string}}}]}",
        "{}",
    ));
    assert_eq!(variants(&generated, "Thing").len(), 3);
}

#[test]
fn what_stands_beside_one_of_goes_into_each_variant() {
    let generated = good(&answer(
        "{type: object, properties: {id: {type: integer}}, oneOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}",
        "{}",
    ));
    let Shape::Union(union) = &type_(&generated, "Thing").shape else {
        panic!("no union");
    };
    let found: Vec<Vec<String>> = union
        .variants
        .iter()
        .map(|variant| fields(&generated, &short(&variant.ty)))
        .collect();
    assert_eq!(
        found,
        [["id: Integer", "a: String"], ["id: Integer", "b: String"]]
    );
}

#[test]
fn alternatives_of_required_keys_say_nothing_of_types() {
    let generated = good(&answer(
        "{type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
        "{}",
    ));
    assert_eq!(fields(&generated, "Thing"), ["a: String", "b: String"]);
}

#[test]
fn choices_that_hold_at_once_are_multiplied_up_to_a_limit() {
    let choice = |name: &str, n: usize| {
        let all: Vec<_> = (0..n)
            .map(|i| format!("{{properties: {{{name}{i}: {{type: string}}}}}}"))
            .collect();
        format!("{{oneOf: [{}]}}", all.join(", "))
    };
    let both = |n| {
        answer(
            &format!("{{allOf: [{}, {}]}}", choice("a", n), choice("b", n)),
            "{}",
        )
    };
    let generated = good(&both(2));
    assert_eq!(variants(&generated, "Thing").len(), 4);
    assert_eq!(refused(&both(20)), ["too-many-variants"]);
}

#[test]
fn a_base_that_lists_its_variants_is_a_union_of_them() {
    let generated = good(&answer(
        "{$ref: '#/components/schemas/Pet'}",
        "{schemas: {
  Pet: {type: object, required: [kind], properties: {kind: {type: string}}, oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}},
  Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]},
  Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: boolean}}}]}}}",
    ));
    assert_eq!(variants(&generated, "Pet"), ["Cat Cat", "Dog Dog"]);
    assert_eq!(
        fields(&generated, "Cat"),
        ["kind: String", "lives: Integer"]
    );
}

#[test]
fn null_is_a_value_of_what_is_nullable() {
    let generated = good(&answer(
        "{properties: {a: {type: string, nullable: true}, b: {type: string, nullable: true, enum: [x, null]}}}",
        "{}",
    ));
    let Shape::Struct(record) = &type_(&generated, "Thing").shape else {
        panic!("no struct");
    };
    assert!(record.fields.iter().all(|field| field.nullable));
}

#[test]
fn further_properties_are_a_map() {
    let generated = good(&answer(
        "{properties: {any: {type: object, additionalProperties: true}, ints: {type: object, additionalProperties: {type: integer}}, rest: {type: object, properties: {id: {type: integer}}, additionalProperties: {type: string}}, empty: {type: object}}}",
        "{}",
    ));
    assert_eq!(
        fields(&generated, "Thing"),
        [
            "any: {Json}",
            "empty: {Json}",
            "ints: {Integer}",
            "rest: ThingRest"
        ]
    );
    let Shape::Struct(rest) = &type_(&generated, "ThingRest").shape else {
        panic!("no struct");
    };
    assert_eq!(rest.additional, Some(TypeRef::String));
}

#[test]
fn not_and_unknown_formats_are_tolerated() {
    let generated = good(&answer(
        "{properties: {a: {not: {type: string}}, b: {type: string, format: x-own}, c: {type: integer, format: uint128}, d: {type: number, format: x}, e: {}}}",
        "{}",
    ));
    assert_eq!(
        fields(&generated, "Thing"),
        ["a: Json", "b: String", "c: Integer", "d: Float", "e: Json"]
    );
}

#[test]
fn lists_and_maps_of_themselves_close_at_the_object_in_them() {
    let generated = good(&answer(
        "{$ref: '#/components/schemas/Tree'}",
        "{schemas: {
            Tree: {type: array, items: {type: object, properties: {name: {type: string}, below: {$ref: '#/components/schemas/Tree'}}}},
            Index: {type: object, additionalProperties: {type: array, items: {type: object, properties: {all: {$ref: '#/components/schemas/Index'}, tree: {$ref: '#/components/schemas/Tree'}}}}},
            Flat: {type: array, items: {type: object, properties: {index: {$ref: '#/components/schemas/Index'}}}}}}",
    ));
    assert_eq!(
        fields(&generated, "TreeItem"),
        ["below: [TreeItem]", "name: String"]
    );
    assert_eq!(generated.types(), 1);
    let generated = good(&answer(
        "{$ref: '#/components/schemas/Flat'}",
        "{schemas: {
            Index: {type: object, additionalProperties: {type: array, items: {type: object, properties: {all: {$ref: '#/components/schemas/Index'}, n: {type: integer}}}}},
            Flat: {type: array, items: {type: object, properties: {index: {$ref: '#/components/schemas/Index'}}}}}}",
    ));
    assert_eq!(
        fields(&generated, "IndexItem"),
        ["all: {[IndexItem]}", "n: Integer"]
    );
}

#[test]
fn recursive_schemas_are_boxed() {
    let generated = good(&answer(
        "{$ref: '#/components/schemas/Node'}",
        "{schemas: {
  Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}, by: {type: object, additionalProperties: {$ref: '#/components/schemas/Node'}}, other: {$ref: '#/components/schemas/Other'}, either: {oneOf: [{$ref: '#/components/schemas/Node'}, {type: string}]}}},
  Other: {type: object, properties: {back: {allOf: [{$ref: '#/components/schemas/Node'}]}}}}}",
    ));
    assert_eq!(
        fields(&generated, "Node"),
        [
            "all: [Node]",
            "by: {Node}",
            "either: Box ThingEither",
            "next: Box Node",
            "other: Box Other"
        ]
    );
    assert_eq!(fields(&generated, "Other"), ["back: Box Node"]);
}

#[test]
fn what_is_only_itself_is_refused_or_any_json() {
    let list = answer(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {type: array, items: {$ref: '#/components/schemas/A'}}}}",
    );
    let generated = good(&list);
    assert!(
        generated
            .warnings
            .iter()
            .any(|w| w.code == "recursive-component")
    );
    let cycle = answer(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}}",
    );
    assert_eq!(refused(&cycle), ["all-of-cycle"]);
    let alias = answer(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
    );
    assert_eq!(refused(&alias)[0], "ref-cycle");
    // A choice of itself: the step back goes.
    let choice = answer(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]}, B: {oneOf: [{$ref: '#/components/schemas/A'}, {type: integer}]}}}",
    );
    let generated = good(&choice);
    let all = [variants(&generated, "A"), variants(&generated, "B")].concat();
    let unions = all
        .iter()
        .filter(|v| v.ends_with(" A") || v.ends_with(" B"));
    assert_eq!(unions.count(), 1, "{all:?}");
}

#[test]
fn enums_of_strings_and_integers_are_types_and_mixed_ones_json() {
    let generated = good(&answer(
        "{properties: {a: {type: string, enum: [x, y, '', '-x', X]}, b: {type: integer, enum: [-1, 0, 1]}, c: {enum: [1, x, true]}, d: {type: string, enum: [1, 2]}, e: {type: boolean, enum: [true]}}}",
        "{}",
    ));
    assert_eq!(
        fields(&generated, "Thing"),
        ["a: ThingA", "b: ThingB", "c: Json", "d: ThingD", "e: Bool"]
    );
    assert_eq!(variants(&generated, "ThingA").len(), 5);
    assert_eq!(variants(&generated, "ThingB"), ["Minus1", "N0", "N1Value"]);
}

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
        ("l", Location::Path, Encoding::Label),
        ("m", Location::Path, Encoding::Matrix),
        ("o", Location::Path, Encoding::Pairs),
        ("lx", Location::Path, Encoding::LabelExploded),
        ("mx", Location::Path, Encoding::MatrixExploded),
        ("ox", Location::Path, Encoding::PairsExploded),
        ("e", Location::Path, Encoding::Single),
        ("sx[]", Location::Query, Encoding::Repeated),
        ("px", Location::Query, Encoding::Pairs),
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
        ("X-O", Location::Header, Encoding::Pairs),
        ("X-C", Location::Header, Encoding::Single),
        ("k", Location::Cookie, Encoding::Single),
        ("p", Location::Query, Encoding::Single),
    ];
    for expected in expected {
        assert!(found.contains(&expected), "{expected:?} not in {found:?}");
    }
}

#[test]
fn one_of_several_content_types_is_taken_and_the_others_told() {
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
    assert_eq!(create.response.statuses[0].0, "2XX");
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
fn several_success_statuses_are_an_enum_of_answers() {
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
fn an_envelope_of_one_status_is_opened_and_the_answers_of_others_are_taken_whole() {
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
    assert_eq!(response.bare, ["202", "207"]);
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
fn parameters_and_servers_of_a_path_hold_for_its_operations() {
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: 'https://a.example'}]
paths:
  /things/{id}:
    servers: [{url: 'https://b.example'}]
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}, {name: q, in: query, schema: {type: string}}]
    head: {tags: [things], summary: Check thing, responses: {'200': {description: OK}}}
    options: {tags: [things], summary: Options of thing, parameters: [{name: q, in: query, schema: {type: integer}}], callbacks: {done: {'{$url}': {post: {responses: {'200': {description: OK}}}}}}, responses: {'204': {description: none}}}
    trace: {tags: [things], summary: Trace thing, responses: {'200': {description: OK, links: {next: {operationId: x}}}}}
",
    );
    let check = operation(&generated, "CheckThing");
    assert_eq!(check.key.method, "HEAD");
    assert_eq!(check.parameters.len(), 2);
    let options = operation(&generated, "OptionsOfThing");
    assert_eq!(options.parameters[1].ty, TypeRef::Integer);
    let aside: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.code == "not-generated")
        .map(|w| w.message.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(aside, ["callbacks", "servers", "links"]);
}

#[test]
fn other_versions_are_refused_with_advice() {
    for text in [
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}",
        "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}",
    ] {
        let Err(problems) = road(&[("api.yaml", text)]) else {
            panic!("{text} is read");
        };
        assert_eq!(problems[0].code, "openapi-version");
        assert!(
            problems[0]
                .help
                .as_ref()
                .is_some_and(|help| help.contains("npx"))
        );
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
fn a_choice_that_nothing_tells_apart_keeps_what_it_is_as_json() {
    let generated = good(&answer(
        "{properties: {a: {oneOf: [{}, {type: string}]}, b: {oneOf: [{type: object}, {type: object, additionalProperties: {type: integer}}]}, c: {anyOf: [{type: string, format: date}, {type: string}]}, d: {oneOf: [{type: string}]}}}",
        "{}",
    ));
    for name in ["ThingA", "ThingB", "ThingC"] {
        let Shape::Union(union) = &type_(&generated, name).shape else {
            panic!("{name} is no union");
        };
        assert_eq!(union.other, "Other");
    }
    assert!(fields(&generated, "Thing").contains(&"d: String".to_owned()));
}

/// A description that holds every construct of this file, for what compiles it.
#[test]
fn all_constructs_together_compile_against_the_runtime() {
    let text = include_str!("../road/everything.yaml");
    assert_compiles("crate", &good(text));
}

/// The compiler itself is the judge: no error, no warning.
fn assert_compiles(name: &str, generated: &Generated) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/constructs");
    let root = folder.join(name);
    // What an earlier run made and this one does not would be compiled with it.
    let mut old = Vec::new();
    files_below(&root, &mut old);
    for path in old {
        let name = path.strip_prefix(&root).unwrap();
        if !generated.files.contains_key(name.to_str().unwrap()) {
            std::fs::remove_file(path).unwrap();
        }
    }
    for (path, text) in &generated.files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // What has not changed is not compiled again.
        if std::fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        std::fs::write(path, text).unwrap();
    }
    let manifest = root.join("Cargo.toml");
    let own = format!("{}\n[workspace]\n", generated.files["Cargo.toml"]);
    std::fs::write(&manifest, own).unwrap();
    // The versions that the project was locked to are there without a network.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, root.join("Cargo.lock")).unwrap();
    let checked = std::process::Command::new(env!("CARGO"))
        .args(["check", "--offline", "--lib", "--no-default-features"])
        .args(["--features", "full", "--manifest-path"])
        .arg(&manifest)
        .arg("--target-dir")
        .arg(folder.join("target"))
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

/// Words that mean something else to Rust, to Cargo or to the crate.
const TAKEN: &[&str] = &[
    "lib",
    "bin",
    "main",
    "mod",
    "src",
    "tests",
    "build",
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "tokio",
    "http",
    "bytes",
    "url",
    "rustfmt",
    "clippy",
    "rustdoc",
    "shared",
    "runtime",
    "deprecations",
    "full",
    "default",
    "testing",
    "reqwest",
    "rustls",
    "native-tls",
    "prelude",
    "crate",
    "self",
    "super",
    "Self",
    "type",
    "str",
    "u8",
    "i64",
    "u16",
    "bool",
    "f64",
    "Option",
    "Vec",
    "String",
    "Box",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Default",
    "procore",
    "client",
    "features",
    "union",
    "record",
    "string_enum",
    "gen",
    "async",
    "dyn",
    "macro_rules",
    "Request",
    "Response",
    "Operation",
    "Paged",
    "Extra",
    "extra",
    "additional",
    "Field",
    "Value",
    "value",
    "values",
    "new",
    "request",
    "send",
    "body",
    "items",
    "pages",
    "into",
    "clone",
    "from",
    "get",
    "put",
    "keys",
    "read",
    "write",
    "fit",
    "null",
    "Send",
    "Sync",
    "Clone",
    "Debug",
    "Copy",
    "Iterator",
    "ToString",
    "Param",
    "Wire",
    "Slot",
    "Reader",
    "Writer",
    "CustomField",
    "reader",
    "CustomFieldValue",
    "custom_fields",
    "unknown",
    "Unknown",
    "Other",
    "as_str",
    "all",
    "vec",
    "format",
    "derive",
    "test",
    "cfg",
    "allow",
    "doc",
    "must_use",
    "deprecated",
    "PathStyle",
];

#[test]
fn names_that_mean_something_else_compile() {
    let mut paths = String::new();
    for (i, word) in TAKEN.iter().enumerate() {
        // Once as the tool, once as the resource of a tool, each with types and requests of that name.
        for (tag, title) in [
            (format!("{word}/things"), "Show thing"),
            (format!("words/{word}"), word),
        ] {
            paths.push_str(&format!(
                "  '/{i}/{title}/{{id}}': {{put: {{tags: ['{tag}'], summary: '{title}', parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}, {{name: '{word}', in: query, schema: {{type: string}}}}], requestBody: {{content: {{application/json: {{schema: {{type: object, title: '{word}', properties: {{'{word}': {{type: object, title: '{word}', properties: {{a{i}: {{type: string}}}}}}}}}}}}}}}}, responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{type: object, title: '{word}', properties: {{'{word}': {{type: string, enum: ['{word}']}}}}}}}}}}}}}}}}}}\n"
            ));
        }
    }
    let all =
        |of: &dyn Fn(&str) -> String| TAKEN.iter().map(|w| of(w)).collect::<Vec<_>>().join(", ");
    let parameters =
        all(&|w| format!("{{name: '{w}', in: query, required: true, schema: {{type: string}}}}"));
    let fields = all(&|w| format!("'{w}': {{type: integer}}"));
    let values = all(&|w| format!("'{w}'"));
    let object = format!("{{type: object, required: [{values}], properties: {{{fields}}}}}");
    paths.push_str(&format!(
        "  /words: {{post: {{tags: [words/all], summary: Send words, parameters: [{parameters}], requestBody: {{required: true, content: {{application/json: {{schema: {object}}}}}}}, responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{type: object, properties: {{words: {object}, word: {{type: string, enum: [{values}]}}}}}}}}}}}}}}}}}}\n"
    ));
    let generated = good(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}"
    ));
    assert_compiles("words", &generated);
}

/// A description whose only operation sends and answers with a `Thing`.
fn sends(thing: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
      tags: [things]
      summary: Create thing
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses:
        '201': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
components:
  schemas:
    Thing: {thing}
"
    )
}

#[test]
fn items_and_values_that_can_be_null_are_options() {
    let generated = good(&sends(
        "{type: object, additionalProperties: {type: integer, nullable: true}, required: [kinds], properties: {
        ids: {type: array, items: {type: integer, nullable: true}},
        kinds: {type: array, items: {type: string, enum: [a, b, null], nullable: true}},
        owners: {type: array, items: {allOf: [{$ref: '#/components/schemas/Owner'}], nullable: true}},
        names: {type: object, additionalProperties: {type: string, nullable: true}},
        any: {type: array, items: {nullable: true}},
        either: {type: array, items: {oneOf: [{type: string, nullable: true}, {type: integer}]}},
        grid: {type: array, items: {type: array, nullable: true, items: {type: number, nullable: true}}}}}
    Owner: {type: object, properties: {id: {type: integer}}}",
    ));
    let expected = [
        "any: [Json]",
        "either: [ThingEither?]",
        "grid: [[Float?]?]",
        "ids: [Integer?]",
        "kinds: [ThingKind?]",
        "names: {String?}",
        "owners: [Owner?]",
    ];
    assert_eq!(fields(&generated, "Thing"), expected);
    let text = &generated.files["src/things/unversioned/things.rs"];
    for line in [
        "pub ids: Option<Vec<Option<i64>>>",
        "pub ids: Field<Vec<Option<i64>>>",
        "pub additional: BTreeMap<String, Option<i64>>",
        "kinds: Vec<Option<ThingKind>>",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

/// `34` and `34.0` are one `f64`: whole numbers have a variant of their own, so that each is written
/// as it came (the runtime's tests read and write such a union).
#[test]
fn a_choice_of_numbers_tells_whole_ones_apart() {
    let generated = good(&sends(
        "{type: object, properties: {
        amount: {oneOf: [{type: string}, {type: number}]},
        count: {anyOf: [{type: number}, {type: boolean}]},
        size: {oneOf: [{type: number}, {type: integer}]}}}",
    ));
    let text = &generated.files["src/things/unversioned/things.rs"];
    for union in [
        "union!(ThingAmount {\n    Text(String) string,\n    Integer(i64) integer,\n    Number(f64) number,\n",
        "union!(ThingCount {\n    Integer(i64) integer,\n    Number(f64) number,\n    Bool(bool) boolean,\n",
        "union!(ThingSize {\n    Number(f64) number,\n    Integer(i64) integer,\n",
    ] {
        assert!(text.contains(union), "{union} in {text}");
    }
}

#[test]
fn what_is_read_only_is_not_sent_and_what_is_write_only_does_not_come_back() {
    let generated = good(&sends(
        "{type: object, required: [id, name, secret], properties: {
        id: {type: integer, readOnly: true}, name: {type: string}, secret: {type: string, writeOnly: true},
        log: {readOnly: true, allOf: [{$ref: '#/components/schemas/Log'}]}, both: {type: string, readOnly: true, writeOnly: true}}}
    Log: {type: object, properties: {line: {type: string}}}",
    ));
    let body = short(
        &operation(&generated, "CreateThing")
            .body
            .as_ref()
            .unwrap()
            .ty,
    );
    assert_eq!(
        fields(&generated, &body),
        ["both: String", "name: String", "secret: String"]
    );
    assert_eq!(
        fields(&generated, "Thing"),
        ["id: Integer", "both: String", "log: Log", "name: String"]
    );
    let text = &generated.files["src/things/unversioned/things.rs"];
    assert!(
        text.contains("pub fn new(name: impl Into<String>, secret: impl Into<String>) -> Self")
    );
    // They are left out by name, and counted.
    assert!(
        text.contains("Read-only, so not among the fields: `id`, `log`."),
        "{text}"
    );
    assert!(
        text.contains("Write-only, so not among the fields: `secret`."),
        "{text}"
    );
    let told = generated
        .warnings
        .iter()
        .find(|w| w.message.contains("readOnly"));
    assert!(
        told.is_some_and(|w| w.code == "not-generated" && w.message.starts_with("3 properties"))
    );
    // A type that only what is left out used is left out as well.
    assert!(generated.api.types().all(|ty| ty.rust.name != "LogInput"));
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
    let told: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.code == "empty-content")
        .collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].origin.pointer.contains("requestBody"),
        "{:?}",
        told[0]
    );
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
    let Err(problems) = road(&[("api.yaml", &differ)]) else {
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

#[test]
fn the_encoding_of_parts_is_told_to_be_left_out() {
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
    let told: Vec<_> = generated
        .warnings
        .iter()
        .filter(|w| w.message.contains("encoding"))
        .collect();
    assert_eq!(told.len(), 1, "{:?}", generated.warnings);
    assert_eq!(told[0].code, "not-generated");
    assert!(told[0].origin.pointer.contains("encoding"));
}

/// A description whose only operation answers and is sent with a schema.
fn both(schema: &str, responses: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
      tags: [things]
      summary: Make thing
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {responses}
"
    )
}

#[test]
fn what_has_one_name_by_the_rules_is_told_apart() {
    let answers = |status: &str, ty: &str| {
        format!(
            "'{status}': {{description: a, content: {{application/json: {{schema: {{type: {ty}}}}}}}}}"
        )
    };
    // Statuses that mean the same.
    let statuses = format!(
        "{{{}, {}, '204': {{description: none}}}}",
        answers("250", "string"),
        answers("251", "integer")
    );
    let generated = good(&both("{}", &statuses));
    let Shape::Statuses(found) = &type_(&generated, "MakeThingOutcome").shape else {
        panic!("no statuses");
    };
    let names: Vec<_> = found.iter().map(|s| s.ident.as_str()).collect();
    assert_eq!(names, ["NoContent", "Success250", "Success251"]);
    // Texts that are secret and texts that are not.
    let generated = good(&both(
        "{oneOf: [{type: string}, {type: string, format: password}, {type: array, items: {type: string}}, {type: array, items: {type: string, nullable: true}}]}",
        "{'204': {description: none}}",
    ));
    let Shape::Union(found) = &type_(&generated, "MakeThingBody").shape else {
        panic!("no union");
    };
    let names: Vec<_> = found.variants.iter().map(|v| v.ident.as_str()).collect();
    assert_eq!(names, ["Text", "Secret", "TextList", "OptionalTextList"]);
    // A map of custom fields beside fields of each of its names.
    let generated = good(&both(
        "{type: object, properties: {custom_fields: {type: string}, custom_field_values: {type: string}, 'custom_field_%{id}': {type: string}}}",
        "{'204': {description: none}}",
    ));
    let Shape::Struct(found) = &type_(&generated, "MakeThingBody").shape else {
        panic!("no struct");
    };
    assert_eq!(
        found.custom_fields.as_ref().unwrap().0,
        "custom_field_values_by_id"
    );
    // Nothing but custom fields is the map itself, also as the whole body and answer.
    let custom = "{type: object, properties: {'custom_field_%{id}': {type: object, properties: {data_type: {type: string}}}}}";
    let generated = good(&both(
        custom,
        &format!(
            "{{'200': {{description: a, content: {{application/json: {{schema: {custom}}}}}}}}}"
        ),
    ));
    let make = operation(&generated, "MakeThing");
    assert_eq!(make.body.as_ref().unwrap().ty, TypeRef::CustomFieldValues);
    assert_eq!(make.response.payload, Payload::Json(TypeRef::CustomFields));
}
