//! The parts of an operation that hold schemas, and the schemas in them: the one walk that every
//! stage takes.

use serde_json::{Map, Value};

use crate::diagnostic::Origin;

/// A part of an operation that holds schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// The parameter at this position.
    Parameter(usize),
    /// The request body.
    Body,
    /// The response with this status.
    Response(&'a str),
}

impl Part<'_> {
    /// Where the part of an operation stands.
    pub fn origin(self, operation: &Origin) -> Origin {
        match self {
            Self::Parameter(index) => operation.child("parameters").child(&index.to_string()),
            Self::Body => operation.child("requestBody"),
            Self::Response(status) => operation.child("responses").child(status),
        }
    }
}

/// The parts of an operation: its parameters, its body, its responses, in this order whatever the
/// order of the keys.
pub fn parts(operation: &Map<String, Value>) -> Vec<(Part<'_>, &Value)> {
    let parameters = parameters(operation).enumerate();
    let parameters = parameters.map(|(index, value)| (Part::Parameter(index), value));
    let body = body(operation).map(|body| (Part::Body, body));
    let responses = responses(operation);
    let responses = responses.map(|(status, value)| (Part::Response(status), value));
    parameters.chain(body).chain(responses).collect()
}

/// The parameters of an operation.
pub fn parameters(operation: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten()
}

/// The request body of an operation.
pub fn body(operation: &Map<String, Value>) -> Option<&Value> {
    operation.get("requestBody")
}

/// The responses of an operation, by status.
pub fn responses(operation: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let responses = operation.get("responses").and_then(Value::as_object);
    let responses = responses.into_iter().flatten();
    responses.map(|(status, response)| (status.as_str(), response))
}

/// The same for changing them.
pub fn parts_mut(operation: &mut Map<String, Value>) -> Vec<(Part<'_>, &mut Value)> {
    let (mut all, mut body, mut responses) = (Vec::new(), None, Vec::new());
    for (key, value) in operation {
        match (key.as_str(), value) {
            ("parameters", Value::Array(parameters)) => {
                let parameters = parameters.iter_mut().enumerate();
                all.extend(parameters.map(|(index, value)| (Part::Parameter(index), value)));
            }
            ("requestBody", value) => body = Some((Part::Body, value)),
            ("responses", Value::Object(by_status)) => {
                let by_status = by_status.iter_mut();
                responses.extend(by_status.map(|(status, value)| (Part::Response(status), value)));
            }
            _ => {}
        }
    }
    all.extend(body);
    all.extend(responses);
    all
}

/// The media types of a part, with what stands at each.
pub fn media_types(part: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let content = part.get("content").and_then(Value::as_object);
    content.into_iter().flatten()
}

/// The same for changing them.
pub fn media_types_mut(part: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let content = part.get_mut("content").and_then(Value::as_object_mut);
    content.into_iter().flatten()
}

/// The schemas of a part: its own, and those of its media types.
pub fn schemas(part: &Value) -> impl Iterator<Item = &Value> {
    let of_content = media_types(part).filter_map(|(_, media)| media.get("schema"));
    part.get("schema").into_iter().chain(of_content)
}

/// The same for changing them, each with its media type; see [`schema_origin`].
pub fn schemas_mut(part: &mut Value) -> Vec<(Option<&str>, &mut Value)> {
    let (mut all, mut of_content) = (Vec::new(), Vec::new());
    for (key, value) in part.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            ("schema", schema) => all.push((None, schema)),
            ("content", Value::Object(content)) => {
                of_content.extend(content.iter_mut().filter_map(|(media_type, media)| {
                    Some((Some(media_type.as_str()), media.get_mut("schema")?))
                }));
            }
            _ => {}
        }
    }
    all.extend(of_content);
    all
}

/// Where a schema of a part stands.
pub fn schema_origin(part: &Origin, media_type: Option<&str>) -> Origin {
    match media_type {
        Some(media_type) => part.child("content").child(media_type).child("schema"),
        None => part.child("schema"),
    }
}

