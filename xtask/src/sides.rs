//! The two sides of a comparison: a published description, a specs folder, or a git revision of the
//! project.

use std::path::{Path, PathBuf};
use std::process::Command;

use generator::import::{Inputs, Prose, import, prepare};
use generator::ir::Api;
use generator::openapi::documents::Documents;
use generator::pipeline::{Specs, Text, read_api};
use generator::source::{Source, check_version, read};
use generator::specs::naming::{NamingTable, Unnamed};

use crate::Failure;
use crate::load::{self, Session};

/// What one side of a comparison is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Side {
    /// A description in either published form.
    Published(PathBuf),
    /// A specs folder.
    Specs(PathBuf),
    /// The specs of a commit, by its hash.
    Commit(String),
}

impl Side {
    /// A path that is there, or else a revision.
    fn of(name: &str, specs: &Path) -> Result<Self, Failure> {
        let path = PathBuf::from(name);
        if path.is_dir() && load::is_specs(&path)? {
            return Ok(Self::Specs(path));
        }
        if path.exists() {
            return Ok(Self::Published(path));
        }
        let commit = format!("{name}^{{commit}}");
        let found = git(
            specs,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &commit,
            ],
        );
        let commit = found.map_err(|_| {
            Failure::File(format!(
                "{name} is neither a file, nor a folder, nor a revision of the project"
            ))
        })?;
        Ok(Self::Commit(commit.trim().to_owned()))
    }
}

/// Both APIs. Where one side is a published description, it is imported over the names of the other,
/// with the tables and overlays of the folder `tables`; a revision is one of that folder.
pub(crate) fn apis(
    (old, new): (&str, &str),
    tables: &Path,
    session: &mut Session,
) -> Result<(Api, Api), Failure> {
    let none = Documents::default();
    let specs = match (Side::of(old, tables)?, Side::of(new, tables)?) {
        (Side::Published(old), Side::Published(new)) => {
            let old = published(&old, tables, &none, session)?;
            let new = published(&new, tables, &old.documents, session)?;
            (old, new)
        }
        (Side::Published(old), new) => {
            let new = kept(&new, tables, session)?;
            (published(&old, tables, &new.documents, session)?, new)
        }
        (old, Side::Published(new)) => {
            let old = kept(&old, tables, session)?;
            let new = published(&new, tables, &old.documents, session)?;
            (old, new)
        }
        (old, new) => (kept(&old, tables, session)?, kept(&new, tables, session)?),
    };
    let (old, new) = (read_api(&specs.0)?.0, read_api(&specs.1)?.0);
    // Millions of values: giving them back one by one takes longer than comparing them.
    std::mem::forget(specs);
    Ok((old, new))
}

/// Specs that are there, in a folder or in a commit.
fn kept(side: &Side, tables: &Path, session: &mut Session) -> Result<Specs, Failure> {
    match side {
        Side::Commit(commit) => committed(commit, tables, session),
        Side::Specs(path) | Side::Published(path) => session.specs(path),
    }
}

/// A published description, imported over the names of `existing`.
fn published(
    path: &Path,
    tables: &Path,
    existing: &Documents,
    session: &mut Session,
) -> Result<Specs, Failure> {
    let mut description = session.description(&[path.to_owned()])?;
    prepare(&mut description, &session.overlays(tables)?)?;
    let naming = session.table(tables, load::NAMING)?;
    let table = NamingTable::parse(&naming.file, &naming.text).map_err(|p| vec![p])?;
    let imported = import(&Inputs {
        description: &description,
        existing,
        naming: &NamingTable {
            unnamed: Unnamed::Fingerprint,
            ..table
        },
        naming_file: &naming.file,
        prose: Prose::Drop,
        date: None,
    })?;
    std::mem::forget(description);
    Ok(Specs {
        documents: imported.into_documents(),
        notices: session.table(tables, load::NOTICES)?,
        deprecations: session.table(tables, load::DEPRECATIONS)?,
    })
}

/// What the specs folder was in a commit.
fn committed(commit: &str, folder: &Path, session: &mut Session) -> Result<Specs, Failure> {
    let listed = git(folder, &["ls-tree", "--name-only", commit])?;
    let names = listed.lines().filter(|name| name.ends_with(".yaml"));
    let mut problems = Vec::new();
    let mut documents = Vec::new();
    let mut tables = std::collections::BTreeMap::new();
    for file in names {
        let text = git(folder, &["show", &format!("{commit}:./{file}")])?;
        let source = Source::new(file, text.as_str());
        if load::TABLES.contains(&file) {
            tables.insert(file, text);
        } else {
            match read(&source, &session.limits) {
                Ok(document) => {
                    problems.extend(check_version(&document));
                    documents.push(document);
                }
                Err(more) => problems.extend(more),
            }
        }
        session.sources.push(source);
    }
    if documents.is_empty() && problems.is_empty() {
        return Err(Failure::File(format!("{commit} has no specs")));
    }
    if !problems.is_empty() {
        return Err(Failure::Input(problems));
    }
    let mut table = |file: &str| Text {
        file: file.to_owned(),
        text: tables.remove(file).unwrap_or_default(),
    };
    Ok(Specs {
        documents: documents.into_iter().collect(),
        notices: table(load::NOTICES),
        deprecations: table(load::DEPRECATIONS),
    })
}

/// What git says in a folder.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| Failure::File(format!("git cannot be started: {error}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::File(format!(
        "git {}: {}",
        arguments.join(" "),
        said.trim()
    )))
}
