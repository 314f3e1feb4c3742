//! Lint: which schema is composed of which, and the ways that lead back.

use std::collections::BTreeMap;

use crate::diagnostic::Origin;

/// From a schema to those that its composition refers to.
pub(super) type Edges = BTreeMap<Origin, Vec<Origin>>;

/// The first steps of a cycle; it may have as many as there are schemas.
pub(super) fn cycle_of(round: &[Origin]) -> String {
    const MOST: usize = 8;
    let steps = round
        .iter()
        .take(MOST)
        .map(|origin| format!("#{}", origin.pointer));
    let mut steps: Vec<String> = steps.collect();
    if round.len() > MOST {
        steps.push(format!("{} more", round.len() - MOST));
    }
    steps.extend(steps.first().cloned());
    steps.join(" -> ")
}

/// After cycles of so many steps in all the others are left for the next run: a hostile document
/// has one, as long as itself, for every pair of its schemas.
const MOST_STEPS: usize = 10_000;

/// A cycle for each edge that closes one, begun at its least member; found without recursion, for
/// a chain may be as long as the document.
pub(super) fn rounds(edges: &Edges) -> Vec<Vec<Origin>> {
    let mut done: BTreeMap<&Origin, bool> = BTreeMap::new();
    let mut found = Vec::new();
    let mut steps = 0;
    for start in edges.keys() {
        if done.contains_key(start) {
            continue;
        }
        let mut trail: Vec<(&Origin, usize)> = vec![(start, 0)];
        done.insert(start, false);
        while let Some((node, next)) = trail.last_mut() {
            let targets = edges.get(*node).map(Vec::as_slice).unwrap_or_default();
            let Some(target) = targets.get(*next) else {
                done.insert(node, true);
                trail.pop();
                continue;
            };
            *next += 1;
            match done.get(target) {
                Some(true) => {}
                Some(false) => {
                    let from = trail
                        .iter()
                        .rposition(|(node, _)| *node == target)
                        .unwrap_or(0);
                    let round: Vec<&Origin> = trail[from..].iter().map(|(node, _)| *node).collect();
                    found.push(from_least(&round));
                    steps += round.len();
                    if steps > MOST_STEPS {
                        return found;
                    }
                }
                None => {
                    done.insert(target, false);
                    trail.push((target, 0));
                }
            }
        }
    }
    found
}

pub(super) fn from_least(round: &[&Origin]) -> Vec<Origin> {
    let least = round
        .iter()
        .enumerate()
        .min_by_key(|(_, origin)| **origin)
        .map_or(0, |(index, _)| index);
    round[least..]
        .iter()
        .chain(&round[..least])
        .map(|origin| (*origin).clone())
        .collect()
}
