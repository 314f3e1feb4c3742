//! What a report shows, and in which order: the formats differ only in how they write it.

use super::counts::{Counts, counts};
use super::data::{Changes, Effect, Event, Item, Part, Subject};

/// The effects, the worst first, each with its heading.
pub(super) const EFFECTS: &[(Effect, &str)] = &[
    (Effect::Breaks, "Breaks compilation"),
    (Effect::Warns, "Warns"),
    (Effect::Behaves, "Changes behaviour"),
    (Effect::Additive, "Adds"),
    (Effect::Documents, "Changes documentation"),
];

/// The rows of the table at the top.
const PARTS: &[(Part, &str)] = &[
    (Part::Operation, "operations"),
    (Part::Parameter, "parameters"),
    (Part::Body, "bodies"),
    (Part::Response, "responses"),
    (Part::Type, "types"),
    (Part::Field, "fields"),
    (Part::Value, "enum values"),
    (Part::Variant, "variants"),
];

/// Its columns.
pub(super) const EVENTS: &[(Event, &str)] = &[
    (Event::Removed, "removed"),
    (Event::Renamed, "renamed"),
    (Event::Retyped, "retyped"),
    (Event::Required, "required"),
    (Event::Optional, "optional"),
    (Event::Deprecated, "deprecated"),
    (Event::Added, "added"),
];

/// How many users of a type are named.
const USERS: usize = 3;

/// All items whose worst change has one effect.
pub(super) struct Section<'a> {
    pub(super) heading: &'static str,
    pub(super) effect: Effect,
    /// The items by tool, those together to which the same happened. Types that are new are not
    /// among them: they come with what uses them.
    pub(super) tools: Vec<(&'a str, Vec<Group<'a>>)>,
    /// How many new types there are.
    pub(super) new_types: usize,
}

/// Items of a tool to which the same happened.
pub(super) type Group<'a> = Vec<&'a Item>;

impl Section<'_> {
    pub(super) fn count(&self) -> usize {
        let groups = self.tools.iter().flat_map(|(_, groups)| groups);
        groups.map(Vec::len).sum()
    }
}

/// Puts an item to those to which the same happened. What is reported of one item alone stays alone.
fn group<'a>(groups: &mut Vec<Group<'a>>, item: &'a Item) {
    let is_alike = |other: &Item| {
        let is_operation = matches!(item.subject, Subject::Operation { .. });
        is_operation
            && matches!(other.subject, Subject::Operation { .. })
            && !item.is_new()
            && other.changes == item.changes
    };
    match groups
        .iter_mut()
        .find(|group| group.first().is_some_and(|o| is_alike(o)))
    {
        Some(group) => group.push(item),
        None => groups.push(vec![item]),
    }
}

/// The sections that have something in them.
pub(super) fn sections(changes: &Changes) -> Vec<Section<'_>> {
    let section = |(effect, heading): &(Effect, &'static str)| {
        let mut section = Section {
            heading,
            effect: *effect,
            tools: Vec::new(),
            new_types: 0,
        };
        for item in changes.items.iter().filter(|item| item.rust == *effect) {
            if item.is_new_type() {
                section.new_types += 1;
                continue;
            }
            match section.tools.last_mut() {
                Some((tool, groups)) if *tool == item.tool => group(groups, item),
                _ => section.tools.push((&item.tool, vec![vec![item]])),
            }
        }
        section
    };
    let sections = EFFECTS.iter().map(section);
    sections
        .filter(|section| !section.tools.is_empty() || section.new_types > 0)
        .collect()
}

/// The rows of the table at the top: what, and how often each event happened to it.
pub(super) fn table(counts: &Counts) -> Vec<(&'static str, Vec<usize>)> {
    let row = |(part, name): &(Part, &'static str)| {
        let cells: Vec<usize> = EVENTS
            .iter()
            .map(|(event, _)| counts.of(*part, *event))
            .collect();
        (*name, cells)
    };
    let rows = PARTS.iter().map(row);
    rows.filter(|(_, cells)| cells.iter().any(|n| *n > 0))
        .collect()
}

/// Each effect with how many items have it as the worst.
pub(super) fn effects(changes: &Changes) -> Vec<(Effect, &'static str, usize)> {
    let counts = counts(changes);
    let each = EFFECTS.iter();
    each.map(|(effect, heading)| {
        (
            *effect,
            *heading,
            counts.items.get(effect).copied().unwrap_or(0),
        )
    })
    .collect()
}

/// The users of a type, the first few by name.
pub(super) fn users(item: &Item) -> (&[String], usize) {
    let shown = item.users.len().min(USERS);
    (&item.users[..shown], item.users.len() - shown)
}

/// The word that stands before a change.
pub(super) fn word(effect: Effect) -> &'static str {
    match effect {
        Effect::Breaks => "breaks",
        Effect::Warns => "warns",
        Effect::Behaves => "behaves",
        Effect::Additive => "adds",
        Effect::Documents => "docs",
    }
}
