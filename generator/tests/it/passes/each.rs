//! Each pass alone, over a lowered description.

use generator::ir::{
    ArrayStyle, DeclaredArray, Encoding, PagingStyle, Payload, Role, Shape, TypeRef,
};
use generator::lower::Lowered;
use generator::passes;
use generator::pipeline::{Specs, Text};
use serde_json::{Value, json};

use super::fragment::*;

const LIST: &str = "GET /rest/v1.0/rfis";
const SHOW: &str = "GET /rest/v1.0/rfis/{id}";

fn listing(rest: Value) -> Lowered {
    lowered(description(&[(LIST, "List RFIs", "Core/RFI/rfis", rest)]))
}

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

fn custom(id: &str) -> String {
    format!("custom_field_%{{custom_field_{id}_definition_id}}")
}

#[test]
fn custom_fields_become_a_map_beside_the_other_fields() {
    let value = json!({ "type": "object", "properties": {
        "data_type": { "type": "string" }, "value": { "type": "string" } } });
    let sent = json!({ "type": "object", "properties": {
        "title": { "type": "string" },
        custom("checkbox"): { "type": "boolean" },
        custom("text"): { "type": "string" },
    } });
    let read = json!({ "type": "object", "properties": {
        "id": { "type": "integer" },
        "custom_fields": { "type": "object", "properties": { custom("text"): value } },
    } });
    let mut create = takes("application/json", sent);
    create["responses"] = json!({ "200": response(read) });
    let mut lowered = lowered(description(&[(
        "POST /rest/v1.0/rfis",
        "Create RFI",
        "Core/RFI/rfis",
        create,
    )]));
    passes::fold_custom_fields(&mut lowered);

    assert_eq!(
        fields(&lowered, "Rfi"),
        ["id: Integer", "custom_fields: CustomFields"]
    );
    let Shape::Struct(body) = shape(&lowered, "CreateRfiBody") else {
        panic!("no object");
    };
    assert_eq!(
        body.custom_fields,
        Some(("custom_fields".to_owned(), TypeRef::CustomFieldValues))
    );
    assert_eq!(body.folded, [custom("checkbox"), custom("text")]);
    assert_eq!(fields(&lowered, "CreateRfiBody"), ["title: String"]);
    // The types of the values are the map's own.
    let names: Vec<&str> = lowered
        .types
        .keys()
        .map(|path| path.name.as_str())
        .collect();
    assert_eq!(names, ["CreateRfiBody", "Rfi"]);
}

#[test]
fn money_is_decimal_whatever_json_type_it_has() {
    let rfi = json!({ "type": "object", "properties": {
        "id": { "type": "integer" },
        "cost_impact": { "type": "string" },
        "grand_total_amount": { "type": "string" },
        "unit_cost": { "type": "number" },
        "price": { "type": "integer" },
        "cost_code_id": { "type": "integer" },
        "rfq_amount": { "type": "string", "format": "uri" },
        "amounts": { "type": "array", "items": { "type": "string" } },
        "width": { "type": "number" },
        "grand_total": { "type": "string" },
        "scheduled_value": { "type": "string" },
        "old_value": { "type": "string" },
        "exchange_rate": { "type": "string" },
        "quantity": { "type": "number" },
    } });
    let mut lowered = lowered(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(rfi),
    )]));
    passes::find_decimals(&mut lowered);
    assert_eq!(
        fields(&lowered, "Rfi"),
        [
            "id: Integer",
            "amounts: List(String)",
            "cost_code_id: Integer",
            "cost_impact: String",
            "exchange_rate: Decimal",
            "grand_total: Decimal",
            "grand_total_amount: Decimal",
            "old_value: String",
            "price: Decimal",
            "quantity: Float",
            "rfq_amount: String",
            "scheduled_value: Decimal",
            "unit_cost: Decimal",
            "width: Float",
        ]
    );
}

