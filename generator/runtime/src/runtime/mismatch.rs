//! Where JSON differs from what the description says, and how it is told.

use std::fmt;

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
/// The typed field is left unset and the value is kept as it came, in `extra`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// Where it stands in the JSON, as a JSON pointer (RFC 6901).
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

/// A step on the way to a value.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// A mismatch while its path grows from the inside out.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) steps: Vec<Step>,
    pub(crate) expected: &'static str,
    pub(crate) found: Kind,
}

impl Report {
    pub(crate) fn finish(self) -> Mismatch {
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
