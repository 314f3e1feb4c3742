//! `diff`: what it takes, what it exits with, and the formats.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A description of two tools: one operation each, of which one takes `parameters`.
pub(crate) fn description(parameters: &Value, gears: &[&str]) -> Value {
    let response = json!({"204": {"description": "done"}});
    let mut paths = serde_json::Map::new();
    for name in gears {
        let get = json!({
            "tags": ["Shop/Gears/gears"],
            "summary": format!("List {name}"),
            "responses": response,
        });
        paths.insert(
            format!("/rest/v1.0/{}", name.to_lowercase()),
            json!({ "get": get }),
        );
    }
    let cogs = json!({
        "tags": ["Shop/Cogs/cogs"],
        "summary": "List Cogs",
        "parameters": parameters,
        "responses": response,
    });
    paths.insert("/rest/v1.0/cogs".to_owned(), json!({ "get": cogs }));
    json!({"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths})
}

pub(crate) fn query(name: &str, ty: &str) -> Value {
    json!({"name": name, "in": "query", "schema": {"type": ty}})
}

fn write(folder: &Path, name: &str, content: &Value) {
    fs::write(folder.join(name), content.to_string()).unwrap();
}

fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn it_exits_with_1_for_what_it_is_told_to_fail_on() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(
        folder,
        "old.json",
        &description(&json!([query("page", "integer")]), &["Gears"]),
    );
    write(
        folder,
        "more.json",
        &description(&json!([query("page", "integer")]), &["Gears", "Teeth"]),
    );
    write(folder, "less.json", &description(&json!([]), &["Gears"]));
    for (new, flags, exit) in [
        ("old.json", &["--fail-on", "any"][..], 0),
        ("more.json", &[], 0),
        ("more.json", &["--fail-on", "breaking"], 0),
        ("more.json", &["--fail-on", "any"], 1),
        ("less.json", &[], 0),
        ("less.json", &["--fail-on", "breaking"], 1),
        (
            "less.json",
            &["--fail-on", "breaking", "--tools", "gears"],
            0,
        ),
        (
            "less.json",
            &["--fail-on", "breaking", "--tools", "gears,cogs"],
            1,
        ),
        // A name that no tool has would leave nothing to fail on.
        ("less.json", &["--fail-on", "any", "--tools", "cog"], 2),
        ("nowhere.json", &[], 2),
    ] {
        let arguments = [&["diff", "old.json", new, "--specs", "none"], flags].concat();
        let output = xtask(folder, &arguments);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {output:?}");
    }
}

#[test]
fn it_takes_descriptions_specs_folders_and_revisions() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(
        folder,
        "old.json",
        &description(&json!([query("page", "integer")]), &["Gears"]),
    );
    write(
        folder,
        "new.json",
        &description(&json!([query("page", "string")]), &["Gears"]),
    );
    xtask(folder, &["import", "old.json", "--specs", "specs"]);
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "specs"]);
    git(folder, &["commit", "--quiet", "-m", "old"]);
    fs::create_dir(folder.join("each")).unwrap();
    fs::copy(folder.join("old.json"), folder.join("each/shop.json")).unwrap();
    for old in ["old.json", "specs", "each", "HEAD", "master^{commit}"] {
        if old.starts_with("master") {
            git(folder, &["branch", "-M", "master"]);
        }
        let output = xtask(
            folder,
            &[
                "diff", old, "new.json", "--specs", "specs", "--format", "json",
            ],
        );
        let report: Value = serde_json::from_str(&said(&output)).unwrap();
        let changes = &report["items"][0]["changes"];
        assert_eq!(
            report["items"].as_array().unwrap().len(),
            1,
            "{old}: {report}"
        );
        assert_eq!(changes[0]["event"], "retyped", "{old}");
        assert_eq!(changes[0]["rust"], "breaks", "{old}");
        assert_eq!(changes[0]["wire"], "breaking", "{old}");
        assert_eq!(changes[0]["name"], "page", "{old}");
        let back = xtask(
            folder,
            &[
                "diff", "new.json", old, "--specs", "specs", "--format", "json",
            ],
        );
        let back: Value = serde_json::from_str(&said(&back)).unwrap();
        assert_eq!(back["items"][0]["changes"][0]["old"], "String", "{old}");
    }
}

#[test]
fn each_format_is_written_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "old.json", &description(&json!([]), &["Gears"]));
    write(folder, "new.json", &description(&json!([]), &[]));
    for (format, head) in [
        (
            "text",
            "old.json -> new.json: 2 operations before, 1 after; semver step: major\n",
        ),
        ("markdown", "# Changes from `old.json` to `new.json`\n"),
        ("json", "{\n"),
        ("html", "<!DOCTYPE html>\n"),
    ] {
        let output = xtask(
            folder,
            &[
                "diff", "old.json", "new.json", "--specs", "none", "--format", format,
            ],
        );
        assert!(said(&output).starts_with(head), "{}", said(&output));
        assert!(
            said(&output).contains("gears::v1_0::ListGears"),
            "{}",
            said(&output)
        );
    }
}
