//! Hoisting: which schemas become one component, and where it lives.

use generator::count::{compare, count};
use generator::openapi::documents::Documents;
use generator::openapi::operations::collect;
use serde_json::{Value, json};

use super::fragment::*;

const LIST: &str = "GET /rest/v1.0/rfis";
const SHOW: &str = "GET /rest/v1.0/rfis/{id}";
const CREATE: &str = "POST /rest/v1.0/rfis";

fn schema_of(operation: &Value) -> &Value {
    &operation["responses"]["200"]["content"]["application/json"]["schema"]
}

#[test]
fn equal_shapes_become_one_component_whatever_their_words_and_order() {
    let one = json!({ "type": "object", "properties": {
        "id": { "type": "integer" }, "title": { "type": "string" } } });
    let other = json!({ "description": "An RFI", "properties": {
        "title": { "description": "Its title", "type": "string" },
        "id": { "type": "integer", "example": 3 } }, "type": "object" });
    let found = imported(description(&[
        (LIST, "List RFIs", "Core/RFI/rfis", responds_with(list(one))),
        (SHOW, "Show RFI", "Core/RFI/rfis", responds_with(other)),
    ]));
    assert_eq!(components(&found), ["rfi v1_0.Rfi"]);
    let reference = json!({ "$ref": "#/components/schemas/v1_0.Rfi" });
    assert_eq!(
        schema_of(operation(&found, "rfi.yaml", LIST))["items"],
        reference
    );
    assert_eq!(*schema_of(operation(&found, "rfi.yaml", SHOW)), reference);
}

#[test]
fn shapes_that_differ_in_a_type_or_in_what_must_be_sent_stay_apart() {
    let text = object(&["id", "title"]);
    let mut required = text.clone();
    required["required"] = json!(["id"]);
    let mut number = text.clone();
    number["properties"]["title"] = json!({ "type": "number" });
    let wrap = |all: [&Value; 3]| json!({ "type": "object", "properties": { "a": all[0], "b": all[1], "c": all[2] } });
    let all = wrap([&text, &required, &number]);
    let received = imported(description(&[(
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(all.clone()),
    )]));
    assert_eq!(
        components(&received),
        ["rfi v1_0.Rfi", "rfi v1_0.RfiA", "rfi v1_0.RfiC"]
    );
    let sent = imported(description(&[(
        CREATE,
        "Create RFI",
        "Core/RFI/rfis",
        takes("application/json", all),
    )]));
    assert_eq!(components(&sent).len(), 4);
}

#[test]
fn what_is_sent_and_what_is_received_are_two_types_but_an_enum_is_one() {
    let mut rfi = object(&["id"]);
    rfi["properties"]["status"] = json!({ "type": "string", "enum": ["open", "closed"] });
    let mut create = takes("application/json", rfi.clone());
    create["responses"] = json!({ "200": response(rfi) });
    let found = imported(description(&[(
        CREATE,
        "Create RFI",
        "Core/RFI/rfis",
        create,
    )]));
    assert_eq!(
        components(&found),
        [
            "rfi v1_0.CreateRfiBody",
            "rfi v1_0.Rfi",
            "rfi v1_0.RfiStatus"
        ]
    );
    let status = json!({ "$ref": "#/components/schemas/v1_0.RfiStatus" });
    for name in ["v1_0.CreateRfiBody", "v1_0.Rfi"] {
        assert_eq!(
            component(&found, "rfi.yaml", name)["properties"]["status"],
            status
        );
    }
}

#[test]
fn a_component_that_holds_itself_is_one_component() {
    let node = json!({ "type": "object", "properties": { "id": { "type": "integer" },
        "children": list(json!({ "$ref": "#/components/schemas/Node" })) } });
    let schemas = json!({ "Node": node });
    let reference = json!({ "$ref": "#/components/schemas/Node" });
    let raw = with_components(
        &[(SHOW, "Show RFI", "Core/RFI/rfis", responds_with(reference))],
        schemas,
    );
    let found = imported(raw.clone());
    assert_eq!(components(&found), ["rfi v1_0.Node"]);
    assert_eq!(
        component(&found, "rfi.yaml", "v1_0.Node")["properties"]["children"]["items"],
        json!({ "$ref": "#/components/schemas/v1_0.Node" })
    );
    let first = found.documents.clone();
    let again = import_over(raw, &found.into_documents(), "").unwrap();
    assert_eq!(again.documents, first);
}

