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
DTSTAMP:20240101T000000Z
DTSTART;VALUE=DATE:20270101
TRANSP:TRANSPARENT
SUMMARY:Procore removes Gears: Soon
DESCRIPTION:GET /rest/v1.0/soon (procore::gear::v1_0::Soon)\\nUse procore::g
 ear::v1_0::New.
END:VEVENT
END:VCALENDAR
"
    );
    // What has no date is in no calendar.
    assert_eq!(
        crate::inventory::calendar(&lines(&api, &Filter::default()))
            .matches("BEGIN:VEVENT")
            .count(),
        2
    );
}

/// An API whose only deprecated operation has a title and a tool with all that formats escape.
fn awkward(sunset: &str) -> Api {
    let mut api = api();
    let title = "Lists; all, \\ <b>&\"gears\"</b>\u{7}\nof the größte Werkstatt, die Straße hinunter, \u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}";
    let mut operation = operation("Awkward", deprecation(Some(sunset), vec![]));
    operation.title = title.into();
    operation.reference = "https://example.com/?a=1&b=\"2\"".into();
    api.tools[0].versions[0].resources[0].operations = vec![operation];
    api
}

#[test]
fn the_calendar_keeps_the_rules_of_its_format() {
    let api = awkward("9999-12-31");
    let written = crate::inventory::calendar(&lines(&api, &Filter::default()));
    assert!(written.ends_with("\r\n"));
    let physical: Vec<&str> = written
        .strip_suffix("\r\n")
        .unwrap()
        .split("\r\n")
        .collect();
    assert!(
        physical
            .iter()
            .all(|line| line.len() <= 75 && !line.contains(['\r', '\n']))
    );
    assert!(
        physical
            .iter()
            .any(|line| line.len() > 70 && line.starts_with(' ')),
        "{written}"
    );
    // Unfolded, each line is a property.
    let whole = written.replace("\r\n ", "");
    let summary = whole.lines().find_map(|line| line.strip_prefix("SUMMARY:"));
    assert_eq!(
        summary,
        Some(
            "Procore removes Gears: Lists\\; all\\, \\\\ <b>&\"gears\"</b>\\nof the größte Werkstatt\\, die Straße hinunter\\, \u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}\u{1f527}"
        )
    );
    for name in [
        "UID:",
        "DTSTAMP:",
        "DTSTART;VALUE=DATE:99991231",
        "DESCRIPTION:",
    ] {
        assert_eq!(
            whole.lines().filter(|line| line.starts_with(name)).count(),
            1,
            "{name}"
        );
    }
    // The id of an event outlives a sunset that is moved.
    let uid = |written: &str| {
        written
            .lines()
            .find(|line| line.starts_with("UID:"))
            .map(str::to_owned)
    };
    let moved = awkward("2030-01-01");
    let moved = crate::inventory::calendar(&lines(&moved, &Filter::default()));
    assert!(uid(&written).is_some());
    assert_eq!(uid(&written), uid(&moved));
}

/// What a document holds: start tags with their attributes, texts, and end tags. Whatever is not
/// well-formed fails the test.
fn parsed(document: &str) -> Vec<String> {
    let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
    let mut rest = document.strip_prefix(declaration).expect("a declaration");
    assert!(!rest.chars().any(|c| c.is_control() && c != '\n'));
    let (mut events, mut open) = (Vec::new(), Vec::new());
    let text = |raw: &str| {
        let mut raw = raw.to_owned();
        for part in raw.split('&').skip(1) {
            let (entity, _) = part.split_once(';').expect("the end of an entity");
            assert!(["amp", "lt", "gt", "quot"].contains(&entity), "{entity}");
        }
        for (entity, c) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&amp;", "&"),
        ] {
            raw = raw.replace(entity, c);
        }
        raw
    };
    while let Some((before, tail)) = rest.split_once('<') {
        assert!(!before.contains('>'), "{before}");
        if !before.trim().is_empty() {
            events.push(text(before));
        }
        let (tag, tail) = tail.split_once('>').expect("the end of a tag");
        rest = tail;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            events.push(format!("/{name}"));
            continue;
        }
        let (tag, is_empty) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.chars().all(|c| c.is_ascii_lowercase()), "{name}");
        assert_eq!(attributes.matches('"').count() % 2, 0, "{attributes}");
        events.push(format!("{name} {}", text(attributes)).trim().to_owned());
        if is_empty {
            events.push(format!("/{name}"));
        } else {
            open.push(name.to_owned());
        }
    }
    assert_eq!((rest.trim(), open), ("", vec![]));
    events
}

/// The texts of the elements of a name.
fn texts(events: &[String], name: &str) -> Vec<String> {
    let pairs = events.windows(2).filter(|pair| pair[0] == name);
    pairs.map(|pair| pair[1].clone()).collect()
}

#[test]
fn the_feed_has_an_entry_for_each_known_date_and_keeps_the_rules_of_its_format() {
    let mut api = api();
    let operations = &mut api.tools[0].versions[0].resources[0].operations;
    operations[1].deprecation.as_mut().unwrap().date = None;
    operations[3].deprecation.as_mut().unwrap().date = Some(date("2025-02-03"));
    let written = crate::inventory::atom(&lines(&api, &Filter::default()));
    let events = parsed(&written);
    assert_eq!(events[0], "feed xmlns=\"http://www.w3.org/2005/Atom\"");
    assert_eq!(
        texts(&events, "title"),
        [
            "Deprecated operations of Procore's API",
            "Gears: Soon",
            "Gears: Late",
            "Gears: Word"
        ]
    );
    let (soon, late) = ("2025-02-03T00:00:00Z", "2024-01-01T00:00:00Z");
    assert_eq!(texts(&events, "updated"), [soon, soon, late, late]);
    let mut ids = texts(&events, "id");
    let shape = |id: &String| {
        let parts: Vec<usize> = id["urn:uuid:".len()..].split('-').map(str::len).collect();
        id.starts_with("urn:uuid:") && parts == [8, 4, 4, 4, 12] && id[23..].starts_with('8')
    };
    assert!(ids.iter().all(shape), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert_eq!(
        texts(&events, "content")[1],
        "GET /rest/v1.0/late\nprocore::gear::v1_0::Late\nGoes away on 2030-01-01.\n\
         Use procore::gear::v1_0::New, past procore::gear::v1_0::Between (inferred: the same path in a newer version)."
    );
    // Whatever is written of, and whenever: the same ids and well-formed.
    let one = |sunset: &str| {
        let api = awkward(sunset);
        parsed(&crate::inventory::atom(&lines(&api, &Filter::default())))
    };
    let events = one("2030-01-01");
    assert_eq!(texts(&events, "id"), texts(&one("2031-01-01"), "id"));
    let link = "link rel=\"alternate\" href=\"https://example.com/?a=1&b=\"2\"\"";
    assert!(events.iter().any(|event| event == link), "{events:#?}");
}

#[test]
fn a_feed_without_entries_is_one_all_the_same() {
    let events = parsed(&crate::inventory::atom(&[]));
    assert_eq!(texts(&events, "updated"), ["1970-01-01T00:00:00Z"]);
    assert_eq!(texts(&events, "name").len(), 1);
}
