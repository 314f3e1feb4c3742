//! Gathers what a walk finds, and decides at its end what only the whole of a file tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{RustPath, TypeRef};

use super::facts::Facts;
use super::found::{Spot, Unresolved, Use};
use super::types::{Ty, payload};

/// What a file names of the client.
#[derive(Default)]
struct Named {
    items: BTreeSet<RustPath>,
    /// Versions of tools of which it imports everything.
    versions: BTreeSet<(String, String)>,
    /// The fields of the records that it declares itself.
    own_fields: BTreeSet<String>,
}

/// A field or a setter of a value whose type is not known.
struct Access {
    spot: Spot,
    name: String,
    is_call: bool,
}

/// What a walk found.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) uses: BTreeSet<Use>,
    pub(super) unresolved: BTreeSet<Unresolved>,
    named: BTreeMap<String, Named>,
    accesses: Vec<Access>,
}

impl Collected {
    pub(super) fn name_item(&mut self, file: &str, path: &RustPath) {
        self.of(file).items.insert(path.clone());
    }

    pub(super) fn name_version(&mut self, file: &str, module: &str, version: &str) {
        let version = (module.to_owned(), version.to_owned());
        self.of(file).versions.insert(version);
    }

    pub(super) fn own_field(&mut self, file: &str, name: String) {
        self.of(file).own_fields.insert(name);
    }

    pub(super) fn access(&mut self, spot: Spot, name: String, is_call: bool) {
        self.accesses.push(Access {
            spot,
            name,
            is_call,
        });
    }

    fn of(&mut self, file: &str) -> &mut Named {
        self.named.entry(file.to_owned()).or_default()
    }

    /// Says of the accesses that were not told which may be one of something deprecated: those whose
    /// name only deprecated fields have, of all types that the file has to do with.
    pub(super) fn finish(&mut self, facts: &Facts<'_>) {
        let files: BTreeMap<&String, Fields> = self
            .named
            .iter()
            .map(|(file, named)| (file, fields(facts, named)))
            .collect();
        for access in &self.accesses {
            let Some(fields) = files.get(&access.spot.file) else {
                continue;
            };
            let all = if access.is_call {
                &fields.setters
            } else {
                &fields.fields
            };
            let Some(owners) = all.get(&access.name) else {
                continue;
            };
            if fields.live.contains(&access.name) {
                continue;
            }
            let what = if access.is_call { "setter" } else { "field" };
            let why = format!(
                "the type of the value cannot be told; it may be the deprecated {what} of {}",
                owners
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(" or ")
            );
            self.unresolved.insert(Unresolved {
                spot: access.spot.clone(),
                name: format!(".{}", access.name),
                why,
            });
        }
    }
}

/// The fields of all types that a file has to do with.
#[derive(Default)]
struct Fields {
    /// The deprecated ones, with the types that have them.
    fields: BTreeMap<String, BTreeSet<RustPath>>,
    setters: BTreeMap<String, BTreeSet<RustPath>>,
    /// The names of all others.
    live: BTreeSet<String>,
}

fn fields(facts: &Facts<'_>, named: &Named) -> Fields {
    let mut found = Fields {
        live: named.own_fields.clone(),
        ..Fields::default()
    };
    for path in reached(facts, named) {
        if let Some(operation) = facts.requests.get(&path) {
            for parameter in &operation.parameters {
                let name = &parameter.ident;
                if facts.of_setter(&path, name).is_some() {
                    let owners = found.setters.entry(name.clone()).or_default();
                    owners.insert(path.clone());
                } else {
                    found.live.insert(name.clone());
                }
            }
        }
        for field in facts.fields(&path) {
            let name = &field.ident;
            if field.deprecation.is_none() {
                found.live.insert(name.clone());
                continue;
            }
            let owners = found.fields.entry(name.clone()).or_default();
            owners.insert(path.clone());
            if facts.of_setter(&path, name).is_some() {
                let owners = found.setters.entry(name.clone()).or_default();
                owners.insert(path.clone());
            }
        }
    }
    found
}

/// The types that a file names, and those that it comes to through them: what a request takes and
/// gives, and the types of fields.
fn reached(facts: &Facts<'_>, named: &Named) -> BTreeSet<RustPath> {
    let is_imported = |path: &RustPath| {
        let version = (path.module.clone(), path.version.clone());
        named.versions.contains(&version)
    };
    let all = facts.types.keys().chain(facts.requests.keys());
    let globbed = all
        .filter(|path| is_imported(path))
        .map(|path| (*path).clone());
    let mut open: Vec<RustPath> = named.items.iter().cloned().chain(globbed).collect();
    let mut found = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !found.insert(path.clone()) {
            continue;
        }
        if let Some(operation) = facts.requests.get(&path) {
            open.extend(operation.type_refs().filter_map(TypeRef::named).cloned());
            open.extend(item_of(&payload(facts, &path)));
        }
        let fields = facts.fields(&path).iter();
        open.extend(fields.filter_map(|field| field.ty.named()).cloned());
    }
    found
}

/// The type of the client in a type, through what stands around it.
fn item_of(ty: &Ty) -> Option<RustPath> {
    match ty {
        Ty::Item(path) => Some(path.clone()),
        Ty::In(_, inner) => item_of(inner),
        _ => None,
    }
}
