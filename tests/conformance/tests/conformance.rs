//! What a conformance run serves, calls and reports; the run itself needs a server that is not ours.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use conformance::{Known, Plan, Report, ToolPlan, ToolReport, plan};
use generator::Diagnostic;
use generator::ir::Api;
use generator::openapi::documents::Documents;
use generator::pipeline::{Text, generate_from};
use generator::source::{Limits, Source, read};
use serde_json::Value;

const API: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things/{id}:
    patch:
      tags: [things]
      summary: Update thing
      parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: kinds, in: query, schema: {type: array, items: {type: string, enum: [small, large]}}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [thing]
              properties:
                thing:
                  type: object
                  required: [name]
                  properties:
                    name: {type: string}
                    mail: {type: string, format: email}
                    parts: {type: array, items: {type: object, required: [id], properties: {id: {type: integer}}}}
      responses:
        '200': {description: OK, content: {application/json: {schema: {type: object, properties: {cost: {type: string}}}}}}
        '207': {description: some, content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}}
        '422': {description: bad}
";

fn api(text: &str) -> Api {
    let source = Source::new("api.yaml", text);
    generate_from(&[source], &Limits::default()).unwrap().api
}

fn planned() -> Plan {
    let api = api(API);
    let document = read(&Source::new("api.yaml", API), &Limits::default()).unwrap();
    let documents = Documents::from(document);
    plan(&api, &documents, &[], "/client").unwrap()
}

fn tool() -> ToolPlan {
    planned().tools.remove(0)
}

fn line(call: &str, rest: &str) -> String {
    format!("{{\"operation\": \"PATCH /things/{{id}}\", \"call\": \"{call}\", {rest}}}\n")
}

const GOOD: &str = "\"status\": 200, \"mismatches\": []";
const REFUSED: &str = "\"status\": 422, \"error\": \"E\", \"refused\": \
    \"{\\\"validation\\\": [{\\\"message\\\": \\\"name is too short\\\"}]}\"";

fn known(table: &str) -> Result<Known, Vec<Diagnostic>> {
    let table = Text {
        file: "known.yaml".to_owned(),
        text: table.to_owned(),
    };
    Known::parse(&table, &api(API))
}

const ROW: &str = "faults:
- operations: ['PATCH /things/{id}']
  says: name is too short
  reason: The server cannot count.
";

#[test]
fn each_operation_is_called_with_what_it_requires_with_everything_and_for_each_status() {
    let plan = planned();
    let calls: Vec<&str> = plan.tools[0]
        .calls
        .iter()
        .map(|(_, call)| call.as_str())
        .collect();
    assert_eq!(calls, ["required", "everything", "status 207"]);
    let program: String = plan.program["src/bin/things.rs"]
        .split_whitespace()
        .collect();
    let (required, rest) = program.split_once("\"everything\"").unwrap();
    assert!(!required.contains(".kinds("), "{required}");
    assert!(!required.contains(".mail("), "{required}");
    let (everything, _) = rest.split_once("\"status207\"").unwrap();
    for set in [".kinds(", ".mail(\"someone@example.com\"", ".parts(vec!["] {
        assert!(everything.contains(set), "{set} in {everything}");
    }
    // One value would not show how several are written.
    let (_, kinds) = everything.split_once(".kinds(vec![").unwrap();
    let (kinds, _) = kinds.split_once(']').unwrap();
    assert_eq!(kinds.split(',').count(), 2, "{kinds}");
}

#[test]
fn what_requires_itself_has_no_value_but_the_empty_one() {
    let chain = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /links:
    post:
      tags: [links]
      summary: Add link
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Link'}}}}
      responses: {'204': {description: none}}
components:
  schemas:
    Link:
      type: object
      required: [next]
      properties:
        next: {$ref: '#/components/schemas/Link'}
        others: {type: array, items: {$ref: '#/components/schemas/Link'}}
";
    let document = read(&Source::new("api.yaml", chain), &Limits::default()).unwrap();
    let plan = plan(&api(chain), &Documents::from(document), &[], "/client").unwrap();
    let program: String = plan.program["src/bin/links.rs"]
        .split_whitespace()
        .collect();
    assert!(program.contains("Link::new(Box::new("), "{program}");
    assert!(program.contains("Link::default()"), "{program}");
    assert!(!program.contains(".others("), "{program}");
}

#[test]
fn the_server_refuses_with_its_own_words_and_reads_lists_as_they_are_sent() {
    let served: Value = serde_json::from_str(&tool().served).unwrap();
    let operation = &served["paths"]["/things/{id}"]["patch"];
    assert!(operation["responses"].get("422").is_none());
    assert_eq!(operation["parameters"][1]["name"], "kinds[]");
}

