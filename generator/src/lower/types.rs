//! Lowers named schemas to types: structs, enums and unions.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{
    AdditionalProperties, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, Type as OasType,
};

use crate::announce::dates;
use crate::diagnostic::{Diagnostic, Origin};
use crate::ir::{
    Access, Enum, EnumValues, Field, FieldDeprecation, Role, RustPath, Shape, Struct, Type,
    TypeRef, Union, UnionVariant, Variant,
};
use crate::lower::schema::{Context, Facts, plain_enum};
use crate::lower::{Index, Lowered, Placed};
use crate::naming::reserved::RESERVED_FIELDS;
use crate::naming::{distinct, pascal, type_ident, value_ident, words};
use crate::openapi::extensions::{
    DEFAULTS, DEPRECATED_AT, DEPRECATED_VALUES, FIELD_NAMES, INSTEAD, SUNSET, UNITED,
};
use crate::openapi::object::Scalar;
use crate::openapi::schema::{SchemaObject, format_name};

/// A type that an operation reaches: its path, in which role, and the request type of the operation.
type Reached = (RustPath, Role, RustPath);

/// Lowers every type that an operation reaches.
pub(super) fn lower_types(index: &Index<'_>, out: &mut Lowered, problems: &mut Vec<Diagnostic>) {
    let mut open = reached(&out.operations);
    let components = components(index);
    open.reverse();
    let mut seen: BTreeSet<Reached> = BTreeSet::new();
    let mut found: BTreeMap<RustPath, Found> = BTreeMap::new();
    while let Some((path, role, user)) = open.pop() {
        if !seen.insert((path.clone(), role, user.clone())) {
            continue;
        }
        if !found.contains_key(&path) {
            let Some((at, value)) = components.get(&path) else {
                continue;
            };
            let mut context = Context::new(index, role == Role::Request);
            if let Some(named) = context.named_type(*value, at) {
                if let Some(whole) = value.text(UNITED) {
                    let whole = Origin::new(&at.file, "/components/schemas").child(whole);
                    match index.path(&whole) {
                        Ok(whole) => drop(out.united.insert(path.clone(), whole)),
                        Err(problem) => problems.push(problem),
                    }
                }
                found.insert(path.clone(), named);
            }
            out.untyped.append(&mut context.untyped);
            problems.append(&mut context.problems);
        }
        let Some(named) = found.get_mut(&path) else {
            continue;
        };
        named.users.insert(user.clone());
        named.roles.insert(role);
        each_going(&named.shape, role, &mut |ty| {
            let inner = ty.named().cloned();
            open.extend(inner.map(|inner| (inner, role, user.clone())));
        });
    }
    let types = found.into_iter().map(|(path, named)| {
        let ty = named.into_type(path.clone());
        (path, ty)
    });
    out.types = types.collect();
}

/// What the operations reach directly.
fn reached(operations: &[Placed]) -> Vec<Reached> {
    let mut open: Vec<Reached> = Vec::new();
    for placed in operations {
        let operation = &placed.operation;
        let mut reach = |ty: &TypeRef, role: Role| {
            let path = ty.named().cloned();
            open.extend(path.map(|path| (path, role, operation.rust.clone())));
        };
        let parameters = operation.parameters.iter();
        parameters.for_each(|parameter| reach(&parameter.ty, Role::Request));
        let body = operation.body.iter();
        body.for_each(|body| reach(&body.ty, Role::Request));
        let responses = operation.response.statuses.iter();
        responses.for_each(|response| reach(&response.ty, Role::Response));
    }
    open
}

/// A named schema, with what uses it as far as that is known.
struct Found {
    shape: Shape,
    description: Option<String>,
    origin: Origin,
    users: BTreeSet<RustPath>,
    roles: BTreeSet<Role>,
}

impl Found {
    /// The type, once all that uses it is known. What is sent as well as received is a request's.
    fn into_type(self, rust: RustPath) -> Type {
        let mut shape = self.shape;
        if let Shape::Struct(shape) = &mut shape {
            drop_one_way(shape, &self.roles);
        }
        let is_sent = self.roles.contains(&Role::Request);
        Type {
            rust,
            shape,
            role: if is_sent {
                Role::Request
            } else {
                Role::Response
            },
            used_by: self.users.into_iter().collect(),
            description: self.description,
            origin: self.origin,
        }
    }
}

/// Whether a field goes in the direction of a role.
fn goes(field: &Field, role: Role) -> bool {
    match field.access {
        Access::Both => true,
        Access::ReadOnly => role == Role::Response,
        Access::WriteOnly => role == Role::Request,
    }
}

