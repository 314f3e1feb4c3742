//! Tests of linking: which deprecations there are, and what replaces them.

use serde_json::json;

use super::*;
use crate::announce::gather::gather;
use crate::diagnostic::Origin;
use crate::openapi::object::Object;
use crate::passes::deprecations::catalog::tests::{catalog, key};

const LINES: &str = "GET /rest/v1.0/gears | List Gears | A/B/gears
    GET /rest/v1.1/gears | List Gears | A/B/gears
    GET /rest/v1.2/gears | List Gears | A/B/gears
    POST /rest/v1.0/gears | Make Gear | A/B/gears
    POST /rest/v1.0/cogs | Make Cog | A/B/cogs
    PATCH /rest/v1.0/cogs/{id} | Update Cog | A/B/cogs
    POST /rest/v1.0/teeth | Make Tooth | A/B/teeth";

struct Case {
    operations: Vec<(&'static str, serde_json::Value)>,
    notices: Vec<PageAnnouncement>,
    table: &'static str,
}

impl Case {
    fn of(operations: &[(&'static str, serde_json::Value)]) -> Self {
        Self {
            operations: operations.to_vec(),
            notices: Vec::new(),
            table: "",
        }
    }

    fn link(&self) -> (BTreeMap<OperationKey, Linked>, Vec<Diagnostic>) {
        let catalog = catalog(LINES);
        let gathered = self.operations.iter().filter_map(|(name, operation)| {
            Some((
                key(name),
                gather(Object::new(operation.as_object()?), &Origin::default()).0?,
            ))
        });
        let (table, problems) = Table::parse(self.table, "deprecations.yaml", &|key| {
            catalog.get(key).is_some()
        });
        assert_eq!(problems, []);
        link(&catalog, &gathered.collect(), &self.notices, &table, None)
    }

    /// The replacements of `name` as `target how through`.
    fn replacements(&self, name: &str) -> Vec<String> {
        let (linked, _) = self.link();
        linked[&key(name)].replacements.iter().map(line).collect()
    }

    fn codes(&self) -> Vec<String> {
        self.link()
            .1
            .into_iter()
            .map(|diagnostic| diagnostic.code.to_string())
            .collect()
    }
}

fn line(replacement: &Replacement<OperationKey>) -> String {
    let target = match &replacement.target {
        Target::Operation(key) => key.to_string(),
        Target::Group(group) => format!("group {group}"),
        Target::Unresolved(words) => format!("words {words}"),
    };
    let inferred = if replacement.inferred {
        " inferred"
    } else {
        ""
    };
    let through: String = replacement
        .through
        .iter()
        .map(|step| format!(" through {step}"))
        .collect();
    format!("{target} | {}{inferred}{through}", replacement.how.name())
}

fn prose(text: &str) -> serde_json::Value {
    json!({ "description": text })
}

#[test]
fn a_newer_version_alone_is_no_deprecation() {
    let case = Case::of(&[("GET /rest/v1.0/gears", json!({}))]);
    assert_eq!(case.link(), (BTreeMap::new(), vec![]));
}

#[test]
fn a_flag_alone_gets_the_newest_live_version_and_is_marked_as_inferred() {
    let flag = json!({"deprecated": true});
    let case = Case::of(&[
        ("GET /rest/v1.0/gears", flag.clone()),
        ("GET /rest/v1.2/gears", flag),
    ]);
    let newer = ["GET /rest/v1.1/gears | same-path-newer-version inferred"];
    assert_eq!(case.replacements("GET /rest/v1.0/gears"), newer);
    assert_eq!(
        case.replacements("GET /rest/v1.2/gears"),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_said_beats_what_is_inferred() {
    let case = Case::of(&[(
        "GET /rest/v1.0/gears",
        prose("This is a deprecated endpoint, please use /rest/v1.1/gears."),
    )]);
    assert_eq!(
        case.replacements("GET /rest/v1.0/gears"),
        ["GET /rest/v1.1/gears | path"]
    );
    let case = Case {
        table: "- operation: GET /rest/v1.0/gears\n  replacements: [GET /rest/v1.2/gears]\n  sunset: 2030-01-01\n  reason: a\n  source: b\n",
        ..case
    };
    assert_eq!(
        case.replacements("GET /rest/v1.0/gears"),
        ["GET /rest/v1.2/gears | table"]
    );
    let linked = &case.link().0[&key("GET /rest/v1.0/gears")];
    assert_eq!(linked.announced, [Source::Prose, Source::Table]);
    assert_eq!(
        linked.sunset.map(|date| date.to_string()).as_deref(),
        Some("2030-01-01")
    );
    assert_eq!(linked.reason.as_deref(), Some("a"));
}

#[test]
fn another_method_and_a_split_are_kept_as_they_are() {
    let case = Case::of(&[(
        "POST /rest/v1.0/gears",
        prose(
            "Makes both (DEPRECATED). Use a PATCH to /rest/v1.0/cogs/{id} and a POST to /rest/v1.0/teeth",
        ),
    )]);
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        [
            "PATCH /rest/v1.0/cogs/{id} | path",
            "POST /rest/v1.0/teeth | path"
        ]
    );
}

#[test]
fn a_group_gives_the_operation_of_the_same_kind_as_inferred_else_itself() {
    let text = "This endpoint has been deprecated. Instead, use [/rest/v1/cogs)";
    let case = Case::of(&[
        ("POST /rest/v1.0/gears", prose(text)),
        ("GET /rest/v1.2/gears", prose(text)),
    ]);
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        ["POST /rest/v1.0/cogs | group inferred"]
    );
    assert_eq!(
        case.replacements("GET /rest/v1.2/gears"),
        ["group cogs | group"]
    );
    assert_eq!(case.codes(), Vec::<String>::new());
}

#[test]
fn names_of_products_are_groups_where_they_exist() {
    let case = Case::of(&[(
        "GET /rest/v1.2/gears",
        prose("This endpoint is deprecated. Use the Teeth and Shop Cogs, and Cogs endpoints."),
    )]);
    let found = case.replacements("GET /rest/v1.2/gears");
    assert_eq!(
        found,
        ["words Teeth and Shop Cogs | title", "group cogs | group"]
    );
}

#[test]
fn a_path_that_does_not_exist_stays_as_words_with_a_warning() {
    let text = "This is a deprecated endpoint. Please use /rest/v1.0/gears.csv instead!";
    let case = Case::of(&[("POST /rest/v1.0/gears", prose(text))]);
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        ["words /rest/v1.0/gears.csv | path"]
    );
    assert_eq!(case.codes(), ["deprecation-unresolved"]);
    let case = Case {
        table: "- operation: POST /rest/v1.0/gears\n  replacements: []\n  reason: a\n  source: b\n",
        ..case
    };
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        Vec::<String>::new()
    );
    assert_eq!(case.codes(), Vec::<String>::new());
}

#[test]
fn chains_go_to_the_live_end_and_keep_their_steps() {
    let use_ = |path: &str| prose(&format!("This is a deprecated endpoint, please use {path}"));
    let case = Case::of(&[
        ("GET /rest/v1.0/gears", use_("/rest/v1.1/gears")),
        ("GET /rest/v1.1/gears", json!({"deprecated": true})),
    ]);
    assert_eq!(
        case.replacements("GET /rest/v1.0/gears"),
        ["GET /rest/v1.2/gears | path inferred through GET /rest/v1.1/gears"]
    );
}

#[test]
fn what_is_announced_and_deprecated_itself_gives_what_that_one_leads_to() {
    let use_ = |path: &str| prose(&format!("This is a deprecated endpoint, please use {path}"));
    let case = Case::of(&[
        ("POST /rest/v1.0/gears", use_("/rest/v1.0/cogs")),
        ("POST /rest/v1.0/cogs", use_("/rest/v1.0/teeth")),
    ]);
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        ["POST /rest/v1.0/teeth | path through POST /rest/v1.0/cogs"]
    );
    assert_eq!(case.codes(), Vec::<String>::new());
}

