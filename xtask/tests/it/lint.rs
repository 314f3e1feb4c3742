//! `cargo xtask lint` as a command: what it prints where, and what it exits with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const GOOD: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
tags: [{name: Core/Things/things}]
paths:
  /things:
    get:
      tags: [Core/Things/things]
      summary: List things
      operationId: listThings
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {type: array, items: {type: string}}}}
";

fn lint(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("lint")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// A folder with one description.
fn with(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yaml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_exit_code_is_0_without_errors_1_with_some_and_2_where_nothing_can_be_read() {
    let check = |text: &str| {
        let (folder, _) = with(text);
        lint(&["api.yaml"], folder.path()).status.code()
    };
    assert_eq!(check(GOOD), Some(0));
    let warned = GOOD.replace(", items: {type: string}", "");
    assert_eq!(check(&warned), Some(0), "a warning is no error");
    assert_eq!(check(&GOOD.replace("3.0.3", "3.1.0")), Some(1));
    assert_eq!(check("{"), Some(1));
    let folder = tempfile::tempdir().unwrap();
    let absent = lint(&["api.yaml"], folder.path());
    assert_eq!(absent.status.code(), Some(2));
    assert!(text(&absent.stderr).contains("api.yaml"));
    // A flag that does not exist.
    assert_eq!(lint(&["--nothing"], folder.path()).status.code(), Some(2));
}

#[test]
fn people_read_all_problems_with_place_and_advice() {
    let dirty = GOOD
        .replace(", items: {type: string}", "")
        .replace("  /things:", "  /things/{id}:");
    let (folder, _) = with(&dirty);
    let found = text(&lint(&["api.yaml"], folder.path()).stderr);
    for part in [
        "array-without-items",
        "GET /things/{id}",
        "api.yaml:13:",
        "help:",
        "1 error",
        "1 warning",
    ] {
        assert!(found.contains(part), "no {part:?} in\n{found}");
    }
}

#[test]
fn what_repeats_is_counted_unless_all_of_it_is_asked_for_and_errors_are_all_shown() {
    let list = "{description: OK, content: {application/json: {schema: {type: array}}}}";
    let statuses = [
        "200", "201", "202", "203", "206", "20", "21", "22", "23", "24",
    ];
    let responses: String = statuses
        .iter()
        .map(|status| format!("        '{status}': {list}\n"))
        .collect();
    let (head, _) = GOOD.split_once("        '200'").unwrap();
    let (folder, _) = with(&(head.to_owned() + &responses));
    let seen = |arguments: &[&str]| text(&lint(arguments, folder.path()).stderr);
    let times = |text: &str, line: &str| text.lines().filter(|one| *one == line).count();
    let few = seen(&["api.yaml"]);
    assert_eq!(times(&few, "array-without-items"), 3, "{few}");
    assert_eq!(times(&few, "invalid-status"), 5, "{few}");
    let counted = "array-without-items: and 7 more of this kind (`--all` shows each)";
    assert_eq!(times(&few, counted), 1, "{few}");
    let all = seen(&["--all", "api.yaml"]);
    assert_eq!(times(&all, "array-without-items"), 10, "{all}");
    assert!(!all.contains("more of this kind"), "{all}");
    // What is counted does not depend on what is shown.
    assert!(few.contains("5 errors, 10 warnings"), "{few}");
    assert_eq!(few.lines().last(), all.lines().last());
}

#[test]
fn machines_read_json_on_standard_output_and_nothing_else() {
    let dirty = GOOD.replace(", items: {type: string}", "");
    let (folder, _) = with(&dirty);
    let out = lint(&["--format", "json", "api.yaml"], folder.path());
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(text(&out.stderr), "");
    let found: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let first = &found[0];
    assert_eq!(first["code"], "array-without-items");
    assert_eq!(first["severity"], "warning");
    assert_eq!(first["origin"]["file"], "api.yaml");
    assert!(
        first["origin"]["pointer"]
            .as_str()
            .unwrap()
            .starts_with("/paths/~1things/get/responses/200")
    );
    assert_eq!(first["position"][0], 13);
    assert!(first["help"].is_string() && first["message"].is_string());
    // A file that cannot be parsed is reported in the same form.
    fs::write(folder.path().join("broken.yaml"), "{").unwrap();
    let out = lint(&["--format", "json", "broken.yaml"], folder.path());
    assert_eq!(out.status.code(), Some(1));
    assert!(serde_json::from_slice::<serde_json::Value>(&out.stdout).is_ok());
    let clean = with(GOOD);
    let out = lint(&["--format", "json", "api.yaml"], clean.0.path());
    assert_eq!(text(&out.stdout).trim(), "[]");
}

#[test]
fn the_codes_are_explained_as_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let out = lint(&["--codes"], folder.path());
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out.stdout).contains("## array-without-items"));
}

#[test]
fn a_file_of_200_megabytes_is_refused_before_it_is_read() {
    let (folder, path) = with("");
    // A file without content: what would read it would take in 200 MB of NUL bytes, and say so.
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(200 << 20)
        .unwrap();
    let out = lint(&["api.yaml"], folder.path());
    assert_eq!(out.status.code(), Some(1));
    let found = text(&out.stderr);
    assert!(found.contains("file-too-large"), "{found}");
    assert!(found.contains("--max-bytes"), "{found}");
    let read = lint(&["--max-bytes", "300000000", "api.yaml"], folder.path());
    assert!(text(&read.stderr).contains("nul-byte"));
}
