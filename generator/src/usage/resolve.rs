//! What a path means, from a module on.

use std::cell::RefCell;
use std::collections::BTreeSet;

use syn::Item;

use super::facts::{Facts, Place};
use super::tree::{Binding, Def, ModuleId, Outside, Route, Space, Tree, What};

/// Crates that have nothing of the client.
const STANDARD: &[&str] = &["std", "core", "alloc", "proc_macro", "test"];

/// Resolves paths.
pub(super) struct Resolver<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    pub(super) facts: &'t Facts<'t>,
    /// What is being resolved: an import may lead back to itself.
    open: RefCell<BTreeSet<(ModuleId, String, Space)>>,
}

impl<'t, 'a> Resolver<'t, 'a> {
    pub(super) fn new(tree: &'t Tree<'a>, facts: &'t Facts<'t>) -> Self {
        let open = RefCell::default();
        Self { tree, facts, open }
    }

    /// What a path means.
    pub(super) fn resolve(&self, from: ModuleId, route: &Route, space: Space) -> Vec<Def> {
        let mut steps = self.steps(from, route, space);
        let is_whole = steps.len() == route.names.len();
        steps.pop().filter(|_| is_whole).unwrap_or_default()
    }

    /// What each beginning of a path means, as far as that can be told. Where code stands that is not
    /// compiled together, there may be several meanings.
    pub(super) fn steps(&self, from: ModuleId, route: &Route, space: Space) -> Vec<Vec<Def>> {
        let mut steps: Vec<Vec<Def>> = Vec::new();
        let last = route.names.len().saturating_sub(1);
        for (index, name) in route.names.iter().enumerate() {
            let space = if index == last { space } else { Space::Types };
            let found = match steps.last() {
                None => self.first(from, route.is_global, name, space),
                Some(before) if name == "super" => before
                    .iter()
                    .filter_map(|def| match def {
                        Def::Module(id) => Some(Def::Module(self.above(*id)?)),
                        _ => None,
                    })
                    .collect(),
                Some(before) => self.each(before, name, space, from, false),
            };
            if found.is_empty() {
                break;
            }
            steps.push(found);
        }
        steps
    }

    fn above(&self, module: ModuleId) -> Option<ModuleId> {
        let module = self.tree.named(module);
        self.tree.modules[module]
            .parent
            .map(|id| self.tree.named(id))
    }

    /// The first name of a path.
    fn first(&self, from: ModuleId, is_global: bool, name: &str, space: Space) -> Vec<Def> {
        let krate = self.tree.modules[from].krate;
        let here = self.tree.named(from);
        match name {
            _ if is_global => return self.outside(krate, name),
            "crate" | "$crate" => return vec![Def::Module(self.tree.crates[krate].root)],
            "self" => return vec![Def::Module(here)],
            "super" => return self.above(from).map(Def::Module).into_iter().collect(),
            _ => {}
        }
        let mut module = from;
        loop {
            let found = self.name(module, name, space, from);
            if !found.is_empty() {
                return found;
            }
            if !self.tree.modules[module].is_block {
                break;
            }
            let Some(parent) = self.tree.modules[module].parent else {
                break;
            };
            module = parent;
        }
        if space == Space::Values {
            return Vec::new();
        }
        self.outside(krate, name)
    }

    /// A crate, by the name that another one knows it by.
    fn outside(&self, krate: usize, name: &str) -> Vec<Def> {
        match self.tree.crates[krate].outside.get(name) {
            Some(Outside::Client) => vec![Def::Client(Place::Root)],
            Some(Outside::Library(file)) => {
                let root = self.tree.libraries.get(file);
                root.map(|id| Def::Module(*id)).into_iter().collect()
            }
            Some(Outside::Other) => vec![Def::Foreign(name.to_owned())],
            None if STANDARD.contains(&name) => vec![Def::Foreign(name.to_owned())],
            None => Vec::new(),
        }
    }

    /// A name in each of what a path means so far.
    fn each(
        &self,
        before: &[Def],
        name: &str,
        space: Space,
        from: ModuleId,
        is_glob: bool,
    ) -> Vec<Def> {
        let mut found: Vec<Def> = Vec::new();
        for def in before {
            let next = match def {
                Def::Module(id) => self.name(*id, name, space, from),
                Def::Client(place) => {
                    let next = if is_glob {
                        self.facts.step_glob(place, name)
                    } else {
                        self.facts.step(place, name)
                    };
                    next.map(Def::Client).into_iter().collect()
                }
                Def::Item(_) => self.in_item(def, name, space, from),
                Def::Foreign(path) if !is_glob => vec![Def::Foreign(format!("{path}::{name}"))],
                Def::Unsure => vec![Def::Unsure],
                Def::Foreign(_) | Def::Variant(_) => Vec::new(),
            };
            found.extend(next);
        }
        found.sort();
        found.dedup();
        found
    }

