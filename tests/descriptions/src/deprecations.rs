//! Compares what is marked as deprecated with the table of what is known, row by row: where it was
//! announced, since when, until when, what replaces it and how that was found.

use std::collections::{BTreeMap, BTreeSet};

use generator::Diagnostic;
use generator::announce::announcement::Announcement;
use generator::announce::gather::read;
use generator::inventory::deprecations::{Filter, lines, summary};
use generator::ir::{Api, Deprecation, Operation, OperationKey, OperationRef, Source, Target};
use generator::openapi::documents::Documents;
use generator::openapi::extensions::DEPRECATION;
use generator::openapi::operations::collect;
use generator::pipeline::{Specs, read_api};
use jiff::civil::Date;

/// What the table calls the form of an announcement, and what the specs call it; nothing where it
/// announces no deprecation, or only an older description holds the words.
const SIGNALS: &[(&str, Option<&str>)] = &[
    ("flag(2024-10 OAS)", Some("flag")),
    ("flag(2025-07 library)", Some("flag")),
    ("flag(2026-09 portal)", Some("flag")),
    ("leaked-yaml", Some("leaked-yaml")),
    ("summary-suffix", Some("title")),
    ("text:(DEPRECATED)-please-use", Some("parenthesis")),
    ("text:DEPRECATED--please-use", Some("parenthesis")),
    ("text:DEPRECATED-heading", Some("heading")),
    ("text:Deprecation-Note", Some("deprecation-note")),
    (
        "text:has-been-deprecated-instead-use",
        Some("has-been-deprecated"),
    ),
    ("text:has-been-deprecated-instead-use*", None),
    (
        "text:is-a-deprecated-endpoint",
        Some("is-deprecated-endpoint"),
    ),
    ("text:is-a-deprecated-endpoint*", None),
    ("text:will-be-deprecated", Some("will-be-deprecated")),
    ("legacy-tag", None),
    // Pages: what they announce is in the notices or in the table of the specs.
    ("docs:tutorial_wbs", None),
    ("docs:tutorial_unified_uploads", None),
    ("docs:announcement-2022-10-03(group)", None),
];

/// How the table says that a replacement was found, and how the project may have found it. Where
/// the words name but a group or a tool, which of its operations is meant is our conclusion.
const HOW: &[(&str, &[(&str, Inferred)])] = &[
    ("link", &[("link", false)]),
    (
        "path-text",
        &[
            ("path", false),
            ("method", false),
            ("table", false),
            ("group", true),
            ("table", true),
        ],
    ),
    ("docs", &[("notice", false), ("table", false)]),
    (
        "same-path-newer-version",
        &[("same-path-newer-version", true)],
    ),
    (
        "same-path-other-method",
        &[("same-path-other-method", true)],
    ),
    (
        "same-title-newer-version",
        &[("same-title-newer-version", true)],
    ),
    (
        "same-version-rescoped",
        &[("same-version-rescoped", true), ("table", true)],
    ),
    ("none", &[]),
];

/// Whether nobody said so.
type Inferred = bool;

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    key: OperationKey,
    signals: Vec<String>,
    date: Option<String>,
    sunset: Option<String>,
    /// The ids of what replaces it, where the table knows operations.
    replacements: BTreeSet<String>,
    how: String,
}

/// Reads the table, which is the text of `file`; says which line is none of it.
///
/// # Errors
/// What is wrong with the first such line.
pub fn parse(table: &str, file: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for (number, line) in table.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[
            _,
            method,
            at,
            signals,
            date,
            sunset,
            replacement,
            how,
            status,
            ..,
        ] = cells.as_slice()
        else {
            return Err(format!("{file}:{}: expected nine columns", number + 1));
        };
        if status != "deprecated" && status != "docs-only" {
            continue;
        }
        let text = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        let list = |cell: &str| cell.split('|').filter_map(text).collect::<Vec<_>>();
        rows.push(Row {
            key: OperationKey {
                method: method.to_owned(),
                path: at.to_owned(),
            },
            signals: list(signals),
            date: text(date),
            sunset: text(sunset),
            replacements: list(replacement).into_iter().collect(),
            how: how.to_owned(),
        });
    }
    Ok(rows)
}

/// What came of the comparison.
#[derive(Debug, Clone)]
pub struct Compared {
    /// What differs, a line each.
    pub wrong: Vec<String>,
    /// The deprecations, counted.
    pub summary: String,
}

