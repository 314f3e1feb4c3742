//! Limits of what is read.

use super::position::at;
use crate::diagnostic::{Code, Diagnostic, Origin};

/// How much a reader takes in before it refuses. The parsers and everything after them recurse,
/// and a description of a few kilobytes can ask for gigabytes, so each of these is a real limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of one file in bytes.
    pub bytes: usize,
    /// How deep objects and arrays may stand in each other.
    pub depth: usize,
    /// How many values a file may hold once its YAML aliases are expanded.
    pub values: usize,
}

impl Default for Limits {
    /// Procore's whole description has 54 MB, is 26 levels deep and holds under 3 million values.
    fn default() -> Self {
        Self {
            bytes: 128 << 20,
            depth: 128,
            values: 10_000_000,
        }
    }
}

impl Limits {
    /// Whether a file of this size may be read at all; callers ask before they read it.
    ///
    /// # Errors
    /// A diagnostic that names the limit.
    pub fn check_size(&self, name: &str, bytes: u64) -> Result<(), Diagnostic> {
        if usize::try_from(bytes).is_ok_and(|bytes| bytes <= self.bytes) {
            return Ok(());
        }
        let message = format!("the file has {bytes} bytes; the limit is {}", self.bytes);
        Err(Diagnostic::error(Code::FileTooLarge, Origin::new(name, ""), message).help(
            "split the file, or raise `Limits::bytes` (`--max-bytes`) if it is meant to be so large",
        ))
    }

    pub(super) fn too_deep(&self, name: &str, position: (usize, usize)) -> Diagnostic {
        let message = format!(
            "values stand more than {} levels deep in each other",
            self.depth
        );
        at(
            Diagnostic::error(Code::TooDeep, Origin::new(name, ""), message),
            position,
        )
        .help(
            "move inner schemas to components and refer to them, or raise `Limits::depth` \
             (`--max-depth`) if they are meant to be so deep",
        )
    }

    pub(super) fn too_many(&self, name: &str, position: (usize, usize)) -> Diagnostic {
        let message = format!(
            "the file holds more than {} values, aliases expanded",
            self.values
        );
        at(
            Diagnostic::error(Code::TooManyValues, Origin::new(name, ""), message),
            position,
        )
        .help(
            "replace repeated YAML aliases by `$ref`s, or raise `Limits::values` \
             (`--max-values`) if they are meant to be so many",
        )
    }
}
