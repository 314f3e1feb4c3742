//! The only code that writes: whole trees, of which only what changed is new.
//!
//! A tree is built beside the old one, of hard links where nothing changed, and then takes its
//! place. Until then the old tree is whole, and after that the new one is; what a killed run has
//! left beside them is cleared away by the next.

mod disk;
mod names;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::FileTree;

use crate::Failure;
use disk::Disk;

/// The build folder of cargo: a cache, which is moved as it is and may be lost.
const CACHE: &str = "target";

/// What a run wrote.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    written: usize,
    unchanged: usize,
    removed: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} written, {} unchanged, {} removed",
            self.written, self.unchanged, self.removed
        )
    }
}

/// Whether a file of a specs folder was made by `import`.
pub(crate) fn is_imported(path: &str) -> bool {
    path.ends_with(".yaml")
        && !path.contains('/')
        && !["naming.yaml", "deprecations.yaml", "notices.yaml"].contains(&path)
}

/// Whether a file of the crate's folder was made by `generate`.
pub(crate) fn is_generated(path: &str) -> bool {
    path != "Cargo.lock" && !path.starts_with("target/")
}

/// Makes the folder hold these files: those that changed are written, those that are ours and no
/// longer made go, everything else stays as it is. `owned` is asked about files, and about folders
/// with a `/` at the end: one that is not ours is not looked into.
pub(crate) fn write_tree(
    root: &Path,
    files: &FileTree,
    owned: fn(&str) -> bool,
) -> Result<Summary, Failure> {
    Writer::new(Disk::real(), root).and_then(|writer| writer.write(files, owned))
}

/// Writes one file if its content changed; says whether it did.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<bool, Failure> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(false);
    }
    let disk = Disk::real();
    let new = beside(path, "new");
    let written = disk
        .write(&new, text)
        .and_then(|()| disk.rename(&new, path));
    if written.is_err() {
        // It may not even be there; what failed is told.
        let _ = fs::remove_file(&new);
    }
    written.map(|()| true)
}

/// What differs between the files and the folder.
pub(crate) fn check_tree(
    root: &Path,
    files: &FileTree,
    owned: fn(&str) -> bool,
) -> Result<Vec<String>, Failure> {
    names::check(files)?;
    let mut differences = Vec::new();
    for (name, text) in files {
        match fs::read(root.join(name)) {
            Ok(old) if old == text.as_bytes() => {}
            Ok(_) => differences.push(format!("stale: {name}")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.push(format!("missing: {name}"));
            }
            Err(error) => return Err(failed("read", &root.join(name), &error)),
        }
    }
    let extra = |name: &&String| owned(name) && !files.contains_key(*name);
    let present = Present::of(root, owned)?;
    differences.extend(
        present
            .files
            .iter()
            .filter(extra)
            .map(|name| format!("extra: {name}")),
    );
    Ok(differences)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::File(format!("cannot {what} {}: {error}", path.display()))
}

/// `.name.what` in the same folder, and so on the same filesystem.
fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.xtask-{what}"))
}

/// What stands in a folder.
#[derive(Default)]
struct Present {
    files: BTreeSet<String>,
    /// Folders that are not ours, with what is in them.
    foreign: BTreeSet<String>,
}

impl Present {
    fn of(root: &Path, owned: fn(&str) -> bool) -> Result<Self, Failure> {
        let mut present = Self::default();
        let mut open = if root.exists() {
            vec![String::new()]
        } else {
            Vec::new()
        };
        while let Some(folder) = open.pop() {
            for (name, is_folder) in entries(&root.join(&folder))? {
                let name = if folder.is_empty() {
                    name
                } else {
                    format!("{folder}/{name}")
                };
                if !is_folder {
                    present.files.insert(name);
                } else if owned(&format!("{name}/")) {
                    open.push(name);
                } else {
                    present.foreign.insert(name);
                }
            }
        }
        Ok(present)
    }
}

/// Names in a folder, and whether each is a folder; a link to one is none.
fn entries(folder: &Path) -> Result<Vec<(String, bool)>, Failure> {
    let failed = |error| failed("list", folder, &error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().into_string().map_err(|name| {
            Failure::File(format!("{}: {name:?} is not UTF-8", folder.display()))
        })?;
        found.push((name, entry.file_type().map_err(failed)?.is_dir()));
    }
    found.sort();
    Ok(found)
}

struct Writer {
    disk: Disk,
    root: PathBuf,
    /// The new tree before it takes the place of the old one, and the old one after.
    new: PathBuf,
    /// Where the old tree is for a moment if the two cannot be exchanged in one step.
    old: PathBuf,
}

impl Writer {
    fn new(disk: Disk, root: &Path) -> Result<Self, Failure> {
        // A link to the folder stays one, and a name such as `.` becomes one that has a parent.
        let absolute = std::path::absolute(root).map_err(|e| failed("find", root, &e))?;
        let root = fs::canonicalize(&absolute).unwrap_or(absolute);
        if root.file_name().is_none() {
            return Err(Failure::File(format!(
                "{} cannot be replaced",
                root.display()
            )));
        }
        let (new, old) = (beside(&root, "new"), beside(&root, "old"));
        Ok(Self {
            disk,
            root,
            new,
            old,
        })
    }

