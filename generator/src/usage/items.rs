//! The walk through items, types and macros.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Block, Expr, FnArg, Generics, ImplItem, Item, ItemUse, Macro, Pat, Path, ReceiverKind,
    Signature, Stmt, TraitItem, UseTree,
};

use super::facts::Place;
use super::macros::{Code, Part, code, declared, is_plain, is_text, paths};
use super::tree::{Def, Route, Space};
use super::types::{Around, Ty};
use super::walker::{Walker, Within};

impl Walker<'_, '_> {
    /// Walks through an item.
    pub(super) fn item(&mut self, item: &Item) {
        let outside = self.site.clone();
        match item {
            Item::Use(one) => self.import(one),
            Item::Fn(one) => self.function(&one.sig, Some(&one.block)),
            Item::Impl(one) => self.implementation(one),
            Item::Trait(one) => {
                self.generics(&one.generics);
                one.supertraits
                    .iter()
                    .for_each(|bound| self.visit_type_param_bound(bound));
                for inner in &one.items {
                    match inner {
                        TraitItem::Fn(one) => self.function(&one.sig, one.default.as_ref()),
                        other => self.visit_trait_item(other),
                    }
                }
            }
            Item::Struct(one) => {
                self.generics(&one.generics);
                for name in one.fields.iter().filter_map(|field| field.ident.as_ref()) {
                    self.found.own_field(self.file, name.to_string());
                }
                visit::visit_item(self, item);
            }
            Item::Enum(one) => {
                self.generics(&one.generics);
                visit::visit_item(self, item);
            }
            Item::Type(one) => {
                self.generics(&one.generics);
                visit::visit_item(self, item);
            }
            Item::Macro(one) if one.mac.path.is_ident("macro_rules") => {
                let name = one.ident.as_ref().map(ToString::to_string);
                self.definition(name.unwrap_or_default(), &one.mac.tokens);
            }
            Item::Macro(one) => drop(self.invocation(&one.mac)),
            // Modules are walked through on their own.
            Item::Mod(_) | Item::ExternCrate(_) => {}
            other => visit::visit_item(self, other),
        }
        self.site = outside;
    }

    /// What type parameters are called means nothing else within them.
    fn generics(&mut self, generics: &Generics) {
        for one in generics.type_params() {
            self.site
                .parameters
                .insert(one.ident.to_string(), Ty::Unknown);
        }
        for one in generics.const_params() {
            self.site
                .parameters
                .insert(one.ident.to_string(), Ty::Unknown);
        }
        self.visit_generics(generics);
    }

    fn implementation(&mut self, one: &syn::ItemImpl) {
        self.generics(&one.generics);
        if let Some((path, _)) = &one.trait_ {
            self.visit_path(path);
        }
        self.visit_type(&one.self_ty);
        self.site.this = Some(self.resolver.lower(&one.self_ty, &self.site));
        for inner in &one.items {
            match inner {
                ImplItem::Fn(one) => self.function(&one.sig, Some(&one.block)),
                other => self.visit_impl_item(other),
            }
        }
    }

    fn function(&mut self, signature: &Signature, block: Option<&Block>) {
        let (outside, mark) = (self.site.clone(), self.variables.len());
        self.generics(&signature.generics);
        for input in &signature.inputs {
            match input {
                FnArg::Receiver(one) => {
                    let this = self.site.this.clone().unwrap_or(Ty::Unknown);
                    if let ReceiverKind::Typed(_, ty) = &one.kind {
                        self.visit_type(ty);
                    }
                    self.variables.push(("self".to_owned(), this));
                }
                FnArg::Typed(one) => {
                    self.visit_type(&one.ty);
                    let ty = self.resolver.lower(&one.ty, &self.site);
                    self.bind(&one.pat, &ty);
                }
            }
        }
        self.visit_return_type(&signature.output);
        if let Some(block) = block {
            self.block(block);
        }
        self.variables.truncate(mark);
        self.site = outside;
    }

    fn import(&mut self, one: &ItemUse) {
        let mut route = Route {
            is_global: one.leading_colon.is_some(),
            names: Vec::new(),
        };
        self.import_tree(&one.tree, &mut route, &mut Vec::new());
    }

    fn import_tree(&mut self, tree: &UseTree, route: &mut Route, spans: &mut Vec<Span>) {
        let name = match tree {
            UseTree::Path(one) => &one.ident,
            UseTree::Name(one) => &one.ident,
            UseTree::Rename(one) => &one.ident,
            UseTree::Glob(_) => return self.import_all(route, spans),
            UseTree::Group(group) => {
                let each = group.items.iter();
                return each.for_each(|tree| self.import_tree(tree, route, spans));
            }
        };
        // `self` in a group is what stands before it.
        let is_self = name == "self" && !route.names.is_empty();
        if !is_self {
            let text = name.to_string();
            route
                .names
                .push(text.strip_prefix("r#").unwrap_or(&text).to_owned());
            spans.push(name.span());
        }
        match tree {
            UseTree::Path(one) => self.import_tree(&one.tree, route, spans),
            _ => {
                self.follow(
                    route,
                    spans,
                    if is_self { Space::Types } else { Space::Both },
                );
            }
        }
        if !is_self {
            route.names.pop();
            spans.pop();
        }
    }

