//! What tells the types of a union from each other, in words for their names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::naming::words;
use crate::shapes::shape::{Kind, Role, ShapeId, Shapes, shape_of};

/// For the objects among the variants of a union: the value that each is tagged with, or what
/// tells each from the smaller ones.
pub(super) fn variant_words(shapes: &Shapes) -> BTreeMap<ShapeId, Vec<String>> {
    let mut found = BTreeMap::new();
    for union in shapes.0.values().filter(|entry| entry.kind == Kind::Union) {
        let mut variants: Vec<(usize, ShapeId)> = ["oneOf", "anyOf"]
            .iter()
            .filter_map(|keyword| union.schema.get(*keyword)?.as_array())
            .flatten()
            .filter_map(shape_of)
            .filter(|id| shapes.0[*id].kind == Kind::Object)
            .map(|id| (shapes.0[id].property_names().len(), id))
            .collect();
        variants.sort_unstable();
        variants.dedup();
        if let Some(tags) = tags(shapes, &union.schema, &variants) {
            for ((_, id), tag) in variants.iter().zip(tags) {
                found.entry(*id).or_insert(tag);
            }
            continue;
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for (i, (_, id)) in variants.iter().enumerate() {
            let own = shapes.0[*id].property_names();
            let new = own.iter().find(|p| **p != "id" && !seen.contains(*p));
            let scope = (variants.len() == 2)
                .then(|| only_scope(shapes, &variants, i))
                .flatten();
            let is_longer = variants.len() == 2 && i == 1 && variants[0].0 < variants[1].0;
            let is_longer_view = is_longer && union.role == Role::Response;
            let said = match (i, own.as_slice(), new) {
                _ if scope.is_some() => scope.unwrap_or_default(),
                _ if is_longer_view => words("full"),
                (0, [only], _) => [words(only), words("only")].concat(),
                (0, _, _) => words("compact"),
                (_, _, Some(new)) => [words("with"), words(new)].concat(),
                (_, _, None) => words("variant"),
            };
            found.entry(*id).or_insert(said);
            seen.extend(own);
        }
    }
    found
}

/// Of two variants of which each has an id that the other lacks: whose id this one has, as in `for
/// project`.
fn only_scope(shapes: &Shapes, variants: &[(usize, ShapeId)], own: usize) -> Option<Vec<String>> {
    let scopes = |at: usize| -> BTreeSet<&str> {
        let (_, id) = variants[at];
        let names = shapes.0[id].property_names().into_iter();
        let scopes = names.filter_map(|name| name.strip_suffix("_id"));
        scopes
            .filter(|scope| matches!(*scope, "company" | "project"))
            .collect()
    };
    let (mine, others) = (scopes(own), scopes(1 - own));
    let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| match a
        .difference(b)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [only] => Some((**only).to_owned()),
        _ => None,
    };
    only(&others, &mine)?;
    Some([words("for"), words(&only(&mine, &others)?)].concat())
}

/// The values, in words, of a property that has one value in each variant, and another in each.
fn tags(shapes: &Shapes, union: &Value, variants: &[(usize, ShapeId)]) -> Option<Vec<Vec<String>>> {
    let [(_, first), _, ..] = variants else {
        return None;
    };
    let discriminator = union.pointer("/discriminator/propertyName");
    discriminator
        .and_then(Value::as_str)
        .into_iter()
        .chain(shapes.0[*first].property_names())
        .find_map(|property| {
            let tag = |(_, id): &(usize, ShapeId)| {
                let schema = shapes.0[*id].schema.get("properties")?.get(property)?;
                let named = shape_of(schema).map(|id| &shapes.0[id].schema);
                let said = words(only_value(named.unwrap_or(schema))?);
                (!said.is_empty()).then_some(said)
            };
            let tags: Option<Vec<Vec<String>>> = variants.iter().map(tag).collect();
            let tags = tags?;
            let different: BTreeSet<&Vec<String>> = tags.iter().collect();
            (different.len() == tags.len()).then_some(tags)
        })
}

/// The only string that a schema allows.
fn only_value(schema: &Value) -> Option<&str> {
    match schema.get("enum")?.as_array()?.as_slice() {
        [Value::String(only)] => Some(only),
        _ => None,
    }
}
