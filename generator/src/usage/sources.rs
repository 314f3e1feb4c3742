//! Source files, parsed, and which file is the content of which module.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Item, Lit, Meta};

use super::files::{Files, file_name, join, parent};
use super::found::{Spot, Unresolved};

/// How many brackets may stand in each other: a parser that calls itself needs an end.
const DEPTH: usize = 200;

/// Where an item begins: line and column.
pub(super) type Start = (usize, usize);

/// A file.
pub(super) struct SourceFile {
    pub(super) path: String,
    pub(super) ast: syn::File,
    /// The files of the modules that it declares, by where the declaration begins.
    pub(super) children: BTreeMap<Start, Vec<usize>>,
}

/// All files that were read.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) files: Vec<SourceFile>,
    /// What could not be read.
    pub(super) problems: Vec<Unresolved>,
    known: BTreeMap<(String, String), Option<usize>>,
}

/// Where a span begins.
pub(super) fn start(span: Span) -> Start {
    (span.start().line, span.start().column)
}

impl Sources {
    /// Reads the root file of a crate, and all files of its modules.
    pub(super) fn read_root(&mut self, from: &dyn Files, path: &str) -> Option<usize> {
        self.read(from, path, parent(path).unwrap_or_default())
    }

    /// Reads a file whose modules stand in a folder.
    fn read(&mut self, from: &dyn Files, path: &str, below: &str) -> Option<usize> {
        let key = (path.to_owned(), below.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        // What a file declares may be itself: it is known before it is read.
        self.known.insert(key.clone(), None);
        let text = match from.text(path)? {
            Ok(text) => text,
            Err(reason) => {
                self.problem(path, (1, 0), path, reason);
                return None;
            }
        };
        if let Some(line) = too_deep(&text) {
            let why =
                format!("more than {DEPTH} brackets stand in each other; the file is not read");
            self.problem(path, (line, 0), file_name(path), why);
            return None;
        }
        let ast = match syn::parse_file(&text) {
            Ok(ast) => ast,
            Err(error) => {
                let why = format!("the file is no Rust that can be parsed: {error}");
                self.problem(path, start(error.span()), file_name(path), why);
                return None;
            }
        };
        let mut declared = Declared {
            file_folder: parent(path).unwrap_or_default().to_owned(),
            folder: below.to_owned(),
            is_inline: false,
            found: Vec::new(),
        };
        declared.visit_file(&ast);
        let id = self.files.len();
        self.known.insert(key, Some(id));
        self.files.push(SourceFile {
            path: path.to_owned(),
            ast,
            children: BTreeMap::new(),
        });
        for module in declared.found {
            let children = self.module(from, path, &module);
            self.files[id].children.insert(module.start, children);
        }
        Some(id)
    }

    /// The files of a module that is declared.
    fn module(&mut self, from: &dyn Files, file: &str, module: &Module) -> Vec<usize> {
        let mut found = Vec::new();
        let mut exists = false;
        for (path, below) in &module.candidates {
            if from.text(path).is_some() {
                exists = true;
                found.extend(self.read(from, path, below));
            }
        }
        if !exists {
            let looked: Vec<&str> = module
                .candidates
                .iter()
                .map(|(path, _)| path.as_str())
                .collect();
            let why = format!("the file of the module is not there: {}", looked.join(", "));
            self.problem(file, module.start, &module.name, why);
        }
        found
    }

    fn problem(&mut self, file: &str, (line, column): Start, name: &str, why: String) {
        self.problems.push(Unresolved {
            spot: Spot {
                file: file.to_owned(),
                line,
                column: column + 1,
            },
            name: name.to_owned(),
            why,
        });
    }
}

/// The line at which brackets stand too deep in each other. Those in texts count as well, as they
/// rarely stand alone.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut line) = (0_usize, 1);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' => line += 1,
            _ => {}
        }
        if depth > DEPTH {
            return Some(line);
        }
    }
    None
}

/// A module whose content is a file of its own.
struct Module {
    name: String,
    start: Start,
    /// The files that it may be, each with the folder in which its modules stand.
    candidates: Vec<(String, String)>,
}

/// Finds the modules that a file declares, also within functions.
struct Declared {
    /// The folder of the file.
    file_folder: String,
    /// The folder in which the modules stand.
    folder: String,
    /// Whether it is that of a module within the file.
    is_inline: bool,
    found: Vec<Module>,
}

impl<'ast> Visit<'ast> for Declared {
    fn visit_item(&mut self, item: &'ast Item) {
        let Item::Mod(module) = item else {
            return visit::visit_item(self, item);
        };
        let name = module.ident.to_string();
        let name = name.strip_prefix("r#").unwrap_or(&name).to_owned();
        let paths = paths(&module.attrs);
        if module.content.is_some() {
            let inner = paths.first().map_or(name.as_str(), String::as_str);
            let folder = join(&self.folder, inner);
            let outside = (std::mem::replace(&mut self.folder, folder), self.is_inline);
            self.is_inline = true;
            visit::visit_item(self, item);
            (self.folder, self.is_inline) = outside;
            return;
        }
        let base = if self.is_inline {
            &self.folder
        } else {
            &self.file_folder
        };
        let mut candidates: Vec<(String, String)> = paths
            .iter()
            .map(|path| {
                let file = join(base, path);
                let below = parent(&file).unwrap_or_default().to_owned();
                (file, below)
            })
            .collect();
        // A path that holds on some platform only leaves the usual one to the others.
        if candidates.is_empty() || !has_path(&module.attrs) {
            let below = join(&self.folder, &name);
            candidates.push((format!("{below}.rs"), below.clone()));
            candidates.push((join(&below, "mod.rs"), below));
        }
        self.found.push(Module {
            name,
            start: start(module.mod_token.span()),
            candidates,
        });
    }
}

fn has_path(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|one| one.path().is_ident("path"))
}

/// What `#[path = ".."]` says, also within `cfg_attr`.
fn paths(attributes: &[syn::Attribute]) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("path") {
            found.extend(path_value(&attribute.meta));
        } else if attribute.path().is_ident("cfg_attr") {
            let all = attribute.parse_args_with(
                syn::punctuated::Punctuated::<Meta, syn::Token![,]>::parse_terminated,
            );
            let all = all.into_iter().flatten().skip(1);
            found.extend(
                all.filter(|one| one.path().is_ident("path"))
                    .filter_map(|one| path_value(&one)),
            );
        }
    }
    found
}

fn path_value(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
