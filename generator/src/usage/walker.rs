//! A walk through the code of a module: where it is, and what it says of the paths that it meets.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::Signature;

use super::collect::Collected;
use super::facts::{Notice, Place};
use super::found::{Spot, Unresolved, Use};
use super::lower::Site;
use super::resolve::{Resolver, is_standard, route};
use super::tree::{Def, ItemId, ModuleId, Route, Space};
use super::types::Ty;

/// The methods of the types of the user: by type and name, where they are declared.
pub(super) type Methods<'a> = BTreeMap<(ItemId, String), (ModuleId, &'a Signature)>;

/// In what kind of tokens a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// Code, or a macro that takes expressions as they are.
    Code,
    /// A macro that may do anything with a name.
    Macro,
    /// The definition of a macro: names are those of the place at which it is called.
    Definition,
}

/// A walk.
pub(super) struct Walker<'w, 'a> {
    pub(super) resolver: &'w Resolver<'w, 'a>,
    pub(super) methods: &'w Methods<'a>,
    pub(super) found: &'w mut Collected,
    pub(super) file: &'w str,
    pub(super) site: Site,
    /// The variables in sight, the innermost last.
    pub(super) variables: Vec<(String, Ty)>,
    pub(super) within: Within,
    /// The macro, where it is in one.
    pub(super) macro_name: String,
}

impl Walker<'_, '_> {
    fn spot(&self, span: Span) -> Spot {
        Spot::new(self.file, span)
    }

    pub(super) fn use_of(&mut self, span: Span, notice: Notice) {
        let spot = self.spot(span);
        self.found.uses.insert(Use { spot, notice });
    }

    pub(super) fn unresolved(&mut self, span: Span, name: &str, why: String) {
        let (spot, name) = (self.spot(span), name.to_owned());
        self.found.unresolved.insert(Unresolved { spot, name, why });
    }

    pub(super) fn unknown_access(&mut self, span: Span, name: &str, is_call: bool) {
        let spot = self.spot(span);
        self.found.access(spot, name.to_owned(), is_call);
    }

    pub(super) fn variable(&self, name: &str) -> Option<Ty> {
        let mut inner = self.variables.iter().rev();
        inner.find(|(own, _)| own == name).map(|(_, ty)| ty.clone())
    }

    /// What a path of code means; what it uses is reported.
    pub(super) fn path(&mut self, path: &syn::Path, space: Space) -> Vec<Def> {
        let spans: Vec<Span> = path.segments.iter().map(|one| one.ident.span()).collect();
        self.follow(&route(path), &spans, space)
    }

    /// The same for a path whose names stand at these places.
    pub(super) fn follow(&mut self, route: &Route, spans: &[Span], space: Space) -> Vec<Def> {
        let Some(first) = route.names.first() else {
            return Vec::new();
        };
        if first == "Self" {
            self.member_of_this(route, spans);
            return Vec::new();
        }
        if !route.is_global && self.site.parameters.contains_key(first) {
            if !self.macro_name.is_empty() {
                self.say_hidden(route, spans);
            }
            return Vec::new();
        }
        let steps = self.resolver.steps(self.site.module, route, space);
        for (defs, span) in steps.iter().zip(spans) {
            for def in defs {
                self.met(def, route, *span);
            }
        }
        let whole = steps.len() == route.names.len();
        match steps.last() {
            Some(last) if !whole => {
                if let (Some(name), Some(span)) =
                    (route.names.get(steps.len()), spans.get(steps.len()))
                {
                    self.member(last, name, *span);
                }
                if last.iter().any(|def| matches!(def, Def::Module(_))) {
                    self.say_unknown(route, spans);
                }
                Vec::new()
            }
            Some(last) => {
                self.say_foreign(last, route, spans);
                last.clone()
            }
            None => {
                self.say_unknown(route, spans);
                Vec::new()
            }
        }
    }

