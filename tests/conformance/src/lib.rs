//! Conformance: every operation called through the generated client, against a server that
//! validates requests and responds from the description.
//!
//! What the server is to serve, the program that calls it, and the report of what came back are
//! pure; [`prism`] starts the server. The IR says what the client sends; the description, which the server reads by itself, says
//! whether that is right.

mod bundle;
mod forms;
mod known;
mod lists;
mod meaning;
mod places;
pub mod prism;
mod program;
mod report;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use generator::FileTree;
use generator::diagnostic::{Code, Diagnostic, Origin};
use generator::ir::{Api, Operation, OperationKey, RustPath, Tool, Type};
use generator::openapi::documents::Documents;
use generator::openapi::operations::{RawOperation, collect};

pub use known::{Fault, Known};
pub use report::{Outcome, Report, ToolReport};

/// All types by their path.
pub(crate) type Types<'a> = BTreeMap<&'a RustPath, &'a Type>;

/// What it takes to call the operations of some tools.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The crate that calls them: a binary for each tool.
    pub program: FileTree,
    /// The tools, by name.
    pub tools: Vec<ToolPlan>,
}

/// What it takes to call the operations of one tool.
#[derive(Debug, Clone)]
pub struct ToolPlan {
    /// Its module, which is the name of its binary too.
    pub module: String,
    /// The calls: an operation, and what it is called with.
    pub calls: Vec<(OperationKey, String)>,
    /// What the server serves: an OpenAPI document in JSON that refers to nothing else.
    pub served: String,
}

/// Plans the calls of all operations of the tools `chosen`, or of all tools if none is.
///
/// `crate_path` is where the generated crate lies, as seen from the calling one.
pub fn plan(
    api: &Api,
    description: &Documents,
    chosen: &[String],
    crate_path: &str,
) -> Result<Plan, Vec<Diagnostic>> {
    let tools = choose(api, chosen)?;
    let mut problems = Vec::new();
    let raw = collect(description, &mut problems);
    let raw: BTreeMap<&OperationKey, &RawOperation> = raw
        .iter()
        .map(|operation| (&operation.key, operation))
        .collect();
    let types: Types<'_> = api.types().map(|ty| (&ty.rust, ty)).collect();
    let mut program = program::manifest(&tools, crate_path);
    let mut plans = Vec::new();
    for result in generator::in_parallel(&tools, |tool| plan_tool(tool, &types, description, &raw))
    {
        match result {
            Ok((plan, source)) => {
                program.insert(format!("src/bin/{}.rs", plan.module), source);
                plans.push(plan);
            }
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(Plan {
            program,
            tools: plans,
        })
    } else {
        Err(problems)
    }
}

fn choose<'a>(api: &'a Api, chosen: &[String]) -> Result<Vec<&'a Tool>, Vec<Diagnostic>> {
    let wanted: BTreeSet<String> = chosen.iter().map(|name| name.replace('-', "_")).collect();
    let known: BTreeSet<&str> = api.tools.iter().map(|tool| tool.module.as_str()).collect();
    let unknown = wanted.iter().filter(|name| !known.contains(name.as_str()));
    let problems: Vec<Diagnostic> = unknown
        .map(|name| {
            let message = format!("there is no tool `{name}`");
            let names: Vec<&str> = api.tools.iter().map(|tool| tool.feature.as_str()).collect();
            Diagnostic::error(Code::UnknownTool, Origin::default(), message)
                .help(format!("the tools are {}", names.join(", ")))
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let tools = api.tools.iter();
    Ok(tools
        .filter(|tool| wanted.is_empty() || wanted.contains(&tool.module))
        .collect())
}

fn plan_tool(
    tool: &Tool,
    types: &Types<'_>,
    description: &Documents,
    raw: &BTreeMap<&OperationKey, &RawOperation>,
) -> Result<(ToolPlan, String), Vec<Diagnostic>> {
    let operations: Vec<&Operation> = tool.operations().collect();
    let mut described = Vec::new();
    let mut problems = Vec::new();
    for operation in &operations {
        match raw.get(&operation.key) {
            Some(raw) => described.push(*raw),
            None => problems.push(
                Diagnostic::error(
                    Code::NotDescribed,
                    operation.origin.clone(),
                    format!("the description has no `{}`", operation.key),
                )
                .help("serve the description that specs/ was imported from"),
            ),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut served = bundle::bundle(description, &tool.name, &described)?;
    meaning::say_what_the_client_means(&mut served, &operations, types);
    let (source, calls) = program::program(&operations, types, &served)?;
    // Forms come last: values are made from what the description says of them.
    for operation in &operations {
        forms::write_forms(&mut served, operation, types);
    }
    let plan = ToolPlan {
        module: tool.module.clone(),
        calls,
        served: served.to_string(),
    };
    Ok((plan, source))
}
