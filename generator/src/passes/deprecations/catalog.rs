//! What can replace an operation: all operations of the description, findable by every name that
//! an announcement uses.

use std::collections::BTreeMap;

use crate::announce::reference::{self, Link, Reference, slug, version_number, version_of};
use crate::diagnostic::Origin;
use crate::openapi::{ApiVersion, OperationKey, PathTemplate};

/// An operation as the description has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Method and path.
    pub key: OperationKey,
    /// The title.
    pub title: String,
    /// The tag, `category/tool/group`.
    pub tag: String,
    /// Where it stands, for diagnostics.
    pub origin: Origin,
}

/// An operation with what is derived from its path, title and tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The operation.
    pub entry: Entry,
    /// `category/tool`.
    pub tool: String,
    /// The group of its reference page, without `legacy---`.
    pub group: String,
    /// The anchor of its reference page.
    pub anchor: String,
    /// The resource version; `None` for paths without one.
    pub version: Option<ApiVersion>,
    /// The path with every parameter as `{}`.
    pub template: String,
    /// Whether `/companies/{}` leads the path, before or without `/projects/{}`.
    pub in_company: bool,
    /// Whether `/projects/{}` leads the path.
    pub in_project: bool,
    /// The template after version, company and project: what the operation is about.
    pub resource: String,
}

/// What a reference or a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One operation.
    Operation(OperationKey),
    /// A group of operations, which exists.
    Group(String),
    /// Several operations.
    Ambiguous(Vec<OperationKey>),
    /// Nothing of this description.
    Unknown,
}

/// All operations of a description.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    by_key: BTreeMap<OperationKey, Known>,
    by_group: BTreeMap<String, Vec<OperationKey>>,
    by_anchor: BTreeMap<String, Vec<OperationKey>>,
    by_template: BTreeMap<String, Vec<OperationKey>>,
}

impl Catalog {
    /// The catalog of `entries`; of two with the same key the first counts.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut catalog = Self::default();
        for entry in entries {
            let key = entry.key.clone();
            if catalog.by_key.contains_key(&key) {
                continue;
            }
            let known = know(entry);
            catalog
                .by_group
                .entry(known.group.clone())
                .or_default()
                .push(key.clone());
            catalog
                .by_anchor
                .entry(known.anchor.clone())
                .or_default()
                .push(key.clone());
            catalog
                .by_template
                .entry(known.template.clone())
                .or_default()
                .push(key.clone());
            catalog.by_key.insert(key, known);
        }
        catalog
    }

    /// An operation.
    pub fn get(&self, key: &OperationKey) -> Option<&Known> {
        self.by_key.get(key)
    }

    /// All operations, by path and method.
    pub fn iter(&self) -> impl Iterator<Item = &Known> {
        self.by_key.values()
    }

    /// The operations of a group of the reference pages.
    pub fn group(&self, group: &str) -> Vec<&Known> {
        let group = slug(group);
        let keys = self.by_group.get(reference::current(&group));
        keys.into_iter()
            .flatten()
            .filter_map(|key| self.get(key))
            .collect()
    }

    /// What a link to the reference pages leads to.
    pub fn resolve(&self, link: &Reference) -> Resolution {
        let group = self.group(&link.group);
        let version = match link.version.as_deref().map(version_number) {
            Some(None) => return Resolution::Unknown,
            Some(version) => version,
            None => None,
        };
        let Some(anchor) = &link.anchor else {
            if group.is_empty() {
                return Resolution::Unknown;
            }
            return Resolution::Group(slug(&link.group));
        };
        let anchor = slug(anchor);
        let anchor = reference::unmarked(&anchor);
        let of_group = group.into_iter().filter(|known| known.anchor == anchor);
        match pick(of_group, version.as_ref()) {
            // Groups are renamed more often than operations: an anchor that only one operation
            // of that version has still says which is meant.
            Resolution::Unknown if version.is_some() => {
                let anywhere = self.by_anchor.get(anchor).into_iter().flatten();
                match pick(anywhere.filter_map(|key| self.get(key)), version.as_ref()) {
                    Resolution::Ambiguous(_) => Resolution::Unknown,
                    found => found,
                }
            }
            found => found,
        }
    }

    /// The operation with this title in a group.
    pub fn titled(&self, title: &str, group: Option<&str>, version: Option<&str>) -> Resolution {
        let anchor = slug(title);
        let anchor = reference::unmarked(&anchor);
        let version = version.and_then(version_number);
        let keys = self.by_anchor.get(anchor).into_iter().flatten();
        let group = group.map(slug);
        let group = group.as_deref().map(reference::current);
        let found = keys
            .filter_map(|key| self.get(key))
            .filter(|known| group.is_none_or(|group| known.group == group));
        pick(found, version.as_ref())
    }

    /// The operation at a path as a text has it: with or without host and leading slash, its
    /// parameters under any name, the minor version perhaps missing.
    pub fn at(&self, written: &str, method: Option<&str>) -> Resolution {
        let path = match reference::parse(written) {
            Link::Path(path) => path,
            Link::Reference(link) => return self.resolve(&link),
            Link::Guide(_) | Link::Other => written.to_owned(),
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let wanted = template(&format!("/{}", path.trim_matches('/')));
        let mut keys: Vec<&OperationKey> = self
            .by_template
            .get(&wanted)
            .into_iter()
            .flatten()
            .collect();
        if keys.is_empty() {
            keys = self.without_minor(&wanted);
        }
        let fits = |key: &&OperationKey| method.is_none_or(|method| key.method == method);
        pick(
            keys.into_iter()
                .filter(fits)
                .filter_map(|key| self.get(key)),
            None,
        )
    }

    /// The operations at `/rest/v1/...`, whatever their minor version.
    fn without_minor(&self, wanted: &str) -> Vec<&OperationKey> {
        let Some((major, rest)) = wanted
            .strip_prefix("/rest/v")
            .and_then(|tail| tail.split_once('/'))
            .and_then(|(major, rest)| Some((major.parse::<u32>().ok()?, rest)))
        else {
            return Vec::new();
        };
        let same = |known: &&Known| {
            let version = known.version.as_ref();
            version.and_then(|version| version.numbers().next()) == Some(major)
                && known.template.splitn(4, '/').nth(3) == Some(rest)
        };
        self.iter()
            .filter(same)
            .map(|known| &known.entry.key)
            .collect()
    }
}

