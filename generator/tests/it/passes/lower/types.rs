//! Types.

use super::*;

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
    let lowered = of(responds_with(
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
    let lowered = of(responds_with(json!({ "type": "object", "properties": {
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
        &[(SHOW, "Show RFI", "Core/RFI/rfis", responds_with(union))],
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
    let lowered = of(responds_with(rfi));
    let Shape::Struct(found) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    let field = &found.fields[1];
    assert_eq!((&*field.wire, &*field.ident), ("type", "type_"));
    assert!(field.required && field.nullable && field.deprecation.is_some());
    assert_eq!(field.access, generator::ir::Access::ReadOnly);
    assert_eq!(field.format.as_deref(), Some("uuid"));
    assert_eq!(field.defaults, ["\"a\""]);
    assert_eq!(found.additional, Some(TypeRef::Integer));
}

#[test]
fn properties_whose_names_are_no_identifiers_are_told_apart() {
    let lowered = of(responds_with(object(&[
        "id", "a-b", "a_b", "9", "self", "1.5",
    ])));
    let names: Vec<String> = fields(&lowered, "Rfi")
        .iter()
        .map(|f| f.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["id", "n1_5", "n9", "a_minus_b", "a_b", "self_"]);
}

#[test]
fn a_type_knows_who_uses_it() {
    let user = || object(&["id", "login"]);
    let holding =
        |key: &str| responds_with(json!({ "type": "object", "properties": { key: user() } }));
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

/// Specs as they are handed over, with one operation that responds with `v1_0.Rfi`.
fn specs(schemas: Value) -> Lowered {
    let rfi = json!({ "$ref": "#/components/schemas/v1_0.Rfi" });
    let mut raw = description(&[(SHOW, "Show RFI", "Core/RFI/rfis", responds_with(rfi))]);
    raw["components"]["schemas"] = schemas;
    generator::lower::lower(&document("rfi.yaml", raw))
        .unwrap_or_else(|problems| panic!("{}", reported(&problems)))
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
    let mut both = responds_with(rfi.clone());
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
