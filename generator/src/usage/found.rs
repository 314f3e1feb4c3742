//! What was found in sources, as data.

use proc_macro2::Span;

use super::facts::Notice;

/// A position in a file; line and column begin with 1, and a column is a character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Spot {
    /// Where a span of a file begins.
    pub(super) fn new(file: &str, span: Span) -> Self {
        let start = span.start();
        Self {
            file: file.to_owned(),
            line: start.line,
            column: start.column + 1,
        }
    }
}

/// A use of something deprecated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where it stands.
    pub spot: Spot,
    /// What is used.
    pub notice: Notice,
}

/// What may be a use, and cannot be told from the sources.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unresolved {
    /// Where it stands.
    pub spot: Spot,
    /// What stands there.
    pub name: String,
    /// Why it cannot be told.
    pub why: String,
}

/// What was found in the sources of a user, in the order of files and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The uses.
    pub uses: Vec<Use>,
    /// What cannot be resolved.
    pub unresolved: Vec<Unresolved>,
    /// The files that were read.
    pub files: Vec<String>,
    /// Whether a package among them depends on the client at all.
    pub depends: bool,
}
