//! Types: records, enums, unions, and responses that differ by status.
//!
//! ```text
//! pub struct Rfi { pub id: Option<i64>, .., pub extra: Extra }
//! record!(Rfi { 0 id "id", .. });
//! pub enum RfiStatus { Open, .., Unknown(String) }
//! string_enum!(RfiStatus { Open "open", .., ; Unknown });
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostic::Diagnostic;
use crate::ir::{Access, Enum, EnumValues, Field, Role, Shape, StatusVariant, Struct, Type};

use super::docs::Docs;
use super::format::{self, literal};
use super::scope::{Scope, ident};
use super::{deprecation, parameter, prose, unions};

/// How many places of use a type's docs name.
const USES: usize = 3;

/// The text of one type and of what implements its traits.
pub(super) fn type_(ty: &Type, scope: &Scope<'_>) -> Result<String, Diagnostic> {
    let docs = docs(ty, scope).tokens();
    let name = ident(&ty.rust.name);
    let (items, invocation) = match &ty.shape {
        Shape::Struct(record) => (
            structure(ty, record, docs, scope),
            Some(record_macro(&ty.rust.name, record)),
        ),
        Shape::Enum(values) => (
            enumeration(ty, values, docs),
            Some(enum_macro(&ty.rust.name, values)),
        ),
        Shape::Union(union) => (
            unions::items(union, &name, docs, scope),
            Some(unions::invocation(&ty.rust.name, union, scope)),
        ),
        Shape::Statuses(variants) => (statuses(ty, variants, docs, scope), None),
    };
    let mut text = format::items(items, &ty.origin)?;
    if let Some(invocation) = invocation {
        text.push('\n');
        text.push_str(&invocation);
    }
    Ok(text)
}

/// What the type is for: its description, else where it is used.
fn docs(ty: &Type, scope: &Scope<'_>) -> Docs {
    let mut docs = Docs::default();
    docs.prose(ty.description.as_deref());
    let part = match (ty.role, &ty.shape) {
        (Role::Request, _) => "Sent with",
        (Role::Response, _) => "In the response of",
    };
    let mut uses: Vec<_> = Vec::new();
    for path in ty.used_by.iter().take(USES) {
        // `shared` is there whatever tools are switched on, so it links to none of them.
        let shared = ty.rust.version.is_empty();
        uses.push(if shared {
            format!("`{path}`")
        } else {
            scope.link(path, &mut docs)
        });
    }
    if ty.used_by.len() > USES {
        uses.push(format!("{} more", ty.used_by.len() - USES));
    }
    let words = match uses.split_last() {
        None if ty.description.is_some() => String::new(),
        None => format!("`{}`.", ty.rust.name),
        Some((only, [])) => format!("{part} {only}."),
        Some((last, others)) => format!("{part} {} and {last}.", others.join(", ")),
    };
    if !words.is_empty() {
        docs.paragraph(words);
    }
    if let Shape::Struct(record) = &ty.shape
        && !record.one_way.is_empty()
    {
        let names: Vec<_> = record
            .one_way
            .iter()
            .map(|name| prose::code(name))
            .collect();
        let why = match ty.role {
            Role::Request => "Read-only, so not among the fields",
            Role::Response => "Write-only, so not among the fields",
        };
        docs.paragraph(format!("{why}: {}.", names.join(", ")));
    }
    docs
}

fn structure(ty: &Type, record: &Struct, docs: TokenStream, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust.name);
    let fields = record.fields.iter().map(|field| {
        let name = ident(&field.ident);
        let docs = field_docs(field, ty.role).tokens();
        let deprecated = deprecation::field_attribute(field.deprecation.as_ref());
        let ty = held(field, ty.role, scope);
        quote!(#docs #deprecated pub #name: #ty,)
    });
    let custom = record.custom_fields.as_ref().map(|(name, ty)| {
        let (name, ty) = (ident(name), scope.ty(ty));
        quote! {
            /// Custom fields, which stand beside the other keys as `custom_field_<id>`.
            pub #name: #ty,
        }
    });
    let additional = record.additional.as_ref().map(|ty| {
        let ty = scope.ty(ty);
        quote! {
            /// The keys that this type does not name.
            pub additional: BTreeMap<String, #ty>,
        }
    });
    let extra = if additional.is_some() {
        quote! {
            /// Values of an unexpected JSON type.
        }
    } else {
        quote! {
            /// Keys that this type does not name, and values of an unexpected JSON type.
        }
    };
    let setters = (ty.role == Role::Request).then(|| setters(ty, record, scope));
    let wrapped = record.fields.first().filter(|_| record.is_wrapper);
    let from = wrapped.map(|field| wrapper(&ty.rust.name, field, scope));
    quote! {
        #docs
        #[derive(Debug, Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #custom
            #additional
            #extra
            pub extra: Extra,
        }

        #setters

        #from
    }
}

