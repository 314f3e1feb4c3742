//! Overlays: repairs to a description as data, each with its reason, that fail once they are stale.
//!
//! OpenAPI Overlay 1.0 with targets by RFC 9535. Two things are stricter than the specification:
//! every action needs a `description`, and one that matches nothing or changes nothing is an error.
//! `x-expect-count: N` on an action also fixes how many places it matches.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Diagnostic, Origin};
use crate::source::Document;

/// An overlay document.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// Its file.
    pub file: String,
    /// What it does, in the order in which it does it.
    pub actions: Vec<Action>,
}

/// One repair.
#[derive(Debug, Clone)]
pub struct Action {
    /// Where it stands in the overlay.
    pub origin: Origin,
    /// The places it applies to, as written.
    pub target: String,
    /// Why it is needed.
    pub reason: String,
    path: JsonPath,
    change: Change,
    expected: Option<u64>,
}

#[derive(Debug, Clone)]
enum Change {
    Update(Value),
    Remove,
}

/// What an overlay did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Applied {
    /// For each action, the places that it changed, as JSON pointers.
    pub changed: Vec<Vec<String>>,
    /// Actions that did not apply.
    pub problems: Vec<Diagnostic>,
}

const FIELDS: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION_FIELDS: &[&str] = &["target", "description", "update", "remove"];
const EXPECT_COUNT: &str = "x-expect-count";

impl Overlay {
    /// Reads an overlay from a parsed document.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(document: &Document) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let root = Origin::new(&document.name, "");
        let Some(fields) = document.value.as_object() else {
            return Err(vec![malformed(root, "expected an overlay: a mapping")]);
        };
        unknown_fields(&root, fields, FIELDS, &mut problems);
        let version = fields
            .get("overlay")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !version.starts_with("1.0.") {
            let message = "expected `overlay: 1.0.0`, the version of the format";
            problems.push(malformed(root.child("overlay"), message));
        }
        for key in ["title", "version"] {
            let value = fields.get("info").and_then(|info| info.get(key));
            if !value.is_some_and(Value::is_string) {
                let message = format!("`info` needs a `{key}`, a text");
                problems.push(malformed(root.child("info"), &message));
            }
        }
        let list = fields.get("actions").and_then(Value::as_array);
        let list = list.map(Vec::as_slice).unwrap_or_default();
        if list.is_empty() {
            let message = "expected `actions`, a list with at least one";
            problems.push(malformed(root.child("actions"), message));
        }
        let mut actions = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let origin = root.child("actions").child(&index.to_string());
            actions.extend(action(origin, value, &mut problems));
        }
        if problems.is_empty() {
            Ok(Self {
                file: document.name.clone(),
                actions,
            })
        } else {
            Err(problems)
        }
    }
}

/// Applies the actions one after another; one that does not apply leaves the value as it was.
pub fn apply(value: &mut Value, overlay: &Overlay) -> Applied {
    let mut applied = Applied::default();
    for action in &overlay.actions {
        match act(value, action) {
            Ok(changed) => applied.changed.push(changed),
            Err(problem) => {
                applied.changed.push(Vec::new());
                applied.problems.push(problem);
            }
        }
    }
    applied
}

fn malformed(origin: Origin, message: &str) -> Diagnostic {
    Diagnostic::error("overlay-malformed", origin, message).help(
        "an action has `target` (a JSONPath), `description` (why it is needed) and `update` or \
         `remove: true`",
    )
}

fn unknown_fields(
    origin: &Origin,
    fields: &Map<String, Value>,
    known: &[&str],
    problems: &mut Vec<Diagnostic>,
) {
    for key in fields.keys() {
        if !known.contains(&key.as_str()) && !key.starts_with("x-") {
            let message = format!("an overlay has no field `{key}` here");
            problems.push(malformed(origin.child(key), &message));
        }
    }
}

fn action(origin: Origin, value: &Value, problems: &mut Vec<Diagnostic>) -> Option<Action> {
    let before = problems.len();
    let Some(fields) = value.as_object() else {
        problems.push(malformed(origin, "an action must be a mapping"));
        return None;
    };
    unknown_fields(&origin, fields, ACTION_FIELDS, problems);
    let mut text = |key: &str| {
        let text = fields
            .get(key)
            .and_then(Value::as_str)
            .map(str::trim)
            .unwrap_or_default();
        if text.is_empty() {
            let message = format!("the action has no `{key}`");
            problems.push(malformed(origin.clone(), &message));
        }
        text.to_owned()
    };
    let (target, reason) = (text("target"), text("description"));
    let change = match (fields.get("update"), fields.get("remove")) {
        (Some(update), None | Some(Value::Bool(false))) => Some(Change::Update(update.clone())),
        (None, Some(Value::Bool(true))) => Some(Change::Remove),
        _ => None,
    };
    if change.is_none() {
        let message = "the action needs either `update` or `remove: true`";
        problems.push(malformed(origin.clone(), message));
    }
    let expected = fields.get(EXPECT_COUNT);
    if expected.is_some_and(|count| count.as_u64().is_none_or(|count| count == 0)) {
        let message = format!("`{EXPECT_COUNT}` must be a number above 0");
        problems.push(malformed(origin.child(EXPECT_COUNT), &message));
    }
    let path = match JsonPath::parse(&target) {
        Ok(path) => Some(path),
        Err(_) if target.is_empty() => None,
        Err(error) => {
            let message = format!("`{target}` is no JSONPath: {error}");
            problems.push(
                Diagnostic::error("overlay-target", origin.child("target"), message)
                    .help("expected the form of RFC 9535, such as `$.paths['/rest/v1.0/me'].get`"),
            );
            None
        }
    };
    if problems.len() > before {
        return None;
    }
    Some(Action {
        origin,
        target,
        reason,
        path: path?,
        change: change?,
        expected: expected.and_then(Value::as_u64),
    })
}

