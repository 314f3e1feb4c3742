//! Breaks cycles of types that hold themselves, with a `Box` where the cycle closes.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{RustPath, Shape, Type, TypeRef};
use crate::lower::Lowered;
use crate::lower::types::each_type_ref;

/// Boxes every direct reference between types of one cycle. A list or a map is a box already.
pub fn break_cycles(lowered: &mut Lowered) {
    let types = &mut lowered.types;
    let rounds = rounds(types);
    for (path, ty) in types.iter_mut() {
        let round = rounds.get(path);
        each_direct(&mut ty.shape, &mut |ty| {
            if let TypeRef::Named(target) = ty
                && round.is_some()
                && rounds.get(target) == round
            {
                *ty = TypeRef::Boxed(target.clone());
            }
        });
    }
}

/// The number of the cycle that a type is part of, for those that are: the strongly connected
/// components, found without recursion (Tarjan), for a chain may be as long as the description.
fn rounds(types: &BTreeMap<RustPath, Type>) -> BTreeMap<RustPath, usize> {
    let index: BTreeMap<&RustPath, usize> = types.keys().zip(0..).collect();
    let edges: Vec<Vec<usize>> = types
        .values()
        .map(|ty| {
            direct(ty)
                .iter()
                .filter_map(|path| index.get(path))
                .copied()
                .collect()
        })
        .collect();
    let mut order: Vec<Option<usize>> = vec![None; edges.len()];
    let mut low: Vec<usize> = vec![0; edges.len()];
    let mut group: Vec<Option<usize>> = vec![None; edges.len()];
    let (mut next, mut groups) = (0, 0);
    let mut stack: Vec<usize> = Vec::new();
    for start in 0..edges.len() {
        if order[start].is_some() {
            continue;
        }
        let mut trail: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, at)) = trail.pop() {
            if at == 0 {
                order[node] = Some(next);
                low[node] = next;
                next += 1;
                stack.push(node);
            }
            if let Some(&target) = edges[node].get(at) {
                trail.push((node, at + 1));
                match order[target] {
                    None => trail.push((target, 0)),
                    Some(number) if group[target].is_none() => low[node] = low[node].min(number),
                    Some(_) => {}
                }
                continue;
            }
            if let Some((parent, _)) = trail.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if Some(low[node]) == order[node] {
                while let Some(member) = stack.pop() {
                    group[member] = Some(groups);
                    if member == node {
                        break;
                    }
                }
                groups += 1;
            }
        }
    }
    let mut sizes: Vec<usize> = vec![0; groups];
    group.iter().flatten().for_each(|group| sizes[*group] += 1);
    let of = |(node, path): (usize, &RustPath)| {
        let group = group[node]?;
        let recursive = sizes[group] > 1 || edges[node].contains(&node);
        recursive.then(|| (path.clone(), group))
    };
    types.keys().enumerate().filter_map(of).collect()
}

/// Calls `f` with every type that a shape holds, but not with what is inside a list or map.
fn each_direct(shape: &mut Shape, f: &mut impl FnMut(&mut TypeRef)) {
    match shape {
        Shape::Struct(shape) => shape.fields.iter_mut().for_each(|field| f(&mut field.ty)),
        Shape::Union(union) => union
            .variants
            .iter_mut()
            .for_each(|variant| f(&mut variant.ty)),
        Shape::Enum(_) | Shape::Statuses(_) => {}
    }
}

fn direct(ty: &Type) -> BTreeSet<RustPath> {
    let mut found = BTreeSet::new();
    each_type_ref(&ty.shape, &mut |ty| {
        if let TypeRef::Named(path) = ty {
            found.insert(path.clone());
        }
    });
    found
}
