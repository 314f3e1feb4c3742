//! The variants of unions: their order, their names, what they have in common; types that hold themselves.

use generator::ir::{Shape, TypeRef};
use generator::passes;
use serde_json::json;

use super::fragment::*;

#[test]
fn the_richest_object_of_a_union_is_tried_first() {
    let mut full = object(&["id", "full_code", "name"]);
    full["required"] = json!(["id", "full_code"]);
    let mut slim = object(&["id", "number"]);
    slim["required"] = json!(["id"]);
    let union = json!({ "oneOf": [{ "type": "string" }, slim, full] });
    let mut lowered = lowered(description(&[(
        SHOW,
        "Show Code",
        "Core/RFI/codes",
        responds_with(union),
    )]));
    passes::order_variants(&mut lowered);
    let union = lowered.types.values().find_map(|ty| match &ty.shape {
        Shape::Union(union) => Some(union),
        _ => None,
    });
    let variants: Vec<(usize, &[String])> = union
        .unwrap()
        .variants
        .iter()
        .map(|v| match &v.ty {
            TypeRef::Named(path) => {
                let Shape::Struct(found) = &lowered.types[path].shape else {
                    panic!("no object");
                };
                (found.fields.len(), v.required_keys.as_slice())
            }
            _ => (0, v.required_keys.as_slice()),
        })
        .collect();
    // `id` tells nothing: the other object has it as well.
    let own = ["full_code".to_owned()];
    assert_eq!(
        variants,
        [(3, own.as_slice()), (2, [].as_slice()), (0, [].as_slice())]
    );
}

#[test]
fn a_variant_is_named_after_what_sets_it_apart() {
    let component = |name: &str| json!({ "$ref": format!("#/components/schemas/v1_0.{name}") });
    let all = ["ThingFull", "ThingCompact", "Gear"].map(component);
    let raw = with_components(
        &[(
            SHOW,
            "Show Thing",
            "Core/RFI/things",
            responds_with(component("Thing")),
        )],
        json!({
            "v1_0.Thing": { "oneOf": all },
            "v1_0.ThingFull": object(&["id", "a"]),
            "v1_0.ThingCompact": object(&["id", "b"]),
            "v1_0.Gear": object(&["id", "c"]),
        }),
    );
    let mut lowered = lowered(raw);
    passes::name_variants(&mut lowered);
    let names: Vec<Vec<&str>> = lowered
        .types
        .values()
        .filter_map(|ty| match &ty.shape {
            Shape::Union(union) => Some(union.variants.iter().map(|v| v.ident.as_str()).collect()),
            _ => None,
        })
        .collect();
    assert_eq!(names, [["Full", "Compact", "V1_0Gear"]]);
}

#[test]
fn a_cycle_of_types_is_boxed_where_it_closes_and_lists_are_not() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schemas = json!({
        "Node": { "type": "object", "properties": {
            "id": { "type": "integer" },
            "parent": reference("Edge"),
            "children": list(reference("Node")),
            "leaf": reference("Leaf"),
        } },
        "Edge": { "type": "object", "properties": { "node": reference("Node") } },
        "Leaf": object(&["id", "title"]),
    });
    let mut lowered = lowered(with_components(
        &[(
            SHOW,
            "Show RFI",
            "Core/RFI/rfis",
            responds_with(reference("Node")),
        )],
        schemas,
    ));
    passes::break_cycles(&mut lowered);
    let kinds = |name: &str| -> Vec<String> {
        let kind = |field: &String| {
            let (ident, ty) = field.split_once(": ").unwrap();
            format!("{ident} {}", ty.split('(').next().unwrap())
        };
        fields(&lowered, name).iter().map(kind).collect()
    };
    assert_eq!(
        kinds("Node"),
        ["id Integer", "children List", "leaf Named", "parent Boxed"]
    );
    assert_eq!(kinds("Edge"), ["node Boxed"]);
}

#[test]
fn what_all_variants_have_in_common_can_be_read_of_any() {
    let mut full = object(&["id", "number", "text"]);
    full["properties"]["number"] = json!({ "type": "integer" });
    let mut slim = object(&["id", "number", "other"]);
    slim["properties"]["number"] = json!({ "type": "string" });
    let union = json!({ "oneOf": [full, slim] });
    let mut lowered = lowered(description(&[(
        SHOW,
        "Show Code",
        "Core/RFI/codes",
        responds_with(union),
    )]));
    passes::find_common(&mut lowered);
    let common = lowered.types.values().find_map(|ty| match &ty.shape {
        Shape::Union(union) => Some(union.common.clone()),
        _ => None,
    });
    let names: Vec<String> = common.unwrap().into_iter().map(|f| f.ident).collect();
    assert_eq!(names, ["id"], "`number` has two types, the rest one place");
}
