//! Finds operations: by words of their titles, by a path, or by a URL that somebody calls.

use std::collections::BTreeSet;

use crate::ir::{Api, Operation, Tool};
use crate::naming::stems;
use crate::openapi::method::is_method;
use crate::openapi::path_template::{is_parameter, segments};

/// An operation that was found.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The tool whose feature switches it on.
    pub tool: &'a Tool,
}

/// The operations that a query means, the likeliest first.
///
/// A query with a `/` is a path, or a URL with one: `/rest/v1.0/rfis/{id}`,
/// `GET https://api.procore.com/rest/v1.0/projects/42/rfis?page=2`. Anything else is words, all of
/// which stand in the title, the names or the path of what is found.
pub fn find<'a>(api: &'a Api, query: &str) -> Vec<Found<'a>> {
    let all = api.tools.iter().flat_map(|tool| {
        let operations = tool.operations();
        operations.map(move |operation| Found { operation, tool })
    });
    let (method, rest) = method_of(query.trim());
    let of_method = all.filter(|found| {
        let wanted = method.as_deref();
        wanted.is_none_or(|wanted| found.operation.key.method == wanted)
    });
    if rest.contains('/') {
        by_path(of_method.collect(), rest)
    } else {
        by_words(of_method.collect(), rest)
    }
}

/// The method in front of a path.
fn method_of(query: &str) -> (Option<String>, &str) {
    match query.split_once(' ') {
        Some((first, rest)) if is_method(&first.to_ascii_uppercase()) => {
            (Some(first.to_ascii_uppercase()), rest.trim())
        }
        _ => (None, query),
    }
}

/// Those whose path is the one of a URL: a segment that the template leaves open may be anything.
fn by_path<'a>(all: Vec<Found<'a>>, url: &str) -> Vec<Found<'a>> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let wanted: Vec<&str> = segments(path).collect();
    let whole = path.starts_with('/');
    let mut found: Vec<(usize, Found<'a>)> = all
        .into_iter()
        .filter_map(|found| {
            Some((
                open_segments(&found.operation.key.path, &wanted, whole)?,
                found,
            ))
        })
        .collect();
    // What matches word for word is likelier than what takes anything there.
    found.sort_by_key(|(open, found)| (*open, &found.operation.key));
    found.into_iter().map(|(_, found)| found).collect()
}

/// How many segments of a template took what was not written as a parameter; `None` where the
/// template does not match. What is not the whole path is the end of one.
fn open_segments(template: &str, wanted: &[&str], whole: bool) -> Option<usize> {
    let template: Vec<&str> = segments(template).collect();
    let skipped = template.len().checked_sub(wanted.len())?;
    if whole && skipped > 0 {
        return None;
    }
    let mut open = skipped;
    for (segment, wanted) in template[skipped..].iter().zip(wanted) {
        if is_parameter(segment) {
            open += usize::from(!is_parameter(wanted));
        } else if segment != wanted {
            return None;
        }
    }
    Some(open)
}

/// Those that have all of the words, first those whose title has them, the shortest title first.
fn by_words<'a>(all: Vec<Found<'a>>, query: &str) -> Vec<Found<'a>> {
    let wanted = stems(query);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(bool, usize, Found<'a>)> = all
        .into_iter()
        .filter_map(|found| {
            let operation = found.operation;
            let title = stems(&operation.title);
            let mut known = title.clone();
            known.extend(stems(&operation.rust.name));
            known.extend(stems(&found.tool.name));
            known.extend(stems(&operation.key.path));
            let holds = |known: &BTreeSet<String>| wanted.is_subset(known);
            holds(&known).then(|| (!holds(&title), title.len(), found))
        })
        .collect();
    found.sort_by(|(a_title, a_words, a), (b_title, b_words, b)| {
        let (a, b) = (a.operation, b.operation);
        let deprecated = |o: &Operation| o.deprecation.is_some();
        (a_title, deprecated(a), a_words, &a.key).cmp(&(b_title, deprecated(b), b_words, &b.key))
    });
    found.into_iter().map(|(_, _, found)| found).collect()
}
