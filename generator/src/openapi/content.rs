//! Bodies and responses: what one says, and the media types that it comes in.

use serde_json::{Map, Value};

use super::schema::SchemaObject;

/// A request body or a response as it stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct ContentObject<'a>(&'a Value);

impl<'a> ContentObject<'a> {
    /// The body or response that a value is, whatever it says.
    pub fn new(value: &'a Value) -> Self {
        Self(value)
    }

    /// Whether a flag is set.
    pub fn is(self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_bool) == Some(true)
    }

    /// The media types that it comes in; `None` if it has none.
    pub fn content(self) -> Option<Content<'a>> {
        let content = self.0.get("content")?.as_object()?;
        (!content.is_empty()).then_some(Content(content))
    }
}

/// Media types, with the schema of each.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a>(&'a Map<String, Value>);

impl<'a> Content<'a> {
    /// The media types in their order, each with its schema, if it has one.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, Option<SchemaObject<'a>>)> {
        let schema = |media: &'a Value| media.get("schema").map(SchemaObject::new);
        let all = self.0.iter();
        all.map(move |(media_type, media)| (media_type.as_str(), schema(media)))
    }

    /// The media types alone.
    pub fn media_types(self) -> impl Iterator<Item = &'a str> {
        self.0.keys().map(String::as_str)
    }
}
