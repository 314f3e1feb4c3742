//! Reads descriptions, specs folders and their tables from the disk.

use std::fs;
use std::path::{Path, PathBuf};

use generator::Diagnostic;
use generator::resolve::Documents;
use generator::road::{Specs, Text};
use generator::source::{Limits, Source, check_version, read};

use crate::Failure;

/// Names set by hand.
pub(crate) const NAMING: &str = "naming.yaml";
/// What people know about deprecations.
pub(crate) const DEPRECATIONS: &str = "deprecations.yaml";
/// What pages announced.
pub(crate) const NOTICES: &str = "notices.yaml";
/// The files of a specs folder that are no documents.
const TABLES: &[&str] = &[NAMING, DEPRECATIONS, NOTICES];

/// A description in one file.
pub(crate) fn description(path: &Path) -> Result<Documents, Failure> {
    documents(&[(name_of(path), path.to_owned())])
}

/// A specs folder, or a single description, which is normalised first.
pub(crate) fn specs(path: &Path) -> Result<Specs, Failure> {
    if !path.is_dir() {
        let description = description(path)?;
        let imported = generator::import::import(&generator::import::Inputs {
            description: &description,
            existing: &Documents::default(),
            naming: &generator::import::names::NamingTable::default(),
            naming_file: NAMING,
            prose: generator::import::Prose::Keep,
        })?;
        return Ok(Specs {
            documents: imported.into_documents(),
            ..Specs::default()
        });
    }
    Ok(Specs {
        documents: documents(&document_files(path)?)?,
        notices: table(path, NOTICES)?,
        deprecations: table(path, DEPRECATIONS)?,
    })
}

/// The documents of a specs folder; none if there is no folder.
pub(crate) fn existing(path: &Path) -> Result<Documents, Failure> {
    if path.is_dir() {
        documents(&document_files(path)?)
    } else {
        Ok(Documents::default())
    }
}

/// A table of a specs folder; empty if there is none.
pub(crate) fn table(folder: &Path, file: &str) -> Result<Text, Failure> {
    let path = folder.join(file);
    let text = if path.exists() {
        text(&path)?
    } else {
        String::new()
    };
    Ok(Text {
        file: file.to_owned(),
        text,
    })
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::File(format!("{}: {error}", path.display())))
}

fn document_files(folder: &Path) -> Result<Vec<(String, PathBuf)>, Failure> {
    let failed = |error| Failure::File(format!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = name_of(&path);
        if name.ends_with(".yaml") && !TABLES.contains(&name.as_str()) {
            files.push((name, path));
        }
    }
    files.sort();
    Ok(files)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Reads documents side by side; all problems of all of them come together.
fn documents(files: &[(String, PathBuf)]) -> Result<Documents, Failure> {
    let limits = Limits::default();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut found = Vec::new();
    for result in generator::in_parallel(files, |(name, path)| read_one(name, path, &limits)) {
        match result? {
            Ok(document) => found.push(document),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() {
        Ok(found.into_iter().collect())
    } else {
        Err(Failure::Input(problems))
    }
}

type Read = Result<generator::source::Document, Vec<Diagnostic>>;

fn read_one(name: &str, path: &Path, limits: &Limits) -> Result<Read, Failure> {
    let failed = |error| Failure::File(format!("{}: {error}", path.display()));
    let size = fs::metadata(path).map_err(failed)?.len();
    if let Err(problem) = limits.check_size(name, size) {
        return Ok(Err(vec![problem]));
    }
    let bytes = fs::read(path).map_err(failed)?;
    Ok(
        read(&Source::new(name, bytes), limits).and_then(|document| {
            let problems = check_version(&document);
            if problems.is_empty() {
                Ok(document)
            } else {
                Err(problems)
            }
        }),
    )
}
