//! Shapes: what kind of shape a schema is, and the places where one stands.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::diagnostic::Origin;
use crate::openapi::operations::RawOperation;
use crate::openapi::schema::SchemaObject;

/// How many steps from an operation a component is still known by them; one farther in is known by
/// its name, so that a chain of components may be as long as the description.
pub(crate) const MAX_STEPS: usize = 32;

/// The number of a shape, in the order of first appearance.
pub type ShapeId = usize;

/// Whether a shape is sent, received, or part of an error response. An enum has no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// In parameters and bodies.
    Request,
    /// In success responses.
    Response,
    /// In error responses.
    Error,
    /// An enum, wherever it stands.
    Any,
}

/// What a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An object with properties.
    Object,
    /// An enum of strings or integers.
    Enum,
    /// `oneOf` or `anyOf`.
    Union,
}

/// The part of an operation that a schema belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// A parameter, by its name.
    Parameter(String),
    /// The request body.
    Body,
    /// The response of a status.
    Response(String),
    /// A component that no short way leads to, by file and pointer.
    Component(String),
}

/// One step from a schema to one inside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A property.
    Property(String),
    /// The items of an array.
    Item,
    /// The values of a map.
    Value,
    /// A variant of a union.
    Variant(usize),
}

/// Where a schema stands in the API.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The operation, by its number in the sorted list.
    pub operation: usize,
    /// The part of the operation.
    pub root: Root,
    /// The steps from there.
    pub path: Vec<Step>,
}

impl Place {
    /// The place of what stands in a component that is referred to from here.
    pub(crate) fn within(&self, component: &Origin) -> Self {
        if self.path.len() <= MAX_STEPS {
            return self.clone();
        }
        Self {
            operation: self.operation,
            root: Root::Component(component.to_string()),
            path: Vec::new(),
        }
    }

    /// A text that says the same in every description: for matching against existing specs.
    pub fn text(&self, operations: &[RawOperation]) -> String {
        let mut text = match &self.root {
            Root::Parameter(name) => format!("{} ?{name} ", operations[self.operation].key),
            Root::Body => format!("{} body ", operations[self.operation].key),
            Root::Response(status) => format!("{} {status} ", operations[self.operation].key),
            Root::Component(component) => format!("{component} "),
        };
        for step in &self.path {
            match step {
                Step::Property(name) => {
                    text.push('.');
                    text.push_str(name);
                }
                Step::Item => text.push_str("[]"),
                Step::Value => text.push_str("{}"),
                Step::Variant(index) => text.push_str(&format!("|{index}")),
            }
        }
        text
    }
}

/// A shape: one object, enum or union, however often it stands in the description.
#[derive(Debug, Clone)]
pub struct ShapeEntry {
    /// The schema; shapes inside it are references of the form `#shape/12`.
    pub schema: Value,
    /// Its role.
    pub role: Role,
    /// What it is.
    pub kind: Kind,
    /// Everywhere it stands.
    pub places: Vec<Place>,
    /// Shapes inside it.
    pub children: Vec<ShapeId>,
    /// The names under which the description has it as a component.
    pub components: Vec<(String, String)>,
}

impl ShapeEntry {
    /// The schema, for reading.
    pub fn object(&self) -> SchemaObject<'_> {
        SchemaObject::new(&self.schema)
    }

    /// The property names of an object, in order.
    pub fn property_names(&self) -> Vec<&str> {
        self.object().properties().map(|(name, _)| name).collect()
    }

    /// The strings that an enum allows.
    pub fn values(&self) -> Vec<&str> {
        self.object().texts("enum").collect()
    }
}

/// All shapes, by what Rust sees of them.
#[derive(Debug, Default)]
pub struct Shapes(pub IndexMap<String, ShapeEntry>);

pub(crate) fn reference_to(id: ShapeId) -> Value {
    json!({ "$ref": format!("#shape/{id}") })
}

