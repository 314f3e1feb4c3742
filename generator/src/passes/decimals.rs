//! Finds amounts of money, which the description has as strings, numbers and even integers, and
//! makes them decimals, so that no cent is lost.

use crate::ir::{Shape, TypeRef};
use crate::lower::Lowered;
use crate::naming::words;

/// The last word of a field that holds money.
const MONEY: &[&str] = &["amount", "amounts", "cost", "costs", "price", "subtotal"];

/// Makes money fields decimals, in whatever JSON type the description has them.
pub fn find_decimals(lowered: &mut Lowered) {
    for ty in lowered.types.values_mut() {
        if let Shape::Struct(shape) = &mut ty.shape {
            for field in &mut shape.fields {
                let said = words(&field.wire);
                let money = said
                    .last()
                    .is_some_and(|word| MONEY.contains(&word.as_str()));
                let scalar = match field.ty {
                    TypeRef::Float | TypeRef::Integer => true,
                    // What has a format of its own is that: a link to a cost, words on an amount.
                    TypeRef::String => field.format.is_none(),
                    _ => false,
                };
                if money && scalar {
                    field.ty = TypeRef::Decimal;
                }
            }
        }
    }
}
