//! How Rack reads the names of a form: `Rack::QueryParser#normalize_params` of Rack 2.2, line by line.
//! `tests/rack/check` compares it with Rack itself.

use serde_json::{Map, Value};

/// What Rack makes of the fields, or why it refuses them.
pub fn parse(fields: &[(String, String)]) -> Result<Value, String> {
    let mut params = Map::new();
    for (name, value) in fields {
        normalize(&mut params, name, value)?;
    }
    Ok(Value::Object(params))
}

/// `name =~ %r(\A[\[\]]*([^\[\]]+)\]*)`: the key, and what comes after it.
fn split(name: &str) -> (&str, &str) {
    let rest = name.trim_start_matches(['[', ']']);
    let end = rest.find(['[', ']']).unwrap_or(rest.len());
    let (key, after) = rest.split_at(end);
    (key, after.trim_start_matches(']'))
}

/// What a value becomes inside a list: an object, a list, or nothing.
fn inside(child: &str, value: &str) -> Result<Value, String> {
    if split(child).0.is_empty() {
        return Ok(if child == "[]" {
            Value::Array(vec![value.into()])
        } else {
            Value::Null
        });
    }
    let mut params = Map::new();
    normalize(&mut params, child, value)?;
    Ok(Value::Object(params))
}

fn normalize(params: &mut Map<String, Value>, name: &str, value: &str) -> Result<(), String> {
    let (key, after) = split(name);
    if key.is_empty() {
        return Ok(());
    }
    match after {
        "" => drop(params.insert(key.to_owned(), value.into())),
        "[" => drop(params.insert(name.to_owned(), value.into())),
        "[]" => list(params, key)?.push(value.into()),
        _ => match after.strip_prefix("[]") {
            Some(rest) => {
                // `%r(^\[\]\[([^\[\]]+)\]$)`, else `%r(^\[\](.+)$)`
                let plain = rest
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'));
                let child = plain
                    .filter(|plain| !plain.is_empty() && !plain.contains(['[', ']']))
                    .unwrap_or(rest);
                let list = list(params, key)?;
                match list.last_mut() {
                    Some(Value::Object(last)) if !has_key(last, child) => {
                        normalize(last, child, value)?;
                    }
                    _ => list.push(inside(child, value)?),
                }
            }
            None => {
                let entry = params.entry(key);
                let inner = entry.or_insert_with(|| Value::Object(Map::new()));
                // `params[k] ||= make_params`
                if inner.is_null() {
                    *inner = Value::Object(Map::new());
                }
                let Value::Object(fields) = inner else {
                    return Err(format!("expected Hash for param `{key}'"));
                };
                normalize(fields, after, value)?;
                if split(after).0.is_empty() {
                    *inner = Value::Null;
                }
            }
        },
    }
    Ok(())
}

fn list<'a>(params: &'a mut Map<String, Value>, key: &str) -> Result<&'a mut Vec<Value>, String> {
    let found = params
        .entry(key)
        .or_insert_with(|| Value::Array(Vec::new()));
    if found.is_null() {
        *found = Value::Array(Vec::new());
    }
    match found {
        Value::Array(list) => Ok(list),
        _ => Err(format!("expected Array for param `{key}'")),
    }
}

/// `params_hash_has_key?`
fn has_key(hash: &Map<String, Value>, key: &str) -> bool {
    if key.contains("[]") {
        return false;
    }
    let mut found: Option<&Value> = None;
    for part in key.split(['[', ']']).filter(|part| !part.is_empty()) {
        let inner = match found {
            None => Some(hash),
            Some(found) => found.as_object(),
        };
        match inner.and_then(|inner| inner.get(part)) {
            Some(value) => found = Some(value),
            None => return false,
        }
    }
    true
}
