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

impl Docs {
    /// A doc comment that starts with `line`, which is Markdown already.
    pub(super) fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
            links: BTreeMap::new(),
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
        let links = self.links.iter().map(|(path, link)| {
            let feature = &link.feature;
            let item = format!("[`{path}`]: {}", link.item);
            let page = format!("[`{path}`]: {}", link.page);
            quote! {
                #[cfg_attr(feature = #feature, doc = #item)]
                #[cfg_attr(not(feature = #feature), doc = #page)]
            }
        });
        quote!(#(#lines)* #blank #(#links)*)
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
        for (path, link) in &self.links {
            let feature = quote::ToTokens::to_token_stream(&link.feature);
            let define = |to: &str| {
                let text = format!("[`{path}`]: {to}");
                quote!(#text).to_string()
            };
            let (item, page) = (define(&link.item), define(&link.page));
            out.push_str(&format!(
                "#![cfg_attr(feature = {feature}, doc = {item})]\n"
            ));
            out.push_str(&format!(
                "#![cfg_attr(not(feature = {feature}), doc = {page})]\n"
            ));
        }
        out
    }
}
