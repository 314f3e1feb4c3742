//! Parameters of requests: arguments of `new`, setters, and how each is written.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{Encoding, Location, Operation, Parameter, Style, TypeRef};

use super::docs::Docs;
use super::scope::{Scope, ident};
use super::{deprecation, prose};

/// How a caller hands over a value.
enum Passing {
    /// As it is.
    Value,
    /// As something that becomes it.
    Into,
}

fn passing(ty: &TypeRef) -> Passing {
    match ty {
        TypeRef::Bool | TypeRef::Integer | TypeRef::Float | TypeRef::File | TypeRef::Id(_) => {
            Passing::Value
        }
        TypeRef::List(_) | TypeRef::Map(_) | TypeRef::CustomFields | TypeRef::CustomFieldValues => {
            Passing::Value
        }
        TypeRef::Decimal
        | TypeRef::String
        | TypeRef::Secret
        | TypeRef::Date
        | TypeRef::DateTime
        | TypeRef::Base64
        | TypeRef::Json
        | TypeRef::Nullable(_)
        | TypeRef::Named(_)
        | TypeRef::Boxed(_) => Passing::Into,
    }
}

/// The type in which a caller hands over a value of `ty`.
pub(super) fn passed(ty: &TypeRef, scope: &Scope<'_>) -> TokenStream {
    let written = scope.ty(ty);
    match passing(ty) {
        Passing::Value => written,
        Passing::Into => quote!(impl Into<#written>),
    }
}

/// The value that `name`, passed as [`passed`] says, becomes.
pub(super) fn converted(ty: &TypeRef, name: &Ident) -> TokenStream {
    match passing(ty) {
        Passing::Value => quote!(#name),
        Passing::Into => quote!(#name.into()),
    }
}

fn is_list(encoding: Encoding) -> bool {
    match encoding {
        Encoding::Repeated | Encoding::Commas | Encoding::Spaces | Encoding::Pipes => true,
        Encoding::Single
        | Encoding::Range
        | Encoding::Sort
        | Encoding::DeepObject
        | Encoding::Json
        | Encoding::Styled { .. } => false,
    }
}

fn argument_type(parameter: &Parameter, scope: &Scope<'_>) -> TokenStream {
    let ty = scope.ty(&parameter.ty);
    match parameter.encoding {
        Encoding::Range => quote!(impl Into<Range<#ty>>),
        Encoding::Sort => quote!(impl Into<Sort<#ty>>),
        encoding if is_list(encoding) => {
            let item = passed(&parameter.ty, scope);
            quote!(impl IntoIterator<Item = #item>)
        }
        _ => passed(&parameter.ty, scope),
    }
}

/// The parameter as an argument of `new`.
pub(super) fn argument(parameter: &Parameter, scope: &Scope<'_>) -> TokenStream {
    let (name, ty) = (ident(&parameter.ident), argument_type(parameter, scope));
    quote!(#name: #ty)
}

/// The method of `Request` that writes the parameter, with its arguments.
pub(super) fn write(parameter: &Parameter, name: &Ident, scope: &Scope<'_>) -> TokenStream {
    let wire = &parameter.wire;
    let value = value(parameter, name, scope);
    match (parameter.location, parameter.encoding) {
        (Location::Path, encoding) if is_list(encoding) => quote!(path_list(#wire, #value)),
        (Location::Path, encoding) => match path_style(encoding) {
            Some((style, explode)) => {
                quote!(path_value(#wire, &#value, PathStyle::#style, #explode))
            }
            None => quote!(path(#wire, #value)),
        },
        (Location::Header, encoding) if is_list(encoding) => quote!(header_list(#wire, #value)),
        (Location::Header, Encoding::Styled { explode, .. }) => {
            quote!(header_value(#wire, &#value, #explode))
        }
        (Location::Header, _) => quote!(header(#wire, #value)),
        (Location::Cookie, encoding) if is_list(encoding) => quote!(cookie_list(#wire, #value)),
        (Location::Cookie, _) => quote!(cookie(#wire, #value)),
        (Location::Query, Encoding::Repeated) => quote!(query_list(#wire, #value)),
        (Location::Query, Encoding::Commas) => quote!(query_commas(#wire, #value)),
        (Location::Query, Encoding::Spaces) => quote!(query_spaces(#wire, #value)),
        (Location::Query, Encoding::Pipes) => quote!(query_pipes(#wire, #value)),
        (Location::Query, Encoding::Json) => quote!(query_json(#wire, &#value)),
        (Location::Query, Encoding::DeepObject) => quote!(query_deep(#wire, &#value)),
        (Location::Query, Encoding::Styled { .. }) => quote!(query_pairs(#wire, &#value)),
        (Location::Query, _) => quote!(query(#wire, #value)),
    }
}

/// The lists in the query that are declared in another form than the one that is written: a part of
/// the operation's `Meta`. A caller can ask for that form.
pub(super) fn declared_arrays(operation: &Operation) -> Option<TokenStream> {
    let repeated = |p: &&Parameter| p.encoding == Encoding::Repeated;
    let lists = operation.parameters.iter().filter(repeated);
    let rows: Vec<TokenStream> = lists
        .filter_map(|parameter| {
            let declared = parameter.declared.as_ref()?;
            let form = match declared.explode {
                false => quote!(Commas),
                true if declared.name != parameter.wire => quote!(Repeated),
                true => return None,
            };
            let name = &declared.name;
            Some(quote!((#name, ArrayForm::#form)))
        })
        .collect();
    (!rows.is_empty()).then(|| quote!(arrays: &[#(#rows),*],))
}

/// The style of a path parameter that is written by its whole value, and whether it is exploded.
fn path_style(encoding: Encoding) -> Option<(Ident, bool)> {
    let Encoding::Styled { style, explode } = encoding else {
        return None;
    };
    let style = match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
    };
    Some((ident(style), explode))
}

fn value(parameter: &Parameter, name: &Ident, scope: &Scope<'_>) -> TokenStream {
    match parameter.encoding {
        Encoding::Range | Encoding::Sort => quote!(#name.into()),
        // These take a reference, whose type nothing else would say.
        Encoding::Json | Encoding::DeepObject | Encoding::Styled { .. } => {
            let ty = scope.ty(&parameter.ty);
            match passing(&parameter.ty) {
                Passing::Value => quote!(#name),
                Passing::Into => quote!(Into::<#ty>::into(#name)),
            }
        }
        encoding if is_list(encoding) => match passing(&parameter.ty) {
            Passing::Value => quote!(#name),
            Passing::Into => quote!(#name.into_iter().map(Into::into)),
        },
        _ => converted(&parameter.ty, name),
    }
}

/// The setter of an optional parameter.
pub(super) fn setter(parameter: &Parameter, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&parameter.ident);
    let argument = ident(match parameter.encoding {
        Encoding::Range => "range",
        Encoding::Sort => "sort",
        encoding if is_list(encoding) => "values",
        _ => "value",
    });
    let mut docs = Docs::of_member(&parameter.ident, headline(parameter));
    docs.prose(parameter.description.as_deref());
    let docs = docs.tokens();
    let deprecated = deprecation::field_attribute(parameter.deprecation.as_ref());
    let ty = argument_type(parameter, scope);
    let write = write(parameter, &argument, scope);
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #argument: #ty) -> Self {
            self.0.#write;
            self
        }
    }
}

/// The name on the wire and what is to know about the value.
fn headline(parameter: &Parameter) -> String {
    let mut line = prose::code(&parameter.wire);
    match parameter.location {
        Location::Header => line.push_str(", a header"),
        Location::Cookie => line.push_str(", a cookie"),
        Location::Path | Location::Query => {}
    }
    line.push_str(match parameter.encoding {
        Encoding::Range => ", a range",
        Encoding::Sort => ", ascending or descending",
        Encoding::Commas => ", separated by commas",
        Encoding::Spaces => ", separated by spaces",
        Encoding::Pipes => ", separated by bars",
        Encoding::Json => ", as JSON text",
        Encoding::Single | Encoding::Repeated | Encoding::DeepObject | Encoding::Styled { .. } => {
            ""
        }
    });
    line.push_str(match parameter.ty {
        TypeRef::Date if parameter.encoding != Encoding::Range => ", a date",
        TypeRef::DateTime if parameter.encoding != Encoding::Range => ", a date and time",
        _ => "",
    });
    line.push_str(&prose::listed(&parameter.listed));
    if let Some(default) = &parameter.default {
        line.push_str(&format!("; {} unless set", prose::code(default)));
    }
    line
}

/// The list item that documents a required parameter, where there is something to say.
pub(super) fn item(parameter: &Parameter) -> Vec<String> {
    let description = prose::inline(parameter.description.as_deref().unwrap_or_default());
    let deprecated = parameter.deprecation.as_ref().map(deprecation::field_note);
    let words: Vec<_> = [
        Some(description).filter(|words| !words.is_empty()),
        deprecated,
    ]
    .into_iter()
    .flatten()
    .collect();
    if words.is_empty() {
        return Vec::new();
    }
    prose::item(&format!("`{}`: {}", parameter.ident, words.join("; ")))
}
