//! Where operations and types are placed, and what an operation is linked to.

use generator::lower::Lowered;
use generator::passes;
use generator::pipeline::{Specs, Text};
use serde_json::json;

use super::fragment::*;

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