/// The conversion from what a body wraps.
fn wrapper(name: &str, field: &Field, scope: &Scope<'_>) -> TokenStream {
    let (name, field, ty) = (ident(name), ident(&field.ident), scope.ty(&field.ty));
    quote! {
        impl From<#ty> for #name {
            fn from(#field: #ty) -> Self {
                Self {
                    #field: Field::Value(#field),
                    ..Default::default()
                }
            }
        }
    }
}

/// The type of a field as the struct holds it.
fn held(field: &Field, role: Role, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.ty(&field.ty);
    match role {
        Role::Request => quote!(Field<#ty>),
        Role::Response => quote!(Option<#ty>),
    }
}

fn field_docs(field: &Field, role: Role) -> Docs {
    let mut line = prose::code(&field.wire);
    if let Some(format) = field.format.as_deref().filter(|format| !format.is_empty()) {
        line.push_str(&format!(", {}", prose::inline(format)));
    }
    match field.access {
        Access::Both => {}
        Access::ReadOnly => line.push_str(", only in responses"),
        Access::WriteOnly => line.push_str(", only in requests"),
    }
    if role == Role::Request && field.required {
        line.push_str(if field.nullable {
            ", required, may be null"
        } else {
            ", required"
        });
    }
    line.push_str(&prose::listed(&field.listed));
    let defaults: Vec<String> = field
        .defaults
        .iter()
        .map(|default| prose::code(default))
        .collect();
    match defaults.as_slice() {
        [] => {}
        [only] => line.push_str(&format!("; {only} unless set")),
        several => line.push_str(&format!(
            "; {} unless set, depending on the request",
            several.join(" or ")
        )),
    }
    let mut docs = Docs::of_member(&field.ident, line);
    docs.prose(field.description.as_deref());
    docs
}

/// `new` with the required fields, and a setter for each of the others.
fn setters(ty: &Type, record: &Struct, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&ty.rust.name);
    let (required, optional): (Vec<_>, Vec<_>) =
        record.fields.iter().partition(|field| field.required);
    let arguments = required.iter().map(|field| {
        let (name, ty) = (ident(&field.ident), &field.ty);
        if field.nullable {
            let ty = scope.ty(ty);
            return quote!(#name: impl Into<Field<#ty>>);
        }
        let ty = parameter::passed(ty, scope);
        quote!(#name: #ty)
    });
    let values = required.iter().map(|field| {
        let name = ident(&field.ident);
        if field.nullable {
            return quote!(#name: #name.into(),);
        }
        let value = parameter::converted(&field.ty, &name);
        quote!(#name: Field::Value(#value),)
    });
    let new = if required.is_empty() {
        quote! {
            /// Creates a value without any field; none is required.
            pub fn new() -> Self {
                Default::default()
            }
        }
    } else {
        quote! {
            /// Creates a value with the required fields.
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values)* ..Default::default() }
            }
        }
    };
    let each = optional.iter().map(|field| {
        let (name, ty) = (ident(&field.ident), scope.ty(&field.ty));
        let docs = Docs::of_member(&field.ident, prose::code(&field.wire)).tokens();
        let deprecated = deprecation::field_attribute(field.deprecation.as_ref());
        quote! {
            #docs
            #deprecated
            pub fn #name(mut self, value: impl Into<Field<#ty>>) -> Self {
                self.#name = value.into();
                self
            }
        }
    });
    let custom = record.custom_fields.as_ref().map(|(name, ty)| {
        let (name, ty) = (ident(name), scope.ty(ty));
        quote! {
            /// The custom fields.
            pub fn #name(mut self, values: impl Into<#ty>) -> Self {
                self.#name = values.into();
                self
            }
        }
    });
    quote! {
        impl #name {
            #new
            #(#each)*
            #custom
        }
    }
}

