//! Reads the names that existing specs gave, so that an import keeps them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::import::hoist::{Components, MAX_COPIES, hoist};
use crate::import::scope::{Homes, Instance};
use crate::ir::OperationKey;
use crate::openapi::ApiVersion;
use crate::openapi::documents::Documents;
use crate::openapi::extensions::FIELD_NAMES;
use crate::openapi::operations::{RawOperation, collect};
use crate::openapi::schema::SchemaObject;
use crate::shapes::shape::{ShapeId, Shapes};
use crate::specs::layout::{SHARED_FILE, Scope, TypeName, parse_component};
use crate::specs::operation_names::names_in_specs;

/// The names of existing specs, matched to the shapes of a new description.
#[derive(Debug, Default)]
pub struct Kept {
    /// Names of request types.
    pub operations: BTreeMap<OperationKey, String>,
    /// Names of types, by tool: no new operation may take one.
    types: BTreeSet<(String, TypeName)>,
    by_shape: BTreeMap<Instance, TypeName>,
    by_place: BTreeMap<(Scope, String), TypeName>,
    /// Names of fields that people set, by type: `x-rust-names`.
    pub fields: BTreeMap<(Scope, TypeName), BTreeMap<String, String>>,
    /// Shapes that existing specs do not have, in the scopes where they had a type at their places.
    changed: BTreeSet<Instance>,
}

/// The names that existing specs gave, before any new description is known.
#[derive(Debug, Default)]
struct Existing {
    operations: BTreeMap<OperationKey, String>,
    by_key: BTreeMap<(Scope, String), TypeName>,
    by_place: BTreeMap<(Scope, String), TypeName>,
    fields: BTreeMap<(Scope, TypeName), BTreeMap<String, String>>,
}

/// Reads the names out of specs, and matches them to the shapes of a new description: by shape, and
/// where a shape is new by the places where it stands.
pub fn read(
    specs: &Documents,
    shapes: &Shapes,
    operations: &[RawOperation],
    problems: &mut Vec<Diagnostic>,
) -> Kept {
    // Operations that are new bring shapes that are: the short way would be gone in vain.
    if has_new_operations(specs, operations) {
        return Existing::read(specs, MAX_COPIES, problems).matched(shapes, operations);
    }
    let existing = Existing::read(specs, 0, problems);
    let known: BTreeSet<&String> = existing.by_key.keys().map(|(_, key)| key).collect();
    let is_known = |key: &String| known.contains(key);
    // Going through all places takes as long as all the rest of the reading.
    if shapes.0.keys().all(is_known) {
        return existing.matched(shapes, operations);
    }
    Existing::read(specs, MAX_COPIES, problems).matched(shapes, operations)
}

fn has_new_operations(specs: &Documents, operations: &[RawOperation]) -> bool {
    let paths = specs
        .iter()
        .filter_map(|(_, document)| document.get("paths")?.as_object());
    let paths: BTreeSet<&String> = paths.flat_map(serde_json::Map::keys).collect();
    operations
        .iter()
        .any(|operation| !paths.contains(&operation.key.path))
}

impl Existing {
    /// Reads all names out of specs, each component written out so often at most.
    fn read(specs: &Documents, copies: usize, problems: &mut Vec<Diagnostic>) -> Self {
        let mut operations = collect(specs, problems);
        let mut existing = Self::default();
        let keys = operations.iter().map(|operation| operation.key.clone());
        existing.operations = keys.zip(names_in_specs(&operations)).collect();
        let tools: BTreeMap<String, String> = operations
            .iter()
            .map(|o| (o.origin.file.clone(), o.tag.tool.clone()))
            .collect();
        let components = Components::Inline(copies);
        let shapes = hoist(specs, components, &mut operations, problems);
        existing.shapes(&shapes, &tools, &operations);
        existing.fields(specs, &tools);
        existing
    }

    /// Reads the names of fields that people set.
    fn fields(&mut self, specs: &Documents, tools: &BTreeMap<String, String>) {
        for (component, at, schema) in specs.schemas() {
            let given = SchemaObject::new(schema).names(FIELD_NAMES);
            let given = given.map(|(property, name)| (property.to_owned(), name.to_owned()));
            let given: BTreeMap<String, String> = given.collect();
            let Some(scope) = scope_of(&at.file, tools).filter(|_| !given.is_empty()) else {
                continue;
            };
            if let Some(name) = parse_component(&scope, component) {
                self.fields.insert((scope, name), given);
            }
        }
    }

