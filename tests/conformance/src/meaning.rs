//! What the served description says otherwise than the published one, and why.
//!
//! The client deviates from the description on purpose, where Procore's servers do; a server that
//! knows the description alone would refuse every such request. So the decisions stand in the served
//! copy too, all of them here. What stands here is not proven by a run; all the rest is.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use generator::ir::{
    Encoding, Location, Operation, OperationKey, Parameter, Shape, StatusResponse, TypeRef, Union,
};
use generator::openapi::operation::{Part, media_types, parameters};
use generator::openapi::parameter::ParameterObject;
use generator::openapi::status::is_success;

use crate::places::{self, Places, child};
use crate::values::is_described_by;
use crate::{Types, lists};

/// Where the description has a key for a custom field instead of one that occurs.
const TEMPLATE: &str = "custom_field_%{";

/// Rewrites the served description.
pub(crate) fn say_what_the_client_means(
    served: &mut Value,
    operations: &[&Operation],
    types: &Types<'_>,
) {
    // Keys such as `custom_field_%{...}` are templates; on the wire stand ids.
    number_custom_fields(served);
    // Alternatives overlap, so that a validator finds several where one is asked for; the client
    // and Procore's servers take the first that fits.
    any_of(served);
    for operation in operations {
        for parameter in &operation.parameters {
            write_parameter(served, &operation.key, parameter);
        }
        keep_successes(served, operation);
    }
    // The served document decides what a response looks like, the types how it is read.
    for (place, leaf) in Leaves::of(served, operations, types).found {
        if let Some(schema) = served.pointer_mut(&place) {
            write_leaf(schema, leaf);
        }
    }
    for operation in operations {
        lists::serve_list(served, operation);
    }
}

/// The place of a parameter.
pub(crate) fn parameter(
    places: Places<'_>,
    key: &OperationKey,
    parameter: &Parameter,
) -> Option<String> {
    let operation = places.at(&places::operation(key)).as_object()?;
    let named = |name: &str| {
        parameters(operation)
            .filter_map(ParameterObject::new)
            .position(|declared| {
                declared.name() == name && declared.location() == location(parameter.location)
            })
    };
    let bare = parameter.wire.strip_suffix("[]");
    let at = named(&parameter.wire).or_else(|| named(bare?))?;
    Some(places::part(key, Part::Parameter(at)))
}

fn location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

fn write_parameter(served: &mut Value, key: &OperationKey, parameter: &Parameter) {
    let places = Places::new(served);
    let Some(place) = self::parameter(places, key, parameter) else {
        return;
    };
    let schema = places
        .at(&places.follow(&format!("{place}/schema")))
        .clone();
    let Some(Value::Object(described)) = served.pointer_mut(&place) else {
        return;
    };
    // Lists carry `[]` also where the description leaves them out.
    described.insert("name".into(), json!(parameter.wire));
    match parameter.encoding {
        // A filter by date takes `A...B`, which is no date.
        Encoding::Range => {
            described.insert("schema".into(), json!({"type": "string"}));
        }
        // Some sorts list both directions, some only the field; the servers take both.
        Encoding::Sort => {
            described.insert("schema".into(), with_directions(schema));
        }
        // Objects stand in brackets, which the description does not say.
        Encoding::DeepObject => {
            described.insert("style".into(), json!("deepObject"));
            described.insert("explode".into(), json!(true));
        }
        // A list of objects has no form of its own in a query: it is sent as JSON text.
        Encoding::Json => {
            described.remove("content");
            described.insert("schema".into(), json!({"type": "string"}));
        }
        Encoding::Single
        | Encoding::Repeated
        | Encoding::Commas
        | Encoding::Spaces
        | Encoding::Pipes
        | Encoding::Styled { .. } => {}
    }
    keep_name(described, parameter);
}

/// The server spoils names with brackets of the usual style, and would look for `ids%5B%5D`. Other
/// styles it leaves alone, and these two read the same from what is sent: the last value of a list,
/// and a single value.
fn keep_name(described: &mut Map<String, Value>, parameter: &Parameter) {
    if parameter.location != Location::Query || !parameter.wire.contains(['[', ']']) {
        return;
    }
    let (style, explode) = match parameter.encoding {
        Encoding::Repeated => ("pipeDelimited", false),
        Encoding::Single | Encoding::Range | Encoding::Sort | Encoding::Json => {
            ("deepObject", true)
        }
        _ => return,
    };
    described.insert("style".into(), json!(style));
    described.insert("explode".into(), json!(explode));
}

