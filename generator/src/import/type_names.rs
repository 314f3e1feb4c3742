//! Gives every shape a name: the one that it has, the one that a person set, or a new one made of
//! the resource and the property path where it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::import::naming_inputs::Inputs;
use crate::import::phrases::{LIST_ITEM, Phrases};
use crate::import::qualifiers::{holder, qualified};
use crate::import::scope::Instance;
use crate::naming::{MAX_NAME, fingerprint_word, fit, is_reserved, join_phrases, pascal, words};
use crate::openapi::ApiVersion;
use crate::shapes::shape::{Kind, Place, Root, ShapeEntry, ShapeId, Step};
use crate::specs::layout::{Scope, TypeName};
use crate::specs::naming::Unnamed;
use crate::specs::operation_names::{Verb, outcome_name};

/// Names all instances.
pub fn assign(inputs: &Inputs<'_>, problems: &mut Vec<Diagnostic>) -> BTreeMap<Instance, TypeName> {
    let mut assigner = Assigner {
        inputs,
        phrases: Phrases::new(inputs),
        taken: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    for (operation, name) in inputs.operations.iter().zip(inputs.names) {
        let scope = Scope::Tool(operation.tag.tool.clone());
        for name in [name.ident.clone(), outcome_name(&name.ident)] {
            let version = operation.version.clone();
            let name = TypeName { version, name };
            assigner.taken.insert((scope.clone(), name), None);
        }
    }
    let instances = inputs.scopes.instances.keys();
    let mut order: Vec<(Rank, &Instance)> = instances
        .map(|instance| (assigner.rank(instance), instance))
        .collect();
    order.sort();
    assigner.set(&order);
    assigner.keep();
    for (rank, instance) in order {
        if !assigner.names.contains_key(instance) {
            assigner.name(instance, &rank.place, problems);
        }
    }
    assigner.names
}

/// Who is named first: what stands high up, in the response that best shows the resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    depth: usize,
    verb: Verb,
    place: Place,
}

struct Assigner<'a> {
    inputs: &'a Inputs<'a>,
    phrases: Phrases<'a>,
    /// Who has a name; nobody's shape for a request type.
    taken: BTreeMap<(Scope, TypeName), Option<ShapeId>>,
    names: BTreeMap<Instance, TypeName>,
}

