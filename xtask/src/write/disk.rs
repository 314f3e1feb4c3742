//! What is done to the disk, step by step, so that a test can let any step fail.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::failed;
use crate::Failure;

/// Is given a step and its path before it is done, and may refuse it.
type Watch = Box<dyn Fn(&str, &Path) -> io::Result<()>>;

/// The disk; every step that changes it asks first.
pub(super) struct Disk {
    before: Watch,
}

impl Disk {
    pub(super) fn real() -> Self {
        Self::watched(|_, _| Ok(()))
    }

    /// A disk on which a step fails as `before` says, which is given the step and its path.
    pub(super) fn watched(before: impl Fn(&str, &Path) -> io::Result<()> + 'static) -> Self {
        Self {
            before: Box::new(before),
        }
    }

    fn step(
        &self,
        what: &str,
        path: &Path,
        act: impl FnOnce() -> io::Result<()>,
    ) -> Result<(), Failure> {
        (self.before)(what, path)
            .and_then(|()| act())
            .map_err(|error| failed(what, path, &error))
    }

    pub(super) fn create_folder(&self, path: &Path) -> Result<(), Failure> {
        if path.is_dir() {
            return Ok(());
        }
        self.step("create", path, || fs::create_dir_all(path))
    }

    /// A folder that must not be there yet.
    pub(super) fn create_new_folder(&self, path: &Path) -> Result<(), Failure> {
        self.step("create", path, || fs::create_dir(path))
    }

    /// A new file, which takes the place of `of` later.
    pub(super) fn write(&self, path: &Path, of: &Path, text: &str) -> Result<(), Failure> {
        self.step("write", of, || {
            let mut file = fs::File::create_new(path)?;
            file.write_all(text.as_bytes())
        })
    }

    /// The same file in a second place; a copy of the same age where there are no hard links.
    pub(super) fn link(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.step("link", to, || {
            fs::hard_link(from, to).or_else(|_| {
                fs::copy(from, to)?;
                let modified = fs::metadata(from)?.modified()?;
                fs::File::options()
                    .write(true)
                    .open(to)?
                    .set_modified(modified)
            })
        })
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.step("replace", to, || fs::rename(from, to))
    }

    pub(super) fn remove_file(&self, path: &Path) -> Result<(), Failure> {
        self.step("remove", path, || fs::remove_file(path))
    }

    /// Removes a folder that is empty.
    pub(super) fn remove_folder(&self, path: &Path) -> Result<(), Failure> {
        self.step("remove", path, || fs::remove_dir(path))
    }
}