#[test]
fn what_two_tools_use_is_shared_and_what_one_uses_is_its_own() {
    let user = || object(&["id", "login", "name"]);
    let with_user = |own: &str| {
        let mut all = object(&["id", own]);
        all["properties"]["created_by"] = user();
        responds_with(all)
    };
    let found = imported(description(&[
        (SHOW, "Show RFI", "Core/RFI/rfis", with_user("question")),
        (
            "GET /rest/v1.0/budgets/{id}",
            "Show Budget",
            "Core/Budget/budgets",
            with_user("amount"),
        ),
    ]));
    assert_eq!(
        components(&found),
        ["budget v1_0.Budget", "rfi v1_0.Rfi", "shared CreatedBy"]
    );
    assert_eq!(
        component(&found, "rfi.yaml", "v1_0.Rfi")["properties"]["created_by"],
        json!({ "$ref": "shared.yaml#/components/schemas/CreatedBy" })
    );
}

#[test]
fn an_envelope_needs_no_name() {
    let data = json!({ "type": "object", "properties": { "data": list(object(&["id"])) } });
    let found = imported(description(&[(
        "GET /rest/v2.0/rfis",
        "List RFIs",
        "Core/RFI/rfis",
        responds_with(data),
    )]));
    assert_eq!(components(&found), ["rfi v2_0.Rfi"]);
}

#[test]
fn parts_of_all_of_are_merged() {
    let schemas = json!({ "Base": {
        "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } });
    let all_of = json!({ "allOf": [
        { "$ref": "#/components/schemas/Base" },
        { "type": "object", "required": ["title"], "properties": {
            "title": { "type": "string" }, "base": { "$ref": "#/components/schemas/Base" } } },
    ] });
    let found = imported(with_components(
        &[(SHOW, "Show RFI", "Core/RFI/rfis", responds_with(all_of))],
        schemas,
    ));
    assert_eq!(
        *component(&found, "rfi.yaml", "v1_0.Rfi"),
        json!({ "type": "object", "required": ["id", "title"], "properties": {
            "id": { "type": "integer" },
            "base": { "$ref": "#/components/schemas/v1_0.Base" },
            "title": { "type": "string" },
        } })
    );
}

#[test]
fn an_error_response_of_many_operations_is_written_once() {
    let error = || {
        let mut operation = responds_with(object(&["id", "subject"]));
        operation["responses"]["403"] = response(object(&["message"]));
        operation
    };
    let found = imported(description(&[
        (SHOW, "Show RFI", "Core/RFI/rfis", error()),
        (
            "GET /rest/v1.0/files/{id}",
            "Show File",
            "Core/Files/files",
            error(),
        ),
    ]));
    for (file, place) in [
        ("rfi.yaml", SHOW),
        ("files.yaml", "GET /rest/v1.0/files/{id}"),
    ] {
        let response = &operation(&found, file, place)["responses"]["403"];
        assert_eq!(
            *response,
            json!({ "$ref": "shared.yaml#/components/responses/Forbidden.FileError" })
        );
    }
}

#[test]
fn the_order_of_keys_in_the_description_changes_nothing() {
    fn reversed(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let turned = map.iter().rev().map(|(k, v)| (k.clone(), reversed(v)));
                Value::Object(turned.collect())
            }
            Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
            scalar => scalar.clone(),
        }
    }
    let user = object(&["id", "login"]);
    let mut rfi = object(&["id", "title", "due_date"]);
    rfi["properties"]["assignee"] = user.clone();
    rfi["properties"]["status"] = json!({ "type": "string", "enum": ["open", "closed"] });
    let mut create = takes(
        "application/json",
        json!({ "type": "object",
        "properties": { "rfi": object(&["title", "due_date"]), "user": user } }),
    );
    create["responses"] =
        json!({ "422": response(object(&["errors"])), "200": response(rfi.clone()) });
    let raw = description(&[
        (LIST, "List RFIs", "Core/RFI/rfis", responds_with(list(rfi))),
        (CREATE, "Create RFI", "Core/RFI/rfis", create),
        (
            "GET /rest/v1.0/users",
            "List Users",
            "Core/Users/users",
            responds_with(list(user)),
        ),
    ]);
    let yaml = |raw: Value| generator::specs::layout::to_yaml(&imported(raw).documents).unwrap();
    assert_eq!(yaml(reversed(&raw)), yaml(raw));
}

#[test]
fn a_second_import_changes_nothing() {
    let raw = description(&[
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(object(&["id", "title"]))),
        ),
        (
            CREATE,
            "Create RFI",
            "Core/RFI/rfis",
            takes(
                "application/json",
                json!({ "type": "object", "properties": { "rfi": object(&["title"]) } }),
            ),
        ),
    ]);
    let first = imported(raw.clone());
    let again = import_over(raw, &first.clone().into_documents(), "").unwrap();
    assert_eq!(again.documents, first.documents);
}