#[test]
fn a_cycle_names_all_that_are_in_it_and_none_of_them_is_a_replacement() {
    let use_ = |path: &str| prose(&format!("This is a deprecated endpoint, please use {path}"));
    let (gears, cogs) = ("POST /rest/v1.0/gears", "POST /rest/v1.0/cogs");
    let case = Case::of(&[
        (gears, use_("/rest/v1.0/cogs")),
        (cogs, use_("/rest/v1.0/gears")),
    ]);
    assert!(case.replacements(gears).is_empty());
    assert!(case.replacements(cogs).is_empty());
    assert_eq!(case.codes(), ["deprecation-cycle", "deprecation-cycle"]);
    for problem in case.link().1 {
        assert!(problem.message.contains(gears), "{problem:?}");
        assert!(problem.message.contains(cogs), "{problem:?}");
    }
}

#[test]
fn what_is_past_its_sunset_replaces_nothing() {
    let announced = prose("This is a deprecated endpoint, please use POST /rest/v1.0/teeth");
    let gone = json!({"x-sunset": "2020-01-01"});
    let case = Case::of(&[
        ("POST /rest/v1.0/gears", announced),
        ("POST /rest/v1.0/teeth", gone.clone()),
    ]);
    assert!(case.replacements("POST /rest/v1.0/gears").is_empty());
    assert_eq!(case.codes(), ["deprecation-dead-end"]);
    let case = Case::of(&[
        ("GET /rest/v1.0/gears", json!({"deprecated": true})),
        ("GET /rest/v1.2/gears", gone),
    ]);
    assert_eq!(
        case.replacements("GET /rest/v1.0/gears"),
        ["GET /rest/v1.1/gears | same-path-newer-version inferred"]
    );
}

