//! `deprecations.yaml`: what people know of deprecations, one row per operation, each with its
//! reason and source. A row overrides what was gathered.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::diagnostic::{Code, Diagnostic, Origin, has_errors};
use crate::openapi::OperationKey;

/// Whether the description has an operation.
type Known<'a> = &'a dyn Fn(&OperationKey) -> bool;

/// The rows, by operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    rows: BTreeMap<OperationKey, Row>,
}

/// What people know of one operation; what a row leaves out stays as it was gathered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// `METHOD /path`.
    #[serde(deserialize_with = "key")]
    pub operation: OperationKey,
    /// `false` when the operation is not deprecated, whatever the description says.
    #[serde(default = "yes")]
    pub deprecated: bool,
    /// Since when.
    #[serde(default)]
    pub date: Option<Date>,
    /// When it goes away.
    #[serde(default)]
    pub sunset: Option<Date>,
    /// What to use instead; an empty list when there is nothing, so that nothing is inferred.
    #[serde(default, deserialize_with = "keys")]
    pub replacements: Option<Vec<OperationKey>>,
    /// Whether the replacements are somebody's conclusion, which nobody announced.
    #[serde(default)]
    pub inferred: bool,
    /// Whether somebody looked for the replacement that is named, and it does not exist: the name
    /// stays as it is, without a warning.
    #[serde(default)]
    pub dangling: bool,
    /// Why the row is needed.
    pub reason: String,
    /// Where it is known from.
    pub source: String,
    /// Where it stands.
    #[serde(skip)]
    pub origin: Origin,
}

impl Table {
    /// Reads `deprecations.yaml` and checks its rows against the operations there are. A row with
    /// an error, or of an operation that is gone, is left out.
    pub fn parse(yaml: &str, file: &str, known: Known<'_>) -> (Self, Vec<Diagnostic>) {
        let mut table = Self::default();
        let mut diagnostics = Vec::new();
        let rows: Vec<serde_yaml::Value> = match serde_yaml::from_str::<Option<_>>(yaml) {
            Ok(rows) => rows.unwrap_or_default(),
            Err(error) => {
                let mut diagnostic = malformed(Origin::new(file, ""), &error);
                diagnostic.position = error.location().map(|at| (at.line(), at.column()));
                return (table, vec![diagnostic]);
            }
        };
        for (index, row) in rows.into_iter().enumerate() {
            let origin = Origin::new(file, format!("/{index}"));
            let row = match serde_yaml::from_value::<Row>(row) {
                Ok(row) => Row { origin, ..row },
                Err(error) => {
                    diagnostics.push(malformed(origin, &error));
                    continue;
                }
            };
            let problems = check(&row, known, table.rows.get(&row.operation));
            if !has_errors(&problems) && known(&row.operation) {
                table.rows.insert(row.operation.clone(), row);
            }
            diagnostics.extend(problems);
        }
        (table, diagnostics)
    }

    /// The row of an operation.
    pub fn get(&self, key: &OperationKey) -> Option<&Row> {
        self.rows.get(key)
    }

    /// All rows, by operation.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }
}

fn malformed(origin: Origin, error: &serde_yaml::Error) -> Diagnostic {
    Diagnostic::error(Code::DeprecationsMalformed, origin, error.to_string()).help(
        "a row has `operation: METHOD /path`, `reason` and `source`, and may have `deprecated`, \
         `date`, `sunset`, `replacements` (a list, each `- METHOD /path` on its own line) and `inferred: true`",
    )
}

const UNKNOWN_OPERATION: Code = Code::DeprecationsUnknownOperation;
const UNKNOWN_REPLACEMENT: Code = Code::DeprecationsUnknownReplacement;

/// What is wrong with a row.
fn check(row: &Row, known: Known<'_>, before: Option<&Row>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut problem = |code: Code, origin: Origin, message: String, help: &str| {
        // A description that moved on is no error.
        let made = match code {
            UNKNOWN_OPERATION | UNKNOWN_REPLACEMENT => Diagnostic::warning,
            _ => Diagnostic::error,
        };
        problems.push(
            made(code, origin, message)
                .operation(&row.operation)
                .help(help),
        );
    };
    if let Some(before) = before {
        let message = format!(
            "`{}` has a row already, at {}",
            row.operation, before.origin.pointer
        );
        problem(
            Code::DeprecationsDuplicate,
            row.origin.clone(),
            message,
            "merge the two rows",
        );
    }
    if !known(&row.operation) {
        let message = format!("there is no operation `{}`", row.operation);
        let help = "if it was removed from the description, delete the row; else correct it";
        problem(
            UNKNOWN_OPERATION,
            row.origin.child("operation"),
            message,
            help,
        );
    }
    for (index, replacement) in row.replacements.iter().flatten().enumerate() {
        let at = row.origin.child("replacements").child(&index.to_string());
        if *replacement == row.operation {
            let message = "an operation cannot replace itself".to_owned();
            problem(
                Code::DeprecationsSelf,
                at,
                message,
                "name the operation to use instead",
            );
        } else if !known(replacement) {
            let message = format!("there is no operation `{replacement}`");
            let help = "name an operation of this description, or leave `replacements` out";
            problem(UNKNOWN_REPLACEMENT, at, message, help);
        }
    }
    for (name, text) in [("reason", &row.reason), ("source", &row.source)] {
        if text.trim().is_empty() {
            let message = format!("`{name}` is empty");
            problem(
                Code::DeprecationsMalformed,
                row.origin.child(name),
                message,
                "say it in a few words",
            );
        }
    }
    if !row.deprecated && (row.date.is_some() || row.sunset.is_some() || row.replacements.is_some())
    {
        let message = "a row with `deprecated: false` has a date or a replacement".to_owned();
        problem(
            Code::DeprecationsMalformed,
            row.origin.clone(),
            message,
            "remove the one or the other",
        );
    }
    problems
}

