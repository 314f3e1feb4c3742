//! Writes the normalised description: a document per tool and one for what tools share.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic};
use crate::import::scope::{Instance, Scopes};
use crate::naming::value_ident;
use crate::openapi::extensions::{FIELD_NAMES, UNITED};
use crate::openapi::operation::{Part, parameters, parts_mut};
use crate::openapi::operations::RawOperation;
use crate::openapi::status::{is_success, phrase};
use crate::openapi::{ApiVersion, method};
use crate::shapes::shape::Shapes;
use crate::specs::layout::{SHARED_FILE, Scope, TypeName, component_name, tool_file};
use crate::specs::naming::NamingTable;

/// How many tools must use a parameter before it becomes a shared component.
const SHARED_PARAMETER_TOOLS: usize = 5;

/// What the documents are made from.
pub struct Inputs<'a> {
    /// The naming table.
    pub table: &'a NamingTable,
    /// `info` and `servers` of the description.
    pub root: &'a Value,
    /// The version that the documents are given.
    pub version: Option<&'a str>,
    /// The operations, their schemas replaced by shapes.
    pub operations: &'a [RawOperation],
    /// All shapes.
    pub shapes: &'a Shapes,
    /// Where they live.
    pub scopes: &'a Scopes,
    /// What they are called.
    pub names: &'a BTreeMap<Instance, TypeName>,
    /// What people call their fields.
    pub fields: &'a BTreeMap<(Scope, TypeName), BTreeMap<String, String>>,
}

/// Writes all documents, as values by file name.
pub fn documents(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Value> {
    let mut shared = Shared::new(inputs.operations);
    let mut tools: BTreeMap<&str, Vec<&RawOperation>> = BTreeMap::new();
    for operation in inputs.operations {
        tools
            .entry(&operation.tag.tool)
            .or_default()
            .push(operation);
    }
    let mut files: BTreeMap<String, Value> = BTreeMap::new();
    for (tool, operations) in tools {
        let file = tool_file(tool);
        let document = tool_document(inputs, tool, &operations, &mut shared);
        let taken =
            file == SHARED_FILE || value_ident(tool) == "runtime" || files.contains_key(&file);
        if taken {
            let origin = operations
                .first()
                .map(|o| o.origin.clone())
                .unwrap_or_default();
            problems.push(
                Diagnostic::error(
                    Code::NameCollision,
                    origin,
                    format!("the tool `{tool}` needs the file `{file}`, which is taken"),
                )
                .help("rename the tag with an overlay"),
            );
        }
        files.insert(file, document);
    }
    files.insert(SHARED_FILE.to_owned(), shared_document(inputs, shared));
    files
}

fn tool_document(
    inputs: &Inputs<'_>,
    tool: &str,
    operations: &[&RawOperation],
    shared: &mut Shared,
) -> Value {
    let here = Scope::Tool(tool.to_owned());
    let mut paths: BTreeMap<&str, Vec<(&str, Value)>> = BTreeMap::new();
    let mut tags: Vec<String> = Vec::new();
    for operation in operations {
        let mut value = operation.value.clone();
        shared.take_out(&mut value, inputs);
        let mut value = Value::Object(value);
        point(&mut value, inputs, tool, &here);
        let value = in_order(value);
        paths
            .entry(&operation.key.path)
            .or_default()
            .push((&operation.key.method, value));
        tags.push(operation.tag.full());
    }
    tags.sort();
    tags.dedup();
    let paths: Map<String, Value> = paths
        .into_iter()
        .map(|(path, mut methods)| {
            methods.sort_by_key(|(method, _)| method::rank(method));
            let item: Map<String, Value> = methods
                .into_iter()
                .map(|(method, value)| (method.to_lowercase(), value))
                .collect();
            (path.to_owned(), Value::Object(item))
        })
        .collect();
    let tags: Vec<Value> = tags.iter().map(|name| json!({ "name": name })).collect();
    let mut document = head(inputs, &format!(": {tool}"));
    document.insert("tags".into(), Value::Array(tags));
    document.insert("paths".into(), Value::Object(paths));
    let schemas = schemas(inputs, &here);
    if !schemas.is_empty() {
        document.insert("components".into(), json!({ "schemas": schemas }));
    }
    Value::Object(document)
}

fn shared_document(inputs: &Inputs<'_>, shared: Shared) -> Value {
    let mut components = Map::new();
    let mut section = |name: &str, entries: Map<String, Value>| {
        if !entries.is_empty() {
            components.insert(name.into(), Value::Object(entries));
        }
    };
    section("schemas", schemas(inputs, &Scope::Shared));
    let mut responses = Map::new();
    for (name, mut response) in shared.responses {
        point(&mut response, inputs, "", &Scope::Shared);
        responses.insert(name, in_order(response));
    }
    section("responses", responses);
    let mut parameters = Map::new();
    for (name, mut parameter) in shared.used_parameters {
        point(&mut parameter, inputs, "", &Scope::Shared);
        parameters.insert(name, in_order(parameter));
    }
    section("parameters", parameters);
    let mut document = head(inputs, ", what its tools share");
    document.insert("paths".into(), json!({}));
    document.insert("components".into(), Value::Object(components));
    Value::Object(document)
}

fn head(inputs: &Inputs<'_>, what: &str) -> Map<String, Value> {
    let title = inputs.root.pointer("/info/title").and_then(Value::as_str);
    let title = title.unwrap_or("API");
    let mut document = Map::new();
    document.insert("openapi".into(), json!("3.0.3"));
    document.insert(
        "info".into(),
        json!({ "title": format!("{title}{what}"), "version": inputs.version.unwrap_or("0") }),
    );
    // Of a server only the address: what is said of it is prose.
    let servers = inputs.root.get("servers").and_then(Value::as_array);
    if let Some(servers) = servers {
        let urls = servers.iter().filter_map(|server| server.get("url"));
        let servers: Vec<Value> = urls.map(|url| json!({ "url": url })).collect();
        document.insert("servers".into(), Value::Array(servers));
    }
    document
}

/// The schemas of a scope, by component name.
fn schemas(inputs: &Inputs<'_>, scope: &Scope) -> Map<String, Value> {
    let mut schemas: BTreeMap<(&Option<ApiVersion>, String), Value> = BTreeMap::new();
    for (instance, name) in inputs.names.iter().filter(|((s, _), _)| s == scope) {
        let mut schema = inputs.shapes.0[instance.1].schema.clone();
        let tool = match scope {
            Scope::Tool(tool) => tool,
            Scope::Shared => "",
        };
        point(&mut schema, inputs, tool, scope);
        name_fields(
            &mut schema,
            inputs.fields.get(&(scope.clone(), name.clone())),
        );
        let component = component_name(name, scope);
        unite(&mut schema, inputs.table, scope, &component);
        schemas.insert((&name.version, component), in_order(schema));
    }
    schemas
        .into_iter()
        .map(|((_, name), schema)| (name, schema))
        .collect()
}

/// Says of an enum which type it shares, where the naming table unites it with others.
fn unite(schema: &mut Value, table: &NamingTable, scope: &Scope, component: &str) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    // What a description says of this is not its business.
    schema.shift_remove(UNITED);
    let file = match scope {
        Scope::Shared => SHARED_FILE.to_owned(),
        Scope::Tool(tool) => tool_file(tool),
    };
    let whole = table.united(file.trim_end_matches(".yaml"), component);
    if let Some(whole) = whole.filter(|_| schema.contains_key("enum")) {
        schema.insert(UNITED.into(), Value::String(whole.to_owned()));
    }
}

