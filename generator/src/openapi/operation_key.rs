//! What identifies an operation: its method and its path.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Method and path: what identifies an operation in every table and across descriptions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OperationKey {
    /// Upper case, `GET`.
    pub method: String,
    /// The path template, `/rest/v1.0/links/{id}`.
    pub path: String,
}

impl fmt::Display for OperationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A text is not of the form `METHOD /path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnOperation(String);

impl fmt::Display for NotAnOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not `METHOD /path`", self.0)
    }
}

impl std::error::Error for NotAnOperation {}

impl FromStr for OperationKey {
    type Err = NotAnOperation;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (method, path) = text
            .split_once(' ')
            .map(|(method, path)| (method, path.trim()))
            .filter(|(method, path)| {
                let upper = method.bytes().all(|byte| byte.is_ascii_uppercase());
                upper && !method.is_empty() && path.starts_with('/')
            })
            .ok_or_else(|| NotAnOperation(text.to_owned()))?;
        Ok(Self {
            method: method.to_owned(),
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_shown_is_read_the_same() {
        let key: OperationKey = "GET /rest/v1.0/links/{id}".parse().unwrap();
        assert_eq!((&*key.method, &*key.path), ("GET", "/rest/v1.0/links/{id}"));
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in ["", "GET", "get /a", "GET a", " /a", "GET/a"] {
            let error = text.parse::<OperationKey>().unwrap_err();
            assert_eq!(error.to_string(), format!("`{text}` is not `METHOD /path`"));
        }
    }
}
