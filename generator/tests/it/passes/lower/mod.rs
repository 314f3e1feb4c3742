//! Lowering: what stands in normalised documents, as data.

mod bodies;
mod parameters;
mod responses;
mod types;

use generator::ir::{
    Body, BodyEncoding, Company, Encoding, EnumValues, Payload, Response, Shape, Style, TypeRef,
};
use generator::lower::Lowered;
use serde_json::{Value, json};

use super::fragment::*;

const SHOW: &str = "GET /rest/v1.0/rfis/{id}";

fn of(rest: Value) -> Lowered {
    lowered(description(&[(SHOW, "Show RFI", "Core/RFI/rfis", rest)]))
}

fn response_of(responses: Value) -> Response {
    let lowered = of(json!({ "responses": responses }));
    only(&lowered).response.clone()
}

/// Content of several media types, each with a schema.
fn content(all: &[(&str, Value)]) -> Value {
    let all = all.iter();
    all.map(|(name, schema)| ((*name).to_owned(), json!({ "schema": schema })))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
