//! The only code that writes: whole trees of files, of which only what changed is new.
//!
//! A folder that is written has a record of what was written there, `written.sha256`. What is in
//! the record, and still as it was written, may be replaced and removed; everything else is
//! somebody's own. Writing goes in two steps: all that is new is laid beside the tree, then each
//! file takes its place. A fault takes back what was done; a run that is killed in between is
//! finished by the next.

mod disk;
mod names;
mod record;
mod rules;
mod staged;
#[cfg(test)]
mod tests;
mod there;
mod together;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::FileTree;
use lock::{Lock, Mode};

use crate::Failure;
use disk::Disk;
use record::Record;
pub(crate) use record::sum;
pub(crate) use rules::{CRATE, NOTICES, Rules, SPECS, VENDORED, is_imported};
use staged::Step;
use there::There;
pub(crate) use together::Whole;

/// How many files a message names.
const NAMED: usize = 10;

/// What a run wrote.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) written: usize,
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

/// The flag of every command that writes.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Force {
    /// Replace files that were changed by hand since they were written.
    #[arg(long)]
    pub(crate) force: bool,
}

/// Makes the folder hold these files: those that changed are written, those that are ours and no
/// longer made go, everything else stays as it is.
pub(crate) fn write_tree(
    root: &Path,
    files: &FileTree,
    rules: &Rules,
    force: Force,
) -> Result<Summary, Failure> {
    names::check(files)?;
    Folder::open(root, rules)?.write(files, force)
}

/// The same for a folder of the project's own below `target/`, whose files nobody edits.
pub(crate) fn write_work(root: &Path, files: &FileTree) -> Result<Summary, Failure> {
    write_tree(root, files, &rules::WORK, Force { force: true })
}

/// Waits until no other run writes to a folder, for one that reads it; none if it is not there.
pub(crate) fn reading(root: &Path) -> Result<Option<Lock>, Failure> {
    if !root.is_dir() {
        return Ok(None);
    }
    together::finish_above(&Disk::real(), root)?;
    let held = locked(root, Mode::Shared)?;
    if !staged::is_left(root) {
        return Ok(Some(held));
    }
    drop(held);
    let alone = locked(root, Mode::Exclusive)?;
    staged::finish(&Disk::real(), root)?;
    drop(alone);
    locked(root, Mode::Shared).map(Some)
}

/// Makes a folder, and waits until no other run writes to it.
pub(crate) fn alone(root: &Path) -> Result<Lock, Failure> {
    fs::create_dir_all(root).map_err(|error| failed("create", root, &error))?;
    locked(root, Mode::Exclusive)
}

/// What differs between the files and the folder.
pub(crate) fn check_tree(
    root: &Path,
    files: &FileTree,
    rules: &Rules,
) -> Result<Vec<String>, Failure> {
    names::check(files)?;
    let mut differences = Vec::new();
    let found = Record::read(root)?;
    let mut expected = found.without(rules.owns);
    for (name, text) in files {
        expected.insert(name, (rules.facts)(text).as_bytes());
        match there::look(root, name, text, rules, &found)? {
            There::Same => {}
            There::Absent => differences.push(format!("missing: {name}")),
            _ => differences.push(format!("stale: {name}")),
        }
    }
    let extra = |name: &&str| (rules.owns)(name) && !files.contains_key(*name);
    for name in found.names().filter(extra) {
        if fs::symlink_metadata(root.join(name)).is_ok() {
            differences.push(format!("extra: {name}"));
        }
    }
    if differences.is_empty() && expected != found {
        differences.push(format!("stale: {}", record::FILE));
    }
    Ok(differences)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::File(format!("cannot {what} {}: {error}", path.display()))
}

fn locked(root: &Path, mode: Mode) -> Result<Lock, Failure> {
    let waiting = || eprintln!("waiting for another run on {}", root.display());
    lock::lock(root, mode, waiting).map_err(|error| failed("lock", root, &error))
}

/// A folder that is ours to write, and nobody else's for as long as this lives.
pub(crate) struct Folder<'a> {
    disk: Disk,
    root: PathBuf,
    rules: &'a Rules,
    record: Record,
    _made: Made,
    _lock: Lock,
}

