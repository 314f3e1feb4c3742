//! Where JSON differs from what the description says, and how that is reported.

use std::fmt;
use std::sync::Arc;

/// How many mismatches are kept for one response; beyond it they are only counted.
const MAX_MISMATCHES: usize = 1_000;

/// How many bytes of a key stand in a path; what is longer is cut, and no pointer any more.
const MAX_KEY: usize = 256;

use super::shown::Plain;

/// The type of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number without fraction and exponent.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The name of the type, as JSON Schema spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A value whose JSON type is not the one that the description gives.
///
/// The value is kept as it came, in `extra`, and the typed field is left unset; but a number that came
/// as text, or text that came as a number, is in the field if nothing of it is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The location in the JSON, as a JSON pointer (RFC 6901).
    pub path: String,
    /// What was expected.
    pub expected: String,
    /// What was found: the JSON type. Never the value, which may be confidential.
    pub found: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "/"
        } else {
            &self.path
        };
        write!(
            f,
            "{}: expected {}, found {}",
            Plain(path),
            self.expected,
            self.found
        )
    }
}

/// Text that is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not valid JSON at byte {at}: {expected}")]
#[non_exhaustive]
pub struct SyntaxError {
    /// The offset in bytes.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// What ended the reading.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// The text is not JSON.
    Syntax(SyntaxError),
    /// What was read takes more memory than the given bytes.
    Memory(usize),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Memory(bytes) => write!(
                f,
                "what it holds takes more than {bytes} bytes of memory, the most that the client \
                 uses for a response: ask for fewer items, or set `max_memory` on the client"
            ),
        }
    }
}

/// A step on the way to a value. It is cheap to copy: each report below it gets one.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(Arc<str>),
    Index(usize),
}

impl Step {
    /// The step to the value of `key`.
    pub(crate) fn key(key: &str) -> Self {
        let mut end = MAX_KEY.min(key.len());
        while !key.is_char_boundary(end) {
            end -= 1;
        }
        match key.get(..end) {
            Some(cut) if cut.len() < key.len() => Self::Key(format!("{cut}...").into()),
            _ => Self::Key(key.into()),
        }
    }
}

/// A mismatch while its path grows from the inside out.
#[derive(Debug)]
struct Report {
    steps: Vec<Step>,
    expected: &'static str,
    found: Kind,
}

/// What was reported while reading.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    kept: Vec<Report>,
    dropped: usize,
}

impl Reports {
    /// How many there are, the dropped ones included.
    pub(crate) fn len(&self) -> usize {
        self.kept.len() + self.dropped
    }

    pub(crate) fn add(&mut self, expected: &'static str, found: Kind) {
        if self.kept.len() < MAX_MISMATCHES {
            self.kept.push(Report {
                steps: Vec::new(),
                expected,
                found,
            });
        } else {
            self.dropped += 1;
        }
    }

    /// Puts `step` before the paths of what was reported since there were `from`.
    pub(crate) fn within(&mut self, from: usize, step: impl FnOnce() -> Step) {
        if self.kept.len() > from {
            let step = step();
            for report in self.kept.iter_mut().skip(from) {
                report.steps.push(step.clone());
            }
        }
    }

    /// Forgets what was reported since there were `from`.
    pub(crate) fn forget(&mut self, from: usize) {
        self.kept.truncate(from);
        self.dropped = from.saturating_sub(self.kept.len());
    }

    /// The mismatches, and how many more there were than are kept.
    pub(crate) fn finish(self) -> (Vec<Mismatch>, usize) {
        (
            self.kept.into_iter().map(Report::finish).collect(),
            self.dropped,
        )
    }
}

impl Report {
    fn finish(self) -> Mismatch {
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            path.push('/');
            match step {
                Step::Key(key) => path.push_str(&key.replace('~', "~0").replace('/', "~1")),
                Step::Index(index) => path.push_str(&index.to_string()),
            }
        }
        Mismatch {
            path,
            expected: self.expected.to_owned(),
            found: self.found.name().to_owned(),
        }
    }
}
