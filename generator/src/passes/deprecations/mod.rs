//! Links deprecations: marks deprecated operations, with the Rust paths of what replaces them, and says of deprecated
//! fields which field beside them to use.

pub mod catalog;
mod infer;
pub mod link;
mod resolve;

use std::collections::BTreeMap;

use crate::announce::announcement::Announcement;
use crate::announce::pages;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::ir::{OperationKey, RustPath, Shape, published_on};
use crate::lower::Lowered;
use crate::specs::Specs;
use crate::specs::deprecations::Table;
use crate::specs::part::{is_of_more, said_once};
use catalog::{Catalog, Entry};
use link::replaces;

/// Sets `deprecation` and `replaces` on operations; warnings are about what nothing was found for.
pub fn link_deprecations(
    lowered: &mut Lowered,
    specs: &Specs,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let catalog = Catalog::new(lowered.operations.iter().map(|placed| Entry {
        key: placed.operation.key.clone(),
        title: placed.operation.title.clone(),
        tag: placed.tag.full(),
        origin: placed.operation.origin.clone(),
    }));
    let gathered: BTreeMap<OperationKey, Announcement> = lowered
        .operations
        .iter()
        .filter_map(|placed| Some((placed.operation.key.clone(), placed.announced.clone()?)))
        .collect();
    let (notices, mut problems) = pages::parse(&specs.notices.text, &specs.notices.file);
    let (table, more) = Table::parse(&specs.deprecations.text, &specs.deprecations.file, &|key| {
        catalog.get(key).is_some()
    });
    problems.extend(more);
    let published = published_on(&lowered.description_version);
    let (linked, more) = link::link(&catalog, &gathered, &notices, &table, published);
    problems.extend(more);
    if has_errors(&problems) {
        return Err(problems);
    }
    without_others(&table, &mut problems);
    let paths: BTreeMap<OperationKey, RustPath> = lowered
        .operations
        .iter()
        .map(|placed| (placed.operation.key.clone(), placed.operation.rust.clone()))
        .collect();
    let place = |key: &OperationKey| paths.get(key).cloned();
    let replaces = replaces(&linked);
    for placed in &mut lowered.operations {
        let operation = &mut placed.operation;
        operation.deprecation = linked
            .get(&operation.key)
            .map(|linked| link::placed(linked, &place));
        let replaced = replaces.get(&operation.key).into_iter().flatten();
        operation.replaces = replaced.filter_map(place).collect();
    }
    Ok(problems)
}

/// Of tables that are about more than the specs, what is wrong with each row is nothing to mend.
fn without_others(table: &Table, problems: &mut Vec<Diagnostic>) {
    let is_gone = |problem: &&Diagnostic| problem.code == Code::DeprecationsUnknownOperation;
    let gone = problems.iter().filter(is_gone).count();
    if !is_of_more(table.rows().count() + gone, gone) {
        return;
    }
    let codes = [
        Code::DeprecationsUnknownOperation,
        Code::DeprecationsUnknownReplacement,
        Code::NoticeUnknownOperation,
    ];
    said_once(&codes, problems);
}

/// Says the Rust name of the field to use instead, where there is one beside the deprecated field.
pub fn name_instead(lowered: &mut Lowered) {
    for ty in lowered.types.values_mut() {
        let Shape::Struct(shape) = &mut ty.shape else {
            continue;
        };
        let idents: BTreeMap<String, String> = shape
            .fields
            .iter()
            .map(|field| (field.wire.clone(), field.ident.clone()))
            .collect();
        for field in &mut shape.fields {
            let instead = field.deprecation.as_mut().and_then(|d| d.instead.as_mut());
            if let Some(instead) = instead
                && let Some(ident) = idents.get(instead)
            {
                *instead = ident.clone();
            }
        }
    }
}