/// One of `found`: of the version asked for, else the newest.
fn pick<'a>(found: impl Iterator<Item = &'a Known>, version: Option<&ApiVersion>) -> Resolution {
    let found: Vec<&Known> = found
        .filter(|known| version.is_none() || known.version.as_ref() == version)
        .collect();
    let newest = found.iter().map(|known| &known.version).max();
    let mut keys: Vec<OperationKey> = found
        .into_iter()
        .filter(|known| Some(&known.version) == newest)
        .map(|known| known.entry.key.clone())
        .collect();
    match keys.len() {
        0 => Resolution::Unknown,
        1 => Resolution::Operation(keys.remove(0)),
        _ => Resolution::Ambiguous(keys),
    }
}

fn know(entry: Entry) -> Known {
    let template = template(&entry.key.path);
    let (tool, group) = entry.tag.rsplit_once('/').unwrap_or(("", &entry.tag));
    let (tool, group) = (tool.to_owned(), slug(group));
    let anchor = slug(&entry.title);
    let mut rest = template.as_str();
    let version = version_of(rest);
    if version.is_some() {
        rest = rest.splitn(4, '/').nth(3).unwrap_or_default();
    } else {
        rest = rest.trim_start_matches('/');
    }
    let mut scope = |prefix| match rest.strip_prefix(prefix) {
        Some(inner) => {
            rest = inner;
            true
        }
        None => false,
    };
    let (in_company, in_project) = (scope("companies/{}/"), scope("projects/{}/"));
    let resource = rest.to_owned();
    let group = reference::current(&group).to_owned();
    let anchor = reference::unmarked(&anchor).to_owned();
    Known {
        entry,
        tool,
        group,
        anchor,
        version,
        template,
        in_company,
        in_project,
        resource,
    }
}

