//! What the compiler says of all constructs together, and of names that mean something else.

use super::*;

/// A description that holds every construct of this file, for what compiles it.
#[test]
fn all_constructs_together_compile_against_the_runtime() {
    let text = include_str!("../../pipeline/everything.yaml");
    assert_compiles("crate", &good(text));
}

/// The compiler itself is the judge: no error, no warning.
fn assert_compiles(name: &str, generated: &Generated) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/constructs");
    let root = folder.join(name);
    // What an earlier run made and this one does not would be compiled with it.
    let mut old = Vec::new();
    files_below(&root, &mut old);
    for path in old {
        let name = path.strip_prefix(&root).unwrap();
        if !generated.files.contains_key(name.to_str().unwrap()) {
            std::fs::remove_file(path).unwrap();
        }
    }
    for (path, text) in &generated.files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // What has not changed is not compiled again.
        if std::fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        std::fs::write(path, text).unwrap();
    }
    let manifest = root.join("Cargo.toml");
    let own = format!("{}\n[workspace]\n", generated.files["Cargo.toml"]);
    std::fs::write(&manifest, own).unwrap();
    // The versions that the project was locked to are there without a network.
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    std::fs::copy(lock, root.join("Cargo.lock")).unwrap();
    let checked = std::process::Command::new(env!("CARGO"))
        .args(["rustc", "--offline", "--lib", "--profile", "check"])
        .args([
            "--no-default-features",
            "--features",
            "full",
            "--manifest-path",
        ])
        .arg(&manifest)
        // What the crate depends on is checked once for all tests that compile one, so with no
        // flags of its own.
        .arg("--target-dir")
        .arg(folder.join("../vendored"))
        .args(["--", "-D", "warnings"])
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

/// Words that mean something else to Rust, to Cargo or to the crate.
const TAKEN: &[&str] = &[
    "lib",
    "bin",
    "main",
    "mod",
    "src",
    "tests",
    "build",
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "tokio",
    "http",
    "bytes",
    "url",
    "rustfmt",
    "clippy",
    "rustdoc",
    "shared",
    "runtime",
    "deprecations",
    "full",
    "default",
    "testing",
    "reqwest",
    "rustls",
    "native-tls",
    "prelude",
    "crate",
    "self",
    "super",
    "Self",
    "type",
    "str",
    "u8",
    "i64",
    "u16",
    "bool",
    "f64",
    "Option",
    "Vec",
    "String",
    "Box",
    "Result",
    "Some",
    "None",
    "Ok",
    "Err",
    "Default",
    "procore",
    "client",
    "features",
    "union",
    "record",
    "string_enum",
    "gen",
    "async",
    "dyn",
    "macro_rules",
    "Request",
    "Response",
    "Operation",
    "Paged",
    "Extra",
    "extra",
    "additional",
    "Field",
    "Value",
    "value",
    "values",
    "new",
    "request",
    "send",
    "body",
    "items",
    "pages",
    "into",
    "clone",
    "from",
    "get",
    "put",
    "keys",
    "read",
    "write",
    "fit",
    "null",
    "Send",
    "Sync",
    "Clone",
    "Debug",
    "Copy",
    "Iterator",
    "ToString",
    "Param",
    "Wire",
    "Slot",
    "Reader",
    "Writer",
    "CustomField",
    "reader",
    "CustomFieldValue",
    "custom_fields",
    "unknown",
    "Unknown",
    "Other",
    "as_str",
    "all",
    "vec",
    "format",
    "derive",
    "test",
    "cfg",
    "allow",
    "doc",
    "must_use",
    "deprecated",
    "PathStyle",
];

