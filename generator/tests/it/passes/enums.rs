//! The enums of one field become one type, and each place keeps what it lists.

use generator::ir::{Shape, TypeRef};
use generator::lower::Lowered;
use generator::passes;
use serde_json::{Value, json};

use super::fragment::*;

fn values(all: &[&str]) -> Value {
    json!({ "type": "string", "enum": all })
}

/// A list of RFIs with this filter, whose items have this status.
fn filtered(filter: &str, listed: &[&str], held: &[&str]) -> Lowered {
    let mut list_rfis = responds_with(list(json!({ "type": "object", "properties": {
        "id": { "type": "integer" }, "status": values(held) } })));
    list_rfis["parameters"] = json!([query(filter, list(values(listed)))]);
    let mut lowered = lowered(description(&[(
        "GET /rest/v1.0/rfis",
        "List RFIs",
        "Core/RFI/rfis",
        list_rfis,
    )]));
    passes::unite_enums(&mut lowered);
    lowered
}

/// The enums, each with its values.
fn enums(lowered: &Lowered) -> Vec<String> {
    let all = lowered.types.values().filter_map(|ty| match &ty.shape {
        Shape::Enum(found) => {
            let values: Vec<&str> = found.variants.iter().map(|v| v.wire.as_str()).collect();
            Some(format!("{} {}", ty.rust.name, values.join(" ")))
        }
        _ => None,
    });
    all.collect()
}

#[test]
fn a_filter_takes_the_type_of_what_it_filters_and_keeps_what_it_lists() {
    let lowered = filtered(
        "filters[status][]",
        &["open", "draft"],
        &["draft", "open", "closed"],
    );
    assert_eq!(enums(&lowered), ["RfiStatus draft open closed"]);
    let filter = &lowered.operations[0].operation.parameters[0];
    assert_eq!(filter.listed, ["open", "draft"]);
    let TypeRef::Named(path) = &filter.ty else {
        panic!("{:?}", filter.ty);
    };
    assert_eq!(path.name, "RfiStatus");
    let Shape::Struct(item) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    assert_eq!(item.fields[1].ty, TypeRef::Named(path.clone()));
    assert_eq!(item.fields[1].listed, Vec::<String>::new());
}

#[test]
fn what_lists_other_values_or_is_another_field_stays() {
    let other = filtered(
        "filters[status]",
        &["open", "void"],
        &["draft", "open", "closed"],
    );
    assert_eq!(enums(&other).len(), 2, "{:?}", enums(&other));
    let field = filtered(
        "filters[stage]",
        &["open", "draft"],
        &["draft", "open", "closed"],
    );
    assert_eq!(enums(&field).len(), 2, "{:?}", enums(&field));
}

#[test]
fn the_options_of_two_requests_are_no_field() {
    let sorted = |path: &'static str, title: &'static str, by: &[&str]| {
        (
            path,
            title,
            "Core/RFI/rfis",
            parameters(json!([query("sort", values(by))])),
        )
    };
    let mut lowered = lowered(description(&[
        sorted("GET /rest/v1.0/rfis", "List RFIs", &["number", "title"]),
        sorted(
            "GET /rest/v1.0/recycled_rfis",
            "List Recycled RFIs",
            &["number", "title", "status"],
        ),
    ]));
    passes::unite_enums(&mut lowered);
    assert_eq!(enums(&lowered).len(), 2);
}