    fn import_all(&mut self, route: &Route, spans: &[Span]) {
        for def in self.follow(route, spans, Space::Types) {
            if let Def::Client(Place::Version(module, version)) = def {
                self.found.name_version(self.file, &module, &version);
            }
        }
    }

    /// Walks through what a macro is given; the type is that of what it makes, where it is known.
    pub(super) fn invocation(&mut self, mac: &Macro) -> Ty {
        let Some(last) = mac.path.segments.last() else {
            return Ty::Unknown;
        };
        let name = last.ident.to_string();
        if name == "include" {
            let why = "the file that it includes is not read".to_owned();
            self.unresolved(last.ident.span(), "include!", why);
        }
        if is_text(&name) {
            return Ty::Unknown;
        }
        let mut hidden = BTreeSet::new();
        declared(&mac.tokens, &mut hidden);
        let outside = (self.site.clone(), self.within, self.macro_name.clone());
        let hidden = hidden.into_iter().map(|name| (name, Ty::Unknown));
        self.site.parameters.extend(hidden);
        if !is_plain(&name) && self.within == Within::Code {
            self.within = Within::Macro;
        }
        self.macro_name.clone_from(&name);
        let mark = self.variables.len();
        let types = self.tokens(&mac.tokens);
        self.variables.truncate(mark);
        (self.site, self.within, self.macro_name) = outside;
        let first = types.into_iter().next().unwrap_or(Ty::Unknown);
        match name.as_str() {
            "vec" => first.within(Around::Many),
            "dbg" => first,
            _ => Ty::Unknown,
        }
    }

    fn tokens(&mut self, tokens: &TokenStream) -> Vec<Ty> {
        match code(tokens) {
            Code::Expressions(all) => return all.iter().map(|one| self.expression(one)).collect(),
            Code::Items(all) => all.iter().for_each(|one| self.inner_item(one)),
            Code::Statements(all) => {
                for stmt in &all {
                    match stmt {
                        Stmt::Item(item) => self.inner_item(item),
                        other => drop(self.statement(other)),
                    }
                }
            }
            Code::Parts(parts) => {
                for part in &parts {
                    match part {
                        Part::Expression(one) => drop(self.expression(one)),
                        Part::Pattern(one) => self.bind(one, &Ty::Unknown),
                        Part::Tokens(one) => self.loose(one),
                    }
                }
            }
        }
        Vec::new()
    }

    /// An item that a macro is given stands in no module that is known.
    fn inner_item(&mut self, item: &Item) {
        match item {
            Item::Mod(one) => {
                let content = one.content.iter();
                content.for_each(|(_, items)| items.iter().for_each(|item| self.inner_item(item)));
            }
            other => self.item(other),
        }
    }

    /// The paths among tokens of which nothing else can be told.
    fn loose(&mut self, tokens: &TokenStream) {
        for named in paths(tokens) {
            let is_variable =
                named.route.names.len() == 1 && self.variable(&named.route.names[0]).is_some();
            if !is_variable {
                self.follow(&named.route, &named.spans, Space::Both);
            }
        }
    }

    /// Looks through the definition of a macro.
    fn definition(&mut self, name: String, tokens: &TokenStream) {
        let outside = (self.within, std::mem::replace(&mut self.macro_name, name));
        self.within = Within::Definition;
        self.loose(tokens);
        (self.within, self.macro_name) = outside;
    }

    /// The arguments of a path's names.
    pub(super) fn visit_arguments(&mut self, path: &Path) {
        for segment in &path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }

    /// `<Type as Trait>::name`
    pub(super) fn qualified(&mut self, this: &syn::QSelf, path: &Path) {
        self.visit_type(&this.ty);
        let mut of_trait = path.clone();
        while of_trait.segments.len() > this.position {
            of_trait.segments.pop();
        }
        of_trait.segments.pop_punct();
        if !of_trait.segments.is_empty() {
            self.path(&of_trait, Space::Types);
        } else if let (Ty::Item(owner), Some(name)) = (
            self.resolver.lower(&this.ty, &self.site),
            path.segments.first(),
        ) && let Some(notice) = self
            .resolver
            .facts
            .of_setter(&owner, &name.ident.to_string())
        {
            self.use_of(name.ident.span(), notice);
        }
    }
}

/// What leads from one part of code to another.
impl<'ast> Visit<'ast> for Walker<'_, '_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_item(&mut self, _: &'ast Item) {}

    fn visit_expr(&mut self, expression: &'ast Expr) {
        self.expression(expression);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.block(block);
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        self.bind(pattern, &Ty::Unknown);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.invocation(mac);
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.path(path, Space::Types);
        self.visit_arguments(path);
    }

    fn visit_type_path(&mut self, one: &'ast syn::TypePath) {
        match &one.qself {
            Some(this) => {
                self.qualified(this, &one.path);
                self.visit_arguments(&one.path);
            }
            None => self.visit_path(&one.path),
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        // What the parser does not know yet, and hands on as it is.
        let _ = tokens.span();
        self.loose(tokens);
    }
}