#[test]
fn names_that_mean_something_else_compile() {
    let mut paths = String::new();
    for (i, word) in TAKEN.iter().enumerate() {
        // Once as the tool, once as the resource of a tool, each with types and requests of that name.
        for (tag, title) in [
            (format!("{word}/things"), "Show thing"),
            (format!("words/{word}"), word),
        ] {
            paths.push_str(&format!(
                "  '/{i}/{title}/{{id}}': {{put: {{tags: ['{tag}'], summary: '{title}', parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}, {{name: '{word}', in: query, schema: {{type: string}}}}], requestBody: {{content: {{application/json: {{schema: {{type: object, title: '{word}', properties: {{'{word}': {{type: object, title: '{word}', properties: {{a{i}: {{type: string}}}}}}}}}}}}}}}}, responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{type: object, title: '{word}', properties: {{'{word}': {{type: string, enum: ['{word}']}}}}}}}}}}}}}}}}}}\n"
            ));
        }
    }
    let all =
        |of: &dyn Fn(&str) -> String| TAKEN.iter().map(|w| of(w)).collect::<Vec<_>>().join(", ");
    let parameters =
        all(&|w| format!("{{name: '{w}', in: query, required: true, schema: {{type: string}}}}"));
    let fields = all(&|w| format!("'{w}': {{type: integer}}"));
    let values = all(&|w| format!("'{w}'"));
    let object = format!("{{type: object, required: [{values}], properties: {{{fields}}}}}");
    paths.push_str(&format!(
        "  /words: {{post: {{tags: [words/all], summary: Send words, parameters: [{parameters}], requestBody: {{required: true, content: {{application/json: {{schema: {object}}}}}}}, responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{type: object, properties: {{words: {object}, word: {{type: string, enum: [{values}]}}}}}}}}}}}}}}}}}}\n"
    ));
    let generated = good(&format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}"
    ));
    assert_compiles("words", &generated);
}

/// A description whose only operation receives and sends a schema.
fn both(schema: &str, responses: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /things:
    post:
      tags: [things]
      summary: Make thing
      requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}
      responses: {responses}
"
    )
}

#[test]
fn what_has_one_name_by_the_rules_is_told_apart() {
    let response = |status: &str, ty: &str| {
        format!(
            "'{status}': {{description: a, content: {{application/json: {{schema: {{type: {ty}}}}}}}}}"
        )
    };
    // Statuses that mean the same.
    let statuses = format!(
        "{{{}, {}, '204': {{description: none}}}}",
        response("250", "string"),
        response("251", "integer")
    );
    let generated = good(&both("{}", &statuses));
    let Shape::Statuses(found) = &type_(&generated, "MakeThingOutcome").shape else {
        panic!("no statuses");
    };
    let names: Vec<_> = found.iter().map(|s| s.ident.as_str()).collect();
    assert_eq!(names, ["NoContent", "Success250", "Success251"]);
    // Texts that are secret and texts that are not.
    let generated = good(&both(
        "{oneOf: [{type: string}, {type: string, format: password}, {type: array, items: {type: string}}, {type: array, items: {type: string, nullable: true}}]}",
        "{'204': {description: none}}",
    ));
    let Shape::Union(found) = &type_(&generated, "MakeThingBody").shape else {
        panic!("no union");
    };
    let names: Vec<_> = found.variants.iter().map(|v| v.ident.as_str()).collect();
    assert_eq!(names, ["Text", "Secret", "TextList", "OptionalTextList"]);
    // A map of custom fields beside fields of each of its names.
    let generated = good(&both(
        "{type: object, properties: {custom_fields: {type: string}, custom_field_values: {type: string}, 'custom_field_%{id}': {type: string}}}",
        "{'204': {description: none}}",
    ));
    let Shape::Struct(found) = &type_(&generated, "MakeThingBody").shape else {
        panic!("no struct");
    };
    assert_eq!(
        found.custom_fields.as_ref().unwrap().0,
        "custom_field_values_by_id"
    );
    // Nothing but custom fields is the map itself, also as the whole body and response.
    let custom = "{type: object, properties: {'custom_field_%{id}': {type: object, properties: {data_type: {type: string}}}}}";
    let generated = good(&both(
        custom,
        &format!(
            "{{'200': {{description: a, content: {{application/json: {{schema: {custom}}}}}}}}}"
        ),
    ));
    let make = operation(&generated, "MakeThing");
    assert_eq!(make.body.as_ref().unwrap().ty, TypeRef::CustomFieldValues);
    assert_eq!(make.response.payload, Payload::Json(TypeRef::CustomFields));
}