    fn write(&self, files: &FileTree, owned: fn(&str) -> bool) -> Result<Summary, Failure> {
        names::check(files)?;
        self.recover()?;
        let present = Present::of(&self.root, owned)?;
        let same = |name: &str, text: &str| {
            present.files.contains(name)
                && fs::read(self.root.join(name)).is_ok_and(|old| old == text.as_bytes())
        };
        let unchanged: BTreeSet<&str> = files
            .iter()
            .filter(|(name, text)| same(name, text))
            .map(|(name, _)| name.as_str())
            .collect();
        let is_stale = |name: &&String| owned(name) && !files.contains_key(*name);
        let summary = Summary {
            written: files.len() - unchanged.len(),
            unchanged: unchanged.len(),
            removed: present.files.iter().filter(is_stale).count(),
        };
        if summary.written == 0 && summary.removed == 0 {
            return Ok(summary);
        }
        let kept = |name: &&String| !owned(name) && !files.contains_key(*name);
        let kept: Vec<&String> = present.files.iter().filter(kept).collect();
        if let Err(failure) = self.build(files, &unchanged, &kept, &present.foreign) {
            // The next run clears what cannot be cleared now; the failure is what to tell.
            let _ = self.disk.remove_tree(&self.new);
            return Err(failure);
        }
        self.exchange()?;
        self.clear(&self.new)?;
        self.clear(&self.old)?;
        Ok(summary)
    }

    /// The new tree, beside the old one.
    fn build(
        &self,
        files: &FileTree,
        unchanged: &BTreeSet<&str>,
        kept: &[&String],
        foreign: &BTreeSet<String>,
    ) -> Result<(), Failure> {
        self.disk.create_folder(&self.new)?;
        for (name, text) in files {
            let path = self.new.join(name);
            self.disk
                .create_folder(path.parent().unwrap_or(&self.new))?;
            if unchanged.contains(name.as_str()) {
                self.disk.link(&self.root.join(name), &path)?;
            } else {
                self.disk.write(&path, text)?;
            }
        }
        for name in kept {
            let path = self.new.join(name);
            self.disk
                .create_folder(path.parent().unwrap_or(&self.new))?;
            self.disk.link(&self.root.join(name), &path)?;
        }
        for name in foreign.iter().filter(|name| *name != CACHE) {
            self.link_folder(name)?;
        }
        Ok(())
    }

    fn link_folder(&self, name: &str) -> Result<(), Failure> {
        let mut open = vec![name.to_owned()];
        while let Some(folder) = open.pop() {
            self.disk.create_folder(&self.new.join(&folder))?;
            for (name, is_folder) in entries(&self.root.join(&folder))? {
                let name = format!("{folder}/{name}");
                if is_folder {
                    open.push(name);
                } else {
                    self.disk
                        .link(&self.root.join(&name), &self.new.join(&name))?;
                }
            }
        }
        Ok(())
    }

    /// The new tree takes the place of the old one, which goes to where the new one was.
    fn exchange(&self) -> Result<(), Failure> {
        if !self.root.exists() {
            return self.disk.rename(&self.new, &self.root);
        }
        match self.disk.exchange(&self.new, &self.root) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(failure) => {
                let _ = self.disk.remove_tree(&self.new);
                return Err(failure);
            }
        }
        // Not every filesystem can do it in one step. A run that is killed between the two finds
        // the old tree again when it starts the next time.
        let result = self.disk.rename(&self.root, &self.old);
        let result = result.and_then(|()| {
            self.disk.rename(&self.new, &self.root).inspect_err(|_| {
                // Told is the first failure; `recover` tries this again.
                let _ = self.disk.rename(&self.old, &self.root);
            })
        });
        if result.is_err() {
            let _ = self.disk.remove_tree(&self.new);
        }
        result
    }

    /// Removes a tree that is out of use, but for the cache, which goes back to its place.
    fn clear(&self, tree: &Path) -> Result<(), Failure> {
        if !tree.exists() {
            return Ok(());
        }
        let (from, to) = (tree.join(CACHE), self.root.join(CACHE));
        if from.is_dir() && !to.exists() {
            self.disk.rename(&from, &to)?;
        }
        self.disk.remove_tree(tree)
    }

    /// Puts right what a run has left that was killed.
    fn recover(&self) -> Result<(), Failure> {
        if !self.root.exists() && self.old.exists() {
            self.disk.rename(&self.old, &self.root)?;
        }
        if self.root.exists() {
            self.clear(&self.old)?;
            return self.clear(&self.new);
        }
        if self.new.exists() {
            self.disk.remove_tree(&self.new)
        } else {
            Ok(())
        }
    }
}