impl Assigner<'_> {
    fn entry(&self, shape: ShapeId) -> &ShapeEntry {
        &self.inputs.shapes.0[shape]
    }

    /// The names that people set. They come before those that existing specs gave, but take none
    /// away from another shape.
    fn set(&mut self, order: &[(Rank, &Instance)]) {
        let kept = self.inputs.kept;
        let held: BTreeSet<(&Scope, &TypeName)> = order
            .iter()
            .filter_map(|(_, instance)| Some((&instance.0, kept.by_shape(instance)?)))
            .collect();
        for (_, instance) in order {
            let Some(row) = self.phrases.rows(self.entry(instance.1)).next() else {
                continue;
            };
            let version = match kept.by_shape(instance) {
                Some(kept) => self.housed(instance, kept).version,
                None => self.version(instance),
            };
            let name = TypeName {
                version,
                name: pascal(&words(&row.name)),
            };
            if self.is_free(instance, &name) && !held.contains(&(&instance.0, &name)) {
                self.take(instance, name);
            }
        }
    }

    /// The names that existing specs gave, by shape first and then by place.
    fn keep(&mut self) {
        let inputs = self.inputs;
        for instance in inputs.scopes.instances.keys() {
            if !self.names.contains_key(instance)
                && let Some(name) = inputs.kept.by_shape(instance)
            {
                let name = self.housed(instance, name);
                self.take(instance, name);
            }
        }
        self.keep_by_place();
    }

    /// Gives the names of shapes that changed to what stands at their places now. Where one became
    /// two or two became one, a name goes with the first of its places, which gave it.
    fn keep_by_place(&mut self) {
        let inputs = self.inputs;
        let mut claims: Vec<(Rank, &Instance, &TypeName)> = Vec::new();
        for instance in inputs.scopes.instances.keys() {
            if self.names.contains_key(instance) {
                continue;
            }
            for place in self.places(instance) {
                let text = place.text(inputs.operations);
                if let Some(name) = inputs.kept.by_place(&instance.0, &text) {
                    claims.push((self.rank_of(place), instance, name));
                }
            }
        }
        claims.sort();
        for (_, instance, name) in claims {
            let name = self.housed(instance, name);
            let is_free = !self.taken.contains_key(&(instance.0.clone(), name.clone()));
            if is_free && !self.names.contains_key(instance) {
                self.take(instance, name);
            }
        }
    }

    /// A kept name, in the version that it has; in another one where no operation of its version
    /// uses the type any more.
    fn housed(&self, instance: &Instance, name: &TypeName) -> TypeName {
        let versions = &self.inputs.scopes.instances[instance].versions;
        if instance.0 == Scope::Shared || versions.contains(&name.version) {
            return name.clone();
        }
        let moved = TypeName {
            version: self.version(instance),
            name: name.name.clone(),
        };
        if self.is_free(instance, &moved) {
            moved
        } else {
            name.clone()
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
                .filter(|p| self.inputs.operations[p.operation].tag.tool == *tool)
                .collect(),
        };
        if inside.is_empty() {
            all.iter().collect()
        } else {
            inside
        }
    }

    fn rank_of(&self, place: &Place) -> Rank {
        Rank {
            depth: place.path.len(),
            verb: self.inputs.names[place.operation].verb,
            place: place.clone(),
        }
    }

    fn rank(&self, instance: &Instance) -> Rank {
        let nowhere = Place {
            operation: 0,
            root: Root::Body,
            path: Vec::new(),
        };
        let places = self.places(instance).into_iter();
        let ranks = places.map(|place| self.rank_of(place));
        ranks.min().unwrap_or(Rank {
            depth: 0,
            verb: Verb::Other,
            place: nowhere,
        })
    }

    /// The version whose module an instance lives in.
    fn version(&self, instance: &Instance) -> Option<ApiVersion> {
        match &instance.0 {
            Scope::Shared => None,
            Scope::Tool(_) => self.inputs.scopes.instances[instance]
                .versions
                .first()
                .cloned()
                .flatten(),
        }
    }

    fn name(&mut self, instance: &Instance, place: &Place, problems: &mut Vec<Diagnostic>) {
        let version = self.version(instance);
        let candidates = self.phrases.all(instance, place);
        let rows = self.phrases.rows(self.entry(instance.1));
        let rows: Vec<Vec<String>> = rows.map(|row| words(&row.name)).collect();
        // Whoever named a component may have ended it in a number.
        let components = self.phrases.of_component(self.entry(instance.1));
        for (i, phrase) in candidates.iter().enumerate() {
            // An item of a list is called so rather than by what else it has.
            let is_item =
                candidates.get(i + 1) == Some(&[phrase.clone(), words(LIST_ITEM)].concat());
            let others = if is_item || rows.contains(phrase) {
                Vec::new()
            } else {
                self.beside(instance, version.as_ref(), phrase)
            };
            for phrase in std::iter::once(phrase.clone()).chain(others) {
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
                Code::NameNeeded,
                Origin::new(&operation.origin.file, &operation.origin.pointer),
                format!(
                    "no name of at most {MAX_NAME} letters is free for the type at `{}`",
                    place.text(self.inputs.operations)
                ),
            )
            .operation(&operation.key)
            .help(format!(
                "add to `types` in naming.yaml: {{properties: [{}], name: ..., reason: ...}}",
                self.entry(instance.1).property_names().join(", ")
            )),
        );
    }

    /// A name that ends in a fingerprint of the place.
    fn fingerprinted(
        &self,
        instance: &Instance,
        version: Option<ApiVersion>,
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

    /// What a type is called that stands in one other type alone: after that one, unless it is no
    /// more than the whole body or response.
    fn in_holder(&self, instance: &Instance) -> Option<Vec<String>> {
        if instance.0 == Scope::Shared {
            return None;
        }
        let (holder, inner) = holder(self.inputs, instance.1, &self.places(instance))?;
        let name = self.names.get(&(instance.0.clone(), holder))?;
        let outer = words(&name.name);
        let is_listed = name.name.ends_with("ListItem");
        match outer.last()?.as_str() {
            "body" | "response" => None,
            "item" if !is_listed => None,
            // `change event changes` and `change item` have no word in common.
            "changes" => Some([outer, inner].concat()),
            _ => Some(join_phrases(&outer, &inner)),
        }
    }

    /// Phrases for a type beside the one that has the plain `phrase`, the best first; none where no
    /// type has it.
    fn beside(
        &self,
        instance: &Instance,
        version: Option<&ApiVersion>,
        phrase: &[String],
    ) -> Vec<Vec<String>> {
        let name = TypeName {
            version: version.cloned(),
            name: pascal(&fit(phrase)),
        };
        let Some(Some(other)) = self.taken.get(&(instance.0.clone(), name)) else {
            return Vec::new();
        };
        let places = self.places(instance);
        let mut phrases: Vec<Vec<String>> = self.in_holder(instance).into_iter().collect();
        phrases.extend(qualified(self.inputs, instance.1, &places, phrase));
        phrases.extend(self.with_member(instance, *other, phrase));
        phrases
    }

    /// The phrase with one of the properties, or of the values of an enum, that whoever has the
    /// name lacks.
    fn with_member(
        &self,
        instance: &Instance,
        other: ShapeId,
        phrase: &[String],
    ) -> Vec<Vec<String>> {
        let have: BTreeSet<&str> = members(self.entry(other)).into_iter().collect();
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
}

/// What an object or an enum is made of: property names, or values.
fn members(entry: &ShapeEntry) -> Vec<&str> {
    match entry.kind {
        Kind::Enum => entry.values(),
        _ => entry.property_names(),
    }
}
