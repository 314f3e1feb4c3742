//! The program that calls the operations: a library with the client, and a binary for each tool.

use std::collections::BTreeMap;

use quote::{format_ident, quote};

use proc_macro2::TokenStream;
use serde_json::Value;

use generator::FileTree;
use generator::diagnostic::{Code, Diagnostic};
use generator::ir::{Body, BodyEncoding, Operation, OperationKey, Parameter, Payload, Tool};

use crate::places::{self, Places};
use crate::values::{Extent, Values, ident, literal, path};
use crate::{Types, meaning};

/// With what values the server responds to a call: the same ones on each run.
const SEED: &str = "1";

/// The files of the crate that do not depend on an operation.
pub(crate) fn manifest(tools: &[&Tool], crate_path: &str) -> FileTree {
    let mut features: Vec<&str> = vec!["reqwest"];
    for tool in tools {
        features.push(&tool.feature);
        features.extend(tool.needs.iter().map(String::as_str));
    }
    let manifest = include_str!("templates/callers.toml")
        .replace("{path}", &crate_path.replace('\\', "/"))
        .replace("{features}", &format!("{features:?}"));
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest),
        (
            "src/lib.rs".to_owned(),
            include_str!("templates/callers.rs").to_owned(),
        ),
    ])
}

/// An operation and what its call is named.
pub(crate) type Call = (OperationKey, String);

/// The binary that calls these operations, and the names of its calls.
pub(crate) fn program(
    operations: &[&Operation],
    types: &Types<'_>,
    served: &Value,
) -> Result<(String, Vec<Call>), Vec<Diagnostic>> {
    let mut calls = Vec::new();
    let mut functions = Vec::new();
    for (i, operation) in operations.iter().enumerate() {
        let name = format_ident!("operation_{i}");
        let places = Places::new(served);
        let key = literal(&operation.key.to_string());
        let mut body = Vec::new();
        for (call, prefer, extent) in calls_of(operation) {
            let mut values = Values::new(types, places, extent);
            let request = request(operation, &mut values, places, extent);
            body.push(quote!(caller.call(#key, #call, #prefer, #request);));
            calls.push((operation.key.clone(), call));
        }
        functions.push(quote! {
            fn #name(caller: &Caller) {
                #(#body)*
            }
        });
    }
    let names = (0..operations.len()).map(|i| format_ident!("operation_{i}"));
    let file = quote! {
        #![allow(deprecated, unused_imports)]
        use callers::*;
        use procore::runtime::prelude::*;

        fn main() {
            let caller = Caller::new();
            #(#names(&caller);)*
        }

        #(#functions)*
    };
    match syn::parse2::<syn::File>(file) {
        Ok(file) => Ok((prettyplease::unparse(&file), calls)),
        Err(error) => {
            let origin = operations.first().map(|op| op.origin.clone());
            let message = format!("the calling program is no Rust: {error}");
            let problem = Diagnostic::error(Code::EmitSyntax, origin.unwrap_or_default(), message)
                .help("this is a defect of the generator; please report it with this line");
            Err(vec![problem])
        }
    }
}

/// The calls of an operation: their names, what the server is asked to respond with, and how much
/// is sent.
fn calls_of(operation: &Operation) -> Vec<(String, String, Extent)> {
    let mut calls = vec![
        // Samples of one item each, every field set.
        (
            "required".to_owned(),
            "dynamic=false".to_owned(),
            Extent::Required,
        ),
        (
            "everything".to_owned(),
            format!("dynamic=true, seed={SEED}"),
            Extent::Everything,
        ),
    ];
    // The server responds with the lowest status unless it is asked for another.
    let responses = operation.response.statuses.iter();
    let mut statuses: Vec<&String> = responses.map(|response| &response.status).collect();
    statuses.sort();
    for status in statuses.into_iter().skip(1) {
        if status.parse::<u16>().is_ok() && operation.response.payload != Payload::Redirect {
            let prefer = format!("code={status}, dynamic=true, seed={SEED}");
            calls.push((format!("status {status}"), prefer, Extent::Required));
        }
    }
    calls
}

/// The request as an expression.
fn request(
    operation: &Operation,
    values: &mut Values<'_>,
    places: Places<'_>,
    extent: Extent,
) -> TokenStream {
    let name = path(&operation.rust);
    let mut argument = |parameter: &Parameter| {
        let place = meaning::parameter(places, &operation.key, parameter);
        let schema = place.map(|place| places.follow(&format!("{place}/schema")));
        values.argument(parameter, schema.as_deref())
    };
    let (required, optional): (Vec<&Parameter>, Vec<&Parameter>) =
        operation.parameters.iter().partition(|p| p.required);
    let mut arguments: Vec<TokenStream> = required.into_iter().map(&mut argument).collect();
    let mut setters = Vec::new();
    if extent == Extent::Everything {
        for parameter in optional {
            let (setter, value) = (ident(&parameter.ident), argument(parameter));
            setters.push(quote!(.#setter(#value)));
        }
    }
    if let Some(body) = &operation.body {
        if body.required {
            arguments.push(body_value(operation, body, values));
        } else if extent == Extent::Everything {
            let value = body_value(operation, body, values);
            setters.push(quote!(.body(#value)));
        }
    }
    quote!(#name::new(#(#arguments),*)#(#setters)*)
}

fn body_value(operation: &Operation, body: &Body, values: &mut Values<'_>) -> TokenStream {
    match body.encoding {
        BodyEncoding::Bytes => quote!(Bytes::from_static(b"bytes")),
        BodyEncoding::Text => quote!("text"),
        BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Form => {
            let place = places::body(&operation.key, &body.described);
            values.value(&body.ty, Some(&place))
        }
    }
}
