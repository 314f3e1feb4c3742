//! The only code that writes.

use std::fmt;
use std::fs;
use std::path::Path;

use generator::FileTree;

use crate::Failure;

/// What a run wrote.
pub(crate) struct Summary {
    written: usize,
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

/// Whether a file of a specs folder was made by `import`.
pub(crate) fn is_imported(path: &str) -> bool {
    path.ends_with(".yaml")
        && !path.contains('/')
        && !["naming.yaml", "deprecations.yaml", "notices.yaml"].contains(&path)
}

/// Whether a file of the crate's folder was made by `generate`.
pub(crate) fn is_generated(path: &str) -> bool {
    path != "Cargo.lock" && !path.starts_with("target/")
}

/// Writes the files that changed, and removes those that are ours and no longer made.
pub(crate) fn write_tree(
    root: &Path,
    files: &FileTree,
    owned: fn(&str) -> bool,
) -> Result<Summary, Failure> {
    let mut summary = Summary {
        written: 0,
        unchanged: 0,
        removed: 0,
    };
    let failed = |path: &Path, error| Failure::File(format!("{}: {error}", path.display()));
    for (name, text) in files {
        let path = root.join(name);
        if fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            summary.unchanged += 1;
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
        }
        fs::write(&path, text).map_err(|e| failed(&path, e))?;
        summary.written += 1;
    }
    for name in listed(root)? {
        if owned(&name) && !files.contains_key(&name) {
            let path = root.join(&name);
            fs::remove_file(&path).map_err(|e| failed(&path, e))?;
            summary.removed += 1;
        }
    }
    Ok(summary)
}

/// Writes one file if its content changed; says whether it did.
pub(crate) fn write_file(path: &Path, text: &str) -> Result<bool, Failure> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(false);
    }
    fs::write(path, text).map_err(|e| Failure::File(format!("{}: {e}", path.display())))?;
    Ok(true)
}

/// What differs between the files and the folder.
pub(crate) fn check_tree(
    root: &Path,
    files: &FileTree,
    owned: fn(&str) -> bool,
) -> Result<Vec<String>, Failure> {
    let mut differences = Vec::new();
    for (name, text) in files {
        match fs::read_to_string(root.join(name)) {
            Ok(old) if old == *text => {}
            Ok(_) => differences.push(format!("stale: {name}")),
            Err(_) => differences.push(format!("missing: {name}")),
        }
    }
    for name in listed(root)? {
        if owned(&name) && !files.contains_key(&name) {
            differences.push(format!("extra: {name}"));
        }
    }
    Ok(differences)
}

fn listed(root: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        let path = root.join(&folder);
        let failed = |error| Failure::File(format!("{}: {error}", path.display()));
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = if folder.is_empty() {
                name
            } else {
                format!("{folder}/{name}")
            };
            if entry.path().is_dir() {
                open.push(name)
            } else {
                found.push(name)
            }
        }
    }
    found.sort();
    Ok(found)
}
