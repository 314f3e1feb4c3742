//! Parameter objects: what one says of a parameter, and what it is known by.

use serde_json::{Map, Value};

use super::object::Object;
use super::schema::SchemaObject;
use crate::diagnostic::Origin;

/// A parameter object as it stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct ParameterObject<'a> {
    fields: &'a Map<String, Value>,
}

impl<'a> ParameterObject<'a> {
    /// The parameter that a value is; `None` for what is no object.
    pub fn new(value: &'a Value) -> Option<Self> {
        let fields = value.as_object()?;
        Some(Self { fields })
    }

    /// Its keys, extensions among them.
    pub fn object(self) -> Object<'a> {
        Object::new(self.fields)
    }

    /// The name; empty if it has none.
    pub fn name(self) -> &'a str {
        self.object().text("name").unwrap_or_default()
    }

    /// Where it goes, as it is written; empty if nothing is.
    pub fn location(self) -> &'a str {
        self.object().text("in").unwrap_or_default()
    }

    /// The media type of its content, where it has one in place of a schema.
    pub fn media_type(self) -> Option<&'a str> {
        let (media_type, _) = self.content()?;
        Some(media_type)
    }

    /// Its schema, or that of its content, and where that stands; one that takes any JSON where it
    /// has none.
    pub fn schema(self, at: &Origin) -> (SchemaObject<'a>, Origin) {
        let schema =
            |value: Option<&'a Value>| value.map_or(SchemaObject::any(), SchemaObject::new);
        match (self.fields.get("schema"), self.content()) {
            (Some(found), _) => (SchemaObject::new(found), at.child("schema")),
            (None, Some((_, media))) => (schema(media.get("schema")), at.child("content")),
            (None, None) => (SchemaObject::any(), at.clone()),
        }
    }

    fn content(self) -> Option<(&'a str, &'a Value)> {
        let content = self.fields.get("content")?.as_object()?;
        let (media_type, media) = content.iter().next()?;
        Some((media_type, media))
    }
}

/// What a parameter is known by: its place and its name.
pub fn parameter_id(parameter: &Value) -> (String, String) {
    let text = |key: &str| {
        let text = parameter.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let (location, name) = (text("in"), text("name"));
    if location == "header" {
        (location, name.to_lowercase())
    } else {
        (location, name)
    }
}

/// Whether OpenAPI keeps a header out of parameters: what one says of it is to be ignored.
pub fn is_reserved_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"]
        .iter()
        .any(|reserved| name.eq_ignore_ascii_case(reserved))
}
