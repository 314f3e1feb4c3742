//! The index of resources: which document is where. Nobody has published its form, so any form is
//! taken from which the links can be read.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::Url;

use crate::client::may_lead;

/// The most documents that an index may name.
const MOST: usize = 10_000;
/// The longest name of a file without its extension.
const LONGEST: usize = 200;
/// Where an object has its links.
const LINKS: &[&str] = &["links", "link", "url", "href", "self"];
/// Where an object has more entries.
const ENTRIES: &[&str] = &["resource_groups", "groups", "resources", "items", "data"];
/// What an entry is called.
const NAMES: &[&str] = &["slug", "key", "name", "id", "title"];

/// The document of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// The name of the resource, which is that of the file.
    pub(crate) slug: String,
    pub(crate) url: Url,
}

/// What an index says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) links: Vec<Link>,
    /// Other versions of a resource: one document has all of them, or the newest is taken.
    pub(crate) other_versions: usize,
}

/// Reads an index that was found at `base`.
pub(crate) fn read(text: &[u8], base: &Url) -> Result<Index, String> {
    let value: Value =
        serde_json::from_slice(text).map_err(|error| format!("the index is no JSON: {error}"))?;
    let mut found = Vec::new();
    entries(&value, None, base, &mut found)?;
    let mut index = Index::default();
    let mut urls = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for (link, others) in found {
        index.other_versions += others;
        if !urls.insert(link.url.clone()) {
            continue;
        }
        let mut slug = link.slug.clone();
        let mut number = 1;
        while !taken.insert(slug.to_lowercase()) {
            number += 1;
            slug = format!("{}-{number}", link.slug);
        }
        index.links.push(Link { slug, ..link });
        if index.links.len() > MOST {
            return Err(format!("the index names more than {MOST} documents"));
        }
    }
    if index.links.is_empty() {
        return Err("the index names no documents".to_owned());
    }
    index.links.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(index)
}

/// The links of a value's entries, each with the number of its other versions.
fn entries(
    value: &Value,
    name: Option<&str>,
    base: &Url,
    found: &mut Vec<(Link, usize)>,
) -> Result<(), String> {
    match value {
        Value::Array(list) => {
            for entry in list {
                entries(entry, name, base, found)?;
            }
            Ok(())
        }
        Value::String(url) => by_slug(&[url.as_str()], name, base, found),
        Value::Object(entry) => object(entry, name, base, found),
        _ => Ok(()),
    }
}

fn object(
    entry: &Map<String, Value>,
    name: Option<&str>,
    base: &Url,
    found: &mut Vec<(Link, usize)>,
) -> Result<(), String> {
    let name = NAMES
        .iter()
        .find_map(|key| entry.get(*key)?.as_str())
        .or(name);
    let mut urls = Vec::new();
    for value in LINKS.iter().filter_map(|key| entry.get(*key)) {
        strings(value, &mut urls);
    }
    let before = found.len();
    by_slug(&urls, name, base, found)?;
    for value in ENTRIES.iter().filter_map(|key| entry.get(*key)) {
        entries(value, name, base, found)?;
    }
    if urls.is_empty() && found.len() == before {
        // An object whose keys are the names of the entries.
        for (key, value) in entry.iter().filter(|(_, value)| !value.is_string()) {
            entries(value, Some(key), base, found)?;
        }
    }
    Ok(())
}

/// Every string of a value of links, however it is wrapped.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(list) => list.iter().for_each(|value| strings(value, found)),
        Value::Object(link) => {
            let known: Vec<&Value> = LINKS.iter().filter_map(|key| link.get(*key)).collect();
            if known.is_empty() {
                link.values().for_each(|value| strings(value, found));
            } else {
                known.iter().for_each(|value| strings(value, found));
            }
        }
        _ => {}
    }
}

/// One link for each resource among the links of an entry, the best of its versions.
fn by_slug(
    urls: &[&str],
    name: Option<&str>,
    base: &Url,
    found: &mut Vec<(Link, usize)>,
) -> Result<(), String> {
    let mut resources: Vec<(String, Vec<Url>)> = Vec::new();
    for text in urls {
        let Ok(url) = base.join(text) else { continue };
        if !matches!(url.scheme(), "http" | "https") {
            continue;
        }
        may_lead(base, &url)?;
        let slug = slug(&url, name, base);
        match resources.iter_mut().find(|(known, _)| *known == slug) {
            Some((_, urls)) => urls.push(url),
            None => resources.push((slug, vec![url])),
        }
    }
    for (slug, urls) in resources {
        let others = urls.len() - 1;
        // Of equals the last: versions stand in order.
        if let Some(url) = urls.into_iter().max_by_key(versions) {
            found.push((Link { slug, url }, others));
        }
    }
    Ok(())
}

/// How much of its resource a document has: all versions, the newest, or one.
fn versions(url: &Url) -> u8 {
    let query = url.query().unwrap_or_default();
    if query.contains("aggregate_from_versions") {
        2
    } else {
        u8::from(query.contains("version=latest"))
    }
}

