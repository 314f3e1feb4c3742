//! The table of places where recorded responses depart from the description for good, each with its
//! cause.

use std::collections::BTreeSet;

use generator::diagnostic::Origin;
use generator::pipeline::Text;
use generator::source::{Limits, Source, read};
use generator::{Code, Diagnostic};
use serde_json::Value;

use super::outcome::Outcome;

/// The table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    rows: Vec<Row>,
}

/// A place where responses depart from the description.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    /// The operation, as `METHOD /path`.
    operation: String,
    /// The place in its response, a JSON pointer with `*` for the index of an item.
    at: String,
}

impl Known {
    /// Reads the table.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(table: &Text, limits: &Limits) -> Result<Self, Vec<Diagnostic>> {
        if table.text.trim().is_empty() {
            return Ok(Self::default());
        }
        let document = read(&Source::new(table.file.clone(), table.text.clone()), limits)?;
        let rows = document.value.get("rows").and_then(Value::as_array);
        let rows = rows.into_iter().flatten().enumerate().map(|(i, row)| {
            let text = |key: &str| row.get(key).and_then(Value::as_str);
            match (text("operation"), text("at"), text("reason")) {
                (Some(operation), Some(at), Some(_)) => Ok(Row {
                    operation: operation.to_owned(),
                    at: at.to_owned(),
                }),
                _ => {
                    let origin = Origin::new(&table.file, format!("/rows/{i}"));
                    let message = "a row lacks something";
                    let help = "expected `operation`, `at` and `reason`";
                    Err(vec![
                        Diagnostic::error(Code::BadTable, origin, message.to_owned()).help(help),
                    ])
                }
            }
        });
        Ok(Self {
            rows: rows.collect::<Result<_, _>>()?,
        })
    }

    /// What is wrong with the outcomes, and with the table: a line each.
    pub(crate) fn judge(&self, outcomes: &[Outcome]) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut used = BTreeSet::new();
        for outcome in outcomes {
            let Outcome {
                sample, operation, ..
            } = outcome;
            let mut row = |place: &str| {
                let is = |row: &Row| row.operation == *operation && row.at == place;
                let found = self.rows.iter().position(is);
                used.extend(found);
                found.is_some()
            };
            if let Some(error) = &outcome.error {
                wrong.push(format!("{sample}: {operation}: {error}"));
            }
            for (place, says) in &outcome.mismatches {
                if !row(place) {
                    wrong.push(format!("{sample}: {operation}: {says}"));
                }
            }
            for place in &outcome.values {
                if !row(place) {
                    wrong.push(format!(
                        "{sample}: {operation}: {place}: a value that is not declared"
                    ));
                }
            }
            if let (Some(error), true) = (&outcome.strict, outcome.mismatches.is_empty()) {
                wrong.push(format!("{sample}: {operation}: strict: {error}"));
            }
            if let (None, false) = (&outcome.strict, outcome.mismatches.is_empty()) {
                wrong.push(format!("{sample}: {operation}: a strict client took it"));
            }
            if let Some(place) = &outcome.difference {
                wrong.push(format!(
                    "{sample}: {operation}: written back otherwise: {place}"
                ));
            }
        }
        for (_, row) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(i, _)| !used.contains(i))
        {
            wrong.push(format!(
                "{} {}: this no longer occurs; take it out of the table",
                row.operation, row.at
            ));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "
rows:
- {operation: GET /rfis, at: '/*/cost', reason: It comes as text.}
- {operation: GET /rfis, at: '/*/status', reason: A company has its own.}
";

    fn known(text: &str) -> Result<Known, Vec<Diagnostic>> {
        let table = Text {
            file: "known.yaml".to_owned(),
            text: text.to_owned(),
        };
        Known::parse(&table, &Limits::default())
    }

    /// An outcome with a mismatch and an undeclared value.
    fn outcome() -> Outcome {
        Outcome {
            sample: "rfis.json".to_owned(),
            operation: "GET /rfis".to_owned(),
            mismatches: vec![("/*/cost".to_owned(), "/0/cost: expected integer".to_owned())],
            strict: Some("the client is strict".to_owned()),
            values: BTreeSet::from(["/*/status".to_owned()]),
            ..Outcome::default()
        }
    }

    #[test]
    fn what_the_table_explains_is_right_and_nothing_else_is() {
        let known = known(TABLE).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(known.judge(&[outcome()]), Vec::<String>::new());
        let wrong = Known::default().judge(&[outcome()]);
        assert_eq!(
            wrong,
            [
                "rfis.json: GET /rfis: /0/cost: expected integer",
                "rfis.json: GET /rfis: /*/status: a value that is not declared",
            ]
        );
        // The same place in the response of another operation is another place.
        let other = Outcome {
            operation: "GET /other".to_owned(),
            ..outcome()
        };
        assert_eq!(known.judge(&[outcome(), other]).len(), 2);
    }

    #[test]
    fn a_row_that_no_longer_occurs_is_wrong() {
        let known = known(TABLE).unwrap_or_else(|problems| panic!("{problems:?}"));
        let mended = Outcome {
            values: BTreeSet::new(),
            ..outcome()
        };
        let wrong = known.judge(&[mended]);
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].starts_with("GET /rfis /*/status: this no longer occurs"));
    }

    #[test]
    fn a_response_that_fails_or_is_changed_is_wrong_whatever_the_table_says() {
        let known = known(TABLE).unwrap_or_else(|problems| panic!("{problems:?}"));
        let broken = [
            Outcome {
                error: Some("no JSON".to_owned()),
                ..outcome()
            },
            Outcome {
                difference: Some("/0/id: another value".to_owned()),
                ..outcome()
            },
            Outcome {
                strict: None,
                ..outcome()
            },
            Outcome {
                mismatches: Vec::new(),
                ..outcome()
            },
        ];
        for broken in broken {
            assert_eq!(
                known.judge(&[outcome(), broken.clone()]).len(),
                1,
                "{broken:?}"
            );
        }
    }

    #[test]
    fn a_row_without_a_reason_is_refused() {
        let problems = known("rows: [{operation: GET /rfis, at: /id}]").unwrap_err();
        assert_eq!(problems[0].code, Code::BadTable);
        assert_eq!(known("").ok(), Some(Known::default()));
    }
}
