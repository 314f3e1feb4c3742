//! Compares the names of two APIs: what is in both must be called the same.

use std::collections::{BTreeMap, BTreeSet};

use generator::ir::{Api, Operation, OperationKey, RustPath, Shape, Type, TypeRef};

/// What is called otherwise, a line each: operations by method and path, fields by their type and
/// wire name, and types by the places where they stand.
///
/// A type may have another name at a place whose shape changed: when the old name stays with other
/// places (one type became two), or the new one was there before (two became one). It goes to
/// another version when the last operation that used it in its own is gone.
pub fn moved(old: &Api, new: &Api) -> Vec<String> {
    let by_key: BTreeMap<&OperationKey, &Operation> =
        new.operations().map(|o| (&o.key, o)).collect();
    let mut pairs = Pairs {
        old: types(old),
        new: types(new),
        seen: BTreeSet::new(),
        wrong: BTreeSet::new(),
    };
    for operation in old.operations() {
        let Some(other) = by_key.get(&operation.key) else {
            continue;
        };
        if operation.rust != other.rust {
            let (was, is) = (&operation.rust, &other.rust);
            pairs
                .wrong
                .insert(format!("{}: {is}, was {was}", operation.key));
        }
        pairs.operation(operation, other);
    }
    for (was, is) in &pairs.seen {
        let housed = was.module == is.module && was.name == is.name;
        if !housed && !pairs.new.contains_key(was) && !pairs.old.contains_key(is) {
            pairs.wrong.insert(format!("{is}, was {was}"));
        }
    }
    pairs.wrong.into_iter().collect()
}

fn types(api: &Api) -> BTreeMap<&RustPath, &Type> {
    api.types().map(|ty| (&ty.rust, ty)).collect()
}

struct Pairs<'a> {
    old: BTreeMap<&'a RustPath, &'a Type>,
    new: BTreeMap<&'a RustPath, &'a Type>,
    /// Types that stand at the same place.
    seen: BTreeSet<(RustPath, RustPath)>,
    /// What is called otherwise.
    wrong: BTreeSet<String>,
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
        for response in &a.response.statuses {
            let mut others = b.response.statuses.iter();
            if let Some(twin) = others.find(|other| other.status == response.status) {
                self.place(&response.ty, &twin.ty);
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
        let (Some(a), Some(b)) = (self.old.get(a).copied(), self.new.get(b).copied()) else {
            return;
        };
        let (was, is) = (&a.rust, &b.rust);
        match (&a.shape, &b.shape) {
            (Shape::Struct(a), Shape::Struct(b)) => {
                for field in &a.fields {
                    let Some(twin) = b.fields.iter().find(|f| f.wire == field.wire) else {
                        continue;
                    };
                    if was == is && field.ident != twin.ident {
                        let line = format!("{is}.{}, was {}", twin.ident, field.ident);
                        self.wrong.insert(line);
                    }
                    self.place(&field.ty, &twin.ty);
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
}
