//! Names the variants of a union after what sets them apart: in `BimLevel`, `Compact` rather than
//! `BimLevelCompact`.

use std::collections::BTreeSet;

use crate::ir::{Shape, Union};
use crate::lower::Lowered;
use crate::naming::{is_reserved, pascal, words};

/// Takes the name of the union off the names of its variants, where each stays one of its own.
pub fn name_variants(lowered: &mut Lowered) {
    for (path, ty) in &mut lowered.types {
        if let Shape::Union(union) = &mut ty.shape {
            shorten(union, &path.name);
        }
    }
}

fn shorten(union: &mut Union, name: &str) {
    let prefix = words(name);
    let mut taken: BTreeSet<String> = union.variants.iter().map(|v| v.ident.clone()).collect();
    taken.insert(union.other.clone());
    for variant in &mut union.variants {
        let all = words(&variant.ident);
        let Some(rest) = all.strip_prefix(prefix.as_slice()) else {
            continue;
        };
        let short = pascal(rest);
        let is_name = short.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_reserved(&short);
        if is_name && !taken.contains(&short) {
            taken.remove(&variant.ident);
            taken.insert(short.clone());
            variant.ident = short;
        }
    }
}
