//! The uses of what is deprecated in the sources of programs: `tests/usage/app` has them marked, each at
//! the end of its line.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn usage(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_xtask");
    let mut command = Command::new(program);
    command.current_dir(folder()).arg("usage").args(arguments);
    command.output().unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/usage")
}

fn json(arguments: &[&str]) -> Value {
    let output = usage(&[arguments, &["--format", "json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

type Lines = BTreeMap<(String, u64), Vec<String>>;

/// What is marked in the files below a folder, by file and line.
fn marked(folder: &Path, name: &str, mark: &str, found: &mut Lines) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            marked(&path, &name, mark, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, number) in text.lines().zip(1..) {
            if let Some((_, marks)) = line.split_once(mark) {
                let marks = marks.split("//").next().unwrap_or_default();
                let mut marks: Vec<String> = marks.split_whitespace().map(Into::into).collect();
                marks.sort();
                found.insert((name.clone(), number), marks);
            }
        }
    }
}

/// What was found, by file and line.
fn reported(all: &Value, key: &str) -> Lines {
    let mut found = Lines::new();
    for one in all.as_array().unwrap() {
        let file = one["file"].as_str().unwrap().to_owned();
        let line = one["line"].as_u64().unwrap();
        let what = one[key].as_str().unwrap().to_owned();
        found.entry((file, line)).or_default().push(what);
    }
    found.values_mut().for_each(|all| all.sort());
    found
}

#[track_caller]
fn assert_as_marked(program: &str) -> Value {
    let found = json(&[program]);
    let (mut uses, mut unresolved) = (Lines::new(), Lines::new());
    marked(&folder().join(program), program, "// USE: ", &mut uses);
    marked(
        &folder().join(program),
        program,
        "// UNRESOLVED: ",
        &mut unresolved,
    );
    assert!(!uses.is_empty());
    assert_eq!(reported(&found["uses"], "rust"), uses);
    assert_eq!(reported(&found["unresolved"], "name"), unresolved);
    found
}

#[test]
fn every_use_of_a_program_is_found_and_nothing_else() {
    let found = assert_as_marked("app");
    let files: Vec<&str> = found["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(files.contains(&"app/src/legacy/inner.rs"), "{files:?}");
    assert!(files.contains(&"app/src/decoys.rs"), "{files:?}");
}

#[test]
fn packages_of_a_workspace_know_each_other_and_the_client_by_other_names() {
    assert_as_marked("workspace");
}
