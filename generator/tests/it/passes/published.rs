//! The two forms in which a description is published: from either comes the same.

use generator::Diagnostic;
use generator::import::{Imported, Inputs, Prose, import, prepare};
use generator::openapi::documents::Documents;
use generator::overlay::Overlay;
use generator::source::{Document, Limits, Source, read};
use generator::specs::naming::NamingTable;
use serde_json::{Value, json};

use super::fragment::{object, responds_with};

/// Imports documents, by file name, after an overlay.
fn imported(documents: Vec<(&str, Value)>, overlay: &str) -> (Imported, Vec<Diagnostic>) {
    let named = |(name, value): (&str, Value)| Document {
        name: name.to_owned(),
        value,
    };
    let mut description: Documents = documents.into_iter().map(named).collect();
    let source = Source::new("overlay.yaml", overlay);
    let overlays: Vec<Overlay> = read(&source, &Limits::default())
        .ok()
        .map(|document| Overlay::parse(&document).unwrap())
        .into_iter()
        .collect();
    let prepared = prepare(&mut description, &overlays).unwrap();
    let imported = import(&Inputs {
        description: &description,
        existing: &Documents::default(),
        naming: &NamingTable::default(),
        naming_file: "",
        prose: Prose::Drop,
        date: Some("2026-03"),
    });
    (imported.unwrap(), prepared.warnings)
}

const TITLE: &str = "overlay: 1.0.0
info: {title: Titles, version: '1'}
actions:
- {target: $.info.title, description: they differ, remove: true}
- {target: $.info, description: they differ, update: {title: API}}
- target: $.paths['/rest/v1.0/rfis/{id}.pdf'].get.parameters[?@.name=='company']
  description: an action on a parameter that stands at the path in one form
  x-expect: {required: true}
  update: {required: false}
";

fn show(title: &str, extra: Value) -> Value {
    let mut operation = responds_with(object(&["id", "title"]));
    operation["summary"] = json!(title);
    let all = operation.as_object_mut().unwrap();
    all.extend(extra.as_object().unwrap().clone());
    operation
}

#[test]
fn the_whole_document_and_those_of_resources_give_the_same() {
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } });
    let company = json!({ "name": "company", "in": "query", "required": true, "schema": { "type": "string" } });
    let whole = json!({
        "openapi": "3.0.0", "info": { "title": "Procore", "version": "2.0" },
        "paths": {
            "/rest/v1.0/rfis/{id}.pdf": { "get": show("Show RFI", json!({
                "operationId": "RestV10RfisIdpdfGet", "tags": ["Core/RFI/rfis"], "parameters": [id, company] })) },
            "/rest/v1.0/links": { "get": show("List Links", json!({
                "operationId": "RestV10LinksGet", "tags": ["Core/Project/links"] })) },
            "/rest/v1.1/links": { "get": show("List Links", json!({
                "operationId": "RestV11LinksGet", "tags": ["Core/Home/links"] })) },
        }
    });
    let info = |tool: &str, name: &str| {
        json!({ "title": name, "version": "1.1", "x-product-category": "Core",
        "x-tool-category": tool, "x-resource-name": name })
    };
    let rfis = json!({ "openapi": "3.0.0", "info": info("RFI", "Rfis"), "paths": {
        "/rest/v1.0/rfis/{id}.pdf": { "parameters": [id, company],
            "get": show("Show RFI", json!({ "tags": ["Rfis"] })), "x-compliance-level": "full" } } });
    let links = |tool: &str, path: &str| {
        json!({ "openapi": "3.0.0", "info": info(tool, "Links"), "paths": {
        path: { "get": show("List Links", json!({ "tags": ["Links"], "operationId": "listLinks" })) } } })
    };
    let resources = vec![
        ("folder/links.json", links("Project", "/rest/v1.0/links")),
        ("folder/links-2.json", links("Home", "/rest/v1.1/links")),
        ("folder/rfis.json", rfis),
    ];
    let (from_whole, reported) = imported(vec![("full_oas.json", whole)], TITLE);
    assert_eq!(reported, []);
    let (from_resources, reported) = imported(resources, TITLE);
    assert_eq!(reported, []);
    assert_eq!(from_resources.documents, from_whole.documents);
    let pdf = &from_whole.documents["rfi.yaml"]["paths"]["/rest/v1.0/rfis/{id}.pdf"]["get"];
    assert_eq!(pdf["parameters"][1]["required"], false);
}

#[test]
fn an_operation_that_two_resources_have_is_taken_once() {
    let document = |name: &str| {
        json!({ "openapi": "3.0.0",
        "info": { "title": name, "version": "1.0", "x-product-category": "Core", "x-tool-category": "RFI", "x-resource-name": name },
        "paths": { "/rest/v1.0/rfis": { "get": show("List RFIs", json!({ "tags": [name] })) } } })
    };
    let both = vec![("a.json", document("a")), ("b.json", document("b"))];
    let (found, reported) = imported(both, "");
    assert_eq!(found.counts.0["operations"], 1);
    assert_eq!(reported[0].code, "repeated-operation");
}

#[test]
fn the_stage_and_the_date_of_the_description_come_along() {
    let whole = json!({ "openapi": "3.0.0", "info": { "title": "API", "version": "2.0" }, "paths": {
        "/rest/v1.0/rfis": {
            "get": show("List RFIs", json!({ "tags": ["Core/RFI/rfis"], "x-doc": { "stage": "beta" } })),
            "post": show("Create RFI", json!({ "tags": ["Core/RFI/rfis"], "x-doc": { "stage": "ga" } })) } } });
    let (found, _) = imported(vec![("full_oas.json", whole)], "");
    let document = &found.documents["rfi.yaml"];
    assert_eq!(document["info"]["version"], "2026-03");
    let item = &document["paths"]["/rest/v1.0/rfis"];
    assert_eq!(item["get"]["x-stage"], "beta");
    assert!(item["post"].get("x-stage").is_none());
}
