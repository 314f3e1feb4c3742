//! `$ref`: within a document and between the documents of a set, never from disk or network.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::source::Document;

/// A reference to a reference is rare; a chain of this many is a trap.
const LONGEST_CHAIN: usize = 64;

/// What stands before the name of a document that is meant wherever the reference is put; the name
/// may begin with a slash itself.
const OWN: &str = "/./";

/// The documents of a run, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Documents {
    by_name: IndexMap<String, Value>,
}

impl FromIterator<Document> for Documents {
    /// A later document of the same name takes the place of an earlier one.
    fn from_iter<I: IntoIterator<Item = Document>>(documents: I) -> Self {
        let by_name = documents
            .into_iter()
            .map(|document| (document.name, document.value))
            .collect();
        Self { by_name }
    }
}

impl From<Document> for Documents {
    fn from(document: Document) -> Self {
        [document].into_iter().collect()
    }
}

impl Documents {
    /// Names and contents, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.by_name
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The contents by name.
    pub(crate) fn into_map(self) -> BTreeMap<String, Value> {
        self.by_name.into_iter().collect()
    }

    /// The content of the document `name`.
    pub fn document(&self, name: &str) -> Option<&Value> {
        self.by_name.get(name)
    }

    /// Names and contents, in order, for changing the contents.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.by_name
            .iter_mut()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The component schemas of all documents: the name of each, where it stands, and what it is.
    pub fn schemas(&self) -> impl Iterator<Item = (&str, Origin, &Value)> {
        self.iter().flat_map(|(file, document)| {
            let at = Origin::new(file, "/components/schemas");
            let schemas = document.pointer(&at.pointer).and_then(Value::as_object);
            let schemas = schemas.into_iter().flatten();
            schemas.map(move |(name, schema)| (name.as_str(), at.child(name), schema))
        })
    }

    /// What stands at `origin`.
    pub fn at(&self, origin: &Origin) -> Option<&Value> {
        self.by_name.get(&origin.file)?.pointer(&origin.pointer)
    }

    /// One step: what the `reference` that stands at `at` names, and where. The target may be a
    /// reference itself; [`Self::resolve`] goes on to its end.
    ///
    /// # Errors
    /// A diagnostic at `at` if it names nothing in this set.
    pub fn get(&self, at: &Origin, reference: &str) -> Result<(Origin, &Value), Diagnostic> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if is_url(file) {
            let message = format!("`{reference}` is on the network; nothing is fetched from there");
            return Err(Diagnostic::error(Code::RemoteRef, at.clone(), message)
                .help("download the file, put it beside this one and refer to it by name"));
        }
        let file = if file.is_empty() {
            Some(at.file.clone())
        } else {
            beside(&at.file, file)
        };
        let Some((file, document)) = file
            .as_ref()
            .and_then(|file| self.by_name.get_key_value(file.as_str()))
        else {
            return Err(self.no_such_file(at, reference));
        };
        let Some(pointer) = decoded(fragment).filter(|p| p.is_empty() || p.starts_with('/')) else {
            let message = format!("`{reference}` has no JSON pointer behind its `#`");
            return Err(Diagnostic::error(Code::InvalidRef, at.clone(), message)
                .help("expected the form `#/components/schemas/Name` or `file.yaml#/...`"));
        };
        match document.pointer(&pointer) {
            Some(target) => Ok((Origin::new(file, pointer), target)),
            None => Err(dangling(at, reference, document, &pointer)),
        }
    }

    /// `value`, which stands at `origin`, with references followed to their end.
    ///
    /// # Errors
    /// A diagnostic where the reference names nothing, or comes back to itself.
    pub fn resolve<'a>(
        &'a self,
        origin: &Origin,
        value: &'a Value,
    ) -> Result<(Origin, &'a Value), Diagnostic> {
        let mut trail: Vec<Origin> = Vec::new();
        let mut place = (origin.clone(), value);
        while let Some(reference) = reference(place.1) {
            // A cycle shows itself as a chain that is too long; looking back at each step would
            // cost every reference what only a wrong one needs.
            if trail.len() == LONGEST_CHAIN {
                if trail.contains(&place.0) {
                    return Err(cycle(&trail, &place.0));
                }
                let message = format!("more than {LONGEST_CHAIN} references lead to each other");
                return Err(Diagnostic::error(Code::RefChain, origin.clone(), message)
                    .help("refer to the last of them"));
            }
            let next = self.get(&place.0, reference)?;
            trail.push(place.0);
            place = next;
        }
        Ok(place)
    }

    fn no_such_file(&self, at: &Origin, reference: &str) -> Diagnostic {
        let message = format!("`{reference}` names a file that is not among the inputs");
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        let total = names.len();
        names.truncate(8);
        let more = if total > names.len() { ", ..." } else { "" };
        Diagnostic::error(Code::DanglingRef, at.clone(), message).help(format!(
            "names are relative to the file they stand in; the inputs are {}{more}",
            names.join(", ")
        ))
    }
}

