//! What came of the calls.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use generator::ir::OperationKey;

use crate::{Known, ToolPlan};

/// How many reasons of one call are reported.
const REPORTED: usize = 4;

/// What came of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The operation.
    pub operation: OperationKey,
    /// What it was called with.
    pub call: String,
    /// Whether the server took the request.
    pub accepted: bool,
    /// Whether the response was read without a mismatch.
    pub decoded: bool,
    /// Why not.
    pub failures: Vec<String>,
}

impl Outcome {
    /// Reads what the calling program printed about a call.
    fn read(operation: &OperationKey, call: &str, line: Option<&Value>) -> Self {
        let mut outcome = Self {
            operation: operation.clone(),
            call: call.to_owned(),
            accepted: false,
            decoded: false,
            failures: Vec::new(),
        };
        let Some(line) = line else {
            let message = "it was not called: the calling program ended before";
            outcome.failures.push(message.to_owned());
            return outcome;
        };
        let error = line.get("error").and_then(Value::as_str);
        if let Some(refused) = line.get("refused").and_then(Value::as_str) {
            outcome.failures = violations(refused);
            if outcome.failures.is_empty() {
                outcome.failures.extend(error.map(str::to_owned));
            }
            return outcome;
        }
        outcome.accepted = true;
        let mismatches = line.get("mismatches").and_then(Value::as_array);
        for mismatch in mismatches.into_iter().flatten() {
            outcome
                .failures
                .extend(mismatch.as_str().map(str::to_owned));
        }
        if outcome.failures.is_empty() {
            outcome.failures.extend(error.map(str::to_owned));
        }
        outcome.decoded = outcome.failures.is_empty();
        outcome
    }

    /// What is not accepted is not decoded either.
    fn failed(&self) -> bool {
        !self.decoded
    }
}

/// What the server says is wrong with a request.
fn violations(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let list = body.get("validation").and_then(Value::as_array);
    let mut said: Vec<String> = Vec::new();
    for violation in list.into_iter().flatten() {
        said.extend(
            violation
                .get("message")
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
    }
    if said.is_empty() {
        said.extend(
            body.get("detail")
                .and_then(Value::as_str)
                .map(str::to_owned),
        );
    }
    said
}

/// What came of the calls of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolReport {
    /// The tool's module.
    pub module: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many were taken by the server at each call.
    pub accepted: usize,
    /// How many were taken, and their responses read, without a mismatch.
    pub decoded: usize,
    /// The calls that failed.
    pub failed: Vec<Outcome>,
}

impl ToolReport {
    /// Reads what the calling program of a tool printed.
    #[must_use]
    pub fn new(plan: &ToolPlan, printed: &str) -> Self {
        let lines: Vec<Value> = printed
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let outcomes: Vec<Outcome> = plan
            .calls
            .iter()
            .map(|(operation, call)| {
                let key = operation.to_string();
                let line = lines.iter().find(|line| {
                    line["operation"] == key.as_str() && line["call"] == call.as_str()
                });
                Outcome::read(operation, call, line)
            })
            .collect();
        let all = |what: fn(&Outcome) -> bool| {
            let mut good: BTreeSet<&OperationKey> = outcomes.iter().map(|o| &o.operation).collect();
            for outcome in outcomes.iter().filter(|outcome| !what(outcome)) {
                good.remove(&outcome.operation);
            }
            good.len()
        };
        let operations: BTreeSet<&OperationKey> = outcomes.iter().map(|o| &o.operation).collect();
        Self {
            module: plan.module.clone(),
            operations: operations.len(),
            accepted: all(|outcome| outcome.accepted),
            decoded: all(|outcome| outcome.decoded),
            failed: outcomes.iter().filter(|o| o.failed()).cloned().collect(),
        }
    }
}

/// What came of all calls.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    tools: &'a [ToolReport],
    known: &'a Known,
    /// Rows of the table that name a failure that did not occur, though its operation was
    /// called.
    pub stale: Vec<String>,
    /// How many calls failed for a reason that is not in the table.
    pub unexpected: usize,
}

impl<'a> Report<'a> {
    /// Sets what came of the calls beside what was known before.
    #[must_use]
    pub fn new(plans: &[ToolPlan], tools: &'a [ToolReport], known: &'a Known) -> Self {
        let failed = || tools.iter().flat_map(|tool| &tool.failed);
        let called: BTreeSet<String> = plans
            .iter()
            .flat_map(|plan| &plan.calls)
            .map(|(operation, _)| operation.to_string())
            .collect();
        let mut stale = Vec::new();
        for (i, fault) in known.faults.iter().enumerate() {
            for operation in fault.operations.iter().filter(|o| called.contains(*o)) {
                let occurs = failed()
                    .any(|o| o.operation.to_string() == **operation && known.fault(o) == Some(i));
                if !occurs {
                    stale.push(format!("{operation}: \"{}\" does not occur", fault.says));
                }
            }
        }
        Self {
            tools,
            known,
            stale,
            unexpected: failed().filter(|o| known.fault(o).is_none()).count(),
        }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for outcome in self.tools.iter().flat_map(|tool| &tool.failed) {
            if self.known.fault(outcome).is_none() {
                writeln!(f, "{} ({})", outcome.operation, outcome.call)?;
                for reason in outcome.failures.iter().take(REPORTED) {
                    writeln!(f, "    {reason}")?;
                }
                if outcome.failures.len() > REPORTED {
                    writeln!(f, "    and {} more", outcome.failures.len() - REPORTED)?;
                }
            }
        }
        for stale in &self.stale {
            writeln!(
                f,
                "known fault that is none: {stale}; take it out of the table"
            )?;
        }
        writeln!(f, "{:40} operations  accepted   decoded", "tool")?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, numbers: [usize; 3]| {
            writeln!(
                f,
                "{name:40} {:10} {:9} {:9}",
                numbers[0], numbers[1], numbers[2]
            )
        };
        let mut sum = [0; 3];
        for tool in self.tools {
            let numbers = [tool.operations, tool.accepted, tool.decoded];
            sum.iter_mut().zip(numbers).for_each(|(sum, n)| *sum += n);
            row(f, &tool.module, numbers)?;
        }
        row(f, "all", sum)?;
        let failed: usize = self.tools.iter().map(|tool| tool.failed.len()).sum();
        let known = failed - self.unexpected;
        write!(
            f,
            "{} calls failed: {known} of them known, {} not",
            failed, self.unexpected
        )
    }
}