fn with_directions(mut schema: Value) -> Value {
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        let fields: Vec<String> = values
            .iter()
            .filter_map(|value| Some(value.as_str()?.trim_start_matches(['-', '+']).to_owned()))
            .collect();
        values.extend(fields.iter().map(|field| json!(field)));
        values.extend(fields.iter().map(|field| json!(format!("-{field}"))));
    }
    schema
}

/// Drops the responses of failures: the server would refuse requests with them, and not say why.
fn keep_successes(served: &mut Value, operation: &Operation) {
    let place = child(&places::operation(&operation.key), "responses");
    let Some(responses) = served.pointer_mut(&place).and_then(Value::as_object_mut) else {
        return;
    };
    let success = |status: &str| is_success(status) || status.starts_with('3');
    if responses.keys().any(|status| success(status)) {
        responses.retain(|status, _| success(status));
    }
    // A redirect has a target, whether the description says so or not.
    for (status, response) in responses.iter_mut() {
        if let (true, Some(response)) = (status.starts_with('3'), response.as_object_mut()) {
            response.insert(
                "headers".into(),
                json!({"Location": {"schema": {"type": "string"}, "example": "https://example.com/plan.pdf"}}),
            );
        }
    }
}

fn number_custom_fields(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let templates: Vec<String> = map
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(Map::keys)
                .filter(|key| key.starts_with(TEMPLATE))
                .cloned()
                .collect();
            for (i, template) in templates.iter().enumerate() {
                let name = format!("custom_field_{}", i + 1);
                let properties = map.get_mut("properties").and_then(Value::as_object_mut);
                if let Some(properties) = properties
                    && let Some(schema) = properties.remove(template)
                {
                    properties.insert(name.clone(), schema);
                }
                let required = map.get_mut("required").and_then(Value::as_array_mut);
                for key in required.into_iter().flatten() {
                    if key == template {
                        *key = json!(name);
                    }
                }
            }
            map.values_mut().for_each(number_custom_fields);
        }
        Value::Array(items) => items.iter_mut().for_each(number_custom_fields),
        _ => {}
    }
}

fn any_of(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.get("oneOf").is_some_and(Value::is_array)
                && let Some(alternatives) = map.remove("oneOf")
            {
                map.insert("anyOf".into(), alternatives);
            }
            map.values_mut().for_each(any_of);
        }
        Value::Array(items) => items.iter_mut().for_each(any_of),
        _ => {}
    }
}

/// A type that says more than the description does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    Integer,
    Decimal,
    Date,
    DateTime,
    CustomField,
}

fn write_leaf(schema: &mut Value, leaf: Leaf) {
    match leaf {
        // A number of the format `integer` has no fraction.
        Leaf::Integer => *schema = json!({"type": "integer"}),
        // Money is a string here and a number there; the servers read both, the client too.
        Leaf::Decimal => {
            *schema = json!({"anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": "^[1-9][0-9]{0,6}\\.[0-9]{2}$"},
            ]});
        }
        // Formats such as `datetime` are none; no format at all stands for any text.
        Leaf::Date => *schema = json!({"type": "string", "format": "date"}),
        Leaf::DateTime => *schema = json!({"type": "string", "format": "date-time"}),
        // Of some custom fields the description has lost the types.
        Leaf::CustomField => {
            let typed = |key: &str| schema.pointer(&format!("/properties/{key}")).cloned();
            let value = typed("value").unwrap_or_else(|| json!({}));
            *schema = json!({
                "type": "object",
                "properties": {"data_type": {"type": "string"}, "value": value},
            });
        }
    }
}

/// The places of leaves, found by walking types and schemas side by side.
struct Leaves<'a> {
    types: &'a Types<'a>,
    places: Places<'a>,
    found: Vec<(String, Leaf)>,
    seen: BTreeSet<(String, TypeRef)>,
}

