//! Finds the lists that page, and in which field of the answer their items are.

use std::collections::BTreeMap;

use crate::ir::{
    Location, Operation, Paging, PagingStyle, Payload, RustPath, Shape, Type, TypeRef,
};
use crate::lower::Lowered;

/// Sets `paging` on every operation that takes `page` and answers with a list.
pub fn find_paging(lowered: &mut Lowered) {
    let Lowered {
        operations, types, ..
    } = lowered;
    for placed in operations {
        placed.operation.paging = paging(&placed.operation, types);
    }
}

fn paging(operation: &Operation, types: &BTreeMap<RustPath, Type>) -> Option<Paging> {
    let query = |name: &str| {
        operation
            .parameters
            .iter()
            .find(|p| p.location == Location::Query && p.wire == name)
    };
    let page = query("page")?;
    // A list that takes `page` but no size counts from zero where its page starts at zero.
    let zero = page.default.as_ref().is_some_and(|d| d.as_i64() == Some(0));
    let style = if zero {
        PagingStyle::ZeroBased
    } else {
        PagingStyle::Pages
    };
    let Payload::Json(payload) = &operation.response.payload else {
        return None;
    };
    let (items, item) = match payload {
        TypeRef::List(item) => (String::new(), (**item).clone()),
        TypeRef::Named(path) => list_field(types.get(path)?)?,
        // Without a type the answer is taken for a list, as its parameters say.
        TypeRef::Json => return None,
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
