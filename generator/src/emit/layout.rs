//! What the crate has once: its root, the modules, the README, the examples.

use std::collections::BTreeMap;

use crate::FileTree;
use crate::ir::{Api, Tool, Version, published_on};

use super::scope::Index;
use super::{PREAMBLE, ids, prose, regions, templates};

/// The modules of tools and versions, the crate's root, and what stands beside the sources.
pub(super) fn files(api: &Api, index: &Index<'_>) -> FileTree {
    let mut files = FileTree::new();
    let first = templates::FIRST_PROGRAM.filled(index);
    files.insert("src/lib.rs".to_owned(), root(api, index, first));
    files.insert(
        "README.md".to_owned(),
        filled(templates::README, api, index, first),
    );
    for example in templates::EXAMPLES {
        if let Some(text) = example.filled(index) {
            files.insert(example.path.to_owned(), regions::without_marks(text));
            let (path, text) = templates::EXAMPLES_SERVER;
            files.insert(path.to_owned(), text.to_owned());
        }
    }
    for tool in &api.tools {
        files.insert(format!("src/{}/mod.rs", tool.module), tool_module(tool));
        for version in &tool.versions {
            let path = format!("src/{}/{}/mod.rs", tool.module, version.module);
            files.insert(path, version_module(tool, version));
        }
    }
    files
}

/// The tool and the version, for docs.
pub(super) fn version_words(tool: &Tool, version: &Version) -> String {
    let name = prose::inline(&tool.name);
    if version.number.is_empty() {
        format!("{name}, paths without a version")
    } else {
        format!(
            "{name}, resource version {}",
            prose::inline(&version.number)
        )
    }
}

fn tool_module(tool: &Tool) -> String {
    let (name, category) = (prose::inline(&tool.name), prose::inline(&tool.category));
    let mut out = format!("{PREAMBLE}//! {name}, of {category}.\n\n");
    for version in &tool.versions {
        out.push_str(&format!("pub mod {};\n", version.module));
    }
    out
}

fn version_module(tool: &Tool, version: &Version) -> String {
    let mut out = format!("{PREAMBLE}//! {}.\n//!\n", version_words(tool, version));
    out.push_str(&requests(version));
    out.push('\n');
    for resource in &version.resources {
        out.push_str(&format!("mod {};\n", resource.module));
    }
    out.push('\n');
    for resource in &version.resources {
        out.push_str(&format!("pub use {}::*;\n", resource.module));
    }
    out
}

/// The requests of a version: the docs list them before the types, of which there are more.
fn requests(version: &Version) -> String {
    let mut out = "//! | Request | Method | Path |\n//! |---|---|---|\n".to_owned();
    let operations = version.resources.iter().flat_map(|r| &r.operations);
    for operation in operations {
        let (name, key) = (&operation.rust.name, &operation.key);
        let deprecated = match operation.deprecation {
            Some(_) => ", deprecated",
            None => "",
        };
        let path = prose::code(&key.path).replace('|', "\\|");
        out.push_str(&format!(
            "//! | [`{name}`]{deprecated} | {} | {path} |\n",
            key.method
        ));
    }
    out
}

/// `lib.rs`, which rustfmt must leave as it is: the other files are exempt, this one names them.
fn root(api: &Api, index: &Index<'_>, first: Option<&str>) -> String {
    let mut out = PREAMBLE.to_owned();
    let fence = format!("{FENCE},{}", templates::FIRST_PROGRAM.uses.join(","));
    let first = first.map(|text| text.replacen(FENCE, &fence, 1));
    let text = filled(templates::CRATE_DOCS, api, index, first.as_deref());
    out.push_str(&module_docs(&text, index));
    out.push_str(templates::CRATE_ROOT);
    if !crate::migration::guides(api).is_empty() {
        out.push_str("\n#[cfg(any(doc, doctest))]\n#[rustfmt::skip]\npub mod migrations;\n");
    }
    if !ids::names(api).is_empty() {
        out.push_str("\n#[rustfmt::skip]\npub mod ids;\n");
    }
    for tool in &api.tools {
        let (feature, module) = (&tool.feature, &tool.module);
        out.push_str(&format!(
            "\n#[cfg(feature = \"{feature}\")]\n#[rustfmt::skip]\npub mod {module};\n"
        ));
    }
    out
}

