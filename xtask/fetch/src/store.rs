//! The folder that documents are put into: what arrived, what is complete, what is somebody else's.
//!
//! A download is collected in a folder of its own, `NAME.partial`, and takes its place when it is
//! complete. A line in `journal` says of each document that it arrived, so that a run that broke
//! off is continued. What takes its place is listed in `NAME.fetched.json`, with checksums and the
//! date; only what is listed, and unchanged, is ever replaced or removed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use lock::{Lock, Mode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

/// For how long a download may be continued: after that it would be half old.
const FRESH: SignedDuration = SignedDuration::from_hours(24);
const JOURNAL: &str = "journal";

/// What is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One document of everything.
    Document,
    /// A document for each resource.
    Resources,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Document => "full_oas",
            Self::Resources => "resources",
        }
    }
}

/// A document that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) file: String,
    pub(crate) url: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) fetched_at: Timestamp,
}

/// What was fetched, beside it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    url: String,
    fetched_at: Timestamp,
    files: Vec<Entry>,
    /// Documents of the index that the server did not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
}

/// The folder, and nobody else's for as long as this lives.
pub(crate) struct Store {
    form: Form,
    out: PathBuf,
    url: Url,
    old: Manifest,
    force: bool,
    arrived: Mutex<BTreeMap<String, Entry>>,
    _lock: Lock,
}

impl Store {
    /// Makes the folder; takes up what an earlier run has left.
    pub(crate) fn open(out: &Path, form: Form, url: &Url, force: bool) -> Result<Self, String> {
        fs::create_dir_all(out).map_err(|error| failed("create", out, &error))?;
        let waiting = || eprintln!("waiting for another run on {}", out.display());
        let lock = lock::lock(out, Mode::Exclusive, waiting)
            .map_err(|error| failed("lock", out, &error))?;
        let mut store = Self {
            form,
            out: out.to_owned(),
            url: url.clone(),
            old: Manifest::default(),
            force,
            arrived: Mutex::default(),
            _lock: lock,
        };
        if let Ok(text) = fs::read(store.manifest()) {
            store.old = serde_json::from_slice(&text).unwrap_or_default();
        }
        let partial = store.partial("");
        if partial.is_symlink() || partial.exists() && !partial.is_dir() {
            return Err(format!("{} is no folder", partial.display()));
        }
        fs::create_dir_all(&partial).map_err(|error| failed("create", &partial, &error))?;
        match store.journaled() {
            Some(entries) => store.arrived = Mutex::new(entries),
            None => store.begin()?,
        }
        store.check()?;
        Ok(store)
    }

    /// Where the documents are when all of them have arrived.
    pub(crate) fn place(&self) -> PathBuf {
        match self.form {
            Form::Document => self.out.join("full_oas.json"),
            Form::Resources => self.out.join("resources"),
        }
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.out.join(format!("{}.fetched.json", self.form.name()))
    }

    /// Where a document is until then.
    pub(crate) fn partial(&self, file: &str) -> PathBuf {
        self.out
            .join(format!("{}.partial", self.form.name()))
            .join(file)
    }

    fn complete(&self, file: &str) -> PathBuf {
        match self.form {
            Form::Document => self.place(),
            Form::Resources => self.place().join(file),
        }
    }

    /// Whether a document has arrived from there before.
    pub(crate) fn has(&self, file: &str, url: &Url) -> Option<u64> {
        let arrived = self.arrived.lock().ok()?;
        let entry = arrived
            .get(file)
            .filter(|entry| entry.url == url.as_str())?;
        Some(entry.bytes)
    }

