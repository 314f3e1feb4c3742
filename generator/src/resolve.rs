//! Finds what a reference names, within a fixed set of documents.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Origin};

/// Documents by name; references lead from one to another, never elsewhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Documents(BTreeMap<String, Value>);

impl Documents {
    /// A set of documents.
    pub fn new(documents: BTreeMap<String, Value>) -> Self {
        Self(documents)
    }

    /// All documents, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// What a reference that stands at `from` names, and where that is.
    pub fn get(&self, from: &Origin, reference: &str) -> Result<(Origin, &Value), Diagnostic> {
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if file.is_empty() { &from.file } else { file };
        self.0
            .get(file)
            .and_then(|document| document.pointer(pointer))
            .map(|value| (Origin::new(file, pointer), value))
            .ok_or_else(|| {
                Diagnostic::error("dangling-ref", from.clone(), format!("`{reference}` names nothing"))
            })
    }
}
