//! Names at import: what they are made of, what tells them apart, and that they stay.

use generator::import::Imported;
use generator::openapi::documents::Documents;
use generator::source::Document;
use serde_json::{Value, json};

use super::fragment::*;

const LIST: &str = "GET /rest/v1.0/rfis";
const SHOW: &str = "GET /rest/v1.0/rfis/{id}";

/// The Rust names of all operations after lowering, as `METHOD /path name`.
fn operations(imported: Imported) -> Vec<String> {
    let lowered = generator::lower::lower(&imported.into_documents()).unwrap();
    let all = lowered.operations.iter().map(|placed| &placed.operation);
    all.map(|o| format!("{} {}", o.key, o.rust.name)).collect()
}

/// The specs as if a person had renamed something in them.
fn renamed(imported: Imported, from: &str, to: &str) -> Documents {
    imported
        .documents
        .into_iter()
        .map(|(name, value)| {
            let text = value.to_string().replace(from, to);
            let value = serde_json::from_str(&text).unwrap();
            Document { name, value }
        })
        .collect()
}

fn show(schema: Value) -> Value {
    description(&[(SHOW, "Show RFI", "Core/RFI/rfis", responds_with(schema))])
}

#[test]
fn types_are_named_after_the_resource_and_the_property_path() {
    let mut rfi = object(&["id", "title"]);
    rfi["properties"]["assignees"] = list(object(&["id", "login"]));
    let body = json!({ "type": "object", "properties": { "rfi": object(&["title"]) } });
    let found = imported(description(&[
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(object(&["id", "title"]))),
        ),
        (SHOW, "Show RFI", "Core/RFI/rfis", responds_with(rfi)),
        (
            "POST /rest/v1.0/rfis",
            "Create an RFI",
            "Core/RFI/rfis",
            takes("application/json", body.clone()),
        ),
        (
            "PATCH /rest/v1.0/rfis/{id}",
            "Update an RFI",
            "Core/RFI/rfis",
            takes("application/json", body),
        ),
    ]));
    assert_eq!(
        components(&found),
        [
            "rfi v1_0.CreateRfiBody",
            "rfi v1_0.NewRfi",
            "rfi v1_0.Rfi",
            "rfi v1_0.RfiAssignee",
            "rfi v1_0.RfiListItem",
        ]
    );
}

#[test]
fn an_item_of_a_list_is_called_so_where_it_is_not_what_is_shown() {
    let item = object(&["id", "title", "status"]);
    let listed = (
        LIST,
        "List RFIs",
        "Core/RFI/rfis",
        responds_with(list(item)),
    );
    let shown = responds_with(object(&["id", "title"]));
    let found = imported(description(&[
        listed,
        (SHOW, "Show RFI", "Core/RFI/rfis", shown),
    ]));
    assert_eq!(components(&found), ["rfi v1_0.Rfi", "rfi v1_0.RfiListItem"]);
}

/// The types of these operations on RFIs.
fn types_of(operations: &[(&str, &str, Value)]) -> Vec<String> {
    let operations = operations.iter().cloned();
    let all: Vec<_> = operations
        .map(|(place, title, rest)| (place, title, "Core/RFI/rfis", rest))
        .collect();
    components(&imported(description(&all)))
}

#[test]
fn a_type_of_one_kind_of_operation_is_called_after_it_where_another_has_the_plain_name() {
    let question = |more: &str| {
        json!({ "type": "object", "properties": {
        "id": { "type": "integer" }, "question": object(&["body", more]) } })
    };
    let names = types_of(&[
        (
            "GET /rest/v1.0/rfis",
            "List RFIs",
            responds_with(list(question("listed"))),
        ),
        (
            "GET /rest/v1.0/rfis/{id}",
            "Show RFI",
            responds_with(object(&["id", "question"])),
        ),
        (
            "POST /rest/v1.0/rfis",
            "Create RFI",
            responds_with(object(&["id", "created"])),
        ),
        (
            "PATCH /rest/v1.0/rfis/{id}",
            "Update RFI",
            responds_with(question("updated")),
        ),
    ]);
    assert_eq!(
        names,
        [
            "rfi v1_0.CreatedRfi",
            "rfi v1_0.Rfi",
            "rfi v1_0.RfiListItem",
            "rfi v1_0.RfiListItemQuestion",
            "rfi v1_0.RfiQuestion",
            "rfi v1_0.UpdatedRfi",
        ]
    );
}

