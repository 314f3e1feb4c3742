//! What differs between two operations beside their parameters and fields, in a sentence each.

use std::collections::BTreeMap;

use crate::ir::{BodyEncoding, Company, Operation, Payload, RustPath, Shape, Type, TypeRef};

use super::guide::Item;

type Types<'a> = BTreeMap<&'a RustPath, &'a Type>;

/// What does not compile: the order of arguments, and what comes back.
pub(super) fn breaks(old: &Operation, new: &Operation, types: &Types<'_>) -> Vec<String> {
    let mut said = Vec::new();
    let (before, after) = (arguments(old), arguments(new));
    let shared = |one: &[&TypeRef], other: &[&TypeRef]| -> Vec<TypeRef> {
        let both = one.iter().filter(|ty| other.contains(ty));
        both.map(|ty| (*ty).clone()).collect()
    };
    if shared(&before, &after) != shared(&after, &before) {
        said.push("`new` takes its arguments in another order.".to_owned());
    }
    let (gave, gives) = (given(old, types), given(new, types));
    if gave != gives {
        said.push(format!("The response holds {gives} now; it held {gave}."));
    }
    if let Payload::Json(ty) = &new.response.payload
        && let Some(names) = variants(ty, types)
    {
        said.push(format!("The response is one of several: match on {names}."));
    }
    said
}

/// What compiles all the same, and does something else.
pub(super) fn behaviour(old: &Operation, new: &Operation, body: &[Item]) -> Vec<String> {
    let mut said = Vec::new();
    let (before, after) = (scope(old, body), scope(new, &[]));
    match (before, after) {
        (before, Some(after)) if before != Some(after) => {
            let before = before.map(|scope| format!(", not in {scope}"));
            said.push(format!("It acts in {after}{}.", before.unwrap_or_default()));
        }
        (Some(before), None) => {
            said.push(format!(
                "Its path names no company and no project; it acted in {before}."
            ));
        }
        _ => {}
    }
    if old.key.method != new.key.method {
        said.push(format!(
            "It is sent as {} now, not as {}.",
            new.key.method, old.key.method
        ));
    }
    match (&old.response.envelope, &new.response.envelope) {
        (None, Some(key)) => said.push(format!(
            "The response wraps its payload in `{key}`; the client takes it out."
        )),
        (Some(_), None) => said.push("The response does not wrap its payload any more.".to_owned()),
        _ => {}
    }
    said.extend(paging(old, new));
    let encoding = |operation: &Operation| operation.body.as_ref().map(|body| body.encoding);
    if let (Some(before), Some(now)) = (encoding(old), encoding(new))
        && before != now
    {
        said.push(format!(
            "The body is sent as {}, not as {}.",
            form(now),
            form(before)
        ));
    }
    if old.company != new.company {
        said.push(
            match new.company {
                Company::Required => {
                    "It needs the header `Procore-Company-Id`: build the client with `company`."
                }
                Company::Optional => "The company of the client is sent where it is known.",
                Company::None => "The company of the client is not sent.",
            }
            .to_owned(),
        );
    }
    said
}

/// The types of the arguments of `new`, in their order.
fn arguments(operation: &Operation) -> Vec<&TypeRef> {
    let required = operation.parameters.iter().filter(|p| p.required);
    required.map(|p| &p.ty).collect()
}

/// What the response holds.
fn given(operation: &Operation, types: &Types<'_>) -> &'static str {
    match &operation.response.payload {
        Payload::Empty => "nothing",
        Payload::Json(TypeRef::List(_)) => "a list",
        Payload::Json(TypeRef::Named(path) | TypeRef::Boxed(path)) => {
            match types.get(path).map(|ty| &ty.shape) {
                Some(Shape::Struct(_) | Shape::Union(_)) => "an object",
                _ => "JSON",
            }
        }
        Payload::Json(_) | Payload::ByStatus(_) => "JSON",
        Payload::Text => "text",
        Payload::Bytes => "bytes",
        Payload::Redirect => "a redirect to a file",
    }
}

/// The variants of a union.
fn variants(ty: &TypeRef, types: &Types<'_>) -> Option<String> {
    let path = match ty {
        TypeRef::Named(path) | TypeRef::Boxed(path) => path,
        TypeRef::List(inner) => return variants(inner, types),
        _ => return None,
    };
    let Shape::Union(union) = &types.get(path)?.shape else {
        return None;
    };
    let names = union
        .variants
        .iter()
        .map(|variant| format!("`{}`", variant.ident));
    let all = names.collect::<Vec<_>>().join(", ");
    Some(format!("the variants of `{}` ({all})", path.name))
}

/// What becomes of the pages of a list.
fn paging(old: &Operation, new: &Operation) -> Option<String> {
    let pages = |operation: &Operation| -> Option<String> {
        let counts = |wire: &str| {
            wire.starts_with("page") || matches!(wire, "per_page" | "limit" | "offset" | "cursor")
        };
        let all = operation.parameters.iter().filter(|p| counts(&p.wire));
        let names: Vec<String> = all.map(|p| format!("`{}`", p.ident)).collect();
        (!names.is_empty()).then(|| names.join(" and "))
    };
    match (&old.paging, &new.paging) {
        (None, Some(_)) => Some(match pages(old) {
            Some(names) => {
                format!("The list does not page by {names} any more: `items` reads all of it.")
            }
            None => "The list comes in pages now: `items` reads all of them.".to_owned(),
        }),
        (Some(_), None) => Some(match pages(new) {
            Some(names) => format!(
                "The list has {names}, which `items` does not follow: a request gets one page."
            ),
            None => "The list comes whole now, not in pages: there is no `items`.".to_owned(),
        }),
        _ => None,
    }
}

fn form(encoding: BodyEncoding) -> &'static str {
    match encoding {
        BodyEncoding::Json => "JSON",
        BodyEncoding::Multipart => "a multipart form",
        BodyEncoding::Form => "a form",
        BodyEncoding::Bytes => "bytes",
        BodyEncoding::Text => "text",
    }
}

/// What an operation acts in, by the ids that it takes, wherever it takes them.
fn scope(operation: &Operation, body: &[Item]) -> Option<&'static str> {
    let has = |id: &str, wire: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|p| p.required && matches!(&p.ty, TypeRef::Id(name) if name == id))
            || body.iter().any(|item| item.wire == wire)
    };
    match (
        has("CompanyId", "company_id"),
        has("ProjectId", "project_id"),
    ) {
        (true, true) => Some("a project of a company"),
        (true, false) => Some("a company"),
        (false, true) => Some("a project"),
        (false, false) => None,
    }
}
