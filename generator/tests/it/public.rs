//! What public descriptions hold and Procore's does not: each was seen by `cargo xtask corpus`.

use crate::pipeline::*;
use generator::ir::Shape;

/// All types by their path, without the name of the crate.
fn types(generated: &generator::pipeline::Generated) -> Vec<String> {
    let mut all: Vec<String> = generated
        .api
        .types()
        .map(|ty| ty.rust.to_string().replace("procore::", ""))
        .collect();
    all.sort();
    all
}

#[test]
fn no_type_takes_a_word_of_the_language() {
    let schema = "{type: object, properties: {self: {$ref: '#/components/schemas/self'}}}";
    let components = "{schemas: {self: {type: object, properties: {href: {type: string}}}}}";
    let generated = good(&responding(schema, components));
    assert_eq!(fields(&generated, "Thing"), ["self_: SelfOutput"]);
}

#[test]
fn variants_whose_types_have_one_name_are_told_apart_by_their_modules() {
    // `Part` stands in the shared module, for both tools respond with it; the other in that of one.
    let generated = good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /v1/things:
    get: &get
      tags: [things]
      summary: Show thing
      responses: {'200': {description: OK, content: {application/json: {schema: {
        oneOf: [{$ref: '#/components/schemas/Part'}, {$ref: '#/components/schemas/part'}]}}}}}
  /v1/others:
    get:
      tags: [others]
      summary: Show other
      responses: {'200': {description: OK, content: {application/json: {schema: {
        $ref: '#/components/schemas/Part'}}}}}
components:
  schemas:
    Part: {type: object, properties: {a: {type: string}}}
    part: {type: object, properties: {b: {type: string}}}
",
    );
    assert_eq!(
        types(&generated),
        ["shared::Part", "things::v1::Part", "things::v1::Thing"]
    );
    let Shape::Union(union) = &type_(&generated, "Thing").shape else {
        panic!("no union");
    };
    let names: Vec<&str> = union.variants.iter().map(|v| v.ident.as_str()).collect();
    assert_eq!(names, ["SharedPart", "ThingsV1Part"]);
}

#[test]
fn variants_are_named_after_the_value_that_each_has_alone() {
    let variant = |kind: &str| {
        format!(
            "{{type: object, properties: {{at: {{type: string}}, kind: {{type: string, enum: \
             [{kind}]}}}}}}"
        )
    };
    let schema = format!(
        "{{oneOf: [{}, {}, {}]}}",
        variant("created"),
        variant("moved"),
        variant("gone")
    );
    let generated = good(&responding(&schema, "{}"));
    assert_eq!(
        types(&generated),
        [
            "things::unversioned::Thing",
            "things::unversioned::ThingCreated",
            "things::unversioned::ThingGone",
            "things::unversioned::ThingGoneKind",
            "things::unversioned::ThingKind",
            "things::unversioned::ThingMoved",
            "things::unversioned::ThingMovedKind",
        ]
    );
}

#[test]
fn variants_are_chosen_by_the_value_that_each_has_alone() {
    let union = |discriminator: &str, kinds: [&str; 2]| {
        let variant = |kind: &str| {
            format!(
                "{{type: object, properties: {{at: {{type: string}}, kind: {{type: string, enum: \
                 [{kind}]}}}}}}"
            )
        };
        let [a, b] = kinds.map(variant);
        let generated = good(&responding(
            &format!("{{oneOf: [{a}, {b}]{discriminator}}}"),
            "{}",
        ));
        let mut found = variants(&generated, "Thing");
        found.sort();
        let Shape::Union(union) = &type_(&generated, "Thing").shape else {
            panic!("no union");
        };
        (union.discriminator.clone(), found)
    };
    let (by, found) = union("", ["created", "moved"]);
    assert_eq!(by.as_deref(), Some("kind"));
    assert_eq!(found, ["created ThingCreated", "moved ThingMoved"]);
    // What the description says of them goes first.
    let (by, found) = union(", discriminator: {propertyName: at}", ["created", "moved"]);
    assert_eq!(by.as_deref(), Some("at"));
    assert_eq!(found, [" ThingCreated", " ThingMoved"]);
    let (by, _) = union("", ["'created, moved'", "'moved, created'"]);
    assert_eq!(by.as_deref(), Some("kind"));
    let (by, _) = union("", ["created, moved", "moved, gone"]);
    assert_eq!(by, None);
}

#[test]
fn enums_of_one_property_are_told_apart_by_what_holds_them() {
    let thing = |values: &str| {
        format!(
            "{{type: object, properties: {{id: {{type: integer}}, type: {{type: string, enum: [{values}]}}}}}}"
        )
    };
    let schema = format!(
        "{{type: object, properties: {{a: {{oneOf: [{}, {}]}}}}}}",
        thing("file, dir"),
        thing("link, dir")
    );
    let generated = good(&responding(&schema, "{}"));
    let names = types(&generated);
    assert!(
        names.contains(&"things::unversioned::ThingType".to_owned())
            && names.contains(&"things::unversioned::ThingAVariantType".to_owned()),
        "{names:?}"
    );
}

#[test]
fn no_name_ends_in_the_number_of_a_property() {
    let list = "{oneOf: [{type: string}, {type: array, items: {type: string, enum: [a, b]}}]}";
    let numbered = "{type: object, properties: {x: {type: string}}}";
    let schema = format!("{{type: object, properties: {{has: {list}, dkim1: {numbered}}}}}");
    assert_eq!(
        types(&good(&responding(&schema, "{}"))),
        [
            "things::unversioned::ShowThingHas",
            "things::unversioned::Thing",
            "things::unversioned::ThingDkim1Value",
            "things::unversioned::ThingHas",
        ]
    );
}
