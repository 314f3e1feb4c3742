//! A guide says what becomes of each parameter and field, how it was matched, and what has no
//! counterpart.

use generator::ir::Api;
use generator::migration::{Change, Found, Guide, chosen, guides, json, markdown, text};
use generator::pipeline::generate_from;
use generator::source::{Limits, Source};

const API: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /rest/v1.0/rfis/{id}:
    patch:
      tags: [Core/RFI/rfis]
      summary: Update RFI
      deprecated: true
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: 'filters[status]', in: query, schema: {type: string}}
        - {name: gone, in: query, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: integer}
                  title: {type: string}
                  author: {type: object, properties: {login: {type: string}, name: {type: string}}}
  /rest/v2.0/companies/{company_id}/rfis/{rfi_id}:
    patch:
      tags: [Core/RFI/rfis]
      summary: Update RFI
      parameters:
        - {name: company_id, in: path, required: true, schema: {type: string}}
        - {name: rfi_id, in: path, required: true, schema: {type: string}}
        - {name: 'filter[status]', in: query, schema: {type: string}}
        - {name: page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: object, properties: {id: {type: string}, title: {type: string}, number: {type: string}}}
";

fn api() -> Api {
    let sources = [Source::new("api.yaml", API)];
    generate_from(&sources, &Limits::default()).unwrap().api
}

/// `kind old -> new` of each change, with how it was found.
fn lines(changes: &[Change]) -> Vec<String> {
    let name = |item: &Option<generator::migration::Item>| {
        item.as_ref().map_or("-".to_owned(), |item| {
            format!("{}: {}", item.ident, item.ty)
        })
    };
    let found = |found: Option<Found>| found.map_or("", Found::words);
    changes
        .iter()
        .map(|c| {
            let line = format!("{} -> {} {}", name(&c.old), name(&c.new), found(c.found));
            line.trim().to_owned()
        })
        .collect()
}

#[test]
fn each_match_says_how_it_was_found_and_what_breaks_comes_first() {
    let api = api();
    let all = guides(&api);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(
        lines(&all[0].sent),
        [
            "id: RfiId -> rfi_id: RfiId the id of the same record",
            "gone: String -> -",
            "- -> company_id: CompanyId",
            "filter_status: String -> filter_status: String same words",
            "page: i64 -> page: i64 same name",
        ]
    );
}

#[test]
fn a_record_without_a_counterpart_is_said_once() {
    let api = api();
    assert_eq!(
        lines(&guides(&api)[0].received),
        [
            "id: i64 -> id: String same name",
            "author: object -> -",
            "title: String -> title: String same name",
            "- -> number: String",
        ]
    );
}

#[test]
fn what_compiles_and_does_something_else_is_said_in_a_sentence() {
    let api = api();
    assert_eq!(
        guides(&api)[0].behaviour,
        [
            "It acts in a company.",
            "The response wraps its payload in `data`; the client takes it out.",
        ]
    );
}

#[test]
fn a_guide_reads_the_same_in_every_form() {
    let api = api();
    let guides = guides(&api);
    let example = "procore::rfi::v2_0::UpdateRfi::new(procore::ids::CompanyId::from(1), procore::ids::RfiId::from(1))";
    for written in [markdown(&guides), json(&guides).to_string()] {
        assert!(written.contains(example), "{written}");
    }
    for written in [text(&guides), markdown(&guides), json(&guides).to_string()] {
        assert!(written.contains("gone"), "{written}");
        assert!(written.contains("the id of the same record"), "{written}");
    }
}

#[test]
fn a_guide_is_found_by_the_rust_path_of_what_it_leaves() {
    let api = api();
    let old = guides(&api)[0].old.rust.to_string();
    let short = old.trim_start_matches("procore::");
    for what in [old.as_str(), short] {
        assert_eq!(chosen(&api, what).len(), 1, "{what}");
    }
    assert_eq!(chosen(&api, "procore::rfi::v9_0::Nothing").len(), 0);
}

