//! Schema objects: what one says, each fact where it has the right type.

use serde_json::{Map, Value};

/// The properties of an object, in their order.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    properties.map(|(name, schema)| (name.as_str(), schema))
}

/// The strings among the values of an enum.
pub fn texts(schema: &Value) -> impl Iterator<Item = &str> {
    let values = schema.get("enum").and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str)
}

/// The names that an extension gives to keys; what is no text names nothing.
pub fn names<'a>(schema: &'a Value, extension: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let names = schema.get(extension).and_then(Value::as_object);
    let names = names.into_iter().flat_map(Map::iter);
    names.filter_map(|(key, name)| Some((key.as_str(), name.as_str()?)))
}
