//! Changes of several files as one: laid beside the tree, then carried out, or taken back.
//!
//! Everything is in a folder of our own in the root: `N.new` is what takes the place of a file,
//! `N.old` is what was there, and `plan` says which is which. A run that is killed before the
//! plan is there has changed nothing; after that, the next run carries the rest out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::record::sum;
use super::{failed, names};
use crate::Failure;

/// The folder in the root, there for as long as a run takes.
const FOLDER: &str = ".xtask-staged";
const PLAN: &str = "plan";
/// A plan that is not whole yet.
const DRAFT: &str = "plan.new";

/// One change.
pub(super) struct Step {
    name: String,
    /// The new content; none removes the file.
    text: Option<String>,
}

impl Step {
    pub(super) fn write(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: Some(text.to_owned()),
        }
    }

    /// The same seen from a folder above, in which the root is `folder`.
    pub(super) fn below(self, folder: &str) -> Self {
        Self {
            name: format!("{folder}/{}", self.name),
            ..self
        }
    }

    pub(super) fn writes(&self) -> bool {
        self.text.is_some()
    }

    pub(super) fn remove(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: None,
        }
    }
}

/// A change that is laid ready.
#[derive(Debug, PartialEq, Eq)]
struct Ready {
    writes: bool,
    name: String,
    /// The checksum of what was there when it was planned.
    before: Option<String>,
}

/// Whether a killed run has left something.
pub(super) fn is_left(root: &Path) -> bool {
    // A link is none of ours, and what it leads to even less.
    fs::symlink_metadata(root.join(FOLDER)).is_ok_and(|found| found.is_dir())
}

/// Carries the changes out: all of them, or none and an error.
pub(super) fn run(disk: &Disk, root: &Path, steps: &[Step]) -> Result<(), Failure> {
    if steps.is_empty() {
        return Ok(());
    }
    let staged = root.join(FOLDER);
    disk.create_new_folder(&staged)?;
    let done = lay_ready(disk, root, steps).and_then(|plan| {
        carry_out(disk, root, &plan)?;
        Ok(plan)
    });
    // The next run clears what cannot be cleared now; a failure before that is what to report.
    let cleared = clear(disk, &staged);
    let plan = done?;
    cleared?;
    remove_empty_folders(root, &plan);
    Ok(())
}

/// Writes what is new beside the tree, and the plan last.
fn lay_ready(disk: &Disk, root: &Path, steps: &[Step]) -> Result<Vec<Ready>, Failure> {
    let staged = root.join(FOLDER);
    let mut plan = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        if let Some(text) = &step.text {
            // The message is about the file, not about where it is for a moment.
            disk.write(
                &staged.join(format!("{number}.new")),
                &root.join(&step.name),
                text,
            )?;
        }
        plan.push(Ready {
            writes: step.text.is_some(),
            name: step.name.clone(),
            before: current(&root.join(&step.name))?,
        });
    }
    let draft = staged.join(DRAFT);
    disk.write(&draft, &draft, &written(&plan))?;
    disk.rename(&draft, &staged.join(PLAN))?;
    Ok(plan)
}

/// Each change in turn; after a fault, those that were made are taken back.
fn carry_out(disk: &Disk, root: &Path, plan: &[Ready]) -> Result<(), Failure> {
    for (number, ready) in plan.iter().enumerate() {
        if let Err(failure) = take_place(disk, root, number, ready) {
            for (number, ready) in plan.iter().enumerate().take(number + 1).rev() {
                // What cannot be taken back is left for the next run, which has the plan.
                take_back(disk, root, number, ready)?;
            }
            return Err(failure);
        }
    }
    Ok(())
}

fn paths(root: &Path, number: usize, name: &str) -> (PathBuf, PathBuf, PathBuf) {
    let staged = root.join(FOLDER);
    (
        root.join(name),
        staged.join(format!("{number}.new")),
        staged.join(format!("{number}.old")),
    )
}

fn take_place(disk: &Disk, root: &Path, number: usize, ready: &Ready) -> Result<(), Failure> {
    let (path, new, old) = paths(root, number, &ready.name);
    if !ready.writes {
        return disk.rename(&path, &old);
    }
    if ready.before.is_some() {
        disk.link(&path, &old)?;
    } else if let Some(folder) = path.parent() {
        disk.create_folder(folder)?;
    }
    disk.rename(&new, &path)
}