/// A text as the docs of a module. Programs that need requests or features are compiled where these
/// are switched on, and left out where the crate does not have them.
pub(super) fn module_docs(text: &str, index: &Index<'_>) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in text.trim_end().lines() {
        if skipping {
            skipping = line != "```";
        } else if line.is_empty() && out.ends_with("//!\n") {
            // One blank line is enough around what was left out.
        } else if let Some(needs) = line.strip_prefix(FENCE).filter(|needs| !needs.is_empty()) {
            match program_fence(needs, index) {
                Some(fence) => out.push_str(&fence),
                None => skipping = true,
            }
        } else {
            out.push_str(if line.is_empty() { "//!" } else { "//! " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Opens a program of the docs; what it needs may follow.
pub(super) const FENCE: &str = "```rust,no_run";

/// Opens a program of the docs, which is compiled where what it needs is switched on: requests, by
/// their path, or features. `None` where the crate does not have the requests.
fn program_fence(needs: &str, index: &Index<'_>) -> Option<String> {
    let needs = needs.split(',').filter(|need| !need.is_empty());
    let (uses, named): (Vec<&str>, Vec<&str>) = needs.partition(|need| need.contains("::"));
    let mut features = templates::features(&uses, index)?;
    features.extend(named);
    let features: Vec<String> = features
        .iter()
        .map(|feature| format!("feature = \"{feature}\""))
        .collect();
    let all = match features.as_slice() {
        [feature] => feature.clone(),
        features => format!("all({})", features.join(", ")),
    };
    Some(format!(
        "#![cfg_attr({all}, doc = \"```no_run\")]\n\
         #![cfg_attr(not({all}), doc = \"```ignore\")]\n"
    ))
}

/// A text with its places filled.
fn filled(text: &str, api: &Api, index: &Index<'_>, first: Option<&str>) -> String {
    text.replace("{first_program}\n", first.unwrap_or_default())
        .replace(
            "{examples}\n",
            &example_table(index, |name| format!("`{name}`")),
        )
        .replace(
            "{example_pages}\n",
            &example_table(index, |name| format!("[`{name}`](guide::{name})")),
        )
        .replace("{features}", &feature_table(api))
        .replace(
            "{description_version}",
            &described(&api.description_version),
        )
}

/// Which description the crate was made from: that of a month, or of a version.
fn described(version: &str) -> String {
    match published_on(version) {
        Some(date) => format!("the description of {}", date.strftime("%B %Y")),
        None => format!("version {} of the description", prose::inline(version)),
    }
}

/// The examples that the crate has, their names as `named`, with what each is for.
fn example_table(index: &Index<'_>, named: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for example in templates::EXAMPLES {
        if example.features(index).is_none() {
            continue;
        }
        if out.is_empty() {
            out.push_str("| Example | Features | What it does |\n|---|---|---|\n");
        }
        out.push_str(&format!(
            "| {} | {} | {} |\n",
            named(example.name()),
            example.feature_list(index),
            example.summary()
        ));
    }
    match out.is_empty() {
        true => "None fits the tools of this crate.\n".to_owned(),
        false => out,
    }
}

/// The tools by category, with what each holds.
fn feature_table(api: &Api) -> String {
    let mut categories: BTreeMap<&str, Vec<&Tool>> = BTreeMap::new();
    for tool in &api.tools {
        categories.entry(&tool.category).or_default().push(tool);
    }
    let mut out =
        "| Feature | Tool | Category | Requests | Versions |\n|---|---|---|--:|---|\n".to_owned();
    for (category, tools) in categories {
        for tool in tools {
            let requests: usize = tool
                .versions
                .iter()
                .flat_map(|v| &v.resources)
                .map(|r| r.operations.len())
                .sum();
            let versions: Vec<_> = tool
                .versions
                .iter()
                .map(|v| format!("`{}`", v.module))
                .collect();
            out.push_str(&format!(
                "| `{}` | {} | {} | {requests} | {} |\n",
                tool.feature,
                cell(&tool.name),
                cell(category),
                versions.join(", ")
            ));
        }
    }
    out
}

/// `text` for a cell of a table.
pub(super) fn cell(text: &str) -> String {
    prose::inline(text).replace('|', "\\|")
}
