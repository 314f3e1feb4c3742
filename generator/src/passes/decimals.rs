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
                let scalar = matches!(
                    field.ty,
                    TypeRef::String | TypeRef::Float | TypeRef::Integer
                );
                if money && scalar {
                    field.ty = TypeRef::Decimal;
                }
            }
        }
    }
}
