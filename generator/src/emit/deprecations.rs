//! `deprecations.rs` of the generated crate: what goes away when, as a page and as a table.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostic::{Diagnostic, Origin};
use crate::ir::{Api, Deprecation, Operation, OperationKey, RustPath, Target};
use crate::openapi::path_template::overlap;

use super::docs::Docs;
use super::scope::{Index, left_out_link};
use super::{PREAMBLE, deprecation, format, layout, prose};

/// A deprecated operation with its tool's name.
struct Row<'a> {
    tool: &'a str,
    feature: &'a str,
    operation: &'a Operation,
    deprecation: &'a Deprecation,
}

/// The file.
pub(super) fn file(api: &Api, index: &Index<'_>) -> Result<String, Diagnostic> {
    let rows = rows(api);
    let docs = page(&rows, index).inner();
    let entries = rows.iter().map(|row| {
        let (feature, rust_path) = (row.feature, row.operation.rust.to_string());
        let (method, path) = (&row.operation.key.method, &row.operation.key.path);
        let title = prose::plain(&row.operation.title);
        let data = deprecation::data(row.deprecation);
        quote! {
            DeprecatedOperation {
                rust_path: #rust_path,
                feature: #feature,
                method: #method,
                path: #path,
                title: #title,
                deprecation: #data,
            }
        }
    });
    let table = quote! {
        /// Every deprecated operation, whatever features are switched on; ordered by sunset date,
        /// those without one last, then by tool.
        pub const DEPRECATIONS: &[DeprecatedOperation] = &[#(#entries),*];
    };
    let origin = Origin::default();
    let parts = [
        uses(&rows),
        format::items(table, &origin)?,
        format::items(described(api, &rows), &origin)?,
    ];
    Ok(format!("{PREAMBLE}{docs}\n{}", parts.join("\n")))
}

/// What the file takes from the runtime.
fn uses(rows: &[Row<'_>]) -> String {
    let mut names = vec!["Described", "Description"];
    if !rows.is_empty() {
        names.insert(0, "Deprecation");
    }
    if rows
        .iter()
        .any(|row| !row.deprecation.replacements.is_empty())
    {
        names.push("Replacement");
    }
    format!(
        "pub use crate::runtime::prelude::DeprecatedOperation;\n\
         use crate::runtime::prelude::{{{}}};\n",
        names.join(", ")
    )
}

/// What the runtime looks up when a request has a path alone.
fn described(api: &Api, rows: &[Row<'_>]) -> TokenStream {
    let others = others(api, rows).map(|key| {
        let (method, path) = (&key.method, &key.path);
        quote!((#method, #path))
    });
    quote! {
        impl Described for Description {
            const DEPRECATED: &'static [DeprecatedOperation] = DEPRECATIONS;
            const OTHERS: &'static [(&'static str, &'static str)] = &[#(#others),*];
        }
    }
}

/// The operations that are not deprecated, and have paths that a template of `rows` fits as well.
fn others<'a>(api: &'a Api, rows: &[Row<'_>]) -> impl Iterator<Item = &'a OperationKey> {
    let current = api.operations().filter(|it| it.deprecation.is_none());
    let keys = current.map(|operation| &operation.key);
    let meant = |key: &&OperationKey| {
        rows.iter().any(|row| {
            let deprecated = &row.operation.key;
            deprecated.method == key.method && overlap(&deprecated.path, &key.path)
        })
    };
    let others: BTreeSet<&OperationKey> = keys.filter(meant).collect();
    others.into_iter()
}

/// The deprecated operations by sunset date (those without last), tool, and place.
fn rows(api: &Api) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for tool in &api.tools {
        for operation in tool
            .versions
            .iter()
            .flat_map(|v| &v.resources)
            .flat_map(|r| &r.operations)
        {
            if let Some(deprecation) = &operation.deprecation {
                rows.push(Row {
                    tool: &tool.name,
                    feature: &tool.feature,
                    operation,
                    deprecation,
                });
            }
        }
    }
    rows.sort_by_key(|row| {
        let sunset = row.deprecation.sunset;
        (
            sunset.is_none(),
            sunset,
            row.tool,
            &row.operation.key.path,
            &row.operation.key.method,
        )
    });
    rows
}

/// A table for each sunset date.
fn page(rows: &[Row<'_>], index: &Index<'_>) -> Docs {
    let mut docs =
        Docs::new("Deprecated operations: when each goes away, and what to use instead.");
    if rows.is_empty() {
        docs.paragraph("No operation is deprecated.");
    }
    for group in rows.chunk_by(|a, b| a.deprecation.sunset == b.deprecation.sunset) {
        let sunset = group.first().and_then(|row| row.deprecation.sunset);
        docs.paragraph(match sunset {
            Some(date) => format!("# Sunset on {date}"),
            None => "# No sunset date is set".to_owned(),
        });
        let mut lines = vec![
            "| Tool | Since | Request | Use instead |".to_owned(),
            "|---|---|---|---|".to_owned(),
        ];
        for row in group {
            let request = link(&row.operation.rust, index, &mut docs);
            let since = row.deprecation.date;
            let since = since.map_or_else(|| "unknown".to_owned(), |date| date.to_string());
            let instead = instead(row.deprecation, index, &mut docs);
            lines.push(format!(
                "| {} | {since} | {request} | {instead} |",
                layout::cell(row.tool)
            ));
        }
        docs.lines(lines);
    }
    docs
}

fn instead(deprecation: &Deprecation, index: &Index<'_>, docs: &mut Docs) -> String {
    if deprecation.replacements.is_empty() {
        return "none is known".to_owned();
    }
    let each = deprecation.replacements.iter().map(|replacement| {
        let words = match &replacement.target {
            Target::Operation(operation) => link(&operation.rust, index, docs),
            other => deprecation::target_words(other, index).replace('|', "\\|"),
        };
        if replacement.inferred {
            format!("{words} (inferred)")
        } else {
            words
        }
    });
    each.collect::<Vec<_>>().join(", ")
}

fn link(path: &RustPath, index: &Index<'_>, docs: &mut Docs) -> String {
    if let Some(left_out) = index.left_out.get(path) {
        return left_out_link(left_out);
    }
    let reference = index
        .operations
        .get(path)
        .map(|operation| operation.reference.as_str());
    docs.link(
        path,
        index.feature(path),
        &prose::url(reference.unwrap_or_default()),
    );
    format!("[`{path}`]")
}
