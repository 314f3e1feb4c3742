//! Finds the lists that page, and in which field of the response their items are.

use std::collections::BTreeMap;

use crate::ir::{
    Location, Operation, Paging, PagingStyle, Payload, RustPath, Shape, Type, TypeRef,
};
use crate::lower::Lowered;

/// Sets `paging` on every operation that takes `page` and responds with a list.
pub fn find_paging(lowered: &mut Lowered) {
    let Lowered {
        operations, types, ..
    } = lowered;
    for placed in operations {
        let operation = &mut placed.operation;
        let query = |name: &str| {
            operation
                .parameters
                .iter()
                .find(|p| p.location == Location::Query && p.wire == name)
        };
        let Some(page) = query("page") else { continue };
        let style = if page.zero_based {
            PagingStyle::ZeroBased
        } else {
            PagingStyle::Pages
        };
        if query("per_page").is_some() {
            correct_payload(operation, types);
        }
        operation.paging = paging(operation, style, types);
    }
}

/// What pages is a list, also where the description has lost the type of the response, or has the
/// item for the whole of `data`.
fn correct_payload(operation: &mut Operation, types: &BTreeMap<RustPath, Type>) {
    let enveloped = operation.response.envelope.is_some();
    let Payload::Json(payload) = &mut operation.response.payload else {
        return;
    };
    let one = match payload {
        TypeRef::Json => true,
        TypeRef::Map(_) => enveloped,
        TypeRef::Named(path) => {
            enveloped
                && types.get(path).is_some_and(|ty| {
                    matches!(ty.shape, Shape::Struct(_)) && list_field(ty).is_none()
                })
        }
        _ => false,
    };
    if one {
        *payload = TypeRef::List(Box::new(payload.clone()));
    }
}

fn paging(
    operation: &Operation,
    style: PagingStyle,
    types: &BTreeMap<RustPath, Type>,
) -> Option<Paging> {
    let Payload::Json(payload) = &operation.response.payload else {
        return None;
    };
    let (items, item) = match payload {
        TypeRef::List(item) => (String::new(), (**item).clone()),
        TypeRef::Named(path) => list_field(types.get(path)?)?,
        _ => return None,
    };
    Some(Paging { style, items, item })
}

/// The only list of objects among the fields of an object, or the one called `data`.
fn list_field(ty: &Type) -> Option<(String, TypeRef)> {
    let Shape::Struct(shape) = &ty.shape else {
        return None;
    };
    let lists: Vec<(&str, &TypeRef)> = shape
        .fields
        .iter()
        .filter_map(|field| match &field.ty {
            TypeRef::List(item) => Some((field.ident.as_str(), &**item)),
            _ => None,
        })
        .collect();
    let chosen = match lists.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|(name, _)| *name == "data"),
    };
    chosen.map(|(name, item)| ((*name).to_owned(), (*item).clone()))
}
