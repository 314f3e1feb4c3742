//! YAML text to a value, event by event: nothing recurses, and limits stop it where it stands.
//!
//! serde_yaml would do for tame files, but it takes in the whole text before it looks at depth,
//! expands aliases by their number rather than their size, and is half as fast.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use serde_json::{Map, Number, Value};

use super::limits::Limits;
use super::locate;
use super::position::at;
use crate::diagnostic::{Code, Diagnostic, Origin};

pub(super) fn read(name: &str, text: &str, limits: &Limits) -> Result<Value, Vec<Diagnostic>> {
    let mut builder = Builder::new(name, limits);
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => builder.take(event, position(span)),
            Err(error) => Err(scan_error(name, limits, &error)),
        };
        step.map_err(|diagnostic| vec![diagnostic])?;
    }
    if builder.repeated {
        let found = locate::duplicate_keys(name, text);
        if !found.is_empty() {
            return Err(found);
        }
    }
    Ok(builder.root.unwrap_or(Value::Null))
}

/// Line and column, both from 1.
fn position(span: Span) -> (usize, usize) {
    (span.start.line(), span.start.col() + 1)
}

fn scan_error(name: &str, limits: &Limits, error: &saphyr_parser::ScanError) -> Diagnostic {
    let position = (error.marker().line(), error.marker().col() + 1);
    if error.info().contains("recursion limit") {
        return limits.too_deep(name, position);
    }
    let message = format!("the file is not YAML: {}", error.info());
    at(
        Diagnostic::error(Code::InvalidYaml, Origin::new(name, ""), message),
        position,
    )
    .help("correct the text here; look at the indentation and at quotes of the lines before")
}

/// So much text weighs as much as a value: an alias of a long text is not free.
const TEXT_OF_A_VALUE: usize = 64;

/// An object or array that is not closed yet.
enum Open {
    Map {
        map: Map<String, Value>,
        key: Option<Key>,
        merges: Vec<Value>,
    },
    List(Vec<Value>),
}

enum Key {
    Name(String),
    /// A plain `<<`.
    Merge,
}

struct Frame {
    open: Open,
    anchor: usize,
    /// The number of values before it, so that an anchor knows its size.
    values_before: usize,
}

struct Builder<'a> {
    name: &'a str,
    limits: &'a Limits,
    stack: Vec<Frame>,
    /// Anchored values with how many values each holds.
    anchors: BTreeMap<usize, (Value, usize)>,
    values: usize,
    documents: usize,
    repeated: bool,
    root: Option<Value>,
}

type Position = (usize, usize);

impl<'a> Builder<'a> {
    fn new(name: &'a str, limits: &'a Limits) -> Self {
        Self {
            name,
            limits,
            stack: Vec::new(),
            anchors: BTreeMap::new(),
            values: 0,
            documents: 0,
            repeated: false,
            root: None,
        }
    }

