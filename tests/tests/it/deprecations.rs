//! What the generated crate marks as deprecated: all that was announced, and nothing else, so that
//! a program that uses everything else has no warning.

use std::collections::BTreeSet;

use generator::ir::{Api, OperationRef, Shape, Target};
use tests::{api, files, project};

/// Everything that the API has as deprecated: requests by their path, and parameters that have a
/// setter, fields and values by that and their name.
fn announced(api: &Api) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for operation in api.operations() {
        if operation.deprecation.is_some() {
            all.insert(operation.rust.to_string());
        }
        let optional = operation.parameters.iter().filter(|p| !p.required);
        let old = optional.filter(|p| p.deprecation.is_some());
        all.extend(old.map(|p| format!("{}::{}", operation.rust, p.ident)));
    }
    for ty in api.types() {
        let old: Vec<&String> = match &ty.shape {
            Shape::Struct(shape) => {
                let fields = shape.fields.iter().filter(|f| f.deprecation.is_some());
                fields.map(|f| &f.ident).collect()
            }
            Shape::Enum(shape) => {
                let values = shape.variants.iter().filter(|v| v.deprecation.is_some());
                values.map(|v| &v.ident).collect()
            }
            _ => Vec::new(),
        };
        all.extend(old.iter().map(|ident| format!("{}::{ident}", ty.rust)));
    }
    all
}

/// The name that follows one of the words in a line.
fn named<'a>(line: &'a str, words: &[&str]) -> Option<&'a str> {
    let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
}

/// Everything under a `#[deprecated]` in a file whose items stand at `place`.
fn marked(place: &str, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut owner = "";
    let mut waits = false;
    let mut attribute = false;
    for line in text.lines() {
        let bare = line.trim();
        if bare.starts_with("#[") || attribute {
            waits |= bare.starts_with("#[deprecated");
            attribute = !bare.ends_with(']');
            continue;
        }
        if bare.is_empty() || bare.starts_with("//") {
            continue;
        }
        let is_top = line == line.trim_start();
        if is_top && let Some(name) = named(line, &["pub struct ", "pub enum ", "impl "]) {
            owner = name;
            if std::mem::take(&mut waits) {
                found.insert(format!("{place}::{owner}"));
            }
        } else if std::mem::take(&mut waits) {
            let name = named(bare, &["pub const fn ", "pub fn ", "pub ", ""]).unwrap();
            found.insert(format!("{place}::{owner}::{name}"));
        }
    }
    found
}

#[test]
fn the_crate_marks_what_was_announced_and_nothing_else() {
    let api = api();
    let mut found = BTreeSet::new();
    for (path, text) in files(&project().join("generated/src")) {
        if path.starts_with("runtime/") {
            assert!(!text.contains("#[deprecated"), "{path}");
            continue;
        }
        let mut parts = path.trim_end_matches(".rs").split('/');
        let place = match (parts.next(), parts.next()) {
            (Some("shared"), _) => "procore::shared".to_owned(),
            (Some(tool), Some(version)) => format!("procore::{tool}::{version}"),
            (tool, _) => format!("procore::{}", tool.unwrap_or_default()),
        };
        found.extend(marked(&place, &text));
    }
    let expected = announced(&api);
    let missing: Vec<_> = expected.difference(&found).collect();
    let too_many: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty(), "not marked: {missing:#?}");
    assert!(too_many.is_empty(), "marked: {too_many:#?}");
    assert!(found.len() > 150, "{}", found.len());
}

/// A program that follows a replacement must not find itself before the next one.
#[test]
fn no_replacement_is_deprecated_and_each_is_there() {
    let api = api();
    let find = |of: &OperationRef| {
        api.operations()
            .find(|o| o.key == of.key && o.rust == of.rust)
    };
    let (mut count, mut inferred) = (0, 0);
    for old in api.operations() {
        for replacement in old.deprecation.iter().flat_map(|d| &d.replacements) {
            for step in &replacement.through {
                let step = find(step).unwrap();
                assert!(step.deprecation.is_some(), "{}: {}", old.key, step.key);
            }
            let Target::Operation(target) = &replacement.target else {
                continue;
            };
            // Whatever has a sunset is deprecated, so none is past it either.
            let new = find(target).unwrap();
            assert_eq!(new.deprecation, None, "{}: {}", old.key, new.key);
            assert_ne!(new.key, old.key);
            assert!(new.replaces.contains(&old.rust), "{}: {}", old.key, new.key);
            count += 1;
            inferred += usize::from(replacement.inferred);
        }
    }
    assert!(count > 140 && inferred > 110, "{count}, {inferred}");
}

/// Whatever acts in a company, or in a project, goes on doing so.
#[test]
fn no_replacement_acts_in_another_scope() {
    let acts_in = |o: &generator::ir::Operation| {
        let path = &o.key.path;
        match (path.contains("/projects/{"), path.contains("/companies/{")) {
            (true, _) => Some("project"),
            (false, true) => Some("company"),
            (false, false) => None,
        }
    };
    let api = api();
    for old in api.operations() {
        for replacement in old.deprecation.iter().flat_map(|d| &d.replacements) {
            let Target::Operation(target) = &replacement.target else {
                continue;
            };
            let new = api.operations().find(|o| o.key == target.key).unwrap();
            if replacement.inferred && acts_in(old).is_some() {
                assert_eq!(acts_in(old), acts_in(new), "{}: {}", old.key, new.key);
            }
        }
    }
}

/// The announcement that the project began with: date and link, and no sunset.
#[test]
fn the_pairs_of_the_introduction_page_carry_their_date() {
    let api = api();
    for (method, path, replacement) in [
        (
            "GET",
            "/rest/v1.0/standard_cost_code_lists",
            "ListCompanyWbsSegmentItemLists",
        ),
        (
            "DELETE",
            "/rest/v1.0/standard_cost_codes/{id}",
            "DeleteCompanySegmentItem",
        ),
        (
            "DELETE",
            "/rest/v1.0/sub_jobs/{id}",
            "DeleteProjectSegmentItem",
        ),
    ] {
        let operation = api
            .operations()
            .find(|o| o.key.method == method && o.key.path == path)
            .unwrap();
        let deprecation = operation.deprecation.as_ref().unwrap();
        assert_eq!(
            deprecation.date.unwrap().to_string(),
            "2022-03-31",
            "{path}"
        );
        assert_eq!(deprecation.sunset, None, "{path}");
        let [only] = deprecation.replacements.as_slice() else {
            unreachable!("{path}: {deprecation:?}");
        };
        assert!(
            !only.inferred && only.how == generator::ir::How::Notice,
            "{only:?}"
        );
        let Target::Operation(new) = &only.target else {
            unreachable!("{only:?}");
        };
        let place = format!("procore::work_breakdown_structure::v1_0::{replacement}");
        assert_eq!(new.rust.to_string(), place);
    }
}

/// The texts of these speak of keys of their bodies.
#[test]
fn the_injuries_are_not_deprecated() {
    let api = api();
    let injuries = api
        .operations()
        .filter(|o| o.key.path.contains("/injuries"));
    let mut count = 0;
    for operation in injuries {
        assert_eq!(operation.deprecation, None, "{}", operation.key);
        count += 1;
    }
    assert!(count >= 6, "{count}");
}