#[test]
fn a_form_is_served_by_the_names_that_are_sent() {
    let form = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things:
    post:
      tags: [things]
      summary: Add thing
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [ids]
              properties:
                ids: {type: array, items: {type: integer}}
                thing:
                  type: object
                  required: [mails]
                  properties:
                    mails: {type: array, items: {type: string, format: email}}
                    plan: {type: string, format: binary}
      responses: {'204': {description: none}}
";
    let api = api(form);
    let document = read(&Source::new("api.yaml", form), &Limits::default()).unwrap();
    let plan = plan(&api, &Documents::from(document), &[], "/client").unwrap();
    // The values know what the description says of the items.
    assert!(plan.program["src/bin/things.rs"].contains("someone@example.com"));
    let served: Value = serde_json::from_str(&plan.tools[0].served).unwrap();
    let media =
        &served["paths"]["/things"]["post"]["requestBody"]["content"]["multipart/form-data"];
    let schema = &media["schema"];
    assert_eq!(schema["required"], serde_json::json!(["ids[]"]));
    assert_eq!(schema["properties"]["ids[]"]["type"], "integer");
    let thing = &schema["properties"]["thing"];
    assert_eq!(thing["properties"]["mails]["]["format"], "email");
    // The server makes an empty `thing` where none is sent.
    assert!(thing.get("required").is_none());
    assert_eq!(media["encoding"]["thing"]["style"], "deepObject");
}

#[test]
fn an_operation_counts_when_all_of_its_calls_succeed() {
    let tool = tool();
    let good = line("required", GOOD) + &line("everything", GOOD) + &line("status 207", GOOD);
    let report = ToolReport::new(&tool, &good);
    assert_eq!(
        (report.operations, report.accepted, report.decoded),
        (1, 1, 1)
    );

    let mismatch = "\"status\": 200, \"mismatches\": [\"/cost: expected a text\"]";
    let wrong = line("required", GOOD) + &line("everything", mismatch) + &line("status 207", GOOD);
    let report = ToolReport::new(&tool, &wrong);
    assert_eq!((report.accepted, report.decoded), (1, 0));
    assert_eq!(report.failed[0].failures, ["/cost: expected a text"]);

    let refused = line("required", REFUSED) + &line("everything", GOOD) + &line("status 207", GOOD);
    let report = ToolReport::new(&tool, &refused);
    assert_eq!((report.accepted, report.decoded), (0, 0));
    assert_eq!(report.failed[0].failures, ["name is too short"]);
}

#[test]
fn what_the_server_says_is_told_and_else_what_the_client_says() {
    for (body, reported) in [
        (r#"{"validation": [{"message": "too short"}]}"#, "too short"),
        (
            r#"{"detail": "there is no such path"}"#,
            "there is no such path",
        ),
        ("<html>", "E"),
    ] {
        let body = serde_json::to_string(body).unwrap();
        let rest = format!("\"status\": 422, \"error\": \"E\", \"refused\": {body}");
        let report = ToolReport::new(&tool(), &line("required", &rest));
        assert_eq!(report.failed[0].failures, [reported]);
    }
}

#[test]
fn a_call_that_was_not_made_failed() {
    let report = ToolReport::new(&tool(), &line("required", GOOD));
    assert_eq!((report.accepted, report.decoded), (0, 0));
    assert_eq!(report.failed.len(), 2);
}

#[test]
fn a_known_fault_is_expected_and_one_that_does_not_occur_is_an_error() {
    let tool = tool();
    let rest = line("everything", GOOD) + &line("status 207", GOOD);
    let refused = [ToolReport::new(&tool, &(line("required", REFUSED) + &rest))];
    let good = [ToolReport::new(&tool, &(line("required", GOOD) + &rest))];
    let (none, one) = (known("").unwrap(), known(ROW).unwrap());

    let plans = [tool];
    assert_eq!(Report::new(&plans, &refused, &none).unexpected, 1);
    let report = Report::new(&plans, &refused, &one);
    assert_eq!((report.unexpected, report.stale.len()), (0, 0));
    let report = Report::new(&plans, &good, &one);
    assert_eq!((report.unexpected, report.stale.len()), (0, 1));
    // Of an operation that was not called, nothing is known.
    assert!(Report::new(&[], &[], &one).stale.is_empty());
}

#[test]
fn a_known_fault_of_an_operation_that_does_not_exist_is_an_error() {
    let problems = known(&ROW.replace("PATCH", "PUT")).unwrap_err();
    assert_eq!(problems[0].code, "bad-table");
    assert_eq!(problems[0].origin.pointer, "/faults/0/operations");
    assert!(problems[0].message.contains("PUT /things/{id}"));
}

#[test]
fn a_tool_that_does_not_exist_is_told_with_those_that_do() {
    let document = read(&Source::new("api.yaml", API), &Limits::default()).unwrap();
    let documents = Documents::from(document);
    let problems = plan(&api(API), &documents, &["thing".to_owned()], "/client").unwrap_err();
    assert_eq!(problems[0].code, "unknown-tool");
    assert_eq!(problems[0].help.as_deref(), Some("the tools are things"));
}
