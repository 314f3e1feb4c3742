//! What a person must decide after an update, with rows ready to paste.

use std::collections::BTreeSet;

use generator::Diagnostic;
use generator::ir::{Api, Operation, Target};
use generator::lint::lint;
use generator::openapi::documents::Documents;

/// Something to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// What it is about.
    heading: &'static str,
    /// What is known of it.
    what: String,
    /// The file into which a row goes, and the row.
    row: Option<(&'static str, String)>,
}

/// Codes of names that a rule distinguished, and a person might set.
const COLLISIONS: &[&str] = &["property-collision", "enum-collision", "name-collision"];
/// Codes of operations whose tool does not follow from their tag.
const UNPLACED: &[&str] = &["tag-form", "no-tag"];

/// What to decide: of the warnings, and of what the new API has and the old one had not.
pub(crate) fn decisions(old: &Api, new: &Api, warnings: &[Diagnostic]) -> Vec<Decision> {
    let mut found = Vec::new();
    for warning in warnings {
        let code = warning.code.to_string();
        let code = code.as_str();
        let heading = if warning.code.is_stale() {
            "stale rows and overlays"
        } else if COLLISIONS.contains(&code) {
            "names that collide"
        } else if UNPLACED.contains(&code) {
            "operations without a tool"
        } else {
            continue;
        };
        found.push(Decision {
            heading,
            what: format!("{} ({})", warning.message, warning.origin),
            row: None,
        });
    }
    found.extend(new_tools(old, new));
    found.extend(unresolved(old, new));
    found
}

/// What of names and tools a person should look at in new specs, and was not in the old ones.
pub(crate) fn noticed(old: &Documents, new: &Documents) -> Vec<Diagnostic> {
    let of = |documents: &Documents| {
        let mut found = lint(documents);
        found.retain(|problem| {
            let code = problem.code.to_string();
            COLLISIONS.contains(&code.as_str()) || UNPLACED.contains(&code.as_str())
        });
        found
    };
    let known: BTreeSet<String> = of(old).into_iter().map(|problem| problem.message).collect();
    let mut found = of(new);
    found.retain(|problem| !known.contains(&problem.message));
    found
}

/// Tools that the old API had not: is that their name, or is a tag wrong?
fn new_tools(old: &Api, new: &Api) -> Vec<Decision> {
    let known: BTreeSet<&str> = old.tools.iter().map(|tool| tool.module.as_str()).collect();
    let tools = new.tools.iter();
    let tools = tools.filter(|tool| !known.is_empty() && !known.contains(tool.module.as_str()));
    let decision = |tool: &generator::ir::Tool| {
        let operations: Vec<&Operation> = tool.operations().collect();
        let actions = operations.iter().map(|operation| {
            let (method, path) = (operation.key.method.to_lowercase(), &operation.key.path);
            format!(
                "- target: $.paths['{path}'].{method}\n  description: Belongs to another tool.\n  \
                 update:\n    tags: [{}/TOOL/RESOURCE]\n",
                tool.category
            )
        });
        Decision {
            heading: "new tools: delete the row if the tool is meant",
            what: format!(
                "{} is new, with {} operations; its feature is `{}`",
                tool.name,
                operations.len(),
                tool.feature
            ),
            row: Some(("overlays/tags.yaml", actions.take(1).collect())),
        }
    };
    tools.map(decision).collect()
}

/// Replacements that are announced and do not exist.
fn unresolved(old: &Api, new: &Api) -> Vec<Decision> {
    let of = |api: &Api| -> BTreeSet<(String, String)> {
        let each = api.operations().flat_map(|operation| {
            let replacements = operation.deprecation.iter().flat_map(|d| &d.replacements);
            let words = replacements.filter_map(|replacement| match &replacement.target {
                Target::Unresolved(words) => Some(words.clone()),
                _ => None,
            });
            let key = operation.key.to_string();
            words.map(move |words| (key.clone(), words))
        });
        each.collect()
    };
    let known = of(old);
    let fresh = of(new).into_iter().filter(|each| !known.contains(each));
    let decision = |(key, words): (String, String)| Decision {
        heading: "replacements that do not exist",
        row: Some((
            "deprecations.yaml",
            format!(
                "- operation: {key}\n  replacements:\n  - METHOD /path\n  reason: WHY\n  source: WHERE\n"
            ),
        )),
        what: format!("{key} names {words:?}"),
    };
    fresh.map(decision).collect()
}

/// The decisions as text.
pub(crate) fn shown(decisions: &[Decision]) -> String {
    if decisions.is_empty() {
        return "nothing to decide\n".to_owned();
    }
    let mut out = String::from("To decide:\n");
    let mut heading = "";
    let mut sorted: Vec<&Decision> = decisions.iter().collect();
    sorted.sort_by_key(|decision| decision.heading);
    for decision in sorted {
        if decision.heading != heading {
            heading = decision.heading;
            out.push_str(&format!("\n{heading}\n"));
        }
        out.push_str(&format!("  {}\n", decision.what));
        if let Some((file, row)) = &decision.row {
            out.push_str(&format!("    a row for specs/{file}:\n"));
            for line in row.lines() {
                out.push_str(&format!("      {line}\n"));
            }
        }
    }
    out
}