    fn take(&mut self, event: Event<'_>, position: Position) -> Result<(), Diagnostic> {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let message = "a second YAML document begins here";
                    let diagnostic =
                        Diagnostic::error(Code::SeveralDocuments, self.origin(), message);
                    return Err(at(diagnostic, position).help("keep one document a file"));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1 + text.len() / TEXT_OF_A_VALUE, position)?;
                if self.expects_key() {
                    return self.key(&text, style, tag.as_deref(), anchor, position);
                }
                let value = scalar(&text, style, tag.as_deref()).ok_or_else(|| {
                    let message = format!("JSON has no number `{text}`");
                    at(
                        Diagnostic::error(Code::NotAJsonNumber, self.origin(), message),
                        position,
                    )
                    .help("quote it if it is text")
                })?;
                self.remember(anchor, &value, 1 + text.len() / TEXT_OF_A_VALUE, position)?;
                self.put(value, position)
            }
            Event::SequenceStart(anchor, _) => self.open(Open::List(Vec::new()), anchor, position),
            Event::MappingStart(anchor, _) => {
                let open = Open::Map {
                    map: Map::new(),
                    key: None,
                    merges: Vec::new(),
                };
                self.open(open, anchor, position)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(position),
            Event::Alias(anchor) => self.alias(anchor, position),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn origin(&self) -> Origin {
        Origin::new(self.name, "")
    }

    fn count(&mut self, more: usize, position: Position) -> Result<(), Diagnostic> {
        self.values += more;
        if self.values > self.limits.values {
            return Err(self.limits.too_many(self.name, position));
        }
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame {
                open: Open::Map { key: None, .. },
                ..
            })
        )
    }

    fn key(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        anchor: usize,
        position: Position,
    ) -> Result<(), Diagnostic> {
        let plain = style == ScalarStyle::Plain && tag.is_none();
        if plain && matches!(text, "" | "~") {
            return Err(self.no_key(position, "null"));
        }
        // Keys are strings here: `200:` is the status "200", as it is in JSON.
        let values = 1 + text.len() / TEXT_OF_A_VALUE;
        self.remember(anchor, &Value::String(text.to_owned()), values, position)?;
        if let Some(Frame {
            open: Open::Map { key, .. },
            ..
        }) = self.stack.last_mut()
        {
            *key = Some(if plain && text == "<<" {
                Key::Merge
            } else {
                Key::Name(text.to_owned())
            });
        }
        Ok(())
    }

    fn no_key(&self, position: Position, what: &str) -> Diagnostic {
        let message = format!("{what} cannot be a key in JSON");
        at(
            Diagnostic::error(Code::KeyNotAString, self.origin(), message),
            position,
        )
        .help("write the key as a string")
    }

    fn open(&mut self, open: Open, anchor: usize, position: Position) -> Result<(), Diagnostic> {
        if self.expects_key() {
            return Err(self.no_key(position, "an object or array"));
        }
        if self.stack.len() >= self.limits.depth {
            return Err(self.limits.too_deep(self.name, position));
        }
        let values_before = self.values;
        self.count(1, position)?;
        self.stack.push(Frame {
            open,
            anchor,
            values_before,
        });
        Ok(())
    }

    fn close(&mut self, position: Position) -> Result<(), Diagnostic> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let value = match frame.open {
            Open::List(items) => Value::Array(items),
            Open::Map {
                mut map, merges, ..
            } => {
                for merged in merges {
                    self.merge(&mut map, merged, position)?;
                }
                Value::Object(map)
            }
        };
        let values = self.values - frame.values_before;
        self.remember(frame.anchor, &value, values, position)?;
        self.put(value, position)
    }

    /// `<<: *base` or `<<: [*a, *b]`: what stands in the map itself wins, then the earlier base.
    fn merge(
        &self,
        map: &mut Map<String, Value>,
        merged: Value,
        position: Position,
    ) -> Result<(), Diagnostic> {
        let bases = match merged {
            Value::Array(bases) => bases,
            other => vec![other],
        };
        for base in bases {
            let Value::Object(base) = base else {
                let message = "`<<` merges something that is no object";
                let diagnostic = Diagnostic::error(Code::InvalidMergeKey, self.origin(), message);
                return Err(
                    at(diagnostic, position).help("merge an alias of a mapping, or quote the key")
                );
            };
            for (key, value) in base {
                map.entry(key).or_insert(value);
            }
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, position: Position) -> Result<(), Diagnostic> {
        let Some((value, values)) = self.anchors.get(&anchor) else {
            let message = "the alias refers to a value that it stands in";
            let diagnostic = Diagnostic::error(Code::RecursiveAlias, self.origin(), message);
            return Err(at(diagnostic, position).help("use `$ref` for recursive schemas"));
        };
        // Before the copy is made: a bomb is nothing but copies.
        if self.values + values > self.limits.values {
            return Err(self.limits.too_many(self.name, position));
        }
        if self.stack.len() + depth(value) > self.limits.depth {
            return Err(self.limits.too_deep(self.name, position));
        }
        let value = value.clone();
        self.values += values;
        if !self.expects_key() {
            return self.put(value, position);
        }
        match value {
            Value::String(text) => self.key(&text, ScalarStyle::DoubleQuoted, None, 0, position),
            _ => Err(self.no_key(position, "an alias of something else than a string")),
        }
    }

    /// Keeps a copy of an anchored value; copies count, or anchors in anchors would be free.
    fn remember(
        &mut self,
        anchor: usize,
        value: &Value,
        values: usize,
        position: Position,
    ) -> Result<(), Diagnostic> {
        if anchor != 0 {
            self.count(values, position)?;
            self.anchors.insert(anchor, (value.clone(), values));
        }
        Ok(())
    }

    fn put(&mut self, value: Value, position: Position) -> Result<(), Diagnostic> {
        match self.stack.last_mut().map(|frame| &mut frame.open) {
            None => self.root = Some(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map { map, key, merges }) => match key.take() {
                Some(Key::Name(name)) => {
                    if map.insert(name, value).is_some() {
                        self.repeated = true;
                    }
                }
                Some(Key::Merge) => merges.push(value),
                None => return Err(self.no_key(position, "this")),
            },
        }
        Ok(())
    }
}

/// How many levels deep `value` is; a scalar is none.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// A scalar by the core schema of YAML 1.2, as serde_yaml reads and writes it; `None` for the
/// numbers that JSON lacks.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Option<Value> {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if style != ScalarStyle::Plain || is_text {
        return Some(Value::String(text.to_owned()));
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF"
        | ".nan" | ".NaN" | ".NAN" => return None,
        _ => {}
    }
    Some(number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number))
}

fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Most scalars are words; and `Rust` reads `inf` and `nan`, YAML does not.
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            return integer(digits, radix, text.starts_with('-'));
        }
    }
    // `007` is text.
    let leading_zero = unsigned.len() > 1 && unsigned.starts_with('0');
    if leading_zero && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    integer(unsigned, 10, text.starts_with('-')).or_else(|| {
        text.parse()
            .ok()
            .filter(|float: &f64| float.is_finite())
            .and_then(Number::from_f64)
    })
}

fn integer(digits: &str, radix: u32, negative: bool) -> Option<Number> {
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    if negative {
        return i64::from_str_radix(&format!("-{digits}"), radix)
            .ok()
            .map(Number::from);
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}
