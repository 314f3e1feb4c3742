//! What is done to the disk, step by step, so that a test can let any step fail.

use std::fs;
use std::io;
use std::path::Path;

use super::failed;
use crate::Failure;

/// Is told a step and its path before it is done, and may refuse it.
type Watch = Box<dyn Fn(&str, &Path) -> io::Result<()>>;

/// The disk; every step that changes it asks first.
pub(super) struct Disk {
    before: Watch,
}

impl Disk {
    pub(super) fn real() -> Self {
        Self::watched(|_, _| Ok(()))
    }

    /// A disk on which a step fails as `before` says, which is told the step and its path.
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

    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), Failure> {
        self.step("write", path, || fs::write(path, text))
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

    /// Two folders take each other's place in one step; false if the filesystem cannot do that.
    pub(super) fn exchange(&self, one: &Path, other: &Path) -> Result<bool, Failure> {
        let result = (self.before)("exchange", other).and_then(|()| exchange(one, other));
        match result.map_err(|error| (error.kind(), error)) {
            Ok(()) => Ok(true),
            Err((io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput, _)) => Ok(false),
            Err((_, error)) => Err(failed("exchange", other, &error)),
        }
    }

    pub(super) fn remove_tree(&self, path: &Path) -> Result<(), Failure> {
        self.step("remove", path, || fs::remove_dir_all(path))
    }
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
