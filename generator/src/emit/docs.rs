//! Doc comments as they are put together: sentences, prose, and links that may lead nowhere.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::RustPath;

use super::prose;

/// A doc comment.
#[derive(Default)]
pub(super) struct Docs {
    lines: Vec<String>,
    links: BTreeMap<String, Link>,
}

/// What a link to another tool leads to.
struct Link {
    feature: String,
    /// With the feature: the item.
    item: String,
    /// Without: the page.
    page: String,
}

/// The links that a feature decides about, as the lines that define them.
struct Definitions<'a> {
    feature: &'a str,
    /// With the feature.
    items: Vec<String>,
    /// Without.
    pages: Vec<String>,
}

impl Docs {
    /// A doc comment that starts with `line`, which is Markdown already.
    pub(super) fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
            links: BTreeMap::new(),
        }
    }

    /// The docs of the field, parameter or setter `ident`: nothing where `line` says no more than
    /// its name.
    pub(super) fn of_member(ident: &str, line: String) -> Self {
        if line == prose::code(ident) {
            Self::default()
        } else {
            Self::new(line)
        }
    }

    /// Adds a paragraph of one line, which is Markdown already.
    pub(super) fn paragraph(&mut self, line: impl Into<String>) {
        self.lines([line.into()]);
    }

    /// Adds lines of Markdown as a paragraph of their own.
    pub(super) fn lines(&mut self, lines: impl IntoIterator<Item = String>) {
        let before = self.lines.len();
        self.lines.extend(lines);
        if before > 0 && self.lines.len() > before {
            self.lines.insert(before, String::new());
        }
    }

    /// Adds words of the description.
    pub(super) fn prose(&mut self, text: Option<&str>) {
        self.lines(text.map(prose::block).unwrap_or_default());
    }

    /// Defines where the link `` [`path`] `` leads.
    pub(super) fn link(&mut self, path: &RustPath, feature: &str, page: &str) {
        let RustPath {
            module,
            version,
            name,
        } = path;
        let link = Link {
            feature: feature.to_owned(),
            item: format!("crate::{module}::{version}::{name}"),
            page: page.to_owned(),
        };
        self.links.insert(path.to_string(), link);
    }

    /// The attributes.
    pub(super) fn tokens(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| {
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            quote!(#[doc = #line])
        });
        let blank = (!self.links.is_empty()).then(|| quote!(#[doc = ""]));
        let links = self.definitions().into_iter().map(|definitions| {
            let Definitions {
                feature,
                items,
                pages,
            } = definitions;
            quote! {
                #[cfg_attr(feature = #feature, #(doc = #items),*)]
                #[cfg_attr(not(feature = #feature), #(doc = #pages),*)]
            }
        });
        quote!(#(#lines)* #blank #(#links)*)
    }

    /// Where the links lead, by the feature that decides it.
    fn definitions(&self) -> Vec<Definitions<'_>> {
        let mut all: BTreeMap<&str, Definitions<'_>> = BTreeMap::new();
        for (path, link) in &self.links {
            let definitions = all.entry(&link.feature).or_insert_with(|| Definitions {
                feature: &link.feature,
                items: Vec::new(),
                pages: Vec::new(),
            });
            definitions.items.push(format!("[`{path}`]: {}", link.item));
            definitions.pages.push(format!("[`{path}`]: {}", link.page));
        }
        all.into_values().collect()
    }

    /// The same as text of inner doc comments.
    pub(super) fn inner(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let space = if line.is_empty() { "" } else { " " };
            out.push_str(&format!("//!{space}{line}\n"));
        }
        if !self.links.is_empty() {
            out.push_str("//!\n");
        }
        for definitions in self.definitions() {
            let feature = definitions.feature;
            let feature = quote!(#feature).to_string();
            let lines = |definitions: &[String]| -> String {
                let line = |text: &String| format!("    doc = {},\n", quote!(#text));
                definitions.iter().map(line).collect()
            };
            let (items, pages) = (lines(&definitions.items), lines(&definitions.pages));
            out.push_str(&format!(
                "#![cfg_attr(\n    feature = {feature},\n{items})]\n\
                 #![cfg_attr(\n    not(feature = {feature}),\n{pages})]\n"
            ));
        }
        out
    }
}
