//! Lowers one operation: its parameters, its body and what it answers.

use openapiv3::ReferenceOr;
use serde_json::{Map, Value};

use crate::announce::gather;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{
    ArrayStyle, Body, BodyEncoding, Company, DeclaredArray, Encoding, Location, Operation,
    Parameter, Payload, Response, TypeRef,
};
use crate::lower::media;
use crate::lower::schema::Context;
use crate::lower::types::{field_deprecation, notice};
use crate::lower::{Index, Placed, Untyped, request_path};
use crate::naming::{distinct, value_ident};
use crate::openapi::extensions::STAGE;
use crate::openapi::operations::RawOperation;
use crate::openapi::status::is_success;
use crate::openapi::status::phrase;

/// The header that says for which company a request is. It is the client's business, not a
/// parameter of each request.
const COMPANY_HEADER: &str = "Procore-Company-Id";

pub(super) fn lower(
    index: &Index<'_>,
    raw: &RawOperation,
    name: String,
) -> Result<(Placed, Vec<Untyped>), Vec<Diagnostic>> {
    let mut context = Context::new(index, false);
    let text = |key: &str| {
        raw.value
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let (parameters, company) = parameters(&mut context, raw);
    let body = body(&mut context, raw);
    let response = response(&mut context, raw);
    let (announced, more) = gather::read(&Value::Object(raw.value.clone()), &raw.origin);
    context.problems.extend(more);
    if !context.problems.is_empty() {
        let key = &raw.key;
        return Err(context
            .problems
            .into_iter()
            .map(|p| p.operation(key))
            .collect());
    }
    let operation = Operation {
        key: raw.key.clone(),
        id: text("operationId").unwrap_or_default(),
        title: text("summary").unwrap_or_else(|| raw.key.to_string()),
        description: text("description"),
        rust: request_path(&raw.place, raw.version.as_ref(), name),
        reference: String::new(),
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
        category: raw.place.category.clone(),
        tool: raw.place.tool.clone(),
        resource: raw.place.resource.clone(),
        version: raw.version.clone(),
        announced,
        operation,
    };
    Ok((placed, context.untyped))
}

fn parameters(context: &mut Context<'_>, raw: &RawOperation) -> (Vec<Parameter>, Company) {
    let mut company = Company::None;
    let mut found: Vec<Parameter> = Vec::new();
    let list = raw.value.get("parameters").and_then(Value::as_array);
    for (i, value) in list.into_iter().flatten().enumerate() {
        let at = raw.origin.child("parameters").child(&i.to_string());
        let Some(map) = value.as_object() else {
            continue;
        };
        let name = map.get("name").and_then(Value::as_str).unwrap_or_default();
        let location = map.get("in").and_then(Value::as_str).unwrap_or_default();
        let required = map
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        if location == "header" && name.eq_ignore_ascii_case(COMPANY_HEADER) {
            company = if required {
                Company::Required
            } else {
                Company::Optional
            };
            continue;
        }
        let location = match location {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            other => {
                context.problems.push(
                    Diagnostic::error(
                        Code::ParameterLocation,
                        at,
                        format!("`{name}` is in `{other}`; expected path, query, header or cookie"),
                    )
                    .help("correct `in` with an overlay"),
                );
                continue;
            }
        };
        found.push(parameter(context, map, name, location, &at));
    }
    order_by_template(&mut found, &raw.key.path);
    name_parameters(&mut found);
    (found, company)
}

fn parameter(
    context: &mut Context<'_>,
    map: &Map<String, Value>,
    name: &str,
    location: Location,
    at: &Origin,
) -> Parameter {
    let content = map
        .get("content")
        .and_then(Value::as_object)
        .and_then(|c| c.iter().next());
    let (schema, at_schema) = match (map.get("schema"), content) {
        (Some(schema), _) => (Some(schema), at.child("schema")),
        (None, Some((_, media))) => (media.get("schema"), at.child("content")),
        (None, None) => (None, at.clone()),
    };
    let is_json =
        content.is_some_and(|(media_type, _)| media::encoding(media_type) != BodyEncoding::Text);
    let schema = schema.cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let ty = context.value(&schema, &at_schema);
    let parsed = context.parse(&schema, &at_schema);
    let data = match &parsed {
        Some(ReferenceOr::Item(schema)) => Some(&schema.schema_data),
        _ => None,
    };
    let style = map.get("style").and_then(Value::as_str);
    let explode = map.get("explode").and_then(Value::as_bool);
    let is_array = location == Location::Query && matches!(ty, TypeRef::List(_)) && !is_json;
    let declared = is_array.then(|| declared_array(name, style, explode));
    let (ty, encoding) = encode(ty, location, style, explode, is_json);
    let deprecated = map
        .get("deprecated")
        .and_then(Value::as_bool)
        .unwrap_or(false);
    Parameter {
        wire: name.to_owned(),
        ident: String::new(),
        location,
        required: location == Location::Path
            || map
                .get("required")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        ty,
        encoding,
        declared: declared.flatten(),
        default: data.and_then(|d| d.default.clone()),
        zero_based: map.get("x-paging").and_then(Value::as_str) == Some("zero-based"),
        range: map.get("x-range").and_then(Value::as_bool),
        description: map
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned),
        deprecation: data
            .and_then(field_deprecation)
            .or_else(|| deprecated.then(|| notice(|key| map.get(key)))),
        origin: at.clone(),
    }
}

