//! Gives every shape a name: the one that it has, the one that a person set, or a new one made of
//! the resource and the property path where it stands.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Origin};
use crate::import::documents::reason;
use crate::import::keep::Kept;
use crate::import::names::{NamingTable, TypeRow, Unnamed};
use crate::import::operations::RawOperation;
use crate::import::scope::{Instance, Scope, Scopes};
use crate::import::shape::{Kind, Place, Role, Root, ShapeEntry, ShapeId, Shapes, Step};
use crate::import::titles::{OperationName, Verb};
use crate::import::variants::{values, variant_words};
use crate::naming::{
    MAX_NAME, fingerprint_word, fit, is_reserved, join_phrases, pascal, singular_phrase, words,
};

/// The name of a type and the version module that it lives in (empty in the shared module).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeName {
    /// `1.0`, as in the path.
    pub version: String,
    /// The name.
    pub name: String,
}

/// What names are made from.
pub struct Inputs<'a> {
    /// The sorted operations.
    pub operations: &'a [RawOperation],
    /// Their names.
    pub names: &'a [OperationName],
    /// All shapes.
    pub shapes: &'a Shapes,
    /// Where they live.
    pub scopes: &'a Scopes,
    /// Names that existing specs gave.
    pub kept: &'a Kept,
    /// Names that people set.
    pub table: &'a NamingTable,
}

/// Names all instances.
pub fn coin(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) -> BTreeMap<Instance, TypeName> {
    let mut coiner = Coiner {
        inputs,
        taken: BTreeMap::new(),
        names: BTreeMap::new(),
        received: inputs
            .shapes
            .0
            .values()
            .filter(|entry| entry.role == Role::Response)
            .flat_map(|entry| &entry.components)
            .collect(),
    };
    for (operation, name) in inputs.operations.iter().zip(inputs.names) {
        let scope = Scope::Tool(operation.place.tool.clone());
        let name = TypeName {
            version: operation.version.clone(),
            name: name.ident.clone(),
        };
        coiner.taken.insert((scope, name), None);
    }
    coiner.keep();
    let mut order: Vec<(Rank, &Instance)> = inputs
        .scopes
        .instances
        .keys()
        .filter(|instance| !coiner.names.contains_key(*instance))
        .map(|instance| (coiner.rank(instance), instance))
        .collect();
    order.sort();
    let variants = variant_words(inputs.shapes);
    for (rank, instance) in order {
        coiner.name(instance, &rank.place, &variants, problems);
    }
    coiner.names
}

/// Who is named first: what stands high up, in the answer that best shows the resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    depth: usize,
    verb: Verb,
    place: Place,
}

struct Coiner<'a> {
    inputs: &'a Inputs<'a>,
    /// Who has a name; nobody's shape for a request type.
    taken: BTreeMap<(Scope, TypeName), Option<ShapeId>>,
    names: BTreeMap<Instance, TypeName>,
    /// The components that success answers hold.
    received: BTreeSet<&'a (String, String)>,
}

