//! Deprecations from a raw description to what the crate is reported, through the public seams only.

use std::collections::BTreeMap;

use generator::announce::announcement::Announcement;
use generator::announce::gather;
use generator::announce::pages::{self, PageAnnouncement};
use generator::announce::{fields, prose};
use generator::ir::{OperationKey, Source, Target};
use generator::openapi::extensions::DEPRECATION;
use generator::openapi::object::Object;
use generator::passes::deprecations::catalog::{Catalog, Entry};
use generator::passes::deprecations::link::{Linked, link};
use generator::specs::deprecations::Table;
use generator::{Diagnostic, Origin};
use serde_json::{Value, json};

/// Method, path, title, group and the rest of an operation.
type Operation = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Value,
);

fn object(operation: &Value) -> Object<'_> {
    Object::new(operation.as_object().unwrap())
}

fn key(method: &str, path: &str) -> OperationKey {
    OperationKey {
        method: method.to_owned(),
        path: path.to_owned(),
    }
}

fn catalog(operations: &[Operation]) -> Catalog {
    Catalog::new(
        operations
            .iter()
            .map(|(method, path, title, group, _)| Entry {
                key: key(method, path),
                title: (*title).to_owned(),
                tag: format!("Shop/Gears/{group}"),
                origin: Origin::new("gears.yaml", format!("/paths/{}", path.replace('/', "~1"))),
            }),
    )
}

/// What import writes, as YAML text, and what generation reads back from it.
fn through_the_specs(operations: &[Operation]) -> (BTreeMap<OperationKey, Announcement>, String) {
    let mut specs = String::new();
    let mut read = BTreeMap::new();
    for (method, path, title, _, rest) in operations {
        let mut operation = rest.clone();
        operation["summary"] = json!(title);
        let (gathered, problems) = gather::gather(object(&operation), &Origin::default());
        assert_eq!(problems, [], "{path}");
        let Some(gathered) = gathered else { continue };
        let text = serde_yaml::to_string(&json!({ DEPRECATION: gathered })).unwrap();
        let kept: Value = serde_yaml::from_str(&text).unwrap();
        let (again, problems) = gather::read(object(&kept), &Origin::default());
        assert_eq!((again.as_ref(), problems), (Some(&gathered), vec![]));
        read.insert(key(method, path), gathered);
        specs.push_str(&text);
    }
    (read, specs)
}

fn linked(
    operations: &[Operation],
    notices: &[PageAnnouncement],
    table: &str,
) -> (BTreeMap<OperationKey, Linked>, Vec<Diagnostic>) {
    let catalog = catalog(operations);
    let (table, problems) = Table::parse(table, "deprecations.yaml", &|key| {
        catalog.get(key).is_some()
    });
    assert_eq!(problems, []);
    let (announced, _) = through_the_specs(operations);
    link(&catalog, &announced, notices, &table, None)
}

fn targets(linked: &Linked) -> Vec<String> {
    let target = |target: &Target<OperationKey>| match target {
        Target::Operation(key) => key.to_string(),
        Target::Group(group) => format!("group {group}"),
        Target::Unresolved(words) => format!("words {words}"),
    };
    let inferred = |inferred| if inferred { " (inferred)" } else { "" };
    let replacements = linked.replacements.iter();
    replacements
        .map(|one| format!("{}{}", target(&one.target), inferred(one.inferred)))
        .collect()
}

fn gears() -> Vec<Operation> {
    let note = "Drops a cog.\nDeprecation Note: Look for the new endpoint elsewhere. This endpoint \
        will be replaced with the Delete Gear Item Endpoint.";
    let keys = "Makes a cog.\n\nNOTE: The tooth and teeth keys are deprecated. The cusps \
        key holds what they did.";
    let sunset = json!({"deprecated": true, "x-sunset": "2030-06-30"});
    let in_company = "/rest/v1.1/companies/{company_id}/gears";
    vec![
        ("GET", "/rest/v1.0/gears", "List Gears", "gears", sunset),
        (
            "GET",
            "/rest/v1.1/gears",
            "List Gears",
            "gears",
            json!({"deprecated": true}),
        ),
        ("GET", in_company, "List Company Gears", "gears", json!({})),
        (
            "DELETE",
            "/rest/v1.0/cogs/{id}",
            "Delete Cog",
            "cogs",
            json!({"description": note}),
        ),
        (
            "DELETE",
            "/rest/v1.0/gear_items/{id}",
            "Delete Gear Item",
            "gear-items",
            json!({}),
        ),
        (
            "POST",
            "/rest/v1.0/cogs",
            "Create Cog",
            "cogs",
            json!({"description": keys}),
        ),
    ]
}

