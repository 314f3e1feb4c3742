//! Takes the inline schemas of all operations apart: every object, enum and union becomes a
//! shape of its own, and equal shapes become one.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::import::cycle;
use crate::openapi::compose::{AT_PLACE, compose, is_composed, one_reference};
use crate::openapi::documents::{Documents, absolute};
use crate::openapi::operation::{Part, parts_mut, schema_origin, schemas_mut};
use crate::openapi::operations::RawOperation;
use crate::openapi::status::is_success;
use crate::shapes::merge::merge;
use crate::shapes::shape::{
    Kind, MAX_STEPS, Place, Role, Root, ShapeEntry, ShapeId, Shapes, Step, annotate, is_enum,
    is_envelope, is_prose, kind_of, list_mut, reference_of, reference_to, shape_of, shapes_in,
    tags_of,
};
use crate::shapes::sight::see;
use crate::shapes::views::{Variants, without_views};

/// How deep schemas may nest within an operation or a named component.
pub const MAX_DEPTH: usize = 256;

/// How often a component is written out in line where every place counts.
pub const MAX_COPIES: usize = 4_000;

/// How many schemas may be met, components at each place that refers to them counted in. Procore's
/// description has 400,000 written out.
pub const MAX_SCHEMAS: usize = 4_000_000;

/// How references to components are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Components {
    /// A component is a shape of its own: what a person named stays apart. For descriptions.
    Named,
    /// A component is what stands in it, as if it stood in line; so often at most, and then it is
    /// taken as it was before. For specs that were written by an import, to find out what they call
    /// a shape.
    Inline(usize),
}

impl Components {
    fn variants(self) -> Variants {
        match self {
            Self::Named => Variants::Named,
            Self::Inline(_) => Variants::Followed,
        }
    }
}

/// Hoists all shapes out of the operations, whose schemas are replaced by references.
pub fn hoist(
    documents: &Documents,
    components: Components,
    operations: &mut [RawOperation],
    problems: &mut Vec<Diagnostic>,
) -> Shapes {
    let mut hoister = Hoister {
        documents,
        components,
        shapes: Shapes::default(),
        open: Vec::new(),
        kinds: BTreeMap::new(),
        cycles: BTreeMap::new(),
        waiting: VecDeque::new(),
        base: 0,
        copies: BTreeMap::new(),
        met: 0,
        problems,
    };
    for (index, operation) in operations.iter_mut().enumerate() {
        hoister.operation(index, operation);
        hoister.walk_components();
    }
    hoister.shapes
}

struct Hoister<'a> {
    documents: &'a Documents,
    components: Components,
    shapes: Shapes,
    /// The components that are being walked, for recursive ones.
    open: Vec<String>,
    /// What kind of shape each component is, in each role.
    kinds: BTreeMap<(String, Role), Option<Kind>>,
    /// Components that are lists of themselves by way of an object, with that object named.
    cycles: BTreeMap<String, Option<Value>>,
    /// Components that have a shape, but were not walked: one after the other, since a chain of
    /// them may be as long as the description.
    waiting: VecDeque<Waiting>,
    /// The steps from the operation to the component that is being walked.
    base: usize,
    /// How often each component was written out in line, and as what the last time.
    copies: BTreeMap<(String, Role), (usize, Value)>,
    /// How many schemas were met.
    met: usize,
    problems: &'a mut Vec<Diagnostic>,
}

/// A component that is still to be walked.
struct Waiting {
    id: ShapeId,
    map: Map<String, Value>,
    words: Map<String, Value>,
    role: Role,
    place: Place,
    at: Origin,
}