impl Coiner<'_> {
    fn entry(&self, shape: ShapeId) -> &ShapeEntry {
        &self.inputs.shapes.0[shape]
    }

    /// The names that existing specs gave, by shape first and then by place.
    fn keep(&mut self) {
        let inputs = self.inputs;
        let instances = inputs.scopes.instances.keys();
        for instance in instances.clone() {
            if let Some(name) = inputs.kept.by_shape(instance) {
                self.take(instance, name.clone());
            }
        }
        for instance in instances {
            if self.names.contains_key(instance) {
                continue;
            }
            let mut votes: BTreeMap<&TypeName, usize> = BTreeMap::new();
            for place in self.places(instance) {
                if let Some(name) = inputs
                    .kept
                    .by_place(&instance.0, &place.text(inputs.operations))
                {
                    *votes.entry(name).or_default() += 1;
                }
            }
            let free =
                |name: &TypeName| !self.taken.contains_key(&(instance.0.clone(), name.clone()));
            let best = votes
                .into_iter()
                .filter(|(name, _)| free(name))
                .max_by(|(a, m), (b, n)| m.cmp(n).then(b.cmp(a)))
                .map(|(name, _)| name.clone());
            if let Some(name) = best {
                self.take(instance, name);
            }
        }
    }

    fn take(&mut self, instance: &Instance, name: TypeName) {
        self.taken
            .insert((instance.0.clone(), name.clone()), Some(instance.1));
        self.names.insert(instance.clone(), name);
    }

    /// The places of an instance: those of its shape that lie in its scope, or all if none does.
    fn places(&self, instance: &Instance) -> Vec<&Place> {
        let all = &self.entry(instance.1).places;
        let inside: Vec<&Place> = match &instance.0 {
            Scope::Shared => Vec::new(),
            Scope::Tool(tool) => all
                .iter()
                .filter(|p| self.inputs.operations[p.operation].place.tool == *tool)
                .collect(),
        };
        if inside.is_empty() {
            all.iter().collect()
        } else {
            inside
        }
    }

    fn rank(&self, instance: &Instance) -> Rank {
        let rank = |place: &Place| Rank {
            depth: place.path.len(),
            verb: self.inputs.names[place.operation].verb,
            place: place.clone(),
        };
        let nowhere = Place {
            operation: 0,
            root: Root::Body,
            path: Vec::new(),
        };
        let ranks = self.places(instance).into_iter().map(rank);
        ranks.min().unwrap_or(Rank {
            depth: 0,
            verb: Verb::Other,
            place: nowhere,
        })
    }

    fn name(
        &mut self,
        instance: &Instance,
        place: &Place,
        variants: &BTreeMap<ShapeId, Vec<String>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let version = match &instance.0 {
            Scope::Shared => String::new(),
            Scope::Tool(_) => self.inputs.scopes.instances[instance]
                .versions
                .iter()
                .min_by_key(|v| version_order(v))
                .cloned()
                .unwrap_or_default(),
        };
        let candidates = self.candidates(instance, place, variants);
        // Whoever named a component may have ended it in a number.
        let components = self.component_candidates(self.entry(instance.1));
        for phrase in &candidates {
            let with = self.with_member(instance, &version, phrase);
            for phrase in std::iter::once(phrase.clone()).chain(with) {
                let name = TypeName {
                    version: version.clone(),
                    name: pascal(&fit(&phrase)),
                };
                let counted = name.name.ends_with(|c: char| c.is_ascii_digit());
                if self.is_free(instance, &name) && (!counted || components.contains(&phrase)) {
                    self.take(instance, name);
                    return;
                }
            }
        }
        // What only ends in a number, or is called like what holds it.
        let what = match place.path.last() {
            Some(Step::Item) => "item",
            _ => "value",
        };
        for phrase in &candidates {
            let phrase = fit(&[phrase.clone(), words(what)].concat());
            let name = TypeName {
                version: version.clone(),
                name: pascal(&phrase),
            };
            if self.is_free(instance, &name) {
                self.take(instance, name);
                return;
            }
        }
        if self.inputs.table.unnamed == Unnamed::Fingerprint {
            let name = self.fingerprinted(instance, version, place, candidates.last());
            if self.is_free(instance, &name) {
                self.take(instance, name);
                return;
            }
        }
        let operation = &self.inputs.operations[place.operation];
        problems.push(
            Diagnostic::error(
                "name-needed",
                Origin::new(&operation.origin.file, &operation.origin.pointer),
                format!(
                    "no name of at most {MAX_NAME} letters is free for the type at `{}`",
                    place.text(self.inputs.operations)
                ),
            )
            .operation(&operation.key)
            .help(format!(
                "add to `types` in naming.yaml: {{properties: [{}], name: ..., reason: ...}}",
                property_names(self.entry(instance.1)).join(", ")
            )),
        );
    }

    /// A name that ends in a fingerprint of the place.
    fn fingerprinted(
        &self,
        instance: &Instance,
        version: String,
        place: &Place,
        candidate: Option<&Vec<String>>,
    ) -> TypeName {
        let text = format!("{:?} {}", instance.0, place.text(self.inputs.operations));
        let mut phrase = fit(candidate.map_or(&[], Vec::as_slice));
        let sound = |phrase: &[String]| {
            let name = pascal(phrase);
            name.len() + 8 <= MAX_NAME && name.starts_with(|c: char| c.is_ascii_uppercase())
        };
        while !sound(&phrase) && phrase.len() > 1 {
            phrase.pop();
        }
        if !sound(&phrase) {
            phrase = words("type");
        }
        phrase.push(fingerprint_word(&text));
        TypeName {
            version,
            name: pascal(&phrase),
        }
    }

    fn is_free(&self, instance: &Instance, name: &TypeName) -> bool {
        name.name.len() <= MAX_NAME
            && name.name.starts_with(|c: char| c.is_ascii_uppercase())
            && !is_reserved(&name.name)
            && !self.taken.contains_key(&(instance.0.clone(), name.clone()))
    }

    /// The phrase with one of the properties, or of the values of an enum, that whoever has the
    /// name lacks.
    fn with_member(
        &self,
        instance: &Instance,
        version: &str,
        phrase: &[String],
    ) -> Vec<Vec<String>> {
        let name = TypeName {
            version: version.to_owned(),
            name: pascal(&fit(phrase)),
        };
        let holder = self
            .taken
            .get(&(instance.0.clone(), name))
            .copied()
            .flatten();
        let have: BTreeSet<&str> = holder
            .map(|holder| members(self.entry(holder)))
            .unwrap_or_default()
            .into_iter()
            .collect();
        if have.is_empty() {
            return Vec::new();
        }
        let own = members(self.entry(instance.1));
        // Who has one value is called by it.
        let is_enum = self.entry(instance.1).kind == Kind::Enum;
        let with = if is_enum && own.len() == 1 {
            ""
        } else {
            "with"
        };
        own.into_iter()
            .filter(|p| *p != "id" && !have.contains(p))
            .map(words)
            .filter(|member| !member.is_empty() && member.len() < 4)
            .take(3)
            .map(|member| [phrase.to_vec(), words(with), member].concat())
            .collect()
    }

    /// The phrases that could name an instance, the best first.
    fn candidates(
        &self,
        instance: &Instance,
        place: &Place,
        variants: &BTreeMap<ShapeId, Vec<String>>,
    ) -> Vec<Vec<String>> {
        let entry = self.entry(instance.1);
        let mut all = Vec::new();
        let properties = entry.schema.get("properties").and_then(Value::as_object);
        let rows = self.inputs.table.types.iter();
        let of_role = |row: &&TypeRow| row.role.is_none_or(|role| role.is(entry.role));
        for row in rows.filter(of_role) {
            if properties.is_some_and(|properties| row.matches(properties)) {
                all.push(words(&row.name));
            }
        }
        all.extend(self.component_candidates(entry));
        let usual = match instance.0 {
            Scope::Shared => self.shared_candidates(entry, place),
            Scope::Tool(_) => self.tool_candidates(entry, place),
        };
        if let Some(variant) = variants.get(&instance.1) {
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
    fn component_candidates(&self, entry: &ShapeEntry) -> Vec<Vec<String>> {
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

    fn tool_candidates(&self, entry: &ShapeEntry, place: &Place) -> Vec<Vec<String>> {
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
                    all.push(then(noun, "list item"));
                }
                all.push(then(&operation, if in_list { "item" } else { "response" }));
                if let Root::Response(status) = &place.root {
                    all.push(then(&operation, reason(status)));
                }
            }
            (Root::Body, []) => {
                all.push(then(&operation, if in_list { "item" } else { "body" }));
                all.push(then(&operation, "request body"));
                all.push(then(
                    &words(&self.inputs.operations[place.operation].place.resource),
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
    fn shared_candidates(&self, entry: &ShapeEntry, place: &Place) -> Vec<Vec<String>> {
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
        let tool = words(&self.inputs.operations[place.operation].place.tool);
        for (leaf, _) in leaves.iter().take(1) {
            let long = join_phrases(&join_phrases(&name.noun, leaf), &words(suffix));
            all.push(long.clone());
            all.push(join_phrases(&tool, &long));
        }
        all.extend(self.tool_candidates(entry, place));
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
fn phrases(place: &Place, table: &NamingTable) -> Vec<Vec<String>> {
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

/// What an object or an enum is made of: property names, or values.
fn members(entry: &ShapeEntry) -> Vec<&str> {
    match entry.kind {
        Kind::Enum => values(entry),
        _ => property_names(entry),
    }
}

/// The property names of an object, in order.
pub fn property_names(entry: &ShapeEntry) -> Vec<&str> {
    let properties = entry.schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Orders versions as numbers: `1.9` before `1.10`.
pub fn version_order(version: &str) -> Vec<u64> {
    version
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect()
}
