//! Reads what an operation says about its own deprecation: of a description its flag, its dates, its
//! change log and its prose, of the specs the extension alone.

use super::announcement::{Announcement, Dated, Signal};
use super::{dates, mentions, prose};
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::extensions::{CHANGES, DEPRECATED_AT, DEPRECATION, SUNSET};
use crate::openapi::object::{Object, Scalar};

/// What the raw operation object `operation` of a description says, from its keys and its prose.
///
/// What cannot be read is among the diagnostics and does not hide the rest.
pub fn gather(operation: Object<'_>, origin: &Origin) -> (Option<Announcement>, Vec<Diagnostic>) {
    let (mut gathered, mut diagnostics) = structured(operation, origin);
    let text = |key| operation.text(key).unwrap_or_default();
    let found = prose::read(text("summary"), text("description"));
    change_log(operation, &mut gathered);
    gathered.signals.extend(found.signals);
    gathered.date = gathered.date.or(found.date);
    gathered.sunset = gathered.sunset.or(found.sunset);
    for mention in found.replacements {
        if !gathered.replacements.contains(&mention) {
            gathered.replacements.push(mention);
        }
    }
    if gathered.signals.is_empty() {
        if found.unread {
            diagnostics.push(
                Diagnostic::hint(
                    Code::DeprecationUnread,
                    origin.child("description"),
                    "the description speaks of a deprecation, but not in a form that marks the operation",
                )
                .help("if the operation is deprecated, add a row to deprecations.yaml"),
            );
        }
        return (None, diagnostics);
    }
    (Some(gathered), diagnostics)
}

/// What the change log says: entries that deprecate the operation, or announce its end. Their words
/// often name what to use instead.
fn change_log(operation: Object<'_>, gathered: &mut Announcement) {
    for entry in operation.objects(CHANGES) {
        let text = |key: &str| entry.text(key).unwrap_or_default();
        let date = dates::from_text(text("datestamp")).map(|on| Dated {
            on,
            found: Signal::ChangeLog,
        });
        match text("type").to_ascii_lowercase().as_str() {
            "deprecated" | "deprecation" => gathered.date = gathered.date.or(date),
            "sunset" => gathered.sunset = gathered.sunset.or(date),
            _ => continue,
        }
        if !gathered.signals.contains(&Signal::ChangeLog) {
            gathered.signals.push(Signal::ChangeLog);
        }
        for words in [text("summary"), text("description")] {
            mentions::read(words, false, &mut gathered.replacements);
        }
    }
}

/// What the specs say of an operation: its `x-deprecation`, else its flag and dates; never prose.
pub fn read(operation: Object<'_>, origin: &Origin) -> (Option<Announcement>, Vec<Diagnostic>) {
    let Some(extension) = operation.read::<Announcement>(DEPRECATION) else {
        let (gathered, diagnostics) = structured(operation, origin);
        return (
            Some(gathered).filter(|gathered| !gathered.signals.is_empty()),
            diagnostics,
        );
    };
    match extension {
        Ok(gathered) => (
            Some(gathered).filter(|gathered| !gathered.signals.is_empty()),
            Vec::new(),
        ),
        Err(error) => {
            let diagnostic = Diagnostic::error(
                Code::DeprecationMalformed,
                origin.child(DEPRECATION),
                format!("`{DEPRECATION}` cannot be read: {error}"),
            )
            .help("import the description again, or move what you know to deprecations.yaml");
            (None, vec![diagnostic])
        }
    }
}

/// The flag and the dates of an operation object.
fn structured(operation: Object<'_>, origin: &Origin) -> (Announcement, Vec<Diagnostic>) {
    let mut gathered = Announcement::default();
    let mut diagnostics = Vec::new();
    if let Some(Scalar::Flag(true) | Scalar::Text("true")) = operation.scalar("deprecated") {
        gathered.signals.push(Signal::Flag);
    }
    for (key, found) in [
        (DEPRECATED_AT, Signal::DeprecatedAt),
        (SUNSET, Signal::Sunset),
    ] {
        let Some(value) = operation.json(key) else {
            continue;
        };
        let scalar = operation.scalar(key);
        if scalar.is_some_and(|scalar| !is_set(scalar)) {
            continue;
        }
        gathered.signals.push(found);
        match scalar.and_then(dates::from_scalar) {
            Some(on) if found == Signal::Sunset => gathered.sunset = Some(Dated { on, found }),
            Some(on) => gathered.date = Some(Dated { on, found }),
            None => diagnostics.push(
                Diagnostic::warning(
                    Code::DeprecationDate,
                    origin.child(key),
                    format!("`{key}` is {value}; expected unix seconds or a date"),
                )
                .help("the operation counts as deprecated without this date; give it in deprecations.yaml"),
            ),
        }
    }
    (gathered, diagnostics)
}