/// How the description says that a list in the query is written; `None` where it leaves that to
/// OpenAPI's defaults, which no author has chosen.
fn declared_array(name: &str, style: Option<&str>, explode: Option<bool>) -> Option<DeclaredArray> {
    if style.is_none() && explode.is_none() {
        return None;
    }
    let style = match style {
        Some("spaceDelimited") => ArrayStyle::SpaceDelimited,
        Some("pipeDelimited") => ArrayStyle::PipeDelimited,
        Some("form") | None => ArrayStyle::Form,
        // No style of lists.
        Some(_) => return None,
    };
    Some(DeclaredArray {
        name: name.to_owned(),
        style,
        explode: explode.unwrap_or(style == ArrayStyle::Form),
    })
}

/// How OpenAPI says that a value is written; for a list the type becomes that of one item.
fn encode(
    ty: TypeRef,
    location: Location,
    style: Option<&str>,
    explode: Option<bool>,
    content: bool,
) -> (TypeRef, Encoding) {
    if content {
        return (ty, Encoding::Json);
    }
    let ty = without_null(ty);
    let object = matches!(ty, TypeRef::Map(_));
    let exploded = explode == Some(true);
    match (ty, style.unwrap_or("")) {
        (ty, "label") if location == Location::Path && exploded => (ty, Encoding::LabelExploded),
        (ty, "label") if location == Location::Path => (ty, Encoding::Label),
        (ty, "matrix") if location == Location::Path && exploded => (ty, Encoding::MatrixExploded),
        (ty, "matrix") if location == Location::Path => (ty, Encoding::Matrix),
        (TypeRef::List(item), _) if matches!(*item, TypeRef::List(_) | TypeRef::Map(_)) => {
            (TypeRef::List(item), Encoding::Json)
        }
        (TypeRef::List(item), "spaceDelimited") if !exploded => (*item, Encoding::Spaces),
        (TypeRef::List(item), "pipeDelimited") if !exploded => (*item, Encoding::Pipes),
        // Also where the description has commas: Procore's guide to requests repeats the name.
        (TypeRef::List(item), _) if location == Location::Query => (*item, Encoding::Repeated),
        (TypeRef::List(item), _) => (*item, Encoding::Commas),
        (ty, "deepObject") => (ty, Encoding::DeepObject),
        // Whether a named type is an object is seen once all are lowered.
        (ty @ (TypeRef::Map(_) | TypeRef::Named(_)), _)
            if location == Location::Query && explode == Some(false) =>
        {
            (ty, Encoding::Pairs)
        }
        (ty @ (TypeRef::Map(_) | TypeRef::Named(_)), _)
            if location != Location::Query && exploded =>
        {
            (ty, Encoding::PairsExploded)
        }
        // Rails reads objects in brackets; the form style of OpenAPI would lose the name.
        (ty, _) if object && location == Location::Query => (ty, Encoding::DeepObject),
        (ty, _) if object => (ty, Encoding::Pairs),
        (ty, _) => (ty, Encoding::Single),
    }
}

