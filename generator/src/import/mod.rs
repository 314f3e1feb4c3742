//! Import: turns a published description into `specs/`: a document per tool, every shape a named
//! component, in a stable order, and with the names that were there before.

mod announcements;
mod cycle;
pub mod documents;
pub mod hoist;
pub mod kept_names;
mod naming_inputs;
pub mod operation_names;
mod phrases;
pub mod prose;
pub mod published;
mod qualifiers;
pub mod scope;
pub mod shrink;
pub mod type_names;
pub mod unsupported;
mod variants;

use std::collections::BTreeMap;

use serde_json::Value;

use announcements::gather_announcements;

use crate::count::{compare, count};
use crate::diagnostic::{Code, Diagnostic, Severity, has_errors, sort};
use crate::ir::{Counts, OperationKey};
use crate::lint::lint;
use crate::openapi::documents::Documents;
use crate::openapi::extensions::NAME;
use crate::openapi::operations::{self, RawOperation};
use crate::overlay::{Overlay, apply};
use crate::source::Document;
use crate::specs::naming::NamingTable;
use crate::specs::operation_names::names_by_rule;
use crate::specs::part::{is_of_more, said_once};

/// Whether sentences of the description are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prose {
    /// For one's own use.
    Keep,
    /// Facts only.
    #[default]
    Drop,
}

/// What an import is made from.
pub struct Inputs<'a> {
    /// The description, prepared: one document, or several whose references stay among them.
    pub description: &'a Documents,
    /// The specs that are there.
    pub existing: &'a Documents,
    /// The naming table.
    pub naming: &'a NamingTable,
    /// Its file name, for messages.
    pub naming_file: &'a str,
    /// Whether sentences are kept.
    pub prose: Prose,
    /// When the description was published, `2026-03` or `2026-03-31`; what the existing specs say
    /// unless given.
    pub date: Option<&'a str>,
}

impl Inputs<'_> {
    /// The first file of the description, and what stands in it.
    fn root(&self) -> (&str, &Value) {
        let mut documents = self.description.iter();
        documents.next().unwrap_or(("", &Value::Null))
    }

    /// The version that the specs are given: when the description was published, as far as anybody
    /// said so, else its own.
    fn version(&self) -> Option<&str> {
        fn said(document: &Value) -> Option<&str> {
            document.pointer("/info/version")?.as_str()
        }
        let mut existing = self.existing.iter().map(|(_, document)| document);
        self.date
            .or_else(|| existing.next().and_then(said))
            .or_else(|| said(self.root().1))
    }
}

/// What an import made.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The documents, by file name.
    pub documents: BTreeMap<String, Value>,
    /// What was counted.
    pub counts: Counts,
    /// How many types the documents name.
    pub types: usize,
    /// Warnings.
    pub warnings: Vec<Diagnostic>,
}

impl Imported {
    /// The documents, for going on without writing them.
    pub fn into_documents(self) -> Documents {
        self.documents
            .into_iter()
            .map(|(name, value)| Document { name, value })
            .collect()
    }
}

/// A description that is ready to be imported.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// How many places the overlays changed.
    pub repaired: usize,
    /// Warnings and hints: what no longer applies, and what stands in several documents.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a description ready to be imported: the two published forms become one, and the overlays
/// are applied.
///
/// # Errors
/// Everything that an overlay did not expect.
pub fn prepare(
    description: &mut Documents,
    overlays: &[Overlay],
) -> Result<Prepared, Vec<Diagnostic>> {
    let mut problems = published::normalize(description);
    let mut repaired = 0;
    for overlay in overlays {
        let applied = apply(description, overlay);
        repaired += applied.changed.iter().map(Vec::len).sum::<usize>();
        problems.extend(applied.problems);
    }
    let actions = overlays.iter().map(|overlay| overlay.actions.len()).sum();
    if is_of_more(actions, count_of(Code::OverlayStale, &problems)) {
        said_once(&[Code::OverlayStale], &mut problems);
    }
    if has_errors(&problems) {
        return Err(problems);
    }
    Ok(Prepared {
        repaired,
        warnings: problems,
    })
}