#[test]
fn a_second_import_of_components_that_hold_each_other_changes_nothing() {
    let of = |next: &str| json!({ "$ref": format!("#/components/schemas/{next}") });
    let mut schemas = json!({ "Node": { "type": "object", "properties": {
        "next": of("Node"), "all": list(of("Node")), "link": of("Link0") } } });
    for i in 0..300 {
        let next = format!("Link{}", (i + 1) % 300);
        let inner = json!({ "type": "object", "properties": { "node": of("Node") } });
        schemas[format!("Link{i}")] = json!({ "type": "object",
            "properties": { "a": of(&next), "b": of(&next), "inner": inner } });
    }
    let operations = [(
        LIST,
        "List nodes",
        "Core/Nodes/nodes",
        responds_with(of("Node")),
    )];
    let raw = with_components(&operations, schemas);
    let first = imported(raw.clone());
    assert_eq!(first.types, 302);
    let again = import_over(raw, &first.clone().into_documents(), "").unwrap();
    assert_eq!(again.documents, first.documents);
    assert_eq!(again.warnings, []);
}

#[test]
fn everything_is_counted_where_it_stands() {
    let status = json!({ "type": "string", "enum": ["open", "closed"] });
    let shown = json!({ "type": "object", "properties": { "id": { "type": "integer" },
        "user": { "$ref": "#/components/schemas/User" } } });
    let mut show = responds_with(shown);
    show["parameters"] = json!([query("status", status)]);
    let mut create = takes("application/json", object(&["title"]));
    create["responses"] = json!({ "204": { "description": "" } });
    let raw = with_components(
        &[
            (SHOW, "Show RFI", "Core/RFI/rfis", show),
            (CREATE, "Create RFI", "Core/RFI/rfis", create),
        ],
        json!({ "User": object(&["id", "login"]) }),
    );
    let documents = document("raw.json", raw);
    let counts = count(&documents, &collect(&documents, &mut Vec::new()));
    let counted: Vec<(&str, usize)> = counts.0.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    assert_eq!(
        counted,
        [
            ("bodies", 1),
            ("enum values", 2),
            ("media types", 2),
            ("operations", 2),
            ("parameters", 2),
            ("properties", 5),
            ("responses", 2),
        ]
    );
    let mut fewer = counts.clone();
    fewer.0.insert("properties".into(), 4);
    assert_eq!(compare("import", &counts, &counts), []);
    let problems = compare("import", &counts, &fewer);
    assert_eq!(problems.len(), 1);
    assert_eq!(
        problems[0].message,
        "import: 5 properties went in, 4 came out"
    );
}

#[test]
fn a_description_without_operations_is_an_error() {
    let problems = import_over(description(&[]), &Documents::default(), "").unwrap_err();
    assert!(
        reported(&problems).contains("no operations"),
        "{}",
        reported(&problems)
    );
}