/// Puts back what was there. The new file is laid aside again, so that nothing is deleted.
fn take_back(disk: &Disk, root: &Path, number: usize, ready: &Ready) -> Result<(), Failure> {
    let (path, new, old) = paths(root, number, &ready.name);
    let was_made = ready.writes && !new.exists();
    if was_made {
        disk.rename(&path, &new)?;
    }
    if old.exists() && (was_made || !ready.writes) {
        disk.rename(&old, &path)?;
    }
    if ready.before.is_none() {
        remove_empty_folders(root, std::slice::from_ref(ready));
    }
    Ok(())
}

/// Carries out what a killed run had planned. What somebody has changed since stays as it is.
pub(super) fn finish(disk: &Disk, root: &Path) -> Result<(), Failure> {
    let staged = root.join(FOLDER);
    if !is_left(root) {
        return Ok(());
    }
    if let Ok(text) = fs::read_to_string(staged.join(PLAN)) {
        let plan = parsed(&text);
        for (number, ready) in plan.iter().enumerate() {
            let (path, new, old) = paths(root, number, &ready.name);
            let is_done = if ready.writes {
                !new.exists()
            } else {
                old.exists()
            };
            if !is_done && current(&path)? == ready.before {
                if old.exists() {
                    disk.remove_file(&old)?;
                }
                take_place(disk, root, number, ready)?;
            }
        }
        clear(disk, &staged)?;
        remove_empty_folders(root, &plan);
        return Ok(());
    }
    clear(disk, &staged)
}

/// Removes the folder and what we put there: the plan first, since the rest is waste without it.
fn clear(disk: &Disk, staged: &Path) -> Result<(), Failure> {
    let plan = staged.join(PLAN);
    if plan.exists() {
        disk.remove_file(&plan)?;
    }
    let listed = fs::read_dir(staged).map_err(|error| failed("list", staged, &error))?;
    for entry in listed {
        let path = entry
            .map_err(|error| failed("list", staged, &error))?
            .path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = name.strip_suffix(".new").or(name.strip_suffix(".old"));
        let is_ours = name == DRAFT || number.is_some_and(|n| n.parse::<usize>().is_ok());
        if is_ours {
            disk.remove_file(&path)?;
        }
    }
    disk.remove_folder(staged)
}

/// Folders that are empty now, above files that went.
fn remove_empty_folders(root: &Path, plan: &[Ready]) {
    for ready in plan.iter().filter(|ready| !root.join(&ready.name).exists()) {
        let mut name = Path::new(&ready.name);
        while let Some(above) = name.parent().filter(|above| !above.as_os_str().is_empty()) {
            // One that is not empty stays, and those above it are not empty either.
            if fs::remove_dir(root.join(above)).is_err() {
                break;
            }
            name = above;
        }
    }
}

/// The checksum of what stands at a path: of a link where it leads to, which no plan has.
fn current(path: &Path) -> Result<Option<String>, Failure> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
        Err(error) => Err(failed("read", path, &error)),
        Ok(found) if found.is_file() => {
            let bytes = fs::read(path).map_err(|error| failed("read", path, &error))?;
            Ok(Some(sum(&bytes)))
        }
        Ok(_) => Ok(Some("no file".to_owned())),
    }
}

fn written(plan: &[Ready]) -> String {
    let line = |ready: &Ready| {
        let what = if ready.writes { "write" } else { "remove" };
        let before = ready.before.as_deref().unwrap_or("-");
        format!("{what}\t{before}\t{}\n", ready.name)
    };
    plan.iter().map(line).collect()
}

fn parsed(text: &str) -> Vec<Ready> {
    let ready = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (what, before, name) = (parts.next()?, parts.next()?, parts.next()?);
        names::is_fine(name).then(|| Ready {
            writes: what == "write",
            name: name.to_owned(),
            before: (before != "-").then(|| before.to_owned()),
        })
    };
    text.lines().map_while(ready).collect()
}
