//! The inventory: the public API as lines of text, for reviewing what a new description changes.
//!
//! A file for each tool: a line for each operation in the order of path and method, then a line for
//! each type. What a line leaves out cannot break a program that uses the crate.

use std::collections::BTreeMap;

use crate::ir::{
    Api, Body, BodyEncoding, Company, Deprecation, Encoding, Enum, FieldDeprecation, Location,
    Operation, Parameter, Payload, Role, RustPath, Shape, Struct, Target, Type, TypeRef,
};

/// The inventory of each tool by its module, and of `shared`.
pub fn inventory(api: &Api) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for tool in &api.tools {
        let resources = || tool.versions.iter().flat_map(|version| &version.resources);
        let operations = resources().flat_map(|resource| &resource.operations);
        let types = resources().flat_map(|resource| &resource.types);
        files.insert(tool.module.clone(), file(operations, types));
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
    for operation in &operations {
        out.push_str(&operation_line(operation));
        out.push('\n');
    }
    if !operations.is_empty() && !types.is_empty() {
        out.push('\n');
    }
    for ty in types {
        out.push_str(&type_line(ty));
        out.push('\n');
    }
    out
}

fn operation_line(operation: &Operation) -> String {
    let place = &operation.rust;
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|parameter| argument(parameter, place))
        .collect();
    let mut line = format!(
        "{} -> {}({})",
        operation.key,
        short(&operation.rust),
        parameters.join(", ")
    );
    if let Some(body) = &operation.body {
        line.push_str(&format!(" body{}", body_words(body, place)));
    }
    line.push_str(&format!(" -> {}", payload(operation)));
    match operation.company {
        Company::Required => {}
        Company::Optional => line.push_str(" [company optional]"),
        Company::None => line.push_str(" [no company]"),
    }
    if operation.paging.is_some() {
        line.push_str(" [pages]");
    }
    if let Some(deprecation) = &operation.deprecation {
        line.push_str(&format!(" [{}]", deprecated(deprecation)));
    }
    line
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
        Encoding::Pairs => format!("{ty} pairs"),
        Encoding::PairsExploded => format!("{ty} pairs exploded"),
        Encoding::Label => format!("{ty} label"),
        Encoding::LabelExploded => format!("{ty} label exploded"),
        Encoding::Matrix => format!("{ty} matrix"),
        Encoding::MatrixExploded => format!("{ty} matrix exploded"),
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

fn type_line(ty: &Type) -> String {
    let name = short(&ty.rust);
    match &ty.shape {
        Shape::Struct(record) => format!("{name} {}", record_words(record, ty)),
        Shape::Enum(values) => format!("{name} = {}", enum_words(values)),
        Shape::Union(union) => {
            let by = union
                .discriminator
                .as_ref()
                .map(|key| format!(" by {key:?}"))
                .unwrap_or_default();
            let variants = union.variants.iter().map(|variant| {
                let mut words = format!("{}({})", variant.ident, self::ty(&variant.ty, &ty.rust));
                if !variant.tags.is_empty() {
                    words.push_str(&format!(" tags {}", variant.tags.join(" ")));
                }
                if !variant.required_keys.is_empty() {
                    words.push_str(&format!(" with {}", variant.required_keys.join(" ")));
                }
                words
            });
            let mut variants: Vec<_> = variants.collect();
            variants.push(union.other.clone());
            format!("{name}{by} = {}", variants.join(" | "))
        }
        Shape::Statuses(variants) => {
            let variants = variants.iter().map(|variant| {
                let payload = variant
                    .ty
                    .as_ref()
                    .map(|payload| format!("({})", self::ty(payload, &ty.rust)));
                format!(
                    "{} {}{}",
                    variant.status,
                    variant.ident,
                    payload.unwrap_or_default()
                )
            });
            format!("{name} = {}", variants.collect::<Vec<_>>().join(" | "))
        }
    }
}

/// The fields; in requests `!` stands at those that are required.
fn record_words(record: &Struct, owner: &Type) -> String {
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
    let role = if owner.role == Role::Request {
        "request "
    } else {
        ""
    };
    format!("{role}{{ {} }}", parts.join(", "))
}

fn enum_words(values: &Enum) -> String {
    let variants = values.variants.iter().map(|variant| {
        format!(
            "{} {:?}{}",
            variant.ident,
            variant.wire,
            marked(variant.deprecation.as_ref())
        )
    });
    variants
        .chain([values.unknown.clone()])
        .collect::<Vec<_>>()
        .join(" | ")
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
