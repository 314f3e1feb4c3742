//! The words in which descriptions announce that an operation is deprecated.
//!
//! Only announcements about the operation itself count: the word in the text about a field, a
//! value or another endpoint marks nothing. From an announcement to the end of its paragraph,
//! sentences that say what to use instead are read for links, paths, methods and titles.

use std::sync::LazyLock;

use regex::Regex;

use super::gather::{Dated, Mention, Signal};
use super::reference::{self, Link};
use super::{compile, dates, pattern};

/// What a title and a description announce.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The phrasings found; empty when the operation is not announced as deprecated.
    pub signals: Vec<Signal>,
    /// Since when.
    pub date: Option<Dated>,
    /// When it goes away.
    pub sunset: Option<Dated>,
    /// What to use instead.
    pub replacements: Vec<Mention>,
    /// The text speaks of a deprecation that no known form explains.
    pub unread: bool,
}

/// The phrasings, each with where it may stand. An operation is called "this endpoint" and the
/// like; anything else that is called deprecated is something else.
static PHRASINGS: LazyLock<Vec<(Signal, Regex)>> = LazyLock::new(|| {
    const THIS: &str = r"(?i)\b(?:use of )?(?:this (?:rest |api |v?[\d.]+ )*(?:endpoint|api|operation|action|resource|method|call|route|version|request)|the (?:endpoint|operation))";
    let phrasings = [
        (
            Signal::Heading,
            r"\A[\[(]?DEPRECATED[\])]?\s*(?:\z|[.:!,;\u{2013}\u{2014}-]|\n|[A-Z][a-z])|\A[\[(]?Deprecated[\])]?\s*(?:\z|[.:!,;\u{2013}\u{2014}]| - |\n)|(?m:^[\[(]?(?:DEPRECATED|Deprecated)[\])]?[:.!]?$)".to_owned(),
        ),
        (Signal::Parenthesis, r"[(\[]DEPRECATED(?:[)\]]|\s*[:;,.\u{2013}\u{2014}-])".to_owned()),
        (
            Signal::IsDeprecatedEndpoint,
            r"(?i)\bthis (?:\w+ )?is an? (?:now )?deprecated (?:rest |api )?(?:endpoint|api|operation|action|resource|method|call|route|version)".to_owned(),
        ),
        (
            Signal::HasBeenDeprecated,
            format!(r"{THIS} (?:[^.,;`]{{0,80}} and )?(?:is|has been|was|is now|has now been) (?:now |already |officially )?deprecated"),
        ),
        (
            Signal::WillBeDeprecated,
            format!(r"{THIS} (?:will be|will soon be|is going to be|is to be|is being|is scheduled to be) deprecated"),
        ),
        (
            Signal::WillBeSunset,
            format!(r"{THIS} (?:will be|will soon be|is going to be|is scheduled to be) (?:sunset|sunsetted|retired|discontinued|removed|no longer supported)"),
        ),
        (
            Signal::WillBeReplaced,
            format!(r"{THIS} (?:will be|has been|was|is|is being) (?:replaced|superseded) (?:with|by)"),
        ),
        (Signal::DeprecationNote, r"(?i)\bdeprecation (?:note|notice|warning)\b".to_owned()),
    ];
    // A phrase may break over lines.
    phrasings
        .into_iter()
        .map(|(signal, text)| (signal, compile(&text.replace(' ', r"\s"))))
        .collect()
});

/// The title's mark.
static TITLE: LazyLock<Regex> = pattern!(
    r"(?i)[(\[]deprecated[)\]]\s*$|^\s*[(\[]deprecated[)\]]|^\s*deprecated\s*[:\u{2013}\u{2014}-]"
);
/// YAML keys that leaked into a description.
static LEAKED: LazyLock<Regex> =
    pattern!(r"(?m)\bx-(?:deprecated-at|sunset):\s|\bdeprecated: true\s*$");
