//! From a path to what is used there of what is deprecated.

use std::collections::BTreeMap;

use syn::{ImplItem, Item};

use super::collect::Collected;
use super::facts::Facts;
use super::files::{Files, join};
use super::found::{Report, Spot};
use super::lower::Site;
use super::manifest::{Dependency, Package, package_of, packages, single};
use super::resolve::Resolver;
use super::sources::Sources;
use super::tree::{ModuleId, Outside, Tree};
use super::types::Ty;
use super::walker::{Methods, Walker, Within};

/// Finds the uses in a file, in a package, or in all packages of a workspace.
///
/// # Errors
/// That there is nothing at the path, or a manifest that cannot be read.
pub fn usage(files: &dyn Files, path: &str, facts: &Facts<'_>) -> Result<Report, String> {
    let path = join("", path);
    let path = path.as_str();
    if !path.ends_with(".rs") {
        let folder = match path.strip_suffix("Cargo.toml") {
            Some(folder) => folder.trim_end_matches('/'),
            None => path,
        };
        return Ok(of_packages(files, &packages(files, folder)?, facts));
    }
    if files.text(path).is_none() {
        return Err(format!("{path}: there is no such file"));
    }
    let around = match package_of(files, path) {
        Some(folder) => packages(files, &folder)?,
        None => Vec::new(),
    };
    let mut report = of_packages(files, &around, facts);
    if !report.files.iter().any(|file| file == path) {
        // No module of the package around it, but a file of its own.
        let mut alone = single(path);
        let near = around
            .into_iter()
            .filter(|package| package.is_reported && path.starts_with(&package.folder));
        if let Some(package) = near.max_by_key(|package| package.folder.len()) {
            alone.dependencies = package.dependencies;
        }
        report = of_packages(files, &[alone], facts);
    }
    let is_here = |spot: &Spot| spot.file == path;
    report.uses.retain(|one| is_here(&one.spot));
    report.unresolved.retain(|one| is_here(&one.spot));
    report.files.retain(|file| file == path);
    Ok(report)
}

/// A crate that is read.
struct Root {
    file: usize,
    outside: BTreeMap<String, Outside>,
    /// The file of a library, by which others know it.
    library: Option<String>,
    is_reported: bool,
}

fn of_packages(files: &dyn Files, packages: &[Package], facts: &Facts<'_>) -> Report {
    let mut sources = Sources::default();
    let mut roots = Vec::new();
    for package in packages {
        let outside = outside(package, packages);
        if let Some(path) = &package.library {
            roots.extend(sources.read_root(files, path).map(|file| Root {
                file,
                outside: outside.clone(),
                library: Some(path.clone()),
                is_reported: package.is_reported,
            }));
        }
        for path in &package.programs {
            let mut outside = outside.clone();
            if let Some(library) = &package.library {
                let own = Outside::Library(library.clone());
                outside.insert(package.library_name.clone(), own);
            }
            roots.extend(sources.read_root(files, path).map(|file| Root {
                file,
                outside,
                library: None,
                is_reported: package.is_reported,
            }));
        }
    }
    let mut report = of_crates(&sources, &roots, facts);
    let is_client = |dependency: &Dependency| *dependency == Dependency::Client;
    let mut reported = packages.iter().filter(|package| package.is_reported);
    report.depends = reported.any(|package| package.dependencies.values().any(is_client));
    report
}

/// What a package knows by which name.
fn outside(package: &Package, packages: &[Package]) -> BTreeMap<String, Outside> {
    let mut known = BTreeMap::new();
    let mut own_names = Vec::new();
    for (name, dependency) in &package.dependencies {
        let what = match dependency {
            Dependency::Client => Outside::Client,
            Dependency::Other => Outside::Other,
            Dependency::Folder(folder) => {
                let mut all = packages.iter();
                let found = all.find(|package| package.folder == *folder);
                match found.and_then(|found| Some((found, found.library.clone()?))) {
                    Some((found, file)) => {
                        let library = Outside::Library(file);
                        own_names.push((found.library_name.clone(), library.clone()));
                        library
                    }
                    None => Outside::Other,
                }
            }
        };
        known.insert(name.clone(), what);
    }
    // A library may call itself otherwise than its package.
    for (name, library) in own_names {
        known.entry(name).or_insert(library);
    }
    known
}

fn of_crates(sources: &Sources, roots: &[Root], facts: &Facts<'_>) -> Report {
    let mut tree = Tree::default();
    let mut reported: Vec<bool> = Vec::new();
    for root in roots {
        let module = tree.add(sources, root.file, root.outside.clone());
        if let Some(file) = &root.library {
            tree.libraries.insert(file.clone(), module);
        }
        reported.push(root.is_reported);
    }
    let resolver = Resolver::new(&tree, facts);
    let methods = methods(&resolver);
    let mut found = Collected::default();
    let mut files: Vec<String> = Vec::new();
    for (id, module) in tree.modules.iter().enumerate() {
        if !reported[module.krate] {
            continue;
        }
        let file = sources.files[module.file].path.as_str();
        files.push(file.to_owned());
        walk(&resolver, &methods, &mut found, id, file);
    }
    found.finish(facts);
    files.sort();
    files.dedup();
    let mut unresolved: Vec<_> = found.unresolved.into_iter().collect();
    unresolved.extend(sources.problems.iter().cloned());
    unresolved.sort();
    unresolved.dedup();
    // Code that is compiled twice may be certain once.
    let uses: Vec<_> = found.uses.into_iter().collect();
    unresolved.retain(|one| !uses.iter().any(|other| other.spot == one.spot));
    Report {
        uses,
        unresolved,
        files,
        depends: false,
    }
}

fn walk(
    resolver: &Resolver<'_, '_>,
    methods: &Methods<'_>,
    found: &mut Collected,
    id: ModuleId,
    file: &str,
) {
    let mut walker = Walker {
        resolver,
        methods,
        found,
        file,
        site: Site::of(id),
        variables: Vec::new(),
        within: Within::Code,
        macro_name: String::new(),
    };
    for item in &resolver.tree.modules[id].items {
        walker.item(item);
    }
}

/// The methods that the user's types have, other than through traits.
fn methods<'a>(resolver: &Resolver<'_, 'a>) -> Methods<'a> {
    let mut found = Methods::new();
    for (id, module) in resolver.tree.modules.iter().enumerate() {
        for item in &module.items {
            let Item::Impl(one) = item else { continue };
            let Ty::Local(owner) = resolver.lower(&one.self_ty, &Site::of(id)) else {
                continue;
            };
            for inner in &one.items {
                if let ImplItem::Fn(method) = inner {
                    let key = (owner, method.sig.ident.to_string());
                    found.insert(key, (id, &method.sig));
                }
            }
        }
    }
    found
}