#[test]
fn an_operation_that_responds_by_status_gets_a_type_for_it() {
    let responses = json!({
        "207": response(list(object(&["id", "error"]))),
        "200": response(object(&["id"])),
        "204": { "description": "" },
    });
    let mut lowered = listing(json!({ "responses": responses }));
    passes::name_outcomes(&mut lowered);
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
fn a_deprecated_field_names_the_field_beside_it_in_rust() {
    let rfi = json!({ "type": "object", "properties": {
        "type": { "type": "string" },
        "kind": { "type": "string", "deprecated": true, "x-deprecated-instead": "type" },
        "sort": { "type": "string", "deprecated": true, "x-deprecated-instead": "gone" },
    } });
    let mut lowered = lowered(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(rfi),
    )]));
    passes::name_instead(&mut lowered);
    let Shape::Struct(rfi) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    let reported: Vec<(&str, Option<&str>)> = rfi
        .fields
        .iter()
        .filter_map(|f| Some((f.ident.as_str(), f.deprecation.as_ref()?.instead.as_deref())))
        .collect();
    assert_eq!(reported, [("kind", Some("type_")), ("sort", Some("gone"))]);
}

#[test]
fn a_row_of_the_table_marks_an_operation_and_links_back() {
    let mut lowered = lowered(description(&[
        (LIST, "List RFIs", "Core/RFI/rfis", json!({})),
        (
            "GET /rest/v1.1/rfis",
            "List RFIs",
            "Core/RFI/rfis",
            json!({}),
        ),
    ]));
    let row = "
- operation: GET /rest/v1.0/rfis
  date: 2024-05-01
  replacements: [GET /rest/v1.1/rfis]
  reason: the keeper knows
  source: a letter
";
    let specs = Specs {
        deprecations: Text {
            file: "deprecations.yaml".into(),
            text: row.into(),
        },
        ..Specs::default()
    };
    passes::link_deprecations(&mut lowered, &specs).unwrap_or_else(|p| panic!("{}", reported(&p)));
    let old = placed(&lowered, LIST).deprecation.as_ref().unwrap();
    assert_eq!(old.date, Some(jiff::civil::date(2024, 5, 1)));
    assert_eq!(old.replacements.len(), 1);
    assert!(!old.replacements[0].inferred);
    let new = placed(&lowered, "GET /rest/v1.1/rfis");
    assert!(new.deprecation.is_none());
    let back: Vec<String> = new.replaces.iter().map(ToString::to_string).collect();
    assert_eq!(back, ["procore::rfi::v1_0::ListRfis"]);
}

#[test]
fn a_newer_version_alone_deprecates_nothing() {
    let mut lowered = lowered(description(&[
        (LIST, "List RFIs", "Core/RFI/rfis", json!({})),
        (
            "GET /rest/v1.1/rfis",
            "List RFIs",
            "Core/RFI/rfis",
            json!({}),
        ),
    ]));
    passes::link_deprecations(&mut lowered, &Specs::default()).unwrap();
    assert!(
        lowered
            .operations
            .iter()
            .all(|p| p.operation.deprecation.is_none())
    );
}

#[test]
fn a_request_is_linked_to_its_reference_page() {
    assert_eq!(
        only(&listing(json!({}))).reference,
        "https://developers.procore.com/reference/rest/rfis?version=1.0#list-rfis"
    );
}

