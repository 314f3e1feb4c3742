//! What came of decoding a sample, and the table of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use generator::ir::OperationKey;
use serde_json::Value;

use super::samples::Sample;

/// What came of decoding a sample.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    /// Its file.
    pub(crate) sample: String,
    /// The operation, as `METHOD /path`.
    pub(crate) operation: String,
    /// Why it could not be decoded at all.
    pub(crate) error: Option<String>,
    /// The places of the mismatches, with `*` for the index of an item, and what is said of each.
    pub(crate) mismatches: Vec<(String, String)>,
    /// Why a strict client refused it.
    pub(crate) strict: Option<String>,
    /// Where it was written back differently, nulls apart.
    pub(crate) difference: Option<String>,
    /// Places whose value the enum there does not declare.
    pub(crate) values: BTreeSet<String>,
}

impl Outcome {
    /// Finds what the program printed of a sample.
    pub(crate) fn read(sample: &Sample, lines: &[Value]) -> Self {
        let OperationKey { method, path } = &sample.operation;
        let mut outcome = Self {
            sample: sample.file.clone(),
            operation: format!("{method} {path}"),
            ..Self::default()
        };
        let Some(line) = lines
            .iter()
            .find(|line| line["sample"] == sample.file.as_str())
        else {
            outcome.error = Some("the program printed nothing of it".to_owned());
            return outcome;
        };
        let text = |key: &str| line.get(key).and_then(Value::as_str).map(str::to_owned);
        outcome.error = text("error");
        outcome.strict = text("strict");
        outcome.difference = text("difference");
        let mismatches = line.get("mismatches").and_then(Value::as_array);
        for mismatch in mismatches.into_iter().flatten() {
            let text = |key: &str| mismatch[key].as_str().unwrap_or_default();
            outcome
                .mismatches
                .push((any_index(text("path")), text("says").to_owned()));
        }
        outcome
    }
}

/// A JSON pointer with `*` in place of each index.
fn any_index(pointer: &str) -> String {
    let is_index = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    let steps = pointer
        .split('/')
        .map(|step| if is_index(step) { "*" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// The table of all outcomes.
pub(crate) fn table(outcomes: &[Outcome]) -> String {
    let mut text = format!(
        "       {:34} {:>8} {:7} {:8} {:>6}  operation",
        "sample", "lenient", "strict", "written", "values"
    );
    for outcome in outcomes {
        let lenient = match &outcome.error {
            Some(_) => "FAILED".to_owned(),
            None => outcome.mismatches.len().to_string(),
        };
        let strict = if outcome.strict.is_some() {
            "refused"
        } else {
            "ok"
        };
        let written = if outcome.difference.is_some() {
            "differs"
        } else {
            "equal"
        };
        let _ = write!(
            text,
            "\n       {:34} {lenient:>8} {strict:7} {written:8} {:>6}  {}",
            outcome.sample,
            outcome.values.len(),
            outcome.operation
        );
    }
    text
}

/// What is wrong with how pages were followed.
pub(crate) fn paging(lines: &[Value]) -> Vec<String> {
    let followed: Vec<&Value> = lines
        .iter()
        .filter(|l| l.get("requests").is_some())
        .collect();
    if followed.is_empty() {
        return vec!["no recorded `Link` header was followed".to_owned()];
    }
    let mut wrong = Vec::new();
    for line in followed {
        let urls: Vec<&str> = line["requests"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let host = |url: &str| url.split('/').nth(2).map(str::to_owned);
        let good = match urls.as_slice() {
            [first, second] => host(first) == host(second) && second.contains("page=2"),
            _ => false,
        };
        if !good || !line["error"].is_null() {
            wrong.push(format!(
                "recorded headers of a page lead to {urls:?}: {}",
                line["error"]
            ));
        }
    }
    wrong
}
