//! Writes what the description says about deprecations, in flags, dates and sentences, into
//! structured extensions; what is generated later reads only these.

use serde_json::{Map, Value, json};

use crate::announce::{dates, fields, gather};
use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::ApiVersion;
use crate::openapi::extensions::{
    CHANGES, DEPRECATED_AT, DEPRECATED_VALUES, DEPRECATION, INSTEAD, PORTAL, STAGE, SUNSET,
};
use crate::openapi::object::Object;
use crate::openapi::operation::{Part, parts_mut, schemas_mut, subschemas_mut};
use crate::openapi::operations::RawOperation;

/// Gathers the deprecation of an operation, and of its parameters and fields.
pub(super) fn gather_announcements(operation: &mut RawOperation, problems: &mut Vec<Diagnostic>) {
    stage(&mut operation.value);
    let version = operation.version.as_ref().map_or("", ApiVersion::as_str);
    own_changes(&mut operation.value, version);
    let (gathered, more) = gather::gather(operation.object(), &operation.origin);
    problems.extend(more.into_iter().map(|p| p.operation(&operation.key)));
    let map = &mut operation.value;
    if let Some(gathered) = gathered {
        for raw in [DEPRECATED_AT, SUNSET] {
            map.shift_remove(raw);
        }
        map.insert("deprecated".into(), json!(true));
        // A derived `Serialize` of plain data does not fail; if it did, the flag would remain.
        if let Ok(gathered) = serde_json::to_value(&gathered) {
            map.insert(DEPRECATION.into(), gathered);
        }
    }
    let mut unread = Vec::new();
    for (part, value) in parts_mut(map) {
        if let (Part::Parameter(_), Some(parameter)) = (part, value.as_object_mut()) {
            let name = parameter.get("name").and_then(Value::as_str);
            let name = name.unwrap_or_default().to_owned();
            mark(&name, parameter, &mut unread);
        }
        for (_, schema) in schemas_mut(value) {
            mark_fields(schema, &mut unread);
        }
    }
    unread.sort();
    unread.dedup();
    problems.extend(unread.into_iter().map(|field| {
        Diagnostic::hint(
            Code::DeprecationUnread,
            operation.origin.clone(),
            format!(
                "the description of `{field}` speaks of a deprecation, but not in a form that marks it"
            ),
        )
        .operation(&operation.key)
        .help("if it is deprecated, say `deprecated: true` in an overlay")
    }));
}

/// Takes the stage out of what the portal says of an operation (`x-doc`).
fn stage(operation: &mut Map<String, Value>) {
    let stage = operation.get(PORTAL).and_then(|doc| doc.get("stage"));
    let stage = stage.and_then(Value::as_str).filter(|stage| *stage != "ga");
    if let Some(stage) = stage.map(str::to_owned) {
        operation.insert(STAGE.into(), json!(stage));
    }
}

/// Leaves of the change log what is about this version of the operation.
fn own_changes(operation: &mut Map<String, Value>, version: &str) {
    let is_own = |entry: &Value| {
        let Some(versions) = entry.get("versions").and_then(Value::as_array) else {
            return true;
        };
        let texts = versions.iter().filter_map(Value::as_str);
        let mut plain = texts.map(|text| text.trim_start_matches('v'));
        versions.is_empty() || plain.any(|text| text == version)
    };
    for list in operation
        .get_mut(CHANGES)
        .and_then(Value::as_array_mut)
        .into_iter()
    {
        list.retain(is_own);
    }
}

/// Marks the deprecated properties of a schema, and of all schemas inside it. Names of those whose
/// text is not understood are added to `unread`.
fn mark_fields(schema: &mut Value, unread: &mut Vec<String>) {
    for (property, inner) in subschemas_mut(schema) {
        if let (Some(name), Some(property)) = (property, inner.as_object_mut()) {
            mark(name, property, unread);
        }
        mark_fields(inner, unread);
    }
}

/// Marks one property or parameter by its own dates and by what its own description says.
fn mark(name: &str, map: &mut Map<String, Value>, unread: &mut Vec<String>) {
    let description = map.get("description").and_then(Value::as_str);
    let description = description.unwrap_or_default().to_owned();
    let notice = fields::of_field(name, &description);
    let values = fields::deprecated_values(&description);
    if fields::is_unread(name, &description) && map.get("deprecated") != Some(&json!(true)) {
        unread.push(name.to_owned());
    }
    let dated = [DEPRECATED_AT, SUNSET].iter().any(|key| {
        let date = Object::new(map).scalar(key);
        date.and_then(dates::from_scalar).is_some()
    });
    if dated || notice.is_some() {
        map.insert("deprecated".into(), json!(true));
    }
    if let Some(notice) = notice {
        if let Some(instead) = notice.instead {
            map.insert(INSTEAD.into(), json!(instead));
        }
        for (key, date) in [(DEPRECATED_AT, notice.date), (SUNSET, notice.sunset)] {
            if let Some(date) = date.filter(|_| !map.contains_key(key)) {
                map.insert(key.into(), json!(date.to_string()));
            }
        }
    }
    if !values.is_empty() {
        mark_values(map, &values);
    }
}

/// Notes the deprecated values at the enum that a text is about: that of the parameter or
/// property, or of its items where those are what has them.
fn mark_values(map: &mut Map<String, Value>, values: &[String]) {
    if let Some(Value::Object(schema)) = map.get_mut("schema") {
        return mark_values(schema, values);
    }
    if let Some(Value::Object(items)) = map.get_mut("items") {
        let has = |value: &String| {
            let all = items.get("enum").and_then(Value::as_array);
            all.is_some_and(|all| all.iter().any(|one| one == value.as_str()))
        };
        if values.iter().any(has) {
            return mark_values(items, values);
        }
    }
    map.insert(DEPRECATED_VALUES.into(), json!(values));
}
