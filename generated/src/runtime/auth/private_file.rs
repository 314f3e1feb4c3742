//! A small file of which only its owner may know: replaced as a whole, and locked across processes.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fs4::{FileExt, TryLockError};

/// More than any token takes.
const LARGEST: u64 = 1 << 20;

/// How many links are followed, as by most systems.
const LINKS: usize = 40;

/// What a file holds.
pub(crate) struct Found {
    pub(crate) text: String,
    /// Whether others could read it. They cannot any more; what they have read they know.
    pub(crate) was_open: bool,
}

/// What a file holds, if it is there. One that others can read is closed to them.
pub(crate) fn read(path: &Path) -> Result<Option<Found>> {
    // Before it is opened: to open a pipe waits for somebody who writes to it.
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(Error::other("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let was_open = close_to_others(&file)?;
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text)?;
    Ok(Some(Found { text, was_open }))
}

/// Closes a file to others, and returns whether that was needed.
#[cfg(unix)]
fn close_to_others(file: &File) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(false);
    }
    let closed = file.set_permissions(std::fs::Permissions::from_mode(mode & 0o700));
    closed.map(|()| true).map_err(|error| {
        let message = format!("others can read it, and it cannot be closed to them: {error}");
        Error::new(error.kind(), message)
    })
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "elsewhere the folder says who may read"
)]
fn close_to_others(_file: &File) -> Result<bool> {
    Ok(false)
}

/// Replaces what a file holds, or makes it. A link stays one: what it leads to is replaced.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let path = target(path)?;
    let beside = beside(&path);
    let written = write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path));
    if written.is_err() {
        drop(std::fs::remove_file(&beside));
    }
    written?;
    // The new name is on the disk when its folder is; not every system has that.
    #[cfg(unix)]
    File::open(folder(&path))?.sync_all()?;
    Ok(())
}

/// Removes a file, if it is there. A link stays, and leads nowhere.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match std::fs::remove_file(target(path)?) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// What a path leads to through links, whether it is there or not.
fn target(path: &Path) -> Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::read_link(&path) {
            Ok(next) => {
                let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                path = folder.join(next);
            }
            // It is no link, or not there.
            Err(_) => return Ok(path),
        }
    }
    Err(Error::other("its links form a cycle"))
}

/// A name that no other file has: not one of this program, nor of another one.
fn beside(path: &Path) -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.to_owned().into_os_string();
    name.push(format!(".{}.{number}.new", std::process::id()));
    name.into()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    // One that is left from a crash may have been made by somebody else.
    drop(std::fs::remove_file(path));
    let mut file = private().create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Holds off the other programs, until it is dropped or this one ends.
///
/// The lock is a file beside the one that it is for, which is replaced and cannot be locked itself.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of a file, unless another one has it.
    pub(crate) fn attempt(path: &Path) -> Result<Option<Self>> {
        let mut path = target(path)?.into_os_string();
        path.push(".lock");
        let path = PathBuf::from(path);
        let file = private().create(true).truncate(false).open(&path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let lock = Self { file, path };
        // The one before has removed it in between: the next one makes another.
        Ok(lock.is_there().then_some(lock))
    }

    /// Whether the file that is locked is the one that others find.
    #[cfg(unix)]
    fn is_there(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let id = |found: std::fs::Metadata| (found.dev(), found.ino());
        match (self.file.metadata(), std::fs::metadata(&self.path)) {
            (Ok(own), Ok(found)) => id(own) == id(found),
            _ => false,
        }
    }

    #[cfg(not(unix))]
    fn is_there(&self) -> bool {
        true
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is locked, so that nobody else takes the lock of a file that is no longer there.
        // Elsewhere a file that others have open cannot be removed, and is left.
        #[cfg(unix)]
        if self.is_there() {
            drop(std::fs::remove_file(&self.path));
        }
        drop(FileExt::unlock(&self.file));
    }
}
