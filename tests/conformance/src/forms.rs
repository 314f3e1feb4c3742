//! Serves multipart bodies as the server is able to read them: names in brackets become objects, and
//! it makes an object of each one that is described, sent or not.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use generator::ir::{BodyEncoding, Operation, RustPath, Shape, TypeRef};
use generator::openapi::operation::Part;

use crate::Types;
use crate::places::{self, Places};

const MULTIPART: &str = "multipart/form-data";

/// Objects deeper than this are left as they are.
const DEEPEST: usize = 6;

/// Rewrites the multipart body of an operation.
pub(crate) fn write_forms(served: &mut Value, operation: &Operation, types: &Types<'_>) {
    let Some(body) = &operation.body else { return };
    let form = match body.encoding {
        BodyEncoding::Multipart => places::body(&operation.key, MULTIPART),
        // Procore takes a body with a file in it as multipart, and so does the client send it.
        BodyEncoding::Json if has_file(&body.ty, types, &mut BTreeSet::new()) => {
            places::body(&operation.key, &body.described)
        }
        _ => return,
    };
    let places = Places::new(served);
    let schema = readable(places, &form, true, 0);
    let mut encoding = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["type"] == "object" {
            let style = json!({"style": "deepObject", "explode": true});
            encoding.insert(name.clone(), style);
        }
    }
    let content = format!("{}/content", places::part(&operation.key, Part::Body));
    if let Some(Value::Object(content)) = served.pointer_mut(&content) {
        let media = json!({"schema": schema, "encoding": encoding});
        content.insert(MULTIPART.to_owned(), media);
    }
}

/// The schema at `place` without references, alternatives, and demands on what need not be sent.
fn readable(places: Places<'_>, place: &str, asked: bool, depth: usize) -> Value {
    let place = places.follow(place);
    // The server reads no alternatives in a form, so all of their properties stand side by side.
    let mut parts = places.alternatives(&place);
    parts.insert(0, place.clone());
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in parts {
        for name in places.properties(&part) {
            let Some(mut property) = places.property(&part, name).filter(|_| depth < DEEPEST)
            else {
                continue;
            };
            // The server does not know lists such as `ids[]`; the last item it finds under that
            // name, which inside an object it puts together from `[`, the key and `]`.
            let mut key = name.to_owned();
            while let Some(items) = places.items(&property) {
                key.push_str(if depth == 0 { "[]" } else { "][" });
                property = items;
            }
            let asked = asked && places.required(&place).contains(&name);
            if asked && !required.contains(&key) {
                required.push(key.clone());
            }
            let property = readable(places, &property, asked, depth + 1);
            properties.entry(key).or_insert(property);
        }
    }
    if properties.is_empty() {
        return places.at(&place).clone();
    }
    let mut schema = json!({"type": "object", "properties": properties});
    if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
        schema.insert("required".into(), json!(required));
    }
    schema
}

fn has_file(ty: &TypeRef, types: &Types<'_>, seen: &mut BTreeSet<RustPath>) -> bool {
    match ty {
        TypeRef::File => true,
        TypeRef::List(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
            has_file(item, types, seen)
        }
        TypeRef::Named(path) | TypeRef::Boxed(path) => {
            if !seen.insert(path.clone()) {
                return false;
            }
            match types.get(path).map(|ty| &ty.shape) {
                Some(Shape::Struct(record)) => record
                    .fields
                    .iter()
                    .any(|field| has_file(&field.ty, types, seen)),
                Some(Shape::Union(union)) => union
                    .variants
                    .iter()
                    .any(|variant| has_file(&variant.ty, types, seen)),
                _ => false,
            }
        }
        _ => false,
    }
}
