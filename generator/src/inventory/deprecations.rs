//! What goes away when, and what to use instead: which deprecations there are, as text, Markdown or JSON.

use std::fmt::Write;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::ir::{Api, Deprecation, How, Operation, OperationRef, Replacement, Target, Tool};

/// Which deprecations to report; the default is all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those whose sunset date is set and before this date.
    pub sunset_before: Option<Date>,
    /// Only those that are deprecated since this date or a later one.
    pub since: Option<Date>,
    /// Only those for which no live operation is known.
    pub without_replacement: bool,
    /// The date of the report; a sunset before it is past.
    pub today: Option<Date>,
}

/// A deprecated operation.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Its tool.
    pub tool: &'a Tool,
    /// The operation.
    pub operation: &'a Operation,
    /// Its deprecation.
    pub deprecation: &'a Deprecation,
    /// Whether its sunset is past.
    pub is_past: bool,
}

/// The deprecated operations, by sunset date (those without one last), tool and path.
pub fn lines<'a>(api: &'a Api, filter: &Filter) -> Vec<Line<'a>> {
    let is_before = |sunset: Option<Date>, date: Option<Date>| {
        let both = sunset.zip(date);
        both.is_some_and(|(sunset, date)| sunset < date)
    };
    let mut lines: Vec<Line<'a>> = Vec::new();
    for tool in &api.tools {
        for operation in tool.operations() {
            let Some(deprecation) = &operation.deprecation else {
                continue;
            };
            let sunset = deprecation.sunset;
            let before = filter.sunset_before;
            let is_due = before.is_none() || is_before(sunset, before);
            let is_recent = filter
                .since
                .is_none_or(|since| deprecation.date.is_some_and(|date| date >= since));
            if is_due
                && is_recent
                && !(filter.without_replacement && targets(deprecation).next().is_some())
            {
                lines.push(Line {
                    tool,
                    operation,
                    deprecation,
                    is_past: is_before(sunset, filter.today),
                });
            }
        }
    }
    lines.sort_by_cached_key(|line| {
        let key = &line.operation.key;
        (
            line.deprecation.sunset.is_none(),
            line.deprecation.sunset,
            line.tool.name.clone(),
            line.tool.category.clone(),
            key.path.clone(),
            key.method.clone(),
        )
    });
    lines
}

/// The lines for a terminal, by sunset date and tool.
pub fn text(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for group in lines.chunk_by(|a, b| a.deprecation.sunset == b.deprecation.sunset) {
        let sunset = group.first().and_then(|line| line.deprecation.sunset);
        let past = if group.first().is_some_and(|line| line.is_past) {
            ", which is past"
        } else {
            ""
        };
        match sunset {
            Some(date) => _ = writeln!(out, "Sunset on {date}{past}\n"),
            None => out.push_str("No sunset date is set\n\n"),
        }
        for tool in group.chunk_by(|a, b| a.tool.module == b.tool.module) {
            let name = tool.first().map_or("", |line| line.tool.name.as_str());
            _ = writeln!(out, "  {}", one_line(name));
            tool.iter().for_each(|line| entry(line, &mut out));
            out.push('\n');
        }
    }
    _ = writeln!(out, "{}", summary(lines));
    out
}

/// What to know of one operation: its request type first, then what to use instead.
fn entry(line: &Line<'_>, out: &mut String) {
    let Operation { key, rust, .. } = line.operation;
    let since = line.deprecation.date;
    let since = since
        .map(|date| format!(", since {date}"))
        .unwrap_or_default();
    _ = writeln!(out, "    {rust}{since}\n      {key}");
    for replacement in &line.deprecation.replacements {
        _ = match &replacement.target {
            Target::Operation(OperationRef { key, rust }) => {
                writeln!(
                    out,
                    "      use {rust}{}\n          {key}",
                    remarks(replacement)
                )
            }
            other => writeln!(out, "      use {}{}", nameless(other), remarks(replacement)),
        };
    }
    if line.deprecation.replacements.is_empty() {
        out.push_str("      no replacement is known\n");
    }
}

