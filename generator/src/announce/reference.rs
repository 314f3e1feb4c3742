//! Links to Procore's reference pages: parsed into facts, and made for an operation.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::pattern::pattern;
use crate::openapi::{ApiVersion, OperationKey};

/// Where Procore's reference pages stand.
const SITE: &str = "https://developers.procore.com";

/// A place on the reference pages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The resource group, the third part of a tag: `segment-items`.
    pub group: String,
    /// The resource version, `1.0`; absent when the link has none or says `latest`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The anchor: the title of an operation as a slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// A reference page.
    Reference(Reference),
    /// A page of the documentation, by its name: `tutorial-budget-changes-api`.
    Guide(String),
    /// A path of the API itself.
    Path(String),
    /// Anything else.
    Other,
}

static HOST: LazyLock<Regex> =
    pattern!(r"^(?i:https?://(?:[a-z0-9-]+\.)*procore(?:gov)?\.com)(?::\d+)?(/.*|)$");
static REFERENCE: LazyLock<Regex> = pattern!(
    r"^/?(?:documentation/)?reference/(?:rest/)?(?:v\d+/)?([A-Za-z0-9_~.-]+)/?(?:\?([^#]*))?(?:#(.*))?$"
);
/// `/rest/v1/segment-items`: a reference page whose writer forgot `/reference`. Paths of the API
/// have a minor version.
static SHORT: LazyLock<Regex> =
    pattern!(r"^/?rest/v\d+/([A-Za-z0-9_~-]+)/?(?:\?([^#]*))?(?:#(.*))?$");
static GUIDE: LazyLock<Regex> = pattern!(r"^/?documentation/([A-Za-z0-9_~-]+)");
static API: LazyLock<Regex> = pattern!(r"^/?(?:rest|vapid|oauth)/[^\s?#]+");
/// A link relative to the page it stands on.
static RELATIVE: LazyLock<Regex> =
    pattern!(r"^(?:\./|\.\./)?([A-Za-z0-9_~-]+)(?:\?([^#]*))?#([^\s/]+)$");
static VERSION: LazyLock<Regex> = pattern!(r"(?:^|&)version=v?(\d+(?:\.\d+)?)(?:&|$)");

/// Reads a link as it stands in a text: absolute, from the root, or relative to a reference page.
pub fn parse(link: &str) -> Link {
    let link = link.trim().trim_matches(['<', '>']);
    let local = match HOST.captures(link) {
        Some(parts) => parts.get(1).map_or("", |path| path.as_str()),
        None if link.contains("://") || link.starts_with("mailto:") => return Link::Other,
        None => link,
    };
    if let Some(parts) = REFERENCE.captures(local).or_else(|| SHORT.captures(local)) {
        let part = |index| parts.get(index).map(|part| part.as_str());
        return Link::Reference(reference(part(1).unwrap_or_default(), part(2), part(3)));
    }
    if let Some(parts) = GUIDE.captures(local) {
        return Link::Guide(parts[1].to_owned());
    }
    if let Some(path) = API.find(local) {
        return Link::Path(path.as_str().to_owned());
    }
    // A relative link must not be read out of an absolute one.
    if local == link
        && let Some(parts) = RELATIVE.captures(local)
    {
        let part = |index| parts.get(index).map(|part| part.as_str());
        return Link::Reference(reference(part(1).unwrap_or_default(), part(2), part(3)));
    }
    Link::Other
}

fn reference(group: &str, query: Option<&str>, anchor: Option<&str>) -> Reference {
    let version = query
        .and_then(|query| VERSION.captures(query))
        .map(|parts| parts[1].to_owned())
        .map(|version| {
            if version.contains('.') {
                version
            } else {
                format!("{version}.0")
            }
        });
    Reference {
        group: group.to_owned(),
        version,
        anchor: anchor
            .filter(|anchor| !anchor.is_empty())
            .map(str::to_owned),
    }
}

/// A title as the anchor of its operation: lower case, apostrophes and dots dropped, every other
/// run of foreign characters one hyphen.
pub fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    let mut in_run = false;
    for char in title.chars().flat_map(char::to_lowercase) {
        match char {
            '\'' | '\u{2019}' | '.' => continue,
            'a'..='z' | '0'..='9' | '_' | '~' | '-' => slug.push(char),
            _ if in_run => continue,
            _ => slug.push('-'),
        }
        in_run = !matches!(char, 'a'..='z' | '0'..='9' | '_' | '~' | '-');
    }
    slug.trim_matches('-').to_owned()
}

/// A slug without the mark of a deprecated operation, for comparison.
pub(crate) fn unmarked(slug: &str) -> &str {
    let bare = slug
        .strip_suffix("deprecated")
        .and_then(|bare| bare.strip_suffix(['_', '-']));
    bare.filter(|bare| !bare.is_empty()).unwrap_or(slug)
}

/// A group without the prefix under which Procore files what is old, for comparison.
pub(crate) fn current(group: &str) -> &str {
    group.strip_prefix("legacy---").unwrap_or(group)
}

/// The resource version of a path of Procore's, `/rest/v1.0/...`, if it has one.
pub(crate) fn version_of(path: &str) -> Option<ApiVersion> {
    let tail = path.strip_prefix("/rest/v")?;
    version_number(tail.split('/').next()?)
}

