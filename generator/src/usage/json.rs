//! A report for programs: as JSON of its own, and as SARIF.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts::{Kind, Notice};
use super::found::{Report, Spot, Unresolved, Use};
use super::words::{Urgency, headline, instead, urgency};

/// The report as an object of `uses`, `unresolved` and `files`; its keys stay.
pub fn json(report: &Report, today: Option<Date>) -> Value {
    let one = |one: &Use| {
        let notice = &one.notice;
        json!({
            "file": one.spot.file,
            "line": one.spot.line,
            "column": one.spot.column,
            "kind": notice.kind.name(),
            "rust": notice.path,
            "date": notice.date,
            "sunset": notice.sunset,
            "past": urgency(notice, today) == Urgency::Past,
            "replacements": replacements(notice),
        })
    };
    let unresolved = |one: &Unresolved| {
        json!({
            "file": one.spot.file,
            "line": one.spot.line,
            "column": one.spot.column,
            "name": one.name,
            "why": one.why,
        })
    };
    json!({
        "uses": report.uses.iter().map(one).collect::<Value>(),
        "unresolved": report.unresolved.iter().map(unresolved).collect::<Value>(),
        "files": report.files,
    })
}

fn replacements(notice: &Notice) -> Value {
    let each = notice.replacements.iter().map(|one| {
        json!({
            "use": one.name,
            "inferred": one.inferred,
            "guide": one.guide.as_ref().map(|guide| &guide.docs),
            "command": one.guide.as_ref().map(|guide| &guide.command),
        })
    });
    each.collect()
}

/// The id of the rule for what cannot be resolved.
const UNRESOLVED: &str = "procore/unresolved";

/// The report as SARIF 2.1.0: a rule for each kind. A sunset that is past is an error, another one a
/// warning, and where none is set it is a note.
pub fn sarif(report: &Report, today: Option<Date>) -> Value {
    let kinds = Kind::ALL.map(|kind| {
        let words = format!("A deprecated {} of the client is used.", kind.name());
        rule(&rule_of(kind), &words)
    });
    let unresolved =
        "Something may be a use of what is deprecated, and cannot be told from the sources.";
    let rules: Value = kinds
        .into_iter()
        .chain([rule(UNRESOLVED, unresolved)])
        .collect();
    let uses = report.uses.iter().map(|one| {
        let level = match urgency(&one.notice, today) {
            Urgency::Past => "error",
            Urgency::Future => "warning",
            Urgency::Open => "note",
        };
        let mut result = result(
            &rule_of(one.notice.kind),
            level,
            &message(&one.notice, today),
            &one.spot,
        );
        result["properties"] = json!({
            "rust": one.notice.path,
            "date": one.notice.date,
            "sunset": one.notice.sunset,
            "replacements": replacements(&one.notice),
        });
        result
    });
    let others = report.unresolved.iter().map(|one| {
        let message = format!("`{}`: {}", one.name, one.why);
        result(UNRESOLVED, "note", &message, &one.spot)
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "cargo xtask usage", "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": uses.chain(others).collect::<Value>(),
        }],
    })
}

fn rule_of(kind: Kind) -> String {
    format!("procore/deprecated-{}", kind.name())
}

fn rule(id: &str, words: &str) -> Value {
    json!({ "id": id, "shortDescription": { "text": words } })
}

fn result(rule: &str, level: &str, message: &str, spot: &Spot) -> Value {
    json!({
        "ruleId": rule,
        "level": level,
        "message": { "text": message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&spot.file) },
                "region": { "startLine": spot.line, "startColumn": spot.column },
            },
        }],
    })
}

fn message(notice: &Notice, today: Option<Date>) -> String {
    let mut parts = vec![headline(notice, today)];
    for one in &notice.replacements {
        parts.push(instead(one));
        parts.extend(
            one.guide
                .as_ref()
                .map(|guide| format!("guide: {}", guide.command)),
        );
    }
    format!("{}.", parts.join("; "))
}

/// A path as a URI: what has a meaning in one, or is not ASCII, is written as bytes.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
