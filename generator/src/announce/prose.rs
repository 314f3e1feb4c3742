//! The words in which descriptions announce that an operation is deprecated.
//!
//! Only announcements about the operation itself count: the word in the text about a field, a
//! value or another endpoint marks nothing. From an announcement to the end of its paragraph,
//! [`mentions`] reads what its sentences say to use instead.

use std::sync::LazyLock;

use regex::Regex;

use super::announcement::{Dated, Mention, Signal};
use super::pattern::{compile, pattern};
use super::{dates, mentions};

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
static BLANK: LazyLock<Regex> = pattern!(r"\n[ \t]*\n");
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
            mentions::read(
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

#[cfg(test)]
mod tests;