static LEAKED_DATE: LazyLock<Regex> = pattern!(r"\bx-deprecated-at:\s*(\S+)");
static LEAKED_SUNSET: LazyLock<Regex> = pattern!(r"\bx-sunset:\s*(\S+)");
/// What a sentence about a part of the operation calls deprecated.
static PART: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:keys?|fields?|propert(?:y|ies)|attributes?|param(?:eter)?s?|columns?|values?|headers?|filters?|options?)\b[^.\n]{0,60}\b(?:is|are|has been|have been|will be|was|were)\s(?:now )?deprecated"
);
/// The end of a text before a parenthesis that speaks of a part: a code name, or what it is.
static AFTER_PART: LazyLock<Regex> = pattern!(
    r#"(?i)(?:[`'"]|:[a-z_]+|\w+_\w+|\b(?:key|field|property|attribute|param|parameter|column|value|header|filter|option))\s*$"#
);
/// The end of a text before an operation that is not the subject: "the filter of this endpoint".
static INSIDE: LazyLock<Regex> = pattern!(r"(?i)\b(?:of|in|for|by|from|to|with|on)\s*$");
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let text = format!(
        r"(?i:deprecated)\s+(?:(?i:at|on|as of|since|from|by|in|effective|starting)\s+)*({})",
        dates::DATE
    );
    compile(&text)
});
static SUNSET: LazyLock<Regex> = LazyLock::new(|| {
    let text = format!(
        r"(?i:\bsunset(?:ted)?|\bremoved|\bretired|\bdiscontinued|\bshut down|\bturned off|\bno longer (?:be )?(?:supported|available))(?i:\s+(?:date|is|of|at|on|as of|after|by|from))*:?\s+({})",
        dates::DATE
    );
    compile(&text)
});
/// Words after which a sentence names what to use instead.
static CUE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:use|using|instead|replaced (?:with|by)|superseded by|in favou?r of|migrat(?:e|ing) to|switch to|move to|upgrading)\b"
);
/// A sentence whose guide tells how to move.
static MOVE: LazyLock<Regex> = pattern!(r"(?i)\b(?:upgrad|migrat|replac|instead)");
/// A sentence ends at a mark before white space, or at a blank line.
static SENTENCE_END: LazyLock<Regex> = pattern!(r"[.!?]\)?\s+|\n\s*\n");
static BLANK: LazyLock<Regex> = pattern!(r"\n[ \t]*\n");
/// A Markdown link, an unclosed one, a bare path or URL with a method before it, or a method.
static MENTION: LazyLock<Regex> = pattern!(
    r#"\[([^\[\]]+)\]\(([^()\s]+)\)|\[(/?rest/[^\s\[\]()]+)[\])]|(?:\b(GET|POST|PUT|PATCH|DELETE)\b`?(?: requests?)?(?: to| on)?\s+`?|(?:^|[\s(\[`'"]))((?:https?://[\w.-]+/|/|rest/|vapid/)[\w{}/.?=&%:#~-]*[\w}])|`(GET|POST|PUT|PATCH|DELETE)` (?:method|endpoint|request)|\b(GET|POST|PUT|PATCH|DELETE) method"#
);
/// The titles before the word "endpoint": capitalised words, with small ones between.
static TITLES: LazyLock<Regex> = pattern!(
    r"(?i:use|using|with|by|of|to) (?:the )?(?:new )?((?:(?:List|Show|Get|Create|Update|Delete|Add|Remove|Bulk|Sync|Retrieve) (?:[\w'&/()-]+ ){1,8}?)|(?:[A-Z][\w'&/()-]*,?(?: (?:and|or|of|a|an|the|to|for|in|on|by|from) | ))+)(?i:endpoints?|apis?|operations?)\b"
);
static LIST: LazyLock<Regex> = pattern!(r",\s*and\s+|,\s*or\s+|,\s*");

