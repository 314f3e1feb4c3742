//! Operations are found by words, by their path and by the URLs that people call; names and
//! arguments are measured.

use std::collections::BTreeSet;

use generator::find::find;
use generator::ir::Api;
use generator::measures::measure;
use generator::pipeline::generate_from;
use generator::source::{Limits, Source};

const API: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /rest/v1.0/projects/{project_id}/rfis:
    get: {tags: [Core/RFI/rfis], summary: List RFIs, parameters: [&project {name: project_id, in: path, required: true, schema: {type: integer}}], responses: {'204': {description: ''}}}
  /rest/v1.0/projects/{project_id}/rfis/{id}:
    get:
      tags: [Core/RFI/rfis]
      summary: Show RFI
      parameters: [*project, &id {name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: ''
          content: {application/json: {schema: {type: object, properties: {id: {type: integer}, status: &status {type: string, enum: [open, closed]}, cost: {$ref: '#/components/schemas/Weather'}}}}}
    patch: {tags: [Core/RFI/rfis], summary: Update RFI, parameters: [*project, *id], responses: {'204': {description: ''}}}
  /rest/v1.0/links/{id}:
    get: {tags: [Core/RFI/links], summary: Show Link, parameters: [*id, {name: project_id, in: query, required: true, schema: {type: integer}}], responses: {'204': {description: ''}}}
  /rest/v1.0/pages/{page}/lines/{line}:
    get: {tags: [Core/RFI/links], summary: Show Line, parameters: [{name: page, in: path, required: true, schema: {type: integer}}, {name: line, in: path, required: true, schema: {type: integer}}], responses: {'204': {description: ''}}}
  /rest/v1.0/projects/{project_id}/rfis/recycle_bin:
    get: {tags: [Core/RFI/rfis], summary: List Recycled RFIs, deprecated: true, parameters: [*project], responses: {'204': {description: ''}}}
components: {schemas: {Weather: {type: object, properties: {sky: {type: string}, wind: {type: string}}}}}
";

fn api() -> Api {
    let sources = [Source::new("api.yaml", API)];
    generate_from(&sources, &Limits::default()).unwrap().api
}

fn names(query: &str) -> Vec<String> {
    let api = api();
    let found = find(&api, query);
    found
        .iter()
        .map(|f| f.operation.rust.name.clone())
        .collect()
}

#[test]
fn words_find_titles_first_and_what_goes_away_last() {
    assert_eq!(names("list rfis"), ["ListRfis", "ListRecycledRfis"]);
    assert_eq!(names("RFI show"), ["ShowRfi", "ShowLink", "ShowLine"]);
    assert_eq!(names("recycle bin"), ["ListRecycledRfis"]);
    assert_eq!(names("gears"), [""; 0]);
    assert_eq!(names(""), [""; 0]);
}

#[test]
fn a_url_finds_the_operation_that_it_calls() {
    let url = "https://api.procore.com/rest/v1.0/projects/42/rfis/7?view=full";
    assert_eq!(names(url), ["ShowRfi", "UpdateRfi"]);
    assert_eq!(names(&format!("patch {url}")), ["UpdateRfi"]);
    // What is there word for word comes before what takes any word.
    let bin = "/rest/v1.0/projects/42/rfis/recycle_bin";
    assert_eq!(
        names(&format!("GET {bin}")),
        ["ListRecycledRfis", "ShowRfi"]
    );
}

#[test]
fn a_path_is_found_as_it_is_described_or_by_its_end() {
    assert_eq!(names("/rest/v1.0/projects/{project_id}/rfis"), ["ListRfis"]);
    assert_eq!(names("GET rfis/{id}"), ["ShowRfi"]);
    assert_eq!(names("/rfis/{id}"), [""; 0]);
    assert_eq!(names("rfis/{id}/replies"), [""; 0]);
}

#[test]
fn a_type_that_is_named_after_something_else_is_counted() {
    let measures = measure(&api(), &BTreeSet::new());
    let misnamed: Vec<&str> = measures.misnamed.iter().map(|m| m.field.as_str()).collect();
    assert_eq!(misnamed, ["cost"]);
    let structural = BTreeSet::from(["Weather"]);
    assert_eq!(measure(&api(), &structural).misnamed, []);
}

#[test]
fn arguments_that_can_be_swapped_are_counted() {
    let arguments = measure(&api(), &BTreeSet::new()).arguments;
    // Ids have types of their own; what is numbered has not.
    assert_eq!(arguments.several_integers, 1);
    assert_eq!(
        (arguments.id_before_project, arguments.id_behind_project),
        (1, 2)
    );
}
