//! Which types stand at the same place in both APIs, and what uses a type.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Operation, OperationKey, RustPath, Shape, Type, TypeRef};

use super::data::Gone;
use super::surface::{by_status, statuses};

/// Both APIs by what is looked up in them.
pub(super) struct Places<'a> {
    pub(super) old: Index<'a>,
    pub(super) new: Index<'a>,
    /// Types that stand at the same place, the old one first.
    pub(super) pairs: BTreeSet<(&'a RustPath, &'a RustPath)>,
    /// Types that have another name now, and nothing else that stands where they stood.
    pub(super) renamed: BTreeMap<&'a RustPath, BTreeSet<&'a RustPath>>,
}

/// An API by what is looked up in it.
pub(super) struct Index<'a> {
    pub(super) operations: BTreeMap<&'a OperationKey, &'a Operation>,
    pub(super) types: BTreeMap<&'a RustPath, &'a Type>,
    /// The operations that use a type, directly or through others.
    pub(super) users: BTreeMap<&'a RustPath, BTreeSet<&'a OperationKey>>,
}

impl<'a> Index<'a> {
    fn of(api: &'a Api) -> Self {
        let mut index = Self {
            operations: api.operations().map(|o| (&o.key, o)).collect(),
            types: api.types().map(|ty| (&ty.rust, ty)).collect(),
            users: BTreeMap::new(),
        };
        let within: BTreeMap<&RustPath, BTreeSet<&RustPath>> = index
            .types
            .values()
            .map(|ty| (&ty.rust, parts(ty).filter_map(TypeRef::named).collect()))
            .collect();
        for operation in api.operations() {
            let mut open: Vec<&RustPath> = whole(operation).collect();
            let mut seen: BTreeSet<&RustPath> = BTreeSet::new();
            while let Some(path) = open.pop() {
                if seen.insert(path) {
                    open.extend(within.get(path).into_iter().flatten());
                }
            }
            for path in seen {
                index.users.entry(path).or_default().insert(&operation.key);
            }
        }
        index
    }

    /// The operations that use a type.
    pub(super) fn users(&self, path: &RustPath) -> impl Iterator<Item = &'a Operation> {
        let keys = self.users.get(path).into_iter().flatten();
        keys.filter_map(|key| self.operations.get(key).copied())
    }

    pub(super) fn has(&self, path: &RustPath) -> bool {
        self.types.contains_key(path)
    }

    pub(super) fn shape(&self, path: &RustPath) -> Option<&'a Shape> {
        self.types.get(path).map(|ty| &ty.shape)
    }

    /// What has a type in it: objects, unions and request types.
    fn holders(&self, path: &RustPath) -> Vec<String> {
        let types = self.types.values();
        let types = types.filter(|ty| parts(ty).any(|part| part.named() == Some(path)));
        let operations = self.operations.values();
        let operations = operations.filter(|o| whole(o).any(|part| part == path));
        types
            .map(|ty| ty.rust.to_string())
            .chain(operations.map(|operation| operation.rust.to_string()))
            .collect()
    }
}

/// The types of the crate that an operation names.
fn whole(operation: &Operation) -> impl Iterator<Item = &RustPath> {
    let by_status = by_status(operation);
    operation
        .type_refs()
        .filter_map(TypeRef::named)
        .chain(by_status)
}

/// The types in a type.
fn parts(ty: &Type) -> impl Iterator<Item = &TypeRef> {
    let (fields, variants, statuses): (&[_], &[_], &[_]) = match &ty.shape {
        Shape::Struct(record) => (&record.fields, &[], &[]),
        Shape::Union(union) => (&[], &union.variants, &[]),
        Shape::Statuses(statuses) => (&[], &[], statuses),
        Shape::Enum(_) => (&[], &[], &[]),
    };
    let additional = match &ty.shape {
        Shape::Struct(record) => record.additional.as_ref(),
        _ => None,
    };
    let fields = fields.iter().map(|field| &field.ty).chain(additional);
    let variants = variants.iter().map(|variant| &variant.ty);
    fields
        .chain(variants)
        .chain(statuses.iter().filter_map(|status| status.ty.as_ref()))
}

