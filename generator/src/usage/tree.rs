//! The modules of crates: what each declares and imports.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Item, Stmt, UseTree, Visibility};

use super::facts::Place;
use super::sources::{Sources, start};

/// A module, by its position in [`Tree::modules`].
pub(super) type ModuleId = usize;
/// An item, by its position in [`Tree::items`].
pub(super) type ItemId = usize;

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Def {
    Module(ModuleId),
    Client(Place),
    Item(ItemId),
    /// A variant of an enum of the user.
    Variant(ItemId),
    /// Something of a crate that is not read, by its path.
    Foreign(String),
    /// A macro that is not expanded may define the name.
    Unsure,
}

/// Names of types and modules, names of values, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Space {
    Types,
    Values,
    Both,
}

impl Space {
    pub(super) fn meets(self, other: Self) -> bool {
        self == Self::Both || other == Self::Both || self == other
    }
}

/// The path of an import, or of what is named elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// Whether it begins with `::`.
    pub(super) is_global: bool,
    pub(super) names: Vec<String>,
}

/// A name of a module.
pub(super) struct Binding {
    pub(super) space: Space,
    /// The module within which it can be named; everywhere if there is none.
    pub(super) within: Option<ModuleId>,
    pub(super) what: What,
}

/// What a name of a module stands for.
pub(super) enum What {
    Def(Def),
    Import(Route),
    /// A crate, by its name.
    Crate(String),
}

/// `use path::*`.
pub(super) struct Glob {
    pub(super) within: Option<ModuleId>,
    pub(super) route: Route,
}

/// A module, or a block that has items.
#[derive(Default)]
pub(super) struct Module<'a> {
    pub(super) krate: usize,
    pub(super) parent: Option<ModuleId>,
    pub(super) is_block: bool,
    /// The file, by its position in [`Sources::files`].
    pub(super) file: usize,
    pub(super) names: BTreeMap<String, Vec<Binding>>,
    pub(super) globs: Vec<Glob>,
    /// What it holds, in order.
    pub(super) items: Vec<&'a Item>,
    /// The words in its macros, any of which they may define.
    pub(super) macro_words: BTreeSet<String>,
}

/// A crate.
pub(super) struct Crate {
    pub(super) root: ModuleId,
    /// What its dependencies are, by their names in code.
    pub(super) outside: BTreeMap<String, Outside>,
}

/// What a crate knows by a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outside {
    Client,
    /// The library of a package that is read, by its root file.
    Library(String),
    Other,
}

/// All modules.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub(super) modules: Vec<Module<'a>>,
    pub(super) crates: Vec<Crate>,
    /// The items that have a name, with the modules in which they stand.
    pub(super) items: Vec<(ModuleId, &'a Item)>,
    /// The blocks that have items, by the module around them and where they begin.
    pub(super) blocks: BTreeMap<(ModuleId, (usize, usize)), ModuleId>,
    /// The root modules of libraries, by their files.
    pub(super) libraries: BTreeMap<String, ModuleId>,
}

impl<'a> Tree<'a> {
    /// Adds a crate whose root is a file.
    pub(super) fn add(
        &mut self,
        sources: &'a Sources,
        file: usize,
        outside: BTreeMap<String, Outside>,
    ) -> ModuleId {
        let krate = self.crates.len();
        let root = self.modules.len();
        self.crates.push(Crate { root, outside });
        self.modules.push(Module {
            krate,
            file,
            ..Module::default()
        });
        let mut builder = Builder {
            tree: self,
            sources,
            module: root,
            file,
            depth: 0,
        };
        builder.items(&sources.files[file].ast.items);
        root
    }

    /// The module around a module: that of a block is the next one that is no block.
    pub(super) fn named(&self, mut module: ModuleId) -> ModuleId {
        while self.modules[module].is_block {
            let Some(parent) = self.modules[module].parent else {
                break;
            };
            module = parent;
        }
        module
    }

