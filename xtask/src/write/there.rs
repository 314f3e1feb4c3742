//! What stands where a file is to go, and whether it may be replaced.

use std::fs;
use std::io;
use std::path::Path;

use super::failed;
use super::record::Record;
use super::rules::Rules;
use crate::Failure;

/// What stands at the path of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum There {
    Absent,
    /// What is to be written, but for the ends of lines.
    Same,
    /// What an earlier run wrote.
    Ours,
    /// What would be lost, and why it is not ours.
    Lost(&'static str),
}

/// Looks at one path. What cannot be replaced at all is an error: a folder, or a path that a link
/// leads out of the root.
pub(super) fn look(
    root: &Path,
    name: &str,
    text: &str,
    rules: &Rules,
    record: &Record,
) -> Result<There, Failure> {
    let path = root.join(name);
    check_folders(root, name)?;
    let found = match fs::symlink_metadata(&path) {
        Err(error) if is_absent(&error) => return Ok(There::Absent),
        found => found.map_err(|error| failed("read", &path, &error))?,
    };
    if found.is_symlink() {
        return Ok(There::Lost("is a link"));
    }
    if found.is_dir() {
        let message = format!("{} is a folder, where a file goes", path.display());
        return Err(Failure::File(message));
    }
    if !found.is_file() {
        return Ok(There::Lost("is a device or a pipe"));
    }
    let old = fs::read(&path).map_err(|error| failed("read", &path, &error))?;
    let Ok(old) = String::from_utf8(old) else {
        return Ok(There::Lost("is no text"));
    };
    let old = old.replace("\r\n", "\n");
    Ok(if old == text {
        There::Same
    } else if record.is_written(name, (rules.facts)(&old).as_bytes()) {
        There::Ours
    } else if record.has(name) {
        There::Lost("was changed since it was written")
    } else {
        There::Lost("is not known to have been written by this command")
    })
}

/// Refuses a path whose folders are links or no folders.
fn check_folders(root: &Path, name: &str) -> Result<(), Failure> {
    let mut folder = root.to_owned();
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in parts {
        folder.push(part);
        let problem = match fs::symlink_metadata(&folder) {
            Err(error) if is_absent(&error) => return Ok(()),
            Err(error) => return Err(failed("read", &folder, &error)),
            Ok(found) if found.is_symlink() => "is a link; nothing is written through it",
            Ok(found) if !found.is_dir() => "is a file, where a folder goes",
            Ok(_) => continue,
        };
        return Err(Failure::File(format!("{} {problem}", folder.display())));
    }
    Ok(())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
