//! Values for calls, as Rust expressions: each goes through the constructors and setters that a
//! user of the client has.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use generator::ir::{
    Access, Encoding, Enum, Field, Parameter, RustPath, Shape, Struct, TypeRef, Union, Variant,
};

use crate::Types;
use crate::places::Places;

/// How much of a request is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// What must be.
    Required,
    /// All that can be.
    Everything,
}

/// Makes values. The types say what they are; the description adds what types do not hold, such as
/// that a text is a UUID.
pub(crate) struct Values<'a> {
    types: &'a Types<'a>,
    places: Places<'a>,
    extent: Extent,
    /// The types that the value stands in, from the outside.
    open: Vec<RustPath>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(types: &'a Types<'a>, places: Places<'a>, extent: Extent) -> Self {
        Self {
            types,
            places,
            extent,
            open: Vec::new(),
        }
    }

    /// The argument for a parameter whose schema is at `place`.
    pub(crate) fn argument(&mut self, parameter: &Parameter, place: Option<&str>) -> TokenStream {
        let ty = &parameter.ty;
        match parameter.encoding {
            Encoding::Repeated | Encoding::Commas | Encoding::Spaces | Encoding::Pipes => {
                let items = place.and_then(|place| self.places.items(place));
                let (first, second) = (
                    self.value(ty, items.as_deref()),
                    self.value(ty, items.as_deref()),
                );
                quote!(vec![#first, #second])
            }
            Encoding::Range => {
                let (from, to) = (self.value(ty, None), self.value(ty, None));
                quote!(#from..=#to)
            }
            Encoding::Sort => {
                let field = self.value(ty, place);
                quote!(Sort::desc(#field))
            }
            Encoding::Single | Encoding::DeepObject | Encoding::Json | Encoding::Styled { .. } => {
                self.value(ty, place)
            }
        }
    }

    /// A value of `ty`, which the schema at `place` describes.
    pub(crate) fn value(&mut self, ty: &TypeRef, place: Option<&str>) -> TokenStream {
        match ty {
            TypeRef::Bool => quote!(true),
            TypeRef::Integer => quote!(1i64),
            TypeRef::Float => quote!(1.5f64),
            TypeRef::Decimal => quote!(decimal("12.50")),
            TypeRef::String => {
                let text = text(place.and_then(|place| self.places.text(place, "format")));
                quote!(#text.to_owned())
            }
            TypeRef::Secret => quote!(Secret::from("secret")),
            TypeRef::Id(name) => {
                let id = Ident::new(name, Span::call_site());
                match place.and_then(|place| self.places.text(place, "type")) {
                    Some("integer") => quote!(procore::ids::#id::from(1i64)),
                    _ => {
                        let text = text(place.and_then(|place| self.places.text(place, "format")));
                        quote!(procore::ids::#id::from(#text))
                    }
                }
            }
            TypeRef::Date => quote!(date("2026-01-31")),
            TypeRef::DateTime => quote!(instant("2026-01-31T12:30:00Z")),
            TypeRef::Base64 => quote!(Base64::new("bytes")),
            TypeRef::File => quote!(File::from_bytes("plan.txt", "bytes")),
            TypeRef::Json => {
                let text = place
                    .map_or(json!("text"), |place| self.json(place, 0))
                    .to_string();
                quote!(json(#text))
            }
            TypeRef::List(item) => {
                if self.is_open(item) {
                    return quote!(Vec::new());
                }
                let items = place.and_then(|place| self.places.items(place));
                let item = self.value(item, items.as_deref());
                quote!(vec![#item])
            }
            TypeRef::Map(value) => {
                let values = place.and_then(|place| self.places.additional(place));
                let value = self.value(value, values.as_deref());
                quote!(BTreeMap::from([("key".to_owned(), #value)]))
            }
            TypeRef::Nullable(inner) => {
                let value = self.value(inner, place);
                quote!(Some(#value))
            }
            TypeRef::CustomFields => quote!(CustomFields::default()),
            TypeRef::CustomFieldValues => self.custom_fields(place),
            TypeRef::Named(path) => self.named(path, place),
            TypeRef::Boxed(path) => {
                let value = self.named(path, place);
                quote!(Box::new(#value))
            }
        }
    }

    fn named(&mut self, path: &RustPath, place: Option<&str>) -> TokenStream {
        let name = self::path(path);
        let Some(ty) = self.types.get(path) else {
            return quote!(Default::default());
        };
        if self.open.contains(path) {
            // A type that requires itself: there is no finite value.
            return quote!(#name::default());
        }
        self.open.push(path.clone());
        let value = match &ty.shape {
            Shape::Struct(record) => self.record(&name, record, place),
            Shape::Enum(values) => self.variant(&name, values, place),
            Shape::Union(union) => self.union(&name, union, place),
            Shape::Statuses(_) => quote!(Default::default()),
        };
        self.open.pop();
        value
    }

    fn record(&mut self, name: &TokenStream, record: &Struct, place: Option<&str>) -> TokenStream {
        let (required, optional): (Vec<&Field>, Vec<&Field>) =
            record.fields.iter().partition(|field| field.required);
        let arguments: Vec<_> = required
            .iter()
            .map(|field| self.field(field, place))
            .collect();
        let mut value = quote!(#name::new(#(#arguments),*));
        if self.extent == Extent::Required {
            return value;
        }
        for field in optional {
            if field.access == Access::ReadOnly || self.is_open(&field.ty) {
                continue;
            }
            let (setter, argument) = (ident(&field.ident), self.field(field, place));
            value = quote!(#value.#setter(#argument));
        }
        if let Some((setter, ty)) = &record.custom_fields {
            let (setter, argument) = (ident(setter), self.value(ty, place));
            value = quote!(#value.#setter(#argument));
        }
        if let Some(ty) = &record.additional {
            let values = place.and_then(|place| self.places.additional(place));
            let additional = self.value(ty, values.as_deref());
            value = quote!({
                let mut value = #value;
                value.additional.insert("further".to_owned(), #additional);
                value
            });
        }
        value
    }

    fn field(&mut self, field: &Field, place: Option<&str>) -> TokenStream {
        let place = place.and_then(|place| self.places.property(place, &field.wire));
        self.value(&field.ty, place.as_deref())
    }

    /// A value that the description lists at `place`: the type may have those of other places too.
    fn variant(&self, name: &TokenStream, values: &Enum, place: Option<&str>) -> TokenStream {
        let listed = place.and_then(|place| self.places.at(place).get("enum")?.as_array());
        let is_listed = |variant: &&Variant| {
            listed.is_none_or(|listed| {
                let wire = |value: &Value| value.as_str() == Some(&variant.wire);
                listed.iter().any(wire) || !listed.iter().any(Value::is_string)
            })
        };
        let mut variants = values.variants.iter().filter(is_listed);
        let variant = match self.extent {
            Extent::Required => variants.next(),
            Extent::Everything => variants.next_back(),
        };
        let variant = variant.map_or(&values.unknown, |variant| &variant.ident);
        let variant = ident(variant);
        quote!(#name::#variant)
    }

    fn union(&mut self, name: &TokenStream, union: &Union, place: Option<&str>) -> TokenStream {
        let variant = match self.extent {
            Extent::Required => union.variants.first(),
            Extent::Everything => union.variants.last(),
        };
        let Some(variant) = variant else {
            return quote!(#name::default());
        };
        let mut alternatives = place.map_or_else(Vec::new, |place| self.places.alternatives(place));
        alternatives.extend(place.map(str::to_owned));
        let place = alternatives
            .iter()
            .find(|place| is_described_by(&variant.ty, self.types, self.places, place));
        let value = self.value(&variant.ty, place.map(String::as_str));
        let variant = ident(&variant.ident);
        quote!(#name::#variant(#value))
    }

    /// A value for each custom field of the schema at `place`, of the type that it has there.
    fn custom_fields(&self, place: Option<&str>) -> TokenStream {
        let names = place.map_or_else(Vec::new, |place| self.places.properties(place));
        let values = names.into_iter().filter_map(|name| {
            let id = name.strip_prefix("custom_field_")?.parse::<i64>().ok()?;
            let value = self
                .json(&self.places.property(place?, name)?, 0)
                .to_string();
            Some(quote!((#id, CustomFieldValue::Json(json(#value)))))
        });
        quote!(CustomFieldValues::from_iter([#(#values),*] as [(i64, CustomFieldValue); _]))
    }

    /// Any JSON that the schema at `place` takes.
    fn json(&self, place: &str, depth: usize) -> Value {
        if let Some(first) = self.places.at(place).pointer("/enum/0") {
            return first.clone();
        }
        match self.places.text(place, "type") {
            Some("integer") => json!(1),
            Some("number") => json!(1.5),
            Some("boolean") => json!(true),
            Some("array") => {
                let items = self.places.items(place).filter(|_| depth < 4);
                json!(
                    items
                        .map(|items| self.json(&items, depth + 1))
                        .into_iter()
                        .collect::<Vec<_>>()
                )
            }
            Some("object") => json!({}),
            _ => json!(text(self.places.text(place, "format"))),
        }
    }

    /// Whether a value of `ty` would stand in itself.
    fn is_open(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Named(path) | TypeRef::Boxed(path) => self.open.contains(path),
            TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
                self.is_open(item)
            }
            _ => false,
        }
    }
}

/// Whether the schema at `place` is the one that `ty` was made from.
pub(crate) fn is_described_by(
    ty: &TypeRef,
    types: &Types<'_>,
    places: Places<'_>,
    place: &str,
) -> bool {
    let said = places.text(place, "type");
    match ty {
        TypeRef::Bool => said == Some("boolean"),
        TypeRef::Integer => said == Some("integer"),
        TypeRef::Id(_) => matches!(said, Some("integer" | "string")),
        TypeRef::Float => said == Some("number"),
        TypeRef::Decimal => matches!(said, Some("number" | "string")),
        TypeRef::List(_) => said == Some("array"),
        TypeRef::Map(_) | TypeRef::CustomFields | TypeRef::CustomFieldValues => {
            said == Some("object")
        }
        TypeRef::Json => true,
        TypeRef::Nullable(inner) => is_described_by(inner, types, places, place),
        TypeRef::Named(path) | TypeRef::Boxed(path) => match types.get(path).map(|ty| &ty.shape) {
            Some(Shape::Struct(record)) => record
                .fields
                .iter()
                .all(|field| places.property(place, &field.wire).is_some()),
            Some(Shape::Enum(_)) => places.at(place).get("enum").is_some(),
            Some(Shape::Union(_) | Shape::Statuses(_)) | None => true,
        },
        TypeRef::String
        | TypeRef::Secret
        | TypeRef::Date
        | TypeRef::DateTime
        | TypeRef::Base64
        | TypeRef::File => said == Some("string"),
    }
}

/// A text of a format.
fn text(format: Option<&str>) -> &'static str {
    match format.unwrap_or_default() {
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "email" => "someone@example.com",
        "uri" | "url" => "https://example.com/plan.txt",
        "date" => "2026-01-31",
        "date-time" => "2026-01-31T12:30:00Z",
        "time" => "12:30:00Z",
        "byte" => "Ynl0ZXM=",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        // Where a number stands as text, and everywhere else.
        _ => "1",
    }
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The path of an item in the generated crate.
pub(crate) fn path(path: &RustPath) -> TokenStream {
    let (module, name) = (ident(&path.module), ident(&path.name));
    if path.version.is_empty() {
        return quote!(procore::#module::#name);
    }
    let version = ident(&path.version);
    quote!(procore::#module::#version::#name)
}

/// A string literal.
pub(crate) fn literal(text: &str) -> Literal {
    Literal::string(text)
}