/// Imports a description.
///
/// # Errors
/// Everything that is wrong with the description, and everything that got lost on the way.
pub fn import(inputs: &Inputs<'_>) -> Result<Imported, Vec<Diagnostic>> {
    let mut problems = lint(inputs.description);
    problems.retain(|problem| problem.severity == Severity::Error);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut operations = collected(inputs, &mut problems);
    let before = count(inputs.description, &operations);
    let shapes = hoist::hoist(
        inputs.description,
        hoist::Components::Named,
        &mut operations,
        &mut problems,
    );
    problems.extend(inputs.naming.idle(inputs.naming_file, &shapes));
    let kept = kept_names::read(inputs.existing, &shapes, &operations, &mut problems);
    let names = name_operations(inputs, &kept, &mut operations, &mut problems);
    let rows = inputs.naming.operations.len();
    if is_of_more(rows, count_of(Code::StaleRow, &problems)) {
        said_once(&[Code::StaleRow, Code::IdleRow], &mut problems);
    }
    let scopes = scope::place(&operations, &shapes, &kept);
    let assigned = type_names::assign(
        &naming_inputs::Inputs {
            operations: &operations,
            names: &names,
            shapes: &shapes,
            scopes: &scopes,
            kept: &kept,
            table: inputs.naming,
        },
        &mut problems,
    );
    let documents = documents::documents(
        &documents::Inputs {
            table: inputs.naming,
            root: inputs.root().1,
            version: inputs.version(),
            operations: &operations,
            shapes: &shapes,
            scopes: &scopes,
            names: &assigned,
            fields: &kept.fields,
        },
        &mut problems,
    );
    problems.extend(
        inputs
            .naming
            .idle_enums(inputs.naming_file, |document, component| {
                let document = documents.get(&format!("{document}.yaml"));
                let schema =
                    document.and_then(|found| found["components"]["schemas"].get(component));
                schema.is_some_and(|schema| schema.get("enum").is_some())
            }),
    );
    sort(&mut problems);
    if has_errors(&problems) {
        return Err(problems);
    }
    let written: Documents = documents
        .into_iter()
        .map(|(name, value)| Document { name, value })
        .collect();
    let after = count(&written, &operations::collect(&written, &mut problems));
    problems.extend(compare("import", &before, &after));
    if has_errors(&problems) {
        return Err(problems);
    }
    Ok(Imported {
        documents: written.into_map(),
        counts: before,
        types: assigned.len(),
        warnings: problems,
    })
}

/// How many problems are of a kind.
fn count_of(code: Code, problems: &[Diagnostic]) -> usize {
    problems.iter().filter(|one| one.code == code).count()
}

/// The operations with what announces their deprecation, without what is not imported.
fn collected(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) -> Vec<RawOperation> {
    let mut operations = operations::collect(inputs.description, problems);
    if operations.is_empty() {
        problems.push(
            Diagnostic::error(
                Code::NoOperations,
                crate::Origin::new(inputs.root().0, "/paths"),
                "the description has no operations",
            )
            .help("check that this is an OpenAPI 3.0 document with `paths`"),
        );
    }
    for operation in &mut operations {
        gather_announcements(operation, problems);
        if inputs.prose == Prose::Drop {
            prose::drop_prose(&mut operation.value);
        }
        // The order of the description must change nothing.
        operation.value.sort_keys();
        operation
            .value
            .values_mut()
            .for_each(Value::sort_all_objects);
    }
    unsupported::drop_unsupported(inputs.description, &mut operations, problems);
    operations
}

/// The names of the operations: those that are there, those of the table, those of the rule. What
/// is not the rule's is written into the operation.
fn name_operations(
    inputs: &Inputs<'_>,
    kept: &kept_names::Kept,
    operations: &mut [RawOperation],
    problems: &mut Vec<Diagnostic>,
) -> Vec<operation_names::OperationName> {
    let known = |key: &OperationKey| operations.iter().any(|o| o.key == *key);
    let (rows, stale) = inputs.naming.operations(inputs.naming_file, known);
    problems.extend(stale);
    let mut given = kept.operations.clone();
    given.extend(rows);
    let is_type = |operation: &RawOperation, name: &str| {
        kept.has_type(&operation.tag.tool, operation.version.as_ref(), name)
    };
    let unnamed = inputs.naming.unnamed;
    let names = operation_names::name_operations(operations, &given, is_type, unnamed, problems);
    let ruled = names_by_rule(operations, &BTreeMap::new());
    for ((operation, name), ruled) in operations.iter_mut().zip(&names).zip(ruled) {
        operation.value.shift_remove(NAME);
        if name.ident != ruled {
            let ident = Value::String(name.ident.clone());
            operation.value.insert(NAME.into(), ident);
        }
    }
    names
}
