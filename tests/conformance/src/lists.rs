//! Serves lists where the client reads one because the operation pages, whatever the description
//! has for the response.

use serde_json::{Map, Value, json};

use generator::ir::{Operation, Payload, StatusResponse, TypeRef};
use generator::openapi::operation::Part;

use crate::places::{self, Places, child};

/// Makes the payload of each success a list, if the operation pages and responds with a list.
pub(crate) fn serve_list(served: &mut Value, operation: &Operation) {
    let is_list = matches!(&operation.response.payload, Payload::Json(TypeRef::List(_)));
    if operation.paging.is_none() || !is_list {
        return;
    }
    for StatusResponse { status, .. } in &operation.response.statuses {
        let response = places::part(&operation.key, Part::Response(status));
        let content = format!("{response}/content");
        let media_types: Vec<String> = match Places::new(served).at(&content) {
            Value::Object(content) => content.keys().cloned().collect(),
            _ => Vec::new(),
        };
        if media_types.is_empty() {
            answer_with_list(served, &response, operation.response.envelope.as_deref());
        }
        for media_type in media_types {
            let schema = places::schema(&response, &media_type);
            wrap(served, &schema, operation.response.envelope.as_deref());
        }
    }
}

/// A response that has no content.
fn answer_with_list(served: &mut Value, response: &str, envelope: Option<&str>) {
    let Some(Value::Object(response)) = served.pointer_mut(response) else {
        return;
    };
    let list = json!({"type": "array", "items": {}});
    let schema = match envelope {
        Some(key) => json!({"type": "object", "properties": {key: list}}),
        None => list,
    };
    response.insert(
        "content".into(),
        json!({"application/json": {"schema": schema}}),
    );
}

/// A response whose payload is the item instead of the list.
fn wrap(served: &mut Value, schema: &str, envelope: Option<&str>) {
    let places = Places::new(served);
    let payload = match envelope {
        Some(key) => child(&format!("{}/properties", places.follow(schema)), key),
        None => schema.to_owned(),
    };
    if places.text(&payload, "type") == Some("array") {
        return;
    }
    if let Some(payload) = served.pointer_mut(&payload) {
        let item = std::mem::replace(payload, Value::Object(Map::new()));
        *payload = json!({"type": "array", "items": item});
    }
}
