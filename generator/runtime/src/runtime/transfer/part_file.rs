//! What a download is written to until it is whole: a file of our own beside its target, which a
//! later program can go on with.
//!
//! The name is a hidden one, made from that of the target and from what is downloaded. Beside the
//! part lies a note with the `ETag` of what is in it. Whoever holds the lock on the note owns both;
//! everybody else works under a name that is made up, so that nobody waits and nobody fails. No file
//! is opened through a link, and none is emptied or deleted that has another name than these.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use fs4::TryLockError;
use sha2::{Digest, Sha256};

use super::checksum::Checksum;

/// How much of a note is read.
const NOTE: u64 = 1_024;

/// How much of the target's name stands in the name of its part.
const STEM: usize = 80;

/// A partial file, owned by one download. When dropped, it is kept if the download can be resumed from
/// it, and removed otherwise.
pub(crate) struct PartFile {
    files: Arc<Files>,
    written: u64,
    etag: Option<String>,
}

/// The files behind a part; the last one who works with them puts them away.
struct Files {
    target: PathBuf,
    path: PathBuf,
    data: File,
    note: Option<Note>,
    keep: Mutex<Keep>,
}

/// What becomes of a part that nobody works with any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// It is deleted.
    No,
    /// It stays for whoever comes next.
    Part,
    /// It has its final name.
    Done,
}

/// Says which version of a file the part is of. Locked while somebody works with the part.
struct Note {
    path: PathBuf,
    file: File,
}

impl PartFile {
    /// Takes the part for `target` that an earlier download of `resource` left, or makes one.
    pub(crate) async fn begin(target: &Path, resource: &str) -> io::Result<Self> {
        let (target, resource) = (target.to_owned(), resource.to_owned());
        blocking(move || open(target, &resource)).await
    }

    /// How many bytes are in it.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// The `ETag` of what is in it.
    pub(crate) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// Empties it, for the version with this strong `ETag`.
    pub(crate) async fn restart(&mut self, etag: Option<String>) -> io::Result<()> {
        let (files, text) = (Arc::clone(&self.files), etag.clone());
        self.written = 0;
        self.etag = etag;
        blocking(move || files.restart(text.as_deref())).await
    }

    /// Adds to it.
    pub(crate) async fn write(&mut self, bytes: Bytes) -> io::Result<()> {
        let length = u64::try_from(bytes.len()).unwrap_or(0);
        let files = Arc::clone(&self.files);
        // In a task that ends also where the caller does not wait: the lock is held until then.
        blocking(move || (&files.data).write_all(&bytes)).await?;
        self.written += length;
        Ok(())
    }

    /// Whether its content has this checksum.
    pub(crate) async fn matches(&self, checksum: &Checksum) -> io::Result<bool> {
        let (files, mut hash) = (Arc::clone(&self.files), checksum.begin());
        let found = blocking(move || {
            let mut data = &files.data;
            data.seek(SeekFrom::Start(0))?;
            let mut chunk = vec![0; 64 * 1024];
            loop {
                let read = data.read(&mut chunk)?;
                match chunk.get(..read) {
                    Some(bytes) if read > 0 => hash.update(bytes),
                    _ => return Ok(hash.finish()),
                }
            }
        });
        Ok(checksum.is(&found.await?))
    }

