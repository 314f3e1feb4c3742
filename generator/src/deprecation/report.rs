//! What goes away when, and what to use instead: as text, Markdown or JSON.

use std::fmt::Write;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::ir::{Api, Deprecation, Operation, Replacement, Target, Tool};

/// Which deprecations to tell of; the default is all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those whose sunset date is set and before this date.
    pub sunset_before: Option<Date>,
    /// Only those for which no live operation is known.
    pub without_replacement: bool,
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
}

/// The deprecated operations, by sunset date (those without one last), tool and path.
pub fn lines<'a>(api: &'a Api, filter: &Filter) -> Vec<Line<'a>> {
    let before = filter.sunset_before.map(|date| date.to_string());
    let mut lines: Vec<Line<'a>> = Vec::new();
    for tool in &api.tools {
        let resources = tool.versions.iter().flat_map(|version| &version.resources);
        for operation in resources.flat_map(|resource| &resource.operations) {
            let Some(deprecation) = &operation.deprecation else {
                continue;
            };
            // ISO dates sort as text.
            let is_due = before.is_none()
                || deprecation
                    .sunset
                    .as_ref()
                    .is_some_and(|sunset| Some(sunset) < before.as_ref());
            if is_due && !(filter.without_replacement && has_operation(deprecation)) {
                lines.push(Line {
                    tool,
                    operation,
                    deprecation,
                });
            }
        }
    }
    let sunset = |line: &Line<'_>| {
        (
            line.deprecation.sunset.is_none(),
            line.deprecation.sunset.clone(),
        )
    };
    lines.sort_by_cached_key(|line| {
        let key = &line.operation.key;
        (
            sunset(line),
            line.tool.category.clone(),
            line.tool.name.clone(),
            key.path.clone(),
            key.method.clone(),
        )
    });
    lines
}

/// The lines for a terminal, by sunset date.
pub fn text(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    let mut last: Option<Option<&str>> = None;
    for line in lines {
        let sunset = line.deprecation.sunset.as_deref();
        if last != Some(sunset) {
            let gap = if last.is_some() { "\n" } else { "" };
            let heading =
                sunset.map_or("no sunset date".to_owned(), |date| format!("sunset {date}"));
            _ = writeln!(out, "{gap}{heading}");
            last = Some(sunset);
        }
        let since = line
            .deprecation
            .date
            .as_deref()
            .map(|date| format!(", since {date}"))
            .unwrap_or_default();
        let Operation { key, rust, .. } = line.operation;
        _ = writeln!(
            out,
            "  {key}\n    {rust} ({}{since})",
            one_line(&line.tool.name)
        );
        for replacement in &line.deprecation.replacements {
            _ = writeln!(out, "    use {}", words(replacement));
        }
        if line.deprecation.replacements.is_empty() {
            out.push_str("    no replacement is known\n");
        }
    }
    let gap = if lines.is_empty() { "" } else { "\n" };
    _ = writeln!(out, "{gap}{}", summary(lines));
    out
}

/// The lines as a Markdown table.
pub fn markdown(lines: &[Line<'_>]) -> String {
    let mut out = String::from(
        "| sunset | since | tool | operation | use instead |\n| --- | --- | --- | --- | --- |\n",
    );
    for line in lines {
        let Deprecation {
            date,
            sunset,
            replacements,
            ..
        } = line.deprecation;
        let each: Vec<String> = replacements
            .iter()
            .map(|replacement| cell(&words(replacement)))
            .collect();
        let or_dash = |text: Option<&str>| text.map_or("-".to_owned(), cell);
        _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            or_dash(sunset.as_deref()),
            or_dash(date.as_deref()),
            cell(&line.tool.name),
            code(&line.operation.key.to_string()),
            if each.is_empty() {
                "-".to_owned()
            } else {
                each.join("<br>")
            },
        );
    }
    _ = writeln!(out, "\n{}", summary(lines));
    out
}

