//! What becomes of each construct of OpenAPI 3.0, from text to crate; docs/constructs.md is the
//! table of it.

mod compiled;
mod composition;
mod content;
mod documents;
mod parameters;
mod schemas;

use std::path::Path;

use crate::pipeline::*;
use generator::ir::{BodyEncoding, Encoding, Location, Payload, Shape, Style, TypeRef};
use generator::pipeline::Generated;

/// A description whose only operation sends and receives a `Thing`.
fn sends(thing: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
      tags: [things]
      summary: Create thing
      requestBody: {{required: true, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
      responses:
        '201': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}}}
components:
  schemas:
    Thing: {thing}
"
    )
}
