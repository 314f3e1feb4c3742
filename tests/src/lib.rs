//! What the tests share: the committed specs, read once for each test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

pub mod server;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::FileTree;
use generator::ir::Api;
use generator::pipeline::{Specs, Text};
use generator::source::{Limits, Source, read};

/// The programs on the front page of the crate's docs and in the overview of its guide, which are compiled
/// as tests of docs.
#[cfg(doctest)]
#[doc = include_str!("../../generator/src/emit/templates/first_program.md")]
#[doc = include_str!("../../generator/src/emit/templates/crate.md")]
#[doc = include_str!("../../generator/src/emit/templates/guide/overview.md")]
pub struct FrontPage;

/// The project's folder.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The committed specs.
pub fn specs() -> Specs {
    let folder = project().join("specs");
    let table = |file: &str| Text {
        file: file.to_owned(),
        text: fs::read_to_string(folder.join(file)).expect("a table of specs/"),
    };
    let tables = ["naming.yaml", "deprecations.yaml", "notices.yaml"];
    let documents = files(&folder)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".yaml") && !name.contains('/'))
        .filter(|(name, _)| !tables.contains(&name.as_str()))
        .map(|(name, text)| {
            read(&Source::new(name, text), &Limits::default()).expect("a document of specs/")
        })
        .collect();
    Specs {
        documents,
        notices: table("notices.yaml"),
        deprecations: table("deprecations.yaml"),
    }
}

/// The API of the committed specs.
pub fn api() -> Api {
    generator::pipeline::read_api(&specs())
        .expect("the specs are sound")
        .0
}

/// The text files below a folder, by their path with `/`; build folders left out.
pub fn files(folder: &Path) -> FileTree {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(folder.join(&below))
            .into_iter()
            .flatten()
            .flatten()
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if below.is_empty() {
                name.clone()
            } else {
                format!("{below}/{name}")
            };
            if entry.path().is_dir() {
                if name != "target" {
                    open.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(entry.path()) {
                found.insert(path, text);
            }
        }
    }
    found
}
