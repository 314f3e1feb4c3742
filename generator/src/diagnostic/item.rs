//! A diagnostic, and lists of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::Code;

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be made from the input.
    Error,
    /// Something can be made, but a person should look.
    Warning,
    /// An improvement.
    Hint,
}

/// Where in the inputs something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The input file as the user named it, or relative to the specs folder.
    pub file: String,
    /// The JSON pointer (RFC 6901) in that file.
    pub pointer: String,
}

impl Origin {
    /// The place `pointer` in `file`.
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            pointer: pointer.into(),
        }
    }

    /// The place one step below this one.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let token = token.replace('~', "~0").replace('/', "~1");
        Self {
            file: self.file.clone(),
            pointer: format!("{}/{token}", self.pointer),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file, self.pointer)
    }
}

/// One problem of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong; the docs of the code explain it.
    pub code: Code,
    /// What was found, and what was expected.
    pub message: String,
    /// Where it stands.
    pub origin: Origin,
    /// The operation it belongs to, as `METHOD /path`, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Line and column, both from 1, once the place has been looked up in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<(usize, usize)>,
}

impl Diagnostic {
    /// An error at `origin`.
    pub fn error(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, origin, message)
    }

    /// A warning at `origin`.
    pub fn warning(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, origin, message)
    }

    /// A hint at `origin`.
    pub fn hint(code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self::new(Severity::Hint, code, origin, message)
    }

    fn new(severity: Severity, code: Code, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            origin,
            operation: None,
            help: None,
            position: None,
        }
    }

    /// The same with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with the operation it belongs to.
    #[must_use]
    pub fn operation(mut self, operation: impl fmt::Display) -> Self {
        self.operation = Some(operation.to_string());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        write!(f, "{severity}[{}]: {}\n  --> ", self.code, self.message)?;
        match self.position {
            Some((line, column)) => {
                write!(
                    f,
                    "{}:{line}:{column} ({})",
                    self.origin.file, self.origin.pointer
                )?;
            }
            None => write!(f, "{}", self.origin)?,
        }
        if let Some(operation) = &self.operation {
            write!(f, "\n  operation: {operation}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// Sorts diagnostics by file, place and code, worst first, and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.severity, &a.origin, a.code, &a.message)
            .cmp(&(b.severity, &b.origin, b.code, &b.message))
    });
    diagnostics.dedup();
}

/// Whether any of them is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