fn yes() -> bool {
    true
}

fn key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OperationKey, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<OperationKey>>, D::Error> {
    #[derive(Deserialize)]
    struct Key(#[serde(deserialize_with = "key")] OperationKey);
    let keys = Option::<Vec<Key>>::deserialize(deserializer)?;
    Ok(keys.map(|keys| keys.into_iter().map(|Key(key)| key).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> OperationKey {
        text.parse().unwrap()
    }

    fn is_known(key: &OperationKey) -> bool {
        key.method == "GET" && ["/rest/v1.0/gears", "/rest/v1.1/gears"].contains(&&*key.path)
    }

    fn problems(yaml: &str) -> Vec<(String, String)> {
        let (_, diagnostics) = Table::parse(yaml, "deprecations.yaml", &is_known);
        diagnostics
            .into_iter()
            .map(|d| (d.code.to_string(), d.origin.pointer))
            .collect()
    }

    #[test]
    fn a_row_says_what_it_knows_and_leaves_the_rest() {
        let yaml = "- operation: GET /rest/v1.0/gears\n  date: 2022-10-03\n  replacements: [GET /rest/v1.1/gears]\n  reason: Announced.\n  source: A page.\n";
        let (table, diagnostics) = Table::parse(yaml, "deprecations.yaml", &is_known);
        assert_eq!(diagnostics, []);
        let row = table.get(&key("GET /rest/v1.0/gears")).unwrap();
        assert!(row.deprecated);
        assert_eq!(row.date, Some(jiff::civil::date(2022, 10, 3)));
        assert_eq!(row.sunset, None);
        assert_eq!(row.replacements, Some(vec![key("GET /rest/v1.1/gears")]));
        assert_eq!(Table::parse("", "x", &is_known), (Table::default(), vec![]));
    }

    #[test]
    fn every_wrong_row_is_an_error_at_its_place() {
        let rest = "\n  reason: a\n  source: b\n";
        let row = |text: &str| format!("- operation: {text}{rest}");
        for (yaml, code, pointer) in [
            (
                row("GET /rest/v1.0/cogs"),
                Code::DeprecationsUnknownOperation,
                "/0/operation",
            ),
            (
                row(
                    "GET /rest/v1.0/gears\n  replacements: [GET /rest/v1.1/gears, GET /rest/v9/gears]",
                ),
                Code::DeprecationsUnknownReplacement,
                "/0/replacements/1",
            ),
            (
                row("GET /rest/v1.0/gears\n  replacements: [GET /rest/v1.0/gears]"),
                Code::DeprecationsSelf,
                "/0/replacements/0",
            ),
            (
                format!("{0}{0}", row("GET /rest/v1.0/gears")),
                Code::DeprecationsDuplicate,
                "/1",
            ),
            (
                row("get /rest/v1.0/gears"),
                Code::DeprecationsMalformed,
                "/0",
            ),
            (
                row("GET /rest/v1.0/gears\n  date: soon"),
                Code::DeprecationsMalformed,
                "/0",
            ),
            (
                row("GET /rest/v1.0/gears\n  dat: 2022-01-01"),
                Code::DeprecationsMalformed,
                "/0",
            ),
            (
                row("GET /rest/v1.0/gears\n  deprecated: false\n  date: 2022-01-01"),
                Code::DeprecationsMalformed,
                "/0",
            ),
            (
                "- operation: GET /rest/v1.0/gears\n  reason: ''\n  source: b\n".to_owned(),
                Code::DeprecationsMalformed,
                "/0/reason",
            ),
            (
                "- operation: GET /rest/v1.0/gears\n".to_owned(),
                Code::DeprecationsMalformed,
                "/0",
            ),
            ("rows: 1\n".to_owned(), Code::DeprecationsMalformed, ""),
        ] {
            assert_eq!(
                problems(&yaml),
                [(code.to_string(), pointer.to_owned())],
                "{yaml}"
            );
        }
    }
}