/// Reads a title and a description.
pub fn read(title: &str, description: &str) -> Prose {
    let text = plain(description);
    let mut prose = Prose::default();
    if TITLE.is_match(title) {
        prose.signals.push(Signal::Title);
    }
    if let Some(signal) = leaked(&text, &mut prose) {
        prose.signals.push(signal);
    }
    let mut regions = Vec::new();
    for (signal, phrasing) in PHRASINGS.iter() {
        let Some(hit) = phrasing
            .find_iter(&text)
            .find(|hit| announces(*signal, &text, hit.start()))
        else {
            continue;
        };
        prose.signals.push(*signal);
        regions.push((hit.start(), region_end(&text, hit.end()), *signal));
    }
    regions.sort_unstable();
    let mut read_to = 0;
    for (start, end, signal) in regions {
        let region = text[start..end].replace('\n', " ");
        date(&DATE, &region, signal).inspect(|date| _ = prose.date.get_or_insert(*date));
        date(&SUNSET, &region, signal).inspect(|date| _ = prose.sunset.get_or_insert(*date));
        if end > read_to {
            mentions(
                &text[start.max(read_to)..end],
                is_cut(&text, end),
                &mut prose.replacements,
            );
            read_to = end;
        }
    }
    let speaks = title.contains("eprecated") || text.to_ascii_lowercase().contains("deprecat");
    prose.unread = prose.signals.is_empty() && speaks && !PART.is_match(&text);
    prose
}

/// A title without its mark, so that a mark that comes or goes renames nothing.
pub fn title_without_mark(title: &str) -> String {
    let bare = TITLE.replace_all(title, "");
    let bare = bare.trim();
    if bare.is_empty() {
        title.to_owned()
    } else {
        bare.to_owned()
    }
}

/// Markdown without emphasis, quotes, headings, tags and escapes; what they mark is what counts.
fn plain(description: &str) -> String {
    static MARKUP: LazyLock<Regex> =
        pattern!(r"\*+|(?m:^[ \t]*(?:[>#]+[ \t]*)+)|</?[A-Za-z][A-Za-z0-9]*\s*/?>|\\([_\[\]()*-])");
    static SPACES: LazyLock<Regex> = pattern!(r"[ \t\r\u{a0}]+");
    static LINE_ENDS: LazyLock<Regex> = pattern!(r" ?\n ?");
    let text = MARKUP.replace_all(description, "$1");
    let text = SPACES.replace_all(&text, " ");
    LINE_ENDS.replace_all(text.trim(), "\n").into_owned()
}

/// The signal and the dates of YAML keys that leaked into the text.
fn leaked(text: &str, prose: &mut Prose) -> Option<Signal> {
    if !LEAKED.is_match(text) {
        return None;
    }
    let found = Signal::LeakedYaml;
    let date = |pattern: &Regex| {
        let on = dates::from_text(&pattern.captures(text)?[1])?;
        Some(Dated { on, found })
    };
    prose.date = date(&LEAKED_DATE);
    prose.sunset = date(&LEAKED_SUNSET);
    Some(found)
}

/// Whether a phrasing at `start` is about the operation and not about a part of it.
fn announces(signal: Signal, text: &str, start: usize) -> bool {
    match signal {
        Signal::Parenthesis => start > 0 && !AFTER_PART.is_match(&text[..start]),
        Signal::DeprecationNote => {
            static WHOLE: LazyLock<Regex> = pattern!(r"(?i)\b(?:endpoint|operation|api)\b");
            let region = &text[start..region_end(text, start)];
            WHOLE.is_match(region) && !PART.is_match(region)
        }
        Signal::Heading => true,
        _ => !INSIDE.is_match(&text[..start]),
    }
}

/// The end of the paragraph at `from`; of the next one when nothing but a heading was read.
fn region_end(text: &str, from: usize) -> usize {
    let end_after = |at: usize| {
        BLANK
            .find_at(text, at)
            .map_or(text.len(), |blank| blank.start())
    };
    let end = end_after(from);
    if text[from..end]
        .trim_matches([' ', ':', '.', '!', '\n'])
        .is_empty()
        && end < text.len()
    {
        let next = text[end..]
            .find(|c: char| !c.is_whitespace())
            .map_or(end, |skip| end + skip);
        return end_after(next);
    }
    end
}

