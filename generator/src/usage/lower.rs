//! From types as they are written to what is known of them.

use std::collections::BTreeMap;

use syn::{GenericArgument, Item, PathArguments, ReturnType, Type, TypeParamBound};

use super::facts::Place;
use super::resolve::{Resolver, route};
use super::tree::{Def, ItemId, ModuleId, Space};
use super::types::{Around, Ty, payload};

/// Where a type is written.
#[derive(Clone, Default)]
pub(super) struct Site {
    pub(super) module: ModuleId,
    /// What `Self` is.
    pub(super) this: Option<Ty>,
    /// What is known of type parameters.
    pub(super) parameters: BTreeMap<String, Ty>,
    /// How many aliases led here.
    depth: usize,
}

impl Site {
    pub(super) fn of(module: ModuleId) -> Self {
        Self {
            module,
            ..Self::default()
        }
    }
}

impl Resolver<'_, '_> {
    /// What is known of a type.
    pub(super) fn lower(&self, ty: &Type, site: &Site) -> Ty {
        match ty {
            Type::Reference(one) => self.lower(&one.elem, site),
            Type::Paren(one) => self.lower(&one.elem, site),
            Type::Group(one) => self.lower(&one.elem, site),
            Type::Slice(one) => self.lower(&one.elem, site).within(Around::Many),
            Type::Array(one) => self.lower(&one.elem, site).within(Around::Many),
            Type::Tuple(one) => {
                let each = one.elems.iter().map(|one| self.lower(one, site));
                Ty::Tuple(each.collect())
            }
            Type::ImplTrait(one) => self.lower_bounds(one.bounds.iter(), site),
            Type::TraitObject(one) => self.lower_bounds(one.bounds.iter(), site),
            Type::Path(path) => match &path.qself {
                None => self.lower_path(&path.path, site),
                // `<ListRfis as Operation>::Response`
                Some(this) => match (self.lower(&this.ty, site), path.path.segments.last()) {
                    (Ty::Item(request), Some(last)) if last.ident == "Response" => {
                        payload(self.facts, &request)
                    }
                    _ => Ty::Unknown,
                },
            },
            _ => Ty::Unknown,
        }
    }

    fn lower_bounds<'b>(
        &self,
        bounds: impl Iterator<Item = &'b TypeParamBound>,
        site: &Site,
    ) -> Ty {
        for bound in bounds {
            let TypeParamBound::Trait(bound) = bound else {
                continue;
            };
            let Some(last) = bound.path.segments.last() else {
                continue;
            };
            let around = match last.ident.to_string().as_str() {
                "Future" => Around::Future,
                "Iterator" | "IntoIterator" | "DoubleEndedIterator" | "ExactSizeIterator" => {
                    Around::Iterator
                }
                _ => continue,
            };
            if let PathArguments::AngleBracketed(all) = &last.arguments {
                for argument in &all.args {
                    if let GenericArgument::AssocType(one) = argument {
                        return self.lower(&one.ty, site).within(around);
                    }
                }
            }
        }
        Ty::Unknown
    }

    fn lower_path(&self, path: &syn::Path, site: &Site) -> Ty {
        let Some(last) = path.segments.last() else {
            return Ty::Unknown;
        };
        let name = last.ident.to_string();
        if path.leading_colon.is_none() && path.segments.len() == 1 {
            if name == "Self" {
                return site.this.clone().unwrap_or(Ty::Unknown);
            }
            if let Some(known) = site.parameters.get(&name) {
                return known.clone();
            }
        }
        if path
            .segments
            .first()
            .is_some_and(|first| first.ident == "Self")
        {
            return Ty::Unknown;
        }
        let arguments: Vec<Ty> = match &last.arguments {
            PathArguments::AngleBracketed(all) => {
                let types = all.args.iter().filter_map(|one| match one {
                    GenericArgument::Type(ty) => Some(self.lower(ty, site)),
                    _ => None,
                });
                types.collect()
            }
            _ => Vec::new(),
        };
        let found = self.resolve(site.module, &route(path), Space::Types);
        match found.as_slice() {
            [] => standard(&name, &arguments),
            [one] => self.of_def(one, &name, &arguments, site.depth),
            _ => Ty::Unknown,
        }
    }

    /// The type that a path leads to.
    pub(super) fn of_def(&self, def: &Def, name: &str, arguments: &[Ty], depth: usize) -> Ty {
        let first = || arguments.first().cloned().unwrap_or(Ty::Unknown);
        match def {
            Def::Client(Place::Item(path)) => Ty::Item(path.clone()),
            Def::Client(Place::Runtime(name)) => match name.as_str() {
                "Client" => Ty::Client,
                "ClientBuilder" => Ty::Builder,
                "Response" => first().within(Around::Response),
                "Field" => first().within(Around::Field),
                _ => Ty::Unknown,
            },
            // Crates have a `Result` of their own, with the error filled in.
            Def::Foreign(_) => standard(name, arguments),
            Def::Item(id) => self.of_item(*id, arguments, depth),
            _ => Ty::Unknown,
        }
    }

    fn of_item(&self, id: ItemId, arguments: &[Ty], depth: usize) -> Ty {
        let (module, item) = self.tree.items[id];
        match item {
            Item::Struct(_) | Item::Enum(_) | Item::Union(_) => Ty::Local(id),
            Item::Type(alias) if depth < 8 => {
                let names = alias
                    .generics
                    .type_params()
                    .map(|one| one.ident.to_string());
                let given = arguments
                    .iter()
                    .cloned()
                    .chain(std::iter::repeat(Ty::Unknown));
                let site = Site {
                    module,
                    this: None,
                    parameters: names.zip(given).collect(),
                    depth: depth + 1,
                };
                self.lower(&alias.ty, &site)
            }
            _ => Ty::Unknown,
        }
    }

    /// What a function returns.
    pub(super) fn returns(&self, signature: &syn::Signature, site: &Site) -> Ty {
        let mut site = site.clone();
        let generics = signature.generics.type_params();
        let unknown = generics.map(|one| (one.ident.to_string(), Ty::Unknown));
        site.parameters.extend(unknown);
        let returned = match &signature.output {
            ReturnType::Default => Ty::Unknown,
            ReturnType::Type(_, ty) => self.lower(ty, &site),
        };
        if signature.asyncness.is_some() {
            returned.within(Around::Future)
        } else {
            returned
        }
    }
}

/// A type of the standard library, by its name.
fn standard(name: &str, arguments: &[Ty]) -> Ty {
    let first = || arguments.first().cloned().unwrap_or(Ty::Unknown);
    match name {
        "Box" | "Rc" | "Arc" | "Cow" => first(),
        "Option" => first().within(Around::Option),
        "Result" => first().within(Around::Result),
        "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" => first().within(Around::Many),
        "HashMap" | "BTreeMap" | "IndexMap" => {
            let value = arguments.get(1).cloned().unwrap_or(Ty::Unknown);
            value.within(Around::Map)
        }
        _ => Ty::Unknown,
    }
}