    /// Remembers that a document has arrived, also for a run after this one.
    pub(crate) fn add(&self, entry: Entry) -> Result<(), String> {
        let mut line = serde_json::to_string(&entry).map_err(|error| error.to_string())?;
        line.push('\n');
        let journal = self.partial(JOURNAL);
        let mut arrived = self
            .arrived
            .lock()
            .map_err(|_| "another download failed".to_owned())?;
        fs::File::options()
            .append(true)
            .open(&journal)
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|error| failed("write", &journal, &error))?;
        arrived.insert(entry.file.clone(), entry);
        Ok(())
    }

    /// Puts these documents in their place, and removes those that are no longer there.
    pub(crate) fn finish(&self, files: &[String], missing: Vec<String>) -> Result<u64, String> {
        self.check()?;
        let arrived = match self.arrived.lock() {
            Ok(arrived) => arrived.clone(),
            Err(_) => return Err("a download failed".to_owned()),
        };
        let entries: Vec<Entry> = files
            .iter()
            .filter_map(|file| arrived.get(file).cloned())
            .collect();
        if self.form == Form::Resources {
            let place = self.place();
            fs::create_dir_all(&place).map_err(|error| failed("create", &place, &error))?;
        }
        for entry in &entries {
            let (from, to) = (self.partial(&entry.file), self.complete(&entry.file));
            if from.exists() {
                fs::rename(&from, &to).map_err(|error| failed("replace", &to, &error))?;
            }
        }
        for old in &self.old.files {
            let path = self.complete(&old.file);
            let is_stale = !files.contains(&old.file) && is_safe(&old.file);
            if is_stale && is_regular(&path) && sum(&path).is_ok_and(|sum| sum == old.sha256) {
                fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
            }
        }
        let bytes = entries.iter().map(|entry| entry.bytes).sum();
        self.list(entries, missing)?;
        self.clear()?;
        Ok(bytes)
    }

    fn list(&self, files: Vec<Entry>, missing: Vec<String>) -> Result<(), String> {
        let manifest = Manifest {
            url: self.url.to_string(),
            fetched_at: now(),
            files,
            missing,
        };
        let mut text =
            serde_json::to_string_pretty(&manifest).map_err(|error| error.to_string())?;
        text.push('\n');
        let (path, new) = (self.manifest(), self.partial("manifest.new"));
        fs::write(&new, text)
            .and_then(|()| fs::rename(&new, &path))
            .map_err(|error| failed("write", &path, &error))
    }

    /// What an earlier run has left: nothing if it was for something else, or is too old.
    fn journaled(&self) -> Option<BTreeMap<String, Entry>> {
        let text = fs::read_to_string(self.partial(JOURNAL)).ok()?;
        let mut lines = text.lines();
        let (url, begun) = lines.next()?.split_once(' ')?;
        let begun: Timestamp = begun.parse().ok()?;
        if url != self.url.as_str() || now().duration_since(begun) > FRESH {
            return None;
        }
        let mut found = BTreeMap::new();
        // A line that was cut off says nothing, and its document is fetched again.
        for entry in lines.filter_map(|line| serde_json::from_str::<Entry>(line).ok()) {
            let is_there =
                |path: &Path| is_regular(path) && sum(path).is_ok_and(|s| s == entry.sha256);
            let (partial, complete) = (self.partial(&entry.file), self.complete(&entry.file));
            if is_safe(&entry.file) && (is_there(&partial) || is_there(&complete)) {
                found.insert(entry.file.clone(), entry);
            }
        }
        Some(found)
    }

    /// A download from the start.
    fn begin(&self) -> Result<(), String> {
        self.clear()?;
        let partial = self.partial("");
        fs::create_dir_all(&partial).map_err(|error| failed("create", &partial, &error))?;
        let journal = self.partial(JOURNAL);
        fs::write(&journal, format!("{} {}\n", self.url, now()))
            .map_err(|error| failed("write", &journal, &error))
    }

    /// Removes what this command put into the folder of partial downloads; what is left keeps it.
    fn clear(&self) -> Result<(), String> {
        let partial = self.partial("");
        let listed = fs::read_dir(&partial).map_err(|error| failed("list", &partial, &error))?;
        for entry in listed {
            let path = entry
                .map_err(|error| failed("list", &partial, &error))?
                .path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let ours = [".json", ".json.part", ".json.tag", ".new"];
            if name == JOURNAL || ours.iter().any(|end| name.ends_with(end)) {
                fs::remove_file(&path).map_err(|error| failed("remove", &path, &error))?;
            }
        }
        // Somebody else's file is in it.
        let _ = fs::remove_dir(&partial);
        Ok(())
    }

    /// Refuses to lose what is in the place of the documents and was not fetched.
    fn check(&self) -> Result<(), String> {
        if self.force {
            return Ok(());
        }
        let place = self.place();
        let mut there = Vec::new();
        match self.form {
            Form::Document => there.extend(fs::symlink_metadata(&place).is_ok().then_some(place)),
            Form::Resources => {
                for entry in fs::read_dir(&place).into_iter().flatten() {
                    let path = entry
                        .map_err(|error| failed("list", &place, &error))?
                        .path();
                    if path
                        .extension()
                        .is_some_and(|extension| extension == "json")
                    {
                        there.push(path);
                    }
                }
            }
        }
        there.sort();
        for path in there {
            if !self.is_fetched(&path)? {
                return Err(format!(
                    "{} was not fetched, or was changed since; move it to another folder, or give \
                     --force to replace it",
                    path.display()
                ));
            }
        }
        Ok(())
    }

    fn is_fetched(&self, path: &Path) -> Result<bool, String> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !is_regular(path) {
            return Ok(false);
        }
        let sum = sum(path).map_err(|error| failed("read", path, &error))?;
        let arrived = self.arrived.lock();
        let arrived = arrived.iter().flat_map(|entries| entries.values());
        let mut known = self.old.files.iter().chain(arrived);
        Ok(known.any(|entry| entry.file == name && entry.sha256 == sum))
    }
}

/// The date and time, to the second.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A file name of ours: a manifest that somebody changed leads nowhere else.
fn is_safe(file: &str) -> bool {
    file.ends_with(".json") && !file.starts_with('.') && !file.contains(['/', '\\', ':'])
}

pub(crate) fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// The checksum of a file.
fn sum(path: &Path) -> io::Result<String> {
    fs::read(path).map(|bytes| hex(&bytes))
}

/// The checksum of bytes, in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

pub(crate) fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {what} {}: {error}", path.display())
}