/// Keeps the names that people set for the fields that are there.
fn name_fields(schema: &mut Value, names: Option<&BTreeMap<String, String>>) {
    let (Some(schema), Some(names)) = (schema.as_object_mut(), names) else {
        return;
    };
    let has = |name: &str| {
        let properties = schema.get("properties");
        properties.is_some_and(|all| all.get(name).is_some())
    };
    let kept: Map<String, Value> = names
        .iter()
        .filter(|(property, _)| has(property))
        .map(|(property, name)| (property.clone(), Value::String(name.clone())))
        .collect();
    if !kept.is_empty() {
        schema.insert(FIELD_NAMES.into(), Value::Object(kept));
    }
}

/// Turns references to shapes into references to components, as seen from a document.
fn point(value: &mut Value, inputs: &Inputs<'_>, tool: &str, here: &Scope) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get_mut("$ref") {
                if let Some(found) = component_reference(reference, inputs, tool, here) {
                    *reference = found;
                }
                return;
            }
            if let Some(Value::Object(mapping)) = map
                .get_mut("discriminator")
                .and_then(|discriminator| discriminator.get_mut("mapping"))
            {
                for target in mapping.values_mut() {
                    let found = target
                        .as_str()
                        .and_then(|shape| component_reference(shape, inputs, tool, here));
                    if let Some(found) = found {
                        *target = Value::String(found);
                    }
                }
            }
            map.values_mut()
                .for_each(|child| point(child, inputs, tool, here));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|child| point(child, inputs, tool, here)),
        _ => {}
    }
}

fn component_reference(
    reference: &str,
    inputs: &Inputs<'_>,
    tool: &str,
    here: &Scope,
) -> Option<String> {
    let shape = reference.strip_prefix("#shape/")?.parse().ok()?;
    let instance = inputs
        .scopes
        .instance(shape, tool, Some(here).filter(|s| **s == Scope::Shared));
    let name = component_name(inputs.names.get(&instance)?, &instance.0);
    let file = if instance.0 == *here { "" } else { SHARED_FILE };
    Some(format!("{file}#/components/schemas/{name}"))
}

/// Keywords in the order in which people read them; any other follows by name.
const KEYWORDS: &[&str] = &[
    "tags",
    "summary",
    "name",
    "in",
    "description",
    "operationId",
    "x-rust-name",
    "deprecated",
    "x-deprecation",
    "type",
    "format",
    "required",
    "parameters",
    "requestBody",
    "responses",
    "schema",
    "items",
    "properties",
];

/// Keywords whose value holds names, not keywords.
const NAMES: &[&str] = &[
    "content",
    "headers",
    "mapping",
    "properties",
    "responses",
    "x-rust-names",
];

