//! What the passes make of query parameters: lists, ranges, sorts, objects.

use generator::ir::{ArrayStyle, DeclaredArray, Encoding, Shape, TypeRef};
use generator::passes;
use serde_json::{Value, json};

use super::fragment::*;

fn written(parameter: Value) -> (String, String, Encoding) {
    let mut lowered = listing(parameters(json!([parameter])));
    passes::write_queries(&mut lowered);
    let parameter = &only(&lowered).parameters[0];
    let ty = match &parameter.ty {
        TypeRef::Named(path) => path.name.clone(),
        ty => format!("{ty:?}"),
    };
    (parameter.wire.clone(), ty, parameter.encoding)
}

#[track_caller]
fn check_query(parameter: Value, wire: &str, ty: &str, encoding: Encoding) {
    assert_eq!(
        written(parameter),
        (wire.to_owned(), ty.to_owned(), encoding)
    );
}

#[test]
fn lists_in_a_query_carry_brackets_once() {
    let integers = || list(json!({ "type": "integer" }));
    check_query(
        query("filters[id]", integers()),
        "filters[id][]",
        "Integer",
        Encoding::Repeated,
    );
    check_query(
        query("filters[id][]", integers()),
        "filters[id][]",
        "Integer",
        Encoding::Repeated,
    );
}

#[test]
fn lists_in_a_query_are_written_as_the_guide_has_them_and_keep_what_is_declared() {
    let cases = [
        (
            "ids",
            json!({"explode": false}),
            Some(("ids", ArrayStyle::Form, false)),
        ),
        (
            "ids[]",
            json!({"style": "form", "explode": false}),
            Some(("ids[]", ArrayStyle::Form, false)),
        ),
        (
            "ids",
            json!({"style": "form"}),
            Some(("ids", ArrayStyle::Form, true)),
        ),
        ("ids", json!({}), None),
    ];
    for (name, said, declared) in cases {
        let mut parameter = query(name, list(json!({ "type": "integer" })));
        parameter
            .as_object_mut()
            .unwrap()
            .extend(said.as_object().unwrap().clone());
        check_query(parameter.clone(), "ids[]", "Integer", Encoding::Repeated);
        let lowered = listing(parameters(json!([parameter])));
        let found = only(&lowered).parameters[0].declared.clone();
        let expected = declared.map(|(name, style, explode)| DeclaredArray {
            name: name.to_owned(),
            style,
            explode,
        });
        assert_eq!(found, expected, "{name} {said}");
    }
    // A style that is no form of the guide's is kept, and known.
    let mut bars = query("ids", list(json!({ "type": "integer" })));
    bars["style"] = json!("pipeDelimited");
    check_query(bars.clone(), "ids", "Integer", Encoding::Pipes);
    let lowered = listing(parameters(json!([bars])));
    let declared = only(&lowered).parameters[0].declared.as_ref();
    assert!(declared.is_some_and(|d| d.style == ArrayStyle::PipeDelimited && !d.explode));
}

#[test]
fn filters_by_time_take_ranges() {
    let date = || json!({ "type": "string", "format": "date" });
    let instant = || json!({ "type": "string", "format": "date-time" });
    let text = || json!({ "type": "string" });
    let range = Encoding::Range;
    check_query(
        query("filters[created_at]", instant()),
        "filters[created_at]",
        "DateTime",
        range,
    );
    check_query(
        query("filters[due_date]", date()),
        "filters[due_date]",
        "Date",
        range,
    );
    check_query(
        query("filters[updated_at]", text()),
        "filters[updated_at]",
        "DateTime",
        range,
    );
    check_query(
        query("filters[updated_at]", date()),
        "filters[updated_at]",
        "DateTime",
        range,
    );
    check_query(
        query("filters[due_date]", text()),
        "filters[due_date]",
        "Date",
        range,
    );
    // Ends of a range, and dates that are no filters, are single.
    let single = Encoding::Single;
    check_query(
        query("filters[start_date]", date()),
        "filters[start_date]",
        "Date",
        single,
    );
    check_query(
        query("filters[updated_at][gt]", date()),
        "filters[updated_at][gt]",
        "Date",
        single,
    );
    check_query(query("log_date", date()), "log_date", "Date", single);
    check_query(
        query("filters[status]", text()),
        "filters[status]",
        "String",
        single,
    );
    check_query(
        query("filters[closed_at]", json!({ "type": "boolean" })),
        "filters[closed_at]",
        "Bool",
        single,
    );
}

#[test]
fn what_an_overlay_says_of_a_range_holds() {
    let said = |name: &str, range: bool| {
        let mut parameter = query(name, json!({ "type": "string", "format": "date" }));
        parameter["x-range"] = json!(range);
        parameter
    };
    let (name, date) = ("filters[start_date]", "Date");
    check_query(said(name, true), name, date, Encoding::Range);
    let name = "filters[created_at]";
    check_query(said(name, false), name, date, Encoding::Single);
}

#[test]
fn a_sort_has_each_field_once_and_a_direction() {
    let fields = json!({ "type": "string", "enum": ["created_at", "-created_at", "+id"] });
    let mut lowered = listing(parameters(json!([query("sort", fields)])));
    passes::write_queries(&mut lowered);
    assert_eq!(only(&lowered).parameters[0].encoding, Encoding::Sort);
    let Shape::Enum(sort) = &lowered.types.values().next().unwrap().shape else {
        panic!("no enum");
    };
    let wires: Vec<(&str, &str)> = sort
        .variants
        .iter()
        .map(|v| (v.ident.as_str(), v.wire.as_str()))
        .collect();
    assert_eq!(wires, [("CreatedAt", "created_at"), ("Id", "id")]);

    check_query(
        query("sort", json!({ "type": "string" })),
        "sort",
        "String",
        Encoding::Sort,
    );
    check_query(
        query("sort_dir", json!({ "type": "string" })),
        "sort_dir",
        "String",
        Encoding::Single,
    );
}

#[test]
fn objects_in_a_query_are_written_in_brackets_and_lists_of_them_as_json() {
    let (wire, _, encoding) = written(query("filters", object(&["a", "b"])));
    assert_eq!((&*wire, encoding), ("filters", Encoding::DeepObject));
    let (wire, ty, encoding) = written(query("filters", list(object(&["a", "b"]))));
    assert_eq!((&*wire, encoding), ("filters", Encoding::Json));
    assert!(ty.starts_with("List("), "{ty}");
}