/// The lines for programs.
pub fn json(lines: &[Line<'_>]) -> Value {
    let replacement = |replacement: &Replacement| {
        let through: Vec<String> = replacement
            .through
            .iter()
            .map(ToString::to_string)
            .collect();
        let mut value = match &replacement.target {
            Target::Operation(key, path) => {
                json!({"method": key.method, "path": key.path, "rust": path.to_string()})
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
            "announced": deprecation.announced,
            "reason": deprecation.reason,
            "replacements": deprecation.replacements.iter().map(replacement).collect::<Vec<_>>(),
        })
    };
    Value::Array(lines.iter().map(line).collect())
}

/// How many there are, and for how many a replacement is known.
pub fn summary(lines: &[Line<'_>]) -> String {
    let named = |inferred| {
        let is_named = move |replacement: &Replacement| {
            matches!(replacement.target, Target::Operation(..)) && replacement.inferred == inferred
        };
        move |line: &Line<'_>| line.deprecation.replacements.iter().any(is_named)
    };
    let announced = lines.iter().filter(|line| named(false)(line)).count();
    let none = lines
        .iter()
        .filter(|line| !has_operation(line.deprecation))
        .count();
    let inferred = lines.len() - announced - none;
    format!(
        "{} deprecated operations: {announced} with an announced replacement, {inferred} with an inferred one, {none} with none",
        lines.len()
    )
}

fn has_operation(deprecation: &Deprecation) -> bool {
    deprecation
        .replacements
        .iter()
        .any(|replacement| matches!(replacement.target, Target::Operation(..)))
}

/// A replacement in one line.
fn words(replacement: &Replacement) -> String {
    let target = match &replacement.target {
        Target::Operation(key, path) => format!("{key}, {path}"),
        Target::Group(group) => format!("the operations of the resource {}", one_line(group)),
        Target::Unresolved(words) => format!("what Procore calls {}", one_line(words)),
    };
    let through: Vec<String> = replacement
        .through
        .iter()
        .map(ToString::to_string)
        .collect();
    let through = if through.is_empty() {
        String::new()
    } else {
        format!(", past {}", through.join(" and "))
    };
    let inferred = if replacement.inferred {
        " (inferred)"
    } else {
        ""
    };
    format!("{target}{through}{inferred}")
}

fn one_line(text: &str) -> String {
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
mod tests {
    use super::*;
    use crate::diagnostic::Origin;
    use crate::ir::{Company, OperationKey, Payload, Resource, Response, RustPath, Version};

    fn path(name: &str) -> RustPath {
        RustPath {
            module: "gear".into(),
            version: "v1_0".into(),
            name: name.into(),
        }
    }

    fn key(method: &str, path: &str) -> OperationKey {
        OperationKey {
            method: method.into(),
            path: path.into(),
        }
    }

    fn operation(name: &str, deprecation: Option<Deprecation>) -> Operation {
        Operation {
            key: key("GET", &format!("/rest/v1.0/{}", name.to_lowercase())),
            id: String::new(),
            title: name.into(),
            description: None,
            rust: path(name),
            reference: "https://example.com".into(),
            parameters: vec![],
            company: Company::None,
            body: None,
            response: Response {
                payload: Payload::Empty,
                envelope: None,
                statuses: vec![],
            },
            paging: None,
            deprecation,
            replaces: vec![],
            origin: Origin::default(),
        }
    }

    fn deprecation(sunset: Option<&str>, targets: Vec<(Target, bool)>) -> Option<Deprecation> {
        let replacement = |(target, inferred)| Replacement {
            target,
            how: "link".into(),
            inferred,
            through: if inferred {
                vec![path("Between")]
            } else {
                vec![]
            },
        };
        Some(Deprecation {
            date: Some("2024-01-01".into()),
            sunset: sunset.map(Into::into),
            replacements: targets.into_iter().map(replacement).collect(),
            announced: vec!["flag".into()],
            reason: None,
        })
    }

    fn api() -> Api {
        let new = || Target::Operation(key("GET", "/rest/v1.1/new"), path("New"));
        let operations = vec![
            operation("Live", None),
            operation("Bare", deprecation(None, vec![])),
            operation("Late", deprecation(Some("2030-01-01"), vec![(new(), true)])),
            operation(
                "Soon",
                deprecation(Some("2027-01-01"), vec![(new(), false)]),
            ),
            operation(
                "Word",
                deprecation(
                    None,
                    vec![
                        (Target::Unresolved("/a|b".into()), false),
                        (Target::Group("cogs".into()), false),
                    ],
                ),
            ),
        ];
        let resource = Resource {
            slug: "gears".into(),
            module: "gears".into(),
            legacy: false,
            operations,
            types: vec![],
        };
        let version = Version {
            number: "1.0".into(),
            module: "v1_0".into(),
            resources: vec![resource],
        };
        let tool = Tool {
            category: "Shop".into(),
            name: "Gears".into(),
            module: "gear".into(),
            feature: "gear".into(),
            needs: vec![],
            versions: vec![version],
        };
        Api {
            tools: vec![tool],
            ..Api::default()
        }
    }

    fn titles(filter: &Filter) -> Vec<String> {
        lines(&api(), filter)
            .iter()
            .map(|line| line.operation.title.clone())
            .collect()
    }

    #[test]
    fn lines_come_by_sunset_and_filters_narrow_them() {
        assert_eq!(titles(&Filter::default()), ["Soon", "Late", "Bare", "Word"]);
        let before = |date: Date| Filter {
            sunset_before: Some(date),
            ..Filter::default()
        };
        assert_eq!(
            titles(&before(jiff::civil::date(2027, 1, 1))),
            Vec::<String>::new()
        );
        assert_eq!(titles(&before(jiff::civil::date(2027, 1, 2))), ["Soon"]);
        assert_eq!(
            titles(&Filter {
                without_replacement: true,
                ..Filter::default()
            }),
            ["Bare", "Word"]
        );
    }

    #[test]
    fn text_names_dates_and_replacements() {
        let api = api();
        assert_eq!(
            text(&lines(&api, &Filter::default())),
            "\
sunset 2027-01-01
  GET /rest/v1.0/soon
    procore::gear::v1_0::Soon (Gears, since 2024-01-01)
    use GET /rest/v1.1/new, procore::gear::v1_0::New

sunset 2030-01-01
  GET /rest/v1.0/late
    procore::gear::v1_0::Late (Gears, since 2024-01-01)
    use GET /rest/v1.1/new, procore::gear::v1_0::New, past procore::gear::v1_0::Between (inferred)

no sunset date
  GET /rest/v1.0/bare
    procore::gear::v1_0::Bare (Gears, since 2024-01-01)
    no replacement is known
  GET /rest/v1.0/word
    procore::gear::v1_0::Word (Gears, since 2024-01-01)
    use what Procore calls /a|b
    use the operations of the resource cogs

4 deprecated operations: 1 with an announced replacement, 1 with an inferred one, 2 with none
"
        );
        assert!(text(&[]).starts_with("0 deprecated operations"));
    }

    #[test]
    fn markdown_cells_hold_whatever_a_name_contains() {
        let api = api();
        let table = markdown(&lines(
            &api,
            &Filter {
                without_replacement: true,
                ..Filter::default()
            },
        ));
        let rows: Vec<&str> = table.lines().skip(2).take(2).collect();
        assert_eq!(
            rows,
            [
                "| - | 2024-01-01 | Gears | `GET /rest/v1.0/bare` | - |",
                "| - | 2024-01-01 | Gears | `GET /rest/v1.0/word` | what Procore calls /a\\|b<br>the operations of the resource cogs |",
            ]
        );
    }

    #[test]
    fn json_is_complete() {
        let api = api();
        let value = json(&lines(&api, &Filter::default()));
        assert_eq!(value[1]["sunset"], "2030-01-01");
        assert_eq!(
            value[1]["replacements"][0],
            json!({
                "method": "GET", "path": "/rest/v1.1/new", "rust": "procore::gear::v1_0::New",
                "how": "link", "inferred": true, "through": ["procore::gear::v1_0::Between"],
            })
        );
        assert_eq!(value[3]["replacements"][1]["group"], "cogs");
        assert_eq!(value[3]["replacements"][0]["words"], "/a|b");
    }
}
