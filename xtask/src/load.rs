//! Reads descriptions, specs folders and their tables from the disk.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use generator::Diagnostic;
use generator::diagnostic::render::{render, summary};
use generator::diagnostic::sort;
use generator::import::names::{NamingTable, Unnamed};
use generator::import::{Inputs, Prose, import};
use generator::resolve::Documents;
use generator::road::{Specs, Text};
use generator::source::{Limits, Source, check_version, fill_positions, read};

use crate::Failure;

/// Names set by hand.
pub(crate) const NAMING: &str = "naming.yaml";
/// What people know about deprecations.
pub(crate) const DEPRECATIONS: &str = "deprecations.yaml";
/// What pages announced.
pub(crate) const NOTICES: &str = "notices.yaml";
/// The files of a specs folder that are no documents.
const TABLES: &[&str] = &[NAMING, DEPRECATIONS, NOTICES];

/// What a command read; its texts are shown in diagnostics.
#[derive(Default)]
pub(crate) struct Session {
    /// Every file that was read.
    pub(crate) sources: Vec<Source>,
}

impl Session {
    /// A description in one file.
    pub(crate) fn description(&mut self, path: &Path) -> Result<Documents, Failure> {
        self.documents(&[path.to_owned()])
    }

    /// A specs folder, or a single description, which is normalised first.
    pub(crate) fn specs(&mut self, path: &Path) -> Result<Specs, Failure> {
        if path.is_dir() {
            return Ok(Specs {
                documents: self.documents(&document_files(path)?)?,
                notices: self.table(path, NOTICES)?,
                deprecations: self.table(path, DEPRECATIONS)?,
            });
        }
        let description = self.description(path)?;
        let imported = import(&Inputs {
            description: &description,
            existing: &Documents::default(),
            naming: &NamingTable {
                unnamed: Unnamed::Fingerprint,
                ..NamingTable::default()
            },
            naming_file: NAMING,
            prose: Prose::Keep,
        })?;
        Ok(Specs {
            documents: imported.into_documents(),
            ..Specs::default()
        })
    }

    /// The documents of a specs folder; none if there is no folder.
    pub(crate) fn existing(&mut self, path: &Path) -> Result<Documents, Failure> {
        if path.is_dir() {
            self.documents(&document_files(path)?)
        } else {
            Ok(Documents::default())
        }
    }

    /// A table of a specs folder; empty if there is none.
    pub(crate) fn table(&mut self, folder: &Path, file: &str) -> Result<Text, Failure> {
        let path = folder.join(file);
        let text = if path.exists() {
            text(&path)?
        } else {
            String::new()
        };
        let name = shown(&path);
        self.sources.push(Source::new(name.clone(), text.clone()));
        Ok(Text { file: name, text })
    }

    /// Prints diagnostics, each with the lines it is about.
    pub(crate) fn print(&self, problems: &[Diagnostic]) {
        if problems.is_empty() {
            return;
        }
        let mut problems = problems.to_vec();
        fill_positions(&mut problems, &self.sources);
        sort(&mut problems);
        let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        eprint!("{}", render(&problems, &self.sources, colours));
        eprintln!("{}", summary(&problems));
    }

    /// Reads documents side by side; all problems of all of them come together.
    fn documents(&mut self, files: &[PathBuf]) -> Result<Documents, Failure> {
        let limits = Limits::default();
        let mut problems: Vec<Diagnostic> = Vec::new();
        let mut found = Vec::new();
        for result in generator::in_parallel(files, |path| read_one(path, &limits)) {
            let (source, result) = result?;
            self.sources.extend(source);
            match result {
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
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| failed(path, &error))
}

/// The documents of a specs folder, by name.
fn document_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let document = name.is_some_and(|n| n.ends_with(".yaml") && !TABLES.contains(&n.as_str()));
        if document && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

type Read = Result<generator::source::Document, Vec<Diagnostic>>;

fn read_one(path: &Path, limits: &Limits) -> Result<(Option<Source>, Read), Failure> {
    let name = shown(path);
    let size = fs::metadata(path)
        .map_err(|error| failed(path, &error))?
        .len();
    if let Err(problem) = limits.check_size(&name, size) {
        return Ok((None, Err(vec![problem])));
    }
    let bytes = fs::read(path).map_err(|error| failed(path, &error))?;
    let source = Source::new(name, bytes);
    let result = read(&source, limits).and_then(|document| {
        let problems = check_version(&document);
        if problems.is_empty() {
            Ok(document)
        } else {
            Err(problems)
        }
    });
    Ok((Some(source), result))
}

/// A path as messages show it: from the current folder if it lies below.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here)
        .unwrap_or(path)
        .display()
        .to_string()
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File(format!("{}: {error}", path.display()))
}