/// Calls `f` with every reference to a type that a shape holds in that role.
fn each_going(shape: &Shape, role: Role, f: &mut impl FnMut(&TypeRef)) {
    match shape {
        Shape::Struct(shape) => {
            let going = shape.fields.iter().filter(|field| goes(field, role));
            going.for_each(|field| f(&field.ty));
            shape.additional.iter().for_each(f);
        }
        other => each_type_ref(other, f),
    }
}

/// Drops the fields that go in none of the directions in which the type does: what only the server
/// sets is nothing to send, what is only sent never comes back. Their names stay, for the count.
fn drop_one_way(shape: &mut Struct, roles: &BTreeSet<Role>) {
    let one_way = &mut shape.one_way;
    shape.fields.retain(|field| {
        let stays = roles.iter().any(|role| goes(field, *role));
        if !stays {
            one_way.push(field.wire.clone());
        }
        stays
    });
}

/// Every component schema of the documents, by the path it would have as a type.
fn components<'a>(index: &Index<'a>) -> BTreeMap<RustPath, (Origin, SchemaObject<'a>)> {
    let mut found = BTreeMap::new();
    for (_, at, value) in index.documents.schemas() {
        if let Ok(path) = index.path(&at) {
            found.insert(path, (at, SchemaObject::new(value)));
        }
    }
    found
}

/// Calls `f` with every reference to a type that a shape holds.
pub(crate) fn each_type_ref(shape: &Shape, f: &mut impl FnMut(&TypeRef)) {
    match shape {
        Shape::Struct(shape) => {
            shape.fields.iter().for_each(|field| f(&field.ty));
            shape.additional.iter().for_each(f);
        }
        Shape::Enum(_) => {}
        Shape::Union(union) => union.variants.iter().for_each(|variant| f(&variant.ty)),
        Shape::Statuses(variants) => variants.iter().filter_map(|v| v.ty.as_ref()).for_each(f),
    }
}

/// The same for changing them; lists and maps are entered.
pub(crate) fn each_type_ref_mut(shape: &mut Shape, f: &mut impl FnMut(&mut TypeRef)) {
    fn enter(ty: &mut TypeRef, f: &mut impl FnMut(&mut TypeRef)) {
        match ty {
            TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
                enter(inner, f);
            }
            other => f(other),
        }
    }
    match shape {
        Shape::Struct(shape) => {
            shape
                .fields
                .iter_mut()
                .for_each(|field| enter(&mut field.ty, f));
            shape.additional.iter_mut().for_each(|ty| enter(ty, f));
        }
        Shape::Enum(_) => {}
        Shape::Union(union) => union.variants.iter_mut().for_each(|v| enter(&mut v.ty, f)),
        Shape::Statuses(variants) => {
            variants
                .iter_mut()
                .filter_map(|v| v.ty.as_mut())
                .for_each(|ty| enter(ty, f));
        }
    }
}

