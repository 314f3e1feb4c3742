//! Descriptions of a few operations, and what the stages make of them.

use generator::import::{Imported, Inputs, Prose, import};
use generator::ir::{Operation, RustPath, Shape, Struct};
use generator::lower::{Lowered, lower};
use generator::openapi::documents::Documents;
use generator::source::Document;
use generator::specs::naming::NamingTable;
use generator::{Diagnostic, diagnostic};
use serde_json::{Value, json};

/// An operation: `METHOD /path`, its title, its tag, and what else stands in it.
pub(crate) type Fragment<'a> = (&'a str, &'a str, &'a str, Value);

/// A description with these operations. Parameters of the path are declared as integers, and an
/// operation without a response responds with 204.
pub(crate) fn description(operations: &[Fragment<'_>]) -> Value {
    with_components(operations, json!({}))
}

/// The same with component schemas.
pub(crate) fn with_components(operations: &[Fragment<'_>], schemas: Value) -> Value {
    let mut root = json!({
        "openapi": "3.0.3",
        "info": { "title": "API", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    for (place, title, tag, rest) in operations {
        let (method, path) = place.split_once(' ').unwrap();
        let mut operation = json!({ "tags": [tag], "summary": title });
        let object = operation.as_object_mut().unwrap();
        object.extend(rest.as_object().unwrap().clone());
        object
            .entry("responses")
            .or_insert_with(|| json!({ "204": { "description": "" } }));
        let declared = object.entry("parameters").or_insert_with(|| json!([]));
        for name in path.split('{').skip(1).filter_map(|p| p.split('}').next()) {
            let known = |p: &Value| p["name"] == name && p["in"] == "path";
            if !declared.as_array().unwrap().iter().any(known) {
                let parameter = json!({ "name": name, "in": "path", "required": true,
                    "schema": { "type": "integer" } });
                declared.as_array_mut().unwrap().push(parameter);
            }
        }
        root["paths"][path][method.to_lowercase()] = operation;
    }
    root
}

/// An operation that responds with 200 and JSON of this schema.
pub(crate) fn responds_with(schema: Value) -> Value {
    json!({ "responses": { "200": response(schema) } })
}

/// A response with JSON of this schema.
pub(crate) fn response(schema: Value) -> Value {
    json!({ "description": "", "content": { "application/json": { "schema": schema } } })
}

/// An operation that takes a body of this media type and schema.
pub(crate) fn takes(media_type: &str, schema: Value) -> Value {
    json!({ "requestBody": { "required": true, "content": { media_type: { "schema": schema } } } })
}

/// An operation with these parameters.
pub(crate) fn parameters(all: Value) -> Value {
    json!({ "parameters": all })
}

/// A query parameter.
pub(crate) fn query(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "schema": schema })
}

/// An object whose properties are all strings, but `id`, which is an integer.
pub(crate) fn object(properties: &[&str]) -> Value {
    let of = |name: &&str| {
        let ty = if *name == "id" { "integer" } else { "string" };
        ((*name).to_owned(), json!({ "type": ty }))
    };
    let properties: serde_json::Map<String, Value> = properties.iter().map(of).collect();
    json!({ "type": "object", "properties": properties })
}

/// A list.
pub(crate) fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// One document.
pub(crate) fn document(name: &str, value: Value) -> Documents {
    let name = name.to_owned();
    [Document { name, value }].into_iter().collect()
}

/// Imports over existing specs with a naming table, in YAML.
pub(crate) fn import_over(
    description: Value,
    existing: &Documents,
    naming: &str,
) -> Result<Imported, Vec<Diagnostic>> {
    import(&Inputs {
        description: &document("description.json", description),
        existing,
        naming: &NamingTable::parse("naming.yaml", naming).map_err(|problem| vec![problem])?,
        naming_file: "naming.yaml",
        prose: Prose::Drop,
        date: None,
    })
}

/// Imports into an empty folder.
pub(crate) fn imported(description: Value) -> Imported {
    import_over(description, &Documents::default(), "").unwrap_or_else(|problems| {
        panic!("{}", reported(&problems));
    })
}

/// Imports and lowers.
pub(crate) fn lowered(description: Value) -> Lowered {
    let documents = imported(description).into_documents();
    lower(&documents).unwrap_or_else(|problems| panic!("{}", reported(&problems)))
}

/// Diagnostics as people read them.
pub(crate) fn reported(problems: &[Diagnostic]) -> String {
    let mut problems = problems.to_vec();
    diagnostic::sort(&mut problems);
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("\n")
}

/// The component schemas of all files, as `file name`.
pub(crate) fn components(imported: &Imported) -> Vec<String> {
    let mut all = Vec::new();
    for (file, document) in &imported.documents {
        let schemas = document.pointer("/components/schemas");
        for name in schemas.and_then(Value::as_object).into_iter().flatten() {
            all.push(format!("{} {}", file.trim_end_matches(".yaml"), name.0));
        }
    }
    all
}

/// A component of a file.
pub(crate) fn component<'a>(imported: &'a Imported, file: &str, name: &str) -> &'a Value {
    let schemas = &imported.documents[file]["components"]["schemas"];
    schemas
        .get(name)
        .unwrap_or_else(|| panic!("{name} in {:?}", components(imported)))
}

/// An operation of an import.
pub(crate) fn operation<'a>(imported: &'a Imported, file: &str, place: &str) -> &'a Value {
    let (method, path) = place.split_once(' ').unwrap();
    &imported.documents[file]["paths"][path][method.to_lowercase()]
}

/// The lowered operation of a method and path.
pub(crate) fn placed<'a>(lowered: &'a Lowered, place: &str) -> &'a Operation {
    let placed = lowered.operations.iter();
    placed
        .map(|placed| &placed.operation)
        .find(|operation| operation.key.to_string() == place)
        .unwrap()
}

/// The only operation.
pub(crate) fn only(lowered: &Lowered) -> &Operation {
    assert_eq!(lowered.operations.len(), 1);
    &lowered.operations[0].operation
}

/// The shape of a lowered type, by its name.
pub(crate) fn shape<'a>(lowered: &'a Lowered, name: &str) -> &'a Shape {
    let names: Vec<&RustPath> = lowered.types.keys().collect();
    let found = lowered.types.values().find(|ty| ty.rust.name == name);
    &found.unwrap_or_else(|| panic!("{name} in {names:?}")).shape
}

/// The fields of a lowered object, as `ident: type`.
pub(crate) fn fields(lowered: &Lowered, name: &str) -> Vec<String> {
    let Shape::Struct(Struct { fields, .. }) = shape(lowered, name) else {
        panic!("{name} is no object");
    };
    fields
        .iter()
        .map(|field| format!("{}: {:?}", field.ident, field.ty))
        .collect()
}

pub(crate) const LIST: &str = "GET /rest/v1.0/rfis";
pub(crate) const SHOW: &str = "GET /rest/v1.0/rfis/{id}";

/// A list of RFIs, with what else is described of it.
pub(crate) fn listing(rest: Value) -> Lowered {
    lowered(description(&[(LIST, "List RFIs", "Core/RFI/rfis", rest)]))
}
