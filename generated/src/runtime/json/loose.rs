//! Numbers that came as text, and texts that came as numbers: alone, as the items of a list, or as the
//! values of a map.

use super::digits::same_number;
use super::reader::Reader;

/// JSON with the texts in it that are numbers as numbers, and with its numbers as texts. What would be
/// the same is left out.
pub(super) fn loose_forms(json: &str) -> Vec<String> {
    let forms = [as_number, as_text].map(|form| within(json, form));
    forms
        .into_iter()
        .flatten()
        .filter(|loose| loose != json)
        .collect()
}

/// Whether a field was written as it was read from this JSON, so that nobody has set it since.
pub(super) fn is_as_read(json: &str, written: &str) -> bool {
    let is_same = |loose: &str, written: &str| loose == written || is_same_number(loose, written);
    loose_forms(json).iter().any(|loose| {
        is_same(loose, written)
            || parts(loose)
                .zip(parts(written))
                .is_some_and(|(loose, written)| {
                    let mut pairs = loose.iter().zip(&written);
                    loose.len() == written.len()
                        && pairs.all(|(a, b)| a.0 == b.0 && is_same(a.1, b.1))
                })
    })
}

fn is_same_number(loose: &str, written: &str) -> bool {
    let is_number =
        |json: &str| json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    is_number(loose) && is_number(written) && same_number(loose, written)
}

/// The items of a list, or the values of an object with their keys, by key; `None` for what is neither.
fn parts(json: &str) -> Option<Vec<(String, &str)>> {
    let mut reader = Reader::new(json);
    let mut parts = Vec::new();
    match json.bytes().next()? {
        b'[' => {
            reader.array().ok()?;
            while reader.next_item(parts.is_empty()).ok()? {
                parts.push((String::new(), reader.raw().ok()?));
            }
        }
        b'{' => {
            reader.object().ok()?;
            while let Some(key) = reader.next_key(parts.is_empty()).ok()? {
                parts.push((key.into_owned(), reader.raw().ok()?));
            }
            parts.sort_by(|a, b| a.0.cmp(&b.0));
        }
        _ => return None,
    }
    Some(parts)
}

/// The JSON with `form` applied to the scalars in it; what has no such form stays.
fn within(json: &str, form: fn(&str) -> Option<String>) -> Option<String> {
    let Some(parts) = parts(json) else {
        return form(json);
    };
    let is_list = json.starts_with('[');
    let formed = parts.into_iter().map(|(key, value)| {
        let value = form(value).unwrap_or_else(|| value.to_owned());
        if is_list {
            return value;
        }
        format!("{}:{value}", serde_json::Value::from(key))
    });
    let inside = formed.collect::<Vec<_>>().join(",");
    Some(if is_list {
        format!("[{inside}]")
    } else {
        format!("{{{inside}}}")
    })
}

/// The number that a text is; none with space around it, which JSON may have.
fn as_number(json: &str) -> Option<String> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    let tight = text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit());
    let mut reader = Reader::new(text);
    let is_number = tight && reader.number("").is_ok() && reader.end().is_ok();
    is_number.then(|| text.to_owned())
}

/// The text of a number.
fn as_text(json: &str) -> Option<String> {
    let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    is_number.then(|| format!("\"{json}\""))
}
