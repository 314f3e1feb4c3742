//! A folder of broken documents: each file's diagnostics, as people read them, is a snapshot.
//!
//! To add a case, add a file to `tests/bad`; a folder is a set of documents.

use std::fs;
use std::path::Path;

use generator::diagnostic;
use generator::diagnostic::render::{render, summary};
use generator::lint::lint;
use generator::openapi::documents::Documents;
use generator::source::{Limits, Source, fill_positions, read};

/// What `lint` reports of a set of files: texts first, and what could be read of them then.
fn reported(sources: &[Source]) -> String {
    let mut found = Vec::new();
    let mut documents = Vec::new();
    for source in sources {
        match read(source, &Limits::default()) {
            Ok(document) => documents.push(document),
            Err(diagnostics) => found.extend(diagnostics),
        }
    }
    found.extend(lint(&documents.into_iter().collect::<Documents>()));
    fill_positions(&mut found, sources);
    diagnostic::sort(&mut found);
    for diagnostic in &found {
        assert!(diagnostic.position.is_some(), "{diagnostic}");
        assert!(diagnostic.help.is_some(), "{diagnostic}");
    }
    format!("{}\n{}\n", render(&found, sources, false), summary(&found))
}

fn sources(path: &Path) -> Vec<Source> {
    let mut files: Vec<_> = if path.is_dir() {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    } else {
        vec![path.to_owned()]
    };
    files.sort();
    let name = |file: &Path| file.file_name().unwrap().to_str().unwrap().to_owned();
    files
        .iter()
        .map(|file| Source::new(name(file), fs::read(file).unwrap()))
        .collect()
}

#[test]
fn broken_documents_are_reported_with_place_and_help() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut cases: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() > 20, "the folder of cases is not where it was");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../bad_snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for case in cases {
            let name = case.file_stem().unwrap().to_str().unwrap().to_owned();
            insta::assert_snapshot!(name, reported(&sources(&case)));
        }
    });
}
