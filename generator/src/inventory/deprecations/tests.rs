//! Tests of the report: order, filters, and how each format reads.

use super::*;
use crate::diagnostic::Origin;
use crate::ir::{Company, OperationKey, Payload, Resource, Response, RustPath, Source, Version};

fn path(name: &str) -> RustPath {
    RustPath {
        module: "gear".into(),
        version: "v1_0".into(),
        name: name.into(),
    }
}

fn key(method: &str, path: &str) -> OperationKey {
    OperationKey {
        method: method.into(),
        path: path.into(),
    }
}

fn reference(method: &str, path: &str, name: &str) -> OperationRef {
    OperationRef {
        key: key(method, path),
        rust: self::path(name),
    }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn operation(name: &str, deprecation: Option<Deprecation>) -> Operation {
    Operation {
        key: key("GET", &format!("/rest/v1.0/{}", name.to_lowercase())),
        id: String::new(),
        title: name.into(),
        description: None,
        rust: path(name),
        reference: "https://example.com".into(),
        parameters: vec![],
        company: Company::None,
        body: None,
        response: Response {
            payload: Payload::Empty,
            envelope: None,
            statuses: vec![],
            accept: vec![],
        },
        paging: None,
        deprecation,
        replaces: vec![],
        stage: None,
        origin: Origin::default(),
    }
}

fn deprecation(sunset: Option<&str>, targets: Vec<(Target, bool)>) -> Option<Deprecation> {
    let replacement = |(target, inferred)| Replacement {
        target,
        how: if inferred {
            How::SamePathNewerVersion
        } else {
            How::Link
        },
        inferred,
        through: if inferred {
            vec![reference("GET", "/rest/v1.0/between", "Between")]
        } else {
            vec![]
        },
    };
    Some(Deprecation {
        is_past: false,
        date: Some(date("2024-01-01")),
        sunset: sunset.map(date),
        replacements: targets.into_iter().map(replacement).collect(),
        announced: vec![Source::Flag],
        reason: None,
    })
}

fn api() -> Api {
    let new = || Target::Operation(reference("GET", "/rest/v1.1/new", "New"));
    let operations = vec![
        operation("Live", None),
        operation("Bare", deprecation(None, vec![])),
        operation("Late", deprecation(Some("2030-01-01"), vec![(new(), true)])),
        operation(
            "Soon",
            deprecation(Some("2027-01-01"), vec![(new(), false)]),
        ),
        operation(
            "Word",
            deprecation(
                None,
                vec![
                    (Target::Unresolved("/a|b".into()), false),
                    (Target::Group("cogs".into()), false),
                ],
            ),
        ),
    ];
    let resource = Resource {
        slug: "gears".into(),
        module: "gears".into(),
        legacy: false,
        operations,
        types: vec![],
    };
    let version = Version {
        number: "1.0".into(),
        module: "v1_0".into(),
        resources: vec![resource],
    };
    let tool = Tool {
        category: "Shop".into(),
        name: "Gears".into(),
        module: "gear".into(),
        feature: "gear".into(),
        needs: vec![],
        versions: vec![version],
    };
    Api {
        tools: vec![tool],
        ..Api::default()
    }
}

fn titles(filter: &Filter) -> Vec<String> {
    lines(&api(), filter)
        .iter()
        .map(|line| line.operation.title.clone())
        .collect()
}

#[test]
fn lines_come_by_sunset_and_filters_narrow_them() {
    assert_eq!(titles(&Filter::default()), ["Soon", "Late", "Bare", "Word"]);
    let before = |date: Date| Filter {
        sunset_before: Some(date),
        ..Filter::default()
    };
    assert_eq!(
        titles(&before(jiff::civil::date(2027, 1, 1))),
        Vec::<String>::new()
    );
    assert_eq!(titles(&before(jiff::civil::date(2027, 1, 2))), ["Soon"]);
    assert_eq!(
        titles(&Filter {
            without_replacement: true,
            ..Filter::default()
        }),
        ["Bare", "Word"]
    );
}

#[test]
fn text_names_dates_and_replacements() {
    let api = api();
    assert_eq!(
        text(&lines(&api, &Filter::default())),
        "\
Sunset on 2027-01-01

  Gears
    procore::gear::v1_0::Soon, since 2024-01-01
      GET /rest/v1.0/soon
      use procore::gear::v1_0::New
          GET /rest/v1.1/new

Sunset on 2030-01-01

  Gears
    procore::gear::v1_0::Late, since 2024-01-01
      GET /rest/v1.0/late
      use procore::gear::v1_0::New, past procore::gear::v1_0::Between (inferred: the same path in a newer version)
          GET /rest/v1.1/new

No sunset date is set

  Gears
    procore::gear::v1_0::Bare, since 2024-01-01
      GET /rest/v1.0/bare
      no replacement is known
    procore::gear::v1_0::Word, since 2024-01-01
      GET /rest/v1.0/word
      use what Procore calls /a|b
      use the operations of the resource cogs

4 deprecated operations: 1 with an announced replacement, 1 with an inferred one, 2 with none \
         (for 1 of them one was announced that does not exist).
"
    );
    assert_eq!(text(&[]), "No deprecated operation matches.\n");
}

#[test]
fn markdown_cells_hold_whatever_a_name_contains() {
    let api = api();
    let table = markdown(&lines(
        &api,
        &Filter {
            without_replacement: true,
            ..Filter::default()
        },
    ));
    let rows: Vec<&str> = table.lines().skip(2).take(2).collect();
    assert_eq!(
        rows,
        [
            "| - | 2024-01-01 | Gears | `procore::gear::v1_0::Bare`<br>`GET /rest/v1.0/bare` | none is known |",
            "| - | 2024-01-01 | Gears | `procore::gear::v1_0::Word`<br>`GET /rest/v1.0/word` | what Procore calls /a\\|b<br>the operations of the resource cogs |",
        ]
    );
}

#[test]
fn json_is_complete() {
    let api = api();
    let value = json(&lines(&api, &Filter::default()));
    assert_eq!(value[1]["sunset"], "2030-01-01");
    assert_eq!(
        value[1]["replacements"][0],
        json!({
            "method": "GET", "path": "/rest/v1.1/new", "rust": "procore::gear::v1_0::New",
            "how": "same-path-newer-version", "inferred": true, "through": ["procore::gear::v1_0::Between"],
        })
    );
    assert_eq!(value[3]["replacements"][1]["group"], "cogs");
    assert_eq!(value[3]["replacements"][0]["words"], "/a|b");
}

#[test]
fn what_is_new_is_what_was_deprecated_since() {
    let since = |date: Date| Filter {
        since: Some(date),
        ..Filter::default()
    };
    assert_eq!(
        titles(&since(jiff::civil::date(2024, 1, 1))),
        titles(&Filter::default())
    );
    assert_eq!(
        titles(&since(jiff::civil::date(2024, 1, 2))),
        Vec::<String>::new()
    );
}

#[test]
fn the_calendar_has_a_day_for_each_sunset() {
    let api = api();
    let filter = Filter {
        sunset_before: Some(jiff::civil::date(2027, 1, 2)),
        ..Filter::default()
    };
    let written = crate::inventory::calendar(&lines(&api, &filter));
    assert_eq!(
        written.replace("\r\n", "\n"),
        "\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//procore//deprecations//EN
BEGIN:VEVENT
UID:GET /rest/v1.0/soon
DTSTAMP:20270101T000000Z
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270102
SUMMARY:Procore removes Gears: Soon
DESCRIPTION:GET /rest/v1.0/soon (procore::gear::v1_0::Soon)\\nUse procore::g
 ear::v1_0::New.
END:VEVENT
END:VCALENDAR
"
    );
    assert!(written.lines().all(|line| line.len() <= 75));
    // What has no date is in no calendar.
    assert_eq!(
        crate::inventory::calendar(&lines(&api, &Filter::default()))
            .matches("BEGIN:VEVENT")
            .count(),
        2
    );
}