#[test]
fn only_what_was_announced_is_deprecated_and_no_replacement_is() {
    let (linked, diagnostics) = linked(&gears(), &[], "");
    assert_eq!(diagnostics, []);
    let found: Vec<_> = linked
        .iter()
        .map(|(key, linked)| (key.to_string(), targets(linked).join(", ")))
        .collect();
    let company = "GET /rest/v1.1/companies/{company_id}/gears (inferred)".to_owned();
    assert_eq!(
        found,
        [
            (
                "DELETE /rest/v1.0/cogs/{id}".to_owned(),
                "DELETE /rest/v1.0/gear_items/{id}".to_owned()
            ),
            ("GET /rest/v1.0/gears".to_owned(), company.clone()),
            ("GET /rest/v1.1/gears".to_owned(), company),
        ]
    );
    let gears = &linked[&key("GET", "/rest/v1.0/gears")];
    assert_eq!(gears.sunset, Some(jiff::civil::date(2030, 6, 30)));
}

#[test]
fn an_announced_pair_carries_its_date_and_has_no_sunset_until_one_is_set() {
    let page = "> The following will be deprecated on March 31, 2022.\n>\n\
        > - [Delete Cog](https://developers.procore.com/reference/rest/v1/cogs?version=1.0#delete-cog) \
        (replaced by [Delete Gear Item](https://developers.procore.com/reference/rest/v1/gear-items?version=1.0#delete-gear-item))\n>\n\
        > They go on working until a sunset date is determined.\n";
    let (read, problems) = pages::read(page, "introduction.md");
    assert_eq!(problems, []);
    let (kept, problems) = pages::parse(&pages::render(&read).unwrap(), "notices.yaml");
    assert_eq!(problems, []);
    let (linked, diagnostics) = linked(&gears(), &kept, "");
    assert_eq!(diagnostics, []);
    let cog = &linked[&key("DELETE", "/rest/v1.0/cogs/{id}")];
    assert_eq!(
        (cog.date, cog.sunset),
        (Some(jiff::civil::date(2022, 3, 31)), None)
    );
    assert_eq!(targets(cog), ["DELETE /rest/v1.0/gear_items/{id}"]);
    assert_eq!(cog.announced, [Source::Notice, Source::Prose]);
}

#[test]
fn a_person_has_the_last_word() {
    let table = "\
- operation: GET /rest/v1.0/gears
  replacements:
  - GET /rest/v1.1/gears
  date: 2029-01-01
  reason: Said by the maker.
  source: A letter.
- operation: GET /rest/v1.1/gears
  deprecated: false
  reason: Marked by mistake.
  source: A letter.
";
    let (linked, diagnostics) = linked(&gears(), &[], table);
    assert_eq!(diagnostics, []);
    assert!(!linked.contains_key(&key("GET", "/rest/v1.1/gears")));
    let gears = &linked[&key("GET", "/rest/v1.0/gears")];
    assert_eq!(targets(gears), ["GET /rest/v1.1/gears"]);
    assert_eq!(gears.date, Some(jiff::civil::date(2029, 1, 1)));
    assert_eq!(gears.sunset, Some(jiff::civil::date(2030, 6, 30)));
}

#[test]
fn the_specs_hold_facts_and_no_sentence() {
    let (_, specs) = through_the_specs(&gears());
    assert!(specs.contains("title: Delete Gear Item"), "{specs}");
    for words in ["Drops", "Look for", "endpoint will"] {
        assert!(!specs.contains(words), "{specs}");
    }
}

