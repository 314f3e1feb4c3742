//! Schemas by themselves: null, maps, lists, recursion, enums, one way only.

use super::*;

#[test]
fn null_is_a_value_of_what_is_nullable() {
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let list = responding(
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
    let cycle = responding(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}}}",
    );
    assert_eq!(refused(&cycle), ["all-of-cycle"]);
    let alias = responding(
        "{$ref: '#/components/schemas/A'}",
        "{schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
    );
    assert_eq!(refused(&alias)[0], "ref-cycle");
    // A choice of itself: the step back goes.
    let choice = responding(
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
    let generated = good(&responding(
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
    let reported = generated
        .warnings
        .iter()
        .find(|w| w.message.contains("readOnly"));
    assert!(
        reported
            .is_some_and(|w| w.code == "not-generated" && w.message.starts_with("3 properties"))
    );
    // A type that only what is left out used is left out as well.
    assert!(generated.api.types().all(|ty| ty.rust.name != "LogInput"));
}