/// Whether the text was cut at `end`, so that its last word cannot be trusted.
fn is_cut(text: &str, end: usize) -> bool {
    end == text.len() && (text.ends_with("...") || text.ends_with('\u{2026}'))
}

fn date(pattern: &Regex, region: &str, found: Signal) -> Option<Dated> {
    let on = dates::from_text(&pattern.captures(region)?[1])?;
    Some(Dated { on, found })
}

/// Reads the replacements that the sentences of a region name.
fn mentions(region: &str, cut: bool, out: &mut Vec<Mention>) {
    let trusted = if cut {
        region.trim_end_matches(['.', '\u{2026}']).len()
    } else {
        usize::MAX
    };
    let mut start = 0;
    let mut ends: Vec<usize> = SENTENCE_END
        .find_iter(region)
        .map(|end| end.end())
        .collect();
    ends.push(region.len());
    for end in ends {
        let sentence = region[start..end].replace('\n', " ");
        if let Some(cue) = CUE.find(&sentence) {
            sentence_mentions(
                &sentence[cue.start()..],
                trusted.saturating_sub(start + cue.start()),
                out,
            );
        }
        start = end;
    }
}

/// Reads the replacements of a sentence, from its cue on. What reaches `trusted` was cut off.
fn sentence_mentions(sentence: &str, trusted: usize, out: &mut Vec<Mention>) {
    let before = out.len();
    for parts in MENTION.captures_iter(sentence) {
        let whole = parts.get(0).map_or(0, |whole| whole.end());
        let part = |index| parts.get(index).map(|part| part.as_str());
        if whole >= trusted {
            continue;
        }
        let mut mention = match (part(1), part(2)) {
            (Some(words), Some(target)) => linked(words, target),
            _ => part(3).or(part(5)).map(written).unwrap_or_default(),
        };
        if !MOVE.is_match(sentence) {
            mention.guide = None;
        }
        mention.method = part(4).or(part(6)).or(part(7)).map(str::to_owned);
        let empty = mention == Mention::default();
        if !empty && !out.contains(&mention) {
            out.push(mention);
        }
    }
    if out.len() > before {
        return;
    }
    for parts in TITLES.captures_iter(sentence) {
        for title in LIST
            .split(parts[1].trim())
            .filter(|title| !title.is_empty())
        {
            let mention = Mention {
                title: Some(title.to_owned()),
                ..Mention::default()
            };
            if !out.contains(&mention) {
                out.push(mention);
            }
        }
    }
}

/// The replacement that a Markdown link names, by its target and by its words.
fn linked(words: &str, target: &str) -> Mention {
    let mut mention = written(target);
    let words = words.trim_matches(['`', ' ']);
    if (words.starts_with('/') || words.starts_with("rest/")) && !words.contains(' ') {
        mention.path = Some(words.to_owned());
    } else if mention.guide.is_none() && is_title(words) {
        mention.title = Some(words.to_owned());
    }
    mention
}

/// The replacement that a link or a path names.
fn written(target: &str) -> Mention {
    let mut mention = Mention::default();
    match reference::parse(target) {
        Link::Reference(link) => mention.link = Some(link),
        Link::Path(path) => mention.path = Some(path),
        Link::Guide(guide) => mention.guide = Some(guide),
        Link::Other if target.starts_with('/') => mention.path = Some(target.to_owned()),
        Link::Other => {}
    }
    mention
}

/// Whether the words of a link can be a title: a few words, the first one capitalised, no sentence.
pub(super) fn is_title(words: &str) -> bool {
    let count = words.split_whitespace().count();
    (2..=12).contains(&count)
        && words.starts_with(|c: char| c.is_ascii_uppercase())
        && !words.contains(['\n', '{', '|', ':', ';'])
}