#[test]
fn hostile_texts_are_read_without_harm() {
    let long = "[DEPRECATED](".repeat(20_000);
    let texts = [
        "DEPRECATED\u{2026}",
        "This endpoint is deprecated. Use [é](…) \u{1f980} /é/{\u{0}} instead...",
        "(DEPRECATED--use [[[](](](",
        "DEPRECATED: use rest/v1.0/{",
        "x-deprecated-at: 99999999999999999999 deprecated: true",
        "This endpoint will be deprecated on February 31, 2022\u{a0}",
        "\n\n>>>> ** DEPRECATED **\r\n\r\n",
        ":é to be deprecated, use :é",
        "",
        long.as_str(),
    ];
    for text in texts {
        let operation = json!({
            "summary": text, "description": text, "x-deprecated-at": text, "x-sunset": [text],
        });
        let (gathered, _) = gather::gather(object(&operation), &Origin::default());
        let yaml = serde_yaml::to_string(&gathered).unwrap();
        assert_eq!(
            serde_yaml::from_str::<Option<Announcement>>(&yaml).unwrap(),
            gathered
        );
        fields::of_field(text, text);
        fields::deprecated_values(text);
        prose::title_without_mark(text);
        pages::read(text, text);
        Table::parse(text, text, &|_| false);
        pages::parse(text, text);
    }
}

#[test]
fn a_replacement_known_to_dangle_stays_as_words_without_a_warning() {
    let gears: Vec<Operation> = vec![(
        "GET",
        "/rest/v1.0/gears",
        "List Gears",
        "gears",
        json!({"description": "(DEPRECATED--please use /rest/v1.0/gears.csv instead!)"}),
    )];
    let (gathered, _) = through_the_specs(&gears);
    let catalog = catalog(&gears);
    let (_, warnings) = link(&catalog, &gathered, &[], &Table::default(), None);
    assert_eq!(warnings[0].code, "deprecation-unresolved");

    let row =
        "- operation: GET /rest/v1.0/gears\n  dangling: true\n  reason: looked\n  source: all\n";
    let (table, problems) =
        Table::parse(row, "deprecations.yaml", &|key| catalog.get(key).is_some());
    assert_eq!(problems, []);
    let (linked, warnings) = link(&catalog, &gathered, &[], &table, None);
    assert_eq!(warnings, []);
    let replacement = &linked[&key("GET", "/rest/v1.0/gears")].replacements[0];
    assert_eq!(
        replacement.target,
        Target::Unresolved("/rest/v1.0/gears.csv".to_owned())
    );
}

/// A field's own notice marks the field, wherever it says so; never the operation.
#[test]
fn fields_parameters_and_values_are_marked_with_what_their_texts_say() {
    let generated = crate::pipeline::good(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /gears:
    get:
      tags: [A/Shop/gears]
      summary: List gears
      parameters:
        - {name: old, in: query, schema: {type: string}, description: 'The old. (Deprecated) Use `new`'}
        - {name: 'kinds[]', in: query, description: The `flat` kind value is deprecated., schema: {type: array, items: {type: string, enum: [flat, even]}}}
      responses:
        '200':
          description: gears
          content:
            application/json:
              schema:
                type: object
                properties:
                  court: {type: integer, description: 'The court. This field is DEPRECATED as of May 4, 2021 and will no longer be supported as of June 5, 2022.'}
                  tooth: {type: integer, deprecated: true, x-deprecated-at: 1644250224, x-sunset: '2030-06-30'}
                  cog: {type: integer, x-sunset: '2031-01-01', description: Use :cogs}
                  label: {type: string, description: 'Use :label, :tooth to be deprecated'}
                  riddle: {type: string, description: Some of it may become deprecated}
                  g703: {type: array, items: {type: object, properties: {a: {type: string}}}}
",
    );
    let operation = generated.api.operations().next().unwrap();
    assert_eq!(operation.deprecation, None);
    let all: String = generated.files.values().map(String::as_str).collect();
    let notes: Vec<&str> = all
        .split("#[deprecated(note = \"")
        .skip(1)
        .filter_map(|rest| rest.split("\")]").next())
        .collect();
    assert_eq!(
        notes,
        [
            "use `new` instead",
            "Procore marks it as deprecated",
            "deprecated, sunset on 2031-01-01",
            "deprecated since 2021-05-04, sunset on 2022-06-05",
            "deprecated since 2022-02-07, sunset on 2030-06-30",
        ]
    );
    let unread = generated
        .warnings
        .iter()
        .filter(|w| w.code == "deprecation-unread");
    let unread: Vec<&str> = unread.map(|w| w.message.as_str()).collect();
    assert_eq!(unread.len(), 1, "{unread:?}");
    assert!(unread[0].contains("`riddle`"), "{unread:?}");
    let names: Vec<&str> = generated
        .api
        .types()
        .map(|ty| ty.rust.name.as_str())
        .collect();
    assert!(names.contains(&"GearG703Item"), "{names:?}");
}