#[test]
fn what_an_update_takes_beside_a_creation_are_changes() {
    let body = |inner: &[&str]| {
        let line = object(inner);
        takes(
            "application/json",
            json!({ "type": "object", "properties": {
            "name": { "type": "string" }, "lines": list(line) } }),
        )
    };
    let names = types_of(&[
        ("POST /rest/v1.0/rfis", "Create RFI", body(&["text"])),
        (
            "PATCH /rest/v1.0/rfis/{id}",
            "Update RFI",
            body(&["id", "text"]),
        ),
    ]);
    assert_eq!(
        names,
        [
            "rfi v1_0.CreateRfiBody",
            "rfi v1_0.RfiLineChanges",
            "rfi v1_0.RfiLineInput",
            "rfi v1_0.UpdateRfiBody",
        ]
    );
}

#[test]
fn the_variants_of_a_body_are_called_after_the_scope_that_each_has() {
    let names = types_of(&[(
        "POST /rest/v1.0/rfis",
        "Create RFI",
        takes(
            "application/json",
            json!({ "oneOf": [
            object(&["company_id", "name"]), object(&["project_id", "name"]) ] }),
        ),
    )]);
    assert_eq!(
        names,
        [
            "rfi v1_0.CreateRfiBody",
            "rfi v1_0.CreateRfiBodyForCompany",
            "rfi v1_0.CreateRfiBodyForProject",
        ]
    );
}

#[test]
fn equal_titles_are_told_apart_by_their_paths() {
    let found = imported(description(&[
        (
            "GET /rest/v1.0/companies/{company_id}/users",
            "List Users",
            "Core/Users/users",
            json!({}),
        ),
        (
            "GET /rest/v1.0/projects/{project_id}/users",
            "List Users",
            "Core/Users/users",
            json!({}),
        ),
        (
            "GET /rest/v1.1/users",
            "List Users",
            "Core/Users/users",
            json!({}),
        ),
        (
            "PATCH /rest/v1.0/settings",
            "Update Settings",
            "Core/Users/settings",
            json!({}),
        ),
        (
            "PUT /rest/v1.0/settings",
            "Update Settings",
            "Core/Users/settings",
            json!({}),
        ),
    ]));
    assert_eq!(
        operations(found),
        [
            "GET /rest/v1.0/companies/{company_id}/users ListUsersForCompany",
            "GET /rest/v1.0/projects/{project_id}/users ListUsersForProject",
            "PUT /rest/v1.0/settings UpdateSettingsWithPut",
            "PATCH /rest/v1.0/settings UpdateSettingsWithPatch",
            "GET /rest/v1.1/users ListUsers",
        ]
    );
}

#[test]
fn a_version_that_ends_a_title_is_no_part_of_the_name() {
    let title = "Show an RFI (REST v1.0)";
    let found = imported(description(&[(SHOW, title, "Core/RFI/rfis", json!({}))]));
    assert_eq!(operations(found), [format!("{SHOW} ShowRfi")]);
}

#[test]
fn a_name_set_by_hand_stays() {
    let raw = show(object(&["id", "title"]));
    let existing = renamed(imported(raw.clone()), "v1_0.Rfi", "v1_0.Question");
    let again = import_over(raw, &existing, "").unwrap();
    assert_eq!(components(&again), ["rfi v1_0.Question"]);
}

#[test]
fn names_of_fields_set_by_hand_stay_also_when_the_shape_changes() {
    let first = imported(show(object(&["id", "number", "title"])));
    let mut documents = first.documents.clone();
    let rfi = documents.get_mut("rfi.yaml").unwrap();
    let rfi = rfi.pointer_mut("/components/schemas/v1_0.Rfi").unwrap();
    rfi["x-rust-names"] = json!({ "title": "subject", "number": "no" });
    let edited = Imported { documents, ..first }.into_documents();
    for (properties, expected) in [
        (
            ["id", "number", "title"],
            json!({ "title": "subject", "number": "no" }),
        ),
        (["id", "status", "title"], json!({ "title": "subject" })),
    ] {
        let again = import_over(show(object(&properties)), &edited, "").unwrap();
        let rfi = component(&again, "rfi.yaml", "v1_0.Rfi");
        assert_eq!(rfi["x-rust-names"], expected);
    }
}