#[test]
fn paths_that_meet_again_are_followed_once() {
    // Each of thirty names two that name the next two: a thousand million paths, and sixty steps.
    let line = |at: usize, side: &str| {
        format!("POST /rest/v1.0/gears_{at}{side} | Make {at}{side} | A/B/gears\n")
    };
    let lines: String = (0..=30)
        .flat_map(|at| [line(at, "a"), line(at, "b")])
        .collect();
    let catalog = catalog(&lines);
    let gathered = (0..30).flat_map(|at| ["a", "b"].map(|side| (at, side)));
    let gathered = gathered.map(|(at, side)| {
        let next = at + 1;
        let text = format!(
            "Makes both (DEPRECATED). Use a POST to /rest/v1.0/gears_{next}a and a POST to \
             /rest/v1.0/gears_{next}b"
        );
        let operation = prose(&text);
        let object = Object::new(operation.as_object().unwrap());
        let (announced, _) = gather(object, &Origin::default());
        (
            key(&format!("POST /rest/v1.0/gears_{at}{side}")),
            announced.unwrap(),
        )
    });
    let (linked, problems) = link(&catalog, &gathered.collect(), &[], &Table::default(), None);
    assert_eq!(problems, []);
    let first = &linked[&key("POST /rest/v1.0/gears_0a")].replacements;
    let targets: Vec<String> = first.iter().map(line_of_target).collect();
    assert_eq!(
        targets,
        ["POST /rest/v1.0/gears_30a", "POST /rest/v1.0/gears_30b"]
    );
}

fn line_of_target(replacement: &Replacement<OperationKey>) -> String {
    let written = line(replacement);
    written.split(" | ").next().unwrap_or_default().to_owned()
}

#[test]
fn a_dead_end_is_a_warning_of_the_description_and_an_error_of_the_table() {
    let flag = json!({"deprecated": true});
    let case = Case::of(&[
        (
            "GET /rest/v1.0/gears",
            prose("This is a deprecated endpoint, please use POST /rest/v1.0/teeth"),
        ),
        ("POST /rest/v1.0/teeth", flag.clone()),
    ]);
    assert_eq!(
        case.replacements("GET /rest/v1.0/gears"),
        ["GET /rest/v1.2/gears | same-path-newer-version inferred"]
    );
    assert_eq!(case.codes(), ["deprecation-dead-end"]);
    let case = Case {
        table: "- operation: POST /rest/v1.0/gears\n  replacements: [POST /rest/v1.0/teeth]\n  reason: a\n  source: b\n",
        ..Case::of(&[("POST /rest/v1.0/teeth", flag)])
    };
    let (_, diagnostics) = case.link();
    assert_eq!(diagnostics[0].severity, crate::Severity::Error);
    assert_eq!(diagnostics[0].origin.pointer, "/0/replacements");
}

#[test]
fn a_row_can_take_a_mark_away_and_a_row_that_changes_nothing_is_reported() {
    let row = "- operation: GET /rest/v1.0/gears\n  deprecated: false\n  reason: a\n  source: b\n";
    let case = Case {
        table: row,
        ..Case::of(&[("GET /rest/v1.0/gears", json!({"deprecated": true}))])
    };
    assert_eq!(case.link(), (BTreeMap::new(), vec![]));
    let case = Case {
        table: row,
        ..Case::of(&[])
    };
    assert_eq!(case.codes(), ["deprecations-redundant"]);
    let said = Case {
        table: "- operation: GET /rest/v1.0/gears\n  replacements: [GET /rest/v1.1/gears]\n  reason: a\n  source: b\n",
        ..Case::of(&[(
            "GET /rest/v1.0/gears",
            prose("This is a deprecated endpoint, please use /rest/v1.1/gears"),
        )])
    };
    assert_eq!(said.codes(), ["deprecations-redundant"]);
}

