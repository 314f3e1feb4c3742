//! Media types: how a body is sent, and which of several representations a response is asked for.

use crate::ir::BodyEncoding;
use crate::openapi::content::Content;
use crate::openapi::schema::SchemaObject;

/// The media type without its parameters.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether it names several media types, of which none is said: `*/*`, `image/*`, `application/*+json`.
fn is_range(media_type: &str) -> bool {
    essence(media_type).contains('*')
}

/// How content of a media type is written.
pub(super) fn encoding(media_type: &str) -> BodyEncoding {
    match essence(media_type).as_str() {
        "multipart/form-data" | "multipart/*" => BodyEncoding::Multipart,
        "application/x-www-form-urlencoded" => BodyEncoding::Form,
        "application/json" | "*/*" | "application/*" | "*" => BodyEncoding::Json,
        json if json.ends_with("+json") => BodyEncoding::Json,
        text if text.starts_with("text/") => BodyEncoding::Text,
        _ => BodyEncoding::Bytes,
    }
}

/// How the content is written that `schema` describes under a media type: what is binary is bytes,
/// whatever range it stands under.
fn encoding_of(media_type: &str, schema: Option<SchemaObject<'_>>) -> BodyEncoding {
    match encoding(media_type) {
        BodyEncoding::Json if is_range(media_type) && is_binary(schema) => BodyEncoding::Bytes,
        encoding => encoding,
    }
}

/// Whether the whole content is bytes.
fn is_binary(schema: Option<SchemaObject<'_>>) -> bool {
    schema.is_some_and(SchemaObject::is_binary)
}

/// Whether the schema says no more of the content than that it is text.
fn is_text(schema: Option<SchemaObject<'_>>) -> bool {
    let Some(schema) = schema else {
        return true;
    };
    let structure = [
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "properties",
        "additionalProperties",
        "items",
        "enum",
    ];
    match schema.text("type") {
        Some(name) => name == "string",
        None => !schema.has_any(&structure),
    }
}

/// The content of a request body that is sent.
pub(super) struct Sent<'a> {
    /// The media type under which it is described, which may be a range.
    pub(super) described: &'a str,
    /// Its schema, if it has one.
    pub(super) schema: Option<SchemaObject<'a>>,
    /// The media type that is sent.
    pub(super) media_type: String,
    pub(super) encoding: BodyEncoding,
}

/// What is sent of several: what can be written best, by the order of [`BodyEncoding`]; of equals
/// `application/json`, then what is no range. `*/*` says nothing, so it comes last.
pub(super) fn sent(content: Content<'_>) -> Option<Sent<'_>> {
    let all = content.iter().map(|(described, schema)| {
        let encoding = encoding_of(described, schema);
        let essence = essence(described);
        let vague = matches!(essence.as_str(), "*/*" | "application/*" | "*");
        let order = (
            vague,
            encoding as u8,
            essence != "application/json",
            is_range(described),
        );
        (order, described, schema, encoding)
    });
    let (_, described, schema, encoding) = all.min_by_key(|(order, ..)| *order)?;
    let media_type = match encoding {
        _ if !is_range(described) => described,
        BodyEncoding::Json => "application/json",
        BodyEncoding::Multipart => "multipart/form-data",
        BodyEncoding::Form => "application/x-www-form-urlencoded",
        BodyEncoding::Text => "text/plain",
        BodyEncoding::Bytes => "application/octet-stream",
    };
    Some(Sent {
        described,
        schema,
        media_type: media_type.to_owned(),
        encoding,
    })
}

/// How the content of a response is taken.
pub(super) enum Taken<'a> {
    /// As the JSON that is described under the media type, by its schema if it has one.
    Json(&'a str, Option<SchemaObject<'a>>),
    /// As text.
    Text,
    /// As it is.
    Bytes,
}

/// How the content of a response is taken, and the media types to ask for; none for plain JSON, which
/// is what a request asks for unless it says otherwise.
///
/// JSON is taken where there is any, unless it is text alone and a binary type stands beside it: all
/// that can come then fits into bytes, and not into text.
pub(super) fn taken(content: Content<'_>) -> (Taken<'_>, Vec<String>) {
    let of = |wanted: BodyEncoding| {
        content
            .iter()
            .filter(move |(media_type, schema)| encoding_of(media_type, *schema) == wanted)
    };
    let names = |wanted: BodyEncoding| -> Vec<String> {
        of(wanted)
            .map(|(media_type, _)| media_type.to_owned())
            .collect()
    };
    let json = of(BodyEncoding::Json)
        .min_by_key(|(name, _)| (essence(name) != "application/json", is_range(name)));
    let binary = of(BodyEncoding::Bytes).next().is_some();
    match json {
        // The server calls it JSON, and sends a file.
        Some((_, schema)) if !binary && is_binary(schema) => (Taken::Bytes, vec!["*/*".to_owned()]),
        Some((_, schema)) if binary && is_text(schema) => {
            (Taken::Bytes, names(BodyEncoding::Bytes))
        }
        Some((media_type, schema)) => {
            let plain = is_range(media_type) || essence(media_type) == "application/json";
            let asked = if plain {
                Vec::new()
            } else {
                vec![media_type.to_owned()]
            };
            (Taken::Json(media_type, schema), asked)
        }
        None if content
            .media_types()
            .all(|name| encoding(name) == BodyEncoding::Text) =>
        {
            (Taken::Text, names(BodyEncoding::Text))
        }
        None => (Taken::Bytes, names(BodyEncoding::Bytes)),
    }
}
