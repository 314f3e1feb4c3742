//! The inventory: the public API as lines of text, for reviewing what a new description changes.
//!
//! A file for each tool: the operations in the order of path and method, then the types. Each
//! parameter, field and value has a line of its own, so that a change of one is one changed line.
//! What the lines leave out cannot break a program that uses the crate.

use std::collections::BTreeMap;

use crate::ir::{
    Api, Body, BodyEncoding, Company, Deprecation, Encoding, Enum, FieldDeprecation, Location,
    Operation, Parameter, Payload, Role, RustPath, Shape, Struct, Style, Target, Type, TypeRef,
    Union,
};

/// The longest line; what is longer goes on in the next.
pub const WIDTH: usize = 160;

/// The inventory of each tool by its module, and of `shared`.
pub fn inventory(api: &Api) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for tool in &api.tools {
        let types = tool.resources().flat_map(|resource| &resource.types);
        files.insert(tool.module.clone(), file(tool.operations(), types));
    }
    if !api.shared.is_empty() {
        files.insert("shared".to_owned(), file([].iter(), api.shared.iter()));
    }
    files
}

fn file<'a>(
    operations: impl Iterator<Item = &'a Operation>,
    types: impl Iterator<Item = &'a Type>,
) -> String {
    let mut operations: Vec<_> = operations.collect();
    operations.sort_by_key(|operation| (&operation.key.path, &operation.key.method));
    let mut types: Vec<_> = types.collect();
    types.sort_by_key(|ty| &ty.rust);
    let mut out = String::new();
    let blocks = operations.into_iter().map(operation_lines);
    for block in blocks.chain(types.into_iter().map(type_lines)) {
        if !out.is_empty() {
            out.push('\n');
        }
        for line in &block {
            wrap(line, &mut out);
        }
    }
    out
}

/// Writes a line, in several where it is too long: broken behind a space, a comma or a slash.
fn wrap(line: &str, out: &mut String) {
    const INDENT: &str = "      ";
    let mut rest = line;
    let mut indent = "";
    loop {
        let room = WIDTH - indent.len();
        let Some((end, _)) = rest.char_indices().nth(room) else {
            break;
        };
        let at = rest[..end]
            .rfind([' ', ',', '/'])
            .map(|at| at + 1)
            .filter(|at| !rest[..*at].trim().is_empty());
        let (now, then) = rest.split_at(at.unwrap_or(end));
        out.push_str(indent);
        out.push_str(now.trim_end());
        out.push('\n');
        (rest, indent) = (then, INDENT);
    }
    out.push_str(indent);
    out.push_str(rest);
    out.push('\n');
}

fn operation_lines(operation: &Operation) -> Vec<String> {
    let place = &operation.rust;
    let mut lines = vec![operation.key.to_string(), format!("  = {}", short(place))];
    let parameters = operation.parameters.iter();
    lines.extend(parameters.map(|parameter| format!("  {}", argument(parameter, place))));
    if let Some(body) = &operation.body {
        lines.push(format!("  body{}", body_words(body, place)));
    }
    lines.push(format!("  -> {}", payload(operation)));
    match operation.company {
        Company::Required => {}
        Company::Optional => lines.push("  [company optional]".to_owned()),
        Company::None => lines.push("  [no company]".to_owned()),
    }
    if operation.paging.is_some() {
        lines.push("  [pages]".to_owned());
    }
    if let Some(deprecation) = &operation.deprecation {
        lines.push(format!("  [{}]", deprecated(deprecation)));
    }
    lines
}

