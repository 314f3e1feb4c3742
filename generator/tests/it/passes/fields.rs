//! What the passes make of fields and arguments: custom fields, money, ids, bodies that wrap one value.

use generator::ir::{Shape, TypeRef};
use generator::passes;
use serde_json::{Value, json};

use super::fragment::*;

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
