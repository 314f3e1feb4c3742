//! Announcements on pages of the developer site: `[Title](URL) (replaced by [Title](URL))`, with
//! the date of the paragraph above, kept in the specs as `notices.yaml`.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};

use super::announcement::Mention;
use super::dates;
use super::pattern::{compile, pattern};
use super::reference::{self, Link, slug};
use crate::diagnostic::{Code, Diagnostic, Origin};

/// An announced deprecation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageAnnouncement {
    /// The page that announces it, by its file name.
    pub page: String,
    /// The operation.
    pub operation: Mention,
    /// What replaces it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<Mention>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// When it goes away; absent while that is not determined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<Date>,
}

const HEADER: &str =
    "# Announcements of the developer site, as `cargo xtask import-notices` read them.\n";

static ITEM: LazyLock<Regex> = pattern!(
    r"(?i)\[([^\[\]]+)\]\(([^()\s]+)\)\s*\(\s*(?:to\sbe\s)?(?:replaced|superseded)\s(?:by|with)\s((?:[^()\[\]]|\[[^\[\]]+\]\([^()\s]+\))+)\)"
);
static LINK: LazyLock<Regex> = pattern!(r"\[([^\[\]]+)\]\(([^()\s]+)\)");
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i:\bdeprecated\s(?:on|at|as\sof|since|from|effective)\s)({})",
        dates::DATE
    ))
});
static SUNSET: LazyLock<Regex> = LazyLock::new(|| {
    let verb = r"(?i:\b(?:sunset|removed|retired|discontinued)\s(?:date\s)?(?:is\s|of\s)?(?:on\s|at\s|as\sof\s|after\s|by\s)?)";
    compile(&format!("{verb}({})", dates::DATE))
});
/// A line that opens an announcement of its own.
static OPENING: LazyLock<Regex> = pattern!(r"^\s*(?:#{1,6}\s|\*\*[^*]+\*\*\s*$|__[^_]+__\s*$)");

/// Reads the announcements of a page in Markdown; `file` is its name.
pub fn read(markdown: &str, file: &str) -> (Vec<PageAnnouncement>, Vec<Diagnostic>) {
    let page = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let (mut notices, mut diagnostics) = (Vec::new(), Vec::new());
    for block in blocks(markdown) {
        let flat = block.text.replace('\n', " ");
        for item in ITEM.captures_iter(&flat) {
            let start = item.get(0).map_or(0, |whole| whole.start());
            let line = block.line + block.text[..start].matches('\n').count();
            let mut mention = |words: &str, target: &str| {
                let (mention, problem) = linked(words, target, file, line);
                diagnostics.extend(problem);
                mention
            };
            let operation = mention(&item[1], &item[2]);
            let replacements = LINK
                .captures_iter(&item[3])
                .map(|link| mention(&link[1], &link[2]))
                .collect();
            let (date, sunset) = (last(&DATE, &flat[..start]), sunset(&flat, start));
            notices.push(PageAnnouncement {
                page: page.to_owned(),
                operation,
                replacements,
                date,
                sunset,
            });
        }
    }
    (notices, diagnostics)
}

/// `kept` with the announcements of `page` replaced by `new`, in the order of pages and texts.
pub fn merge(
    mut kept: Vec<PageAnnouncement>,
    page: &str,
    new: Vec<PageAnnouncement>,
) -> Vec<PageAnnouncement> {
    let page = page.rsplit(['/', '\\']).next().unwrap_or(page);
    kept.retain(|notice| notice.page != page);
    kept.extend(new);
    kept.sort_by(|a, b| a.page.cmp(&b.page));
    kept
}

/// Reads `notices.yaml`.
pub fn parse(yaml: &str, file: &str) -> (Vec<PageAnnouncement>, Vec<Diagnostic>) {
    match serde_yaml::from_str::<Option<Vec<PageAnnouncement>>>(yaml) {
        Ok(notices) => (notices.unwrap_or_default(), Vec::new()),
        Err(error) => {
            let mut diagnostic = Diagnostic::error(
                Code::NoticesMalformed,
                Origin::new(file, ""),
                error.to_string(),
            )
            .help("make the file anew with `cargo xtask import-notices`");
            diagnostic.position = error.location().map(|at| (at.line(), at.column()));
            (Vec::new(), vec![diagnostic])
        }
    }
}

/// Writes `notices.yaml`.
///
/// # Errors
///
/// None in practice: the data is plain.
pub fn render(notices: &[PageAnnouncement]) -> Result<String, serde_yaml::Error> {
    Ok(format!("{HEADER}{}", serde_yaml::to_string(notices)?))
}

/// An announcement of the page, with the line it begins at, from 1.
struct Block {
    line: usize,
    text: String,
}

/// Splits a page where one announcement ends: at a heading, and where a quotation begins or ends.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut was_quoted = false;
    for (index, line) in markdown.lines().enumerate() {
        let bare = line.trim_start();
        let quoted = bare.starts_with('>');
        let text = if quoted {
            bare.trim_start_matches(['>', ' '])
        } else {
            line
        };
        if blocks.is_empty() || quoted != was_quoted || OPENING.is_match(text) {
            blocks.push(Block {
                line: index + 1,
                text: String::new(),
            });
        }
        was_quoted = quoted;
        if let Some(block) = blocks.last_mut() {
            block.text.push_str(text);
            block.text.push('\n');
        }
    }
    blocks
}