#[test]
fn a_type_keeps_its_name_when_its_shape_changes() {
    let before = imported(show(object(&["id", "title"])));
    let existing = renamed(before, "v1_0.Rfi", "v1_0.Question");
    let again = import_over(show(object(&["id", "title", "status"])), &existing, "").unwrap();
    assert_eq!(components(&again), ["rfi v1_0.Question"]);
    let properties = &component(&again, "rfi.yaml", "v1_0.Question")["properties"];
    assert!(properties.get("status").is_some(), "{properties}");
}

#[test]
fn a_type_keeps_its_name_when_another_with_a_better_claim_appears() {
    let list_of = |properties: &[&str]| {
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(object(properties))),
        )
    };
    let before = imported(description(&[list_of(&["id", "title"])]));
    assert_eq!(components(&before), ["rfi v1_0.Rfi"]);
    let shown = (
        SHOW,
        "Show RFI",
        "Core/RFI/rfis",
        responds_with(object(&["id", "question"])),
    );
    let raw = description(&[list_of(&["id", "title"]), shown]);
    let over = import_over(raw.clone(), &before.into_documents(), "").unwrap();
    let listed = component(&over, "rfi.yaml", "v1_0.Rfi");
    assert!(listed["properties"].get("title").is_some(), "{listed}");
    // Without the specs that were there, the other one has the better claim.
    let fresh = imported(raw);
    let shown = component(&fresh, "rfi.yaml", "v1_0.Rfi");
    assert!(shown["properties"].get("question").is_some(), "{shown}");
}

/// One RFI, shown and twice listed, with these properties at each place.
fn three_places(shown: &[&str], listed: &[&str], exported: &[&str]) -> Value {
    let at = |key, title, schema| (key, title, "Core/RFI/rfis", responds_with(schema));
    description(&[
        at(SHOW, "Show RFI", object(shown)),
        at(LIST, "List RFIs", list(object(listed))),
        at(
            "GET /rest/v1.0/rfis/export",
            "Export RFIs",
            list(object(exported)),
        ),
    ])
}

#[test]
fn a_name_goes_with_the_place_that_gave_it_when_a_type_splits() {
    let one = ["id", "title"];
    let before = imported(three_places(&one, &one, &one));
    assert_eq!(components(&before), ["rfi v1_0.Rfi"]);
    // More places go the other way, and `a` comes before `z`: neither counts.
    let (first, rest) = (["id", "z"], ["id", "a"]);
    let raw = three_places(&first, &rest, &rest);
    let over = import_over(raw, &before.into_documents(), "").unwrap();
    let kept = &component(&over, "rfi.yaml", "v1_0.Rfi")["properties"];
    assert!(kept.get("z").is_some(), "{kept}");
}

#[test]
fn a_name_goes_with_the_place_that_gave_it_when_two_types_merge() {
    let (shown, listed) = (["id", "title"], ["id", "subject"]);
    let before = imported(three_places(&shown, &listed, &listed));
    let names = components(&before);
    assert_eq!(names.len(), 2, "{names:?}");
    let all = ["id", "subject", "title", "more"];
    let over = import_over(three_places(&all, &all, &all), &before.into_documents(), "").unwrap();
    assert_eq!(components(&over), ["rfi v1_0.Rfi"]);
}

#[test]
fn an_unrelated_operation_renames_nothing() {
    // Two types that differ only in what they hold: their names must not depend on how many
    // shapes stand before them.
    let holding = |inner: &[&str]| {
        let owner = json!({ "type": "object", "properties": { "owner": object(inner) } });
        json!({ "type": "object", "properties": { "item": owner } })
    };
    let both = [
        (
            LIST,
            "List RFIs",
            "Core/RFI/rfis",
            responds_with(list(holding(&["id", "login"]))),
        ),
        (
            SHOW,
            "Show RFI",
            "Core/RFI/rfis",
            responds_with(holding(&["id", "email"])),
        ),
    ];
    let before = imported(description(&both));
    let names = components(&before);
    let first = (
        "GET /rest/v1.0/a",
        "Show A",
        "Core/RFI/a",
        responds_with(holding(&["id", "a"])),
    );
    let mut all = vec![first];
    all.extend(both);
    let after = import_over(description(&all), &before.clone().into_documents(), "").unwrap();
    for name in names {
        let name = name.trim_start_matches("rfi ");
        assert_eq!(
            component(&after, "rfi.yaml", name),
            component(&before, "rfi.yaml", name),
            "{name}"
        );
    }
}

