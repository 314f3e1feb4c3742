//! What is said of a use, in words, the same in every format.

use jiff::civil::Date;

use super::facts::{Instead, Notice};
use super::found::{Report, Use};

/// How near the end of something deprecated is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    Past,
    Future,
    Open,
}

pub(super) fn urgency(notice: &Notice, today: Option<Date>) -> Urgency {
    match (notice.sunset, today) {
        (Some(sunset), Some(today)) if sunset < today => Urgency::Past,
        (Some(_), _) => Urgency::Future,
        (None, _) => Urgency::Open,
    }
}

/// ``the request `procore::..` is deprecated since .., sunset on ..``
pub(super) fn headline(notice: &Notice, today: Option<Date>) -> String {
    let since = notice.date.map(|date| format!(" since {date}"));
    let sunset = match notice.sunset {
        Some(date) if urgency(notice, today) == Urgency::Past => {
            format!("sunset on {date}, which is past")
        }
        Some(date) => format!("sunset on {date}"),
        None => "no sunset date is set".to_owned(),
    };
    format!(
        "{} `{}` is deprecated{}, {sunset}",
        notice.kind.name(),
        notice.path,
        since.unwrap_or_default(),
    )
}

/// What to use instead of something.
pub(super) fn instead(one: &Instead) -> String {
    let inferred = if one.inferred { " (inferred)" } else { "" };
    format!("use `{}` instead{inferred}", one.name)
}

/// How much was found, in a sentence.
pub(super) fn summary(report: &Report, today: Option<Date>) -> String {
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        many => format!("{many} {one}s"),
    };
    let read = counted(report.files.len(), "file");
    if report.uses.is_empty() {
        return format!("Nothing deprecated is used in {read}.");
    }
    let mut things: Vec<&Notice> = report.uses.iter().map(|one| &one.notice).collect();
    things.sort();
    things.dedup();
    let is_past = |one: &&Use| urgency(&one.notice, today) == Urgency::Past;
    let past = match report.uses.iter().filter(is_past).count() {
        0 => String::new(),
        1 => "; the sunset of 1 is past".to_owned(),
        many => format!("; the sunsets of {many} are past"),
    };
    format!(
        "{} of {} in {read}{past}.",
        counted(report.uses.len(), "use"),
        counted(things.len(), "deprecated item"),
    )
}
