//! A guide says what becomes of each parameter and field, how it was matched, and what has no
//! counterpart.

use generator::ir::Api;
use generator::migration::{Change, Found, guides, json, markdown, text};
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
            "It acts in a company now, not in no scope of its own.",
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
