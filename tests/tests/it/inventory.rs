//! The inventory: a file per tool, a line for each parameter, field and value, so that a change of
//! the description reads as a few changed lines.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use generator::inventory::{WIDTH, inventory};
use tests::api;

/// The folder of the snapshots, from this file.
const FOLDER: &str = "../inventory";

/// All snapshots that moved are in one failure, and each has its file for `cargo insta review`.
#[test]
fn every_operation_and_type_is_where_it_was() {
    let made = inventory(&api());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(FOLDER);
    settings.set_prepend_module_to_snapshot(false);
    let mut moved = Vec::new();
    for (tool, text) in &made {
        let is_same = settings.bind(|| {
            let assert = || insta::assert_snapshot!(tool.as_str(), text);
            catch_unwind(AssertUnwindSafe(assert)).is_ok()
        });
        if !is_same {
            moved.push(format!("  {tool}: {}", difference(&snapshot(tool), text)));
        }
    }
    for tool in snapshots() {
        if !made.contains_key(&tool) {
            moved.push(format!("  {tool}: no tool any more; delete its snapshot"));
        }
    }
    assert!(
        moved.is_empty(),
        "{} of {} snapshots moved:\n{}",
        moved.len(),
        made.len(),
        moved.join("\n")
    );
}

/// Where the snapshots are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inventory")
}

/// The tools that have a snapshot.
fn snapshots() -> Vec<String> {
    let files = fs::read_dir(folder()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut tools: Vec<String> = names
        .filter_map(|name| name.strip_suffix(".snap").map(str::to_owned))
        .collect();
    tools.sort();
    tools
}

/// What a snapshot holds, without its head; nothing if there is none.
fn snapshot(tool: &str) -> String {
    let path = folder().join(format!("{tool}.snap"));
    let text = fs::read_to_string(path).unwrap_or_default();
    let body = text.split_once("\n---\n").map(|(_, body)| body.to_owned());
    body.unwrap_or_default()
}

/// How many lines came and went; a line that changed did both.
fn difference(old: &str, new: &str) -> String {
    let mut counts: BTreeMap<&str, isize> = BTreeMap::new();
    for line in new.trim_end().lines() {
        *counts.entry(line).or_default() += 1;
    }
    for line in old.trim_end().lines() {
        *counts.entry(line).or_default() -= 1;
    }
    let came: isize = counts.values().filter(|count| **count > 0).sum();
    let went: isize = counts.values().filter(|count| **count < 0).sum();
    match (came, -went) {
        (0, 0) => "the order of its lines".to_owned(),
        (came, went) => format!("+{came} -{went} lines"),
    }
}

#[test]
fn what_came_and_went_is_counted() {
    assert_eq!(difference("a\nb\nb\n", "b\nc\nd\n"), "+2 -2 lines");
    assert_eq!(difference("", "a\n"), "+1 -0 lines");
    assert_eq!(difference("a\nb", "b\na"), "the order of its lines");
}

#[test]
fn no_line_is_longer_than_a_screen() {
    for (tool, text) in inventory(&api()) {
        for line in text.lines() {
            assert!(line.chars().count() <= WIDTH, "{tool}: {line}");
        }
    }
}
