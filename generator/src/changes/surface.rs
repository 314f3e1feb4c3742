//! What of the IR a program sees: the only file of the comparison that knows how the IR holds it.

use crate::inventory;
use crate::ir::{
    Body, BodyEncoding, Company, Encoding, FieldDeprecation, Operation, Parameter, Payload, Role,
    RustPath, Struct, TypeRef,
};

/// How a value is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    One,
    List,
    Range,
    Sort,
    /// A field of a request that may be null.
    OrNull,
    Bytes,
    Text,
}

/// The type of an argument, for comparing two lists of them.
pub(super) type Argument<'a> = (Passing, &'a TypeRef);

pub(super) fn passing(parameter: &Parameter) -> Passing {
    match parameter.encoding {
        Encoding::Repeated | Encoding::Commas | Encoding::Spaces | Encoding::Pipes => Passing::List,
        Encoding::Range => Passing::Range,
        Encoding::Sort => Passing::Sort,
        _ => Passing::One,
    }
}

pub(super) fn passing_body(body: &Body) -> Passing {
    match body.encoding {
        BodyEncoding::Bytes => Passing::Bytes,
        BodyEncoding::Text => Passing::Text,
        BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Form => Passing::One,
    }
}

/// The arguments of `new` of a request.
pub(super) fn arguments(operation: &Operation) -> Vec<Argument<'_>> {
    let required = operation.parameters.iter().filter(|p| p.required);
    let body = operation.body.iter().filter(|body| body.required);
    required
        .map(|parameter| (passing(parameter), &parameter.ty))
        .chain(body.map(|body| (passing_body(body), &body.ty)))
        .collect()
}

/// The arguments of `new` of an object that is sent.
pub(super) fn arguments_of(record: &Struct) -> Vec<Argument<'_>> {
    let required = record.fields.iter().filter(|field| field.required);
    required
        .map(|field| {
            let passing = if field.nullable {
                Passing::OrNull
            } else {
                Passing::One
            };
            (passing, &field.ty)
        })
        .collect()
}

/// How a parameter is written, where that is no part of its type in Rust.
pub(super) fn form(parameter: &Parameter) -> String {
    format!("{:?} in {:?}", parameter.encoding, parameter.location).to_lowercase()
}

/// How a body is written.
pub(super) fn media(body: &Body) -> String {
    match body.encoding {
        BodyEncoding::Multipart => "multipart/form-data".to_owned(),
        _ => body.media_type.clone(),
    }
}

/// The types of a response by status; what differs in them is what a response holds.
pub(super) fn statuses(operation: &Operation) -> impl Iterator<Item = (&str, &TypeRef)> {
    let statuses = operation.response.statuses.iter();
    statuses.map(|response| (response.status.as_str(), &response.ty))
}

/// The type of what a call gives, as a type reference where it has one.
pub(super) fn payload(operation: &Operation) -> Result<TypeRef, &'static str> {
    match &operation.response.payload {
        Payload::Json(ty) => Ok(ty.clone()),
        Payload::ByStatus(path) => Ok(TypeRef::Named(path.clone())),
        Payload::Empty => Err("()"),
        Payload::Text => Err("text"),
        Payload::Bytes => Err("bytes"),
        Payload::Redirect => Err("redirect"),
    }
}

/// The type that has a variant for each status, where an operation has one.
pub(super) fn by_status(operation: &Operation) -> Option<&RustPath> {
    match &operation.response.payload {
        Payload::ByStatus(path) => Some(path),
        _ => None,
    }
}

pub(super) fn envelope(operation: &Operation) -> Option<&str> {
    operation.response.envelope.as_deref()
}

pub(super) fn company(operation: &Operation) -> &'static str {
    match operation.company {
        Company::Required => "required",
        Company::Optional => "optional",
        Company::None => "not sent",
    }
}

/// What is asked of the server beside the payload.
pub(super) fn accept(operation: &Operation) -> String {
    operation.response.accept.join(", ")
}

pub(super) fn is_received(role: Role) -> bool {
    role == Role::Response
}

/// The words of a type, its paths whole.
pub(super) fn words(ty: &TypeRef) -> String {
    let nowhere = RustPath {
        module: String::new(),
        version: String::new(),
        name: String::new(),
    };
    inventory::ty(ty, &nowhere)
}

/// The words of a parameter's type, with how it is handed over.
pub(super) fn parameter_words(parameter: &Parameter) -> String {
    let ty = words(&parameter.ty);
    match passing(parameter) {
        Passing::List => format!("[{ty}]"),
        Passing::Range => format!("Range<{ty}>"),
        Passing::Sort => format!("Sort<{ty}>"),
        _ => ty,
    }
}

/// What the compiler says of a part that is deprecated, beside that it is.
pub(super) fn field_note(deprecation: &FieldDeprecation) -> (Option<String>, Option<String>) {
    let sunset = deprecation.sunset.map(|date| date.to_string());
    (deprecation.instead.clone(), sunset)
}

/// The date, sunset and replacements of an operation, in words.
pub(super) struct Announced {
    pub(super) date: Option<String>,
    pub(super) sunset: Option<String>,
    pub(super) replacements: Option<String>,
}

pub(super) fn announced(operation: &Operation) -> Option<Announced> {
    let deprecation = operation.deprecation.as_ref()?;
    let past = if deprecation.is_past { ", past" } else { "" };
    let targets = inventory::replacements(deprecation);
    Some(Announced {
        date: deprecation.date.map(|date| date.to_string()),
        sunset: deprecation.sunset.map(|date| format!("{date}{past}")),
        replacements: (!targets.is_empty()).then(|| targets.join(", ")),
    })
}
