//! `allOf`, `oneOf` and `anyOf`.

use super::*;

#[test]
fn all_of_becomes_one_object() {
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
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
    let generated = good(&responding(
        "{anyOf: [{type: string}, {type: array, items: {type: integer}}, {type: object, required: [a], properties: {a: {type: string}}}]}",
        "{}",
    ));
    assert_eq!(variants(&generated, "Thing").len(), 3);
}

#[test]
fn what_stands_beside_one_of_goes_into_each_variant() {
    let generated = good(&responding(
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
    let generated = good(&responding(
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
        responding(
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
    let generated = good(&responding(
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
fn a_choice_that_nothing_tells_apart_keeps_what_it_is_as_json() {
    let generated = good(&responding(
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
