//! Lowers one operation, its body among it.

use crate::announce::{gather, reference};
use crate::diagnostic::Diagnostic;
use crate::ir::{Body, BodyEncoding, Operation, TypeRef};
use crate::lower::parameter::parameters;
use crate::lower::response::response;
use crate::lower::schema::Context;
use crate::lower::{Index, Placed, Untyped, media, request_path};
use crate::openapi::extensions::STAGE;
use crate::openapi::operation::schema_origin;
use crate::openapi::operations::RawOperation;

pub(super) fn lower(
    index: &Index<'_>,
    raw: &RawOperation,
    name: String,
) -> Result<(Placed, Vec<Untyped>), Vec<Diagnostic>> {
    let mut context = Context::new(index, false);
    let text = |key: &str| raw.object().text(key).map(str::to_owned);
    let (parameters, company) = parameters(&mut context, raw);
    let body = body(&mut context, raw);
    let rust = request_path(&raw.tag, raw.version.as_ref(), name);
    let response = response(&mut context, raw, &rust);
    let (announced, more) = gather::read(raw.object(), &raw.origin);
    context.problems.extend(more);
    if !context.problems.is_empty() {
        let key = &raw.key;
        return Err(context
            .problems
            .into_iter()
            .map(|p| p.operation(key))
            .collect());
    }
    let title = text("summary").unwrap_or_else(|| raw.key.to_string());
    let operation = Operation {
        key: raw.key.clone(),
        id: text("operationId").unwrap_or_default(),
        reference: reference::url(&raw.key, &title, &raw.tag.resource),
        title,
        description: text("description"),
        rust,
        parameters,
        company,
        body,
        response,
        paging: None,
        deprecation: None,
        replaces: Vec::new(),
        stage: text(STAGE),
        origin: raw.origin.clone(),
    };
    let placed = Placed {
        tag: raw.tag.clone(),
        version: raw.version.clone(),
        announced,
        operation,
    };
    Ok((placed, context.untyped))
}

fn body(context: &mut Context<'_>, raw: &RawOperation) -> Option<Body> {
    let (body, at) = raw.body()?;
    let content = body.content()?;
    let media::Sent {
        described,
        schema,
        media_type,
        encoding,
    } = media::sent(content)?;
    let at = schema_origin(&at, Some(described));
    context.files = encoding == BodyEncoding::Multipart;
    let ty = match (encoding, schema) {
        (BodyEncoding::Bytes, _) => TypeRef::File,
        (BodyEncoding::Text, _) => TypeRef::String,
        (_, Some(schema)) => context.value(schema, &at),
        (_, None) => {
            context.untyped.push(Untyped {
                origin: at,
                cause: "a body without a schema".to_owned(),
            });
            TypeRef::Json
        }
    };
    context.files = false;
    Some(Body {
        required: body.is("required"),
        described: described.to_owned(),
        media_type,
        encoding,
        ty,
        other_media_types: content
            .media_types()
            .filter(|other| *other != described)
            .map(str::to_owned)
            .collect(),
    })
}