    fn shapes(
        &mut self,
        shapes: &Shapes,
        tools: &BTreeMap<String, String>,
        operations: &[RawOperation],
    ) {
        for (key, entry) in &shapes.0 {
            // Where several names stand for one shape by now, the plainest of them stays.
            let mut components: Vec<&(String, String)> = entry.components.iter().collect();
            components.sort_by_key(|(file, name)| (file, name.len(), name));
            for (file, component) in components {
                let Some(scope) = scope_of(file, tools) else {
                    continue;
                };
                let Some(name) = parse_component(&scope, component) else {
                    continue;
                };
                self.by_key
                    .entry((scope.clone(), key.clone()))
                    .or_insert_with(|| name.clone());
                for place in &entry.places {
                    let within = match &scope {
                        Scope::Shared => true,
                        Scope::Tool(tool) => operations[place.operation].tag.tool == *tool,
                    };
                    if within {
                        let place = (scope.clone(), place.text(operations));
                        self.by_place.insert(place, name.clone());
                    }
                }
            }
        }
    }

    /// Matches the names to the shapes of a new description.
    fn matched(self, shapes: &Shapes, operations: &[RawOperation]) -> Kept {
        let types = self
            .by_key
            .iter()
            .filter_map(|((scope, _), name)| match scope {
                Scope::Tool(tool) => Some((tool.clone(), name.clone())),
                Scope::Shared => None,
            })
            .collect();
        let by_shape: BTreeMap<Instance, TypeName> = self
            .by_key
            .into_iter()
            .filter_map(|((scope, key), name)| Some(((scope, shapes.0.get_index_of(&key)?), name)))
            .collect();
        let known: BTreeSet<ShapeId> = by_shape.keys().map(|(_, shape)| *shape).collect();
        let mut changed = BTreeSet::new();
        for (shape, entry) in shapes.0.values().enumerate() {
            if known.contains(&shape) {
                continue;
            }
            for place in &entry.places {
                let text = place.text(operations);
                let tool = Scope::Tool(operations[place.operation].tag.tool.clone());
                for scope in [Scope::Shared, tool] {
                    if self.by_place.contains_key(&(scope.clone(), text.clone())) {
                        changed.insert((scope, shape));
                    }
                }
            }
        }
        Kept {
            operations: self.operations,
            types,
            by_shape,
            by_place: self.by_place,
            fields: self.fields,
            changed,
        }
    }
}

/// The scope whose types a file of the specs holds.
fn scope_of(file: &str, tools: &BTreeMap<String, String>) -> Option<Scope> {
    match tools.get(file) {
        Some(tool) => Some(Scope::Tool(tool.clone())),
        None if file.rsplit('/').next() == Some(SHARED_FILE) => Some(Scope::Shared),
        None => None,
    }
}

impl Kept {
    /// Whether a type of the tool and version has the name.
    pub fn has_type(&self, tool: &str, version: Option<&ApiVersion>, name: &str) -> bool {
        let name = TypeName {
            version: version.cloned(),
            name: name.to_owned(),
        };
        self.types.contains(&(tool.to_owned(), name))
    }

    fn has(&self, instance: &Instance) -> bool {
        self.by_shape.contains_key(instance) || self.changed.contains(instance)
    }

    /// The name of an instance whose shape has not changed.
    pub fn by_shape(&self, instance: &Instance) -> Option<&TypeName> {
        self.by_shape.get(instance)
    }

    /// The name of whatever stood at that place.
    pub fn by_place(&self, scope: &Scope, place: &str) -> Option<&TypeName> {
        self.by_place.get(&(scope.clone(), place.to_owned()))
    }
}

impl Homes for Kept {
    fn in_tool(&self, shape: ShapeId, tool: &str) -> bool {
        self.has(&(Scope::Tool(tool.to_owned()), shape))
    }

    fn in_shared(&self, shape: ShapeId) -> bool {
        self.has(&(Scope::Shared, shape))
    }
}
