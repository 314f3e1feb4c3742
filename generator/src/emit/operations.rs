//! The page of all operations, whatever tools are switched on: a search of the docs by title, path
//! or tool leads from it to the Rust path and the feature.

use crate::ir::{Api, Operation, Tool};

use super::{PREAMBLE, prose};

/// The file of the module that is only docs.
pub(super) fn file(api: &Api) -> String {
    let mut out = format!(
        "{PREAMBLE}//! All operations, by tool. To use one, switch on the feature of its tool.\n"
    );
    for tool in &api.tools {
        out.push_str(&section(tool));
    }
    out
}

fn section(tool: &Tool) -> String {
    let (name, feature) = (prose::inline(&tool.name), prose::code(&tool.feature));
    let mut out = format!(
        "//!\n//! # {name}\n//!\n//! Feature {feature}.\n//!\n//! | Operation | Method and path | Request |\n//! |---|---|---|\n"
    );
    for operation in tool.operations() {
        out.push_str(&row(operation));
    }
    out
}

fn row(operation: &Operation) -> String {
    let title = cell(&prose::inline(&operation.title));
    let deprecated = match &operation.deprecation {
        Some(deprecation) => match deprecation.sunset {
            Some(date) => format!(" (deprecated, sunset {date})"),
            None => " (deprecated)".to_owned(),
        },
        None => String::new(),
    };
    let key = cell(&prose::code(&operation.key.to_string()));
    format!(
        "//! | {title}{deprecated} | {key} | `{}` |\n",
        operation.rust
    )
}

/// A text that a bar does not end.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