impl Context<'_> {
    fn named_type(&mut self, value: SchemaObject<'_>, at: &Origin) -> Option<Found> {
        let schema = match self.parse(value, at)? {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { .. } => return None,
        };
        let shape = match &schema.schema_kind {
            SchemaKind::Type(OasType::Object(object)) => {
                Shape::Struct(self.object(object, value, at))
            }
            SchemaKind::Type(OasType::String(string)) => {
                let values = string.enumeration.iter().flatten().cloned().collect();
                let is_old = |wire: &str| value.texts(DEPRECATED_VALUES).any(|old| old == wire);
                Shape::Enum(enumeration(EnumValues::Strings, values, is_old))
            }
            SchemaKind::Type(OasType::Integer(integer)) => {
                let values = integer
                    .enumeration
                    .iter()
                    .flatten()
                    .map(ToString::to_string)
                    .collect();
                Shape::Enum(enumeration(EnumValues::Integers, values, |_| false))
            }
            SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => {
                Shape::Union(self.union(all, &schema.schema_data, at))
            }
            SchemaKind::Any(any) => {
                if let Some((values, texts)) = plain_enum(any) {
                    Shape::Enum(enumeration(values, texts, |_| false))
                } else if any.one_of.len() + any.any_of.len() > 1 {
                    let all: Vec<_> = any.one_of.iter().chain(&any.any_of).cloned().collect();
                    Shape::Union(self.union(&all, &schema.schema_data, at))
                } else {
                    let object = ObjectType {
                        properties: any.properties.clone(),
                        required: any.required.clone(),
                        additional_properties: any.additional_properties.clone(),
                        ..ObjectType::default()
                    };
                    Shape::Struct(self.object(&object, value, at))
                }
            }
            _ => return None,
        };
        Some(Found {
            shape,
            description: schema.schema_data.description,
            origin: at.clone(),
            users: BTreeSet::new(),
            roles: BTreeSet::new(),
        })
    }

    fn object(&mut self, object: &ObjectType, raw: SchemaObject<'_>, at: &Origin) -> Struct {
        let wires: Vec<&str> = object.properties.keys().map(String::as_str).collect();
        let idents = distinct(&wires, RESERVED_FIELDS, value_ident);
        let given: BTreeMap<&str, &str> = raw.names(FIELD_NAMES).collect();
        let mut fields = Vec::new();
        for ((wire, schema), ident) in object.properties.iter().zip(idents) {
            let given = given.get(wire.as_str()).copied();
            let at = at.child("properties").child(wire);
            let (ty, data) = match schema {
                ReferenceOr::Reference { reference } => (self.reference(reference, &at), None),
                ReferenceOr::Item(schema) => (
                    self.inline(schema, &at),
                    Some((&schema.schema_data, &schema.schema_kind)),
                ),
            };
            let data_of = data.map(|(data, _)| data);
            let facts = self.facts(&schema.clone().unbox(), &at);
            fields.push(Field {
                wire: wire.clone(),
                ident: given.map_or(ident, str::to_owned),
                ty,
                required: object.required.contains(wire),
                nullable: facts.nullable,
                access: access(facts),
                format: data.and_then(|(_, kind)| format_of(kind)),
                listed: Vec::new(),
                defaults: data_of.map(defaults).unwrap_or_default(),
                description: data_of.and_then(|d| d.description.clone()),
                deprecation: data_of.and_then(field_deprecation),
            });
        }
        let additional = match &object.additional_properties {
            Some(AdditionalProperties::Schema(schema)) => {
                Some(self.held(schema, &at.child("additionalProperties")))
            }
            _ => None,
        };
        Struct {
            fields,
            custom_fields: None,
            folded: Vec::new(),
            one_way: Vec::new(),
            additional,
            is_wrapper: false,
        }
    }

    fn union(&mut self, all: &[ReferenceOr<Schema>], data: &SchemaData, at: &Origin) -> Union {
        let discriminator = data.discriminator.as_ref();
        let mut variants: Vec<Tagged> = Vec::new();
        for (i, schema) in all.iter().enumerate() {
            let at = at.child("variants").child(&i.to_string());
            let ty = self.type_ref(schema, &at);
            // Import says every tag, for its components have other names than the wire knows.
            let tags = match (discriminator, reference_of(schema)) {
                (Some(discriminator), Some(reference)) => {
                    let component = reference.rsplit('/').next();
                    let mapping = discriminator.mapping.iter();
                    mapping
                        .filter(|(_, to)| to.rsplit('/').next() == component)
                        .map(|(tag, _)| tag.clone())
                        .collect()
                }
                _ => Vec::new(),
            };
            if variants.iter().all(|(other, _)| *other != ty) {
                variants.push((ty, tags));
            }
        }
        whole_numbers(&mut variants);
        let idents = variant_idents(&variants);
        let variants = variants.into_iter().zip(idents);
        Union {
            discriminator: discriminator.map(|d| d.property_name.clone()),
            variants: variants
                .map(|((ty, tags), ident)| UnionVariant {
                    ident,
                    ty,
                    tags,
                    required_keys: Vec::new(),
                })
                .collect(),
            other: "Other".into(),
            common: Vec::new(),
        }
    }
}

/// The type of a variant, with the values of the discriminator that choose it.
type Tagged = (TypeRef, Vec<String>);

/// Gives a union that has numbers a variant for the whole ones, unless it has one: an `f64` does not
/// know whether it was `34` or `34.0`, and what was read has to be written back as it came.
fn whole_numbers(variants: &mut Vec<Tagged>) {
    let of = |ty: &TypeRef| variants.iter().position(|(variant, _)| variant == ty);
    if let (Some(number), None) = (of(&TypeRef::Float), of(&TypeRef::Integer)) {
        variants.insert(number, (TypeRef::Integer, Vec::new()));
    }
}

/// The Rust names of the variants, which are all different.
fn variant_idents(variants: &[Tagged]) -> Vec<String> {
    let short = variants.iter().map(|(ty, _)| variant_name(ty, false));
    let short: Vec<String> = short.collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &short {
        *times.entry(name).or_default() += 1;
    }
    let names = variants.iter().zip(&short).map(|((ty, _), name)| {
        if times.get(name.as_str()).is_some_and(|times| *times > 1) {
            variant_name(ty, true)
        } else {
            name.clone()
        }
    });
    let names: Vec<String> = names.collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    distinct(&names, &["Other"], type_ident)
}

