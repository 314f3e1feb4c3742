//! Whether a description has lost operations that the specs have: most of them at once means that it
//! describes a part of the API, and not that Procore removed them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::OperationKey;
use crate::openapi::documents::Documents;
use crate::openapi::method::METHODS;
use crate::{Code, Diagnostic, Origin};

/// Specs of fewer operations may lose any number of them.
const FEW: usize = 20;

/// How many of the operations that go are named.
const NAMED: usize = 5;

/// Says which operations of the specs an import would remove. That is an error when there are so many
/// that the description is hardly all of the API, unless that is `expected`.
pub fn check_lost_operations(
    existing: &Documents,
    imported: &BTreeMap<String, Value>,
    expected: bool,
) -> Option<Diagnostic> {
    let had = keys(existing.iter().map(|(_, document)| document));
    let has = keys(imported.values());
    let lost: Vec<&OperationKey> = had.difference(&has).collect();
    let first = lost.first()?;
    let is_file_lost = |(file, _): &(&str, &Value)| {
        let name = file.rsplit('/').next().unwrap_or(file);
        !imported.contains_key(name)
    };
    let files = existing.iter().filter(is_file_lost).count();
    let origin = existing
        .iter()
        .find(|(_, document)| keys(std::iter::once(*document)).contains(*first))
        .map(|(file, _)| Origin::new(file, "/paths").child(&first.path))
        .unwrap_or_default();
    let origin = origin.child(&first.method.to_lowercase());
    let mut names: Vec<String> = lost.iter().take(NAMED).map(ToString::to_string).collect();
    if lost.len() > NAMED {
        names.push(format!("and {} more", lost.len() - NAMED));
    }
    let message = format!(
        "{} of the {} operations in the specs are not in the description, and {files} of {} files \
         would go",
        lost.len(),
        had.len(),
        existing.iter().len(),
    );
    let most = had.len() >= FEW && lost.len() * 2 > had.len();
    Some(if most && !expected {
        let help = "import all documents of the description at once, or into another folder with \
                    `--specs`; give `--shrink` if the operations are to be removed";
        Diagnostic::error(Code::LostOperations, origin, message)
            .help(format!("{help}: {}", names.join(", ")))
    } else {
        Diagnostic::hint(Code::LostOperations, origin, message)
            .help(format!("these are removed: {}", names.join(", ")))
    })
}

/// The operations of specs.
fn keys<'a>(documents: impl Iterator<Item = &'a Value>) -> BTreeSet<OperationKey> {
    let mut keys = BTreeSet::new();
    let paths = documents.filter_map(|document| document.get("paths")?.as_object());
    for (path, item) in paths.flatten() {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        keys.extend(methods.map(|method| OperationKey {
            method: method.to_uppercase(),
            path: path.clone(),
        }));
    }
    keys
}