/// Compares the specs with the table.
///
/// # Errors
/// What is wrong with the specs.
pub fn compared(specs: &Specs, rows: &[Row]) -> Result<Compared, Vec<Diagnostic>> {
    let gathered = gathered(&specs.documents);
    let (api, _, warnings) = read_api(specs)?;
    let operations: BTreeMap<&OperationKey, &Operation> =
        api.operations().map(|o| (&o.key, o)).collect();
    let stale = warnings.iter().filter(|problem| problem.code.is_stale());
    let mut wrong: Vec<String> = stale.map(ToString::to_string).collect();
    for row in rows {
        let deprecation = operations.get(&row.key).map(|o| o.deprecation.as_ref());
        let problems = match deprecation {
            Some(Some(found)) => compare(row, found, gathered.get(&row.key), &api),
            Some(None) => vec!["not marked".to_owned()],
            None => vec!["there is no such operation".to_owned()],
        };
        wrong.extend(
            problems
                .into_iter()
                .map(|problem| format!("{}: {problem}", row.key)),
        );
    }
    let known: BTreeSet<&OperationKey> = rows.iter().map(|row| &row.key).collect();
    let marked = api.operations().filter(|o| o.deprecation.is_some());
    let new =
        |o: &&Operation| !known.contains(&o.key) && !o.deprecation.as_ref().is_some_and(by_hand);
    for operation in marked.filter(new) {
        wrong.push(format!(
            "{}: marked, but nobody announced it",
            operation.key
        ));
    }
    Ok(Compared {
        wrong,
        summary: summary(&lines(&api, &Filter::default())),
    })
}

/// Whether a person looked at it: what a row of `deprecations.yaml` says, with its source, counts
/// for more than the table.
fn by_hand(deprecation: &Deprecation) -> bool {
    deprecation.announced.contains(&Source::Table)
}

/// What the specs say of each operation.
fn gathered(documents: &Documents) -> BTreeMap<OperationKey, Announcement> {
    let operations = collect(documents, &mut Vec::new());
    let announced = operations.into_iter().filter_map(|operation| {
        operation.value.get(DEPRECATION)?;
        let (found, _) = read(operation.object(), &operation.origin);
        Some((operation.key, found?))
    });
    announced.collect()
}

fn compare(
    row: &Row,
    found: &Deprecation,
    gathered: Option<&Announcement>,
    api: &Api,
) -> Vec<String> {
    let mut wrong = signals(row, gathered);
    if by_hand(found) {
        return wrong;
    }
    let mut expect = |what: &str, expected: &Option<String>, found: Option<Date>| {
        let found = found.map(|date| date.to_string());
        if *expected != found {
            wrong.push(format!("{what} {found:?}, expected {expected:?}"));
        }
    };
    // The table lacks some of the dates that the description gives as keys.
    let keyed = gathered.and_then(|gathered| gathered.date);
    if row.date.is_some() || keyed.is_none_or(|date| date.found.source() == Source::Prose) {
        expect("date", &row.date, found.date);
    }
    expect("sunset", &row.sunset, found.sunset);
    let pages = [
        ("docs:tutorial_wbs", Source::Notice),
        ("docs:announcement-2022-10-03(group)", Source::Table),
    ];
    for (signal, announced) in pages {
        let expected = row.signals.iter().any(|one| one == signal);
        if expected && !found.announced.contains(&announced) {
            wrong.push(format!("not announced by {announced:?}"));
        }
    }
    let id = |key: &OperationKey| {
        api.operations()
            .find(|o| o.key == *key)
            .map(|o| o.id.clone())
    };
    let mut targets = BTreeSet::new();
    let allowed = HOW.iter().find(|(how, _)| *how == row.how);
    let allowed = allowed.map_or(&[][..], |(_, allowed)| allowed);
    for replacement in &found.replacements {
        match &replacement.target {
            Target::Operation(OperationRef { key, .. }) => {
                targets.insert(id(key).unwrap_or_else(|| key.to_string()));
            }
            // Words that lead nowhere: the table knows no operation for them either.
            Target::Unresolved(_) => {}
            Target::Group(group) => {
                targets.insert(format!("group {group}"));
            }
        }
        let how = (replacement.how.name(), replacement.inferred);
        if !allowed.contains(&how) {
            let inferred = if how.1 { ", inferred" } else { "" };
            wrong.push(format!(
                "found by {}{inferred}, expected {}",
                how.0, row.how
            ));
        }
    }
    if row.replacements != targets {
        let all = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        let (targets, expected) = (all(&targets), all(&row.replacements));
        wrong.push(format!("replaced by [{targets}], expected [{expected}]"));
    }
    if !matches!(row.how.as_str(), "none" | "") && found.replacements.is_empty() {
        wrong.push(format!("nothing is named, expected {}", row.how));
    }
    wrong
}

/// What differs in where the description announces it.
fn signals(row: &Row, gathered: Option<&Announcement>) -> Vec<String> {
    let all = gathered.map_or(&[][..], |gathered| &gathered.signals);
    let found: Vec<String> = all
        .iter()
        .filter_map(|signal| {
            serde_json::to_value(signal)
                .ok()?
                .as_str()
                .map(str::to_owned)
        })
        .collect();
    let mut wrong = Vec::new();
    let mut has_words = false;
    for signal in &row.signals {
        match SIGNALS.iter().find(|(name, _)| name == signal) {
            Some((_, Some(expected))) => {
                has_words |= *expected != "flag";
                if !found.iter().any(|one| one == expected) {
                    wrong.push(format!(
                        "{signal} was not read; read was [{}]",
                        found.join(", ")
                    ));
                }
            }
            Some((_, None)) => {}
            None => wrong.push(format!(
                "`{signal}` is a signal that this check does not know"
            )),
        }
    }
    if !has_words && let Some(read) = all.iter().find(|signal| signal.source() == Source::Prose) {
        wrong.push(format!(
            "{read:?} was read, where the table knows no such words"
        ));
    }
    wrong
}
