//! JSON text to a value through serde_json, with the limits checked before it recurses.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::limits::Limits;
use super::locate;
use super::position::{at, end_of};
use crate::diagnostic::{Code, Diagnostic, Origin};

pub(super) fn read(name: &str, text: &str, limits: &Limits) -> Result<Value, Vec<Diagnostic>> {
    check_limits(name, text, limits).map_err(|diagnostic| vec![diagnostic])?;
    let repeated = Cell::new(false);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.disable_recursion_limit();
    let value = Node(&repeated)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| vec![syntax(name, &error)])?;
    // Where the keys stand is looked up only now: the fast path keeps no positions.
    if repeated.get() {
        let found = locate::duplicate_keys(name, text);
        if !found.is_empty() {
            return Err(found);
        }
    }
    Ok(value)
}

fn syntax(name: &str, error: &serde_json::Error) -> Diagnostic {
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full);
    let diagnostic = Diagnostic::error(
        Code::InvalidJson,
        Origin::new(name, ""),
        format!("the file is not JSON: {message}"),
    );
    at(diagnostic, (error.line(), error.column().max(1)))
        .help("correct the text here; a file that breaks off was not downloaded whole")
}

/// Counts brackets and commas outside strings: enough to know depth and number of values of any
/// text that the parser accepts.
fn check_limits(name: &str, text: &str, limits: &Limits) -> Result<(), Diagnostic> {
    let (mut depth, mut values) = (0usize, 1usize);
    let (mut in_string, mut escaped) = (false, false);
    for (index, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                values += 1;
                if depth > limits.depth {
                    return Err(limits.too_deep(name, end_of(&text[..index])));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if values > limits.values {
            return Err(limits.too_many(name, end_of(&text[..index])));
        }
    }
    Ok(())
}

/// A value whose keys are watched: serde_json alone keeps the last of two equal keys and says
/// nothing.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let value = access.next_value_seed(self)?;
            if map.insert(key, value).is_some() {
                self.0.set(true);
            }
        }
        Ok(Value::Object(map))
    }
}