/// `x-sunset: false` and the like announce nothing.
fn is_set(value: Scalar<'_>) -> bool {
    !matches!(value, Scalar::Null | Scalar::Flag(false) | Scalar::Text(""))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::announcement::Mention;
    use super::*;

    fn object(operation: &Value) -> Object<'_> {
        Object::new(operation.as_object().unwrap())
    }

    fn gathered(operation: Value) -> Option<Announcement> {
        gather(
            object(&operation),
            &Origin::new("test.json", "/paths/x/get"),
        )
        .0
    }

    #[test]
    fn the_change_log_announces_and_names_what_to_use() {
        let found = gathered(json!({ CHANGES: [
            {"type": "feature", "datestamp": "2025-01-01", "description": "More fields."},
            {"type": "deprecated", "datestamp": "2025-09-15",
                "description": "**Deprecated.** Use the v2 endpoint (`PATCH /rest/v2.0/companies/{company_id}/gears`) instead."},
        ]}))
        .unwrap();
        assert_eq!(found.signals, [Signal::ChangeLog]);
        assert_eq!(found.date.unwrap().on.to_string(), "2025-09-15");
        let path = "/rest/v2.0/companies/{company_id}/gears".to_owned();
        assert_eq!(
            found.replacements,
            [Mention {
                method: Some("PATCH".into()),
                path: Some(path),
                ..Mention::default()
            }]
        );
        assert_eq!(gathered(json!({ CHANGES: [{"type": "new"}]})), None);
    }

    #[test]
    fn words_that_say_deprecated_and_use_instead_name_the_replacement() {
        let found = gathered(json!({
            "description": "**Deprecated.** Use the v2 activities endpoint (`PATCH /rest/v2.0/gears/{id}`) instead.",
        }))
        .unwrap();
        assert_eq!(
            found.replacements[0].path.as_deref(),
            Some("/rest/v2.0/gears/{id}")
        );
        assert_eq!(found.replacements[0].method.as_deref(), Some("PATCH"));
    }

    #[test]
    fn flag_and_dates_are_gathered_without_any_prose() {
        let found = gathered(json!({
            "deprecated": true, "x-deprecated-at": "1644250224", "x-sunset": "2027-01-31",
        }))
        .unwrap();
        assert_eq!(
            found.signals,
            [Signal::Flag, Signal::DeprecatedAt, Signal::Sunset]
        );
        assert_eq!(found.date.unwrap().on.to_string(), "2022-02-07");
        assert_eq!(found.sunset.unwrap().on.to_string(), "2027-01-31");
    }

    #[test]
    fn a_date_alone_is_an_announcement_and_an_empty_one_is_not() {
        assert_eq!(
            gathered(json!({"x-sunset": "2027-01-31"})).unwrap().signals,
            [Signal::Sunset]
        );
        assert_eq!(
            gathered(json!({"deprecated": false, "x-deprecated-at": null})),
            None
        );
        assert_eq!(
            gathered(json!({"summary": "List Widgets", "x-sunset": ""})),
            None
        );
    }

    #[test]
    fn a_date_that_is_none_is_reported_and_still_counts() {
        let (found, diagnostics) = gather(
            object(&json!({"x-deprecated-at": "soon"})),
            &Origin::new("a.json", "/paths/x/get"),
        );
        assert_eq!(found.unwrap().signals, [Signal::DeprecatedAt]);
        assert_eq!(diagnostics[0].code, "deprecation-date");
        assert_eq!(
            diagnostics[0].origin.pointer,
            "/paths/x/get/x-deprecated-at"
        );
    }

    #[test]
    fn the_structured_date_beats_the_one_in_the_text() {
        let found = gathered(json!({
            "x-deprecated-at": "2024-01-01",
            "description": "This endpoint will be deprecated on March 3, 2025.",
        }))
        .unwrap();
        assert_eq!(
            found.date,
            Some(Dated {
                on: jiff::civil::date(2024, 1, 1),
                found: Signal::DeprecatedAt
            })
        );
        assert_eq!(
            found.signals,
            [Signal::DeprecatedAt, Signal::WillBeDeprecated]
        );
    }

    #[test]
    fn the_extension_survives_yaml_and_reads_as_facts() {
        let found = gathered(json!({
            "deprecated": true,
            "description": "Makes a widget. This endpoint will be deprecated on 9/1/2024; please use the \
                [V2](https://developers.procore.com/reference/rest/v2/widgets?version=2.0#make-widget) endpoint.",
        }))
        .unwrap();
        let yaml = serde_yaml::to_string(&found).unwrap();
        assert_eq!(
            yaml,
            "signals:\n- flag\n- will-be-deprecated\ndate:\n  on: 2024-09-01\n  found: will-be-deprecated\n\
             replacements:\n- link:\n    group: widgets\n    version: '2.0'\n    anchor: make-widget\n"
        );
        let operation = json!({ DEPRECATION: serde_yaml::from_str::<Value>(&yaml).unwrap() });
        assert_eq!(
            read(object(&operation), &Origin::default()),
            (Some(found), vec![])
        );
    }

    #[test]
    fn generation_reads_the_flag_but_never_the_words() {
        let origin = Origin::default();
        let words = json!({"description": "This is a deprecated endpoint."});
        assert_eq!(read(object(&words), &origin), (None, vec![]));
        let flag = json!({"deprecated": true, "description": "This is a deprecated endpoint."});
        assert_eq!(
            read(object(&flag), &origin).0.unwrap().signals,
            [Signal::Flag]
        );
    }

    #[test]
    fn an_extension_that_was_edited_badly_is_an_error_with_its_place() {
        let (found, diagnostics) = read(
            object(&json!({DEPRECATION: {"signal": ["flag"]}})),
            &Origin::new("a.yaml", "/paths/x/get"),
        );
        assert_eq!(found, None);
        assert_eq!(diagnostics[0].origin.pointer, "/paths/x/get/x-deprecation");
    }

    #[test]
    fn words_that_mark_no_operation_are_a_hint() {
        let (found, diagnostics) = gather(
            object(&json!({"description": "Lists widgets, deprecated ones too."})),
            &Origin::default(),
        );
        assert_eq!(found, None);
        assert_eq!(diagnostics[0].code, "deprecation-unread");
    }
}