#[test]
fn a_request_keeps_its_name_when_its_title_changes() {
    let titled = |title| description(&[(LIST, title, "Core/RFI/rfis", json!({}))]);
    let before = imported(titled("List RFIs"));
    let after = import_over(titled("Get All Questions"), &before.into_documents(), "").unwrap();
    assert_eq!(
        operation(&after, "rfi.yaml", LIST)["x-rust-name"],
        "ListRfis"
    );
    assert_eq!(operations(after), [format!("{LIST} ListRfis")]);
}

#[test]
fn a_request_keeps_its_name_when_its_twin_appears() {
    let companies = (
        "GET /rest/v1.0/companies/{company_id}/users",
        "List Users",
        "Core/Users/users",
        json!({}),
    );
    let projects = (
        "GET /rest/v1.0/projects/{project_id}/users",
        "List Users",
        "Core/Users/users",
        json!({}),
    );
    let before = imported(description(std::slice::from_ref(&companies)));
    let after = import_over(
        description(&[companies, projects]),
        &before.into_documents(),
        "",
    )
    .unwrap();
    assert_eq!(
        operations(after),
        [
            "GET /rest/v1.0/companies/{company_id}/users ListUsers",
            "GET /rest/v1.0/projects/{project_id}/users ListUsersForProject",
        ]
    );
}

#[test]
fn the_naming_table_names_requests_types_and_properties() {
    let mut rfi = object(&["id", "title"]);
    rfi["properties"]["data_x"] = object(&["id", "url"]);
    rfi["properties"]["owner"] = object(&["id", "login"]);
    let table = "
operations:
  - {operation: 'GET /rest/v1.0/rfis/{id}', name: ReadRfi, reason: shorter}
types:
  - {properties: [login, id], name: Person, reason: is one}
properties:
  - {property: data_x, words: drawing link, reason: the key is no word}
";
    let found = import_over(show(rfi), &Documents::default(), table).unwrap();
    assert_eq!(
        components(&found),
        ["rfi v1_0.Person", "rfi v1_0.Rfi", "rfi v1_0.RfiDrawingLink"]
    );
    assert_eq!(operations(found), [format!("{SHOW} ReadRfi")]);
}

#[test]
fn a_component_keeps_its_name_and_what_is_sent_stands_apart_if_it_is_received_too() {
    let reference = json!({ "$ref": "#/components/schemas/Thing" });
    let sent = (
        "POST /rest/v1.0/rfis",
        "Create an RFI",
        "Core/RFI/rfis",
        takes("application/json", reference.clone()),
    );
    let received = (
        LIST,
        "List RFIs",
        "Core/RFI/rfis",
        responds_with(list(reference)),
    );
    let schemas = json!({ "Thing": object(&["id"]) });
    let one = imported(with_components(
        std::slice::from_ref(&sent),
        schemas.clone(),
    ));
    assert_eq!(components(&one), ["rfi v1_0.Thing"]);
    let both = imported(with_components(&[sent, received], schemas));
    assert_eq!(components(&both), ["rfi v1_0.Thing", "rfi v1_0.ThingInput"]);
}

#[test]
fn a_row_of_the_naming_table_renames_what_specs_have_named() {
    let raw = show(object(&["id", "title"]));
    let row = |name| {
        format!("types:\n  - {{ properties: [id, title], name: {name}, reason: it asks }}\n")
    };
    let before = imported(raw.clone()).into_documents();
    let again = import_over(raw.clone(), &before, &row("Question")).unwrap();
    assert_eq!(components(&again), ["rfi v1_0.Question"]);
    // But it takes no name away from another type.
    let other = (
        "GET /rest/v1.0/rfis/{id}/answers",
        "List Answers",
        "Core/RFI/rfis",
        responds_with(list(object(&["id", "text"]))),
    );
    let shown = responds_with(object(&["id", "title"]));
    let both = description(&[(SHOW, "Show RFI", "Core/RFI/rfis", shown), other]);
    let before = imported(both.clone());
    assert_eq!(components(&before), ["rfi v1_0.Answer", "rfi v1_0.Rfi"]);
    let again = import_over(both, &before.into_documents(), &row("Answer")).unwrap();
    assert_eq!(components(&again), ["rfi v1_0.Answer", "rfi v1_0.Rfi"]);
    let answer = &component(&again, "rfi.yaml", "v1_0.Answer")["properties"];
    assert!(answer.get("text").is_some(), "{answer}");
}

