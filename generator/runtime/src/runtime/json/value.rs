//! Free JSON: values of which the description says nothing, and the numbers that `f64` can hold.

use serde_json::{Map, Number, Value};

use super::digits::same_number;
use super::reader::{Fault, Reader, entry_size, item_size};
use crate::runtime::error::mismatch::{Kind, Step};

/// What is expected of a number.
pub(super) const FITS: &str = "number that fits 64 bits";

/// How many digits every `f64` keeps.
const KEPT: usize = 15;

/// How many digits the longest `f64` has.
const MOST: usize = 800;

/// Reads any value. A number that `serde_json` cannot hold digit for digit is reported, and rounded;
/// in the field of an object it is kept as it came.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Value, Fault> {
    match reader.peek() {
        Some(b'{') => object(reader).map(Value::Object),
        Some(b'[') => {
            reader.array()?;
            let mut items = Vec::new();
            while reader.next_item(items.is_empty())? {
                reader.charge(item_size::<Value>(items.is_empty()))?;
                let from = reader.reported();
                let item = read(reader);
                reader.within(from, || Step::Index(items.len()));
                items.push(item?);
            }
            Ok(Value::Array(items))
        }
        Some(b'"') => Ok(Value::String(reader.string()?.into_owned())),
        Some(b't' | b'f') => reader.boolean().map(Value::Bool),
        Some(b'-' | b'0'..=b'9') => number(reader).map(Value::Number),
        _ => match reader.null()? {
            true => Ok(Value::Null),
            false => Err(reader.wrong("a JSON value")),
        },
    }
}

fn object(reader: &mut Reader<'_>) -> Result<Map<String, Value>, Fault> {
    reader.object()?;
    let mut map = Map::new();
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        reader.charge(entry_size::<Value>(first) + key.len())?;
        first = false;
        let from = reader.reported();
        let value = read(reader);
        reader.within(from, || Step::key(&key));
        map.insert(key.into_owned(), value?);
    }
    Ok(map)
}

fn number(reader: &mut Reader<'_>) -> Result<Number, Fault> {
    let mark = reader.mark_value();
    let text = reader.number(FITS)?;
    if let Some(integer) = integer(text) {
        return Ok(integer);
    }
    let value: f64 = text.parse().unwrap_or(f64::INFINITY);
    let Some(number) = Number::from_f64(value) else {
        reader.rewind(mark);
        return Err(reader.wrong(FITS));
    };
    if !holds(value, text) {
        let whole = !text.contains(['.', 'e', 'E']);
        reader.round(if whole { Kind::Integer } else { Kind::Number })?;
    }
    Ok(number)
}

/// An integer of 64 bits; `-0` is none.
fn integer(text: &str) -> Option<Number> {
    if let Ok(integer) = text.parse::<u64>() {
        return Some(integer.into());
    }
    let integer: i64 = text.parse().ok()?;
    (integer != 0).then(|| integer.into())
}

/// Whether the `f64` that was read from the text of a number keeps all of its digits.
pub(super) fn holds(value: f64, text: &str) -> bool {
    let is_exponent = |byte: u8| matches!(byte, b'e' | b'E');
    let exponent = text.bytes().position(is_exponent);
    if exponent.is_none() && text.len() <= KEPT {
        return true;
    }
    let mantissa = text.get(..exponent.unwrap_or(text.len())).unwrap_or(text);
    let digits = mantissa.trim_start_matches(['-', '0', '.']);
    let digits = digits.bytes().filter(u8::is_ascii_digit).count();
    digits == 0
        || (digits <= MOST && same_number(text, &format!("{value:.*e}", digits.saturating_sub(1))))
}
