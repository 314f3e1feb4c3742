//! Finds amounts of money, which the description has as strings, numbers and even integers, and
//! quantities and rates that come as text, and makes them decimals, so that no cent is lost.

use crate::ir::{Shape, TypeRef};
use crate::lower::Lowered;
use crate::naming::words;

/// The last word of a field that holds money.
const MONEY: &[&str] = &["amount", "amounts", "cost", "costs", "price", "subtotal"];

/// The last word of a field that holds a quantity, a rate or a sum, where it comes as text.
const NUMBERS_AS_TEXT: &[&str] = &[
    "balance",
    "paid",
    "percent",
    "percentage",
    "quantity",
    "quote",
    "rate",
    "retainage",
    "retained",
    "stored",
    "sum",
    "total",
];

/// What says of a `value` that it is an amount.
const VALUED: &[&str] = &["estimated", "scheduled", "total"];

/// Makes money fields decimals, in whatever JSON type the description has them.
pub fn find_decimals(lowered: &mut Lowered) {
    for ty in lowered.types.values_mut() {
        if let Shape::Struct(shape) = &mut ty.shape {
            for field in &mut shape.fields {
                let is_decimal = match field.ty {
                    TypeRef::Float | TypeRef::Integer => is_money(&field.wire),
                    // What has a format of its own is that: a link to a cost, words on an amount.
                    TypeRef::String if field.format.is_none() => {
                        is_money(&field.wire) || is_number(&field.wire)
                    }
                    _ => false,
                };
                if is_decimal {
                    field.ty = TypeRef::Decimal;
                }
            }
        }
    }
}

fn is_money(wire: &str) -> bool {
    let said = words(wire);
    said.last()
        .is_some_and(|word| MONEY.contains(&word.as_str()))
}

/// Whether a text of that name holds a number.
fn is_number(wire: &str) -> bool {
    let said = words(wire);
    match said.as_slice() {
        [.., before, last] if last == "value" => VALUED.contains(&before.as_str()),
        [.., last] => NUMBERS_AS_TEXT.contains(&last.as_str()),
        [] => false,
    }
}
