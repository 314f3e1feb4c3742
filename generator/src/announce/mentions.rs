//! What the sentences of an announcement name as replacement: links, paths, methods, titles, guides.

use std::sync::LazyLock;

use regex::Regex;

use super::announcement::Mention;
use super::pattern::pattern;
use super::reference::{self, Link};

/// Words after which a sentence names what to use instead.
static CUE: LazyLock<Regex> = pattern!(
    r"(?i)\b(?:use|using|instead|replaced (?:with|by)|superseded by|in favou?r of|migrat(?:e|ing) to|switch to|move to|upgrading)\b"
);
/// A sentence whose guide says how to move.
static MOVE: LazyLock<Regex> = pattern!(r"(?i)\b(?:upgrad|migrat|replac|instead)");
/// A sentence ends at a mark before white space, or at a blank line.
static SENTENCE_END: LazyLock<Regex> = pattern!(r"[.!?]\)?\s+|\n\s*\n");
/// A Markdown link, an unclosed one, a bare path or URL with a method before it, or a method.
static MENTION: LazyLock<Regex> = pattern!(
    r#"\[([^\[\]]+)\]\(([^()\s]+)\)|\[(/?rest/[^\s\[\]()]+)[\])]|(?:\b(GET|POST|PUT|PATCH|DELETE)\b`?(?: requests?)?(?: to| on)?\s+`?|(?:^|[\s(\[`'"]))((?:https?://[\w.-]+/|/|rest/|vapid/)[\w{}/.?=&%:#~-]*[\w}])|`(GET|POST|PUT|PATCH|DELETE)` (?:method|endpoint|request)|\b(GET|POST|PUT|PATCH|DELETE) method"#
);
/// The titles before the word "endpoint": capitalised words, with small ones between.
static TITLES: LazyLock<Regex> = pattern!(
    r"(?i:use|using|with|by|of|to) (?:the )?(?:new )?((?:(?:List|Show|Get|Create|Update|Delete|Add|Remove|Bulk|Sync|Retrieve) (?:[\w'&/()-]+ ){1,8}?)|(?:[A-Z][\w'&/()-]*,?(?: (?:and|or|of|a|an|the|to|for|in|on|by|from) | ))+)(?i:endpoints?|apis?|operations?)\b"
);
static LIST: LazyLock<Regex> = pattern!(r",\s*and\s+|,\s*or\s+|,\s*");

/// Reads the replacements that the sentences of a region name.
pub(super) fn read(region: &str, cut: bool, out: &mut Vec<Mention>) {
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
fn is_title(words: &str) -> bool {
    let count = words.split_whitespace().count();
    (2..=12).contains(&count)
        && words.starts_with(|c: char| c.is_ascii_uppercase())
        && !words.contains(['\n', '{', '|', ':', ';'])
}