/// A path with its parameters (`{id}`, `:id`) as `{}`.
fn template(path: &str) -> String {
    let erased = PathTemplate::parse(path).erased;
    let segment = |part| {
        if str::starts_with(part, ':') {
            "{}"
        } else {
            part
        }
    };
    let segments: Vec<&str> = erased.split('/').map(segment).collect();
    segments.join("/")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn key(text: &str) -> OperationKey {
        text.parse().unwrap()
    }

    /// A catalog of `METHOD path | Title | category/tool/group` lines.
    pub(crate) fn catalog(lines: &str) -> Catalog {
        Catalog::new(
            lines
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(|line| {
                    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
                    let origin = Origin::new("test.yaml", parts[0]);
                    Entry {
                        key: key(parts[0]),
                        title: parts[1].into(),
                        tag: parts[2].into(),
                        origin,
                    }
                }),
        )
    }

    fn sample() -> Catalog {
        catalog(
            "GET /rest/v1.0/widgets | List Widgets | Core/Shop/widgets
             GET /rest/v1.1/projects/{project_id}/widgets | List Widgets | Core/Shop/widgets
             GET /rest/v1.0/widgets/{id} | Show Widget (DEPRECATED) | Core/Shop/widgets
             PUT /rest/v1.0/gears/{id} | Update Gear | Core/Shop/gears
             PATCH /rest/v1.0/gears/{id} | Update Gear | Core/Shop/gears
             POST /rest/v1.0/companies/{company_id}/uploads | Create Company Upload | Core/Files/legacy---uploads
             GET /oauth/token/info | Get Token Info | Platform/Auth/authentication",
        )
    }

    fn page(group: &str, version: Option<&str>, anchor: Option<&str>) -> Resolution {
        let owned = |text: &str| text.to_owned();
        let (version, anchor) = (version.map(owned), anchor.map(owned));
        sample().resolve(&Reference {
            group: owned(group),
            version,
            anchor,
        })
    }

    fn operation(text: &str) -> Resolution {
        Resolution::Operation(key(text))
    }

    #[test]
    fn a_reference_resolves_to_operation_group_several_or_nothing() {
        assert_eq!(
            page("widgets", Some("1.0"), Some("list-widgets")),
            operation("GET /rest/v1.0/widgets")
        );
        assert_eq!(
            page("widgets", Some("1.0"), None),
            Resolution::Group("widgets".to_owned())
        );
        assert_eq!(
            page("gears", Some("1.0"), Some("update-gear")),
            Resolution::Ambiguous(vec![
                key("PUT /rest/v1.0/gears/{id}"),
                key("PATCH /rest/v1.0/gears/{id}")
            ])
        );
        assert_eq!(
            page("widgets", Some("2.0"), Some("list-widgets")),
            Resolution::Unknown
        );
        assert_eq!(page("nothing", None, None), Resolution::Unknown);
        assert_eq!(
            page("authentication", None, Some("get-token-info")),
            operation("GET /oauth/token/info")
        );
    }

    #[test]
    fn a_missing_version_means_the_newest() {
        let newest = operation("GET /rest/v1.1/projects/{project_id}/widgets");
        assert_eq!(page("widgets", None, Some("list-widgets")), newest);
    }

    #[test]
    fn marks_and_legacy_prefixes_do_not_hide_an_operation() {
        assert_eq!(
            page("widgets", Some("1.0"), Some("show-widget_deprecated")),
            operation("GET /rest/v1.0/widgets/{id}")
        );
        let upload = operation("POST /rest/v1.0/companies/{company_id}/uploads");
        assert_eq!(
            page("uploads", Some("1.0"), Some("create-company-upload")),
            upload
        );
        assert_eq!(
            page("legacy---uploads", None, Some("create-company-upload")),
            upload
        );
    }

    #[test]
    fn a_renamed_group_is_found_by_an_anchor_that_stands_alone() {
        let upload = operation("POST /rest/v1.0/companies/{company_id}/uploads");
        assert_eq!(
            page("files", Some("1.0"), Some("create-company-upload")),
            upload
        );
        assert_eq!(
            page("files", None, Some("create-company-upload")),
            Resolution::Unknown
        );
        assert_eq!(
            page("cogs", Some("1.0"), Some("update-gear")),
            Resolution::Unknown
        );
    }

    #[test]
    fn a_path_is_found_as_people_write_it() {
        let show = operation("GET /rest/v1.0/widgets/{id}");
        for written in [
            "/rest/v1.0/widgets/{id}",
            "rest/v1.0/widgets/{widget_id}/",
            "/rest/v1.0/widgets/:id",
            "https://app.procore.com/rest/v1.0/widgets/{id}?a=b",
            "/rest/v1/widgets/{id}",
        ] {
            assert_eq!(sample().at(written, None), show, "{written}");
        }
        assert_eq!(
            sample().at("/rest/v1/widgets", None),
            Resolution::Group("widgets".to_owned())
        );
        assert_eq!(
            sample().at("/rest/v1.0/gears/{id}", Some("PUT")),
            operation("PUT /rest/v1.0/gears/{id}")
        );
        assert!(matches!(
            sample().at("/rest/v1.0/gears/{id}", None),
            Resolution::Ambiguous(_)
        ));
        assert_eq!(sample().at("/widgets/{id}", None), Resolution::Unknown);
        assert_eq!(
            sample().at("/rest/v1.0/wid{gets", None),
            Resolution::Unknown
        );
    }

    #[test]
    fn a_title_is_looked_up_in_its_group() {
        let catalog = sample();
        assert_eq!(
            catalog.titled("List widgets", Some("widgets"), Some("1.0")),
            operation("GET /rest/v1.0/widgets")
        );
        assert_eq!(
            catalog.titled("Get Token Info", None, None),
            operation("GET /oauth/token/info")
        );
        assert_eq!(
            catalog.titled("Get Token Info", Some("widgets"), None),
            Resolution::Unknown
        );
    }

    #[test]
    fn the_scope_of_a_path_is_told_from_its_resource() {
        let catalog = sample();
        let known = catalog
            .get(&key("GET /rest/v1.1/projects/{project_id}/widgets"))
            .unwrap();
        assert_eq!(
            (
                known.version.clone(),
                known.in_company,
                known.in_project,
                known.resource.as_str()
            ),
            (ApiVersion::of_segment("v1.1"), false, true, "widgets")
        );
    }
}