/// Where a schema stands in the one around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within<'a> {
    /// The property of this name.
    Property(&'a str),
    /// Under a keyword that holds one schema: `items`, `additionalProperties` or `not`.
    Keyword(&'a str),
    /// At this position of a composition: `allOf`, `oneOf` or `anyOf`.
    Part(&'a str, usize),
}

/// The schemas one step inside a schema, in the order of its keys. What `additionalProperties`
/// allows or forbids as such is none.
pub fn subschemas(schema: &Map<String, Value>) -> Vec<(Within<'_>, &Value)> {
    let mut all = Vec::new();
    for (key, value) in schema {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter();
                all.extend(properties.map(|(name, value)| (Within::Property(name), value)));
            }
            ("additionalProperties", Value::Bool(_)) => {}
            ("items" | "additionalProperties" | "not", inner) => {
                all.push((Within::Keyword(key), inner));
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(schemas)) => {
                let schemas = schemas.iter().enumerate();
                all.extend(schemas.map(|(index, value)| (Within::Part(key, index), value)));
            }
            _ => {}
        }
    }
    all
}

/// The same for changing them, those of properties with their names.
pub fn subschemas_mut(schema: &mut Value) -> Vec<(Option<&str>, &mut Value)> {
    let mut all = Vec::new();
    for (key, value) in schema.as_object_mut().into_iter().flatten() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter_mut();
                all.extend(properties.map(|(name, value)| (Some(name.as_str()), value)));
            }
            ("additionalProperties", Value::Bool(_)) => {}
            ("items" | "additionalProperties" | "not", inner) => all.push((None, inner)),
            ("allOf" | "oneOf" | "anyOf", Value::Array(schemas)) => {
                all.extend(schemas.iter_mut().map(|schema| (None, schema)));
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_walks_meet_the_same_in_one_order() {
        let schema = |name: &str| json!({ "title": name });
        let mut operation = json!({
            "responses": {
                "404": {},
                "200": { "content": { "text/csv": { "schema": schema("csv") } } },
            },
            "requestBody": { "content": {
                "application/json": { "schema": schema("json") },
                "text/plain": {},
            } },
            "parameters": [
                { "schema": schema("first") },
                { "content": { "application/json": { "schema": schema("second") } } },
            ],
        });
        let operation = operation.as_object_mut().unwrap();
        let found: Vec<String> = parts(operation)
            .into_iter()
            .flat_map(|(_, part)| schemas(part))
            .map(|schema| schema["title"].to_string())
            .collect();
        assert_eq!(found, ["\"first\"", "\"second\"", "\"json\"", "\"csv\""]);
        let at = Origin::new("a.yaml", "");
        let mut changed = Vec::new();
        for (part, value) in parts_mut(operation) {
            for (media_type, schema) in schemas_mut(value) {
                let at = schema_origin(&part.origin(&at), media_type);
                changed.push((at.pointer, schema["title"].to_string()));
            }
        }
        let pointers: Vec<&str> = changed.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/parameters/0/schema",
                "/parameters/1/content/application~1json/schema",
                "/requestBody/content/application~1json/schema",
                "/responses/200/content/text~1csv/schema",
            ]
        );
        assert!(changed.into_iter().map(|(_, title)| title).eq(found));
    }

    #[test]
    fn every_schema_inside_a_schema_is_met() {
        let mut schema = json!({
            "properties": { "a": {}, "b": {} }, "items": {}, "additionalProperties": {}, "not": {},
            "allOf": [{}], "oneOf": [{}], "anyOf": [{}, {}], "required": ["a"],
        });
        let found: Vec<Within<'_>> = subschemas(schema.as_object().unwrap())
            .into_iter()
            .map(|(within, _)| within)
            .collect();
        assert_eq!(found.len(), 9);
        assert!(
            found.contains(&Within::Property("b")) && found.contains(&Within::Part("anyOf", 1))
        );
        let names: Vec<Option<&str>> = subschemas_mut(&mut schema)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names.len(), 9);
        assert!(names.contains(&Some("a")) && names.contains(&Some("b")));
    }
}