/// What kind of shape a schema is; `None` for what needs no name.
pub(crate) fn kind_of(map: &Map<String, Value>) -> Option<Kind> {
    if is_enum(map) {
        Some(Kind::Enum)
    } else if variants(map) > 1 {
        Some(Kind::Union)
    } else if has_properties(map) {
        Some(Kind::Object)
    } else {
        None
    }
}

/// The schema with what belongs to its place put beside it. A reference can have nothing beside
/// it in OpenAPI 3.0, so it goes into an `allOf` of one.
pub(crate) fn annotate(schema: Value, at_place: Map<String, Value>) -> Value {
    if at_place.is_empty() {
        return schema;
    }
    match schema {
        Value::Object(mut map) if !map.contains_key("$ref") => {
            map.extend(at_place);
            Value::Object(map)
        }
        reference => {
            let mut map = Map::new();
            map.insert("allOf".into(), json!([reference]));
            map.extend(at_place);
            Value::Object(map)
        }
    }
}

/// The values of the discriminator that choose a variant: those that are mapped to it, or the
/// name of its component.
pub(crate) fn tags_of(variant: &Value, discriminator: &Value) -> Vec<String> {
    let Some(reference) = reference_of(variant) else {
        return Vec::new();
    };
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    let component = last(reference);
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped: Vec<String> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, to)| to.as_str().is_some_and(|to| last(to) == component))
        .map(|(tag, _)| tag.clone())
        .collect();
    if mapped.is_empty() {
        vec![component]
    } else {
        mapped
    }
}

/// The reference that a schema is, directly or with annotations beside it.
pub(crate) fn reference_of(schema: &Value) -> Option<&str> {
    let reference = schema
        .get("$ref")
        .or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
    reference?.as_str()
}

/// The shape that a schema refers to, directly or with annotations beside it.
pub fn shape_of(schema: &Value) -> Option<ShapeId> {
    reference_of(schema)?.strip_prefix("#shape/")?.parse().ok()
}

pub(crate) fn shapes_in(schema: &Value, found: &mut Vec<ShapeId>) {
    match schema {
        Value::Object(map) => {
            if let Some(id) = map.get("$ref").and_then(Value::as_str) {
                found.extend(
                    id.strip_prefix("#shape/")
                        .and_then(|id| id.parse::<ShapeId>().ok()),
                );
            }
            map.values().for_each(|value| shapes_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| shapes_in(value, found)),
        _ => {}
    }
}

/// An enum that gets a type: strings or integers. An enum of booleans or nulls says no more than
/// its type.
pub fn is_enum(map: &Map<String, Value>) -> bool {
    let Some(Value::Array(values)) = map.get("enum") else {
        return false;
    };
    let all = |test: fn(&Value) -> bool| values.iter().all(|v| v.is_null() || test(v));
    values.iter().any(|v| !v.is_null()) && (all(Value::is_string) || all(|v| v.is_i64()))
}

/// How many variants a union has.
fn variants(map: &Map<String, Value>) -> usize {
    ["oneOf", "anyOf"]
        .iter()
        .filter_map(|keyword| map.get(*keyword)?.as_array())
        .map(Vec::len)
        .sum()
}

fn has_properties(map: &Map<String, Value>) -> bool {
    map.get("properties")
        .and_then(Value::as_object)
        .is_some_and(|p| !p.is_empty())
}

/// A success response `{"data": ...}`: it is unwrapped, so it needs no name.
pub fn is_envelope(map: &Map<String, Value>, role: Role, place: &Place) -> bool {
    role == Role::Response
        && place.path.is_empty()
        && map
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|p| p.len() == 1 && p.contains_key("data"))
}

pub(crate) fn is_prose(key: &str) -> bool {
    matches!(
        key,
        "description" | "title" | "example" | "examples" | "externalDocs" | "xml"
    )
}

pub(crate) fn list_mut(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}
