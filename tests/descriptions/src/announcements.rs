//! A page that announces deprecations, against what is kept of it and what the API has of them.

use generator::Diagnostic;
use generator::announce::pages::{self, PageAnnouncement};
use generator::diagnostic::has_errors;
use generator::ir::{Api, Operation, Target};
use generator::pipeline::Text;

/// What the page announces: operation and replacement.
const ANNOUNCED: &[(&str, &str)] = &[
    (
        "List Standard Cost Code Lists",
        "List Company WBS Segment Item Lists",
    ),
    ("Delete Standard Cost Code", "Delete Company Segment Item"),
    ("Delete Sub Job", "Delete Project Segment Item"),
];
const ANNOUNCED_AT: &str = "2022-03-31";

/// Compares the `page` with the `table` of notices and with the API; what differs, a line each.
///
/// # Errors
/// What is wrong with the page or the table.
pub fn compared(page: &Text, table: &Text, api: &Api) -> Result<Vec<String>, Vec<Diagnostic>> {
    let (read, problems) = pages::read(&page.text, &page.file);
    if has_errors(&problems) {
        return Err(problems);
    }
    let (kept, problems) = pages::parse(&table.text, &table.file);
    if has_errors(&problems) {
        return Err(problems);
    }
    let mut wrong = Vec::new();
    let kept: Vec<PageAnnouncement> = kept.into_iter().filter(|n| n.page == page.file).collect();
    if read != kept {
        wrong.push(format!(
            "the page says {read:?}, notices.yaml says {kept:?}"
        ));
    }
    for (title, replacement) in ANNOUNCED {
        let found = replaced(api, title);
        let expected = (Some(ANNOUNCED_AT.to_owned()), None, vec![*replacement]);
        if found.as_ref() != Some(&expected) {
            wrong.push(format!(
                "{title}: {found:?}, expected {ANNOUNCED_AT} and {replacement}"
            ));
        }
    }
    Ok(wrong)
}

/// Date, sunset and the titles of what replaces an operation.
type Replaced<'a> = (Option<String>, Option<String>, Vec<&'a str>);

/// What is announced of the operation with this title that has replacements.
fn replaced<'a>(api: &'a Api, title: &str) -> Option<Replaced<'a>> {
    let has_replacements = |o: &&Operation| {
        let deprecation = o.deprecation.as_ref();
        o.title == title && deprecation.is_some_and(|d| !d.replacements.is_empty())
    };
    let old = api.operations().find(has_replacements)?;
    let deprecation = old.deprecation.as_ref()?;
    let targets = deprecation
        .replacements
        .iter()
        .filter_map(|r| match &r.target {
            Target::Operation(new) if !r.inferred => api.operations().find(|o| o.key == new.key),
            _ => None,
        });
    let titles = targets.map(|o| o.title.as_str()).collect();
    Some((
        deprecation.date.map(|date| date.to_string()),
        deprecation.sunset.map(|date| date.to_string()),
        titles,
    ))
}
