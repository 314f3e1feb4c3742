//! The whole pipeline in memory, for tests: texts in, a crate or diagnostics out.

#![allow(dead_code, reason = "not every binary uses all of it")]

use std::path::{Path, PathBuf};

use generator::Diagnostic;
use generator::ir::{Operation, Shape, Struct, Type};
use generator::pipeline::{Generated, generate_from};
use generator::source::{Limits, Source};
use serde_json::Value;

/// The crate of a description in YAML or JSON, and of the files beside it.
pub(crate) fn run(files: &[(&str, &str)]) -> Result<Generated, Vec<Diagnostic>> {
    let sources: Vec<Source> = files
        .iter()
        .map(|(name, text)| Source::new(*name, *text))
        .collect();
    generate_from(&sources, &Limits::default())
}

/// The crate of a description that must be good; every file of it is Rust.
pub(crate) fn good(text: &str) -> Generated {
    match run(&[("api.yaml", text)]) {
        Ok(generated) => {
            assert_rust(&generated);
            generated
        }
        Err(problems) => panic!("{}\n{text}", reported(&problems)),
    }
}

/// The crate of a value.
pub(crate) fn good_value(description: &Value) -> Generated {
    good(&description.to_string())
}

/// The codes of a description that is refused.
pub(crate) fn refused(text: &str) -> Vec<String> {
    match run(&[("api.yaml", text)]) {
        Ok(_) => panic!("nothing was refused of\n{text}"),
        Err(problems) => problems
            .into_iter()
            .map(|problem| problem.code.to_string())
            .collect(),
    }
}

pub(crate) fn reported(problems: &[Diagnostic]) -> String {
    let lines = problems.iter().map(ToString::to_string);
    lines.collect::<Vec<_>>().join("\n")
}

/// Every file that was made parses, and stands where a file may stand.
pub(crate) fn assert_rust(generated: &Generated) {
    for (path, text) in &generated.files {
        assert!(
            path.split('/').all(|part| {
                !part.is_empty()
                    && part != ".."
                    && part.len() < 200
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            }),
            "{path:?}"
        );
        if path.ends_with(".rs") && !path.contains("/runtime/") {
            let parsed = syn::parse_file(text);
            assert!(parsed.is_ok(), "{path}: {:?}\n{text}", parsed.err());
        }
    }
}

/// A description whose only operation responds with `schema`, and these components.
pub(crate) fn responding(schema: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    get:
      tags: [things]
      summary: Show thing
      operationId: showThing
      responses:
        '200':
          description: OK
          content: {{application/json: {{schema: {schema}}}}}
components: {components}
"
    )
}

/// A description whose only operation takes `parameters`.
pub(crate) fn takes(path: &str, parameters: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  {path}:
    get:
      tags: [things]
      summary: List things
      parameters: {parameters}
      responses: {{'204': {{description: none}}}}
"
    )
}

pub(crate) fn operation<'a>(generated: &'a Generated, name: &str) -> &'a Operation {
    let found = generated.api.operations().find(|o| o.rust.name == name);
    let all: Vec<_> = generated.api.operations().map(|o| &o.rust.name).collect();
    found.unwrap_or_else(|| panic!("no {name} among {all:?}"))
}

pub(crate) fn type_<'a>(generated: &'a Generated, name: &str) -> &'a Type {
    let found = generated.api.types().find(|ty| ty.rust.name == name);
    let all: Vec<_> = generated.api.types().map(|ty| &ty.rust.name).collect();
    found.unwrap_or_else(|| panic!("no {name} among {all:?}"))
}

/// The fields of an object, with their types in short.
pub(crate) fn fields(generated: &Generated, name: &str) -> Vec<String> {
    match &type_(generated, name).shape {
        Shape::Struct(Struct { fields, .. }) => fields
            .iter()
            .map(|field| format!("{}: {}", field.ident, short(&field.ty)))
            .collect(),
        other => panic!("{name} is {other:?}"),
    }
}

/// The variants of an enum or union.
pub(crate) fn variants(generated: &Generated, name: &str) -> Vec<String> {
    match &type_(generated, name).shape {
        Shape::Enum(values) => values.variants.iter().map(|v| v.ident.clone()).collect(),
        Shape::Union(union) => union
            .variants
            .iter()
            .map(|variant| format!("{} {}", variant.tags.join(" "), short(&variant.ty)))
            .collect(),
        other => panic!("{name} is {other:?}"),
    }
}

pub(crate) fn short(ty: &generator::ir::TypeRef) -> String {
    use generator::ir::TypeRef::{Boxed, List, Map, Named, Nullable};
    match ty {
        List(item) => format!("[{}]", short(item)),
        Map(value) => format!("{{{}}}", short(value)),
        Nullable(inner) => format!("{}?", short(inner)),
        Named(path) => path.name.clone(),
        Boxed(path) => format!("Box {}", path.name),
        other => format!("{other:?}"),
    }
}

/// The files below a folder.
pub(crate) fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}