impl Hoister<'_> {
    fn walk_components(&mut self) {
        while let Some(waiting) = self.waiting.pop_front() {
            let Waiting {
                id,
                map,
                words,
                role,
                place,
                at,
            } = waiting;
            self.base = place.path.len();
            let mut schema = self.children(map, role, &place, &at);
            schema.extend(words);
            self.fill(id, Value::Object(schema));
        }
        self.base = 0;
    }

    /// Reports a problem of the description. Specs that are read for their names were checked when
    /// they were written: what is too much to follow there has no name to keep.
    fn report(&mut self, problem: Diagnostic) {
        if self.components == Components::Named {
            self.problems.push(problem);
        }
    }

    /// Whether one more schema may be met; the first one too many is an error.
    fn meet(&mut self, origin: &Origin) -> bool {
        self.met += 1;
        if self.met == MAX_SCHEMAS {
            let message = format!("more than {MAX_SCHEMAS} schemas stand here, written out");
            self.report(
                Diagnostic::error(Code::TooManySchemas, origin.clone(), message).help(
                    "components that hold each other, or choices within choices, multiply; refer \
                     to fewer, or raise `hoist::MAX_SCHEMAS`",
                ),
            );
        }
        self.met < MAX_SCHEMAS
    }

    fn operation(&mut self, index: usize, operation: &mut RawOperation) {
        let origin = operation.origin.clone();
        for (part, value) in parts_mut(&mut operation.value) {
            let (root, role) = match part {
                Part::Parameter(_) => {
                    let name = value.get("name").and_then(Value::as_str);
                    let root = Root::Parameter(name.unwrap_or_default().to_owned());
                    (root, Role::Request)
                }
                Part::Body => (Root::Body, Role::Request),
                Part::Response(status) if is_success(status) => {
                    (Root::Response(status.to_owned()), Role::Response)
                }
                Part::Response(status) => (Root::Response(status.to_owned()), Role::Error),
            };
            let place = Place {
                operation: index,
                root,
                path: Vec::new(),
            };
            let origin = part.origin(&origin);
            for (media_type, schema) in schemas_mut(value) {
                let taken = std::mem::take(schema);
                let origin = schema_origin(&origin, media_type);
                *schema = self.schema(taken, role, place.clone(), &origin);
            }
        }
    }

    /// A schema with every shape in it replaced by a reference; itself one if it is a shape.
    fn schema(&mut self, schema: Value, role: Role, place: Place, origin: &Origin) -> Value {
        let Value::Object(map) = schema else {
            // `true` and `false` are schemas of OpenAPI 3.1 only; anything else was reported when
            // the description was checked.
            return json!({});
        };
        if !self.meet(origin) {
            return json!({});
        }
        if place.path.len() - self.base + self.open.len() > MAX_DEPTH {
            self.report(
                Diagnostic::error(
                    Code::TooDeep,
                    origin.clone(),
                    format!("schemas nest more than {MAX_DEPTH} deep here"),
                )
                .help("move the inner schemas to components, or raise `hoist::MAX_DEPTH`"),
            );
            return json!({});
        }
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, role, place, origin);
        }
        let (at_place, map) = self.composed(map, role, origin);
        let inner = self.plain(map, role, place, origin);
        annotate(inner, at_place)
    }

    /// Takes off what belongs to the place, merges `allOf`, and leaves out views.
    fn composed(
        &mut self,
        map: Map<String, Value>,
        role: Role,
        origin: &Origin,
    ) -> (Map<String, Value>, Map<String, Value>) {
        let (mut at_place, rest) = apart(plainly_said(map));
        if let Some(only) = one_reference(&rest, &mut at_place) {
            if only.contains_key("$ref") {
                return (at_place, only);
            }
            let (inner, rest) = self.composed(only, role, origin);
            return (inner.into_iter().chain(at_place).collect(), rest);
        }
        if !is_composed(&rest) {
            return (at_place, rest);
        }
        match compose(self.documents, &rest, origin) {
            Ok(composed) => {
                let composed = without_views(
                    self.documents,
                    composed,
                    role,
                    origin,
                    self.components.variants(),
                );
                let (inner, rest) = apart(plainly_said(composed));
                (inner.into_iter().chain(at_place).collect(), rest)
            }
            Err(problem) => {
                self.problems.push(problem);
                (at_place, Map::new())
            }
        }
    }

    /// A schema without annotations: a shape is interned, anything else stays in line.
    fn plain(
        &mut self,
        map: Map<String, Value>,
        role: Role,
        place: Place,
        origin: &Origin,
    ) -> Value {
        if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, role, place, origin);
        }
        let kind = kind_of(&map).filter(|_| !is_envelope(&map, role, &place));
        let map = self.children(map, role, &place, origin);
        let Some(kind) = kind else {
            return Value::Object(map);
        };
        let role = if kind == Kind::Enum { Role::Any } else { role };
        let schema = Value::Object(map);
        let mut key = format!("{role:?} ");
        see(&schema, role, &self.shapes, &mut key);
        let id = self.shape(key, role, kind, place);
        self.fill(id, schema);
        reference_to(id)
    }

    /// Replaces the schemas inside a schema, and orders its properties: `id` first, then by name,
    /// so that another order in the description changes nothing.
    fn children(
        &mut self,
        mut map: Map<String, Value>,
        role: Role,
        place: &Place,
        origin: &Origin,
    ) -> Map<String, Value> {
        let step = |step: Step| {
            let mut place = place.clone();
            place.path.push(step);
            place
        };
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            let origin = origin.child("properties");
            let mut sorted: Vec<(String, Value)> = std::mem::take(properties).into_iter().collect();
            sorted.sort_by(|(a, _), (b, _)| (a != "id", a).cmp(&(b != "id", b)));
            for (name, schema) in sorted {
                let place = step(Step::Property(name.clone()));
                let schema = self.schema(schema, role, place, &origin.child(&name));
                properties.insert(name, schema);
            }
        }
        if let Some(Value::Array(required)) = map.get_mut("required") {
            required.sort_by_key(ToString::to_string);
            required.dedup();
        }
        if let Some(items) = map.get_mut("items") {
            let taken = std::mem::take(items);
            *items = self.schema(taken, role, step(Step::Item), &origin.child("items"));
        }
        if let Some(values @ Value::Object(_)) = map.get_mut("additionalProperties") {
            let taken = std::mem::take(values);
            let origin = origin.child("additionalProperties");
            *values = self.schema(taken, role, step(Step::Value), &origin);
        }
        let mut tags = Map::new();
        for keyword in ["oneOf", "anyOf"] {
            let discriminator = map.get("discriminator").cloned();
            for (i, variant) in list_mut(map.get_mut(keyword)).enumerate() {
                let taken = std::mem::take(variant);
                let said = discriminator
                    .as_ref()
                    .map_or_else(Vec::new, |d| tags_of(&taken, d));
                let origin = origin.child(keyword).child(&i.to_string());
                *variant = self.schema(taken, role, step(Step::Variant(i)), &origin);
                let shape = reference_of(variant).map(Value::from);
                tags.extend(said.into_iter().zip(shape.into_iter().cycle()));
            }
        }
        // Components get other names, so every tag is said, with the shape that it means.
        if let Some(Value::Object(discriminator)) = map.get_mut("discriminator") {
            discriminator.shift_remove("mapping");
            if !tags.is_empty() {
                discriminator.insert("mapping".into(), Value::Object(tags));
            }
        }
        map
    }

    /// A reference to a component: the shape that it names, or what stands there if that is none.
    fn reference(&mut self, reference: &str, role: Role, place: Place, origin: &Origin) -> Value {
        let (at, found) = match self.documents.get(origin, reference) {
            Ok(found) => found,
            Err(problem) => {
                self.problems.push(problem);
                return json!({});
            }
        };
        let component = at.to_string();
        let opened = match self.components {
            Components::Named => self
                .cycles
                .entry(component.clone())
                .or_insert_with(|| cycle::opened(self.documents, found, &at))
                .clone(),
            Components::Inline(_) => None,
        };
        if self.components == Components::Named
            && let Some(named) = self.named(found, &component, role, &place, &at)
        {
            return named;
        }
        let most = match self.components {
            Components::Inline(most) if !place.path.is_empty() => Some(most),
            _ => None,
        };
        let copy = (component.clone(), role);
        if let Some((copies, known)) = self.copies.get(&copy)
            && let Some(most) = most
            && (place.path.len() > MAX_STEPS || *copies > most)
        {
            return known.clone();
        }
        if self.open.contains(&component) {
            // Lists of themselves: no type can be made of them.
            self.report(
                Diagnostic::warning(
                    Code::RecursiveComponent,
                    at,
                    "the component names itself and nothing else; it is taken as any JSON",
                )
                .help("put what it holds into a property"),
            );
            return json!({});
        }
        let mut found = opened.unwrap_or_else(|| found.clone());
        absolute(&mut found, &at.file);
        self.open.push(component);
        let schema = self.schema(found, role, place, &at);
        self.open.pop();
        self.remember_component(&schema, &at);
        if most.is_some() {
            let (copies, known) = self.copies.entry(copy).or_default();
            *copies += 1;
            known.clone_from(&schema);
        }
        schema
    }

    /// A component as a shape of its own, walked once for each role; `None` if it is no shape.
    fn named(
        &mut self,
        found: &Value,
        component: &str,
        role: Role,
        place: &Place,
        at: &Origin,
    ) -> Option<Value> {
        let found = found.as_object().filter(|map| !map.contains_key("$ref"))?;
        let of_kind = |kind| if kind == Kind::Enum { Role::Any } else { role };
        let key = |role: Role| format!("{role:?} component {component}");
        let kind_key = (component.to_owned(), role);
        if let Some(&kind) = self.kinds.get(&kind_key) {
            let role = of_kind(kind?);
            if self.shapes.0.contains_key(&key(role)) {
                let id = self.shape(key(role), role, kind?, place.clone());
                return Some(reference_to(id));
            }
        }
        let mut found = Value::Object(found.clone());
        absolute(&mut found, &at.file);
        let (at_place, map) = self.composed(found.as_object()?.clone(), role, at);
        let kind = kind_of(&map);
        self.kinds.insert(kind_key, kind);
        let kind = kind?;
        let role = of_kind(kind);
        let id = self.shape(key(role), role, kind, place.clone());
        let words = at_place.into_iter().filter(|(key, _)| is_prose(key));
        self.waiting.push_back(Waiting {
            id,
            map,
            words: words.collect(),
            role,
            place: place.within(at),
            at: at.clone(),
        });
        let schema = reference_to(id);
        self.remember_component(&schema, at);
        Some(schema)
    }

    /// Notes under which component name a shape was found.
    fn remember_component(&mut self, schema: &Value, at: &Origin) {
        let name = cycle::component_name(at);
        let entry = shape_of(schema).and_then(|id| self.shapes.0.get_index_mut(id));
        if let Some((_, entry)) = entry {
            let component = (at.file.clone(), name);
            if !entry.components.contains(&component) {
                entry.components.push(component);
            }
        }
    }

    /// The shape of that key, made if it is new, with one more place.
    fn shape(&mut self, key: String, role: Role, kind: Kind, place: Place) -> ShapeId {
        let slot = self.shapes.0.entry(key);
        let id = slot.index();
        let entry = slot.or_insert_with(|| ShapeEntry {
            schema: Value::Null,
            role,
            kind,
            places: Vec::new(),
            children: Vec::new(),
            components: Vec::new(),
        });
        entry.places.push(place);
        id
    }

    /// Notes what a place says of a shape.
    fn fill(&mut self, id: ShapeId, schema: Value) {
        let Some((_, entry)) = self.shapes.0.get_index_mut(id) else {
            return;
        };
        if entry.schema.is_null() {
            shapes_in(&schema, &mut entry.children);
            entry.schema = schema;
        } else if self.components == Components::Named {
            merge(&mut entry.schema, &schema, entry.role);
        }
    }
}

/// What belongs to the place, and the rest.
fn apart(map: Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    map.into_iter()
        .partition(|(key, _)| AT_PLACE.contains(&key.as_str()))
}

/// The schema without flags that are off and lists of nothing, and with null among the values of an enum said as
/// `nullable`.
fn plainly_said(mut map: Map<String, Value>) -> Map<String, Value> {
    map.retain(|key, value| {
        let flag = matches!(
            key.as_str(),
            "deprecated" | "nullable" | "readOnly" | "writeOnly"
        );
        let is_off = flag && *value == Value::Bool(false);
        let is_empty = key == "required" && value.as_array().is_some_and(Vec::is_empty);
        !is_off && !is_empty
    });
    if is_enum(&map)
        && let Some(Value::Array(values)) = map.get_mut("enum")
        && values.contains(&Value::Null)
    {
        values.retain(|value| !value.is_null());
        map.insert("nullable".into(), Value::Bool(true));
    }
    map
}
