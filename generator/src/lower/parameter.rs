//! Lowers the parameters of an operation.

use openapiv3::ReferenceOr;

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{
    ArrayStyle, BodyEncoding, Company, DeclaredArray, Encoding, Location, Parameter, Style, TypeRef,
};
use crate::lower::media;
use crate::lower::schema::Context;
use crate::lower::types::{deprecation_of, field_deprecation};
use crate::naming::reserved::RESERVED_PARAMETERS;
use crate::naming::{distinct, value_ident};
use crate::openapi::extensions::{PAGING, RANGE};
use crate::openapi::operations::RawOperation;
use crate::openapi::parameter::ParameterObject;

/// The header that says for which company a request is. It is the client's business, not a
/// parameter of each request.
const COMPANY_HEADER: &str = "Procore-Company-Id";

pub(super) fn parameters(
    context: &mut Context<'_>,
    raw: &RawOperation,
) -> (Vec<Parameter>, Company) {
    let mut company = Company::None;
    let mut all: Vec<Declared<'_>> = Vec::new();
    for (object, at) in raw.parameters() {
        let (name, location) = (object.name(), object.location());
        let required = object.object().flag("required").unwrap_or(false);
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
        all.push(Declared {
            name,
            location,
            required: required || location == Location::Path,
            object,
            at,
        });
    }
    let idents = parameter_idents(&all);
    let all = all.iter().zip(idents);
    let mut found: Vec<Parameter> = all
        .map(|(declared, ident)| parameter(context, declared, ident))
        .collect();
    order_by_template(&mut found, &raw.key.path);
    (found, company)
}

/// A parameter as it is declared.
struct Declared<'a> {
    name: &'a str,
    location: Location,
    required: bool,
    object: ParameterObject<'a>,
    at: Origin,
}

fn parameter(context: &mut Context<'_>, declared: &Declared<'_>, ident: String) -> Parameter {
    let Declared {
        name,
        location,
        required,
        object,
        at,
    } = declared;
    let (location, says) = (*location, object.object());
    let is_json = object
        .media_type()
        .is_some_and(|media_type| media::encoding(media_type) != BodyEncoding::Text);
    let (schema, at_schema) = object.schema(at);
    let ty = context.value(schema, &at_schema);
    let parsed = context.parse(schema, &at_schema);
    let data = match &parsed {
        Some(ReferenceOr::Item(schema)) => Some(&schema.schema_data),
        _ => None,
    };
    let (style, explode) = (says.text("style"), says.flag("explode"));
    let is_array = location == Location::Query && matches!(ty, TypeRef::List(_)) && !is_json;
    let array = is_array.then(|| declared_array(name, style, explode));
    let (ty, encoding) = encode(ty, location, style, explode, is_json);
    let deprecated = says.flag("deprecated").unwrap_or(false);
    Parameter {
        wire: (*name).to_owned(),
        ident,
        location,
        required: *required,
        ty,
        encoding,
        declared: array.flatten(),
        listed: Vec::new(),
        default: data
            .and_then(|d| d.default.as_ref())
            .map(ToString::to_string),
        zero_based: says.text(PAGING) == Some("zero-based"),
        range: says.flag(RANGE),
        description: says.text("description").map(str::to_owned),
        deprecation: data
            .and_then(field_deprecation)
            .or_else(|| deprecated.then(|| deprecation_of(|key| says.scalar(key)))),
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
        (ty, "label") if location == Location::Path => (ty, styled(Style::Label, exploded)),
        (ty, "matrix") if location == Location::Path => (ty, styled(Style::Matrix, exploded)),
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
            (ty, styled(Style::Simple, false))
        }
        (ty @ (TypeRef::Map(_) | TypeRef::Named(_)), _)
            if location != Location::Query && exploded =>
        {
            (ty, styled(Style::Simple, true))
        }
        // Rails reads objects in brackets; the form style of OpenAPI would lose the name.
        (ty, _) if object && location == Location::Query => (ty, Encoding::DeepObject),
        (ty, _) if object => (ty, styled(Style::Simple, false)),
        (ty, _) => (ty, Encoding::Single),
    }
}

const fn styled(style: Style, explode: bool) -> Encoding {
    Encoding::Styled { style, explode }
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
fn readable_name(wire: &str, all: &[Declared<'_>]) -> String {
    let taken = |wire: &str| all.iter().any(|other| other.name == wire);
    let filter = |wire: &str| wire.replacen("filters[", "filter[", 1);
    let text = Some(filter(wire)).filter(|text| text == wire || !taken(text));
    let text = text.unwrap_or_else(|| wire.to_owned());
    match wire.strip_suffix("[]") {
        Some(bare) if taken(bare) => {
            format!("{} list", text.strip_suffix("[]").unwrap_or(&text))
        }
        _ => text,
    }
}

/// The Rust names of the parameters, which are all different.
fn parameter_idents(parameters: &[Declared<'_>]) -> Vec<String> {
    let texts: Vec<String> = parameters
        .iter()
        .map(|p| {
            let twin = parameters
                .iter()
                .any(|q| q.name == p.name && q.location < p.location);
            let text = readable_name(p.name, parameters);
            if twin {
                format!("{:?} {text}", p.location)
            } else {
                text
            }
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    distinct(&texts, RESERVED_PARAMETERS, value_ident)
}
