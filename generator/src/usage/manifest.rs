//! Manifests: the packages at a path, their targets, and what their dependencies are called.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::facts::CLIENT;
use super::files::{Files, file_name, join, parent};

const MANIFEST: &str = "Cargo.toml";

/// A package whose sources are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Package {
    pub(super) folder: String,
    /// The root file of the library, if there is one.
    pub(super) library: Option<String>,
    /// The name of the library in code.
    pub(super) library_name: String,
    /// The root files of programs, tests, examples, benchmarks and the build script.
    pub(super) programs: Vec<String>,
    /// What each dependency is, by its name in code.
    pub(super) dependencies: BTreeMap<String, Dependency>,
    /// Whether what is found in it is reported; else it is only what others depend on.
    pub(super) is_reported: bool,
}

/// What a dependency is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dependency {
    Client,
    /// The package in a folder.
    Folder(String),
    /// A crate that is not read.
    Other,
}

/// The packages at a path, and those that they depend on by a path.
///
/// # Errors
/// What is wrong with a manifest, or that there is none.
pub(super) fn packages(files: &dyn Files, folder: &str) -> Result<Vec<Package>, String> {
    let path = join(folder, MANIFEST);
    let Some(manifest) = read(files, &path)? else {
        return Err(format!(
            "{path}: there is no such file; give a package, a workspace or a file that ends in `.rs`"
        ));
    };
    let mut folders = vec![folder.to_owned()];
    if let Some(workspace) = table(&manifest, "workspace") {
        folders.extend(members(files, folder, workspace));
    }
    let reported: BTreeSet<String> = folders.iter().cloned().collect();
    let mut found: BTreeMap<String, Package> = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        if found.contains_key(&folder) {
            continue;
        }
        let path = join(&folder, MANIFEST);
        let Some(manifest) = read(files, &path)? else {
            continue;
        };
        let Some(mut package) = package(files, &folder, &manifest)? else {
            continue;
        };
        package.is_reported = reported.contains(&folder);
        let below = package.dependencies.values();
        folders.extend(below.filter_map(|dependency| match dependency {
            Dependency::Folder(folder) => Some(folder.clone()),
            Dependency::Client | Dependency::Other => None,
        }));
        found.insert(folder, package);
    }
    Ok(found.into_values().collect())
}

/// The folder of the manifest that a file belongs to.
pub(super) fn package_of(files: &dyn Files, file: &str) -> Option<String> {
    let mut folder = parent(file)?;
    loop {
        if files.text(&join(folder, MANIFEST)).is_some() {
            return Some(folder.to_owned());
        }
        folder = parent(folder)?;
    }
}

fn read(files: &dyn Files, path: &str) -> Result<Option<Table>, String> {
    let Some(text) = files.text(path) else {
        return Ok(None);
    };
    let text = text.map_err(|reason| format!("{path}: {reason}"))?;
    match text.parse::<Table>() {
        Ok(table) => Ok(Some(table)),
        Err(error) => Err(format!("{path}: {error}")),
    }
}

fn table<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.get(key)?.as_table()
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    let values = table.get(key).and_then(Value::as_array);
    let texts = values.into_iter().flatten().filter_map(Value::as_str);
    texts.map(ToOwned::to_owned).collect()
}

/// The folders of the members of a workspace.
fn members(files: &dyn Files, root: &str, workspace: &Table) -> Vec<String> {
    let expand = |key: &str| -> BTreeSet<String> {
        let patterns = texts(workspace, key);
        let each = patterns.iter().flat_map(|pattern| {
            let parts: Vec<&str> = pattern.split('/').filter(|part| *part != ".").collect();
            let mut found = Vec::new();
            matching(files, root, &parts, &mut found);
            found
        });
        each.collect()
    };
    let excluded = expand("exclude");
    let mut members = expand("members");
    members.retain(|folder| !excluded.contains(folder));
    members.into_iter().collect()
}

/// The folders that a pattern means: `crates/*`.
fn matching(files: &dyn Files, folder: &str, pattern: &[&str], found: &mut Vec<String>) {
    let Some((first, rest)) = pattern.split_first() else {
        found.push(folder.to_owned());
        return;
    };
    if !first.contains(['*', '?']) {
        return matching(files, &join(folder, first), rest, found);
    }
    if *first == "**" {
        matching(files, folder, rest, found);
    }
    for name in files.names(folder) {
        let Some(name) = name.strip_suffix('/') else {
            continue;
        };
        if name.starts_with('.') || name == "target" {
            continue;
        }
        let below = join(folder, name);
        if *first == "**" {
            matching(files, &below, pattern, found);
        } else if fits(first.as_bytes(), name.as_bytes()) {
            matching(files, &below, rest, found);
        }
    }
}

/// Whether a name fits a pattern of `*` and `?`.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => {
            fits(rest, name)
                || name
                    .split_first()
                    .is_some_and(|(_, name)| fits(pattern, name))
        }
        (Some((b'?', rest)), Some((_, name))) => fits(rest, name),
        (Some((a, rest)), Some((b, name))) => a == b && fits(rest, name),
        _ => false,
    }
}

