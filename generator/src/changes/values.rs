//! Whether values of two types are the same JSON, as far as the types say.

use crate::ir::{EnumValues, Shape, Struct, TypeRef};

use super::places::{Index, Places};

/// Whether what is sent or received is the same. A type that says nothing contradicts none.
pub(super) fn same_json(places: &Places<'_>, old: &TypeRef, new: &TypeRef) -> bool {
    same(places, old, new, true)
}

fn same(places: &Places<'_>, old: &TypeRef, new: &TypeRef, deep: bool) -> bool {
    match (old, new) {
        (TypeRef::Nullable(old), new) => same(places, old, new, deep),
        (old, TypeRef::Nullable(new)) => same(places, old, new, deep),
        (TypeRef::List(old), TypeRef::List(new)) | (TypeRef::Map(old), TypeRef::Map(new)) => {
            same(places, old, new, deep)
        }
        (old, new) => {
            let kinds = (kind(&places.old, old), kind(&places.new, new));
            match kinds {
                (Kind::Any, _) | (_, Kind::Any) => true,
                (Kind::Object(Some(old)), Kind::Object(Some(new))) if deep => {
                    same_fields(places, old, new)
                }
                (Kind::Object(_), Kind::Object(_)) => true,
                (old, new) => old == new,
            }
        }
    }
}

/// Whether each field is still there with values of the same kind; what they hold is reported at their
/// own types.
fn same_fields(places: &Places<'_>, old: &Struct, new: &Struct) -> bool {
    old.fields.iter().all(|field| {
        let twin = new.fields.iter().find(|other| other.wire == field.wire);
        twin.is_some_and(|twin| same(places, &field.ty, &twin.ty, false))
    })
}

/// A kind of JSON value.
#[derive(Debug, PartialEq)]
enum Kind<'a> {
    Boolean,
    Integer,
    Number,
    Text,
    File,
    List,
    Object(Option<&'a Struct>),
    Any,
}

fn kind<'a>(index: &Index<'a>, ty: &TypeRef) -> Kind<'a> {
    match ty {
        TypeRef::Bool => Kind::Boolean,
        TypeRef::Integer => Kind::Integer,
        TypeRef::Float => Kind::Number,
        // An id stands in a path or a query, as text.
        TypeRef::String
        | TypeRef::Secret
        | TypeRef::Id(_)
        | TypeRef::Date
        | TypeRef::DateTime
        | TypeRef::Base64 => Kind::Text,
        TypeRef::File => Kind::File,
        TypeRef::List(_) => Kind::List,
        TypeRef::Map(_) | TypeRef::CustomFields | TypeRef::CustomFieldValues => Kind::Object(None),
        // Decimals come as strings and as numbers.
        TypeRef::Decimal | TypeRef::Json => Kind::Any,
        TypeRef::Nullable(inner) => kind(index, inner),
        TypeRef::Named(path) | TypeRef::Boxed(path) => match index.shape(path) {
            Some(Shape::Enum(values)) if values.values == EnumValues::Strings => Kind::Text,
            Some(Shape::Enum(_)) => Kind::Integer,
            Some(Shape::Struct(record)) => Kind::Object(Some(record)),
            Some(Shape::Union(_) | Shape::Statuses(_)) | None => Kind::Any,
        },
    }
}
