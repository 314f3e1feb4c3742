//! Overlays: repairs to a description as data, each with its reason, that say when they are stale.
//!
//! OpenAPI Overlay 1.0 with targets by RFC 9535. Every action needs a `description`. A description
//! that moved on is no error: an action whose place is gone is a warning, and one whose wish is
//! fulfilled already is a hint. What would overwrite something that nobody expected is an error: an
//! update replaces values only where its action says in `x-expect` what must stand there, or names
//! the key in `x-replaces` because its value does not matter. `x-expect-count: N` fixes how many
//! places an action matches.

mod comparison;
mod json_path;
mod parser;
mod query;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::json_path::JsonPath;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::documents::Documents;
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
    /// The places around those of the target, to tell what is gone from what was never there.
    around: Option<JsonPath>,
    change: Change,
    expect: Option<Value>,
    /// Keys whose values are replaced whatever they are.
    replaces: Vec<String>,
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
    /// Actions that did not apply: errors, warnings and hints.
    pub problems: Vec<Diagnostic>,
}

const FIELDS: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION_FIELDS: &[&str] = &["target", "description", "update", "remove"];
const EXPECT: &str = "x-expect";
const EXPECT_COUNT: &str = "x-expect-count";
const REPLACES: &str = "x-replaces";

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

/// Applies the actions one after another; one that does not apply leaves the documents as they were.
pub fn apply(documents: &mut Documents, overlay: &Overlay) -> Applied {
    let mut applied = Applied::default();
    for action in &overlay.actions {
        match act(documents, action) {
            Ok(changed) => applied.changed.push(changed),
            Err(problem) => {
                applied.changed.push(Vec::new());
                applied.problems.push(*problem);
            }
        }
    }
    applied
}