#[test]
fn no_row_takes_the_name_of_the_enum_for_the_responses_of_an_operation() {
    let row = "types: [{properties: [id, title], name: ShowRfiOutcome, reason: r}]";
    let import = import_over(show(object(&["id", "title"])), &Documents::default(), row);
    assert_eq!(components(&import.unwrap()), ["rfi v1_0.Rfi"]);
}

#[test]
fn a_row_may_ask_more_of_a_property_than_its_name() {
    let mut schema = object(&["id", "title"]);
    schema["required"] = json!(["id"]);
    schema["properties"]["title"] = json!({"type": "string", "deprecated": true});
    let named = |properties: &str| {
        let row = format!("types: [{{ properties: [{properties}], name: Row, reason: r }}]");
        let found = import_over(show(schema.clone()), &Documents::default(), &row).unwrap();
        components(&found) == ["rfi v1_0.Row"]
    };
    assert!(named("'id:required', 'title:optional'"));
    assert!(named("'id:current', 'title:deprecated'"));
    assert!(named("id, 'title:string'"));
    assert!(!named("'id:optional', title"));
    assert!(!named("id, 'title:current'"));
    assert!(!named("id, 'title:untyped'"));
}

#[test]
fn a_row_names_an_enum_by_its_values() {
    let mut schema = object(&["id"]);
    schema["properties"]["impact"] = json!({"type": "string", "enum": ["yes", "no"]});
    let named = |values: &str| {
        let row = format!("types: [{{ values: [{values}], name: Impact, reason: r }}]");
        let found = import_over(show(schema.clone()), &Documents::default(), &row).unwrap();
        components(&found)
    };
    assert_eq!(named("'no', 'yes'"), ["rfi v1_0.Impact", "rfi v1_0.Rfi"]);
    assert_eq!(named("'no'"), ["rfi v1_0.Rfi", "rfi v1_0.RfiImpact"]);
}

#[test]
fn a_row_of_the_naming_table_that_names_no_operation_is_a_warning() {
    let table = "operations: [{operation: GET /gone, name: Gone, reason: was there}]";
    let raw = show(object(&["id"]));
    let problems = import_over(raw, &Documents::default(), table)
        .unwrap()
        .warnings;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, "stale-row");
    assert_eq!(problems[0].origin.to_string(), "naming.yaml#/operations/0");
}

#[test]
fn a_row_of_the_naming_table_that_means_nothing_is_reported() {
    let table = "types:
  - {properties: [id, gone], name: Gone, reason: was there}
  - {properties: [id], role: request, name: Sent, reason: nobody sends it}
  - {properties: [id], name: Reference, reason: it refers}
properties:
  - {property: gone, words: away, reason: was there}
  - {property: id, words: number, reason: it is one}
";
    let found = import_over(show(object(&["id"])), &Documents::default(), table).unwrap();
    let reported: Vec<(&str, String)> = found
        .warnings
        .iter()
        .map(|warning| (warning.code.as_str(), warning.origin.to_string()))
        .collect();
    let row = |pointer: &str| ("idle-row", format!("naming.yaml#{pointer}"));
    assert_eq!(
        reported,
        [row("/properties/0"), row("/types/0"), row("/types/1")]
    );
}

#[test]
fn no_name_ends_in_a_counter_or_is_too_long() {
    let mut rfi = object(&["id"]);
    for name in ["address_1", "address_2"] {
        rfi["properties"][name] = object(&[name, "city"]);
    }
    let mut deep = object(&["id", "leaf"]);
    for i in 0..8 {
        let name = format!(
            "a_property_with_a_long_name_{}",
            "abcdefgh".chars().nth(i).unwrap()
        );
        deep = json!({ "type": "object", "properties": { name: deep } });
    }
    rfi["properties"]["deep"] = deep;
    let found = imported(show(rfi));
    let all = components(&found);
    assert_eq!(all.len(), 12, "{all:?}");
    for name in all {
        let name = name.rsplit('.').next().unwrap();
        assert!(name.len() <= 60, "{name}");
        assert!(!name.ends_with(|c: char| c.is_ascii_digit()), "{name}");
    }
}