/// `name: type`, with `?` where it can be left out and the wire name where it differs.
fn argument(parameter: &Parameter, place: &RustPath) -> String {
    let ty = ty(&parameter.ty, place);
    let ty = match parameter.encoding {
        Encoding::Single => ty,
        Encoding::Repeated => format!("[{ty}]"),
        Encoding::Commas => format!("[{ty}] commas"),
        Encoding::Spaces => format!("[{ty}] spaces"),
        Encoding::Pipes => format!("[{ty}] pipes"),
        Encoding::Range => format!("Range<{ty}>"),
        Encoding::Sort => format!("Sort<{ty}>"),
        Encoding::DeepObject => format!("{ty} deep"),
        Encoding::Json => format!("{ty} json"),
        Encoding::Styled { style, explode } => {
            let style = match style {
                Style::Simple => "pairs",
                Style::Label => "label",
                Style::Matrix => "matrix",
            };
            let exploded = if explode { " exploded" } else { "" };
            format!("{ty} {style}{exploded}")
        }
    };
    let location = match parameter.location {
        Location::Path | Location::Query => "",
        Location::Header => " header",
        Location::Cookie => " cookie",
    };
    let name = named(&parameter.ident, &parameter.wire);
    let optional = if parameter.required { "" } else { "?" };
    format!(
        "{name}{optional}: {ty}{location}{}",
        marked(parameter.deprecation.as_ref())
    )
}

/// The Rust name, and the name on the wire where it differs.
fn named(ident: &str, wire: &str) -> String {
    if ident == wire {
        ident.to_owned()
    } else {
        format!("{ident} {wire:?}")
    }
}

fn marked(deprecation: Option<&FieldDeprecation>) -> String {
    match deprecation.map(|deprecation| &deprecation.instead) {
        None => String::new(),
        Some(None) => " [deprecated]".to_owned(),
        Some(Some(instead)) => format!(" [deprecated -> {instead}]"),
    }
}

fn body_words(body: &Body, place: &RustPath) -> String {
    let optional = if body.required { "" } else { "?" };
    let encoding = match body.encoding {
        BodyEncoding::Json if body.media_type == "application/json" => String::new(),
        BodyEncoding::Json | BodyEncoding::Bytes | BodyEncoding::Text => {
            format!(" {}", body.media_type)
        }
        BodyEncoding::Multipart => " multipart".to_owned(),
        BodyEncoding::Form => " form".to_owned(),
    };
    format!("{optional} {}{encoding}", ty(&body.ty, place))
}

fn payload(operation: &Operation) -> String {
    let words = match &operation.response.payload {
        Payload::Empty => "()".to_owned(),
        Payload::Json(payload) => ty(payload, &operation.rust),
        Payload::ByStatus(path) => relative(path, &operation.rust),
        Payload::Text => "text".to_owned(),
        Payload::Bytes => "bytes".to_owned(),
        Payload::Redirect => "redirect".to_owned(),
    };
    match &operation.response.envelope {
        Some(key) => format!("{words} in {key:?}"),
        None => words,
    }
}

fn deprecated(deprecation: &Deprecation) -> String {
    let mut words = "deprecated".to_owned();
    if let Some(date) = &deprecation.date {
        words.push_str(&format!(" {date}"));
    }
    if let Some(sunset) = &deprecation.sunset {
        words.push_str(&format!(", sunset {sunset}"));
    }
    let targets = replacements(deprecation);
    if targets.is_empty() {
        words
    } else {
        format!("{words} -> {}", targets.join(", "))
    }
}

/// What to use instead, each in words.
pub(crate) fn replacements(deprecation: &Deprecation) -> Vec<String> {
    let targets = deprecation.replacements.iter().map(|replacement| {
        let target = match &replacement.target {
            Target::Operation(operation) => short(&operation.rust),
            Target::Group(slug) => format!("group {slug}"),
            Target::Unresolved(named) => format!("{named:?}"),
        };
        if replacement.inferred {
            format!("{target} (inferred)")
        } else {
            target
        }
    });
    targets.collect()
}

fn type_lines(ty: &Type) -> Vec<String> {
    let name = short(&ty.rust);
    let (head, parts) = match &ty.shape {
        Shape::Struct(record) => {
            let role = match ty.role {
                Role::Request => " request",
                Role::Response => "",
            };
            (format!("{name}{role}:"), record_parts(record, ty))
        }
        Shape::Enum(values) => (format!("{name} ="), enum_parts(values)),
        Shape::Union(union) => {
            let by = union.discriminator.as_ref();
            let by = by.map(|key| format!(" by {key:?}")).unwrap_or_default();
            (format!("{name}{by} ="), union_parts(union, ty))
        }
        Shape::Statuses(variants) => {
            let variants = variants.iter().map(|variant| {
                let payload = variant.ty.as_ref();
                let payload = payload.map(|payload| format!("({})", self::ty(payload, &ty.rust)));
                format!(
                    "{} {}{}",
                    variant.status,
                    variant.ident,
                    payload.unwrap_or_default()
                )
            });
            (format!("{name} ="), variants.collect())
        }
    };
    let parts = parts.into_iter().map(|part| format!("  {part}"));
    [head].into_iter().chain(parts).collect()
}

