//! Reads descriptions, specs folders and their tables from the disk.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use generator::Diagnostic;
use generator::import::{Inputs, Prose, import, prepare};
use generator::openapi::documents::Documents;
use generator::overlay::Overlay;
use generator::pipeline::{Specs, Text};
use generator::source::{Limits, Source, check_version, read};
use generator::specs::naming::{NamingTable, Unnamed};
use progress::Progress;

use crate::{Failure, report, write};

/// Names set by hand.
pub(crate) const NAMING: &str = "naming.yaml";
/// What people know about deprecations.
pub(crate) const DEPRECATIONS: &str = "deprecations.yaml";
/// The folder of repairs to the description.
const OVERLAYS: &str = "overlays";
/// What pages announced.
pub(crate) const NOTICES: &str = "notices.yaml";
/// The files of a specs folder that are no documents.
pub(crate) const TABLES: &[&str] = &[NAMING, DEPRECATIONS, NOTICES];

/// Flags of every command: how much of an input is taken in.
#[derive(clap::Args)]
pub(crate) struct LimitArgs {
    /// The largest file that is read, in bytes.
    #[arg(long, global = true, default_value_t = Limits::default().bytes)]
    max_bytes: usize,
    /// How deep objects and lists may stand in each other.
    #[arg(long, global = true, default_value_t = Limits::default().depth)]
    max_depth: usize,
    /// How many values a file may hold, YAML aliases expanded.
    #[arg(long, global = true, default_value_t = Limits::default().values)]
    max_values: usize,
}

/// What a command read; its texts are shown in diagnostics.
pub(crate) struct Session {
    /// Every file that was read.
    pub(crate) sources: Vec<Source>,
    /// How much of a file is taken in.
    pub(crate) limits: Limits,
    /// How far the command is.
    pub(crate) progress: Progress,
    /// How much of the diagnostics is shown.
    shown: report::Shown,
}

impl Session {
    pub(crate) fn new(limits: &LimitArgs, all: bool, quiet: bool) -> Self {
        let limits = Limits {
            bytes: limits.max_bytes,
            depth: limits.max_depth,
            values: limits.max_values,
        };
        Self {
            sources: Vec::new(),
            limits,
            progress: Progress::new(quiet),
            shown: report::Shown { all, quiet },
        }
    }

    /// A description: a file, several, or folders of them.
    pub(crate) fn description(&mut self, paths: &[PathBuf]) -> Result<Documents, Failure> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                files.extend(published_files(path)?);
            } else {
                files.push(path.clone());
            }
        }
        self.documents(&files)
    }

    /// A specs folder, or a description in either published form, which is normalised first.
    pub(crate) fn specs(&mut self, path: &Path) -> Result<Specs, Failure> {
        let _unchanged = write::reading(path)?;
        if path.is_dir() && is_specs(path)? {
            let files = document_files(path)?;
            if files.is_empty() {
                return Err(Failure::File(format!(
                    "{}: tables are in this folder, and no document of a tool",
                    path.display()
                )));
            }
            return Ok(Specs {
                documents: self.documents(&files)?,
                notices: self.table(path, NOTICES)?,
                deprecations: self.table(path, DEPRECATIONS)?,
            });
        }
        let mut description = self.description(&[path.to_owned()])?;
        let prepared = prepare(&mut description, &[])?;
        let imported = import(&Inputs {
            description: &description,
            existing: &Documents::default(),
            naming: &NamingTable {
                unnamed: Unnamed::Fingerprint,
                ..NamingTable::default()
            },
            naming_file: NAMING,
            prose: Prose::Keep,
            date: None,
        })?;
        self.print(&[prepared.warnings, imported.warnings.clone()].concat());
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
            self.text(&path)?
        } else {
            String::new()
        };
        let name = shown(&path);
        self.sources.push(Source::new(name.clone(), text.clone()));
        Ok(Text { file: name, text })
    }

    /// The text of a file, within the limits.
    pub(crate) fn text(&self, path: &Path) -> Result<String, Failure> {
        bounded_text(path, &self.limits)
    }

    /// Prints diagnostics, each with the lines it is about.
    pub(crate) fn print(&self, problems: &[Diagnostic]) {
        let print = || report::print(problems, &self.sources, self.shown);
        self.progress.aside(print);
    }

    /// The repairs of a specs folder, in the order of the names of their files.
    pub(crate) fn overlays(&mut self, folder: &Path) -> Result<Vec<Overlay>, Failure> {
        let folder = folder.join(OVERLAYS);
        let files = if folder.is_dir() {
            yaml_files(&folder)?
        } else {
            Vec::new()
        };
        let mut problems = Vec::new();
        let mut overlays = Vec::new();
        for path in &files {
            let (source, result) = read_one(path, &self.limits)?;
            self.sources.extend(source);
            match result.and_then(|document| Overlay::parse(&document)) {
                Ok(overlay) => overlays.push(overlay),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() {
            Ok(overlays)
        } else {
            Err(Failure::Input(problems))
        }
    }

    /// Reads documents side by side; all problems of all of them come together.
    fn documents(&mut self, files: &[PathBuf]) -> Result<Documents, Failure> {
        let limits = self.limits;
        let mut problems: Vec<Diagnostic> = Vec::new();
        let mut found = Vec::new();
        for result in generator::in_parallel(files, |path| read_document(path, &limits)) {
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

/// The text of a file, within the limits that hold unless flags say otherwise.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    bounded_text(path, &Limits::default())
}

fn bounded_text(path: &Path, limits: &Limits) -> Result<String, Failure> {
    let bytes = bytes(path, limits)?.map_err(|problem| vec![problem])?;
    String::from_utf8(bytes)
        .map_err(|error| Failure::File(format!("{}: {}", path.display(), error.utf8_error())))
}

/// The content of a file, or that there is too much of it. Never more is read than the limit, also
/// of a file that grows; a device or a pipe, which may have no end, is not opened at all.
fn bytes(path: &Path, limits: &Limits) -> Result<Result<Vec<u8>, Diagnostic>, Failure> {
    let found = fs::metadata(path).map_err(|error| failed(path, &error))?;
    if !found.is_file() {
        return Err(Failure::File(format!(
            "{} is no file that can be read as a whole; save a pipe or a device to a file first",
            path.display()
        )));
    }
    if let Err(problem) = limits.check_size(&shown(path), found.len()) {
        return Ok(Err(problem));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX);
    fs::File::open(path)
        .and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| failed(path, &error))?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(limits.check_size(&shown(path), size).map(|()| bytes))
}

/// The documents of a specs folder, by name.
fn document_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = yaml_files(folder)?;
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default();
        !TABLES.iter().any(|table| name == *table)
    });
    Ok(files)
}

