//! Lowers the responses of an operation: what comes back on success.

use crate::diagnostic::Origin;
use crate::ir::{Payload, Response, RustPath, StatusResponse, TypeRef};
use crate::lower::schema::Context;
use crate::lower::{Untyped, media};
use crate::openapi::content::ContentObject;
use crate::openapi::operations::RawOperation;
use crate::openapi::schema::SchemaObject;
use crate::openapi::status::{is_success, phrase};
use crate::specs::operation_names::outcome_name;

/// The content of the response of one success status.
struct Content {
    status: String,
    payload: Payload,
    envelope: Option<String>,
    /// The media types to ask for, unless that is plain JSON.
    accept: Vec<String>,
}

pub(super) fn response(context: &mut Context<'_>, raw: &RawOperation, rust: &RustPath) -> Response {
    let mut all: Vec<Content> = Vec::new();
    let mut redirects = false;
    let mut fallback = None;
    for (status, response, at) in raw.responses() {
        // 304 leads nowhere: it says that what is known already is still right.
        redirects |= status.starts_with('3') && status != "304";
        if is_success(status) {
            all.push(content(context, status, response, &at));
        } else if status == "default" {
            fallback = Some((response, at));
        }
    }
    if let (true, false, Some((response, at))) = (all.is_empty(), redirects, fallback) {
        // An operation that names no success at all responds with its default.
        all.push(content(context, "2XX", response, &at));
    }
    all.sort_by(|a, b| a.status.cmp(&b.status));
    let is_same = |a: &Content, b: &Content| a.payload == b.payload && a.envelope == b.envelope;
    let (payload, envelope) = match all.as_slice() {
        [] if redirects => (Payload::Redirect, None),
        [] => (Payload::Empty, None),
        [first, rest @ ..] if rest.iter().all(|one| is_same(one, first)) => {
            (first.payload.clone(), first.envelope.clone())
        }
        several => {
            let envelope = several.iter().find_map(|one| one.envelope.clone());
            (Payload::ByStatus(outcome(rust)), envelope)
        }
    };
    Response {
        accept: asked_for(&all),
        statuses: all
            .into_iter()
            .map(|one| StatusResponse {
                bare: envelope.is_some() && one.envelope.is_none(),
                ty: type_of(one.payload),
                status: one.status,
            })
            .collect(),
        payload,
        envelope,
    }
}

/// The type of a payload.
fn type_of(payload: Payload) -> TypeRef {
    match payload {
        Payload::Json(ty) => ty,
        Payload::Text => TypeRef::String,
        Payload::Bytes => TypeRef::File,
        _ => TypeRef::Json,
    }
}

/// The enum that tells the responses of an operation apart.
fn outcome(rust: &RustPath) -> RustPath {
    RustPath {
        name: outcome_name(&rust.name),
        ..rust.clone()
    }
}

/// The media types to ask for: those of all responses that have content, JSON by its name where
/// others ask for something else.
fn asked_for(responses: &[Content]) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    if responses.iter().all(|response| response.accept.is_empty()) {
        return asked;
    }
    for response in responses {
        let plain = matches!(response.payload, Payload::Json(_)) && response.accept.is_empty();
        let json = plain.then(|| "application/json".to_owned());
        for media_type in response.accept.iter().cloned().chain(json) {
            if !asked.contains(&media_type) {
                asked.push(media_type);
            }
        }
    }
    asked
}

fn content(
    context: &mut Context<'_>,
    status: &str,
    response: ContentObject<'_>,
    at: &Origin,
) -> Content {
    let plain = |payload, accept| Content {
        status: status.to_owned(),
        payload,
        envelope: None,
        accept,
    };
    let Some(content) = response.content() else {
        if status == "204" || status == "205" {
            return plain(Payload::Empty, Vec::new());
        }
        let cause = format!("{status} {} has no schema", phrase(status));
        context.untyped.push(Untyped {
            origin: at.clone(),
            cause,
        });
        return plain(Payload::Json(TypeRef::Json), Vec::new());
    };
    let (media_type, schema, accept) = match media::taken(content) {
        (media::Taken::Json(media_type, schema), accept) => (media_type, schema, accept),
        (media::Taken::Text, accept) => return plain(Payload::Text, accept),
        (media::Taken::Bytes, accept) => return plain(Payload::Bytes, accept),
    };
    let at = at.child("content").child(media_type).child("schema");
    let Some(schema) = schema else {
        let cause = format!("{status} {} has no schema", phrase(status));
        context.untyped.push(Untyped { origin: at, cause });
        return plain(Payload::Json(TypeRef::Json), accept);
    };
    match envelope_of(schema) {
        Some(data) => Content {
            status: status.to_owned(),
            payload: Payload::Json(context.value(data, &at.child("properties").child("data"))),
            envelope: Some("data".to_owned()),
            accept,
        },
        None => plain(Payload::Json(context.value(schema, &at)), accept),
    }
}

/// The payload of a `{"data": ...}` response.
fn envelope_of(schema: SchemaObject<'_>) -> Option<SchemaObject<'_>> {
    let mut properties = schema.properties();
    match (properties.next(), properties.next()) {
        (Some(("data", data)), None) => Some(data),
        _ => None,
    }
}
