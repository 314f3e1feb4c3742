//! The walk through patterns: what each uses, and the variables that it binds.

use syn::visit::{self, Visit};
use syn::{Fields, Item, Member, Pat};

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
            ([Def::Item(id)], _) => return self.bind_own(*id, None, one),
            ([Def::Variant(id)], Some(name)) => return self.bind_own(*id, Some(name), one),
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

    /// A tuple struct of the user, or a variant of an enum that is like one.
    fn bind_own(&mut self, id: ItemId, variant: Option<&str>, one: &syn::PatTupleStruct) {
        let mut types = Vec::new();
        if let Some(Fields::Unnamed(fields)) = self.own_fields(id, variant) {
            let site = Site::of(self.resolver.tree.items[id].0);
            let fields = fields.unnamed.iter();
            types.extend(fields.map(|field| self.resolver.lower(&field.ty, &site)));
        }
        self.bind_each(one.elems.iter(), &Ty::Tuple(types));
    }

    /// The fields of a type of the user, or of a variant of it; none if they depend on parameters.
    fn own_fields(&self, id: ItemId, variant: Option<&str>) -> Option<&Fields> {
        match (self.resolver.tree.items[id].1, variant) {
            (Item::Struct(one), None) => one.generics.params.is_empty().then_some(&one.fields),
            (Item::Enum(one), Some(name)) if one.generics.params.is_empty() => {
                let found = one.variants.iter().find(|variant| variant.ident == name);
                found.map(|variant| &variant.fields)
            }
            _ => None,
        }
    }

    fn bind_record(&mut self, one: &syn::PatStruct) {
        let found = self.record_type(&one.path);
        for field in &one.fields {
            let inner = match &found {
                Record::Type(Ty::Unknown) => Ty::Unknown,
                Record::Type(ty) => self.field(ty, &field.member),
                Record::Variant(id, name) => self.field_of_variant(*id, name, &field.member),
            };
            self.bind(&field.pat, &inner);
        }
    }

    fn field_of_variant(&self, id: ItemId, variant: &str, member: &Member) -> Ty {
        let Some(Fields::Named(fields)) = self.own_fields(id, Some(variant)) else {
            return Ty::Unknown;
        };
        let is_it = |field: &&syn::Field| match (member, &field.ident) {
            (Member::Named(wanted), Some(name)) => wanted == name,
            _ => false,
        };
        let found = fields.named.iter().find(is_it);
        let site = Site::of(self.resolver.tree.items[id].0);
        found.map_or(Ty::Unknown, |field| self.resolver.lower(&field.ty, &site))
    }

    /// What a literal or a pattern with the names of fields is of.
    pub(super) fn record_type(&mut self, path: &syn::Path) -> Record {
        if path.is_ident("Self") {
            return Record::Type(self.site.this.clone().unwrap_or(Ty::Unknown));
        }
        let found = self.path(path, Space::Types);
        match (found.as_slice(), path.segments.last()) {
            ([Def::Variant(id)], Some(last)) => Record::Variant(*id, last.ident.to_string()),
            ([def], _) => Record::Type(self.resolver.of_def(def, "", &[], 0)),
            _ => Record::Type(Ty::Unknown),
        }
    }
}

/// What has fields with names.
pub(super) enum Record {
    Type(Ty),
    /// A variant of an enum of the user.
    Variant(ItemId, String),
}