    /// A variant of an enum, or a name in what an alias stands for.
    fn in_item(&self, def: &Def, name: &str, space: Space, from: ModuleId) -> Vec<Def> {
        let Def::Item(id) = def else {
            return Vec::new();
        };
        match self.tree.items[*id].1 {
            Item::Enum(one) => {
                let has = one.variants.iter().any(|variant| variant.ident == name);
                has.then_some(Def::Variant(*id)).into_iter().collect()
            }
            Item::Type(_) => {
                let target = self.aliased(def);
                let is_itself = target.iter().any(|one| matches!(one, Def::Item(_)));
                if is_itself {
                    return Vec::new();
                }
                self.each(&target, name, space, from, false)
            }
            _ => Vec::new(),
        }
    }

    /// What an alias stands for, through other aliases; what is no alias stands for itself.
    pub(super) fn aliased(&self, def: &Def) -> Vec<Def> {
        let mut def = def.clone();
        for _ in 0..8 {
            let Def::Item(id) = def else { break };
            let (module, Item::Type(alias)) = self.tree.items[id] else {
                break;
            };
            let syn::Type::Path(path) = &*alias.ty else {
                break;
            };
            if path.qself.is_some() {
                break;
            }
            let route = route(&path.path);
            let found = self.resolve(module, &route, Space::Types);
            match found.as_slice() {
                [one] => def = one.clone(),
                _ => return found,
            }
        }
        vec![def]
    }

    /// A name in a module, as far as it can be named from another one.
    pub(super) fn name(
        &self,
        module: ModuleId,
        name: &str,
        space: Space,
        from: ModuleId,
    ) -> Vec<Def> {
        let key = (module, name.to_owned(), space);
        if !self.open.borrow_mut().insert(key.clone()) {
            return Vec::new();
        }
        let found = self.declared(module, name, space, from);
        let found = if found.is_empty() {
            self.globbed(module, name, space, from)
        } else {
            found
        };
        self.open.borrow_mut().remove(&key);
        found
    }

    fn can_name(&self, within: Option<ModuleId>, from: ModuleId) -> bool {
        within.is_none_or(|within| self.tree.is_within(from, within))
    }

    fn declared(&self, module: ModuleId, name: &str, space: Space, from: ModuleId) -> Vec<Def> {
        let here = &self.tree.modules[module];
        let bindings: &[Binding] = here.names.get(name).map_or(&[], Vec::as_slice);
        let mut found = Vec::new();
        for binding in bindings {
            if !binding.space.meets(space) || !self.can_name(binding.within, from) {
                continue;
            }
            match &binding.what {
                What::Def(def) => found.push(def.clone()),
                What::Import(route) => found.extend(self.resolve(module, route, space)),
                What::Crate(name) => found.extend(self.outside(here.krate, name)),
            }
        }
        found.sort();
        found.dedup();
        found
    }

    fn globbed(&self, module: ModuleId, name: &str, space: Space, from: ModuleId) -> Vec<Def> {
        let here = &self.tree.modules[module];
        let mut found = Vec::new();
        for glob in &here.globs {
            if self.can_name(glob.within, from) {
                let target = self.resolve(module, &glob.route, Space::Types);
                found.extend(self.each(&target, name, space, from, true));
            }
        }
        if !found.is_empty() && here.macro_words.contains(name) {
            found = vec![Def::Unsure];
        }
        found.sort();
        found.dedup();
        found
    }

    /// The globs in sight of a module whose crates are not read: any of them may bring any name.
    pub(super) fn unread_globs(&self, from: ModuleId) -> Vec<String> {
        let mut found = Vec::new();
        let mut module = Some(from);
        while let Some(id) = module {
            let here = &self.tree.modules[id];
            for glob in &here.globs {
                for def in self.resolve(id, &glob.route, Space::Types) {
                    match def {
                        Def::Foreign(path) if !is_standard(&path) => {
                            found.push(format!("{path}::*"))
                        }
                        _ => {}
                    }
                }
            }
            module = here.parent.filter(|_| here.is_block);
        }
        found
    }
}

/// Whether a path is of a crate that has nothing of the client.
pub(super) fn is_standard(path: &str) -> bool {
    let krate = path.split("::").next().unwrap_or_default();
    STANDARD.contains(&krate)
}

/// A path of code, as names.
pub(super) fn route(path: &syn::Path) -> Route {
    let names = path.segments.iter().map(|segment| {
        let name = segment.ident.to_string();
        name.strip_prefix("r#")
            .map_or(name.clone(), ToOwned::to_owned)
    });
    Route {
        is_global: path.leading_colon.is_some(),
        names: names.collect(),
    }
}
