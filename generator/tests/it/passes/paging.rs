//! Which lists page, and how; responses that differ by status.

use generator::ir::{PagingStyle, Payload, Role, Shape, TypeRef};
use generator::passes;
use serde_json::{Value, json};

use super::fragment::*;

#[test]
fn an_operation_that_responds_by_status_gets_a_type_for_it() {
    let responses = json!({
        "207": response(list(object(&["id", "error"]))),
        "200": response(object(&["id"])),
        "204": { "description": "" },
    });
    let mut lowered = listing(json!({ "responses": responses }));
    assert_eq!(passes::name_outcomes(&mut lowered), []);
    let Payload::ByStatus(path) = &only(&lowered).response.payload else {
        panic!("not by status");
    };
    assert_eq!(path.to_string(), "procore::rfi::v1_0::ListRfisOutcome");
    let ty = &lowered.types[path];
    assert_eq!(ty.role, Role::Response);
    let Shape::Statuses(variants) = &ty.shape else {
        panic!("no statuses");
    };
    let reported: Vec<(&str, &str, bool)> = variants
        .iter()
        .map(|v| (v.status.as_str(), v.ident.as_str(), v.ty.is_some()))
        .collect();
    assert_eq!(
        reported,
        [
            ("200", "Ok", true),
            ("204", "NoContent", false),
            ("207", "MultiStatus", true)
        ]
    );
}

/// The paging of a list with these query parameters and this response: the field of the items and
/// their type.
fn paged(names: &[&str], schema: Value) -> Option<(PagingStyle, String, String)> {
    let all: Vec<Value> = names
        .iter()
        .map(|n| query(n, json!({ "type": "integer" })))
        .collect();
    let mut rest = responds_with(schema);
    rest["parameters"] = json!(all);
    let mut lowered = listing(rest);
    passes::find_paging(&mut lowered);
    let paging = only(&lowered).paging.clone()?;
    let item = match &paging.item {
        TypeRef::Named(path) => path.name.clone(),
        ty => format!("{ty:?}"),
    };
    Some((paging.style, paging.items, item))
}

#[test]
fn a_list_that_takes_a_page_is_paged() {
    let both = ["page", "per_page"];
    let pages =
        |items: &str, item: &str| Some((PagingStyle::Pages, items.to_owned(), item.to_owned()));
    let rfi = || object(&["id"]);
    assert_eq!(paged(&both, list(rfi())), pages("", "Rfi"));
    assert_eq!(paged(&["page"], list(rfi())), pages("", "Rfi"));
    assert_eq!(paged(&["per_page"], list(rfi())), None);
    assert_eq!(paged(&[], list(rfi())), None);
    assert_eq!(paged(&both, rfi()), None);

    let holding = |all: Value| json!({ "type": "object", "properties": all });
    let stamps = holding(json!({ "stamps": list(rfi()), "total": { "type": "integer" } }));
    assert_eq!(paged(&both, stamps).unwrap().1, "stamps");
    let ambiguous = holding(json!({ "a": list(rfi()), "b": list(rfi()) }));
    assert_eq!(paged(&both, ambiguous), None);
    let data = holding(json!({ "data": list(rfi()), "meta": list(json!({ "type": "string" })) }));
    assert_eq!(paged(&both, data).unwrap().1, "data");
}

#[test]
fn what_pages_is_a_list_where_the_description_lost_its_type() {
    let (_, items, item) = paged(&["page", "per_page"], json!({})).unwrap();
    assert_eq!((&*items, &*item), ("", "Json"));
    let one = json!({ "type": "object", "properties": { "data": object(&["id", "title"]) } });
    let (_, items, item) = paged(&["page", "per_page"], one).unwrap();
    assert_eq!((&*items, &*item), ("", "ListRfisResponse"));
}

#[test]
fn pages_count_from_zero_where_an_overlay_says_so() {
    let mut page = query("page", json!({ "type": "integer" }));
    page["x-paging"] = json!("zero-based");
    let mut rest = responds_with(list(object(&["id"])));
    rest["parameters"] = json!([page]);
    let mut lowered = listing(rest);
    passes::find_paging(&mut lowered);
    assert_eq!(
        only(&lowered).paging.as_ref().unwrap().style,
        PagingStyle::ZeroBased
    );
}