#[cfg(test)]
mod tests {
    use super::super::reference::Reference;
    use super::*;

    fn of(description: &str) -> Prose {
        read("Do Something", description)
    }

    fn page(group: &str, version: Option<&str>, anchor: Option<&str>) -> Option<Reference> {
        let owned = |text: &str| text.to_owned();
        Some(Reference {
            group: owned(group),
            version: version.map(owned),
            anchor: anchor.map(owned),
        })
    }

    fn path(text: &str) -> Mention {
        Mention {
            path: Some(text.to_owned()),
            ..Mention::default()
        }
    }

    #[test]
    fn an_absolute_link_names_the_replacement() {
        let prose = of(
            "Lists the gears of a shop.\n This endpoint will be deprecated; please use the \
            [V2](https://developers.procore.com/reference/rest/v2/gears?version=2.0#list-gears) endpoint.",
        );
        assert_eq!(prose.signals, [Signal::WillBeDeprecated]);
        let link = page("gears", Some("2.0"), Some("list-gears"));
        assert_eq!(
            prose.replacements,
            [Mention {
                link,
                ..Mention::default()
            }]
        );
    }

    #[test]
    fn a_path_as_link_text_is_kept_beside_its_relative_link() {
        let prose = of("This is a deprecated endpoint, please use \
            [/rest/v1.0/shops/{shop_id}/turn](gear-turns#turn-gears)");
        assert_eq!(prose.signals, [Signal::IsDeprecatedEndpoint]);
        let link = page("gear-turns", None, Some("turn-gears"));
        assert_eq!(
            prose.replacements,
            [Mention {
                link,
                ..path("/rest/v1.0/shops/{shop_id}/turn")
            }]
        );
    }

    #[test]
    fn a_title_as_link_text_is_kept_beside_its_relative_link() {
        let prose = of(
            "Lists kinds.\nThis is a deprecated endpoint, please use [Gear Kinds](gear-kinds#list-gear-kinds)",
        );
        let title = Some("Gear Kinds".to_owned());
        let link = page("gear-kinds", None, Some("list-gear-kinds"));
        assert_eq!(
            prose.replacements,
            [Mention {
                link,
                title,
                ..Mention::default()
            }]
        );
    }

    #[test]
    fn a_path_fragment_is_kept_as_written_and_a_later_link_is_not_a_replacement() {
        let prose = of(
            "This is a deprecated endpoint. Please use /gears/{id} endpoint.\n\n\
            See [Sorting](https://developers.procore.com/documentation/sorting) for information on using it.",
        );
        assert_eq!(prose.replacements, [path("/gears/{id}")]);
    }

    #[test]
    fn an_unclosed_link_is_read_as_far_as_it_goes() {
        let prose = of(
            "Makes a gear.\n\nThis endpoint has been deprecated. Instead, use [/rest/v1/gear-items)",
        );
        assert_eq!(prose.signals, [Signal::HasBeenDeprecated]);
        assert_eq!(
            prose.replacements,
            [Mention {
                link: page("gear-items", None, None),
                ..Mention::default()
            }]
        );
        let prose =
            of("This endpoint has been deprecated. Instead, use [/rest/v1/shop/{shop_id}/gears)");
        assert_eq!(prose.replacements, [path("/rest/v1/shop/{shop_id}/gears")]);
    }

    #[test]
    fn a_heading_with_a_sunset_date_and_a_path_without_slash() {
        let prose = of(
            "DEPRECATED\nThis endpoint has been deprecated, it will be sunset at 7/4/2025. \
            Instead, please use rest/v1.1/shops/{shop_id}/gears",
        );
        assert_eq!(prose.signals, [Signal::Heading, Signal::HasBeenDeprecated]);
        assert_eq!(prose.date, None);
        assert_eq!(prose.sunset.unwrap().on.to_string(), "2025-07-04");
        assert_eq!(
            prose.replacements,
            [path("rest/v1.1/shops/{shop_id}/gears")]
        );
    }