    /// Gives it its final name, in place of what had that name.
    pub(crate) async fn finish(self) -> io::Result<()> {
        let files = Arc::clone(&self.files);
        blocking(move || {
            files.data.sync_data()?;
            std::fs::rename(&files.path, &files.target)?;
            files.set_keep(Keep::Done);
            Ok(())
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(io::Error::other(error)))
}

impl Files {
    fn set_keep(&self, keep: Keep) {
        *self.keep.lock().unwrap_or_else(PoisonError::into_inner) = keep;
    }

    fn restart(&self, etag: Option<&str>) -> io::Result<()> {
        // In this order: a part never lies beside a note of something else.
        let mut data = &self.data;
        data.set_len(0)?;
        data.seek(SeekFrom::Start(0))?;
        let Some(note) = &self.note else {
            return Ok(());
        };
        note.write(etag)?;
        self.set_keep(match etag {
            Some(_) => Keep::Part,
            None => Keep::No,
        });
        Ok(())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let keep = *self.keep.get_mut().unwrap_or_else(PoisonError::into_inner);
        let empty = self.data.metadata().map_or(0, |found| found.len()) == 0;
        if keep == Keep::Part && !empty {
            return;
        }
        if keep != Keep::Done {
            drop(std::fs::remove_file(&self.path));
        }
        if let Some(note) = &self.note {
            note.put_away();
        }
    }
}

impl Note {
    /// The note at `path`; `None` if somebody works with the part, or it is no file of ours.
    fn take(path: PathBuf) -> io::Result<Option<Self>> {
        let (file, made) = match create(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => (open_own(&path)?, false),
            created => (Some(created?), true),
        };
        let Some(file) = file else { return Ok(None) };
        match fs4::FileExt::try_lock(&file) {
            // Its last owner may have put it away before the lock was free.
            Ok(()) => Ok(is_at(&file, &path).then_some(Self { path, file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks.
            Err(TryLockError::Error(_)) => {
                if made {
                    std::fs::remove_file(&path)?;
                }
                Ok(None)
            }
        }
    }

    fn put_away(&self) {
        // Whoever has opened it in the meantime finds nothing in it.
        drop(self.write(None));
        drop(std::fs::remove_file(&self.path));
    }

    /// The `ETag`; one that is not whole is none.
    fn read(&self) -> Option<String> {
        let mut text = String::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0)).ok()?;
        file.take(NOTE).read_to_string(&mut text).ok()?;
        let etag = text.strip_suffix('\n')?;
        is_strong(etag).then(|| etag.to_owned())
    }

    fn write(&self, etag: Option<&str>) -> io::Result<()> {
        let mut file = &self.file;
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        match etag {
            Some(etag) => file.write_all(format!("{etag}\n").as_bytes()),
            None => Ok(()),
        }
    }
}

/// Whether it is an `ETag` that promises the same bytes, and not just the same meaning.
pub(crate) fn is_strong(etag: &str) -> bool {
    let inner = etag.strip_prefix('"').and_then(|e| e.strip_suffix('"'));
    inner.is_some_and(|inner| {
        etag.len() < 1_000 && inner.bytes().all(|b| b.is_ascii_graphic() && b != b'"')
    })
}

fn open(target: PathBuf, resource: &str) -> io::Result<PartFile> {
    let Some(name) = target.file_name().filter(|_| !target.is_dir()) else {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a folder"));
    };
    let mut key = Sha256::new();
    key.update(name.as_encoded_bytes());
    key.update([0]);
    key.update(resource);
    let key = short(&key.finalize());
    let note = Note::take(beside(&target, name, &key, "procore-etag"))?;
    if let Some(note) = note {
        let etag = note.read();
        let path = beside(&target, name, &key, "procore-part");
        let left = open_own(&path).ok().flatten();
        if let (Some(mut data), Some(_)) = (left, &etag) {
            let written = data.seek(SeekFrom::End(0))?;
            return Ok(part(target, path, data, Some(note), written, etag));
        }
        // What lies there without a note was left by one who was stopped before he wrote it.
        if std::fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
            std::fs::remove_file(&path)?;
        }
        if let Ok(data) = create(&path) {
            return Ok(part(target, path, data, Some(note), 0, None));
        }
        note.put_away();
    }
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    let path = beside(&target, name, &short(&random), "procore-part");
    let data = create(&path)?;
    Ok(part(target, path, data, None, 0, None))
}

fn part(
    target: PathBuf,
    path: PathBuf,
    data: File,
    note: Option<Note>,
    written: u64,
    etag: Option<String>,
) -> PartFile {
    let keep = Mutex::new(match &etag {
        Some(_) => Keep::Part,
        None => Keep::No,
    });
    let files = Files {
        target,
        path,
        data,
        note,
        keep,
    };
    PartFile {
        files: Arc::new(files),
        written,
        etag,
    }
}

/// Eight bytes in hexadecimal digits.
fn short(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// `.name.key.kind` in the folder of `target`; the name is cut where it is long.
fn beside(target: &Path, name: &OsStr, key: &str, kind: &str) -> PathBuf {
    let name = name.to_string_lossy();
    let stem: String = name
        .char_indices()
        .take_while(|(at, char)| at + char.len_utf8() <= STEM)
        .map(|(_, char)| char)
        .collect();
    target.with_file_name(format!(".{stem}.{key}.{kind}"))
}

/// Makes a file that was not there: nothing is overwritten, and no link is followed.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).open(path)
}

/// Opens a file that is there; `None` if it is a link or anything else that is not made here.
fn open_own(path: &Path) -> io::Result<Option<File>> {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    Ok(is_at(&file, path).then_some(file))
}

/// Whether `file` is what stands at `path`, and has no other name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(own), Ok(there)) = (file.metadata(), std::fs::symlink_metadata(path)) else {
        return false;
    };
    (own.dev(), own.ino()) == (there.dev(), there.ino()) && there.is_file() && own.nlink() == 1
}

/// Whether `file` can be what stands at `path`.
#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}