/// A folder that was made for a run: it goes again if nothing is written into it.
struct Made(Option<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            // Refused, and well so, if something is in it.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl<'a> Folder<'a> {
    /// Makes the folder if it is not there. Refuses one that is somebody else's; finishes what a
    /// run has left that was killed.
    pub(crate) fn open(root: &Path, rules: &'a Rules) -> Result<Self, Failure> {
        Self::on(Disk::real(), root, rules)
    }

    fn on(disk: Disk, root: &Path, rules: &'a Rules) -> Result<Self, Failure> {
        if root.exists() && !root.is_dir() {
            return Err(Failure::File(format!("{} is no folder", root.display())));
        }
        let made = (!root.exists()).then(|| root.to_owned());
        disk.create_folder(root)?;
        let made = Made(made);
        // A link to the folder stays one.
        let root = fs::canonicalize(root).map_err(|error| failed("find", root, &error))?;
        together::finish_above(&disk, &root)?;
        let lock = locked(&root, Mode::Exclusive)?;
        staged::finish(&disk, &root)?;
        let record = Record::read(&root)?;
        (rules.accepts)(&root, &record)?;
        Ok(Self {
            disk,
            root,
            rules,
            record,
            _made: made,
            _lock: lock,
        })
    }

    /// Makes the folder hold these files.
    pub(crate) fn write(&self, files: &FileTree, force: Force) -> Result<Summary, Failure> {
        let plan = self.plan(files, force)?;
        staged::run(&self.disk, &self.root, &plan.steps)?;
        Ok(plan.summary)
    }

    /// What is to be done so that the folder holds these files, unless work would be lost.
    fn plan(&self, files: &FileTree, force: Force) -> Result<Plan, Failure> {
        names::check(files)?;
        let mut record = self.record.without(self.rules.owns);
        let mut plan = Plan::default();
        for (name, text) in files {
            record.insert(name, (self.rules.facts)(text).as_bytes());
            match self.look(name, text)? {
                There::Same => plan.summary.unchanged += 1,
                there => plan.add(Step::write(name, text), self.root.join(name), there),
            }
        }
        let is_stale = |name: &&str| (self.rules.owns)(name) && !files.contains_key(*name);
        let marked = (self.rules.marked)(&self.root, &self.record)?;
        let marked = marked.iter().map(String::as_str);
        for name in self.record.names().chain(marked).filter(is_stale) {
            match self.look(name, "")? {
                There::Absent => {}
                there => plan.add(Step::remove(name), self.root.join(name), there),
            }
        }
        if !plan.lost.is_empty() && !force.force {
            return Err(self.refusal(&plan.lost));
        }
        if record != self.record {
            let text = record.text(self.rules.command);
            plan.steps.push(Step::write(record::FILE, &text));
        }
        Ok(plan)
    }

    fn look(&self, name: &str, text: &str) -> Result<There, Failure> {
        there::look(&self.root, name, text, self.rules, &self.record)
    }

    fn refusal(&self, lost: &[String]) -> Failure {
        let mut message = String::from("nothing was written, since work of somebody would be lost");
        for line in lost.iter().take(NAMED) {
            message += &format!("\n  {line}");
        }
        if lost.len() > NAMED {
            message += &format!("\n  and {} more", lost.len() - NAMED);
        }
        message += &format!("\n{}", self.rules.instead);
        message += "\nTo replace them by what is made now, run the command again with --force.";
        Failure::File(message)
    }
}

/// What is to be done to a folder.
#[derive(Default)]
struct Plan {
    steps: Vec<Step>,
    summary: Summary,
    /// What of somebody's would be lost, a line each.
    lost: Vec<String>,
}

impl Plan {
    fn add(&mut self, step: Step, path: PathBuf, there: There) {
        if step.writes() {
            self.summary.written += 1;
        } else {
            self.summary.removed += 1;
        }
        if let There::Lost(why) = there {
            self.lost.push(format!("{}: {why}", path.display()));
        }
        self.steps.push(step);
    }
}
