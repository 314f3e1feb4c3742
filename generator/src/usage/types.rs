//! What is known of the type of a value: as much as it takes to tell fields and setters.

use crate::ir::{Payload, Role, RustPath, Shape, TypeRef};

use super::facts::Facts;
use super::tree::ItemId;

/// A type. References, boxes and the like are the type that they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ty {
    Unknown,
    /// A type of the client.
    Item(RustPath),
    /// A type of the user.
    Local(ItemId),
    /// The client that sends, and what builds it.
    Client,
    Builder,
    Tuple(Vec<Ty>),
    /// Something around another type.
    In(Around, Box<Ty>),
    /// Something that can be called, by what it returns.
    Call(Box<Ty>),
}

/// What stands around a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Option,
    Result,
    /// Lists, sets and queues.
    Many,
    /// Maps, by their values.
    Map,
    /// A field of what is sent.
    Field,
    Response,
    Future,
    Iterator,
    /// The streams of a paged list: of its items, and of its pages.
    Items,
    Pages,
}

impl Ty {
    pub(super) fn within(self, around: Around) -> Self {
        Self::In(around, Box::new(self))
    }

    /// What stands within one of these.
    pub(super) fn inner(&self, around: &[Around]) -> Self {
        match self {
            Self::In(own, inner) if around.contains(own) => (**inner).clone(),
            _ => Self::Unknown,
        }
    }

    /// This type, or another one where nothing is known of it.
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }

    /// What is given by one who says it, completed by what is known.
    pub(super) fn completed(self, known: Self) -> Self {
        match (self, known) {
            (Self::Unknown, known) => known,
            (Self::In(around, inner), Self::In(found, known))
                if around == found || (around == Around::Many && found == Around::Iterator) =>
            {
                inner.completed(*known).within(around)
            }
            (said, _) => said,
        }
    }

    /// What a loop over it gives.
    pub(super) fn each(&self) -> Self {
        match self {
            Self::In(Around::Response, inner) => inner.each(),
            Self::In(Around::Map, inner) => Self::Tuple(vec![Self::Unknown, (**inner).clone()]),
            other => other.inner(&[Around::Many, Around::Iterator, Around::Option]),
        }
    }
}

/// A type of the description, as the client has it.
pub(super) fn of_ref(ty: &TypeRef) -> Ty {
    match ty {
        TypeRef::Named(path) | TypeRef::Boxed(path) => Ty::Item(path.clone()),
        TypeRef::List(inner) => of_ref(inner).within(Around::Many),
        TypeRef::Map(inner) => of_ref(inner).within(Around::Map),
        TypeRef::Nullable(inner) => of_ref(inner).within(Around::Option),
        _ => Ty::Unknown,
    }
}

/// The payload of the response to a request.
pub(super) fn payload(facts: &Facts<'_>, request: &RustPath) -> Ty {
    let operation = facts.requests.get(request);
    match operation.map(|operation| &operation.response.payload) {
        Some(Payload::Json(ty)) => of_ref(ty),
        Some(Payload::ByStatus(path)) => Ty::Item(path.clone()),
        _ => Ty::Unknown,
    }
}

/// The type of a field of a record of the client.
pub(super) fn field(facts: &Facts<'_>, record: &RustPath, name: &str) -> Ty {
    let Some(field) = facts.fields(record).iter().find(|one| one.ident == name) else {
        return Ty::Unknown;
    };
    let role = facts.types.get(record).map(|ty| ty.role);
    let around = match role {
        Some(Role::Request) => Around::Field,
        _ => Around::Option,
    };
    of_ref(&field.ty).within(around)
}

/// What a variant of a union, or of a response by status, holds.
pub(super) fn variant(facts: &Facts<'_>, path: &RustPath, name: &str) -> Ty {
    match facts.types.get(path).map(|ty| &ty.shape) {
        Some(Shape::Union(union)) => {
            let found = union.variants.iter().find(|one| one.ident == name);
            found.map_or(Ty::Unknown, |one| of_ref(&one.ty))
        }
        Some(Shape::Statuses(variants)) => {
            let found = variants.iter().find(|one| one.ident == name);
            found
                .and_then(|one| one.ty.as_ref())
                .map_or(Ty::Unknown, of_ref)
        }
        _ => Ty::Unknown,
    }
}