/// A package; `None` for the client itself, and where a manifest has none.
fn package(files: &dyn Files, folder: &str, manifest: &Table) -> Result<Option<Package>, String> {
    let Some(about) = table(manifest, "package") else {
        return Ok(None);
    };
    let name = about
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if name == CLIENT {
        return Ok(None);
    }
    let (root, inherited) = inherited(files, folder, manifest)?;
    let mut package = Package {
        folder: folder.to_owned(),
        library_name: name.replace('-', "_"),
        ..Package::default()
    };
    targets(files, manifest, about, &mut package);
    let mut sections = vec![manifest];
    let platforms = table(manifest, "target").into_iter();
    sections.extend(platforms.flat_map(|all| all.values().filter_map(Value::as_table)));
    for section in sections {
        for key in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in table(section, key).into_iter().flatten() {
                let shared = inherited.get(name).filter(|_| is_inherited(value));
                let dependency = match shared {
                    Some(value) => dependency(&root, name, value),
                    None => dependency(folder, name, value),
                };
                let code = name.replace('-', "_");
                package.dependencies.insert(code, dependency);
            }
        }
    }
    Ok(Some(package))
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The folder of the workspace that a package belongs to, and the dependencies that it has for all.
fn inherited(files: &dyn Files, folder: &str, manifest: &Table) -> Result<(String, Table), String> {
    let of = |manifest: &Table| -> Option<Table> {
        let workspace = table(manifest, "workspace")?;
        Some(
            table(workspace, "dependencies")
                .cloned()
                .unwrap_or_default(),
        )
    };
    if let Some(all) = of(manifest) {
        return Ok((folder.to_owned(), all));
    }
    let mut above = parent(folder);
    while let Some(folder) = above {
        // What stands above a package and is no manifest of a workspace is no business of it.
        if let Ok(Some(manifest)) = read(files, &join(folder, MANIFEST))
            && let Some(all) = of(&manifest)
        {
            return Ok((folder.to_owned(), all));
        }
        above = parent(folder);
    }
    Ok((folder.to_owned(), Table::new()))
}

/// What a dependency is, whose path begins in a folder.
fn dependency(folder: &str, name: &str, value: &Value) -> Dependency {
    let package = value.get("package").and_then(Value::as_str).unwrap_or(name);
    if package == CLIENT {
        return Dependency::Client;
    }
    match value.get("path").and_then(Value::as_str) {
        Some(path) => Dependency::Folder(join(folder, path)),
        None => Dependency::Other,
    }
}

/// The folders in which Cargo finds targets, the key of each in a manifest, and what turns that off.
const TARGETS: &[(&str, &str, &str)] = &[
    ("src/bin", "bin", "autobins"),
    ("examples", "example", "autoexamples"),
    ("tests", "test", "autotests"),
    ("benches", "bench", "autobenches"),
];

fn targets(files: &dyn Files, manifest: &Table, about: &Table, package: &mut Package) {
    let folder = package.folder.clone();
    let exists = |path: &str| files.text(&join(&folder, path)).is_some();
    let path_of = |target: &Table| {
        target
            .get("path")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    let library = table(manifest, "lib");
    if let Some(name) = library.and_then(|library| library.get("name")?.as_str()) {
        package.library_name = name.replace('-', "_");
    }
    let path = library
        .and_then(path_of)
        .unwrap_or_else(|| "src/lib.rs".to_owned());
    package.library = exists(&path).then(|| join(&folder, &path));
    let mut programs: BTreeSet<String> = BTreeSet::new();
    for (where_, key, automatic) in TARGETS {
        let declared = manifest.get(*key).and_then(Value::as_array);
        for target in declared.into_iter().flatten().filter_map(Value::as_table) {
            programs.extend(path_of(target).filter(|path| exists(path)));
            let name = target
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let usual = [
                format!("{where_}/{name}.rs"),
                format!("{where_}/{name}/main.rs"),
            ];
            programs.extend(usual.into_iter().filter(|path| exists(path)));
        }
        if about.get(*automatic).and_then(Value::as_bool) == Some(false) {
            continue;
        }
        for name in files.names(&join(&folder, where_)) {
            let path = match name.strip_suffix('/') {
                Some(name) => format!("{where_}/{name}/main.rs"),
                None => format!("{where_}/{name}"),
            };
            let is_source = path.ends_with(".rs") && exists(&path);
            programs.extend(is_source.then_some(path));
        }
    }
    let build = about
        .get("build")
        .and_then(Value::as_str)
        .unwrap_or("build.rs");
    let single = ["src/main.rs", build];
    programs.extend(
        single
            .into_iter()
            .filter(|path| exists(path))
            .map(ToOwned::to_owned),
    );
    package.programs = programs.iter().map(|path| join(&folder, path)).collect();
}

/// A single file as a package, which no manifest says anything of.
pub(super) fn single(file: &str) -> Package {
    Package {
        folder: parent(file).unwrap_or_default().to_owned(),
        programs: vec![file.to_owned()],
        library_name: file_name(file).to_owned(),
        dependencies: [(CLIENT.to_owned(), Dependency::Client)].into(),
        is_reported: true,
        ..Package::default()
    }
}
