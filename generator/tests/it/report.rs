//! The page of an API: all of it is there, well-formed, the same each time, and what a description
//! says in it stays text.

use std::collections::BTreeSet;

use generator::changes::compare;
use generator::ir::Api;
use generator::pipeline::generate_from;
use generator::report::page;
use generator::source::{Limits, Source};

const API: &str = "
openapi: 3.0.3
info: {title: T, version: '2026-03'}
paths:
  /rest/v1.0/rfis:
    get:
      tags: [Core/RFI/rfis]
      summary: List RFIs
      deprecated: true
      x-deprecated-at: '2025-01-01'
      x-sunset: '2026-02-01'
      responses: &rfis {'200': {description: '', content: {application/json: {schema: {type: array, items: &rfi {type: object, properties: {id: {type: integer}, more: {}}}}}}}}
  /rest/v1.1/rfis:
    get: {tags: [Core/RFI/rfis], summary: List RFIs, parameters: [{name: page, in: query, schema: {type: integer}}], responses: *rfis}
  /rest/v1.0/links:
    get: {tags: [Core/Links/links], summary: List Links, deprecated: true, x-sunset: '2026-09-16', responses: {'204': {description: ''}}}
    post: {tags: [Core/Links/links], summary: Create Link, deprecated: true, responses: {'204': {description: ''}}}
";

fn api_of(text: &str) -> Api {
    let sources = [Source::new("api.yaml", text)];
    generate_from(&sources, &Limits::default()).unwrap().api
}

/// The elements that have no end.
const VOID: [&str; 3] = ["meta", "input", "br"];