/// A todo in a body, by its number, becomes a calendar item in a project; and a list of all users
/// becomes one of two forms.
const WRAPPED: &str = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /rest/v1.0/todos/{id}:
    patch:
      tags: [Core/Tasks/todos]
      summary: Update Todo
      deprecated: true
      x-deprecated-at: '2021-03-31'
      description: This is a deprecated endpoint, please use PATCH /rest/v1.0/projects/{project_id}/lists/{list_id}/items/{id}
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: notify, in: query, schema: {type: boolean}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [project_id]
              properties:
                project_id: {type: integer}
                todo:
                  type: object
                  properties: {name: {type: string}, color: {type: string}, start: {type: string}}
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {type: object, properties: {name: {type: string}}}}
  /rest/v1.0/projects/{project_id}/lists:
    get:
      tags: [Core/Calendar/items]
      summary: List Lists
      parameters: [{name: project_id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: integer}, name: {type: string}}}}
  /rest/v1.0/projects/{project_id}/lists/{list_id}/items/{id}:
    patch:
      tags: [Core/Calendar/items]
      summary: Update Item
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: integer}}
        - {name: list_id, in: path, required: true, schema: {type: integer}}
        - {name: id, in: path, required: true, schema: {type: integer}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                calendar_item:
                  type: object
                  properties: {name: {type: string}, color: {type: string}, notify: {type: boolean}}
      responses: {'204': {description: ''}}
  /rest/v1.0/users/{id}:
    get:
      tags: [Core/Tasks/users]
      summary: Show User
      deprecated: true
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: project_id, in: query, required: true, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {type: object, properties: {name: {type: string}, age: {type: integer}}}}
  /rest/v1.1/projects/{project_id}/users/{id}:
    get:
      tags: [Core/Tasks/users]
      summary: Show User
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: integer}}
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json:
              schema:
                oneOf:
                  - {type: object, required: [name], properties: {name: {type: string}}}
                  - {type: object, required: [title], properties: {title: {type: string}}}
  /rest/v1.0/gears:
    get:
      tags: [Core/Tasks/gears]
      summary: List Gears
      deprecated: true
      parameters: [{name: page_start, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {name: {type: string}}}}}
  /rest/v1.1/gears:
    get:
      tags: [Core/Tasks/gears]
      summary: List Gears
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: per_page, in: query, schema: {type: integer}}
      responses:
        '200':
          description: ''
          content:
            application/json: {schema: {type: array, items: {}}}
";

fn wrapped() -> Api {
    let sources = [Source::new("api.yaml", WRAPPED)];
    generate_from(&sources, &Limits::default()).unwrap().api
}

/// The guide of the operation at a path.
fn with_guide(path: &str, check: impl Fn(&Guide<'_>)) {
    let api = wrapped();
    let all = guides(&api);
    let found = all.iter().find(|guide| guide.old.key.path == path);
    check(found.unwrap());
}

#[test]
fn what_moves_between_body_and_path_or_into_another_record_is_followed() {
    with_guide("/rest/v1.0/todos/{id}", |guide| {
        assert_eq!(
            lines(&guide.sent),
            [
                "id: TodoId -> id: ItemId same name",
                "notify: bool -> -",
                "- -> list_id: ListId",
                "project_id: i64 -> project_id: ProjectId same name",
                "todo.color: String -> color: String same place",
                "todo.name: String -> name: String same place",
                "todo.start: String -> -",
                "- -> notify: bool",
            ]
        );
        // The project was named before, in the body.
        assert_eq!(guide.behaviour, Vec::<String>::new());
    });
}

#[test]
fn where_new_ids_come_from_is_said_and_that_an_id_is_that_of_another_record() {
    with_guide("/rest/v1.0/todos/{id}", |guide| {
        let said: Vec<String> = guide.lookups.iter().map(|one| one.sentence()).collect();
        assert_eq!(
            said,
            [
                "`list_id` is of type `ListId`. `procore::calendar::v1_0::ListLists` \
                 (`GET /rest/v1.0/projects/{project_id}/lists`) lists them; see `name`.",
                "`id` is of type `ItemId`, not `TodoId`: it names another kind of record, and the \
                 number need not be the same. No operation is known that lists such records.",
            ]
        );
        assert_eq!(guide.feature, Some("calendar"));
        // Nothing comes back, so that no field is missed one by one.
        assert!(guide.received.is_empty());
        assert_eq!(
            guide.breaks,
            ["The response holds nothing now; it held an object."]
        );
    });
}

#[test]
fn the_order_of_arguments_and_the_forms_of_a_response_are_said() {
    with_guide("/rest/v1.0/users/{id}", |guide| {
        assert_eq!(
            guide.breaks[0],
            "`new` takes its arguments in another order."
        );
        assert!(guide.breaks[1].starts_with("The response is one of several: match on "));
        assert_eq!(
            lines(&guide.received),
            [
                "age: i64 -> -",
                "name: String -> name: String same name",
                "- -> title: String",
            ]
        );
        assert!(guide.lookups.is_empty() && guide.feature.is_none());
    });
}

#[test]
fn fields_that_are_not_described_are_not_said_to_be_gone() {
    with_guide("/rest/v1.0/gears", |guide| {
        assert!(guide.received.is_empty());
        assert_eq!(
            guide.breaks,
            ["The description does not say which fields the response has."]
        );
        assert_eq!(
            guide.behaviour,
            ["The list does not page by `page_start` any more: `items` reads all of it."]
        );
    });
}

#[test]
fn a_guide_says_who_announced_it_and_since_when() {
    let api = wrapped();
    let written = text(&guides(&api));
    for sentence in [
        "Procore announced this replacement. Deprecated since 2021-03-31; no sunset is set.",
        "Nobody announced this replacement; it was inferred: the same path in a newer version.",
        "switch on the feature `calendar`",
        "let request = procore::tasks::v1_1::ShowUser::new(",
        "Received as before\n    `name`",
    ] {
        assert!(written.contains(sentence), "{sentence}: {written}");
    }
}