/// The lines as a Markdown table.
pub fn markdown(lines: &[Line<'_>]) -> String {
    let mut out = String::from(
        "| Sunset | Since | Tool | Operation | Use instead |\n| --- | --- | --- | --- | --- |\n",
    );
    let or_dash = |date: Option<Date>| date.map_or("-".to_owned(), |date| cell(&date.to_string()));
    for line in lines {
        let deprecation = line.deprecation;
        let each: Vec<String> = deprecation.replacements.iter().map(instead).collect();
        let each = if each.is_empty() {
            "none is known".to_owned()
        } else {
            each.join("<br>")
        };
        let Operation { key, rust, .. } = line.operation;
        _ = writeln!(
            out,
            "| {}{} | {} | {} | {}<br>{} | {each} |",
            or_dash(deprecation.sunset),
            if line.is_past { " (past)" } else { "" },
            or_dash(deprecation.date),
            cell(&line.tool.name),
            code(&rust.to_string()),
            code(&key.to_string()),
        );
    }
    _ = writeln!(out, "\n{}", summary(lines));
    out
}

/// A replacement in a cell of a Markdown table.
fn instead(replacement: &Replacement) -> String {
    let target = match &replacement.target {
        Target::Operation(OperationRef { key, rust }) => {
            format!("{}<br>{}", code(&rust.to_string()), code(&key.to_string()))
        }
        other => cell(&nameless(other)),
    };
    format!("{target}{}", cell(&remarks(replacement)))
}

/// The lines for programs.
pub fn json(lines: &[Line<'_>]) -> Value {
    let replacement = |replacement: &Replacement| {
        let through: Vec<String> = replacement
            .through
            .iter()
            .map(|operation| operation.rust.to_string())
            .collect();
        let mut value = match &replacement.target {
            Target::Operation(OperationRef { key, rust }) => {
                json!({"method": key.method, "path": key.path, "rust": rust.to_string()})
            }
            Target::Group(group) => json!({"group": group}),
            Target::Unresolved(words) => json!({"words": words}),
        };
        value["how"] = json!(replacement.how);
        value["inferred"] = json!(replacement.inferred);
        value["through"] = json!(through);
        value
    };
    let line = |line: &Line<'_>| {
        let Line {
            tool,
            operation,
            deprecation,
            is_past,
        } = line;
        json!({
            "method": operation.key.method,
            "path": operation.key.path,
            "title": operation.title,
            "rust": operation.rust.to_string(),
            "category": tool.category,
            "tool": tool.name,
            "feature": tool.feature,
            "reference": operation.reference,
            "date": deprecation.date,
            "sunset": deprecation.sunset,
            "past": is_past,
            "announced": deprecation.announced,
            "reason": deprecation.reason,
            "replacements": deprecation.replacements.iter().map(replacement).collect::<Vec<_>>(),
        })
    };
    Value::Array(lines.iter().map(line).collect())
}

/// How many there are, and for how many a replacement is known, in a sentence.
pub fn summary(lines: &[Line<'_>]) -> String {
    if lines.is_empty() {
        return "No deprecated operation matches.".to_owned();
    }
    let count = |is: &dyn Fn(&Deprecation) -> bool| {
        lines.iter().filter(|line| is(line.deprecation)).count()
    };
    let announced = count(&|deprecation| targets(deprecation).any(|one| !one.inferred));
    let none = count(&|deprecation| targets(deprecation).next().is_none());
    // What an announcement names, but not to the point: a group, or what does not exist.
    let grouped = count(&|deprecation| {
        targets(deprecation).all(|one| one.inferred)
            && targets(deprecation).any(|one| one.how == How::Group)
    });
    let named = count(&|deprecation| {
        targets(deprecation).next().is_none() && !deprecation.replacements.is_empty()
    });
    let of_which = |n: usize, what: &str| match n {
        0 => String::new(),
        n => format!(" (for {n} of them {what})"),
    };
    format!(
        "{} deprecated {}: {announced} with an announced replacement, {} with an inferred one{}, {none} with none{}.",
        lines.len(),
        if lines.len() == 1 {
            "operation"
        } else {
            "operations"
        },
        lines.len() - announced - none,
        of_which(grouped, "only a group was announced"),
        of_which(named, "one was announced that does not exist"),
    )
}

/// The replacements that are operations.
fn targets(deprecation: &Deprecation) -> impl Iterator<Item = &Replacement> {
    let all = deprecation.replacements.iter();
    all.filter(|replacement| matches!(replacement.target, Target::Operation(..)))
}

/// What to use instead, in a phrase each.
pub(super) fn use_instead(deprecation: &Deprecation) -> Vec<String> {
    let phrase = |one: &Replacement| format!("{}{}", nameless(&one.target), remarks(one));
    deprecation.replacements.iter().map(phrase).collect()
}

/// A target that is no operation, or the path of one that is.
fn nameless(target: &Target) -> String {
    match target {
        Target::Operation(operation) => operation.rust.to_string(),
        Target::Group(group) => format!("the operations of the resource {}", one_line(group)),
        Target::Unresolved(words) => format!("what Procore calls {}", one_line(words)),
    }
}

/// What lies between, and how it was found if nobody said so.
fn remarks(replacement: &Replacement) -> String {
    let mut out = String::new();
    if !replacement.through.is_empty() {
        let through: Vec<String> = replacement
            .through
            .iter()
            .map(|operation| operation.rust.to_string())
            .collect();
        _ = write!(out, ", past {}", through.join(" and "));
    }
    if replacement.inferred {
        _ = write!(out, " (inferred{})", replacement.how.grounds());
    }
    out
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text for a cell of a Markdown table.
fn cell(text: &str) -> String {
    let mut out = String::new();
    for char in one_line(text).chars() {
        if matches!(char, '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace(['`', '|'], " "))
}

#[cfg(test)]
mod tests;