    #[test]
    fn product_names_are_titles() {
        let prose = of(
            "DEPRECATED:\nThis endpoint is wrong at night and has been deprecated. It will be \
            removed some day. Use the Gear Tasks, Shop Items, and Shop endpoints instead.\n\nLists Gears.",
        );
        assert_eq!(prose.signals, [Signal::Heading, Signal::HasBeenDeprecated]);
        let titles: Vec<_> = prose
            .replacements
            .iter()
            .filter_map(|m| m.title.as_deref())
            .collect();
        assert_eq!(titles, ["Gear Tasks", "Shop Items", "Shop"]);
    }

    #[test]
    fn another_method_of_the_same_path() {
        let prose = of(
            "DEPRECATED:\nThis endpoint does what the `PUT` endpoint does. It goes some day. Use the `PUT` method instead.\n\nTurn a gear. Use it well.",
        );
        let method = Some("PUT".to_owned());
        assert_eq!(
            prose.replacements,
            [Mention {
                method,
                ..Mention::default()
            }]
        );
    }

    #[test]
    fn a_parenthesis_names_a_path() {
        let prose = read(
            "Show gear ids (DEPRECATED)",
            "Show gear_ids of the Shop (DEPRECATED--please use /rest/v1.0/shop/{shop_id}/gears.csv instead!).",
        );
        assert_eq!(prose.signals, [Signal::Title, Signal::Parenthesis]);
        assert_eq!(
            prose.replacements,
            [path("/rest/v1.0/shop/{shop_id}/gears.csv")]
        );
    }

    #[test]
    fn one_operation_can_be_split_in_two() {
        let prose = of("Makes both (DEPRECATED) Please use a POST to \
            https://app.procore.com/rest/v1.0/shops/{id}/gears for gears and a POST to \
            https://app.procore.com/rest/v1.1/shops/{id}/cogs for cogs");
        let post = |text| Mention {
            method: Some("POST".to_owned()),
            ..path(text)
        };
        assert_eq!(
            prose.replacements,
            [
                post("/rest/v1.0/shops/{id}/gears"),
                post("/rest/v1.1/shops/{id}/cogs")
            ]
        );
    }

    #[test]
    fn the_title_of_the_replacement_in_a_note() {
        let prose = of(
            "Removes a gear.\nDeprecation Note: Please find the new endpoint in the documents. This \
            endpoint will be replaced with the Delete WBS Gear Item Endpoint.",
        );
        assert_eq!(
            prose.signals,
            [Signal::WillBeReplaced, Signal::DeprecationNote]
        );
        assert_eq!(
            prose.replacements[0].title.as_deref(),
            Some("Delete WBS Gear Item")
        );
        let prose = of("This endpoint is deprecated. Use the List shop gears endpoint.");
        assert_eq!(
            prose.replacements[0].title.as_deref(),
            Some("List shop gears")
        );
    }

    #[test]
    fn a_date_in_words_and_a_guide() {
        let prose = of(
            "Makes a gear change.\nThis endpoint will be deprecated at October 16th of 2023. For more, \
            see [upgrading from gears](https://developers.procore.com/documentation/tutorial-gears).",
        );
        assert_eq!(
            prose.date,
            Some(Dated {
                on: jiff::civil::date(2023, 10, 16),
                found: Signal::WillBeDeprecated
            })
        );
        assert_eq!(prose.sunset, None);
    }

    #[test]
    fn a_guide_that_tells_how_to_move_is_kept() {
        let prose = of("This endpoint is deprecated. We are upgrading; see \
            [gears](https://developers.procore.com/documentation/tutorial-gears).");
        assert_eq!(
            prose.replacements[0].guide.as_deref(),
            Some("tutorial-gears")
        );
    }

