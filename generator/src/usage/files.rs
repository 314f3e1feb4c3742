//! Files by their paths, which use `/`, wherever they are kept.

use crate::FileTree;

/// Where files are read from.
pub trait Files {
    /// The text of a file, or why it cannot be read; `None` where there is none.
    fn text(&self, path: &str) -> Option<Result<String, String>>;

    /// The names in a folder; those of folders end in `/`.
    fn names(&self, folder: &str) -> Vec<String>;
}

impl Files for FileTree {
    fn text(&self, path: &str) -> Option<Result<String, String>> {
        self.get(path).cloned().map(Ok)
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let before = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let below = self.keys().filter_map(|path| path.strip_prefix(&before));
        let mut names: Vec<String> = below
            .map(|rest| match rest.split_once('/') {
                Some((name, _)) => format!("{name}/"),
                None => rest.to_owned(),
            })
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// A path that stands in a folder, without `.` and, as far as possible, without `..`.
pub(super) fn join(folder: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let whole = if is_absolute(&path) || folder.is_empty() {
        path
    } else {
        format!("{folder}/{path}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if whole.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..2) == Some(":")
}

/// The folder that a file or folder stands in.
pub(super) fn parent(path: &str) -> Option<&str> {
    match path.rsplit_once('/') {
        Some(("", "")) => None,
        Some(("", _)) => Some("/"),
        Some((folder, _)) => Some(folder),
        None if path.is_empty() => None,
        None => Some(""),
    }
}

/// A path without the folder that it stands in.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
