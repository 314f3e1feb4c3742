//! Replacements that nobody announced, inferred from the shape of the API.
//!
//! Only for operations that are known to be deprecated: a newer version alone marks nothing. A
//! candidate that is deprecated itself is never chosen, nor one of several that fit equally.

use super::catalog::{Catalog, Known};
use crate::ir::{How, OperationKey};

/// The live operation that most likely replaces `key`, and how it was found.
pub(super) fn infer(
    catalog: &Catalog,
    key: &OperationKey,
    is_live: &dyn Fn(&OperationKey) -> bool,
) -> Option<(OperationKey, How)> {
    let own = catalog.get(key)?;
    let live: Vec<&Known> = catalog
        .iter()
        .filter(|other| other.entry.key != *key && is_live(&other.entry.key))
        .collect();
    let same_verb = || {
        live.iter()
            .copied()
            .filter(|other| other.entry.key.method == key.method)
    };
    let same_resource = || same_verb().filter(|other| continues(own, other));
    let newer = newest(same_resource().filter(|other| other.version > own.version));
    let rescoped = || best(same_resource().filter(|other| other.version == own.version));
    let titled = || {
        own.version.as_ref()?;
        newest(same_verb().filter(|other| {
            gist(&other.anchor) == gist(&own.anchor)
                && other.tool == own.tool
                && other.version > own.version
                && keeps_scope(own, other)
        }))
    };
    let twin = || {
        best(
            live.iter()
                .copied()
                .filter(|other| is_twin(key, &other.entry.key)),
        )
    };
    let found = |known: &Known, how| (known.entry.key.clone(), how);
    newer
        .map(|known| found(known, How::SamePathNewerVersion))
        .or_else(|| rescoped().map(|known| found(known, How::SameVersionRescoped)))
        .or_else(|| titled().map(|known| found(known, How::SameTitleNewerVersion)))
        .or_else(|| twin().map(|known| found(known, How::SamePathOtherMethod)))
}

/// Whether `other` is about the same resource, in the same company or project.
fn continues(own: &Known, other: &Known) -> bool {
    own.version.is_some()
        && !own.resource.is_empty()
        && own.resource == other.resource
        && keeps_scope(own, other)
}

/// A path without a scope may gain one, and that of a project the company around it. A scope that is
/// dropped or swapped makes it something else, and so does a project where a whole company was meant.
fn keeps_scope(own: &Known, other: &Known) -> bool {
    let is_of_company = own.in_company && !own.in_project;
    (!own.in_company || other.in_company)
        && (!own.in_project || other.in_project)
        && !(is_of_company && other.in_project)
}

/// An anchor without articles and plurals, which come and go between versions of a title.
fn gist(anchor: &str) -> Vec<&str> {
    let words = anchor
        .split('-')
        .filter(|word| !matches!(*word, "a" | "an" | "the"));
    words
        .map(|word| word.strip_suffix('s').unwrap_or(word))
        .collect()
}

/// PUT and PATCH of one path do the same.
fn is_twin(key: &OperationKey, other: &OperationKey) -> bool {
    let methods = (key.method.as_str(), other.method.as_str());
    key.path == other.path && matches!(methods, ("PUT", "PATCH") | ("PATCH", "PUT"))
}

fn newest<'a>(found: impl Iterator<Item = &'a Known>) -> Option<&'a Known> {
    let found: Vec<&Known> = found.collect();
    let newest = found.iter().map(|known| &known.version).max()?.clone();
    best(found.into_iter().filter(|known| known.version == newest))
}

