//! `update`: everything that follows from a new description, in one step.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Two tools, of which the new description changes what most do: a filter, a field, a required
/// field, a value, an operation that goes and one that comes.
fn description(is_new: bool) -> Value {
    let tagged = |tool: &str, title: &str| json!({"tags": [format!("Shop/{tool}/{}", tool.to_lowercase())], "summary": title});
    let answer = |schema: Value| json!({"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}});
    let with = |mut operation: Value, more: Value| {
        let more = more.as_object().unwrap().clone();
        operation.as_object_mut().unwrap().extend(more);
        operation
    };
    let kinds = if is_new {
        json!(["open", "shut", "void"])
    } else {
        json!(["open", "shut"])
    };
    let mut gear = json!({
        "id": {"type": "integer"},
        "kind": {"type": "string", "enum": kinds},
        "teeth": {"type": if is_new { "string" } else { "integer" }},
    });
    if is_new {
        gear["weight"] = json!({"type": "number"});
    }
    let gear = json!({"type": "object", "properties": gear});
    let filter = json!({"name": "filters[teeth]", "in": "query", "schema": {"type": if is_new { "string" } else { "integer" }}});
    let required = if is_new {
        json!(["name", "teeth"])
    } else {
        json!(["name"])
    };
    let body = json!({"type": "object", "required": required, "properties": {"name": {"type": "string"}, "teeth": {"type": "integer"}}});
    let body = json!({"required": true, "content": {"application/json": {"schema": body}}});
    let id = json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}]);
    let gone = json!({"204": {"description": "gone"}});
    let mut paths = json!({
        "/rest/v1.0/gears": {
            "get": with(tagged("Gears", "List Gears"), json!({"parameters": [filter], "responses": answer(json!({"type": "array", "items": gear}))})),
            "post": with(tagged("Gears", "Create Gear"), json!({"requestBody": body, "responses": answer(gear)})),
        },
        "/rest/v1.0/cogs/{id}": {
            "delete": with(tagged("Cogs", "Delete Cog"), json!({"parameters": id, "deprecated": is_new, "responses": gone})),
        },
    });
    if is_new {
        paths["/rest/v1.0/wheels"] =
            json!({"get": with(tagged("Wheels", "List Wheels"), json!({"responses": gone}))});
    } else {
        paths["/rest/v1.0/cogs"] =
            json!({"get": with(tagged("Cogs", "List Cogs"), json!({"responses": gone}))});
    }
    json!({"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths})
}

fn project(folder: &Path) -> PathBuf {
    let root = folder.join("project");
    fs::create_dir(&root).unwrap();
    for (name, is_new) in [("old.json", false), ("new.json", true)] {
        fs::write(folder.join(name), description(is_new).to_string()).unwrap();
    }
    root
}

fn update(folder: &Path, source: &str, date: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["update", source, "--date", date, "--project", "project"])
        .current_dir(folder)
        .output()
        .unwrap()
}

fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The last lines say what was written, and how long it took.
fn report(output: &Output) -> String {
    let text = said(&output.stdout);
    let end = text.find("\nspecs: ").unwrap();
    text[..end].to_owned()
}

#[test]
fn it_leaves_specs_crate_inventory_and_change_log_and_says_what_to_decide() {
    let folder = tempfile::tempdir().unwrap();
    let root = project(folder.path());
    let first = update(folder.path(), "old.json", "2024-10");
    assert!(first.status.success(), "{first:?}");
    for name in [
        "specs/gears.yaml",
        "generated/src/gears/v1_0/gears.rs",
        "tests/tests/inventory/cogs.snap",
        "CHANGELOG.md",
    ] {
        assert!(root.join(name).is_file(), "{name}");
    }
    let second = update(folder.path(), "new.json", "2026-03");
    assert!(second.status.success(), "{second:?}");
    insta::assert_snapshot!("report", report(&second));
    let log = fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
    insta::assert_snapshot!("change_log", log);
    let gears = fs::read_to_string(root.join("tests/tests/inventory/gears.snap")).unwrap();
    insta::assert_snapshot!("inventory", gears);

    let before = content(&root);
    let third = update(folder.path(), "new.json", "2026-03");
    assert!(said(&third.stdout).contains("nothing changed"), "{third:?}");
    assert!(
        content(&root) == before,
        "an update with nothing new writes nothing"
    );
}

#[test]
fn nothing_is_written_unless_all_of_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = project(folder.path());
    update(folder.path(), "old.json", "2024-10");
    let edited = root.join("generated/src/gears/v1_0/gears.rs");
    let text = fs::read_to_string(&edited).unwrap();
    fs::write(&edited, text + "// mine\n").unwrap();
    fs::write(folder.path().join("bad.json"), "{\"openapi\": \"3.0.3\"").unwrap();
    let before = content(&root);
    for source in ["new.json", "bad.json", "nowhere.json"] {
        let output = update(folder.path(), source, "2026-03");
        assert!(!output.status.success(), "{source}");
        assert!(content(&root) == before, "{source}");
    }
}

/// Has the compiler check a program with the crate that an update made.
fn compiles(root: &Path, program: &str) -> (bool, String) {
    let consumer = root.join("consumer");
    fs::create_dir_all(consumer.join("src")).unwrap();
    let manifest = "[package]\nname = \"consumer\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                    [dependencies]\nprocore = { path = \"../generated\", default-features = false, \
                    features = [\"full\"] }\n";
    fs::write(consumer.join("Cargo.toml"), manifest).unwrap();
    fs::write(consumer.join("src/lib.rs"), program).unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::copy(project.join("Cargo.lock"), consumer.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--color", "never"])
        .current_dir(&consumer)
        .env_remove("RUSTFLAGS")
        // Its dependencies are those of the vendored crate.
        .env("CARGO_TARGET_DIR", project.join("target/vendored"))
        .output()
        .unwrap();
    (output.status.success(), said(&output.stderr))
}

#[test]
fn a_program_compiles_before_and_after_unless_the_report_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let root = project(folder.path());
    update(folder.path(), "old.json", "2024-10");
    let kept = "pub fn kept() { drop(procore::gears::v1_0::ListGears::new()); }\n";
    let warned = "pub fn warned() { drop(procore::cogs::v1_0::DeleteCog::new(1.into())); }\n";
    let broken = "pub fn broken() { drop(procore::cogs::v1_0::ListCogs::new()); }\n";
    let (is_fine, output) = compiles(&root, &format!("{kept}{warned}{broken}"));
    assert!(is_fine && !output.contains("warning"), "{output}");
    update(folder.path(), "new.json", "2026-03");
    let (is_fine, output) = compiles(&root, &format!("{kept}{warned}"));
    assert!(is_fine, "{output}");
    assert_eq!(
        output.matches("warning: use of deprecated").count(),
        1,
        "{output}"
    );
    let (is_fine, output) = compiles(&root, broken);
    assert!(!is_fine && output.contains("ListCogs"), "{output}");
}
