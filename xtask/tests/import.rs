//! What `import` takes: what `fetch` wrote, in both forms, and no part of the API for all of it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// What an import says that has nothing to report.
const STAGES: &str = "1/3 reading the description\n2/3 importing it\n3/3 writing the specs\n";

/// A description with these operations, each `tool/name`.
fn description(operations: &[String]) -> Value {
    let mut paths = serde_json::Map::new();
    for operation in operations {
        let (tool, name) = operation.split_once('/').unwrap();
        let get = json!({
            "tags": [format!("Shop/{tool}/{tool}")],
            "summary": format!("List {name}"),
            "responses": {"204": {"description": "done"}},
        });
        paths.insert(
            format!("/rest/v1.0/{}", name.to_lowercase()),
            json!({ "get": get }),
        );
    }
    json!({"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths})
}

/// So many operations of a tool, `Gears/Gears1` and on.
fn of(tool: &str, count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("{tool}/{tool}{n}")).collect()
}

fn write(folder: &Path, name: &str, content: &Value) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content.to_string()).unwrap();
}

/// What the import of `raw` said on standard error, and its exit.
fn import(folder: &Path, raw: &str, specs: &str, flags: &[&str]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["import", raw, "--specs", specs])
        .args(flags)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (said, output.status.code().unwrap())
}

fn documents(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The names are those of `xtask/fetch`, whose tests hold them: documents, manifests beside them, and
/// what a run that broke off has left.
#[test]
fn what_was_fetched_is_imported_by_its_file_and_by_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (gears, cogs) = (of("Gears", 2), of("Cogs", 3));
    let manifest = |files: &[&str]| {
        let files = files.iter().map(|file| json!({"file": file, "bytes": 1}));
        json!({"url": "https://example.com/", "files": files.collect::<Vec<_>>()})
    };
    let all = [gears.clone(), cogs.clone()].concat();
    write(folder, "one/full_oas.json", &description(&all));
    let listed = manifest(&["full_oas.json"]);
    write(folder, "one/full_oas.fetched.json", &listed);
    write(folder, "each/resources/gears.json", &description(&gears));
    write(folder, "each/resources/cogs.json", &description(&cogs));
    let listed = manifest(&["gears.json", "cogs.json"]);
    write(folder, "each/resources.fetched.json", &listed);
    write(folder, "each/resources.partial/journal", &json!("half"));
    write(folder, "each/resources.partial/teeth.json", &json!("half"));
    // Both in one folder: the whole document has everything that the others have.
    for name in ["resources/gears.json", "resources.fetched.json"] {
        fs::create_dir_all(folder.join("both/resources")).unwrap();
        fs::copy(
            folder.join("each").join(name),
            folder.join("both").join(name),
        )
        .unwrap();
    }
    write(folder, "both/full_oas.json", &description(&all));

    let mut imported = Vec::new();
    for (n, raw) in [
        // What `fetch` names as the next command.
        "one/full_oas.json",
        "each/resources",
        // The folder that it was told to write to.
        "one",
        "each",
        "both",
    ]
    .iter()
    .enumerate()
    {
        let specs = format!("specs{n}");
        let (said, exit) = import(folder, raw, &specs, &[]);
        assert_eq!((said.as_str(), exit), (STAGES, 0), "{raw}");
        imported.push(documents(&folder.join(specs)));
    }
    let files: Vec<&String> = imported[0].keys().collect();
    assert_eq!(
        files,
        ["cogs.yaml", "gears.yaml", "shared.yaml", "written.sha256"]
    );
    for other in &imported[1..] {
        assert_eq!(*other, imported[0]);
    }
    // Nothing but a manifest is no description.
    write(folder, "none/resources.fetched.json", &manifest(&[]));
    let (said, exit) = import(folder, "none", "specs", &[]);
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("no document is in this folder"), "{said}");
}

#[test]
fn a_description_of_a_part_does_not_take_the_place_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let all = [of("Gears", 9), of("Cogs", 10), of("Teeth", 2)].concat();
    write(folder, "all.json", &description(&all));
    write(folder, "cogs.json", &description(&of("Cogs", 10)));
    let (said, exit) = import(folder, "all.json", "specs", &[]);
    assert_eq!((said.as_str(), exit), (STAGES, 0));
    let before = documents(&folder.join("specs"));

    let (said, exit) = import(folder, "cogs.json", "specs", &[]);
    assert_eq!(exit, 1, "{said}");
    for words in [
        "lost-operations",
        "11 of the 21 operations in the specs are not in the description",
        "2 of 4 files would go",
        "--shrink",
        "GET /rest/v1.0/gears1, ",
        "and 6 more",
    ] {
        // Lines are broken to fit a terminal.
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        assert!(dense(&said).contains(&dense(words)), "{words} in {said}");
    }
    assert_eq!(documents(&folder.join("specs")), before);

    let (said, exit) = import(folder, "cogs.json", "specs", &["--shrink"]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("11 of the 21 operations"), "{said}");
    let files: Vec<String> = documents(&folder.join("specs")).into_keys().collect();
    assert_eq!(files, ["cogs.yaml", "shared.yaml", "written.sha256"]);
}

#[test]
fn a_description_that_lost_some_operations_is_imported_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Half of many, and all of a few: neither is a part that is taken for all.
    for (n, (had, has, of_all)) in [
        (of("Gears", 20), of("Gears", 10), "10 of the 20"),
        (of("Gears", 19), of("Cogs", 1), "19 of the 19"),
        (of("Gears", 30), of("Gears", 29), "1 of the 30"),
    ]
    .into_iter()
    .enumerate()
    {
        let specs = format!("specs{n}");
        write(folder, "had.json", &description(&had));
        write(folder, "has.json", &description(&has));
        import(folder, "had.json", &specs, &[]);
        let (said, exit) = import(folder, "has.json", &specs, &[]);
        assert_eq!(exit, 0, "{said}");
        assert!(said.contains("lost-operations"), "{said}");
        assert!(said.contains(of_all), "{said}");
        assert!(!said.contains("--shrink"), "{said}");
        // Once they are gone, there is nothing to report.
        let (said, exit) = import(folder, "has.json", &specs, &[]);
        assert_eq!((said.as_str(), exit), (STAGES, 0));
    }
}
