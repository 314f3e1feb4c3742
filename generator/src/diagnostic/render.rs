//! Diagnostics as people read them: the message, the text around the place, what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::item::{Diagnostic, Severity};
use super::source::Source;

/// The diagnostics one after another, in their order, with the text around each place that has a
/// position; colours only if they are asked for.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source], colours: bool) -> String {
    let theme = if colours {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_links(false);
    let excerpts = excerpts(diagnostics, sources);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let excerpt = diagnostic
            .position
            .and_then(|position| excerpts.get(&(diagnostic.origin.file.as_str(), position)));
        let report = Report {
            diagnostic,
            excerpt,
        };
        // Writing to a string does not fail.
        let _ = handler.render_report(&mut text, &report);
    }
    text
}

/// How many of each kind, on one line.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let words =
        |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    format!(
        "{}, {}, {}",
        words(count(Severity::Error), "error"),
        words(count(Severity::Warning), "warning"),
        words(count(Severity::Hint), "hint")
    )
}

/// Control characters, and those that turn the direction of text or take no room.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

/// The text with what nobody would see written out; nothing in it moves the cursor.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            visible.extend(c.escape_unicode());
        } else {
            visible.push(c);
        }
    }
    visible
}

/// A diagnostic in the form that miette prints.
#[derive(Debug)]
struct Report<'a> {
    diagnostic: &'a Diagnostic,
    excerpt: Option<&'a Excerpt>,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let diagnostic = self.diagnostic;
        write!(f, "{}", visible(&diagnostic.message))?;
        // The excerpt is headed by file, line and column.
        if self.excerpt.is_none() {
            write!(f, "\nin {}", visible(&diagnostic.origin.file))?;
            if let Some((line, column)) = diagnostic.position {
                write!(f, ":{line}:{column}")?;
            }
        }
        if !diagnostic.origin.pointer.is_empty() {
            write!(f, "\n{}", visible(&diagnostic.origin.pointer))?;
        }
        if let Some(operation) = &diagnostic.operation {
            write!(f, "\n{}", visible(operation))?;
        }
        Ok(())
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(&self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Hint => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        let help = self.diagnostic.help.as_ref()?;
        Some(Box::new(visible(help)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt?.span;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            None, span,
        ))))
    }
}

/// A few lines of a source. A description may be one line of 50 MB, so lines are cut.
#[derive(Debug)]
struct Excerpt {
    text: String,
    /// The place in `text`.
    span: SourceSpan,
    /// The number of its first line, from 0.
    line: usize,
    file: String,
    position: Position,
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (file, text) = (self.file.clone(), self.text.as_bytes());
        // Without lines around, miette asks where the place is; with them, what to print. The
        // column is that of the source, which a cut line cannot tell.
        let contents = if (lines_before, lines_after) == (0, 0) {
            let (line, column) = (self.position.0 - 1, self.position.1 - 1);
            MietteSpanContents::new_named(file, text, *span, line, column, 1)
        } else {
            let all = SourceSpan::new(0.into(), text.len());
            let lines = self.text.lines().count();
            MietteSpanContents::new_named(file, text, all, self.line, 0, lines)
        };
        Ok(Box::new(contents))
    }
}

type Position = (usize, usize);

/// The excerpts that these diagnostics need; each text is walked through once.
fn excerpts<'a>(
    diagnostics: &'a [Diagnostic],
    sources: &[Source],
) -> BTreeMap<(&'a str, Position), Excerpt> {
    let mut wanted: BTreeMap<&str, BTreeSet<Position>> = BTreeMap::new();
    for diagnostic in diagnostics {
        if let Some(position) = diagnostic.position {
            wanted
                .entry(&diagnostic.origin.file)
                .or_default()
                .insert(position);
        }
    }
    let mut excerpts = BTreeMap::new();
    for (file, positions) in wanted {
        let Some(source) = sources.iter().find(|source| source.name == file) else {
            continue;
        };
        let text = String::from_utf8_lossy(&source.bytes);
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let lines: Vec<&str> = text.split('\n').collect();
        // From the last place on the same line: columns are characters, and lines can be long.
        let (mut last, mut last_offset) = ((0, 0), 0);
        for (line, column) in positions {
            let Some(content) = line.checked_sub(1).and_then(|line| lines.get(line)) else {
                continue;
            };
            if last.0 != line {
                (last, last_offset) = ((line, 1), 0);
            }
            let rest = content.get(last_offset..).unwrap_or_default();
            let further = rest
                .char_indices()
                .nth(column - last.1)
                .map_or(rest.len(), |(at, _)| at);
            (last, last_offset) = ((line, column), last_offset + further);
            excerpts.insert((file, last), excerpt(file, &lines, last, last_offset));
        }
    }
    excerpts
}

/// The line with its neighbours, each cut to what a terminal shows.
fn excerpt(file: &str, lines: &[&str], position: Position, offset: usize) -> Excerpt {
    let line = position.0 - 1;
    let first = line.saturating_sub(1);
    let mut text = String::new();
    let mut start = 0;
    for (number, content) in lines.iter().enumerate().skip(first).take(line + 2 - first) {
        if number == line {
            let (before, after) = content.split_at(offset);
            text.push_str(&end_of(before, 36));
            start = text.len();
            text.push_str(&start_of(after, 56));
        } else {
            text.push_str(&start_of(content, 90));
        }
        text.push('\n');
    }
    let span = SourceSpan::new(start.into(), token_length(&text[start..]));
    Excerpt {
        text,
        span,
        line: first,
        file: visible(file),
        position,
    }
}

/// The length of the key or value that `text` begins with.
fn token_length(text: &str) -> usize {
    let line = text.split('\n').next().unwrap_or_default();
    if let Some(end) = line.strip_prefix('"').and_then(|rest| rest.find('"')) {
        return end + 2;
    }
    let first = line.chars().next().map_or(0, char::len_utf8);
    let ends = |c: char| c.is_whitespace() || matches!(c, ':' | ',' | '{' | '}' | '[' | ']');
    line.find(ends).unwrap_or(line.len()).max(first)
}

/// The last characters of `text`, with none that the terminal would act on.
fn end_of(text: &str, most: usize) -> String {
    let cut = text
        .char_indices()
        .rev()
        .nth(most)
        .map(|(index, c)| index + c.len_utf8());
    let dots = if cut.is_some() { "..." } else { "" };
    format!("{dots}{}", printable(&text[cut.unwrap_or(0)..]))
}

fn start_of(text: &str, most: usize) -> String {
    let text = text.trim_end_matches('\r');
    let cut = text.char_indices().nth(most).map(|(index, _)| index);
    let dots = if cut.is_some() { "..." } else { "" };
    format!("{}{dots}", printable(&text[..cut.unwrap_or(text.len())]))
}

/// One character for one, so that marks stand under what they mean.
fn printable(text: &str) -> String {
    let shown = |c: char| match c {
        '\t' => ' ',
        c if is_hidden(c) => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect()
}