    #[test]
    fn yaml_that_leaked_into_the_text_is_read() {
        let prose = of("Lists gears. x-deprecated-at: 1644250224 deprecated: true");
        assert_eq!(prose.signals, [Signal::LeakedYaml]);
        assert_eq!(prose.date.unwrap().on.to_string(), "2022-02-07");
    }

    #[test]
    fn markup_and_line_breaks_do_not_hide_an_announcement() {
        for text in [
            "> **DEPRECATED**\n\nLists gears.",
            "## Deprecated\nLists gears.",
            "Lists gears.\n\n**This endpoint\nhas been deprecated.**",
            "<b>This API is deprecated</b>",
            "[DEPRECATED] Lists gears.",
            "Deprecated. Lists gears.",
            "This operation will be sunset on 2027-01-01.",
        ] {
            assert_eq!(of(text).signals.len(), 1, "{text}");
        }
    }

    #[test]
    fn the_text_under_a_heading_of_its_own_is_read() {
        let prose =
            of("DEPRECATED\n\nUse /rest/v1.1/gears instead.\n\nUse /rest/v1.1/cogs to turn.");
        assert_eq!(prose.replacements, [path("/rest/v1.1/gears")]);
    }

    #[test]
    fn what_is_deprecated_beside_the_operation_does_not_mark_it() {
        for text in [
            "Lists gears.\n\nNOTE: The cog and tooth keys are deprecated. Please use the cogs and teeth keys.",
            "Lists gears. `tooth` (DEPRECATED) is empty.",
            "Lists gears. The tooth_id (DEPRECATED) is empty.",
            "Lists gears. The filter tooth_size is deprecated.",
            "/rest/v1.0/cogs is a deprecated endpoint, please use this one.",
            "Use this instead of the List Cogs endpoint, which has been deprecated.",
            "DEPRECATED FIELDS: tooth",
            "Deprecation note: the tooth field of this endpoint is deprecated.",
            "Lists gears and deprecated cogs.",
            "This endpoint returns `tooth`, which is deprecated.",
        ] {
            assert_eq!(of(text).signals, [], "{text}");
        }
    }

    #[test]
    fn only_unexplained_words_are_unread() {
        assert!(of("Lists gears and deprecated cogs.").unread);
        assert!(!of("NOTE: The cog keys are deprecated.").unread);
        assert!(!of("Lists gears.").unread);
        assert!(!of("This endpoint is deprecated.").unread);
    }

    #[test]
    fn what_was_cut_off_is_not_taken_for_a_name() {
        let prose =
            of("This is a deprecated endpoint, please use /rest/v1.1/shops/{shop_id}/ge...");
        assert_eq!(prose.signals, [Signal::IsDeprecatedEndpoint]);
        assert_eq!(prose.replacements, []);
        let prose = of("This is a deprecated endpoint, please use [/rest/v1.1/gears](ge...");
        assert_eq!(prose.replacements, [path("/rest/v1.1/gears")]);
        let prose = of("This endpoint will be deprecated on March 3, 20...");
        assert_eq!(
            (prose.signals, prose.date),
            (vec![Signal::WillBeDeprecated], None)
        );
    }

    #[test]
    fn ordinary_words_are_no_paths() {
        let prose =
            of("This endpoint is deprecated. Use it to create and/or update gears w/o teeth.");
        assert_eq!(prose.replacements, []);
    }

    #[test]
    fn a_title_loses_its_mark_and_nothing_else() {
        assert_eq!(title_without_mark("Show gears (DEPRECATED)"), "Show gears");
        assert_eq!(title_without_mark("[Deprecated] Show gears"), "Show gears");
        assert_eq!(title_without_mark("Deprecated: Show gears"), "Show gears");
        assert_eq!(
            title_without_mark("List deprecated gears"),
            "List deprecated gears"
        );
        assert_eq!(title_without_mark("(Deprecated)"), "(Deprecated)");
    }
}