    /// A step of a path.
    fn met(&mut self, def: &Def, route: &Route, span: Span) {
        match def {
            Def::Client(place) => {
                if let Place::Item(path) | Place::Variant(path, _) = place {
                    self.found.name_item(self.file, path);
                }
                if let Some(notice) = self.resolver.facts.of_place(place) {
                    self.named(route, span, notice);
                }
            }
            Def::Unsure => {
                if let Some(name) = self.deprecated_name(route) {
                    let why = "a macro of the module, which is not expanded, may define the name";
                    self.unresolved(span, &name, why.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Something deprecated is named: a use, unless it stands where that cannot be told.
    fn named(&mut self, route: &Route, span: Span, notice: Notice) {
        let shown = route.names.join("::");
        match self.within {
            Within::Code => self.use_of(span, notice),
            // With a name alone, a macro may declare something of its own.
            Within::Macro if route.names.len() > 1 => self.use_of(span, notice),
            Within::Macro => {
                let why = format!(
                    "it is an argument of `{}!`, which may do anything with a name; here it is that of {}",
                    self.macro_name, notice.path
                );
                self.unresolved(span, &shown, why);
            }
            Within::Definition if self.is_absolute(route) => self.use_of(span, notice),
            Within::Definition => {
                let why = format!(
                    "it stands in the definition of `{}!`, and means what it means where that is \
                     called; here it is {}",
                    self.macro_name, notice.path
                );
                self.unresolved(span, &shown, why);
            }
        }
    }

    /// Whether a path means the same wherever it stands in the crate.
    fn is_absolute(&self, route: &Route) -> bool {
        let first = route.names.first().map(String::as_str).unwrap_or_default();
        let steps = self.resolver.steps(self.site.module, route, Space::Types);
        let is_client = steps
            .first()
            .is_some_and(|defs| defs.contains(&Def::Client(Place::Root)));
        route.is_global || matches!(first, "crate" | "$crate") || is_client
    }

    /// A name behind a type: a setter that is named by its path.
    fn member(&mut self, defs: &[Def], name: &str, span: Span) {
        for def in defs {
            for def in self.resolver.aliased(def) {
                if let Def::Client(Place::Item(path)) = def
                    && let Some(notice) = self.resolver.facts.of_setter(&path, name)
                {
                    self.use_of(span, notice);
                }
            }
        }
    }

    fn member_of_this(&mut self, route: &Route, spans: &[Span]) {
        if let (Some(Ty::Item(path)), Some(name), Some(span)) =
            (&self.site.this, route.names.get(1), spans.get(1))
        {
            let facts = self.resolver.facts;
            let variant = Place::Variant(path.clone(), name.clone());
            let notice = facts
                .of_setter(path, name)
                .or_else(|| facts.of_place(&variant));
            if let Some(notice) = notice {
                self.use_of(*span, notice);
            }
        }
    }

    /// The name in a path that a deprecated request has.
    fn deprecated_name(&self, route: &Route) -> Option<String> {
        let is_deprecated = |name: &&String| self.resolver.facts.is_deprecated_name(name);
        route.names.iter().find(is_deprecated).cloned()
    }

    fn say_foreign(&mut self, defs: &[Def], route: &Route, spans: &[Span]) {
        let foreign = defs.iter().find_map(|def| match def {
            Def::Foreign(path) if !is_standard(path) => Some(path),
            _ => None,
        });
        if let (Some(path), Some(_), Some(span)) =
            (foreign, self.deprecated_name(route), spans.last())
        {
            let krate = path.split("::").next().unwrap_or_default();
            let why = format!(
                "the crate `{krate}` is not read; it may re-export a deprecated request of this name"
            );
            self.unresolved(*span, &route.names.join("::"), why);
        }
    }

    fn say_hidden(&mut self, route: &Route, spans: &[Span]) {
        if let (Some(name), Some(span)) = (self.deprecated_name(route), spans.last()) {
            let why = format!(
                "`{}!` declares the name `{name}` in what it is given",
                self.macro_name
            );
            self.unresolved(*span, &route.names.join("::"), why);
        }
    }

    fn say_unknown(&mut self, route: &Route, spans: &[Span]) {
        let (Some(name), Some(span)) = (self.deprecated_name(route), spans.last()) else {
            return;
        };
        let globs = self.resolver.unread_globs(self.site.module);
        let module = &self.resolver.tree.modules[self.site.module];
        if globs.is_empty() && module.macro_words.contains(&name) {
            // A macro of the module is given the name, and declares it.
            return;
        }
        let why = if globs.is_empty() {
            format!("nothing in the sources says what `{name}` is")
        } else {
            format!(
                "it may come from `{}`, which is not read",
                globs.join("` or `")
            )
        };
        self.unresolved(*span, &route.names.join("::"), why);
    }
}
