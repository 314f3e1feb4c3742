//! The enums of one field become one type where the naming table says so, and each place keeps what it
//! lists.

use generator::ir::{Shape, TypeRef};
use generator::lower::{Lowered, lower};
use generator::openapi::documents::Documents;
use generator::passes;
use serde_json::{Value, json};

use super::fragment::*;

const UNITED: &str = "enums: [{document: rfi, types: [v1_0.RfiState, v1_0.RfiStatus, \
                      v1_0.RfiStatusWithDraft], reason: r}]";

fn values(all: &[&str]) -> Value {
    json!({ "type": "string", "enum": all })
}

/// A list of RFIs with this filter, whose items have this status.
fn filtered(listed: &[&str], held: Value) -> Value {
    let mut list_rfis = responds_with(list(json!({ "type": "object", "properties": {
        "id": { "type": "integer" }, "status": held } })));
    list_rfis["parameters"] = json!([query("filters[status][]", list(values(listed)))]);
    description(&[(
        "GET /rest/v1.0/rfis",
        "List RFIs",
        "Core/RFI/rfis",
        list_rfis,
    )])
}

fn lowered_with(description: Value, table: &str) -> Lowered {
    let imported = import_over(description, &Documents::default(), table).unwrap();
    assert_eq!(imported.warnings, []);
    lower(&imported.into_documents()).unwrap()
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
fn enums_of_a_row_are_one_type_with_the_values_of_all() {
    let description = filtered(&["open", "void"], values(&["draft", "open", "closed"]));
    let mut apart = lowered_with(description.clone(), "");
    assert_eq!(passes::unite_enums(&mut apart), []);
    assert_eq!(
        enums(&apart),
        [
            "RfiStatus open void",
            "RfiStatusWithDraft draft open closed"
        ]
    );

    let mut lowered = lowered_with(description, UNITED);
    assert_eq!(passes::unite_enums(&mut lowered), []);
    assert_eq!(enums(&lowered), ["RfiState open void draft closed"]);
    let filter = &lowered.operations[0].operation.parameters[0];
    assert_eq!(filter.listed, ["open", "void"]);
    let TypeRef::Named(path) = &filter.ty else {
        panic!("{:?}", filter.ty);
    };
    assert_eq!(path.name, "RfiState");
    let Shape::Struct(item) = shape(&lowered, "Rfi") else {
        panic!("no object");
    };
    assert_eq!(item.fields[1].ty, TypeRef::Named(path.clone()));
    assert_eq!(item.fields[1].listed, ["draft", "open", "closed"]);
}

#[test]
fn the_name_stays_where_one_of_the_enums_is_gone() {
    let mut lowered = lowered_with(
        filtered(&["open", "draft"], json!({ "type": "string" })),
        UNITED,
    );
    assert_eq!(passes::unite_enums(&mut lowered), []);
    assert_eq!(enums(&lowered), ["RfiState open draft"]);
    assert_eq!(
        lowered.operations[0].operation.parameters[0].listed,
        Vec::<String>::new()
    );
}

#[test]
fn a_row_that_unites_nothing_or_other_kinds_of_values_is_reported() {
    let row = "enums: [{document: rfi, types: [v1_0.Nothing], reason: r}]";
    let plain = filtered(&["open"], json!({ "type": "string" }));
    let warnings = import_over(plain, &Documents::default(), row)
        .unwrap()
        .warnings;
    assert_eq!(warnings[0].code, "idle-row");
    assert_eq!(warnings[0].origin.pointer, "/enums/0");

    let row = "enums: [{document: rfi, types: [v1_0.Rfi, v1_0.RfiStatus], reason: r}]";
    let mixed = filtered(&["open", "void"], json!({ "type": "string" }));
    let imported = import_over(mixed, &Documents::default(), row).unwrap();
    let mut lowered = lower(&imported.into_documents()).unwrap();
    let problems = passes::unite_enums(&mut lowered);
    assert_eq!(problems[0].code, "bad-table");
    assert!(
        problems[0].message.contains("v1_0::Rfi`"),
        "{}",
        problems[0].message
    );
}