/// A list whose items go one by one: null has no text there.
fn without_null(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::List(item) => match *item {
            TypeRef::Nullable(inner) => TypeRef::List(inner),
            item => TypeRef::List(Box::new(item)),
        },
        ty => ty,
    }
}

/// Path parameters first, in the order of the path; then required ones; then the rest.
fn order_by_template(parameters: &mut [Parameter], path: &str) {
    parameters.sort_by_key(|p| {
        let template = format!("{{{}}}", p.wire);
        let in_path = p.location == Location::Path;
        let place = path.find(&template).filter(|_| in_path);
        (!in_path, place.unwrap_or(usize::MAX), !p.required)
    });
}

/// What a parameter is named after: `filters[a]` reads better as `filter[a]`, and a list beside a
/// single value of the same name is called so.
fn readable_name(parameter: &Parameter, all: &[Parameter]) -> String {
    let taken = |wire: &str| all.iter().any(|other| other.wire == wire);
    let filter = |wire: &str| wire.replacen("filters[", "filter[", 1);
    let wire = &parameter.wire;
    let text = Some(filter(wire)).filter(|text| text == wire || !taken(text));
    let text = text.unwrap_or_else(|| wire.clone());
    match wire.strip_suffix("[]") {
        Some(bare) if taken(bare) => {
            format!("{} list", text.strip_suffix("[]").unwrap_or(&text))
        }
        _ => text,
    }
}

