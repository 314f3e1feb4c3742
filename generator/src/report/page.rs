//! The page around its parts: head, navigation, summary.

use std::fmt::Write as _;

use crate::changes::{Changes, Step, escape, fragment};
use crate::ir::Api;

use super::words::thousands;
use super::{coverage, operations, timeline};

/// How each page begins, by which a later run knows that it may replace a file.
pub const MARK: &str = "<!DOCTYPE html>\n<!-- Made by `cargo xtask report`. -->\n";

/// What the browser may do with the page: apply its own styles, run its own script, load nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page of an API, with what changed since an earlier one where there is a comparison.
pub fn page(api: &Api, changes: Option<&Changes>) -> String {
    let version = escape(&api.description_version);
    let mut out = format!(
        "{MARK}<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Procore API {version}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n"
    );
    out.push_str(&header(api));
    out.push_str(SEARCH);
    out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    out.push_str(&timeline::section(api));
    out.push_str(&coverage::section(api));
    out.push_str(&changed(changes));
    out.push_str(&operations::section(api));
    let _ = write!(
        out,
        "</main>\n<footer>\n<p>Made by <code>cargo xtask report</code> from the description of \
         {version}. The project is not Procore’s, and Procore does not endorse it.</p>\n</footer>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n"
    );
    out
}

/// The title, the parts of the page, and the figures that people ask for first.
fn header(api: &Api) -> String {
    let deprecations = || api.operations().filter_map(|o| o.deprecation.as_ref());
    let past = deprecations().filter(|d| d.is_past).count();
    let ahead = deprecations()
        .filter(|d| !d.is_past && d.sunset.is_some())
        .count();
    let figures = [
        (api.operations().count(), "operations"),
        (api.tools.len(), "tools"),
        (api.types().count(), "types"),
        (deprecations().count(), "deprecated"),
        (ahead, "with a sunset ahead"),
        (past, "past their sunset"),
    ];
    let mut out = format!(
        "<header>\n<h1>Procore API <span>{}</span></h1>\n<nav aria-label=\"Parts of this page\">\n\
         <a href=\"#deprecations\">Deprecations</a>\n<a href=\"#coverage\">Coverage</a>\n\
         <a href=\"#changes\">Changes</a>\n<a href=\"#operations\">Operations</a>\n</nav>\n\
         <dl class=\"figures\">\n",
        escape(&api.description_version)
    );
    for (count, what) in figures {
        let count = thousands(count);
        let _ = writeln!(out, "<div><dt>{what}</dt><dd>{count}</dd></div>");
    }
    out.push_str("</dl>\n</header>\n");
    out
}

/// The search; without a script it stays hidden.
const SEARCH: &str = "\
<search id=\"search\" hidden>
<div><label for=\"query\">Find an operation</label>
<div class=\"field\"><input id=\"query\" type=\"search\" autocomplete=\"off\" autocapitalize=\"none\" \
spellcheck=\"false\" placeholder=\"list rfis, or /rest/v1.0/projects/42/rfis\" aria-describedby=\"keys\">\
<kbd aria-hidden=\"true\">/</kbd></div></div>
<p id=\"keys\">Words of the title, path, method, tool, Rust path or feature, or a URL. \
<span><kbd>/</kbd> goes to the search, the arrow keys to the operations that are found, <kbd>Enter</kbd> copies \
the Rust path, <kbd>Esc</kbd> clears.</span></p>
<p id=\"found\" role=\"status\" aria-live=\"polite\"></p>
<ol id=\"hits\" aria-label=\"Operations found\"></ol>
<button id=\"more\" type=\"button\" hidden>Show all</button>
</search>
";

fn changed(changes: Option<&Changes>) -> String {
    let mut out = String::from(
        "<section id=\"changes\" aria-labelledby=\"changes-title\">\n<h2 id=\"changes-title\">Changes</h2>\n",
    );
    match changes {
        None => out.push_str(
            "<p>This page was made without an earlier description to compare with. \
             <code>cargo xtask report --since OLD</code> says here what changed, and what it does to a \
             program that uses the client; <code>OLD</code> is a description, a specs folder or a git \
             revision.</p>\n",
        ),
        Some(changes) => {
            let _ = writeln!(
                out,
                "<p>From {} to {}: {} operations before, {} after. Semver step: {}.</p>",
                escape(&changes.old),
                escape(&changes.new),
                thousands(changes.operations_before),
                thousands(changes.operations_after),
                Step::of(changes)
            );
            out.push_str(&fragment(changes, 3));
        }
    }
    out.push_str("</section>\n");
    out
}
