//! Where emitted code stands, and how it names what stands elsewhere.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, LeftOut, Operation, RustPath, Shape, Type, TypeRef};

use super::docs::Docs;
use super::prose;

/// Everything that is looked up across files.
pub(super) struct Index<'a> {
    /// Cargo features by tool module.
    features: BTreeMap<&'a str, &'a str>,
    /// The reference page of each operation.
    pub(super) operations: BTreeMap<&'a RustPath, &'a Operation>,
    /// What the crate names and does not have.
    pub(super) left_out: BTreeMap<&'a RustPath, &'a LeftOut>,
    /// All types.
    pub(super) types: BTreeMap<&'a RustPath, &'a Type>,
}

impl<'a> Index<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut index = Self {
            features: BTreeMap::new(),
            operations: BTreeMap::new(),
            left_out: BTreeMap::new(),
            types: BTreeMap::new(),
        };
        let left_out = api.left_out.iter();
        index
            .left_out
            .extend(left_out.map(|one| (&one.operation.rust, one)));
        index
            .types
            .extend(api.shared.iter().map(|ty| (&ty.rust, ty)));
        for tool in &api.tools {
            index.features.insert(&tool.module, &tool.feature);
            for resource in tool.resources() {
                index
                    .operations
                    .extend(resource.operations.iter().map(|op| (&op.rust, op)));
                index
                    .types
                    .extend(resource.types.iter().map(|ty| (&ty.rust, ty)));
            }
        }
        index
    }

    /// The cargo feature of the tool that `path` belongs to.
    pub(super) fn feature(&self, path: &RustPath) -> &'a str {
        self.features
            .get(path.module.as_str())
            .copied()
            .unwrap_or_default()
    }

    /// What `path` is, when it is a type.
    pub(super) fn shape(&self, path: &RustPath) -> Option<&'a Shape> {
        self.types.get(path).map(|ty| &ty.shape)
    }
}

/// The file that code is emitted into.
pub(super) struct Scope<'a> {
    /// The tool's module, or `shared`.
    pub(super) module: &'a str,
    /// The version's module; empty in `shared`.
    pub(super) version: &'a str,
    /// The public names that the file itself defines.
    names: BTreeSet<&'a str>,
    /// What stands elsewhere.
    pub(super) index: &'a Index<'a>,
    /// Whether a type of `shared` has been named.
    uses_shared: Cell<bool>,
    /// Whether a type of an id has been named.
    uses_ids: Cell<bool>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        module: &'a str,
        version: &'a str,
        operations: &'a [Operation],
        types: impl IntoIterator<Item = &'a Type>,
        index: &'a Index<'a>,
    ) -> Self {
        let names = operations
            .iter()
            .map(|op| &op.rust)
            .chain(types.into_iter().map(|ty| &ty.rust));
        Self {
            module,
            version,
            names: names.map(|path| path.name.as_str()).collect(),
            index,
            uses_shared: Cell::new(false),
            uses_ids: Cell::new(false),
        }
    }

    /// What a file has to import.
    pub(super) fn imports(&self) -> String {
        let mut out = String::new();
        if self.uses_ids.get() {
            out.push_str("use crate::ids;\n");
        }
        out.push_str("use crate::runtime::prelude::*;\n");
        if self.uses_shared.get() {
            out.push_str("use crate::shared;\n");
        }
        out
    }

    fn is_here(&self, path: &RustPath) -> bool {
        let same = path.module == self.module && path.version == self.version;
        same && self.names.contains(path.name.as_str())
    }

    /// The path of an item as it is written in this file.
    pub(super) fn path(&self, path: &RustPath) -> TokenStream {
        let name = ident(&path.name);
        if self.is_here(path) {
            return quote!(#name);
        }
        let module = ident(&path.module);
        if path.module == self.module && path.version == self.version {
            quote!(super::#name)
        } else if path.version.is_empty() {
            self.uses_shared.set(true);
            quote!(#module::#name)
        } else {
            let version = ident(&path.version);
            quote!(crate::#module::#version::#name)
        }
    }

    /// A type as it is written in this file.
    pub(super) fn ty(&self, ty: &TypeRef) -> TokenStream {
        match ty {
            TypeRef::Bool => quote!(bool),
            TypeRef::Integer => quote!(i64),
            TypeRef::Float => quote!(f64),
            TypeRef::Decimal => quote!(Decimal),
            TypeRef::String => quote!(String),
            TypeRef::Secret => quote!(Secret),
            TypeRef::Id(name) => {
                self.uses_ids.set(true);
                let name = ident(name);
                quote!(ids::#name)
            }
            TypeRef::Date => quote!(Date),
            TypeRef::DateTime => quote!(DateTime),
            TypeRef::Base64 => quote!(Base64),
            TypeRef::File => quote!(File),
            TypeRef::Json => quote!(serde_json::Value),
            TypeRef::CustomFields => quote!(CustomFields),
            TypeRef::CustomFieldValues => quote!(CustomFieldValues),
            TypeRef::Named(path) => self.path(path),
            TypeRef::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            TypeRef::Map(value) => {
                let value = self.ty(value);
                quote!(BTreeMap<String, #value>)
            }
            TypeRef::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            TypeRef::Boxed(path) => {
                let path = self.path(path);
                quote!(Box<#path>)
            }
        }
    }

    /// Writes a link to the operation or type `path` into `docs`; gives the text that shows it.
    ///
    /// A tool that is switched off has no items to link to. Then the same words lead to
    /// Procore's reference page, or nowhere.
    pub(super) fn link(&self, path: &RustPath, docs: &mut Docs) -> String {
        let RustPath {
            module,
            version,
            name,
        } = path;
        if self.is_here(path) {
            return format!("[`{name}`]");
        }
        if module == self.module && version == self.version {
            return format!("[`{name}`](super::{name})");
        }
        if module == self.module {
            return format!("[`{version}::{name}`](crate::{module}::{version}::{name})");
        }
        if version.is_empty() {
            return format!("[`{module}::{name}`](crate::{module}::{name})");
        }
        if let Some(left_out) = self.index.left_out.get(path) {
            return left_out_link(left_out);
        }
        let feature = self.index.feature(path);
        let Some(operation) = self.index.operations.get(path) else {
            return format!("`{path}` (feature `{feature}`)");
        };
        docs.link(path, feature, &prose::url(&operation.reference));
        format!("[`{path}`] (feature `{feature}`)")
    }
}

/// An operation that the crate does not have, as docs name it: its item is nothing to link to.
pub(super) fn left_out_link(left_out: &LeftOut) -> String {
    let words = left_out_words(left_out);
    let path = format!("`{}`", left_out.operation.rust);
    match prose::url(&left_out.reference) {
        url if url.is_empty() => words,
        url => words.replacen(&path, &format!("[{path}]({url})"), 1),
    }
}

/// The same without a link.
pub(super) fn left_out_words(left_out: &LeftOut) -> String {
    let (path, feature) = (&left_out.operation.rust, &left_out.feature);
    format!("`{path}` (feature `{feature}`, which this crate does not have)")
}

/// An identifier that the check of the IR has let through.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