#[test]
fn tools_versions_and_resources_become_modules_and_files() {
    let rfi = || responds_with(object(&["id", "title"]));
    let api = passes::place(lowered(description(&[
        (
            "GET /rest/v1.10/rfis",
            "List RFIs",
            "Core/RFI/rfis",
            json!({}),
        ),
        (
            "GET /rest/v1.9/rfis",
            "List RFIs",
            "Core/RFI/rfis",
            json!({}),
        ),
        (
            "GET /rest/v1.9/replies",
            "Show Reply",
            "Core/RFI/legacy---replies",
            rfi(),
        ),
        (
            "GET /rest/v1.9/answers",
            "Show Answer",
            "Core/RFI/answers",
            rfi(),
        ),
        ("GET /me", "Show Me", "Core/Change Events/me", json!({})),
    ])))
    .unwrap();
    let mut reported = Vec::new();
    for tool in &api.tools {
        for version in &tool.versions {
            for resource in &version.resources {
                reported.push(format!(
                    "{} {} {} {}{}: {} operations, {} types",
                    tool.feature,
                    tool.module,
                    version.module,
                    resource.module,
                    if resource.legacy { " (legacy)" } else { "" },
                    resource.operations.len(),
                    resource.types.len(),
                ));
            }
        }
    }
    assert_eq!(
        reported,
        [
            "change-events change_events unversioned me: 1 operations, 0 types",
            "rfi rfi v1_9 answers: 1 operations, 1 types",
            "rfi rfi v1_9 legacy_replies (legacy): 1 operations, 0 types",
            "rfi rfi v1_9 rfis: 1 operations, 0 types",
            "rfi rfi v1_10 rfis: 1 operations, 0 types",
        ]
    );
}

#[test]
fn two_tools_of_one_module_are_an_error() {
    let two = |a: &str, b: &str| {
        passes::place(Lowered {
            operations: [a, b]
                .iter()
                .flat_map(|tag| {
                    lowered(description(&[(LIST, "List RFIs", tag, json!({}))])).operations
                })
                .collect(),
            ..Lowered::default()
        })
    };
    let problems = two("Core/Change Events/a", "Core/change-events/a").unwrap_err();
    assert_eq!(problems[0].code, "name-collision");
}

#[test]
fn ids_in_paths_have_the_type_of_what_they_are_of() {
    let ids = |place: &str, declared: Value| {
        let raw = description(&[(place, "Show Thing", "Core/RFI/things", declared)]);
        let mut lowered = lowered(raw);
        passes::type_ids(&mut lowered);
        let parameters = &lowered.operations[0].operation.parameters;
        let types = parameters.iter().map(|p| match &p.ty {
            TypeRef::Id(name) => name.clone(),
            other => format!("{other:?}"),
        });
        types.collect::<Vec<_>>()
    };
    let none = json!({});
    assert_eq!(
        ids(
            "GET /rest/v1.0/projects/{project_id}/rfis/{id}",
            none.clone()
        ),
        ["ProjectId", "RfiId"]
    );
    // The segment that says in what state it is does not say what it is.
    assert_eq!(
        ids(
            "GET /rest/v1.0/companies/{company_id}/people/inactive/{id}",
            none.clone()
        ),
        ["CompanyId", "PersonId"]
    );
    assert_eq!(
        ids("GET /rest/v1.0/{id}/{number}", none),
        ["Integer", "Integer"]
    );
    let query =
        |name: &str, ty: &str| json!({ "name": name, "in": "query", "schema": { "type": ty } });
    let declared =
        json!({ "parameters": [query("project_id", "string"), query("rfi_id", "integer")] });
    assert_eq!(
        ids("GET /rest/v1.0/links", declared),
        ["ProjectId", "Integer"]
    );
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

#[test]
fn a_body_that_wraps_one_value_is_known() {
    let is_wrapper = |body: Value| {
        let request =
            json!({ "requestBody": { "content": { "application/json": { "schema": body } } } });
        let raw = description(&[(
            "POST /rest/v1.0/rfis",
            "Create RFI",
            "Core/RFI/rfis",
            request,
        )]);
        let mut lowered = lowered(raw);
        passes::find_wrappers(&mut lowered);
        let all = lowered.types.values().filter_map(|ty| match &ty.shape {
            Shape::Struct(record) => Some((ty.rust.name.clone(), record.is_wrapper)),
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    let inner = object(&["subject"]);
    let body = json!({ "type": "object", "properties": { "rfi": inner } });
    assert_eq!(
        is_wrapper(body),
        [
            ("CreateRfiBody".to_owned(), true),
            ("NewRfi".to_owned(), false)
        ]
    );
    assert_eq!(
        is_wrapper(object(&["a", "b"])),
        [("CreateRfiBody".to_owned(), false)]
    );
}
