//! Which names a file may have: they are made from data, and stay inside the folder everywhere.

use std::collections::BTreeMap;

use generator::FileTree;

use crate::Failure;

/// Names that are devices on Windows, whatever follows a dot.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// The longest part of a path that common filesystems take.
const LONGEST: usize = 255;

/// Refuses names that would leave the folder, that some system cannot hold, or that are one file
/// where case does not count.
pub(super) fn check(files: &FileTree) -> Result<(), Failure> {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for name in files.keys() {
        if let Some(problem) = name.split('/').find_map(problem) {
            return Err(Failure::File(format!("the file name {name:?} {problem}")));
        }
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            return Err(Failure::File(format!(
                "the file names {other:?} and {name:?} are one where case does not count"
            )));
        }
    }
    Ok(())
}

/// Whether a name may be written; one in a record or a plan that may not is nobody's.
pub(super) fn is_fine(name: &str) -> bool {
    name.split('/').find_map(problem).is_none()
}

/// What is wrong with a part of a path.
fn problem(part: &str) -> Option<&'static str> {
    let stem = part
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device)
            .is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit())
    });
    let unusable =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*');
    if part.is_empty() {
        Some("is absolute or has an empty part")
    } else if matches!(part, "." | "..") {
        Some("leads out of its folder")
    } else if part.starts_with('.') {
        Some("has a part that begins with a dot; such files are never touched")
    } else if part.contains(unusable) {
        Some("has characters that some systems refuse")
    } else if part.ends_with(['.', ' ']) {
        Some("has a part that ends in a dot or a space, which Windows drops")
    } else if DEVICES.contains(&stem.as_str()) || numbered {
        Some("is that of a device on Windows")
    } else if part.len() > LONGEST {
        Some("has a part of more than 255 bytes")
    } else {
        None
    }
}