    /// Whether a module is another one, or stands in it.
    pub(super) fn is_within(&self, module: ModuleId, around: ModuleId) -> bool {
        let parents = std::iter::successors(Some(module), |id| self.modules[*id].parent);
        parents.into_iter().any(|id| id == around)
    }
}

/// How deep modules may stand in each other: a file that declares itself has no end.
const DEPTH: usize = 64;

struct Builder<'t, 'a> {
    tree: &'t mut Tree<'a>,
    sources: &'a Sources,
    module: ModuleId,
    file: usize,
    depth: usize,
}

impl<'a> Builder<'_, 'a> {
    fn items(&mut self, items: &'a [Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &'a Item) {
        let module = self.module;
        self.tree.modules[module].items.push(item);
        match item {
            Item::Mod(inner) => return self.inner_module(inner),
            Item::Use(import) => {
                let within = self.within(&import.vis);
                let mut route = Route {
                    is_global: import.leading_colon.is_some(),
                    names: Vec::new(),
                };
                self.import(&import.tree, &mut route, within);
            }
            Item::ExternCrate(one) => self.extern_crate(one),
            Item::Macro(one) if !one.mac.path.is_ident("macro_rules") => {
                words(
                    one.mac.tokens.clone(),
                    &mut self.tree.modules[module].macro_words,
                );
            }
            _ => self.named_item(item),
        }
        Visit::visit_item(self, item);
    }

    fn named_item(&mut self, item: &'a Item) {
        let (name, vis, space) = match item {
            Item::Const(one) => (&one.ident, &one.vis, Space::Values),
            Item::Static(one) => (&one.ident, &one.vis, Space::Values),
            Item::Fn(one) => (&one.sig.ident, &one.vis, Space::Values),
            Item::Enum(one) => (&one.ident, &one.vis, Space::Types),
            Item::Struct(one) => {
                let is_record = matches!(one.fields, syn::Fields::Named(_));
                let space = if is_record { Space::Types } else { Space::Both };
                (&one.ident, &one.vis, space)
            }
            Item::Trait(one) => (&one.ident, &one.vis, Space::Types),
            Item::TraitAlias(one) => (&one.ident, &one.vis, Space::Types),
            Item::Type(one) => (&one.ident, &one.vis, Space::Types),
            Item::Union(one) => (&one.ident, &one.vis, Space::Types),
            _ => return,
        };
        let id = self.tree.items.len();
        self.tree.items.push((self.module, item));
        let within = self.within(vis);
        self.bind(name.to_string(), space, within, What::Def(Def::Item(id)));
    }

    fn bind(&mut self, name: String, space: Space, within: Option<ModuleId>, what: What) {
        let name = name
            .strip_prefix("r#")
            .map_or(name.clone(), ToOwned::to_owned);
        let names = &mut self.tree.modules[self.module].names;
        let binding = Binding {
            space,
            within,
            what,
        };
        names.entry(name).or_default().push(binding);
    }

    /// Where something of this visibility can be named.
    fn within(&self, vis: &Visibility) -> Option<ModuleId> {
        match vis {
            Visibility::Public(_) => None,
            Visibility::Inherited => Some(self.module),
            Visibility::Restricted(one) => {
                let here = self.tree.named(self.module);
                let parent = self.tree.modules[here].parent.map(|id| self.tree.named(id));
                if one.path.is_ident("self") {
                    Some(here)
                } else if one.path.is_ident("super") {
                    Some(parent.unwrap_or(here))
                } else {
                    let krate = self.tree.modules[here].krate;
                    Some(self.tree.crates[krate].root)
                }
            }
        }
    }

    fn inner_module(&mut self, inner: &'a syn::ItemMod) {
        let within = self.within(&inner.vis);
        let name = inner.ident.to_string();
        if let Some((_, items)) = &inner.content {
            return self.module_of(name, within, self.file, items);
        }
        let files = &self.sources.files;
        let at = start(inner.mod_token.span());
        for child in files[self.file].children.get(&at).into_iter().flatten() {
            self.module_of(name.clone(), within, *child, &files[*child].ast.items);
        }
    }

    fn module_of(
        &mut self,
        name: String,
        within: Option<ModuleId>,
        file: usize,
        items: &'a [Item],
    ) {
        if self.depth == DEPTH {
            return;
        }
        let id = self.tree.modules.len();
        self.tree.modules.push(Module {
            krate: self.tree.modules[self.module].krate,
            parent: Some(self.module),
            file,
            ..Module::default()
        });
        self.bind(name, Space::Types, within, What::Def(Def::Module(id)));
        let outside = (self.module, self.file);
        (self.module, self.file) = (id, file);
        self.depth += 1;
        self.items(items);
        self.depth -= 1;
        (self.module, self.file) = outside;
    }

    fn extern_crate(&mut self, one: &syn::ItemExternCrate) {
        let name = one.ident.to_string();
        let code = one.rename.as_ref().map_or(&one.ident, |(_, name)| name);
        let (code, within) = (code.to_string(), self.within(&one.vis));
        let krate = self.tree.modules[self.module].krate;
        let root = self.tree.crates[krate].root;
        let what = |name: &str| match name {
            "self" => What::Def(Def::Module(root)),
            name => What::Crate(name.to_owned()),
        };
        self.bind(code.clone(), Space::Types, within, what(&name));
        let known = &mut self.tree.crates[krate].outside;
        if self.module == root
            && let Some(outside) = known.get(&name).cloned()
        {
            known.insert(code, outside);
        }
    }

    fn import(&mut self, tree: &UseTree, route: &mut Route, within: Option<ModuleId>) {
        let plain = |name: &syn::Ident| {
            let name = name.to_string();
            name.strip_prefix("r#")
                .map_or(name.clone(), ToOwned::to_owned)
        };
        match tree {
            UseTree::Path(path) => {
                route.names.push(plain(&path.ident));
                self.import(&path.tree, route, within);
                route.names.pop();
            }
            UseTree::Name(one) => self.imported(plain(&one.ident), None, route, within),
            UseTree::Rename(one) => {
                self.imported(plain(&one.ident), Some(plain(&one.rename)), route, within);
            }
            UseTree::Glob(_) => {
                let glob = Glob {
                    within,
                    route: route.clone(),
                };
                self.tree.modules[self.module].globs.push(glob);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, route, within);
                }
            }
        }
    }

    fn imported(
        &mut self,
        name: String,
        rename: Option<String>,
        route: &Route,
        within: Option<ModuleId>,
    ) {
        let mut route = route.clone();
        // `self` in a group is the module itself, and no value.
        let is_self = name == "self" && !route.names.is_empty();
        if !is_self {
            route.names.push(name);
        }
        let space = if is_self { Space::Types } else { Space::Both };
        let last = route.names.last().cloned().unwrap_or_default();
        let name = rename.unwrap_or(last);
        if name != "_" {
            self.bind(name, space, within, What::Import(route));
        }
    }
}

/// Finds the blocks that have items.
impl<'a> Visit<'a> for Builder<'_, 'a> {
    fn visit_item(&mut self, item: &'a Item) {
        if !matches!(item, Item::Mod(_) | Item::Use(_)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_block(&mut self, block: &'a Block) {
        let has_items = block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(_)));
        if !has_items || self.depth == DEPTH {
            return visit::visit_block(self, block);
        }
        let (around, id) = (self.module, self.tree.modules.len());
        self.tree.modules.push(Module {
            krate: self.tree.modules[around].krate,
            parent: Some(around),
            is_block: true,
            file: self.file,
            ..Module::default()
        });
        let at = start(block.brace_token.span.open());
        self.tree.blocks.insert((around, at), id);
        self.module = id;
        self.depth += 1;
        for stmt in &block.stmts {
            match stmt {
                Stmt::Item(item) => self.item(item),
                other => self.visit_stmt(other),
            }
        }
        self.depth -= 1;
        self.module = around;
    }
}

/// The words of tokens, however deep.
pub(super) fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                found.insert(word.to_string());
            }
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