/// What a link names. The words are checked against the target: pages link the wrong place at times.
fn linked(words: &str, target: &str, file: &str, line: usize) -> (Mention, Option<Diagnostic>) {
    let title = words.trim_matches(['`', '*', ' ']).to_owned();
    let mut mention = Mention {
        title: Some(title.clone()),
        ..Mention::default()
    };
    let problem = match reference::parse(target) {
        Link::Reference(link) => {
            let anchor = link.anchor.as_deref().map(slug);
            let differs = anchor
                .filter(|anchor| reference::unmarked(anchor) != reference::unmarked(&slug(&title)));
            mention.link = Some(link);
            differs.map(|anchor| format!("the link `{title}` leads to `#{anchor}`"))
        }
        _ => Some(format!(
            "`{title}` links to `{target}`, which is no reference page"
        )),
    };
    let problem = problem.map(|message| {
        let mut diagnostic = Diagnostic::warning(Code::NoticeLink, Origin::new(file, ""), message)
            .help("the words count; if they are wrong, correct the entry in notices.yaml");
        diagnostic.position = Some((line, 1));
        diagnostic
    });
    (mention, problem)
}

fn last(pattern: &Regex, text: &str) -> Option<Date> {
    let found = pattern.captures_iter(text).last()?;
    dates::from_text(&found[1])
}

/// The sunset date of an item at `start`: the last one before it, else the first one after it that
/// belongs to the same deprecation.
fn sunset(text: &str, start: usize) -> Option<Date> {
    last(&SUNSET, &text[..start]).or_else(|| {
        let after = &text[start..];
        let end = DATE.find(after).map_or(after.len(), |next| next.start());
        dates::from_text(&SUNSET.captures(&after[..end])?[1])
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const PAGE: &str = "\
# Gears

>**Gear Release**
>
> With gears, the following will be deprecated on March 31, 2022.
>
> - [List Cogs](https://developers.procore.com/reference/rest/v1/cogs?version=1.0#list-cogs) (replaced by [List Gear Items](https://developers.procore.com/reference/rest/v1/gear-items?version=1.0#list-gear-items))
> - [Make Cog](https://developers.procore.com/reference/rest/v1/cogs?version=1.0#make-cog)
>   (replaced by [Make Gear](/reference/rest/v1/gears?version=1.0#make-gear) and [Make Tooth](/reference/rest/v1/teeth#make-tooth))
>
> They work until a sunset date is determined.

>**Other accounts**
>
> Accounts will be deprecated on December 9, 2021, and sunset on January 31, 2023.
> - [Service accounts]({% link a.md %})
";

    #[test]
    fn announcements_carry_the_date_of_their_own_paragraph() {
        let (notices, diagnostics) = read(PAGE, "pages/intro.md");
        assert_eq!(diagnostics, []);
        assert_eq!(notices.len(), 2);
        for notice in &notices {
            assert_eq!(notice.page, "intro.md");
            assert_eq!(
                (notice.date, notice.sunset),
                (Some(date(2022, 3, 31)), None)
            );
        }
        let titles: Vec<_> = notices[1]
            .replacements
            .iter()
            .filter_map(|m| m.title.as_deref())
            .collect();
        assert_eq!(titles, ["Make Gear", "Make Tooth"]);
        assert_eq!(
            notices[1].replacements[1].link.as_ref().unwrap().group,
            "teeth"
        );
    }

    #[test]
    fn a_sunset_date_is_read_before_and_after_the_list() {
        let item = "- [A B](/reference/a#a-b) (replaced by [C D](/reference/c#c-d))";
        let before = format!("Deprecated on 2024-01-02, sunset on 2025-01-02.\n\n{item}");
        let after = format!(
            "Deprecated on 2024-01-02.\n\n{item}\n\nThey will be removed on March 1, 2025."
        );
        let of = |page: &str| read(page, "a.md").0[0].clone();
        assert_eq!(
            (of(&before).date, of(&before).sunset),
            (Some(date(2024, 1, 2)), Some(date(2025, 1, 2)))
        );
        assert_eq!(of(&after).sunset, Some(date(2025, 3, 1)));
    }

    #[test]
    fn words_that_contradict_their_link_are_reported_with_the_line() {
        let page = "\n\n[Delete Cog](/reference/cogs#update-cog) (replaced by [Delete Gear](https://example.com))";
        let (notices, diagnostics) = read(page, "a.md");
        assert_eq!(notices.len(), 1);
        let places: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.code.as_str(), d.position))
            .collect();
        assert_eq!(
            places,
            [("notice-link", Some((3, 1))), ("notice-link", Some((3, 1)))]
        );
    }

    #[test]
    fn notices_survive_their_file_and_a_second_import() {
        let (notices, _) = read(PAGE, "intro.md");
        let yaml = render(&notices).unwrap();
        assert!(yaml.contains("    anchor: list-gear-items\n"), "{yaml}");
        let (kept, diagnostics) = parse(&yaml, "notices.yaml");
        assert_eq!((&kept, diagnostics), (&notices, vec![]));
        assert_eq!(merge(kept.clone(), "x/intro.md", notices.clone()), notices);
        let other = vec![PageAnnouncement {
            page: "a.md".to_owned(),
            ..PageAnnouncement::default()
        }];
        let merged = merge(kept, "a.md", other);
        assert_eq!(
            merged.iter().map(|n| n.page.as_str()).collect::<Vec<_>>(),
            ["a.md", "intro.md", "intro.md"]
        );
        assert_eq!(parse("", "notices.yaml"), (vec![], vec![]));
    }

    #[test]
    fn a_broken_file_is_an_error_with_its_line() {
        let broken = "- page: a\n  operation: {}\n  dat: 2022-01-01\n";
        let error = &parse(broken, "notices.yaml").1[0];
        assert_eq!(error.position.map(|(line, _)| line), Some(3));
    }
}