/// What is wrong with the tags of a page: what does not close, closes out of turn, or stands in no
/// quotes. The text of scripts and styles is not read.
fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with('!') {
            continue;
        }
        let end = rest.find('>').unwrap_or(rest.len());
        let tag = &rest[..end];
        rest = &rest[end..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                faults.push(format!("`{name}` closes out of turn"));
            }
            continue;
        }
        let name = tag.split_whitespace().next().unwrap_or_default();
        if tag.matches('"').count() % 2 == 1 || tag.contains('\'') && name != "meta" {
            faults.push(format!("`{tag}` has quotes that do not close"));
        }
        if name == "style" || name == "script" {
            rest = &rest[rest.find(&format!("</{name}>")).unwrap_or(rest.len())..];
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    faults.extend(open.iter().map(|name| format!("`{name}` is not closed")));
    faults
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let parts = page.split(attribute).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn every_operation_is_listed_with_what_a_program_needs() {
    let api = api_of(API);
    let page = page(&api, None);
    let (_, list) = page.split_once("<section id=\"operations\"").unwrap();
    for (title, key, rust, feature) in [
        (
            "List RFIs",
            "GET /rest/v1.0/rfis",
            "procore::rfi::v1_0::ListRfis",
            "rfi",
        ),
        (
            "List RFIs",
            "GET /rest/v1.1/rfis",
            "procore::rfi::v1_1::ListRfis",
            "rfi",
        ),
        (
            "List Links",
            "GET /rest/v1.0/links",
            "procore::links::v1_0::ListLinks",
            "links",
        ),
        (
            "Create Link",
            "POST /rest/v1.0/links",
            "procore::links::v1_0::CreateLink",
            "links",
        ),
    ] {
        let entry = format!("<b>{title}</b><code>{key}</code><samp>{rust}</samp><i>{feature}</i>");
        assert!(list.contains(&entry), "{entry}\n{list}");
    }
    assert_eq!(list.matches("<samp>").count(), api.operations().count());
    assert_eq!(list.matches(">deprecated").count(), 3);
}

#[test]
fn a_page_is_well_formed_and_its_links_lead_somewhere() {
    let (old, new) = (api_of(&API.replace("List Links", "Get Links")), api_of(API));
    let changes = compare(&old, &new);
    for page in [page(&new, None), page(&new, Some(&changes))] {
        assert_eq!(faults(&page), Vec::<String>::new());
        let ids = values(&page, " id=\"");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id stands twice: {ids:?}");
        let named = [
            "for=\"",
            "aria-labelledby=\"",
            "aria-describedby=\"",
            "href=\"#",
        ];
        let leads = named.iter().flat_map(|attribute| values(&page, attribute));
        let lost: Vec<&str> = leads.filter(|id| !known.contains(id)).collect();
        assert_eq!(lost, Vec::<&str>::new());
        let headings = ["<h1>", "<h2 ", "<main ", "<caption ", "<html lang=\"en\">"];
        assert!(headings.iter().all(|tag| page.contains(tag)));
    }
    assert_eq!(
        faults("<p><b>x</p></b>"),
        ["`p` closes out of turn", "`b` closes out of turn"]
    );
}

#[test]
fn a_page_loads_nothing() {
    let page = page(&api_of(API), None);
    assert!(page.contains(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    ));
    for way in [
        " src=",
        "url(",
        "@import",
        "<link",
        "href=\"http",
        "fetch(",
        "innerHTML",
    ] {
        assert!(!page.contains(way), "{way}");
    }
}

#[test]
fn what_a_description_says_stays_text() {
    let title = "</script><script>alert(1)</script><!-- ' ]]> & \\u202e";
    let hostile = API
        .replace("summary: List Links", &format!("summary: \"{title}\""))
        .replace(
            "[Core/Links/links]",
            "['Core/\"<img onerror=alert(1)>/links']",
        )
        .replace("'2026-03'", "'2026-03\"><script>alert(2)</script>'");
    let (old, new) = (api_of(API), api_of(&hostile));
    let page = page(&new, Some(&compare(&old, &new)));
    assert_eq!(faults(&page), Vec::<String>::new());
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img"), "{page}");
    assert!(page.contains(
        "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &#39; ]]&gt; &amp;"
    ));
    assert!(page.contains("&quot;&lt;img onerror=alert(1)&gt;"));
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    let once = page(&api_of(API), None);
    assert_eq!(once, page(&api_of(API), None));
    let (head, paths) = API.split_once("  /rest/v1.0/links:").unwrap();
    let (start, rfis) = head.split_once("paths:\n").unwrap();
    let reordered = format!("{start}paths:\n  /rest/v1.0/links:{paths}{rfis}");
    assert_eq!(once, page(&api_of(&reordered), None));
}

#[test]
fn a_sunset_is_past_or_ahead_of_the_description() {
    let page = page(&api_of(API), None);
    let (_, calendar) = page.split_once("<ol class=\"timeline\">").unwrap();
    let (calendar, _) = calendar.split_once("</ol>").unwrap();
    let days: Vec<&str> = calendar.split("</ul></details></li>\n").collect();
    let [past, ahead, undated, ""] = days.as_slice() else {
        panic!("{days:?}");
    };
    assert!(
        past.contains("<li class=\"past\">") && past.contains("2026-02-01</time> <em>past</em>"),
        "{past}"
    );
    assert!(
        ahead.contains("<li class=\"ahead\">")
            && ahead.contains("2026-09-16</time> <em>in 6 months</em>"),
        "{ahead}"
    );
    assert!(
        undated.contains("<li class=\"undated\">") && undated.contains("Create Link"),
        "{undated}"
    );
    // What replaces it, on what grounds, and how to get there.
    assert!(
        past.contains("<samp>procore::rfi::v1_1::ListRfis</samp></a>"),
        "{past}"
    );
    assert!(
        past.contains("inferred: the same path in a newer version"),
        "{past}"
    );
    assert!(
        past.contains("since <time datetime=\"2025-01-01\">"),
        "{past}"
    );
    let (_, guide) = past.split_once("<details class=\"guide\">").unwrap();
    assert!(guide.contains("<code>page</code>"), "{guide}");
    assert!(ahead.contains("No replacement is known."), "{ahead}");
}

#[test]
fn coverage_counts_what_each_tool_has() {
    let page = page(&api_of(API), None);
    let row = |tool: &str| {
        let (_, row) = page.split_once(&format!(">{tool}</a></th>")).unwrap();
        let cells = row.split("</tr>").next().unwrap().split("</td>");
        let cell = |cell: &str| cell.rsplit('>').next().unwrap_or_default().to_owned();
        let cells: Vec<String> = cells.map(cell).filter(|cell| !cell.is_empty()).collect();
        cells.join(" ")
    };
    // Operations, paged, deprecated, past, without replacement, types, fields, untyped, responses.
    assert_eq!(row("RFI"), "2 1 1 1 0 1 2 1 0");
    assert_eq!(row("Links"), "2 0 2 0 2 0 0 0 0");
}

#[test]
fn what_changed_is_there_where_there_is_something_to_compare_with() {
    let new = api_of(API);
    let without = page(&new, None);
    assert!(without.contains("<code>cargo xtask report --since OLD</code>"));
    let old = api_of(&API.replace("summary: Create Link", "summary: Add Link"));
    let with = page(&new, Some(&compare(&old, &new)));
    assert!(!with.contains("--since OLD"));
    let (_, changes) = with.split_once("<section id=\"changes\"").unwrap();
    let (changes, _) = changes.split_once("</section>").unwrap();
    assert!(
        changes.contains("AddLink") && changes.contains("renamed"),
        "{changes}"
    );
}
