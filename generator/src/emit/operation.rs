//! Request types.
//!
//! ```text
//! /// List RFIs.
//! pub struct ListRfis(Request);
//! impl ListRfis { pub fn new(project_id: i64) -> Self; pub fn page(self, value: i64) -> Self; }
//! impl Operation for ListRfis { const META: Meta; type Response = Vec<Rfi>; .. }
//! impl Paged for ListRfis { type Item = Rfi; .. }
//! ```

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{
    Body, BodyEncoding, Company, Operation, Paging, PagingStyle, Parameter, Payload, Resource,
    Shape, TypeRef,
};

use super::docs::Docs;
use super::scope::{Scope, ident};
use super::{deprecation, parameter, prose};

/// The items of one operation.
pub(super) fn operation(
    operation: &Operation,
    resource: &Resource,
    scope: &Scope<'_>,
) -> TokenStream {
    let name = ident(&operation.rust.name);
    let docs = docs(operation, resource, scope).tokens();
    let deprecated = deprecation::operation_attribute(operation, scope.index);
    let new = constructor(operation, scope);
    let optional = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required);
    let setters = optional.map(|parameter| parameter::setter(parameter, scope));
    let body = operation
        .body
        .as_ref()
        .filter(|body| !body.required)
        .map(|body| body_setter(body, scope));
    let default = (!takes_arguments(operation)).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let meta = meta(operation);
    let response = response(operation, scope);
    let paged = operation
        .paging
        .as_ref()
        .map(|paging| paged(operation, paging, scope));
    let aliases = aliases(operation);
    quote! {
        #docs
        #(#[doc(alias = #aliases)])*
        #deprecated
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name(Request);

        impl #name {
            #new
            #(#setters)*
            #body
        }

        #default

        impl Operation for #name {
            const META: Meta = #meta;
            type Response = #response;
            fn request(&self) -> &Request {
                &self.0
            }
            fn request_mut(&mut self) -> &mut Request {
                &mut self.0
            }
        }

        #paged
    }
}

/// What a search of the docs finds the request by, besides its name: its title and its path.
fn aliases(operation: &Operation) -> Vec<String> {
    let is_alias = |text: &String| {
        let is_plain = |c: char| c == ' ' || (c.is_ascii_graphic() && !"\"'`".contains(c));
        !text.is_empty()
            && *text != operation.rust.name
            && text.trim() == text
            && text.chars().all(is_plain)
    };
    let mut all = vec![operation.title.clone(), operation.key.path.clone()];
    all.dedup();
    all.into_iter().filter(is_alias).collect()
}

fn docs(operation: &Operation, resource: &Resource, scope: &Scope<'_>) -> Docs {
    let endpoint = prose::code(&operation.key.to_string());
    let title = prose::sentence(&operation.title);
    let mut docs = Docs::new(if title.is_empty() {
        format!("{endpoint}.")
    } else {
        title
    });
    docs.prose(operation.description.as_deref());
    docs.paragraph(endpoint);
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| !body.other_media_types.is_empty())
    {
        let others: Vec<_> = body
            .other_media_types
            .iter()
            .map(|media| prose::code(media))
            .collect();
        let (sent, others) = (prose::code(&body.media_type), others.join(", "));
        docs.paragraph(format!(
            "The body is sent as {sent}; Procore also takes {others}."
        ));
    }
    if let Some(key) = &operation.response.envelope {
        docs.paragraph(format!(
            "The payload is under {} in the body.",
            prose::code(key)
        ));
    }
    if operation.paging.is_some() {
        docs.paragraph(
            "The list is paged: sending the request returns one page, and \
             [`items`](crate::Paged::items) reads all of them.",
        );
    }
    if let Some(stage) = &operation.stage {
        docs.paragraph(format!(
            "In {}: Procore may change it at shorter notice than what is generally available.",
            prose::code(stage)
        ));
    }
    if resource.legacy {
        docs.paragraph("Procore files this resource as legacy.");
    }
    if !operation.reference.is_empty() {
        docs.paragraph(format!(
            "[Procore reference]({})",
            prose::url(&operation.reference)
        ));
    }
    if let Some(deprecation) = &operation.deprecation {
        deprecation::document(&operation.rust, deprecation, scope, &mut docs);
    }
    if !operation.replaces.is_empty() {
        let each: Vec<_> = operation
            .replaces
            .iter()
            .map(|path| scope.link(path, &mut docs))
            .collect();
        docs.paragraph(format!("Replaces {}.", each.join(", ")));
    }
    docs
}

fn required(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
}

fn required_body(operation: &Operation) -> Option<&Body> {
    operation.body.as_ref().filter(|body| body.required)
}

fn takes_arguments(operation: &Operation) -> bool {
    required(operation).next().is_some() || required_body(operation).is_some()
}