fn union_parts(union: &Union, owner: &Type) -> Vec<String> {
    let variants = union.variants.iter().map(|variant| {
        let mut words = format!("{}({})", variant.ident, ty(&variant.ty, &owner.rust));
        if !variant.tags.is_empty() {
            words.push_str(&format!(" tags {}", variant.tags.join(" ")));
        }
        if !variant.required_keys.is_empty() {
            words.push_str(&format!(" with {}", variant.required_keys.join(" ")));
        }
        words
    });
    variants.chain([union.other.clone()]).collect()
}

/// The fields; in requests `!` stands at those that are required.
fn record_parts(record: &Struct, owner: &Type) -> Vec<String> {
    let fields = record.fields.iter().map(|field| {
        let required = match (owner.role, field.required, field.nullable) {
            (Role::Request, true, false) => "!",
            (Role::Request, true, true) => "!null",
            _ => "",
        };
        let ty = ty(&field.ty, &owner.rust);
        let name = named(&field.ident, &field.wire);
        format!(
            "{name}{required}: {ty}{}",
            marked(field.deprecation.as_ref())
        )
    });
    let mut parts: Vec<_> = fields.collect();
    if let Some((name, custom)) = &record.custom_fields {
        parts.push(format!("{name}*: {}", ty(custom, &owner.rust)));
    }
    if let Some(additional) = &record.additional {
        parts.push(format!("*: {}", ty(additional, &owner.rust)));
    }
    parts
}

fn enum_parts(values: &Enum) -> Vec<String> {
    let variants = values.variants.iter().map(|variant| {
        format!(
            "{} {:?}{}",
            variant.ident,
            variant.wire,
            marked(variant.deprecation.as_ref())
        )
    });
    variants.chain([values.unknown.clone()]).collect()
}

/// A path without the name of the crate.
fn short(path: &RustPath) -> String {
    let parts = [&path.module, &path.version, &path.name];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .collect();
    parts.join("::")
}

/// The name alone where it stands in the same module.
fn relative(path: &RustPath, place: &RustPath) -> String {
    let same = path.module == place.module && path.version == place.version;
    if same { path.name.clone() } else { short(path) }
}

/// A type in words, its paths as they read in the module of `place`.
pub(crate) fn ty(ty: &TypeRef, place: &RustPath) -> String {
    match ty {
        TypeRef::Bool => "bool".to_owned(),
        TypeRef::Integer => "i64".to_owned(),
        TypeRef::Float => "f64".to_owned(),
        TypeRef::Decimal => "Decimal".to_owned(),
        TypeRef::String => "String".to_owned(),
        TypeRef::Secret => "Secret".to_owned(),
        TypeRef::Id(name) => name.clone(),
        TypeRef::Date => "Date".to_owned(),
        TypeRef::DateTime => "DateTime".to_owned(),
        TypeRef::Base64 => "Base64".to_owned(),
        TypeRef::File => "File".to_owned(),
        TypeRef::Json => "Json".to_owned(),
        TypeRef::CustomFields => "CustomFields".to_owned(),
        TypeRef::CustomFieldValues => "CustomFieldValues".to_owned(),
        TypeRef::List(item) => format!("Vec<{}>", self::ty(item, place)),
        TypeRef::Map(value) => format!("Map<{}>", self::ty(value, place)),
        TypeRef::Nullable(inner) => format!("Option<{}>", self::ty(inner, place)),
        TypeRef::Named(path) => relative(path, place),
        TypeRef::Boxed(path) => format!("Box<{}>", relative(path, place)),
    }
}
