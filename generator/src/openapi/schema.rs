//! Schema objects: what one says, each fact where it has the right type.

use std::sync::LazyLock;

use openapiv3::{ReferenceOr, Schema, VariantOrUnknownOrEmpty};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::documents::reference;

/// A schema object as it stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct SchemaObject<'a>(&'a Value);

impl<'a> SchemaObject<'a> {
    /// The schema that a value is, whatever it says.
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// The schema that takes any JSON.
    pub fn any() -> SchemaObject<'static> {
        static ANY: LazyLock<Value> = LazyLock::new(|| Value::Object(Map::new()));
        SchemaObject(&ANY)
    }

    /// The schema with its types, as OpenAPI 3.0 has them.
    ///
    /// # Errors
    /// What is wrong, if it has a form that OpenAPI 3.0 does not know.
    pub fn parse(self) -> Result<ReferenceOr<Schema>, String> {
        ReferenceOr::<Schema>::deserialize(self.0).map_err(|error| error.to_string())
    }

    /// What it refers to, if it is a reference.
    pub fn reference(self) -> Option<&'a str> {
        reference(self.0)
    }

    /// A text, or an extension that is one.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_str()
    }

    /// Whether a flag is set.
    pub fn is(self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool) == Some(true)
    }

    /// Whether it has any of these keys.
    pub fn has_any(self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.0.get(key).is_some())
    }

    /// Whether it says nothing at all, so that any JSON will do.
    pub fn is_empty(self) -> bool {
        self.0.as_object().is_some_and(Map::is_empty)
    }

    /// Whether the whole content is bytes.
    pub fn is_binary(self) -> bool {
        self.text("type") == Some("string") && self.text("format") == Some("binary")
    }

    /// The properties of an object, in their order.
    pub fn properties(self) -> impl Iterator<Item = (&'a str, SchemaObject<'a>)> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        let properties = properties.into_iter().flatten();
        properties.map(|(name, schema)| (name.as_str(), SchemaObject(schema)))
    }

    /// A property of an object.
    pub fn property(self, name: &str) -> Option<SchemaObject<'a>> {
        let property = self.0.get("properties")?.get(name)?;
        Some(SchemaObject(property))
    }

    /// The texts of a list: those among the values of an enum, or the names that are `required`.
    pub fn texts(self, key: &str) -> impl Iterator<Item = &'a str> {
        self.list(key).iter().filter_map(Value::as_str)
    }

    /// The schemas that a composition is made of: `allOf`, `oneOf` or `anyOf`.
    pub fn parts(self, key: &str) -> impl Iterator<Item = SchemaObject<'a>> {
        self.list(key).iter().map(SchemaObject)
    }

    /// Whether null is one of its values: by `nullable`, or because an enum lists it.
    pub fn is_nullable(self) -> bool {
        self.is("nullable") || self.list("enum").contains(&Value::Null)
    }

    /// The names that an extension gives to keys; what is no text names nothing.
    pub fn names(self, extension: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let names = self.0.get(extension).and_then(Value::as_object);
        let names = names.into_iter().flat_map(Map::iter);
        names.filter_map(|(key, name)| Some((key.as_str(), name.as_str()?)))
    }

    fn list(self, key: &str) -> &'a [Value] {
        let list = self.0.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The name of a format, whether OpenAPI knows it or not.
pub fn format_name<T: serde::Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => serde_json::to_value(known)
            .ok()?
            .as_str()
            .map(str::to_owned),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}