fn name_parameters(parameters: &mut [Parameter]) {
    let texts: Vec<String> = parameters
        .iter()
        .map(|p| {
            let twin = parameters
                .iter()
                .any(|q| q.wire == p.wire && q.location < p.location);
            let text = readable_name(p, parameters);
            if twin {
                format!("{:?} {text}", p.location)
            } else {
                text
            }
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let idents = distinct(
        &texts,
        crate::naming::reserved::RESERVED_PARAMETERS,
        value_ident,
    );
    for (parameter, ident) in parameters.iter_mut().zip(idents) {
        parameter.ident = ident;
    }
}

fn body(context: &mut Context<'_>, raw: &RawOperation) -> Option<Body> {
    let body = raw.value.get("requestBody")?.as_object()?;
    let at = raw.origin.child("requestBody").child("content");
    let content = body.get("content")?.as_object()?;
    let media::Sent {
        described,
        media_type,
        encoding,
    } = media::sent(content)?;
    let at = at.child(described).child("schema");
    context.files = encoding == BodyEncoding::Multipart;
    let ty = match (
        encoding,
        content.get(described).and_then(|media| media.get("schema")),
    ) {
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
        required: body
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(false),
        described: described.to_owned(),
        media_type,
        encoding,
        ty,
        other_media_types: content
            .keys()
            .filter(|other| *other != described)
            .cloned()
            .collect(),
    })
}

/// What one success status answers.
struct Answer {
    status: String,
    payload: Payload,
    envelope: Option<String>,
    /// The media types to ask for, unless that is plain JSON.
    accept: Vec<String>,
}

fn response(context: &mut Context<'_>, raw: &RawOperation) -> Response {
    let responses = raw.value.get("responses").and_then(Value::as_object);
    let at = raw.origin.child("responses");
    let mut answers: Vec<Answer> = Vec::new();
    let mut redirects = false;
    let mut fallback = None;
    for (status, response) in responses.into_iter().flatten() {
        // 304 leads nowhere: it says that what is known already is still right.
        redirects |= status.starts_with('3') && status != "304";
        if is_success(status) {
            answers.push(answer(context, status, response, &at.child(status)));
        } else if status == "default" {
            fallback = Some(response);
        }
    }
    if let (true, false, Some(response)) = (answers.is_empty(), redirects, fallback) {
        // An operation that names no success at all answers with its default.
        answers.push(answer(context, "2XX", response, &at.child("default")));
    }
    answers.sort_by(|a, b| a.status.cmp(&b.status));
    let statuses = answers
        .iter()
        .map(|answer| {
            let ty = match &answer.payload {
                Payload::Json(ty) => ty.clone(),
                Payload::Text => TypeRef::String,
                Payload::Bytes => TypeRef::File,
                _ => TypeRef::Json,
            };
            (answer.status.clone(), ty)
        })
        .collect();
    let accept = asked_for(&answers);
    let Some(first) = answers.first() else {
        let payload = if redirects {
            Payload::Redirect
        } else {
            Payload::Empty
        };
        return Response {
            payload,
            envelope: None,
            statuses,
            bare: Vec::new(),
            accept,
        };
    };
    let same = answers
        .iter()
        .all(|a| a.payload == first.payload && a.envelope == first.envelope);
    if same {
        return Response {
            payload: first.payload.clone(),
            envelope: first.envelope.clone(),
            statuses,
            bare: Vec::new(),
            accept,
        };
    }
    by_status(answers, statuses, accept)
}

/// The media types to ask for: those of all answers that have content, JSON by its name where others
/// ask for something else.
fn asked_for(answers: &[Answer]) -> Vec<String> {
    let mut asked: Vec<String> = Vec::new();
    if answers.iter().all(|answer| answer.accept.is_empty()) {
        return asked;
    }
    for answer in answers {
        let plain = matches!(answer.payload, Payload::Json(_)) && answer.accept.is_empty();
        let json = plain.then(|| "application/json".to_owned());
        for media_type in answer.accept.iter().cloned().chain(json) {
            if !asked.contains(&media_type) {
                asked.push(media_type);
            }
        }
    }
    asked
}

/// Several answers: an enum that tells them apart, whose path a pass fills in.
fn by_status(
    answers: Vec<Answer>,
    statuses: Vec<(String, TypeRef)>,
    accept: Vec<String>,
) -> Response {
    let envelope = answers.iter().find_map(|answer| answer.envelope.clone());
    let bare = answers
        .iter()
        .filter(|answer| envelope.is_some() && answer.envelope.is_none())
        .map(|answer| answer.status.clone())
        .collect();
    let nowhere = crate::ir::RustPath {
        module: String::new(),
        version: String::new(),
        name: String::new(),
    };
    Response {
        payload: Payload::ByStatus(nowhere),
        envelope,
        statuses,
        bare,
        accept,
    }
}

fn answer(context: &mut Context<'_>, status: &str, response: &Value, at: &Origin) -> Answer {
    let plain = |payload, accept| Answer {
        status: status.to_owned(),
        payload,
        envelope: None,
        accept,
    };
    let content = response
        .get("content")
        .and_then(Value::as_object)
        .filter(|c| !c.is_empty());
    let Some(content) = content else {
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
    let (media_type, media, accept) = match media::taken(content) {
        (media::Taken::Json(media_type, media), accept) => (media_type, media, accept),
        (media::Taken::Text, accept) => return plain(Payload::Text, accept),
        (media::Taken::Bytes, accept) => return plain(Payload::Bytes, accept),
    };
    let at = at.child("content").child(media_type).child("schema");
    let Some(schema) = media.get("schema") else {
        let cause = format!("{status} {} has no schema", phrase(status));
        context.untyped.push(Untyped { origin: at, cause });
        return plain(Payload::Json(TypeRef::Json), accept);
    };
    match envelope_of(schema) {
        Some(data) => Answer {
            status: status.to_owned(),
            payload: Payload::Json(context.value(data, &at.child("properties").child("data"))),
            envelope: Some("data".to_owned()),
            accept,
        },
        None => plain(Payload::Json(context.value(schema, &at)), accept),
    }
}

/// The payload of a `{"data": ...}` answer.
fn envelope_of(schema: &Value) -> Option<&Value> {
    let properties = schema.get("properties")?.as_object()?;
    (properties.len() == 1)
        .then(|| properties.get("data"))
        .flatten()
}