fn record_macro(name: &str, record: &Struct) -> String {
    let mut out = format!("record!({name} {{\n");
    for (index, field) in record.fields.iter().enumerate() {
        out.push_str(&format!(
            "    {index} {} {},\n",
            field.ident,
            literal(&field.wire)
        ));
    }
    if let Some((custom, _)) = &record.custom_fields {
        out.push_str(&format!("    custom {custom},\n"));
    }
    if record.additional.is_some() {
        out.push_str("    additional additional,\n");
    }
    out.push_str("});\n");
    out
}

fn enumeration(ty: &Type, values: &Enum, docs: TokenStream) -> TokenStream {
    let name = ident(&ty.rust.name);
    let unknown = ident(&values.unknown);
    let held = match values.values {
        EnumValues::Strings => quote!(String),
        EnumValues::Integers => quote!(i64),
    };
    let variants = values.variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        let wire = if variant.wire.is_empty() {
            "\"\""
        } else {
            &variant.wire
        };
        let doc = format!(" {}", prose::code(wire));
        let deprecated = deprecation::field_attribute(variant.deprecation.as_ref());
        quote!(#[doc = #doc] #deprecated #name,)
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the description does not name.
            #unknown(#held),
        }
    }
}

fn enum_macro(name: &str, values: &Enum) -> String {
    let strings = values.values == EnumValues::Strings;
    let mut out = format!(
        "{}!({name} {{\n",
        if strings {
            "string_enum"
        } else {
            "integer_enum"
        }
    );
    for variant in &values.variants {
        let wire = if strings {
            literal(&variant.wire)
        } else {
            variant.wire.clone()
        };
        out.push_str(&format!("    {} {wire},\n", variant.ident));
    }
    out.push_str(&format!("    ; {}\n}});\n", values.unknown));
    out
}

/// An enum with the response of each status.
fn statuses(
    ty: &Type,
    variants: &[StatusVariant],
    docs: TokenStream,
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&ty.rust.name);
    let definitions = variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        let doc = format!(" Status {}.", prose::code(&variant.status));
        let payload = variant.ty.as_ref().map(|ty| {
            let ty = scope.ty(ty);
            quote!((#ty))
        });
        quote!(#[doc = #doc] #name #payload,)
    });
    // A range must not take what a status of its own has.
    let (exact, ranges): (Vec<_>, Vec<_>) = variants
        .iter()
        .partition(|variant| variant.status.parse::<u16>().is_ok());
    let arms = exact.into_iter().chain(ranges).map(|variant| {
        let name = ident(&variant.ident);
        let pattern = status_pattern(&variant.status);
        match variant.ty {
            Some(_) if variant.bare => quote!(#pattern => response.whole().map(Self::#name),),
            Some(_) => quote!(#pattern => response.json().map(Self::#name),),
            None => quote!(#pattern => Ok(Self::#name),),
        }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A status that the description does not name.
            Other(u16, serde_json::Value),
        }

        impl Payload for #name {
            fn decode(response: &EncodedResponse<'_>) -> Result<Self, DecodeError> {
                match response.status() {
                    #(#arms)*
                    status => response.json().map(|value| Self::Other(status, value)),
                }
            }
        }
    }
}

/// `207` as it is, `2XX` as the range.
fn status_pattern(status: &str) -> TokenStream {
    if let Ok(status) = status.parse::<u16>() {
        let status = proc_macro2::Literal::u16_unsuffixed(status);
        return quote!(#status);
    }
    let hundreds = status
        .chars()
        .next()
        .and_then(|c| c.to_digit(10))
        .unwrap_or(2) as u16
        * 100;
    let first = proc_macro2::Literal::u16_unsuffixed(hundreds);
    let last = proc_macro2::Literal::u16_unsuffixed(hundreds + 99);
    quote!(#first..=#last)
}
