//! One run at a time on a folder: a lock that ends with the process, however it ends.

use std::fs::File;
use std::io;
use std::path::Path;

/// Whether others may hold the lock at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For those who only read.
    Shared,
    /// For those who write.
    Exclusive,
}

/// A lock on a folder, released when it is dropped.
#[derive(Debug)]
pub struct Lock(
    #[allow(dead_code, reason = "the lock is held for as long as the file is open")] Option<File>,
);

/// Locks a folder, which must be there; waits while another run holds it, after it has called
/// `waiting`.
///
/// On Unix the folder itself is locked, so nothing is left behind. A filesystem without locks
/// goes without.
///
/// # Errors
///
/// The folder cannot be opened.
pub fn lock(folder: &Path, mode: Mode, waiting: impl FnOnce()) -> io::Result<Lock> {
    system::lock(folder, mode, waiting).map(Lock)
}

#[cfg(unix)]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    use super::Mode;

    pub(super) fn lock(
        folder: &Path,
        mode: Mode,
        waiting: impl FnOnce(),
    ) -> io::Result<Option<File>> {
        let file = File::open(folder)?;
        let (at_once, in_turn) = match mode {
            Mode::Shared => (
                FlockOperation::NonBlockingLockShared,
                FlockOperation::LockShared,
            ),
            Mode::Exclusive => (
                FlockOperation::NonBlockingLockExclusive,
                FlockOperation::LockExclusive,
            ),
        };
        let mut result = flock(&file, at_once);
        if result == Err(Errno::WOULDBLOCK) {
            waiting();
            result = flock(&file, in_turn);
        }
        while result == Err(Errno::INTR) {
            result = flock(&file, in_turn);
        }
        Ok(result.is_ok().then_some(file))
    }
}

#[cfg(windows)]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt as _;
    use std::path::Path;
    use std::time::Duration;

    use super::Mode;

    /// What opening a file gives that somebody else has opened for himself.
    const SHARING_VIOLATION: i32 = 32;
    const DELETE_ON_CLOSE: u32 = 0x0400_0000;

    /// Folders cannot be locked: a file in it is, which goes when it is closed.
    pub(super) fn lock(
        folder: &Path,
        _mode: Mode,
        waiting: impl FnOnce(),
    ) -> io::Result<Option<File>> {
        let path = folder.join(".xtask-lock");
        let mut waiting = Some(waiting);
        loop {
            let opened = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .share_mode(0)
                .custom_flags(DELETE_ON_CLOSE)
                .open(&path);
            match opened {
                Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => {
                    if let Some(waiting) = waiting.take() {
                        waiting();
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
                opened => return opened.map(Some),
            }
        }
    }
}

#[cfg(not(any(unix, windows)))]
mod system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    use super::Mode;

    pub(super) fn lock(
        _folder: &Path,
        _mode: Mode,
        _waiting: impl FnOnce(),
    ) -> io::Result<Option<File>> {
        Ok(None)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn writers_wait_for_everybody_and_readers_for_writers() {
        let folder = tempfile::tempdir().unwrap();
        for (first, second, waits) in [
            (Mode::Exclusive, Mode::Exclusive, true),
            (Mode::Exclusive, Mode::Shared, true),
            (Mode::Shared, Mode::Exclusive, true),
            (Mode::Shared, Mode::Shared, false),
        ] {
            let held = lock(folder.path(), first, || panic!("nobody holds it")).unwrap();
            let (say, heard) = mpsc::channel();
            let path = folder.path().to_owned();
            let other = thread::spawn(move || {
                let tell = say.clone();
                let held = lock(&path, second, move || tell.send("waits").unwrap()).unwrap();
                say.send("holds").unwrap();
                drop(held);
            });
            if waits {
                assert_eq!(heard.recv().unwrap(), "waits", "{first:?} {second:?}");
                drop(held);
            }
            assert_eq!(heard.recv().unwrap(), "holds", "{first:?} {second:?}");
            other.join().unwrap();
        }
    }

    #[test]
    fn nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        drop(lock(folder.path(), Mode::Exclusive, || ()).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(lock(&folder.path().join("none"), Mode::Shared, || ()).is_err());
    }
}