#[test]
fn a_notice_marks_dates_and_links_an_operation() {
    let page = "Deprecated on March 31, 2022.\n- [Make Gear](/reference/gears?version=1.0#make-gear) \
        (replaced by [Make Cog](/reference/cogs?version=1.0#make-cog))\n\
        - [Gone](/reference/gone?version=1.0#gone) (replaced by [Make Cog](/reference/cogs?version=1.0#make-cog))";
    let (notices, _) = crate::announce::pages::read(page, "page.md");
    let case = Case {
        notices,
        ..Case::of(&[("POST /rest/v1.0/gears", json!({"deprecated": true}))])
    };
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        ["POST /rest/v1.0/cogs | notice"]
    );
    let linked = &case.link().0[&key("POST /rest/v1.0/gears")];
    assert_eq!(
        linked.date.map(|date| date.to_string()).as_deref(),
        Some("2022-03-31")
    );
    assert_eq!(linked.announced, [Source::Notice, Source::Flag]);
    assert_eq!(case.codes(), ["notice-unknown-operation"]);
}

#[test]
fn the_date_of_a_key_counts_most_then_that_of_a_page_then_that_of_words() {
    let page = "Deprecated on March 31, 2022.\n- [Make Gear](/reference/gears?version=1.0#make-gear) \
        (replaced by [Make Cog](/reference/cogs?version=1.0#make-cog))";
    let (notices, _) = crate::announce::pages::read(page, "page.md");
    let dated = |notices: &[PageAnnouncement], operation: serde_json::Value| {
        let case = Case {
            notices: notices.to_vec(),
            ..Case::of(&[("POST /rest/v1.0/gears", operation)])
        };
        let date = case.link().0[&key("POST /rest/v1.0/gears")].date;
        date.map(|date| date.to_string()).unwrap_or_default()
    };
    let keyed = json!({"deprecated": true, "x-deprecated-at": "2023-01-31"});
    let words = prose("This endpoint will be deprecated on February 28, 2024");
    assert_eq!(dated(&notices, keyed), "2023-01-31");
    assert_eq!(dated(&notices, words.clone()), "2022-03-31");
    assert_eq!(dated(&[], words), "2024-02-28");
}

#[test]
fn nothing_is_inferred_where_a_person_says_that_nothing_replaces_it() {
    let flagged = Case::of(&[("GET /rest/v1.0/gears", json!({"deprecated": true}))]);
    assert_eq!(flagged.replacements("GET /rest/v1.0/gears").len(), 1);
    let settled = Case {
        table: "- operation: GET /rest/v1.0/gears\n  replacements: []\n  reason: a\n  source: b\n",
        ..flagged
    };
    assert!(settled.replacements("GET /rest/v1.0/gears").is_empty());
}

#[test]
fn words_win_over_a_link_that_leads_elsewhere() {
    let case = Case::of(&[(
        "POST /rest/v1.0/gears",
        prose(
            "This is a deprecated endpoint, please use [Make Cog](/reference/cogs?version=1.0#update-cog)",
        ),
    )]);
    assert_eq!(
        case.replacements("POST /rest/v1.0/gears"),
        ["POST /rest/v1.0/cogs | title"]
    );
    assert_eq!(case.codes(), ["deprecation-contradiction"]);
}

#[test]
fn the_ir_names_places_and_targets_know_what_they_replace() {
    let case = Case::of(&[(
        "GET /rest/v1.0/gears",
        json!({"x-deprecated-at": "2024-01-01"}),
    )]);
    let (linked, _) = case.link();
    let place = |key: &OperationKey| {
        Some(RustPath {
            module: "b".into(),
            version: "v".into(),
            name: key.to_string(),
        })
    };
    let ir = placed(&linked[&key("GET /rest/v1.0/gears")], &place);
    assert_eq!(ir.date, Some(jiff::civil::date(2024, 1, 1)));
    assert_eq!(ir.replacements[0].how, How::SamePathNewerVersion);
    let target = key("GET /rest/v1.2/gears");
    assert_eq!(
        ir.replacements[0].target,
        Target::Operation(OperationRef {
            rust: place(&target).unwrap(),
            key: target.clone(),
        })
    );
    assert_eq!(replaces(&linked)[&target], [key("GET /rest/v1.0/gears")]);
}

#[test]
fn the_names_of_how_are_those_it_is_stored_under() {
    for how in [
        How::Table,
        How::Notice,
        How::Link,
        How::Path,
        How::Title,
        How::Method,
        How::Group,
        How::Guide,
        How::SamePathNewerVersion,
        How::SameVersionRescoped,
        How::SameTitleNewerVersion,
        How::SamePathOtherMethod,
    ] {
        assert_eq!(serde_json::to_value(how).unwrap(), how.name());
    }
}
