//! The walk through patterns: what each uses, and the variables that it binds.

use syn::visit::{self, Visit};
use syn::{Fields, Item, Pat};

use super::facts::Place;
use super::lower::Site;
use super::tree::{Def, ItemId, Space};
use super::types::{self, Around, Ty};
use super::walker::Walker;

impl Walker<'_, '_> {
    /// Binds the variables of a pattern that a value of this type is held against.
    pub(super) fn bind(&mut self, pattern: &Pat, ty: &Ty) {
        match pattern {
            Pat::Ident(one) => self.bind_name(one, ty),
            Pat::Type(one) => {
                self.visit_type(&one.ty);
                let said = self.resolver.lower(&one.ty, &self.site);
                self.bind(&one.pat, &said.completed(ty.clone()));
            }
            Pat::Reference(one) => self.bind(&one.pat, ty),
            Pat::Paren(one) => self.bind(&one.pat, ty),
            Pat::Or(one) => one.cases.iter().for_each(|case| self.bind(case, ty)),
            Pat::Guard(one) => {
                self.bind(&one.pat, ty);
                self.expression(&one.guard);
            }
            Pat::Tuple(one) => self.bind_each(one.elems.iter(), ty),
            Pat::Slice(one) => {
                let each = ty.inner(&[Around::Many]);
                one.elems
                    .iter()
                    .for_each(|pattern| self.bind(pattern, &each));
            }
            Pat::TupleStruct(one) => self.bind_variant(one, ty),
            Pat::Struct(one) => self.bind_record(one),
            Pat::Path(one) => {
                if one.qself.is_none() {
                    self.path(&one.path, Space::Values);
                }
            }
            Pat::Macro(one) => drop(self.invocation(&one.mac)),
            _ => visit::visit_pat(self, pattern),
        }
    }

    fn bind_name(&mut self, one: &syn::PatIdent, ty: &Ty) {
        let name = one.ident.to_string();
        let is_plain = one.by_ref.is_none() && one.mutability.is_none() && one.subpat.is_none();
        // A constant or a variant, if there is one in sight.
        if is_plain && name.starts_with(char::is_uppercase) {
            let path = syn::Path::from(one.ident.clone());
            if !self.path(&path, Space::Values).is_empty() {
                return;
            }
        }
        self.variables.push((name, ty.clone()));
        if let Some((_, inner)) = &one.subpat {
            self.bind(inner, ty);
        }
    }

    fn bind_each<'p>(&mut self, patterns: impl Iterator<Item = &'p Pat>, ty: &Ty) {
        let types: &[Ty] = match ty {
            Ty::Tuple(all) => all,
            _ => &[],
        };
        let mut is_behind_rest = false;
        for (index, pattern) in patterns.enumerate() {
            is_behind_rest |= matches!(pattern, Pat::Rest(_));
            let known = types.get(index).filter(|_| !is_behind_rest);
            self.bind(pattern, &known.cloned().unwrap_or(Ty::Unknown));
        }
    }

    fn bind_variant(&mut self, one: &syn::PatTupleStruct, ty: &Ty) {
        let found = self.path(&one.path, Space::Values);
        let last = one.path.segments.last().map(|one| one.ident.to_string());
        let inner = match (found.as_slice(), last.as_deref()) {
            ([Def::Client(Place::Variant(path, name))], _) => {
                types::variant(self.resolver.facts, path, name)
            }
            ([Def::Item(id)], _) => return self.bind_own(*id, one),
            ([] | [Def::Foreign(_)], Some("Some")) => ty.inner(&[Around::Option]),
            ([] | [Def::Foreign(_)], Some("Ok")) => ty.inner(&[Around::Result]),
            (_, Some("Value")) => ty.inner(&[Around::Field]),
            _ => Ty::Unknown,
        };
        if let ([pattern], inner) = (one.elems.iter().collect::<Vec<_>>().as_slice(), &inner) {
            return self.bind(pattern, inner);
        }
        one.elems
            .iter()
            .for_each(|pattern| self.bind(pattern, &Ty::Unknown));
    }

    /// A tuple struct of the user.
    fn bind_own(&mut self, id: ItemId, one: &syn::PatTupleStruct) {
        let (module, item) = self.resolver.tree.items[id];
        let mut types = Vec::new();
        if let Item::Struct(record) = item
            && let Fields::Unnamed(fields) = &record.fields
            && record.generics.params.is_empty()
        {
            let site = Site::of(module);
            types.extend(
                fields
                    .unnamed
                    .iter()
                    .map(|field| self.resolver.lower(&field.ty, &site)),
            );
        }
        self.bind_each(one.elems.iter(), &Ty::Tuple(types));
    }

    fn bind_record(&mut self, one: &syn::PatStruct) {
        let ty = self.record_type(&one.path);
        for field in &one.fields {
            let inner = if ty == Ty::Unknown {
                Ty::Unknown
            } else {
                self.field(&ty, &field.member)
            };
            self.bind(&field.pat, &inner);
        }
    }
}