/// The name of a resource: the end of its path, or what its entry is called where the query alone
/// distinguishes the documents.
fn slug(url: &Url, name: Option<&str>, base: &Url) -> String {
    let last = url.path_segments().and_then(|parts| {
        let mut parts = parts.filter(|part| !part.is_empty());
        parts.next_back()
    });
    let own = last.filter(|_| url.path() != base.path());
    let text = own.or(name).or(last).unwrap_or("resource");
    let text = text.strip_suffix(".json").unwrap_or(text);
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let slug: String = text
        .chars()
        .map(|c| if fine(c) { c } else { '-' })
        .take(LONGEST)
        .collect();
    let slug = slug.trim_matches(['.', '-']);
    if slug.is_empty() { "resource" } else { slug }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let base = Url::parse("https://example.com/api/v1/resource_groups").unwrap();
        let index = read(text.as_bytes(), &base).unwrap_or_else(|error| panic!("{error}"));
        let pair = |link: Link| (link.slug, link.url.to_string());
        index.links.into_iter().map(pair).collect()
    }

    #[test]
    fn every_form_gives_the_same_links() {
        let rfis = "https://example.com/api/v1/resource_groups/rfis?version=latest";
        let taxes = "https://example.com/api/v1/resource_groups/taxes?version=latest";
        let expected = [
            ("rfis".to_owned(), rfis.to_owned()),
            ("taxes".to_owned(), taxes.to_owned()),
        ];
        let relative = "/api/v1/resource_groups/rfis?version=latest";
        let beside = "resource_groups/taxes?version=latest";
        for form in [
            format!(r#"[{{"links": ["{rfis}"]}}, {{"links": ["{taxes}"]}}]"#),
            format!(r#"[{{"name": "All", "links": ["{relative}", "{beside}"]}}]"#),
            format!(r#"["{relative}", "{beside}"]"#),
            format!(r#"{{"resource_groups": [{{"link": "{rfis}"}}, {{"url": "{taxes}"}}]}}"#),
            format!(r#"{{"data": [{{"links": {{"self": "{rfis}"}}}}, {{"links": "{taxes}"}}]}}"#),
            format!(
                r#"[{{"links": [{{"href": "{rfis}"}}, {{"url": "{taxes}", "title": "Tax"}}]}}]"#
            ),
            format!(r#"{{"rfis": {{"links": ["{rfis}"]}}, "taxes": ["{taxes}"], "total": 2}}"#),
            format!(r#"[{{"name": "All", "resources": [{{"links": ["{rfis}"]}}, "{taxes}"]}}]"#),
            format!(r#"["{rfis}", "{taxes}", "{rfis}", null, 7, "mailto:a@example.com"]"#),
        ] {
            assert_eq!(found(&form), expected, "{form}");
        }
    }

    #[test]
    fn one_document_is_taken_of_each_resource() {
        let all = "rfis?version=latest&aggregate_from_versions[]=1.0";
        let form =
            format!(r#"[{{"links": ["g/{all}", "g/rfis?version=latest", "g/rfis?version=2"]}}]"#);
        assert!(found(&form)[0].1.ends_with(all));
        let form = r#"[{"links": ["g/rfis?version=1.0", "g/rfis?version=1.1"]}]"#;
        assert!(found(form)[0].1.ends_with("1.1"));
        let base = Url::parse("https://example.com/").unwrap();
        assert_eq!(
            read(form.as_bytes(), &base).map(|index| index.other_versions),
            Ok(1)
        );
    }

    #[test]
    fn names_are_file_names_and_differ() {
        let names =
            |form: &str| -> Vec<String> { found(form).into_iter().map(|(slug, _)| slug).collect() };
        let form = r#"["a/links", "b/links", "c/LINKS", "d/..%2F..%2Fetc", "d/x.json", "d/"]"#;
        assert_eq!(
            names(form),
            ["2F..-2Fetc", "LINKS-3", "d", "links", "links-2", "x"]
        );
        let by_query = r#"[{"slug": "rfis", "links": ["?resource=1"]}, {"name": "Tax Codes", "links": ["?resource=2"]}]"#;
        assert_eq!(names(by_query), ["Tax-Codes", "rfis"]);
    }

    #[test]
    fn what_is_no_index_is_refused() {
        let base = Url::parse("https://example.com/").unwrap();
        for (text, words) in [
            ("<!doctype html>", "no JSON"),
            ("[]", "names no documents"),
            ("{}", "names no documents"),
            ("null", "names no documents"),
            (r#"[{"links": []}]"#, "names no documents"),
            (r#"["http://example.com/a"]"#, "not HTTPS"),
            (r#"["https://a:b@example.com/a"]"#, "credentials"),
        ] {
            let error = read(text.as_bytes(), &base).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
        let many: Vec<String> = (0..=MOST).map(|number| format!("\"a/{number}\"")).collect();
        let error = read(format!("[{}]", many.join(",")).as_bytes(), &base).unwrap_err();
        assert!(error.contains("more than 10000"), "{error}");
    }
}
