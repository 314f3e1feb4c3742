//! What a description has, to hold the outputs against.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A description, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Its file.
    pub name: String,
    /// Its size.
    pub bytes: usize,
    /// The operations of its paths.
    pub operations: usize,
    /// Operations with `deprecated: true`.
    pub deprecated: usize,
}

/// Counts a description, in JSON or YAML.
///
/// # Errors
///
/// Where it is neither.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Description, String> {
    const METHODS: [&str; 8] = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ];
    let document: Value = serde_json::from_slice(bytes)
        .or_else(|_| serde_yaml::from_slice(bytes))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let paths = document.get("paths").and_then(Value::as_object);
    let operations: Vec<&Value> = paths
        .into_iter()
        .flat_map(|paths| paths.values())
        .filter_map(Value::as_object)
        .flatten()
        .filter(|(method, _)| METHODS.contains(&method.as_str()))
        .map(|(_, operation)| operation)
        .collect();
    let deprecated = |operation: &&&Value| operation.get("deprecated") == Some(&Value::Bool(true));
    Ok(Description {
        name: path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        bytes: bytes.len(),
        operations: operations.len(),
        deprecated: operations.iter().filter(deprecated).count(),
    })
}
