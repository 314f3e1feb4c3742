//! How values of a JSONPath compare.

use std::cmp::Ordering;

use regex::Regex;
use serde_json::{Number, Value};

use super::query::Operator;

/// Whether the pattern matches the text, or a part of it; one that is malformed matches nothing.
pub(super) fn matches(text: &str, pattern: &str, is_whole: bool) -> bool {
    let pattern = if is_whole {
        format!("^(?:{pattern})$")
    } else {
        pattern.to_owned()
    };
    Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// Compares two values, of which either may be missing.
pub(super) fn compares(left: Option<&Value>, operator: Operator, right: Option<&Value>) -> bool {
    match operator {
        Operator::Equal => equal(left, right),
        Operator::Unequal => !equal(left, right),
        Operator::Less => less(left, right),
        Operator::Greater => less(right, left),
        Operator::LessOrEqual => less(left, right) || equal(left, right),
        Operator::GreaterOrEqual => less(right, left) || equal(left, right),
    }
}

fn equal(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (None, None) => true,
        (Some(left), Some(right)) => same(left, right),
        _ => false,
    }
}

/// Equal as JSON: numbers by what they mean, not by how they are written.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => order(left, right) == Some(Ordering::Equal),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(key, left): (&String, &Value)| {
                right.get(key).is_some_and(|right| same(left, right))
            };
            left.len() == right.len() && left.iter().all(has)
        }
        _ => left == right,
    }
}

/// Numbers are compared with numbers and texts with texts, and nothing else with anything.
fn less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            order(left, right) == Some(Ordering::Less)
        }
        (Some(Value::String(left)), Some(Value::String(right))) => left < right,
        _ => false,
    }
}

fn order(left: &Number, right: &Number) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_i64(), right.as_i64()) {
        return Some(left.cmp(&right));
    }
    if let (Some(left), Some(right)) = (left.as_u64(), right.as_u64()) {
        return Some(left.cmp(&right));
    }
    left.as_f64()?.partial_cmp(&right.as_f64()?)
}