/// The target of a reference object. A property that is called `$ref` has a schema, not a string,
/// and is none.
pub fn reference(value: &Value) -> Option<&str> {
    value.as_object()?.get("$ref")?.as_str()
}

fn is_url(file: &str) -> bool {
    let scheme = file.split_once(':').map_or("", |(scheme, _)| scheme);
    // One letter is the drive of a path.
    scheme.len() > 1
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
        || file.starts_with("//")
}

/// Makes the references inside a value hold wherever it is put: `#/a`, as it stands in `file`,
/// becomes `/./file#/a`.
pub fn absolute(value: &mut Value, file: &str) {
    match value {
        Value::Object(map) => {
            for (key, child) in map.iter_mut() {
                match child {
                    Value::String(reference) if key == "$ref" => {
                        let (target, fragment) = reference
                            .split_once('#')
                            .unwrap_or((reference.as_str(), ""));
                        let target = if target.is_empty() {
                            Some(file.to_owned())
                        } else {
                            beside(file, target).filter(|_| !is_url(target))
                        };
                        if let Some(target) = target {
                            *reference = format!("{OWN}{target}#{fragment}");
                        }
                    }
                    _ => absolute(child, file),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| absolute(item, file)),
        _ => {}
    }
}

/// The name `file` as seen from the document `from`; `None` if it leaves the set. A name behind
/// [`OWN`] is a document's own, see [`absolute`].
fn beside(from: &str, file: &str) -> Option<String> {
    if let Some(own) = file.strip_prefix(OWN) {
        return Some(own.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let file = decoded(file)?;
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                // A set that was named from above (`../specs/a.yaml`) keeps its dots.
                match parts.pop() {
                    Some("..") | None => return None,
                    Some(_) => {}
                }
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent escapes undone; `None` if what comes out is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.filter(|hex| byte == b'%' && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                bytes.push(code);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Says how far the pointer leads, which is where the mistake is.
fn dangling(at: &Origin, reference: &str, document: &Value, pointer: &str) -> Diagnostic {
    let mut known = "";
    for (index, _) in pointer.match_indices('/').skip(1) {
        if document.pointer(&pointer[..index]).is_none() {
            break;
        }
        known = &pointer[..index];
    }
    let message = format!("`{reference}` names nothing");
    let parent = document.pointer(known);
    let missing = pointer[known.len()..].trim_start_matches('/');
    let missing = missing.split('/').next().unwrap_or_default();
    let place = if known.is_empty() {
        "the document"
    } else {
        known
    };
    // Looking for a slip through all names for each of as many references would take too long.
    let similar = parent
        .and_then(Value::as_object)
        .filter(|fields| fields.len() < 10_000)
        .and_then(|fields| fields.keys().find(|key| key.eq_ignore_ascii_case(missing)))
        .map(|key| format!("; there is `{key}`"))
        .unwrap_or_default();
    Diagnostic::error(Code::DanglingRef, at.clone(), message).help(format!(
        "{place} has no `{missing}`{similar}: define it, or correct the reference"
    ))
}

fn cycle(trail: &[Origin], back_to: &Origin) -> Diagnostic {
    // The trail goes round many times; one round is from the last time it was here.
    let start = trail
        .iter()
        .rposition(|origin| origin == back_to)
        .unwrap_or(0);
    let steps = &trail[start..];
    // The same cycle is met from each of its members; reported from its least it is one diagnostic.
    let least = steps
        .iter()
        .enumerate()
        .min_by_key(|(_, origin)| *origin)
        .map_or(0, |(i, _)| i);
    let round: Vec<String> = steps[least..]
        .iter()
        .chain(&steps[..=least])
        .map(|origin| format!("#{}", origin.pointer))
        .collect();
    let message = format!("the reference comes back to itself: {}", round.join(" -> "));
    let origin = steps.get(least).unwrap_or(back_to).clone();
    Diagnostic::error(Code::RefCycle, origin, message)
        .help("one of them must be a schema; a recursive type refers to itself from a property")
}
