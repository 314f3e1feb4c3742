//! The guide: pages of docs, one for each example that the crate has, and an overview.
//!
//! A page shows pieces of its example, which are compiled with the rest of it as tests of docs, so that
//! what is said and what runs cannot part. What leads to a page that the crate does not have is left out.

use crate::FileTree;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{Operation, RustPath};

use super::scope::Index;
use super::templates::{EXAMPLES, GUIDE, Template, rust_path};
use super::{PREAMBLE, layout, prose, regions};

/// The files of the guide.
pub(super) fn files(index: &Index<'_>) -> Result<FileTree, Vec<Diagnostic>> {
    let pages: Vec<_> = EXAMPLES
        .iter()
        .filter(|it| it.features(index).is_some())
        .collect();
    let mut files = FileTree::new();
    files.insert("src/guide/mod.rs".to_owned(), overview(&pages, index));
    let mut problems = Vec::new();
    for example in &pages {
        match page(example, &pages, index) {
            Ok(text) => {
                files.insert(format!("src/guide/{}.rs", example.name()), text);
            }
            Err(message) => problems.push(problem(example, message)),
        }
    }
    match problems.is_empty() {
        true => Ok(files),
        false => Err(problems),
    }
}

fn problem(example: &Template, message: String) -> Diagnostic {
    let message = format!("the guide to {}: {message}", example.path);
    Diagnostic::error(Code::GuideRegion, Origin::default(), message)
        .help("this is a defect of the generator; please report it with this line")
}

/// The page that leads to the others, and their modules.
fn overview(pages: &[&Template], index: &Index<'_>) -> String {
    let text = without_dead_ends(GUIDE, pages).replace("{pages}\n", &page_table(pages, index));
    let mut out = PREAMBLE.to_owned();
    out.push_str(&layout::module_docs(&text, index));
    if !pages.is_empty() {
        out.push('\n');
    }
    for page in pages {
        out.push_str(&format!("pub mod {};\n", page.name()));
    }
    out
}

/// The pages in the order in which they are read.
fn page_table(pages: &[&Template], index: &Index<'_>) -> String {
    if pages.is_empty() {
        return "No program of the guide fits the tools of this crate.\n".to_owned();
    }
    let mut out = "| Page | The program | Features |\n|---|---|---|\n".to_owned();
    for page in pages {
        let name = page.name();
        out.push_str(&format!(
            "| [`{name}`](crate::guide::{name}) | {} | {} |\n",
            page.summary(),
            page.feature_list(index)
        ));
    }
    out
}

/// The page of an example.
fn page(example: &Template, pages: &[&Template], index: &Index<'_>) -> Result<String, String> {
    let mut text = String::new();
    let mut unused = regions::names(example.text())?;
    for line in without_dead_ends(example.page(), pages).lines() {
        if let Some(name) = code_of(line) {
            let program = regions::program(example.text(), name)?;
            let needs = example.uses.join(",");
            text.push_str(&format!("{},{needs}\n{program}```\n", layout::FENCE));
            unused.retain(|region| *region != name);
            continue;
        }
        match line {
            "{run}" => text.push_str(&example.command().ok_or("it does not say how it is run")?),
            "{requests}" => text.push_str(&request_table(example, index)),
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    if let Some(region) = unused.first() {
        return Err(format!("the page does not show region `{region}`"));
    }
    let mut out = PREAMBLE.to_owned();
    out.push_str(&layout::module_docs(&text, index));
    out.push_str("//!\n");
    for (path, _) in requests(example, index) {
        out.push_str(&link(&path, index));
    }
    Ok(out)
}

/// The region that a line stands for: `{code NAME}`.
fn code_of(line: &str) -> Option<&str> {
    line.strip_prefix("{code ")?.strip_suffix('}')
}

/// The requests that an example uses.
fn requests<'a>(
    example: &Template,
    index: &Index<'a>,
) -> impl Iterator<Item = (RustPath, &'a Operation)> {
    let paths = example.uses.iter().filter_map(|path| rust_path(path));
    paths.filter_map(|path| {
        let operation = *index.operations.get(&path)?;
        Some((path, operation))
    })
}

fn request_table(example: &Template, index: &Index<'_>) -> String {
    let mut out = "| Request | Method and path | Feature |\n|---|---|---|".to_owned();
    for (path, operation) in requests(example, index) {
        let deprecated = match operation.deprecation {
            Some(_) => ", deprecated",
            None => "",
        };
        out.push_str(&format!(
            "\n| [`{}`]{deprecated} | {} | `{}` |",
            path.name,
            layout::cell(&prose::code(&operation.key.to_string())),
            index.feature(&path)
        ));
    }
    out
}

/// Where the name of a request leads: to the list of all, where its tool is switched off.
fn link(path: &RustPath, index: &Index<'_>) -> String {
    let (name, feature) = (&path.name, index.feature(path));
    format!(
        "#![cfg_attr(feature = \"{feature}\", doc = \"[`{name}`]: crate::{}::{}::{name}\")]\n\
         #![cfg_attr(not(feature = \"{feature}\"), doc = \"[`{name}`]: crate::operations\")]\n",
        path.module, path.version
    )
}

/// A text without the paragraphs and list items that lead to a page which is not among `pages`.
fn without_dead_ends(text: &str, pages: &[&Template]) -> String {
    let leads_nowhere = |part: &str| {
        let mut names = part.split("crate::guide::").skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
        });
        names.any(|name| pages.iter().all(|page| page.name() != name))
    };
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line == "\n" || line.starts_with("* ") {
            parts.push(line.to_owned());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    parts.retain(|part| !leads_nowhere(part));
    parts.concat()
}
