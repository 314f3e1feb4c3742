//! What a shape could be called: phrases made of the rows of people, of the component that it is, and
//! of the resource and the property path where it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::naming_inputs::Inputs;
use crate::import::scope::Instance;
use crate::import::variants::variant_words;
use crate::naming::{join_phrases, singular_phrase, words};
use crate::openapi::status::phrase;
use crate::shapes::shape::{Kind, Place, Role, Root, ShapeEntry, ShapeId, Step};
use crate::specs::layout::Scope;
use crate::specs::naming::{NamingTable, TypeRow};
use crate::specs::operation_names::Verb;

/// How the items of a list end that have a name of their own.
pub(super) const LIST_ITEM: &str = "list item";

/// What phrases are made from.
pub(super) struct Phrases<'a> {
    inputs: &'a Inputs<'a>,
    /// The components that success responses hold.
    received: BTreeSet<&'a (String, String)>,
    /// What tells the variants of a union apart.
    variants: BTreeMap<ShapeId, Vec<String>>,
}

impl<'a> Phrases<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>) -> Self {
        let shapes = inputs.shapes.0.values();
        let received = shapes.filter(|entry| entry.role == Role::Response);
        Self {
            inputs,
            received: received.flat_map(|entry| &entry.components).collect(),
            variants: variant_words(inputs.shapes),
        }
    }

    /// The rows that mean the shape.
    pub(super) fn rows(&self, entry: &ShapeEntry) -> impl Iterator<Item = &'a TypeRow> {
        let rows = self.inputs.table.types.iter();
        rows.filter(move |row| row.means(entry))
    }

    /// The phrases that could name an instance, the best first.
    pub(super) fn all(&self, instance: &Instance, place: &Place) -> Vec<Vec<String>> {
        let entry = &self.inputs.shapes.0[instance.1];
        let mut all: Vec<Vec<String>> = self.rows(entry).map(|row| words(&row.name)).collect();
        all.extend(self.of_component(entry));
        let usual = match instance.0 {
            Scope::Shared => self.in_shared(entry, place),
            Scope::Tool(_) => self.in_tool(entry, place),
        };
        if let Some(variant) = self.variants.get(&instance.1) {
            all.extend(
                usual
                    .iter()
                    .map(|phrase| [phrase.clone(), variant.clone()].concat()),
            );
        }
        all.extend(usual);
        all
    }

    /// What the description calls the shape as a component; what is sent stands apart from what is
    /// received, if it is both.
    pub(super) fn of_component(&self, entry: &ShapeEntry) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        for component in &entry.components {
            let plain = words(&component.1);
            let suffix = match entry.role {
                Role::Request => "input",
                Role::Error => "error",
                Role::Response | Role::Any => "output",
            };
            let other = join_phrases(&plain, &words(suffix));
            let received = self.received.contains(component);
            if received && matches!(entry.role, Role::Request | Role::Error) {
                all.extend([other, plain]);
            } else {
                all.extend([plain, other]);
            }
        }
        all
    }

    fn in_tool(&self, entry: &ShapeEntry, place: &Place) -> Vec<Vec<String>> {
        let name = &self.inputs.names[place.operation];
        let operation = words(&name.ident);
        let noun = &match &place.root {
            Root::Component(at) => words(at.rsplit('/').next().unwrap_or_default()),
            _ => name.noun.clone(),
        };
        let steps = phrases(place, self.inputs.table);
        let then = |head: &[String], tail: &str| [head.to_vec(), words(tail)].concat();
        let in_list = place.path.contains(&Step::Item);
        let mut all: Vec<Vec<String>> = Vec::new();
        match (&place.root, steps.as_slice()) {
            (Root::Response(_), []) => {
                if name.verb != Verb::Other && (in_list || name.verb != Verb::List) {
                    all.push(noun.clone());
                }
                if name.verb == Verb::List && in_list {
                    all.push(then(noun, LIST_ITEM));
                }
                all.push(then(&operation, if in_list { "item" } else { "response" }));
                if let Root::Response(status) = &place.root {
                    all.push(then(&operation, phrase(status)));
                }
            }
            (Root::Body, []) => {
                all.push(then(&operation, if in_list { "item" } else { "body" }));
                all.push(then(&operation, "request body"));
                all.push(then(
                    &words(&self.inputs.operations[place.operation].tag.resource),
                    "body",
                ));
            }
            (Root::Parameter(parameter), []) => {
                let said: Vec<String> = words(parameter)
                    .into_iter()
                    .filter(|w| w != "filters" && w != "filter")
                    .collect();
                all.push(join_phrases(noun, &said));
                all.push([operation.clone(), words(parameter)].concat());
            }
            (Root::Component(_), []) => {
                all.push(then(noun, if in_list { "item" } else { "variant" }));
            }
            (root, steps) => {
                let wrapper = steps.len() == 1 && *root == Root::Body && noun.ends_with(&steps[0]);
                match name.verb {
                    Verb::Create if wrapper => all.push([words("new"), noun.clone()].concat()),
                    Verb::Update if wrapper => all.push(then(noun, "changes")),
                    _ => {}
                }
                let input = if entry.role == Role::Request {
                    "input"
                } else {
                    ""
                };
                for n in 1..=steps.len() {
                    let tail = steps[steps.len() - n..].concat();
                    all.push(then(&join_phrases(noun, &tail), input));
                }
                let body = match root {
                    Root::Body => "body",
                    Root::Response(_) => "response",
                    Root::Parameter(_) | Root::Component(_) => "",
                };
                for n in 1..=steps.len() {
                    let tail = steps[steps.len() - n..].concat();
                    all.push([operation.clone(), tail.clone()].concat());
                    all.push([then(&operation, body), tail].concat());
                }
            }
        }
        all
    }

    /// A shared shape is named after the property that holds it most often.
    fn in_shared(&self, entry: &ShapeEntry, place: &Place) -> Vec<Vec<String>> {
        let mut leaves: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for place in &entry.places {
            let leaf = phrases(place, self.inputs.table)
                .pop()
                .filter(|leaf| !is_generic(leaf));
            let leaf = match (leaf, &place.root) {
                (Some(leaf), _) => leaf,
                (None, Root::Parameter(name)) => words(name)
                    .into_iter()
                    .filter(|w| w != "filters" && w != "filter")
                    .collect(),
                (None, _) => self.inputs.names[place.operation].noun.clone(),
            };
            *leaves.entry(leaf).or_default() += 1;
        }
        let mut leaves: Vec<(Vec<String>, usize)> = leaves.into_iter().collect();
        leaves.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        let suffix = match entry.role {
            Role::Request if entry.kind != Kind::Enum => "input",
            Role::Error => "error",
            _ => "",
        };
        let mut all: Vec<Vec<String>> = Vec::new();
        if entry.role == Role::Error {
            all.push(words("error"));
        }
        for (leaf, _) in leaves.iter().take(2) {
            all.push(join_phrases(leaf, &words(suffix)));
        }
        let name = &self.inputs.names[place.operation];
        let tool = words(&self.inputs.operations[place.operation].tag.tool);
        for (leaf, _) in leaves.iter().take(1) {
            let long = join_phrases(&join_phrases(&name.noun, leaf), &words(suffix));
            all.push(long.clone());
            all.push(join_phrases(&tool, &long));
        }
        all.extend(self.in_tool(entry, place));
        all
    }
}

/// Whether a property says nothing of what it holds.
fn is_generic(leaf: &[String]) -> bool {
    const GENERIC: &[&str] = &[
        "data", "entity", "error", "failure", "item", "object", "result", "success", "update",
    ];
    matches!(leaf, [only] if GENERIC.contains(&only.as_str()))
}

/// The named steps of a place: each property in words, in the singular where it holds several.
pub(super) fn phrases(place: &Place, table: &NamingTable) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    for step in &place.path {
        match step {
            Step::Property(name) => {
                let row = table.properties.iter().find(|row| row.property == *name);
                all.push(words(row.map_or(name, |row| &row.words)));
            }
            Step::Item | Step::Value => {
                if let Some(last) = all.last_mut() {
                    *last = singular_phrase(last);
                }
            }
            Step::Variant(_) => {}
        }
    }
    let enveloped = matches!(&place.root, Root::Response(_))
        && matches!(place.path.first(), Some(Step::Property(name)) if name == "data");
    if enveloped {
        all.remove(0);
    }
    // `custom_field_1` is a custom field: no type is called after a counter.
    for phrase in &mut all {
        while phrase
            .last()
            .is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()))
        {
            phrase.pop();
        }
    }
    all.retain(|phrase| !phrase.is_empty());
    all
}
