//! What has been read.

use serde_json::Value;

/// An input file, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The name of its source.
    pub name: String,
    /// Its content, keys in the order of the file.
    pub value: Value,
}
