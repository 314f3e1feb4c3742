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

/// The exit, and what was said to people.
fn exit(arguments: &[&str]) -> (Option<i32>, String) {
    let output = usage(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

#[test]
fn a_check_fails_on_what_it_is_asked_to_fail_on() {
    let before = |date: &str| exit(&["app", "--fail-on", "sunset-before", date]);
    assert_eq!(before("2019-01-01"), (Some(0), String::new()));
    let said = "1 use of what goes away before 2020-01-01\n".to_owned();
    assert_eq!(before("2020-01-01"), (Some(1), said));
    // `any` takes no date: what follows it is the path.
    let any = exit(&["--fail-on", "any", "app"]);
    assert_eq!(any, exit(&["app", "--fail-on", "any"]));
    assert_eq!(any.0, Some(1));
    // Nothing there is a use for certain, and the file is named from the current folder.
    assert_eq!(
        exit(&["app/src/decoys.rs", "--fail-on", "any"]),
        (Some(0), String::new())
    );
}

#[test]
fn flags_that_cannot_be_meant_are_refused() {
    let refused = |arguments: &[&str], words: &str| {
        let (code, said) = exit(arguments);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    };
    refused(
        &["app", "--fail-on", "sunset-before"],
        "needs a date, YYYY-MM-DD",
    );
    let date = "`2026-13-01` is not a date; expected YYYY-MM-DD";
    refused(&["app", "--fail-on", "sunset-before", "2026-13-01"], date);
    refused(
        &["app", "--fail-on", "never"],
        "expected `any`, or `sunset-before` and a date",
    );
    refused(
        &["app", "--fail-on", "any", "2026-01-01"],
        "takes no date; what is `2026-01-01`?",
    );
    refused(&[], "Name a package, a workspace or a file");
    refused(&["nothing"], "nothing/Cargo.toml: there is no such file");
}

#[test]
fn sarif_names_the_files_from_the_current_folder() {
    let output = usage(&["workspace", "--format", "sarif"]);
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = all["runs"][0]["results"].as_array().unwrap();
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "workspace/crates/cli/src/bin/second.rs");
    let rules = all["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let is_rule = |result: &Value| rules.iter().any(|rule| rule["id"] == result["ruleId"]);
    assert!(results.iter().all(is_rule));
}