impl<'a> Leaves<'a> {
    fn of(served: &'a Value, operations: &[&Operation], types: &'a Types<'a>) -> Self {
        let mut leaves = Self {
            types,
            places: Places::new(served),
            found: Vec::new(),
            seen: BTreeSet::new(),
        };
        for operation in operations {
            if let Some(body) = &operation.body {
                leaves.walk(&body.ty, &places::body(&operation.key, &body.described));
            }
            for StatusResponse { status, ty, .. } in &operation.response.statuses {
                leaves.response(operation, status, ty);
            }
        }
        leaves
    }

    fn response(&mut self, operation: &Operation, status: &str, ty: &TypeRef) {
        let place = |status| places::part(&operation.key, Part::Response(status));
        let (own, default) = (place(status), place("default"));
        let response = if self.places.at(&own).is_null() {
            default
        } else {
            own
        };
        for (media_type, _) in media_types(self.places.at(&response)) {
            let schema = places::schema(&response, media_type);
            let envelope = operation.response.envelope.as_deref();
            let payload = envelope.and_then(|key| self.places.property(&schema, key));
            self.walk(ty, &payload.unwrap_or(schema));
        }
    }

    fn walk(&mut self, ty: &TypeRef, place: &str) {
        let place = self.places.follow(place);
        if !self.seen.insert((place.clone(), ty.clone())) {
            return;
        }
        match ty {
            TypeRef::Integer if self.places.text(&place, "type") == Some("number") => {
                self.leaf(place, Leaf::Integer);
            }
            TypeRef::Decimal => self.leaf(place, Leaf::Decimal),
            TypeRef::Date => self.leaf(place, Leaf::Date),
            TypeRef::DateTime => self.leaf(place, Leaf::DateTime),
            TypeRef::CustomFields => self.custom_fields(&place),
            TypeRef::Nullable(inner) => self.walk(inner, &place),
            TypeRef::List(item) => {
                if let Some(items) = self.places.items(&place) {
                    self.walk(item, &items);
                }
            }
            TypeRef::Map(value) => {
                let mut inside: Vec<String> = self.places.additional(&place).into_iter().collect();
                let names = self.places.properties(&place).into_iter();
                inside.extend(names.filter_map(|name| self.places.property(&place, name)));
                for place in inside {
                    self.walk(value, &place);
                }
            }
            TypeRef::Named(path) | TypeRef::Boxed(path) => {
                let Some(ty) = self.types.get(path) else {
                    return;
                };
                match &ty.shape {
                    Shape::Struct(record) => {
                        if let Some((_, TypeRef::CustomFields)) = &record.custom_fields {
                            self.custom_fields(&place);
                        }
                        for field in &record.fields {
                            if let Some(place) = self.places.property(&place, &field.wire) {
                                self.walk(&field.ty, &place);
                            }
                        }
                    }
                    Shape::Union(union) => self.alternatives(union, &place),
                    Shape::Enum(_) | Shape::Statuses(_) => {}
                }
            }
            _ => {}
        }
    }

    fn custom_fields(&mut self, place: &str) {
        let names = self.places.properties(place).into_iter();
        for name in names.filter(|name| name.starts_with("custom_field_")) {
            let Some(place) = self.places.property(place, name) else {
                continue;
            };
            let untyped = self
                .places
                .property(&place, "data_type")
                .is_none_or(|place| self.places.text(&place, "type").is_none());
            if untyped
                && self
                    .places
                    .text(&place, "type")
                    .is_none_or(|ty| ty == "object")
            {
                self.leaf(place, Leaf::CustomField);
            }
        }
    }

    fn alternatives(&mut self, union: &Union, place: &str) {
        for alternative in self.places.alternatives(place) {
            for variant in &union.variants {
                if is_described_by(&variant.ty, self.types, self.places, &alternative) {
                    self.walk(&variant.ty, &alternative);
                }
            }
        }
    }

    /// Alternatives are left as they are: the client takes them apart.
    fn leaf(&mut self, place: String, leaf: Leaf) {
        if self.places.alternatives(&place).is_empty() {
            self.found.push((place, leaf));
        }
    }
}
