//! The table of known faults: of the description, or of the server that it is tried against.

use std::collections::BTreeSet;

use serde::Deserialize;

use generator::diagnostic::{Code, Diagnostic, Origin};
use generator::ir::Api;
use generator::pipeline::Text;

use crate::report::Outcome;

/// The table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The rows.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A fault that is not the client's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The operations that fail with it, as `METHOD /path`.
    pub operations: Vec<String>,
    /// Words of what is reported; a failure without them is another one.
    pub says: String,
    /// Whose fault it is, and why.
    pub reason: String,
}

impl Known {
    /// Reads the table of faults of the operations of `api`.
    pub fn parse(table: &Text, api: &Api) -> Result<Self, Vec<Diagnostic>> {
        if table.text.trim().is_empty() {
            return Ok(Self::default());
        }
        let known: Self = serde_yaml::from_str(&table.text).map_err(|error| {
            let origin = Origin::new(&table.file, "");
            vec![
                Diagnostic::error(Code::BadTable, origin, error.to_string())
                    .help("expected a list `faults`, each with `operations`, `says` and `reason`"),
            ]
        })?;
        let there: BTreeSet<String> = api.operations().map(|o| o.key.to_string()).collect();
        let mut problems = Vec::new();
        for (i, fault) in known.faults.iter().enumerate() {
            for operation in fault.operations.iter().filter(|o| !there.contains(*o)) {
                let origin = Origin::new(&table.file, format!("/faults/{i}/operations"));
                let message = format!("there is no operation `{operation}`");
                let problem = Diagnostic::error(Code::BadTable, origin, message)
                    .help("take it out of the row, or write it as `METHOD /path`");
                problems.push(problem);
            }
        }
        if problems.is_empty() {
            Ok(known)
        } else {
            Err(problems)
        }
    }

    /// The row that names this failure.
    pub(crate) fn fault(&self, outcome: &Outcome) -> Option<usize> {
        let operation = outcome.operation.to_string();
        self.faults.iter().position(|fault| {
            fault.operations.contains(&operation)
                && outcome
                    .failures
                    .iter()
                    .any(|reason| reason.contains(&fault.says))
        })
    }
}