fn malformed(origin: Origin, message: &str) -> Diagnostic {
    Diagnostic::error(Code::OverlayMalformed, origin, message).help(
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
    let replaces = fields.get(REPLACES).map_or(Some(Vec::new()), keys);
    if replaces.is_none() {
        let message = format!("`{REPLACES}` must be a list of keys");
        problems.push(malformed(origin.child(REPLACES), &message));
    }
    let path = match JsonPath::parse(&target) {
        Ok(path) => Some(path),
        Err(_) if target.is_empty() => None,
        Err(error) => {
            let message = format!("`{target}` is no JSONPath: {error}");
            problems.push(
                Diagnostic::error(Code::OverlayTarget, origin.child("target"), message)
                    .help("expected the form of RFC 9535, such as `$.paths['/rest/v1.0/me'].get`"),
            );
            None
        }
    };
    if problems.len() > before {
        return None;
    }
    Some(Action {
        around: around(&target),
        origin,
        target,
        reason,
        path: path?,
        change: change?,
        expect: fields.get(EXPECT).cloned(),
        replaces: replaces?,
        expected: expected.and_then(Value::as_u64),
    })
}

fn keys(list: &Value) -> Option<Vec<String>> {
    let keys = list.as_array()?.iter();
    keys.map(|key| key.as_str().map(str::to_owned)).collect()
}

/// The target without its last step.
fn around(target: &str) -> Option<JsonPath> {
    let ends = target.rmatch_indices(['.', '[']).map(|(end, _)| end);
    ends.filter(|end| *end > 0)
        .find_map(|end| JsonPath::parse(target[..end].trim_end_matches('.')).ok())
}

/// A place of a target: the number of the document, and the JSON pointer in it.
type Match = (usize, String);

fn matches(documents: &Documents, path: &JsonPath) -> Vec<Match> {
    let mut found = Vec::new();
    for (index, (_, value)) in documents.iter().enumerate() {
        let pointers = path.pointers(value).into_iter();
        found.extend(pointers.map(|pointer| (index, pointer)));
    }
    found
}

/// Does one action; the pointers of what it changed.
fn act(documents: &mut Documents, action: &Action) -> Result<Vec<String>, Box<Diagnostic>> {
    let found = matches(documents, &action.path);
    if found.is_empty() {
        return Err(Box::new(nothing_there(documents, action)));
    }
    if let Some(expected) = action.expected.filter(|count| *count != found.len() as u64) {
        let message = format!(
            "`{}` matches {} places, expected {expected}",
            action.target,
            found.len()
        );
        return Err(Box::new(
            Diagnostic::error(
                Code::OverlayCount,
                action.origin.child(EXPECT_COUNT),
                message,
            )
            .help("look at what is new or gone, then correct the target or the number"),
        ));
    }
    let mut by_document: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (document, pointer) in found {
        by_document.entry(document).or_default().push(pointer);
    }
    // All or nothing: what does not fit is found before the first change.
    for (document, (_, value)) in documents.iter().enumerate() {
        for pointer in by_document.get(&document).into_iter().flatten() {
            check(value, pointer, action)?;
        }
    }
    let mut changed = Vec::new();
    for (document, value) in documents.iter_mut().map(|(_, value)| value).enumerate() {
        let Some(pointers) = by_document.remove(&document) else {
            continue;
        };
        match &action.change {
            Change::Remove => changed.extend(remove(value, pointers)),
            Change::Update(update) => changed.extend(self::update(value, pointers, update)),
        }
    }
    if changed.is_empty() {
        let message = format!("what it wants holds already at `{}`", action.target);
        return Err(Box::new(
            Diagnostic::hint(
                Code::OverlayFulfilled,
                action.origin.child("update"),
                message,
            )
            .help("the description says so itself by now: the action can go"),
        ));
    }
    Ok(changed)
}

/// What it means that the target of an action matches nothing.
fn nothing_there(documents: &Documents, action: &Action) -> Diagnostic {
    let origin = action.origin.child("target");
    let is_around = |path: &JsonPath| documents.iter().any(|(_, value)| path.finds(value));
    if matches!(action.change, Change::Remove) && action.around.as_ref().is_some_and(is_around) {
        let message = format!("`{}` is removed already", action.target);
        return Diagnostic::hint(Code::OverlayFulfilled, origin, message)
            .help("the description was repaired: the action can go");
    }
    let message = format!("`{}` matches nothing any more", action.target);
    Diagnostic::warning(Code::OverlayStale, origin, message)
        .help("its place is gone from the description: delete the action, or correct it")
}

/// Whether an action can be done at one of its places.
fn check(document: &Value, pointer: &str, action: &Action) -> Result<(), Box<Diagnostic>> {
    let wrong_target = |message: String, help: &str| {
        let origin = action.origin.child("target");
        Box::new(Diagnostic::error(Code::OverlayTarget, origin, message).help(help))
    };
    let found = document.pointer(pointer).unwrap_or(&Value::Null);
    let conflict = match &action.change {
        Change::Remove if pointer.is_empty() => {
            let message = "the whole description cannot be removed".to_owned();
            return Err(wrong_target(message, "name what is to go"));
        }
        Change::Remove => {
            let expect = action.expect.as_ref().filter(|expect| *expect != found);
            expect.map(|expect| (pointer.to_owned(), expect.clone(), found.clone()))
        }
        Change::Update(update) => {
            let fits = match found {
                Value::Object(_) => update.is_object(),
                Value::Array(_) => true,
                _ => false,
            };
            if !fits {
                let message = format!(
                    "`{}` matches {pointer}, which cannot be merged with the update",
                    action.target
                );
                let help = "an object is merged with an object, and a list takes entries; for a \
                            single value match the object around it";
                return Err(wrong_target(message, help));
            }
            let mut compared = update.clone();
            if let Value::Object(compared) = &mut compared {
                compared.retain(|key, _| !action.replaces.contains(key));
            }
            match &action.expect {
                Some(expect) => unexpected(found, &compared, expect, pointer),
                None => replaced(found, &compared, pointer),
            }
        }
    };
    let Some((at, wanted, found)) = conflict else {
        return Ok(());
    };
    let message = format!("`{at}` is {found}, and the action was made for {wanted}");
    Err(Box::new(
        Diagnostic::error(Code::OverlayConflict, action.origin.clone(), message).help(
            "look at what the description says there now; then correct the action and what it \
             expects (`x-expect`), or delete it",
        ),
    ))
}

/// A pointer, what should stand there, and what does.
type Conflict = (String, Value, Value);

/// The first value that is not what an action expects, and not what it wants either.
fn unexpected(found: &Value, update: &Value, expect: &Value, pointer: &str) -> Option<Conflict> {
    if let (Value::Object(found), Value::Object(expect)) = (found, expect) {
        let expected = expect.iter().find_map(|(key, expect)| {
            let found = found.get(key).unwrap_or(&Value::Null);
            let update = update.get(key).unwrap_or(&Value::Null);
            unexpected(found, update, expect, &below(pointer, key))
        });
        // Of the other keys none may be replaced.
        let others = update.as_object().into_iter().flatten();
        let mut others = others.filter(|(key, _)| !expect.contains_key(*key));
        return expected.or_else(|| {
            others.find_map(|(key, update)| replaced(found.get(key)?, update, &below(pointer, key)))
        });
    }
    let holds = found == expect || found == update;
    (!holds).then(|| (pointer.to_owned(), expect.clone(), found.clone()))
}

/// The first value that an update would replace, though its action does not say what it expects.
fn replaced(found: &Value, update: &Value, pointer: &str) -> Option<Conflict> {
    match (found, update) {
        (Value::Object(found), Value::Object(update)) => update
            .iter()
            .find_map(|(key, update)| replaced(found.get(key)?, update, &below(pointer, key))),
        (Value::Array(_), _) => None,
        (found, update) if found == update => None,
        (found, update) => Some((pointer.to_owned(), update.clone(), found.clone())),
    }
}

fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Merges the update into each place; the pointers of those that it changed.
fn update(value: &mut Value, pointers: Vec<String>, update: &Value) -> Vec<String> {
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
    changed
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
/// made itself is seen as fulfilled.
fn add(items: &mut Vec<Value>, entries: &[Value]) -> bool {
    let before = items.len();
    for entry in entries {
        if !items.contains(entry) {
            items.push(entry.clone());
        }
    }
    items.len() > before
}

fn remove(value: &mut Value, mut pointers: Vec<String>) -> Vec<String> {
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
    pointers
}