/// The reference that a variant is, alone or with annotations beside it.
fn reference_of(schema: &ReferenceOr<Schema>) -> Option<&str> {
    match schema {
        ReferenceOr::Reference { reference } => Some(reference),
        ReferenceOr::Item(schema) => match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [only] => reference_of(only),
                _ => None,
            },
            _ => None,
        },
    }
}

/// What the variant of a union is called: the type's own name, or what kind of JSON it is; in full
/// where another variant has the same short name.
fn variant_name(ty: &TypeRef, in_full: bool) -> String {
    match ty {
        TypeRef::Bool => "Bool".into(),
        TypeRef::Integer => "Integer".into(),
        TypeRef::Decimal if in_full => "Decimal".into(),
        TypeRef::Float | TypeRef::Decimal => "Number".into(),
        TypeRef::Secret if in_full => "Secret".into(),
        TypeRef::String | TypeRef::Secret | TypeRef::Id(_) => "Text".into(),
        TypeRef::Date => "Date".into(),
        TypeRef::DateTime => "DateTime".into(),
        TypeRef::Base64 => "Base64".into(),
        TypeRef::File => "File".into(),
        TypeRef::Json => "Any".into(),
        TypeRef::List(inner) => format!("{}List", variant_name(inner, in_full)),
        TypeRef::Map(inner) if in_full => format!("{}Map", variant_name(inner, in_full)),
        TypeRef::Map(_) => "Map".into(),
        TypeRef::Nullable(inner) if in_full => format!("Optional{}", variant_name(inner, in_full)),
        TypeRef::Nullable(inner) => variant_name(inner, in_full),
        TypeRef::CustomFields | TypeRef::CustomFieldValues => "CustomFields".into(),
        TypeRef::Named(path) | TypeRef::Boxed(path) if in_full => {
            let place = pascal(&words(&format!("{} {}", path.module, path.version)));
            format!("{place}{}", path.name)
        }
        TypeRef::Named(path) | TypeRef::Boxed(path) => path.name.clone(),
    }
}

/// The enum of these values; `is_old` says which of them are deprecated.
pub(crate) fn enumeration(
    values: EnumValues,
    mut texts: Vec<String>,
    is_old: impl Fn(&str) -> bool,
) -> Enum {
    let mut seen = BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
    let wires: Vec<&str> = texts.iter().map(String::as_str).collect();
    let unknown = ["Unknown", "Unlisted", "Unrecognized"]
        .into_iter()
        .find(|name| wires.iter().all(|wire| type_ident(wire) != *name))
        .unwrap_or("OtherValue");
    let idents = distinct(&wires, &[unknown], type_ident);
    let variants = wires
        .iter()
        .zip(idents)
        .map(|(wire, ident)| Variant {
            wire: (*wire).to_owned(),
            ident,
            deprecation: is_old(wire).then(FieldDeprecation::default),
        })
        .collect();
    Enum {
        values,
        variants,
        unknown: unknown.to_owned(),
    }
}

/// The defaults, as JSON.
fn defaults(data: &SchemaData) -> Vec<String> {
    let several = data.extensions.get(DEFAULTS).and_then(|all| all.as_array());
    let all = several.map_or(data.default.as_slice(), Vec::as_slice);
    all.iter().map(ToString::to_string).collect()
}

fn access(facts: Facts) -> Access {
    match (facts.read_only, facts.write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        _ => Access::Both,
    }
}

pub(super) fn field_deprecation(data: &SchemaData) -> Option<FieldDeprecation> {
    data.deprecated
        .then(|| deprecation_of(|key| Scalar::of(data.extensions.get(key)?)))
}

/// What the extensions beside `deprecated: true` say of a field or a parameter.
pub(super) fn deprecation_of<'a>(
    extension: impl Fn(&str) -> Option<Scalar<'a>>,
) -> FieldDeprecation {
    let date = |key| dates::from_scalar(extension(key)?);
    FieldDeprecation {
        instead: extension(INSTEAD).and_then(Scalar::text).map(str::to_owned),
        date: date(DEPRECATED_AT),
        sunset: date(SUNSET),
    }
}

/// The format of a scalar, for the docs.
fn format_of(kind: &SchemaKind) -> Option<String> {
    match kind {
        SchemaKind::Type(OasType::String(string)) => format_name(&string.format),
        SchemaKind::Type(OasType::Number(number)) => format_name(&number.format),
        SchemaKind::Type(OasType::Integer(integer)) => format_name(&integer.format),
        SchemaKind::Any(any) => any.format.clone(),
        _ => None,
    }
}