/// The value with its keys in an order of their own, so that the order of the description changes
/// nothing.
pub fn in_order(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            let rank = |key: &str| KEYWORDS.iter().position(|known| *known == key);
            entries.sort_by(|(a, _), (b, _)| {
                let unlisted = KEYWORDS.len();
                let place = |key: &str| rank(key).unwrap_or(unlisted);
                place(a).cmp(&place(b)).then_with(|| a.cmp(b))
            });
            let entries = entries.into_iter().map(|(key, value)| match value {
                Value::Object(names) if NAMES.contains(&key.as_str()) => {
                    let names = in_order_by_name(names, key != "properties");
                    (key, Value::Object(names))
                }
                value => (key, in_order(value)),
            });
            Value::Object(entries.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        scalar => scalar,
    }
}

/// Names in alphabetical order; properties stay in the order that hoisting gave them.
fn in_order_by_name(names: Map<String, Value>, sort: bool) -> Map<String, Value> {
    let mut names: Map<String, Value> = names
        .into_iter()
        .map(|(name, value)| (name, in_order(value)))
        .collect();
    if sort {
        names.sort_keys();
    }
    names
}

/// Parameters and error responses that repeat.
struct Shared {
    /// Parameters of many tools, by their text.
    parameters: BTreeMap<String, String>,
    used_parameters: BTreeMap<String, Value>,
    responses: BTreeMap<String, Value>,
}

impl Shared {
    fn new(operations: &[RawOperation]) -> Self {
        let mut uses: BTreeMap<String, (BTreeMap<&str, usize>, &Value)> = BTreeMap::new();
        for operation in operations {
            let plain = |p: &&Value| !p.to_string().contains("\"$ref\"");
            for parameter in parameters(&operation.value).filter(plain) {
                let (tools, _) = uses
                    .entry(parameter.to_string())
                    .or_insert_with(|| (BTreeMap::new(), parameter));
                *tools.entry(&operation.tag.tool).or_default() += 1;
            }
        }
        let mut most: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for (text, (tools, parameter)) in &uses {
            let count: usize = tools.values().sum();
            let name = parameter_component(parameter);
            let better = most.get(&name).is_none_or(|(other, _)| count > *other);
            if tools.len() >= SHARED_PARAMETER_TOOLS && better {
                most.insert(name, (count, text.clone()));
            }
        }
        let parameters = most
            .into_iter()
            .map(|(name, (_, text))| (text, name))
            .collect();
        Self {
            parameters,
            used_parameters: BTreeMap::new(),
            responses: BTreeMap::new(),
        }
    }

    /// Replaces what is shared in an operation by references.
    fn take_out(&mut self, operation: &mut Map<String, Value>, inputs: &Inputs<'_>) {
        for (part, value) in parts_mut(operation) {
            match part {
                Part::Parameter(_) => self.take_parameter(value),
                Part::Body => {}
                Part::Response(status) => {
                    if let Some(name) = response_component(status, value, inputs) {
                        self.take_response(value, name);
                    }
                }
            }
        }
    }

    fn take_parameter(&mut self, parameter: &mut Value) {
        if let Some(name) = self.parameters.get(&parameter.to_string()) {
            let reference =
                json!({ "$ref": format!("{SHARED_FILE}#/components/parameters/{name}") });
            let taken = std::mem::replace(parameter, reference);
            self.used_parameters.insert(name.clone(), taken);
        }
    }

    fn take_response(&mut self, response: &mut Value, name: String) {
        let reference = json!({ "$ref": format!("{SHARED_FILE}#/components/responses/{name}") });
        let known = self.responses.get(&name);
        if known.is_none_or(|known| known == response) {
            let taken = std::mem::replace(response, reference);
            self.responses.insert(name, taken);
        }
    }
}

/// The component name of a parameter, `path.project_id.integer`.
fn parameter_component(parameter: &Value) -> String {
    let text = |key: &str| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let ty = parameter
        .get("schema")
        .and_then(|s| s.get("type"))
        .and_then(Value::as_str);
    let safe: String = text("name")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '.'
            }
        })
        .collect();
    format!("{}.{safe}.{}", text("in"), ty.unwrap_or("any"))
}

/// The component name of an error response, `Forbidden.Error` by status and type; `None` for what
/// stays in line.
fn response_component(status: &str, response: &Value, inputs: &Inputs<'_>) -> Option<String> {
    let plain = response
        .as_object()?
        .keys()
        .all(|key| key == "description" || key == "content");
    if is_success(status) || !plain || response.get("description")?.as_str()? != phrase(status) {
        return None;
    }
    let name = phrase(status).replace([' ', '-', '\''], "");
    let Some(content) = response.get("content") else {
        return Some(name);
    };
    let content = content.as_object()?;
    let schema = content.get("application/json")?.get("schema")?;
    let reference = schema.get("$ref")?.as_str()?;
    let found = component_reference(reference, inputs, "", &Scope::Shared)?;
    (content.len() == 1).then(|| format!("{name}.{}", found.rsplit('/').next().unwrap_or_default()))
}
