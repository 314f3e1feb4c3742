//! The record of what was written to a folder: a checksum of each file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::Failure;

/// The file of a folder that says what was written there.
pub(crate) const FILE: &str = "written.sha256";

/// The checksums of each file that was written. A file has more than one where a merge of two
/// records left both of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Record(BTreeMap<String, BTreeSet<String>>);

impl Record {
    /// The record of a folder; empty if there is none.
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        let path = root.join(FILE);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_file() => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Ok(_) => return Err(Failure::File(format!("{} is no file", path.display()))),
            Err(error) => return Err(super::failed("read", &path, &error)),
        }
        let text = fs::read(&path).map_err(|error| super::failed("read", &path, &error))?;
        Ok(Self::parse(&String::from_utf8_lossy(&text)))
    }

    /// Lines that are no entries say nothing: a comment, or the marks of a merge.
    fn parse(text: &str) -> Self {
        let mut entries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in text.lines() {
            let Some((sum, name)) = line.split_once("  ") else {
                continue;
            };
            if sum.len() == 64 && sum.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                let sums = entries.entry(name.to_owned()).or_default();
                sums.insert(sum.to_owned());
            }
        }
        entries.retain(|name, _| super::names::is_fine(name));
        Self(entries)
    }

    pub(super) fn text(&self, command: &str) -> String {
        let mut text = format!(
            "# Made by `{command}`, which replaces and removes only what is as it is written here.\n"
        );
        for (name, sums) in &self.0 {
            for sum in sums {
                let _ = writeln!(text, "{sum}  {name}");
            }
        }
        text
    }

    /// The entries that a command leaves as they are.
    pub(super) fn without(&self, owned: fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !owned(name));
        Self(
            kept.map(|(name, sums)| (name.clone(), sums.clone()))
                .collect(),
        )
    }

    pub(super) fn insert(&mut self, name: &str, facts: &[u8]) {
        self.0.insert(name.to_owned(), BTreeSet::from([sum(facts)]));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a file was written with this content.
    pub(super) fn is_written(&self, name: &str, facts: &[u8]) -> bool {
        self.0
            .get(name)
            .is_some_and(|sums| sums.contains(&sum(facts)))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The checksum of a text, in hexadecimal.
pub(crate) fn sum(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
