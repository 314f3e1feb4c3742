//! The committed specs and the API that they make: rules that hold everywhere.

use std::collections::{BTreeMap, BTreeSet};

use generator::ir::{Api, Shape};
use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;
use tests::{api, files, project, specs};

/// What is counted in the description of March 2026. A new description changes these on purpose.
const OPERATIONS: usize = 2636;
const PATHS: usize = 1743;
const TOOLS: usize = 56;

#[test]
fn every_document_is_openapi_and_every_reference_in_it_resolves() {
    let specs = specs();
    let mut operations = 0;
    let mut paths = BTreeSet::new();
    let mut references = 0;
    for (file, document) in specs.documents.iter() {
        let parsed: OpenAPI = serde_json::from_value(document.clone())
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(parsed.openapi, "3.0.3", "{file}");
        for (path, item) in parsed.paths.iter() {
            let ReferenceOr::Item(item) = item else {
                panic!("{file}: {path} is a reference");
            };
            operations += item.iter().count();
            assert!(paths.insert(path.clone()), "{path} stands in two files");
        }
        each_reference(document, &mut |reference| {
            references += 1;
            let at = generator::Origin::new(file, "");
            if let Err(problem) = specs.documents.get(&at, reference) {
                panic!("{problem}");
            }
        });
    }
    assert_eq!((operations, paths.len()), (OPERATIONS, PATHS));
    assert!(references > 10_000, "{references}");
}

fn each_reference(value: &Value, f: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                f(reference);
            }
            map.values().for_each(|value| each_reference(value, f));
        }
        Value::Array(items) => items.iter().for_each(|value| each_reference(value, f)),
        _ => {}
    }
}

#[test]
fn no_type_name_is_long_or_numbered_or_given_twice() {
    let api = api();
    let requests = api.operations().map(|operation| &operation.rust);
    let types = api.types().map(|ty| &ty.rust);
    let mut seen = BTreeSet::new();
    for path in requests.chain(types) {
        assert!(seen.insert(path.clone()), "{path} is given twice");
        assert!(path.name.len() <= 60, "{path} is too long");
        assert!(!path.name.ends_with(|c: char| c.is_ascii_digit()), "{path}");
    }
    assert!(seen.len() > 5_000, "{}", seen.len());
    assert_eq!(api.tools.len(), TOOLS);
}

#[test]
fn no_variant_or_argument_is_given_twice() {
    fn unique<'a>(place: &dyn std::fmt::Display, names: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            assert!(seen.insert(name), "{place} has {name} twice");
        }
    }
    let api = api();
    for operation in api.operations() {
        unique(
            &operation.key,
            operation.parameters.iter().map(|p| &p.ident),
        );
    }
    for ty in api.types() {
        match &ty.shape {
            Shape::Struct(shape) => unique(&ty.rust, shape.fields.iter().map(|f| &f.ident)),
            Shape::Enum(shape) => {
                unique(
                    &ty.rust,
                    shape
                        .variants
                        .iter()
                        .map(|v| &v.ident)
                        .chain([&shape.unknown]),
                );
            }
            Shape::Union(shape) => {
                unique(
                    &ty.rust,
                    shape
                        .variants
                        .iter()
                        .map(|v| &v.ident)
                        .chain([&shape.other]),
                );
            }
            Shape::Statuses(variants) => unique(&ty.rust, variants.iter().map(|v| &v.ident)),
        }
    }
}

#[test]
fn every_operation_has_a_title_and_a_reference_page() {
    let api = api();
    assert_eq!(api.operations().count(), OPERATIONS);
    for operation in api.operations() {
        assert!(!operation.title.trim().is_empty(), "{}", operation.key);
        let page = "https://developers.procore.com/reference/";
        assert!(operation.reference.starts_with(page), "{}", operation.key);
        assert!(operation.reference.contains('#'), "{}", operation.reference);
    }
}

#[test]
fn replacements_are_live_and_link_back() {
    let api = api();
    let by_path: BTreeMap<_, _> = api.operations().map(|o| (&o.rust, o)).collect();
    let mut marked = 0;
    for operation in api.operations() {
        let Some(deprecation) = &operation.deprecation else {
            continue;
        };
        marked += 1;
        for replacement in &deprecation.replacements {
            if let generator::ir::Target::Operation(generator::ir::OperationRef {
                key,
                rust: path,
            }) = &replacement.target
            {
                let target = by_path[path];
                assert_eq!(target.key, *key);
                assert!(target.deprecation.is_none(), "{} -> {key}", operation.key);
                assert!(target.replaces.contains(&operation.rust), "{key}");
            }
        }
    }
    assert!(marked > 80, "{marked}");
}

/// Keywords that hold names, values or our own words, never sentences of the description.
const EXEMPT: &[&str] = &["summary", "title", "enum", "default", "tags", "pattern"];

#[test]
fn no_sentence_stands_in_the_specs() {
    let mut long = Vec::new();
    for (file, document) in specs().documents.iter() {
        sentences(document, false, &mut |text| {
            long.push(format!("{file}: {text}"))
        });
    }
    assert!(long.is_empty(), "{:#?}", &long[..long.len().min(20)]);
    // The tables say only what people or pages said: links, names, and our own reasons.
    let notices = project().join("specs/notices.yaml");
    let notices: Value = serde_yaml::from_str(&std::fs::read_to_string(notices).unwrap()).unwrap();
    sentences(&notices, false, &mut |text| panic!("notices.yaml: {text}"));
}

/// Calls `f` with every text of more than four words. `names` says that the keys are names, not
/// keywords.
fn sentences(value: &Value, names: bool, f: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if !names && EXEMPT.contains(&key.as_str()) {
                    continue;
                }
                let below =
                    !names && ["properties", "responses", "content"].contains(&key.as_str());
                sentences(value, below, f);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| sentences(item, false, f)),
        Value::String(text) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() > 4 {
                f(text);
            }
        }
        _ => {}
    }
}

#[test]
fn no_type_holds_the_words_of_the_description() {
    let Api { tools, shared, .. } = api();
    let types = shared.iter().chain(
        tools
            .iter()
            .flat_map(|tool| &tool.versions)
            .flat_map(|version| &version.resources)
            .flat_map(|resource| &resource.types),
    );
    for ty in types {
        assert_eq!(ty.description, None, "{}", ty.rust);
        if let Shape::Struct(shape) = &ty.shape {
            for field in &shape.fields {
                assert_eq!(field.description, None, "{}::{}", ty.rust, field.ident);
            }
        }
    }
}

#[test]
fn every_file_of_the_specs_is_yaml_or_says_what_the_folder_is() {
    let others = ["README.md", "written.sha256"];
    for name in files(&project().join("specs")).keys() {
        assert!(
            name.ends_with(".yaml") || others.contains(&name.as_str()),
            "{name}"
        );
    }
}