/// `new`, which takes the required parameters, then the required body.
fn constructor(operation: &Operation, scope: &Scope<'_>) -> TokenStream {
    let docs = constructor_docs(operation).tokens();
    let arguments = required(operation).map(|parameter| parameter::argument(parameter, scope));
    let writes = required(operation).map(|parameter| {
        let write = parameter::write(parameter, &ident(&parameter.ident), scope);
        quote!(request.#write;)
    });
    let (body_argument, body_write) = match required_body(operation) {
        Some(body) => {
            let (ty, write) = (body_type(body, scope), body_write(body, scope));
            (Some(quote!(body: #ty)), Some(quote!(request.#write;)))
        }
        None => (None, None),
    };
    let arguments = arguments.chain(body_argument);
    if !takes_arguments(operation) {
        return quote! {
            #docs
            pub fn new() -> Self {
                Self(Request::new(&Self::META))
            }
        };
    }
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            let mut request = Request::new(&Self::META);
            #(#writes)*
            #body_write
            Self(request)
        }
    }
}

fn constructor_docs(operation: &Operation) -> Docs {
    let mut names: Vec<_> = required(operation)
        .map(|p| format!("`{}`", p.ident))
        .collect();
    names.extend(required_body(operation).map(|_| "`body`".to_owned()));
    let mut docs = match names.split_last() {
        None => Docs::new("Creates the request."),
        Some((only, [])) => Docs::new(format!("Creates the request from {only}.")),
        Some((last, others)) => Docs::new(format!(
            "Creates the request from {} and {last}.",
            others.join(", ")
        )),
    };
    docs.lines(required(operation).flat_map(parameter::item));
    docs
}

fn body_type(body: &Body, scope: &Scope<'_>) -> TokenStream {
    match body.encoding {
        BodyEncoding::Bytes => quote!(impl Into<File>),
        BodyEncoding::Text => quote!(impl Into<String>),
        BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Form => {
            let ty = scope.ty(&body.ty);
            if is_wrapper(body, scope) {
                quote!(impl Into<#ty>)
            } else {
                ty
            }
        }
    }
}

/// Whether what the body wraps can be given in its place.
fn is_wrapper(body: &Body, scope: &Scope<'_>) -> bool {
    let TypeRef::Named(path) = &body.ty else {
        return false;
    };
    let shape = scope.index.shape(path);
    matches!(shape, Some(Shape::Struct(record)) if record.is_wrapper)
}

/// The call that puts `body` into a request.
fn body_write(body: &Body, scope: &Scope<'_>) -> TokenStream {
    let media_type = &body.media_type;
    let value = if is_wrapper(body, scope) {
        let ty = scope.ty(&body.ty);
        quote!(&Into::<#ty>::into(body))
    } else {
        quote!(&body)
    };
    match body.encoding {
        BodyEncoding::Json => match media_type.as_str() {
            "application/json" => quote!(json(#value)),
            "application/merge-patch+json" => quote!(merge_patch(#value)),
            _ => quote!(json_as(#media_type, #value)),
        },
        BodyEncoding::Multipart => quote!(multipart(#value)),
        BodyEncoding::Form => quote!(form(#value)),
        BodyEncoding::Bytes => quote!(bytes(#media_type, body)),
        BodyEncoding::Text => quote!(text(#media_type, &Into::<String>::into(body))),
    }
}

fn body_setter(body: &Body, scope: &Scope<'_>) -> TokenStream {
    let (ty, write) = (body_type(body, scope), body_write(body, scope));
    quote! {
        /// Sets the body, which is optional.
        pub fn body(mut self, body: #ty) -> Self {
            self.0.#write;
            self
        }
    }
}

fn meta(operation: &Operation) -> TokenStream {
    let method = ident(&method_variant(&operation.key.method));
    let path = &operation.key.path;
    let title = prose::plain(&operation.title);
    let rust_path = operation.rust.to_string();
    let company = match operation.company {
        Company::Required => quote!(Required),
        Company::Optional => quote!(Optional),
        Company::None => quote!(None),
    };
    let envelope = operation
        .response
        .envelope
        .as_ref()
        .map(|key| quote!(envelope: Some(#key),));
    let arrays = parameter::declared_arrays(operation);
    let accept = accept(operation).map(|accept| quote!(accept: Some(#accept),));
    let deprecation = operation.deprecation.as_ref().map(|deprecation| {
        let data = deprecation::data(deprecation);
        quote!(deprecation: Some(&#data),)
    });
    quote! {
        Meta {
            method: Method::#method,
            path: #path,
            title: #title,
            rust_path: #rust_path,
            company: Company::#company,
            #envelope
            #arrays
            #accept
            #deprecation
            ..Meta::DEFAULT
        }
    }
}

/// What is asked for, where that is not plain JSON. Anything else is better than nothing: it can tell
/// what went wrong.
fn accept(operation: &Operation) -> Option<String> {
    let asked = &operation.response.accept;
    match asked.as_slice() {
        [] => None,
        [all] if all == "*/*" => Some(all.clone()),
        _ => Some(format!("{}, */*;q=0.5", asked.join(", "))),
    }
}

/// `GET` as `Get`.
fn method_variant(method: &str) -> String {
    let mut chars = method.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first
        .into_iter()
        .chain(chars.map(|c| c.to_ascii_lowercase()))
        .collect()
}

fn response(operation: &Operation, scope: &Scope<'_>) -> TokenStream {
    match &operation.response.payload {
        Payload::Empty => quote!(()),
        Payload::Json(ty) => scope.ty(ty),
        Payload::ByStatus(path) => scope.path(path),
        Payload::Text => quote!(String),
        Payload::Bytes => quote!(Bytes),
        Payload::Redirect => quote!(Redirect),
    }
}

fn paged(operation: &Operation, paging: &Paging, scope: &Scope<'_>) -> TokenStream {
    let name = ident(&operation.rust.name);
    let item = scope.ty(&paging.item);
    let style = match paging.style {
        PagingStyle::Pages => quote!(Pages),
        PagingStyle::ZeroBased => quote!(ZeroBased),
    };
    let items = match &operation.response.payload {
        Payload::Json(TypeRef::List(_)) => quote!(page),
        _ => {
            let field = ident(&paging.items);
            quote!(page.#field.unwrap_or_default())
        }
    };
    quote! {
        impl Paged for #name {
            type Item = #item;
            const PAGING: Paging = Paging::#style;
            fn page_items(page: Self::Response) -> Vec<Self::Item> {
                #items
            }
        }
    }
}
