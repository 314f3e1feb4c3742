//! JSONPath as RFC 9535 has it: the queries, and what they find in a document.

use std::borrow::Cow;

use serde_json::Value;

use super::comparison::{compares, matches};
use super::parser;
use super::query::{Condition, Query, Segment, Selector, Term};

/// A query that is well formed and well typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct JsonPath {
    segments: Vec<Segment>,
}

/// A step of a JSON pointer.
#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// A query under way: the segments that are left decide where it goes on.
struct Walk<'a, F> {
    root: &'a Value,
    steps: Vec<Step<'a>>,
    found: F,
}

impl JsonPath {
    /// Reads a query that begins with `$`.
    ///
    /// # Errors
    /// Where it is not one, and what was expected there.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        parser::parse(text).map(|segments| Self { segments })
    }

    /// The JSON pointers of the nodes that it finds, each once, in the order of the RFC.
    pub(super) fn pointers(&self, root: &Value) -> Vec<String> {
        let mut pointers = indexmap::IndexSet::new();
        walk(&self.segments, root, root, |steps, _| {
            pointers.insert(pointer(steps));
        });
        pointers.into_iter().collect()
    }

    /// Whether it finds anything.
    pub(super) fn finds(&self, root: &Value) -> bool {
        let mut is_found = false;
        walk(&self.segments, root, root, |_, _| is_found = true);
        is_found
    }
}

/// The nodes that `segments` find from `node` on; `root` is what `$` means in a filter.
fn nodes<'a>(segments: &[Segment], node: &'a Value, root: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    walk(segments, node, root, |_, node| found.push(node));
    found
}

fn walk<'a>(
    segments: &[Segment],
    node: &'a Value,
    root: &'a Value,
    found: impl FnMut(&[Step<'a>], &'a Value),
) {
    let steps = Vec::new();
    Walk { root, steps, found }.go(segments, node);
}

impl<'a, F: FnMut(&[Step<'a>], &'a Value)> Walk<'a, F> {
    fn go(&mut self, segments: &[Segment], node: &'a Value) {
        let Some((segment, rest)) = segments.split_first() else {
            (self.found)(&self.steps, node);
            return;
        };
        for selector in &segment.selectors {
            self.select(selector, rest, node);
        }
        if !segment.is_deep {
            return;
        }
        match node {
            Value::Object(map) => {
                for (key, inner) in map {
                    self.step(Step::Key(key), segments, inner);
                }
            }
            Value::Array(items) => {
                for (index, inner) in items.iter().enumerate() {
                    self.step(Step::Index(index), segments, inner);
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, step: Step<'a>, segments: &[Segment], inner: &'a Value) {
        self.steps.push(step);
        self.go(segments, inner);
        self.steps.pop();
    }

    fn select(&mut self, selector: &Selector, rest: &[Segment], node: &'a Value) {
        match (selector, node) {
            (Selector::Name(name), Value::Object(map)) => {
                if let Some((key, inner)) = map.get_key_value(name) {
                    self.step(Step::Key(key), rest, inner);
                }
            }
            (Selector::Index(index), Value::Array(items)) => {
                let at = from_end(*index, items.len());
                if let Some((at, inner)) = at.and_then(|at| Some((at, items.get(at)?))) {
                    self.step(Step::Index(at), rest, inner);
                }
            }
            (Selector::Slice { start, end, step }, Value::Array(items)) => {
                for at in slice(*start, *end, *step, items.len()) {
                    if let Some(inner) = items.get(at) {
                        self.step(Step::Index(at), rest, inner);
                    }
                }
            }
            (Selector::All | Selector::Filter(_), Value::Object(map)) => {
                for (key, inner) in map {
                    if self.is_wanted(selector, inner) {
                        self.step(Step::Key(key), rest, inner);
                    }
                }
            }
            (Selector::All | Selector::Filter(_), Value::Array(items)) => {
                for (at, inner) in items.iter().enumerate() {
                    if self.is_wanted(selector, inner) {
                        self.step(Step::Index(at), rest, inner);
                    }
                }
            }
            _ => {}
        }
    }

    fn is_wanted(&self, selector: &Selector, node: &'a Value) -> bool {
        match selector {
            Selector::Filter(condition) => holds(condition, node, self.root),
            _ => true,
        }
    }
}

/// The place of an index that counts from the end if it is negative.
fn from_end(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if index < 0 { length + index } else { index }).ok()
}

/// The places of a slice, as section 2.3.4.2.2 of the RFC calculates them.
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |at: i64| if at < 0 { length + at } else { at };
    let mut places = Vec::new();
    if step > 0 {
        let first = normal(start.unwrap_or(0)).clamp(0, length);
        let last = normal(end.unwrap_or(length)).clamp(0, length);
        let mut at = first;
        while at < last {
            places.extend(usize::try_from(at));
            at += step;
        }
    } else if step < 0 {
        let first = start.map_or(length - 1, normal).clamp(-1, length - 1);
        let last = end.map_or(-1, |end| normal(end).clamp(-1, length - 1));
        let mut at = first;
        while at > last {
            places.extend(usize::try_from(at));
            at += step;
        }
    }
    places
}

fn pointer(steps: &[Step<'_>]) -> String {
    let mut pointer = String::new();
    for step in steps {
        pointer.push('/');
        match step {
            Step::Key(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// Whether the condition holds for a node of a document.
fn holds(condition: &Condition, node: &Value, root: &Value) -> bool {
    match condition {
        Condition::Any(parts) => parts.iter().any(|part| holds(part, node, root)),
        Condition::All(parts) => parts.iter().all(|part| holds(part, node, root)),
        Condition::Not(part) => !holds(part, node, root),
        Condition::Exists(query) => !found(query, node, root).is_empty(),
        Condition::Compare(left, operator, right) => {
            let (left, right) = (value(left, node, root), value(right, node, root));
            compares(left.as_deref(), *operator, right.as_deref())
        }
        Condition::Matches(text, pattern, is_whole) => {
            let (text, pattern) = (value(text, node, root), value(pattern, node, root));
            match (text.as_deref(), pattern.as_deref()) {
                (Some(Value::String(text)), Some(Value::String(pattern))) => {
                    matches(text, pattern, *is_whole)
                }
                _ => false,
            }
        }
    }
}

fn found<'a>(query: &Query, node: &'a Value, root: &'a Value) -> Vec<&'a Value> {
    let start = if query.is_absolute { root } else { node };
    nodes(&query.segments, start, root)
}

fn value<'a>(term: &'a Term, node: &'a Value, root: &'a Value) -> Option<Cow<'a, Value>> {
    match term {
        Term::Literal(value) => Some(Cow::Borrowed(value)),
        Term::Value(query) => match found(query, node, root).as_slice() {
            [one] => Some(Cow::Borrowed(*one)),
            _ => None,
        },
        Term::Count(query) => Some(Cow::Owned(found(query, node, root).len().into())),
        Term::Length(term) => {
            let length = match value(term, node, root)?.as_ref() {
                Value::String(text) => text.chars().count(),
                Value::Array(items) => items.len(),
                Value::Object(map) => map.len(),
                _ => return None,
            };
            Some(Cow::Owned(length.into()))
        }
    }
}