/// Does one action; the pointers of what it changed.
fn act(value: &mut Value, action: &Action) -> Result<Vec<String>, Diagnostic> {
    let pointers: Vec<String> = action
        .path
        .query_located(value)
        .dedup()
        .locations()
        .map(|location| location.to_json_pointer())
        .collect();
    let found = pointers.len();
    if found == 0 {
        let message = format!("`{}` matches nothing any more", action.target);
        return Err(
            Diagnostic::error("overlay-stale", action.origin.child("target"), message)
                .help("the description was repaired or changed: delete the action, or correct it"),
        );
    }
    if action
        .expected
        .is_some_and(|expected| expected != found as u64)
    {
        let expected = action.expected.unwrap_or_default();
        let message = format!(
            "`{}` matches {found} places, expected {expected}",
            action.target
        );
        return Err(
            Diagnostic::error("overlay-count", action.origin.child(EXPECT_COUNT), message)
                .help("look at what is new or gone, then correct the target or the number"),
        );
    }
    match &action.change {
        Change::Remove => remove(value, pointers, action),
        Change::Update(update) => self::update(value, pointers, update, action),
    }
}

fn update(
    value: &mut Value,
    pointers: Vec<String>,
    update: &Value,
    action: &Action,
) -> Result<Vec<String>, Diagnostic> {
    // All or nothing: a target of the wrong kind is found before the first change.
    for pointer in &pointers {
        let fits = match value.pointer(pointer) {
            Some(Value::Object(_)) => update.is_object(),
            Some(Value::Array(_)) => true,
            _ => false,
        };
        if !fits {
            let message = format!(
                "`{}` matches {pointer}, which cannot be merged with the update",
                action.target
            );
            return Err(Diagnostic::error(
                "overlay-target",
                action.origin.child("target"),
                message,
            )
            .help(
                "an object is merged with an object, and a list takes entries; for a single \
                     value match the object around it",
            ));
        }
    }
    let mut changed = Vec::new();
    for pointer in pointers {
        let Some(target) = value.pointer_mut(&pointer) else {
            continue;
        };
        let differs = match target {
            Value::Array(items) if !update.is_array() => add(items, std::slice::from_ref(update)),
            target => merge(target, update),
        };
        if differs {
            changed.push(pointer);
        }
    }
    if changed.is_empty() {
        let message = format!("the update changes nothing at `{}`", action.target);
        return Err(
            Diagnostic::error("overlay-stale", action.origin.child("update"), message)
                .help("the description says so itself by now: delete the action"),
        );
    }
    Ok(changed)
}

/// Merges `update` into `target`; whether that changed anything. Objects are merged key by key,
/// lists get the entries they lack, anything else takes the new value.
fn merge(target: &mut Value, update: &Value) -> bool {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            let mut changed = false;
            for (key, value) in update {
                match target.get_mut(key) {
                    Some(old) => changed |= merge(old, value),
                    None => {
                        target.insert(key.clone(), value.clone());
                        changed = true;
                    }
                }
            }
            changed
        }
        (Value::Array(target), Value::Array(update)) => add(target, update),
        (target, update) => {
            let changed = *target != *update;
            if changed {
                *target = update.clone();
            }
            changed
        }
    }
}

/// Entries that are there already are not added again, so that a repair that the description has
/// made itself is seen as stale.
fn add(items: &mut Vec<Value>, entries: &[Value]) -> bool {
    let before = items.len();
    for entry in entries {
        if !items.contains(entry) {
            items.push(entry.clone());
        }
    }
    items.len() > before
}

fn remove(
    value: &mut Value,
    mut pointers: Vec<String>,
    action: &Action,
) -> Result<Vec<String>, Diagnostic> {
    if pointers.iter().any(String::is_empty) {
        let message = "the whole description cannot be removed";
        return Err(
            Diagnostic::error("overlay-target", action.origin.child("target"), message)
                .help("name what is to go"),
        );
    }
    // Later items of a list first, so that the others keep their numbers.
    pointers.sort_by_cached_key(|pointer| {
        std::cmp::Reverse(
            pointer
                .split('/')
                .map(|step| (step.parse::<usize>().unwrap_or(0), step.to_owned()))
                .collect::<Vec<_>>(),
        )
    });
    for pointer in &pointers {
        let (parent, step) = pointer.rsplit_once('/').unwrap_or_default();
        match value.pointer_mut(parent) {
            Some(Value::Object(fields)) => {
                fields.shift_remove(&step.replace("~1", "/").replace("~0", "~"));
            }
            Some(Value::Array(items)) => {
                if let Ok(index) = step.parse::<usize>()
                    && index < items.len()
                {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }
    pointers.reverse();
    Ok(pointers)
}