/// The one with the fewest scopes, if there is one such.
fn best<'a>(found: impl Iterator<Item = &'a Known>) -> Option<&'a Known> {
    let mut found: Vec<&Known> = found.collect();
    let scopes = |known: &Known| u8::from(known.in_company) + u8::from(known.in_project);
    found.sort_by_key(|known| scopes(known));
    match found.as_slice() {
        [one] => Some(one),
        [first, second, ..] if scopes(first) < scopes(second) => Some(first),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalog::tests::{catalog, key};
    use super::*;

    fn inferred(lines: &str, of: &str, deprecated: &[&str]) -> Option<(String, How)> {
        let catalog = catalog(lines);
        let dead: Vec<OperationKey> = deprecated.iter().map(|text| key(text)).collect();
        infer(&catalog, &key(of), &|key| !dead.contains(key))
            .map(|(key, how)| (key.to_string(), how))
    }

    fn found(text: &str, how: How) -> Option<(String, How)> {
        Some((text.to_owned(), how))
    }

    #[test]
    fn the_newest_version_of_the_same_path_wins_even_in_a_narrower_scope() {
        let lines = "GET /rest/v1.0/gears | List Gears | A/B/gears
            GET /rest/v1.1/gears | List Gears | A/B/gears
            POST /rest/v1.3/gears | Make Gear | A/B/gears
            GET /rest/v1.2/projects/{project_id}/gears | List Gears | A/B/gears";
        let newest = "GET /rest/v1.2/projects/{project_id}/gears";
        let of = "GET /rest/v1.0/gears";
        assert_eq!(
            inferred(lines, of, &[]),
            found(newest, How::SamePathNewerVersion)
        );
        assert_eq!(
            inferred(lines, of, &[newest]),
            found("GET /rest/v1.1/gears", How::SamePathNewerVersion)
        );
        assert_eq!(
            inferred(lines, "GET /rest/v1.2/projects/{project_id}/gears", &[]),
            None
        );
    }

    #[test]
    fn parameters_may_have_other_names() {
        let lines = "GET /rest/v1.0/gears/{id} | Show Gear | A/B/gears
            GET /rest/v1.0/projects/{project_id}/gears/{gear_id} | Show Gear | A/B/gears";
        assert_eq!(
            inferred(lines, "GET /rest/v1.0/gears/{id}", &[]),
            found(
                "GET /rest/v1.0/projects/{project_id}/gears/{gear_id}",
                How::SameVersionRescoped
            )
        );
    }

    #[test]
    fn a_scope_that_is_swapped_is_something_else_and_a_tie_is_no_answer() {
        let lines = "GET /rest/v1.0/companies/{company_id}/gears | List Company Gears | A/B/gears
            GET /rest/v1.1/projects/{project_id}/gears | List Project Gears | A/B/gears";
        assert_eq!(
            inferred(lines, "GET /rest/v1.0/companies/{company_id}/gears", &[]),
            None
        );
        let lines = "GET /rest/v1.0/projects/{project_id}/gears | List Project Gears | A/B/gears
            GET /rest/v1.1/companies/{company_id}/gears | List Company Gears | A/B/gears
            GET /rest/v1.1/gears | Index Gears | A/B/gears";
        assert_eq!(
            inferred(lines, "GET /rest/v1.0/projects/{project_id}/gears", &[]),
            None
        );
        let lines = "GET /rest/v1.0/gears | Gears | A/B/gears
            GET /rest/v1.1/companies/{company_id}/gears | List Company Gears | A/B/gears
            GET /rest/v1.1/projects/{project_id}/gears | List Project Gears | A/B/gears";
        assert_eq!(inferred(lines, "GET /rest/v1.0/gears", &[]), None);
    }

    #[test]
    fn what_acts_in_a_company_does_not_become_what_acts_in_one_of_its_projects() {
        let narrower = "PATCH /rest/v2.0/companies/{company_id}/gears | Update Gears | A/B/gears
            PATCH /rest/v2.0/companies/{company_id}/projects/{project_id}/gears | Update Gears | A/B/gears
            PATCH /rest/v2.1/companies/{company_id}/projects/{project_id}/gears | Update Gears | A/B/gears";
        let of = "PATCH /rest/v2.0/companies/{company_id}/gears";
        assert_eq!(inferred(narrower, of, &[]), None);
        let lines = "GET /rest/v1.0/projects/{project_id}/gears | List Gears | A/B/gears
            GET /rest/v2.0/companies/{company_id}/gears | List Company Gears | A/B/gears
            GET /rest/v2.0/companies/{company_id}/projects/{project_id}/gears | List Project Gears | A/B/gears";
        assert_eq!(
            inferred(lines, "GET /rest/v1.0/projects/{project_id}/gears", &[]),
            found(
                "GET /rest/v2.0/companies/{company_id}/projects/{project_id}/gears",
                How::SamePathNewerVersion
            )
        );
    }

    #[test]
    fn the_same_title_counts_in_the_same_tool_and_a_newer_version() {
        let lines = "GET /rest/v1.0/gears/all | List Gears | A/B/gears
            GET /rest/v1.0/shop/gears | List Gears | A/B/shop
            GET /rest/v1.1/logs/gears | List Gears | A/Other/gears
            GET /rest/v1.1/shop/logs/gears | Lists the gears | A/B/shop-gears";
        assert_eq!(
            inferred(lines, "GET /rest/v1.0/gears/all", &[]),
            found("GET /rest/v1.1/shop/logs/gears", How::SameTitleNewerVersion)
        );
        let swapped = "GET /rest/v1.0/projects/{project_id}/gears/all | List Gears | A/B/gears
            GET /rest/v1.1/companies/{company_id}/gears | List Gears | A/B/gears";
        let of = "GET /rest/v1.0/projects/{project_id}/gears/all";
        assert_eq!(inferred(swapped, of, &[]), None);
    }

    #[test]
    fn put_and_patch_of_a_path_are_twins_and_other_methods_are_not() {
        let lines = "PUT /rest/v1.0/gears/{id} | Update Gear | A/B/gears
            PATCH /rest/v1.0/gears/{id} | Update Gear | A/B/gears
            POST /rest/v1.0/cogs | Make Cog | A/B/cogs
            GET /rest/v1.0/cogs | List Cogs | A/B/cogs";
        assert_eq!(
            inferred(lines, "PUT /rest/v1.0/gears/{id}", &[]),
            found("PATCH /rest/v1.0/gears/{id}", How::SamePathOtherMethod)
        );
        assert_eq!(inferred(lines, "POST /rest/v1.0/cogs", &[]), None);
    }

    #[test]
    fn paths_without_a_version_have_no_successor() {
        let lines = "GET /oauth/token | Token | A/B/auth
            GET /rest/v1.0/token | Token | A/B/auth";
        assert_eq!(inferred(lines, "GET /oauth/token", &[]), None);
    }
}
