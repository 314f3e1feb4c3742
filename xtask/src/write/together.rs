//! Several folders below one, and files beside them, written as one: all of it lands or nothing
//! does.

use std::fs;
use std::path::{Path, PathBuf};

use generator::FileTree;
use lock::{Lock, Mode};

use super::disk::Disk;
use super::staged::{self, Step};
use super::{Folder, Force, Summary, failed, locked};
use crate::Failure;

/// The folder above all that is written, and nobody else's for as long as this lives.
pub(crate) struct Whole {
    disk: Disk,
    root: PathBuf,
    _lock: Lock,
}

/// A folder below with the files that it is to hold.
pub(crate) type Part<'a> = (&'a Folder<'a>, &'a FileTree);

impl Whole {
    /// Takes the folder, which must be there, and finishes what a run has left that was killed.
    pub(crate) fn open(root: &Path) -> Result<Self, Failure> {
        Self::on(Disk::real(), root)
    }

    pub(super) fn on(disk: Disk, root: &Path) -> Result<Self, Failure> {
        let root = fs::canonicalize(root).map_err(|error| failed("find", root, &error))?;
        let lock = locked(&root, Mode::Exclusive)?;
        staged::finish(&disk, &root)?;
        Ok(Self {
            disk,
            root,
            _lock: lock,
        })
    }

    /// Makes each folder hold its files, and writes the `files` beside them; one without a text is
    /// removed. A fault anywhere takes all of it back.
    pub(crate) fn write(
        &self,
        parts: &[Part<'_>],
        files: &[(String, Option<String>)],
        force: Force,
    ) -> Result<Vec<Summary>, Failure> {
        let mut steps = Vec::new();
        let mut summaries = Vec::new();
        for (folder, files) in parts {
            let name = self.name_of(folder)?;
            let plan = folder.plan(files, force)?;
            steps.extend(plan.steps.into_iter().map(|step| step.below(&name)));
            summaries.push(plan.summary);
        }
        for (name, text) in files {
            let there = fs::read_to_string(self.root.join(name)).ok();
            match text {
                Some(text) if there.as_ref() != Some(text) => steps.push(Step::write(name, text)),
                None if there.is_some() => steps.push(Step::remove(name)),
                _ => {}
            }
        }
        staged::run(&self.disk, &self.root, &steps)?;
        Ok(summaries)
    }

    /// A folder as seen from the root, with `/`.
    fn name_of(&self, folder: &Folder<'_>) -> Result<String, Failure> {
        let below = folder.root.strip_prefix(&self.root).map_err(|_| {
            Failure::File(format!(
                "{} is not below {}",
                folder.root.display(),
                self.root.display()
            ))
        })?;
        let parts = below.iter().map(|part| part.to_string_lossy().into_owned());
        Ok(parts.collect::<Vec<_>>().join("/"))
    }
}

/// Finishes what a run on the folder above has left that was killed: its changes are of this folder
/// too. To be called before the folder itself is locked, as such a run locks the one above first.
pub(super) fn finish_above(disk: &Disk, root: &Path) -> Result<(), Failure> {
    let root = fs::canonicalize(root).map_err(|error| failed("find", root, &error))?;
    let Some(above) = root.parent().filter(|above| staged::is_left(above)) else {
        return Ok(());
    };
    let alone = locked(above, Mode::Exclusive)?;
    staged::finish(disk, above)?;
    drop(alone);
    Ok(())
}