impl<'a> Places<'a> {
    pub(super) fn of(old: &'a Api, new: &'a Api) -> Self {
        let mut places = Self {
            old: Index::of(old),
            new: Index::of(new),
            pairs: BTreeSet::new(),
            renamed: BTreeMap::new(),
        };
        for operation in old.operations() {
            if let Some(twin) = places.new.operations.get(&operation.key) {
                places.operation(operation, twin);
            }
        }
        for (was, is) in &places.pairs {
            if !places.new.has(was) && !places.old.has(is) {
                places.renamed.entry(was).or_default().insert(is);
            }
        }
        places
    }

    fn operation(&mut self, old: &'a Operation, new: &'a Operation) {
        for parameter in &old.parameters {
            let twin = new
                .parameters
                .iter()
                .find(|p| p.wire == parameter.wire && p.location == parameter.location);
            if let Some(twin) = twin {
                self.place(&parameter.ty, &twin.ty);
            }
        }
        if let (Some(old), Some(new)) = (&old.body, &new.body) {
            self.place(&old.ty, &new.ty);
        }
        if let (Some(old), Some(new)) = (by_status(old), by_status(new)) {
            self.pairs.insert((old, new));
        }
        for (status, ty) in statuses(old) {
            if let Some((_, twin)) = statuses(new).find(|(other, _)| *other == status) {
                self.place(ty, twin);
            }
        }
    }

    /// Notes the types of a place, and of all places inside them.
    fn place(&mut self, old: &'a TypeRef, new: &'a TypeRef) {
        match (old, new) {
            (TypeRef::List(old), TypeRef::List(new))
            | (TypeRef::Map(old), TypeRef::Map(new))
            | (TypeRef::Nullable(old), TypeRef::Nullable(new)) => self.place(old, new),
            (TypeRef::Nullable(old), new) => self.place(old, new),
            (old, TypeRef::Nullable(new)) => self.place(old, new),
            (
                TypeRef::Named(old) | TypeRef::Boxed(old),
                TypeRef::Named(new) | TypeRef::Boxed(new),
            ) if self.pairs.insert((old, new)) => self.inside(old, new),
            _ => {}
        }
    }

    fn inside(&mut self, old: &RustPath, new: &RustPath) {
        match (self.old.shape(old), self.new.shape(new)) {
            (Some(Shape::Struct(old)), Some(Shape::Struct(new))) => {
                for field in &old.fields {
                    let twin = new.fields.iter().find(|other| other.wire == field.wire);
                    if let Some(twin) = twin {
                        self.place(&field.ty, &twin.ty);
                    }
                }
            }
            (Some(Shape::Union(old)), Some(Shape::Union(new))) => {
                for (old, new) in old.variants.iter().zip(&new.variants) {
                    self.place(&old.ty, &new.ty);
                }
            }
            _ => {}
        }
    }

    /// Whether two types are one to a program, but for types that have another name now: those are
    /// reported once, and not at each of their places.
    pub(super) fn is_same(&self, old: &TypeRef, new: &TypeRef) -> bool {
        match (old, new) {
            (TypeRef::List(old), TypeRef::List(new))
            | (TypeRef::Map(old), TypeRef::Map(new))
            | (TypeRef::Nullable(old), TypeRef::Nullable(new)) => self.is_same(old, new),
            (TypeRef::Named(old), TypeRef::Named(new))
            | (TypeRef::Boxed(old), TypeRef::Boxed(new)) => {
                old == new || self.renamed.get(old).is_some_and(|now| now.contains(new))
            }
            (old, new) => old == new,
        }
    }

    /// Why a type of the old API is not in the new one.
    pub(super) fn gone(&self, path: &RustPath) -> Gone {
        let users: Vec<&Operation> = self.old.users(path).collect();
        let left = |operation: &&Operation| self.new.operations.contains_key(&operation.key);
        if !users.iter().any(left) {
            let operations = users.iter().map(|o| o.key.to_string()).collect();
            return Gone::LastUser { operations };
        }
        let at_places = self.pairs.iter().filter(|(was, _)| *was == path);
        let now: Vec<String> = at_places.map(|(_, is)| is.to_string()).collect();
        if now.is_empty() {
            let held_by = self.old.holders(path);
            Gone::Place { held_by }
        } else {
            Gone::Shape { now }
        }
    }
}
