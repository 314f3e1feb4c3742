//! Compares the names of two APIs: what is the same in both must be called the same.

use std::collections::{BTreeMap, BTreeSet};

use generator::ir::{Api, Operation, OperationKey, RustPath, Shape, Type, TypeRef};

/// What is called otherwise, a line each: operations by method and path, and types that stand at
/// the same place and have the same shape, through and through.
pub(super) fn differing(left: &Api, right: &Api) -> Vec<String> {
    let by_key: BTreeMap<&OperationKey, &Operation> =
        right.operations().map(|o| (&o.key, o)).collect();
    let mut pairs = Pairs {
        left: types(left),
        right: types(right),
        seen: BTreeSet::new(),
    };
    let mut wrong = Vec::new();
    for operation in left.operations() {
        let Some(other) = by_key.get(&operation.key) else {
            continue;
        };
        if operation.rust != other.rust {
            let (a, b) = (&operation.rust, &other.rust);
            wrong.push(format!("{}: {a}, was {b}", operation.key));
        }
        pairs.operation(operation, other);
    }
    let mut same = 0;
    let seen = std::mem::take(&mut pairs.seen);
    for (a, b) in &seen {
        if pairs.equal(a, b) {
            same += 1;
            if a != b {
                wrong.push(format!("{a}, was {b}"));
            }
        }
    }
    println!(
        "       {same} types are the same in both, {} differ",
        seen.len() - same
    );
    wrong
}

fn types(api: &Api) -> BTreeMap<&RustPath, &Type> {
    api.types().map(|ty| (&ty.rust, ty)).collect()
}

struct Pairs<'a> {
    left: BTreeMap<&'a RustPath, &'a Type>,
    right: BTreeMap<&'a RustPath, &'a Type>,
    /// Types that stand at the same place.
    seen: BTreeSet<(RustPath, RustPath)>,
}

impl Pairs<'_> {
    fn operation(&mut self, a: &Operation, b: &Operation) {
        for parameter in &a.parameters {
            let twin = b
                .parameters
                .iter()
                .find(|p| p.wire == parameter.wire && p.location == parameter.location);
            if let Some(twin) = twin {
                self.place(&parameter.ty, &twin.ty);
            }
        }
        if let (Some(a), Some(b)) = (&a.body, &b.body) {
            self.place(&a.ty, &b.ty);
        }
        for (status, ty) in &a.response.statuses {
            let twin = b.response.statuses.iter().find(|(s, _)| s == status);
            if let Some((_, twin)) = twin {
                self.place(ty, twin);
            }
        }
    }

    /// Notes the types of a place, and of all places inside them.
    fn place(&mut self, a: &TypeRef, b: &TypeRef) {
        match (a, b) {
            (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => {
                self.place(a, b);
            }
            (TypeRef::Named(a) | TypeRef::Boxed(a), TypeRef::Named(b) | TypeRef::Boxed(b))
                if self.seen.insert((a.clone(), b.clone())) =>
            {
                self.inside(a, b);
            }
            _ => {}
        }
    }

    fn inside(&mut self, a: &RustPath, b: &RustPath) {
        let (Some(a), Some(b)) = (self.left.get(a).copied(), self.right.get(b).copied()) else {
            return;
        };
        match (&a.shape, &b.shape) {
            (Shape::Struct(a), Shape::Struct(b)) => {
                for field in &a.fields {
                    if let Some(twin) = b.fields.iter().find(|f| f.wire == field.wire) {
                        self.place(&field.ty, &twin.ty);
                    }
                }
            }
            (Shape::Union(a), Shape::Union(b)) => {
                for (a, b) in a.variants.iter().zip(&b.variants) {
                    self.place(&a.ty, &b.ty);
                }
            }
            _ => {}
        }
    }

    fn equal(&self, a: &RustPath, b: &RustPath) -> bool {
        let named = |path: &RustPath| TypeRef::Named(path.clone());
        self.same(&named(a), &named(b), &mut BTreeSet::new())
    }

    /// Whether two types are the same but for names. Types that are being compared further up are
    /// taken to be.
    fn same(&self, a: &TypeRef, b: &TypeRef, open: &mut BTreeSet<(RustPath, RustPath)>) -> bool {
        match (a, b) {
            (TypeRef::List(a), TypeRef::List(b)) | (TypeRef::Map(a), TypeRef::Map(b)) => {
                self.same(a, b, open)
            }
            (TypeRef::Named(a) | TypeRef::Boxed(a), TypeRef::Named(b) | TypeRef::Boxed(b)) => {
                if !open.insert((a.clone(), b.clone())) {
                    return true;
                }
                match (self.left.get(a), self.right.get(b)) {
                    (Some(a), Some(b)) => {
                        a.role == b.role && self.same_shape(&a.shape, &b.shape, open)
                    }
                    _ => false,
                }
            }
            (a, b) => a == b,
        }
    }

    fn same_shape(&self, a: &Shape, b: &Shape, open: &mut BTreeSet<(RustPath, RustPath)>) -> bool {
        match (a, b) {
            (Shape::Struct(a), Shape::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.folded == b.folded
                    && a.additional.is_some() == b.additional.is_some()
                    && a.fields.iter().zip(&b.fields).all(|(a, b)| {
                        (&a.wire, a.required, a.nullable, &a.format)
                            == (&b.wire, b.required, b.nullable, &b.format)
                            && self.same(&a.ty, &b.ty, open)
                    })
            }
            (Shape::Enum(a), Shape::Enum(b)) => {
                let wires = |e: &generator::ir::Enum| -> Vec<String> {
                    e.variants.iter().map(|v| v.wire.clone()).collect()
                };
                a.values == b.values && wires(a) == wires(b)
            }
            (Shape::Union(a), Shape::Union(b)) => {
                a.variants.len() == b.variants.len()
                    && a.variants
                        .iter()
                        .zip(&b.variants)
                        .all(|(a, b)| self.same(&a.ty, &b.ty, open))
            }
            // Named after their operation, not after their shape.
            _ => false,
        }
    }
}
