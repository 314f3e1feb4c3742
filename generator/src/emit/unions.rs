//! Unions: one of several types, what tells them apart, and what they have in common.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{EnumValues, Shape, TypeRef, Union, UnionVariant};

use super::format::literal;
use super::prose;
use super::scope::{Scope, ident};

/// The enum, its conversions, and what reads the fields that all of its variants have.
pub(super) fn items(
    union: &Union,
    name: &Ident,
    docs: TokenStream,
    scope: &Scope<'_>,
) -> TokenStream {
    let variants = union.variants.iter().map(|variant| {
        let (name, ty) = (ident(&variant.ident), scope.ty(&variant.ty));
        let doc = format!(" {}.", capitalised(kind_words(&variant.ty)));
        quote!(#[doc = #doc] #name(#ty),)
    });
    let other = ident(&union.other);
    let conversions = union.variants.iter().map(|variant| {
        let (variant, ty) = (ident(&variant.ident), scope.ty(&variant.ty));
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    let common = common(union, name, scope);
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// Whatever fits none of these.
            #other(serde_json::Value),
        }

        #(#conversions)*

        #common
    }
}

/// Methods for the fields that all variants have.
fn common(union: &Union, name: &Ident, scope: &Scope<'_>) -> Option<TokenStream> {
    let other = ident(&union.other);
    let methods = union.common.iter().map(|field| {
        let (ty, held) = accessed(&field.ty, scope);
        let field = ident(&field.ident);
        let doc = format!(" {} of any variant.", prose::code(&field.to_string()));
        let variants = union.variants.iter().map(|variant| {
            let variant = ident(&variant.ident);
            quote!(Self::#variant(value) => value.#field #held,)
        });
        quote! {
            #[doc = #doc]
            pub fn #field(&self) -> Option<#ty> {
                match self {
                    #(#variants)*
                    Self::#other(_) => None,
                }
            }
        }
    });
    (!union.common.is_empty()).then(|| quote!(impl #name { #(#methods)* }))
}

/// What a method gives of a field, and how: numbers by value, texts as `&str`, others by reference.
fn accessed(ty: &TypeRef, scope: &Scope<'_>) -> (TokenStream, TokenStream) {
    let plain = scope.ty(ty);
    match ty {
        TypeRef::Bool | TypeRef::Integer | TypeRef::Float => (plain, quote!()),
        TypeRef::String => (quote!(&str), quote!(.as_deref())),
        _ => (quote!(&#plain), quote!(.as_ref())),
    }
}

pub(super) fn invocation(name: &str, union: &Union, scope: &Scope<'_>) -> String {
    let by = union
        .discriminator
        .as_ref()
        .map(|key| format!(" by {}", literal(key)));
    let mut out = format!("union!({name}{} {{\n", by.unwrap_or_default());
    for variant in &union.variants {
        let ty = type_text(&scope.ty(&variant.ty));
        let chosen = chosen_by(variant, scope);
        out.push_str(&format!("    {}({ty}) {chosen},\n", variant.ident));
    }
    out.push_str(&format!("    ; {}\n}});\n", union.other));
    out
}

/// A type without the spaces that tokens are printed with.
fn type_text(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}

/// What tells that a JSON value is this variant.
fn chosen_by(variant: &UnionVariant, scope: &Scope<'_>) -> String {
    let list = |texts: &[String]| {
        let texts: Vec<_> = texts.iter().map(|text| literal(text)).collect();
        format!("[{}]", texts.join(", "))
    };
    match json_type(&variant.ty, scope) {
        // Tags choose a union as well, whose variants are objects.
        kind @ ("object" | "any") if kind == "object" || !variant.tags.is_empty() => format!(
            "{kind} {} tags {}",
            list(&variant.required_keys),
            list(&variant.tags)
        ),
        other => other.to_owned(),
    }
}

/// The JSON type of values of `ty`.
fn json_type(ty: &TypeRef, scope: &Scope<'_>) -> &'static str {
    match ty {
        TypeRef::Bool => "boolean",
        TypeRef::Integer => "integer",
        TypeRef::Float => "number",
        TypeRef::String
        | TypeRef::Secret
        | TypeRef::Id(_)
        | TypeRef::Date
        | TypeRef::DateTime
        | TypeRef::Base64
        | TypeRef::File => "string",
        TypeRef::List(_) => "array",
        TypeRef::Map(_) | TypeRef::CustomFields | TypeRef::CustomFieldValues => "object",
        TypeRef::Nullable(inner) => json_type(inner, scope),
        // Decimals come as strings and as numbers.
        TypeRef::Decimal | TypeRef::Json => "any",
        TypeRef::Named(path) | TypeRef::Boxed(path) => match scope.index.shape(path) {
            Some(Shape::Enum(values)) if values.values == EnumValues::Strings => "string",
            Some(Shape::Enum(_)) => "integer",
            Some(Shape::Struct(_)) => "object",
            Some(Shape::Union(_) | Shape::Statuses(_)) | None => "any",
        },
    }
}

fn kind_words(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Bool => "a truth value",
        TypeRef::Integer => "an integer",
        TypeRef::Float | TypeRef::Decimal => "a number",
        TypeRef::String | TypeRef::Secret | TypeRef::Id(_) => "text",
        TypeRef::Date => "a date",
        TypeRef::DateTime => "a date and time",
        TypeRef::Base64 | TypeRef::File => "bytes",
        TypeRef::Nullable(inner) => kind_words(inner),
        TypeRef::List(_) => "a list",
        TypeRef::Map(_) => "an object with free keys",
        TypeRef::CustomFields | TypeRef::CustomFieldValues => "custom fields",
        TypeRef::Json => "any JSON",
        TypeRef::Named(_) | TypeRef::Boxed(_) => "a value of this type",
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