/// A version as Procore has it, of two numbers.
pub(crate) fn version_number(text: &str) -> Option<ApiVersion> {
    let version: ApiVersion = text.parse().ok()?;
    (version.numbers().count() == 2).then_some(version)
}

/// The reference page of an operation, from its title and the third part of its tag.
pub fn url(key: &OperationKey, title: &str, group: &str) -> String {
    let (group, anchor) = (slug(group), slug(title));
    match version_of(&key.path) {
        Some(version) => {
            format!("{SITE}/reference/rest/{group}?version={version}#{anchor}")
        }
        None => format!("{SITE}/reference/{group}#{anchor}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(group: &str, version: Option<&str>, anchor: Option<&str>) -> Link {
        let owned = |text: &str| text.to_owned();
        Link::Reference(Reference {
            group: owned(group),
            version: version.map(owned),
            anchor: anchor.map(owned),
        })
    }

    #[test]
    fn every_form_of_a_reference_link_is_read() {
        let (site, version) = ("https://developers.procore.com", Some("1.0"));
        for (link, expected) in [
            (
                format!("{site}/reference/rest/v1/widgets?version=1.0#list-widgets"),
                page("widgets", version, Some("list-widgets")),
            ),
            (
                format!("{site}/reference/rest/v2/links?version=2.0#a"),
                page("links", Some("2.0"), Some("a")),
            ),
            (
                format!("{site}/reference/rest/widgets?version=latest"),
                page("widgets", None, None),
            ),
            (
                format!("{site}/reference/rest/widgets"),
                page("widgets", None, None),
            ),
            (
                format!("{site}/reference/widgets#a"),
                page("widgets", None, Some("a")),
            ),
            (
                format!("{site}/rest/v1/widgets"),
                page("widgets", None, None),
            ),
            (
                format!("{site}/documentation/reference/widgets#a"),
                page("widgets", None, Some("a")),
            ),
            (
                format!("{site}/reference/authentication#get-token-info"),
                page("authentication", None, Some("get-token-info")),
            ),
            (
                "/reference/rest/v1/widgets?version=1.1#a".to_owned(),
                page("widgets", Some("1.1"), Some("a")),
            ),
            (
                "widgets#list-widgets".to_owned(),
                page("widgets", None, Some("list-widgets")),
            ),
            (
                "widgets?version=1.0#a".to_owned(),
                page("widgets", version, Some("a")),
            ),
            ("/rest/v1/widgets".to_owned(), page("widgets", None, None)),
            (
                "/reference/widgets?version=2".to_owned(),
                page("widgets", Some("2.0"), None),
            ),
        ] {
            assert_eq!(parse(&link), expected, "{link}");
        }
    }

    #[test]
    fn other_links_are_not_reference_pages() {
        assert_eq!(
            parse("https://developers.procore.com/documentation/tutorial-widgets#steps"),
            Link::Guide("tutorial-widgets".to_owned())
        );
        let path = Link::Path("/rest/v1.0/widgets/{id}".to_owned());
        assert_eq!(
            parse("https://app.procore.com/rest/v1.0/widgets/{id}?x=1"),
            path
        );
        for other in [
            "https://example.com/reference/rest/v1/widgets",
            "https://procore.com.example.com/reference/widgets",
            "mailto:a@procore.com",
            "https://www.procore.com/",
            "#anchor",
            "",
        ] {
            assert_eq!(parse(other), Link::Other, "{other}");
        }
    }

    #[test]
    fn slugs_follow_the_reference_pages() {
        assert_eq!(
            slug("Update Company Pattern's Segment Order"),
            "update-company-patterns-segment-order"
        );
        assert_eq!(
            slug("Return a list of all Widgets."),
            "return-a-list-of-all-widgets"
        );
        assert_eq!(
            slug("Bulk Update (Widgets)  Items"),
            "bulk-update-widgets-items"
        );
        assert_eq!(slug("Legacy - Widgets"), "legacy---widgets");
        assert_eq!(slug("Set a/b_c~d – é"), "set-a-b_c~d");
        assert_eq!(unmarked("list-widgets_deprecated"), "list-widgets");
        assert_eq!(unmarked("list-widgets-deprecated"), "list-widgets");
        assert_eq!(unmarked("deprecated"), "deprecated");
        assert_eq!(current("legacy---uploads"), "uploads");
    }

    #[test]
    fn the_page_of_an_operation_leads_back_to_it() {
        let key = |path: &str| OperationKey {
            method: "GET".to_owned(),
            path: path.to_owned(),
        };
        let url_ = url(&key("/rest/v1.0/widgets"), "List Widgets", "widgets");
        assert_eq!(
            url_,
            "https://developers.procore.com/reference/rest/widgets?version=1.0#list-widgets"
        );
        assert_eq!(
            parse(&url_),
            page("widgets", Some("1.0"), Some("list-widgets"))
        );
        assert_eq!(
            url(
                &key("/oauth/token/info"),
                "Get Token Info",
                "authentication"
            ),
            "https://developers.procore.com/reference/authentication#get-token-info"
        );
    }
}