/// A document that a specs folder has where several tools share something.
const SHARED: &str = "shared.yaml";

/// Whether a folder holds specs, or else the documents of a published description.
pub(crate) fn is_specs(folder: &Path) -> Result<bool, Failure> {
    let mut files = yaml_files(folder)?.into_iter();
    Ok(files.any(|path| {
        let name = path.file_name().unwrap_or_default();
        let is_ours = name == SHARED || TABLES.iter().any(|table| name == *table);
        is_ours || write::is_imported(&path)
    }))
}

/// What `fetch` lists with its checksums, beside what it fetched.
const MANIFEST: &str = ".fetched.json";
/// Where `fetch` puts the documents of the resources.
const RESOURCES: &str = "resources";

/// The documents of a published description in a folder, or in the folder of resources in it.
fn published_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let published = |folder: &Path| -> Result<Vec<PathBuf>, Failure> {
        let mut files = files_of(folder, &["json", "yaml", "yml"])?;
        files.retain(|path| !path.to_string_lossy().ends_with(MANIFEST));
        Ok(files)
    };
    let mut files = published(folder)?;
    let resources = folder.join(RESOURCES);
    if files.is_empty() && resources.is_dir() {
        files = published(&resources)?;
    }
    if files.is_empty() {
        return Err(Failure::File(format!(
            "{}: no document is in this folder; expected files that end in .json or .yaml",
            folder.display()
        )));
    }
    Ok(files)
}

fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    files_of(folder, &["yaml"])
}

/// The files of a folder that end in one of these, by name.
fn files_of(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        let path = entry.map_err(|error| failed(folder, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let extension = path.extension().and_then(|extension| extension.to_str());
        // Hidden files are nobody's description: editors and file managers leave them.
        let is_wanted = extension.is_some_and(|extension| extensions.contains(&extension));
        if is_wanted && !name.starts_with('.') && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

type Read = Result<generator::source::Document, Vec<Diagnostic>>;

/// A file of OpenAPI 3.0.
fn read_document(path: &Path, limits: &Limits) -> Result<(Option<Source>, Read), Failure> {
    let (source, result) = read_one(path, limits)?;
    let result = result.and_then(|document| {
        let problems = check_version(&document);
        if problems.is_empty() {
            Ok(document)
        } else {
            Err(problems)
        }
    });
    Ok((source, result))
}

fn read_one(path: &Path, limits: &Limits) -> Result<(Option<Source>, Read), Failure> {
    let name = shown(path);
    let bytes = match bytes(path, limits)? {
        Ok(bytes) => bytes,
        Err(problem) => return Ok((None, Err(vec![problem]))),
    };
    let source = Source::new(name, bytes);
    let result = read(&source, limits);
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
