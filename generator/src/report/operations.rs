//! All operations, by tool: a list for people, which the search reads as well.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::changes::escape;
use crate::ir::{Api, Deprecation, Operation, RustPath, Target, Tool};

use super::words::{several, thousands};

pub(super) fn section(api: &Api) -> String {
    let mut out = format!(
        "<section id=\"operations\" aria-labelledby=\"operations-title\">\n\
         <h2 id=\"operations-title\">Operations</h2>\n\
         <p>All {} by tool. Each has its title, its method and path, the path of its request type, and the \
         feature that switches it on.</p>\n",
        thousands(api.operations().count())
    );
    let linked = linked(api);
    for tool in &api.tools {
        let feature = escape(&tool.feature);
        let _ = writeln!(
            out,
            "<details class=\"tool\" id=\"{}\"><summary><h3>{}</h3> <code>{feature}</code> \
             <span>{}</span></summary>\n<ul>",
            anchor(tool),
            escape(&tool.name),
            several(tool.operations().count(), "operation", "operations")
        );
        for operation in tool.operations() {
            out.push_str(&entry(operation, &feature, &linked));
        }
        out.push_str("</ul></details>\n");
    }
    out.push_str("</section>\n");
    out
}

/// The requests that the calendar leads to. Only these have an anchor: the others would make the page
/// larger for nothing.
fn linked(api: &Api) -> BTreeSet<&RustPath> {
    let deprecations = api.operations().filter_map(|o| o.deprecation.as_ref());
    let replacements = deprecations.flat_map(|deprecation| &deprecation.replacements);
    replacements
        .filter_map(|replacement| match &replacement.target {
            Target::Operation(operation) => Some(&operation.rust),
            Target::Group(_) | Target::Unresolved(_) => None,
        })
        .collect()
}

/// An operation. Which element is what, `page.js` and `page.css` know: `b` the title, the first `code`
/// method and path, `samp` the Rust path, `i` the feature, `a` the deprecation.
fn entry(operation: &Operation, feature: &str, linked: &BTreeSet<&RustPath>) -> String {
    let rust = escape(&operation.rust.to_string());
    let id = if linked.contains(&operation.rust) {
        format!(" id=\"{}\"", place(&operation.rust))
    } else {
        String::new()
    };
    let mark = match &operation.deprecation {
        Some(deprecation) => format!(
            "<a href=\"#{}\">{}</a>",
            notice(&operation.rust),
            mark(deprecation)
        ),
        None => String::new(),
    };
    format!(
        "<li{id}><b>{}</b><code>{}</code><samp>{rust}</samp><i>{feature}</i>{mark}</li>\n",
        escape(&operation.title),
        escape(&operation.key.to_string()),
    )
}

/// That an operation goes away, in a few words.
fn mark(deprecation: &Deprecation) -> String {
    match deprecation.sunset {
        Some(date) if deprecation.is_past => format!("deprecated, sunset was {date}"),
        Some(date) => format!("deprecated, sunset {date}"),
        None => "deprecated".to_owned(),
    }
}

/// The anchor of a tool in this list.
pub(super) fn anchor(tool: &Tool) -> String {
    format!("tool-{}", escape(&tool.module))
}

/// The anchor of an operation in this list.
pub(super) fn place(rust: &RustPath) -> String {
    escape(&format!("o-{}-{}-{}", rust.module, rust.version, rust.name))
}

/// The anchor of an operation in the calendar.
pub(super) fn notice(rust: &RustPath) -> String {
    escape(&format!("d-{}-{}-{}", rust.module, rust.version, rust.name))
}
