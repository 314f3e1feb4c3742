//! The two forms in which Procore publishes its description, made one: what stands at a path is
//! put at its operations, and what a document of one resource says of itself, or leaves out, is
//! said at each operation as the whole document says it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::documents::Documents;
use crate::openapi::method::METHODS;
use crate::openapi::parameter::parameter_id;

/// Where the document of a resource says its category.
const CATEGORY: &str = "x-product-category";
/// Where it says its tool.
const TOOL: &str = "x-tool-category";
/// Where it says its display name.
const RESOURCE: &str = "x-resource-name";

/// Makes the two forms one. Overlays are applied to what comes out.
///
/// Operations that stand in the documents of several resources, word for word, are kept in the
/// first; a hint says how many.
pub fn normalize(documents: &mut Documents) -> Vec<Diagnostic> {
    for (name, document) in documents.iter_mut() {
        let resource = Resource::of(name, document);
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            // What is referred to is only known once it is followed; it stays at the path.
            let refers = |shared: &Value| {
                let mut all = shared.as_array().into_iter().flatten();
                all.any(|parameter| parameter.get("$ref").is_some())
            };
            let shared = match item.get("parameters") {
                Some(shared) if !refers(shared) => item.shift_remove("parameters"),
                _ => None,
            };
            for method in METHODS {
                let Some(operation) = item.get_mut(*method).and_then(Value::as_object_mut) else {
                    continue;
                };
                merge_parameters(shared.as_ref(), operation);
                // Programs in four languages, a quarter of the document, and no part of the interface.
                operation.shift_remove("x-code-samples");
                if let Some(resource) = &resource {
                    operation.insert("tags".into(), json!([resource.tag]));
                    // Some have an id of another form there, which is not unique.
                    let id = Value::String(operation_id(method, path));
                    operation.insert("operationId".into(), id);
                }
            }
        }
    }
    drop_repeated(documents)
}

/// What a document says of the one resource that it describes.
struct Resource {
    /// `Category/Tool/resource`, as in the whole document.
    tag: String,
}

impl Resource {
    /// `None` for a whole document.
    fn of(file: &str, document: &Value) -> Option<Self> {
        let text = |key: &str| document.get("info")?.get(key)?.as_str();
        let tool = text(TOOL)?;
        let category = text(CATEGORY).unwrap_or_default();
        let slug = slug(file, text(RESOURCE).unwrap_or_default());
        Some(Self {
            tag: format!("{category}/{tool}/{slug}"),
        })
    }
}

/// The resource in Procore's reference URLs: the name of the file. Where several resources have one
/// name, their files end in a number, which is no part of it.
fn slug<'a>(file: &'a str, name: &str) -> &'a str {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let same = |slug: &str| {
        let plain = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        plain(slug) == plain(name)
    };
    match stem.rsplit_once('-') {
        Some((head, number))
            if number.bytes().all(|b| b.is_ascii_digit()) && !same(stem) && same(head) =>
        {
            head
        }
        _ => stem,
    }
}

/// The operation id that Procore's whole document has: the pieces of the path and the method, each
/// with its first character in upper case, and then without points.
fn operation_id(method: &str, path: &str) -> String {
    let capitalized = |piece: &str| -> String {
        let mut characters = piece.chars();
        let first = characters.next().map(|c| c.to_ascii_uppercase());
        let all = first.into_iter().chain(characters);
        all.filter(|c| *c != '.').collect()
    };
    let pieces = path.split(['/', '_', '{', '}']);
    pieces.chain([method]).map(capitalized).collect()
}

/// Puts the parameters of a path at an operation; its own win by name and location. The names of
/// headers are the same in any case. Those of the path come first, so that it does not matter where
/// a parameter stood.
fn merge_parameters(shared: Option<&Value>, operation: &mut Map<String, Value>) {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned();
    let Some(mut merged) = list(shared) else {
        return;
    };
    let own = list(operation.get("parameters")).unwrap_or_default();
    merged.retain(|shared| {
        let mut ids = own.iter().map(parameter_id);
        !ids.any(|id| id == parameter_id(shared))
    });
    merged.extend(own);
    operation.insert("parameters".into(), Value::Array(merged));
}

/// Drops operations that an earlier document has word for word, but for the tags.
fn drop_repeated(documents: &mut Documents) -> Vec<Diagnostic> {
    let repeated = repeated(documents);
    let Some(first) = repeated.first() else {
        return Vec::new();
    };
    let message = format!(
        "{} operations stand in the documents of several resources, here first; each is taken from \
         the first of them",
        repeated.len()
    );
    let hint = Diagnostic::hint(Code::RepeatedOperation, first.clone(), message)
        .help("nothing is lost; they say the same word for word");
    let gone: BTreeSet<(&str, &str)> = repeated
        .iter()
        .map(|origin| (origin.file.as_str(), origin.pointer.as_str()))
        .collect();
    for (name, document) in documents.iter_mut() {
        let root = Origin::new(name, "/paths");
        let paths = document.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            let at = root.child(path);
            if let Some(item) = item.as_object_mut() {
                item.retain(|method, _| !gone.contains(&(name, &at.child(method).pointer)));
            }
        }
    }
    vec![hint]
}

/// An operation, with the document that it stands in.
type InDocument<'a> = (&'a str, &'a Map<String, Value>);

/// Where operations stand that an earlier document has word for word, but for the tags.
fn repeated(documents: &Documents) -> Vec<Origin> {
    let mut first: BTreeMap<(&str, &str), InDocument> = BTreeMap::new();
    let mut repeated = Vec::new();
    for (name, document) in documents.iter() {
        let paths = document.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            for method in METHODS {
                let Some(operation) = item.get(method).and_then(Value::as_object) else {
                    continue;
                };
                match first.get(&(path.as_str(), *method)) {
                    Some((file, other)) if *file != name && is_same(other, operation) => {
                        repeated.push(Origin::new(name, "/paths").child(path).child(method));
                    }
                    Some(_) => {}
                    None => {
                        first.insert((path, method), (name, operation));
                    }
                }
            }
        }
    }
    repeated
}

fn is_same(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let without = |map: &Map<String, Value>| map.len() - usize::from(map.contains_key("tags"));
    let mut all = a.iter().filter(|(key, _)| *key != "tags");
    without(a) == without(b) && all.all(|(key, value)| b.get(key) == Some(value))
}
