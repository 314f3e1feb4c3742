//! The deprecation calendar as a timeline: what goes away when, what to use instead, how that was
//! found, and the guide.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::changes::escape;
use crate::inventory::deprecations::{Filter, Line, lines, summary};
use crate::ir::{Api, How, OperationKey, Replacement, Source, Target, published_on};
use crate::migration::{Guide, guides};

use super::guide::guide;
use super::operations::{notice, place};
use super::words::several;

/// The guides of each deprecated operation.
type Guides<'a> = BTreeMap<&'a OperationKey, Vec<Guide<'a>>>;

pub(super) fn section(api: &Api) -> String {
    let lines = lines(api, &Filter::default());
    let published = published_on(&api.description_version);
    let mut by_operation: Guides<'_> = BTreeMap::new();
    for guide in guides(api) {
        by_operation.entry(&guide.old.key).or_default().push(guide);
    }
    let mut out = format!(
        "<section id=\"deprecations\" aria-labelledby=\"deprecations-title\">\n\
         <h2 id=\"deprecations-title\">Deprecations</h2>\n<p>{}</p>\n",
        escape(&summary(&lines))
    );
    if let Some(published) = published {
        let _ = writeln!(
            out,
            "<p>A sunset is past or ahead as of {}, when the description was published.</p>",
            time(published)
        );
    }
    let groups: Vec<&[Line<'_>]> = lines
        .chunk_by(|a, b| a.deprecation.sunset == b.deprecation.sunset)
        .collect();
    out.push_str(&axis(&groups, published));
    out.push_str("<ol class=\"timeline\">\n");
    for group in &groups {
        out.push_str(&day(group, published, &by_operation));
    }
    out.push_str("</ol>\n</section>\n");
    out
}

/// A date on which something goes away, and whether that was past.
fn sunset(group: &[Line<'_>]) -> Option<(Date, bool)> {
    let deprecation = group.first()?.deprecation;
    Some((deprecation.sunset?, deprecation.is_past))
}

/// The dates to scale, as a picture of the list below it.
fn axis(groups: &[&[Line<'_>]], published: Option<Date>) -> String {
    let sunsets: Vec<(Date, bool, usize)> = groups
        .iter()
        .filter_map(|group| sunset(group).map(|(date, past)| (date, past, group.len())))
        .collect();
    let all = || sunsets.iter().map(|(date, _, _)| *date).chain(published);
    let (Some(first), Some(last)) = (all().min(), all().max()) else {
        return String::new();
    };
    let span = days(first, last).max(1.0);
    let at = |date: Date| 100.0 * days(first, date) / span;
    let mut out = String::from("<div class=\"axis\" aria-hidden=\"true\">\n");
    // A year each, or as many as make some ten marks.
    let step = (i32::from(last.year()) - i32::from(first.year())) / 10 + 1;
    for year in (first.year()..=last.year()).skip(1) {
        if i32::from(year) % step == 0 {
            let start = Date::new(year, 1, 1).unwrap_or(first);
            let _ = writeln!(
                out,
                "<span class=\"year\" style=\"left:{:.1}%\">{year}</span>",
                at(start)
            );
        }
    }
    if let Some(published) = published {
        let _ = writeln!(
            out,
            "<span class=\"now\" style=\"left:{:.1}%\"></span>",
            at(published)
        );
    }
    for (date, past, count) in sunsets {
        let class = if past { "dot past" } else { "dot" };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let size = (6.0 + 4.0 * f64::from(count).sqrt()).min(60.0);
        let _ = writeln!(
            out,
            "<span class=\"{class}\" style=\"left:{:.1}%;width:{size:.0}px;height:{size:.0}px\"></span>",
            at(date)
        );
    }
    out.push_str("</div>\n");
    out
}

fn days(from: Date, to: Date) -> f64 {
    f64::from((to - from).get_days())
}

/// All that goes away on one day, or has no day. What is ahead is open, the rest is there to look
/// something up.
fn day(group: &[Line<'_>], published: Option<Date>, guides: &Guides<'_>) -> String {
    let (class, open, heading) = match sunset(group) {
        Some((date, true)) => ("past", "", format!("{} <em>past</em>", time(date))),
        Some((date, false)) => {
            let until = published.map(|published| until(published, date));
            let until = until.map(|words| format!(" <em>{words}</em>"));
            (
                "ahead",
                " open",
                format!("{}{}", time(date), until.unwrap_or_default()),
            )
        }
        None => ("undated", "", "No sunset is set".to_owned()),
    };
    let mut out = format!(
        "<li class=\"{class}\"><details{open}><summary><h3>{heading}</h3> <span>{}</span></summary>\n<ul>\n",
        several(group.len(), "operation", "operations")
    );
    for line in group {
        out.push_str(&entry(line, guides));
    }
    out.push_str("</ul></details></li>\n");
    out
}

/// How far ahead a date is.
fn until(from: Date, to: Date) -> String {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    match months(to) - months(from) {
        ..=0 => "within the month".to_owned(),
        1 => "in a month".to_owned(),
        several => format!("in {several} months"),
    }
}

fn time(date: Date) -> String {
    format!("<time datetime=\"{date}\">{date}</time>")
}

/// What to know of one operation: what it is, what to use instead, how to get there.
fn entry(line: &Line<'_>, guides: &Guides<'_>) -> String {
    let operation = line.operation;
    let mut out = format!(
        "<li class=\"entry\" id=\"{}\"><h4>{} <span>{}</span></h4>\n<code>{}</code> <samp>{}</samp>\n",
        notice(&operation.rust),
        escape(&operation.title),
        escape(&line.tool.name),
        escape(&operation.key.to_string()),
        escape(&operation.rust.to_string()),
    );
    for replacement in &line.deprecation.replacements {
        out.push_str(&instead(replacement));
    }
    if line.deprecation.replacements.is_empty() {
        out.push_str("<p class=\"use\">No replacement is known.</p>\n");
    }
    let _ = writeln!(out, "<p class=\"source\">{}</p>", grounds(line));
    for one in guides.get(&operation.key).into_iter().flatten() {
        let _ = write!(
            out,
            "<details class=\"guide\"><summary>Guide to <samp>{}</samp></summary>\n{}</details>\n",
            escape(&one.new.rust.name),
            guide(one)
        );
    }
    out.push_str("</li>\n");
    out
}

/// What to use instead, and how that was found.
fn instead(replacement: &Replacement) -> String {
    let target = match &replacement.target {
        Target::Operation(target) => format!(
            "<a href=\"#{}\"><samp>{}</samp></a> <code>{}</code>",
            place(&target.rust),
            escape(&target.rust.to_string()),
            escape(&target.key.to_string())
        ),
        Target::Group(group) => {
            format!(
                "the operations of the resource <code>{}</code>",
                escape(group)
            )
        }
        Target::Unresolved(words) => {
            format!("what Procore calls <code>{}</code>", escape(words))
        }
    };
    let (class, word) = if replacement.inferred {
        ("inferred", "inferred")
    } else {
        ("announced", "announced")
    };
    let mut out = format!(
        "<p class=\"use\">Use {target} <span class=\"how {class}\">{word}: {}</span>",
        found_by(replacement.how)
    );
    if !replacement.through.is_empty() {
        let through = replacement.through.iter();
        let through: Vec<String> = through
            .map(|step| format!("<samp>{}</samp>", escape(&step.rust.to_string())))
            .collect();
        let _ = write!(out, " past {}", through.join(" and "));
    }
    out.push_str("</p>\n");
    out
}

/// How a replacement was found, in a few words.
fn found_by(how: How) -> &'static str {
    match how {
        How::Table => "a row of the project’s table",
        How::Notice => "a page of the developer site",
        How::Link => "a link in the description",
        How::Path => "a path in the description",
        How::Title => "a title in the description",
        How::Method => "another method, named in the description",
        How::Group => "of its kind in the group that was announced",
        How::Guide => "a page that the description names",
        How::SamePathNewerVersion => "the same path in a newer version",
        How::SameVersionRescoped => "the same in a company or project",
        How::SameTitleNewerVersion => "the same title in a newer version",
        How::SamePathOtherMethod => "the other method of the same path",
    }
}

/// Since when the operation is deprecated, and by what that is known.
fn grounds(line: &Line<'_>) -> String {
    let deprecation = line.deprecation;
    let since = deprecation.date;
    let since = since.map(|date| format!(" since {}", time(date)));
    let known = deprecation.announced.iter();
    let known: Vec<&str> = known.map(|one| source(*one)).collect();
    let mut out = format!("Deprecated{}", since.unwrap_or_default());
    if !known.is_empty() {
        let _ = write!(out, ", known from {}", known.join(", "));
    }
    out.push('.');
    if let Some(reason) = &deprecation.reason {
        let _ = write!(out, " {}", escape(reason));
    }
    out
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Flag => "<code>deprecated</code>",
        Source::DeprecatedAt => "<code>x-deprecated-at</code>",
        Source::Sunset => "<code>x-sunset</code>",
        Source::ChangeLog => "the change log",
        Source::Prose => "a sentence of the description",
        Source::Notice => "the developer site",
        Source::Table => "the project’s table",
    }
}
