//! Composes schemas: `allOf` becomes one schema, and what stands beside `oneOf` or `anyOf` goes
//! into each of the variants.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::openapi::documents::{Documents, absolute};
use crate::openapi::extensions::COMPOSED_OF;

/// How deep references and `allOf` may nest inside each other.
const MAX_DEPTH: usize = 64;

/// How many variants the choices of several parts may have together.
const MAX_VARIANTS: usize = 256;

/// Keywords that belong to the place where a schema is used, not to its shape.
pub const AT_PLACE: &[&str] = &[
    "nullable",
    "description",
    "title",
    "example",
    "examples",
    "default",
    "readOnly",
    "writeOnly",
    "deprecated",
    "x-deprecated-at",
    "x-deprecated-instead",
    "x-sunset",
    "externalDocs",
    "xml",
];

/// Keywords of a variant that only says what must be there: it has no type of its own.
const CONSTRAINTS: &[&str] = &["maxProperties", "minProperties", "not", "required"];

/// The schema with its `allOf` merged in and its choices taken apart; a schema without either as
/// it is. `origin` is where it stands: a component that lists itself among the variants of what it
/// takes in is not one of its own variants.
///
/// Properties and required names add up; of any other keyword the last one said holds, and the
/// keywords beside `allOf` are the last.
///
/// # Errors
/// A part that cannot be read, a cycle, or more variants than anybody could use.
pub fn compose(
    documents: &Documents,
    schema: &Map<String, Value>,
    origin: &Origin,
) -> Result<Map<String, Value>, Diagnostic> {
    if !is_composed(schema) {
        return Ok(schema.clone());
    }
    let mut composer = Composer::new(documents, origin);
    let mut schema = schema.clone();
    // Taken once more, what is in it already says no more: so a component that is one of its own
    // variants comes to an end.
    composer.taken = taken_in(schema.shift_remove(COMPOSED_OF));
    let mut merged = Map::new();
    composer.take(&mut merged, schema, origin)?;
    composer.choose(merged, origin)
}

/// Whether a schema is composed of others: what is not, [`compose`] leaves as it is.
pub fn is_composed(schema: &Map<String, Value>) -> bool {
    let is_choice = |key: &str| schema.get(key).is_some_and(Value::is_array);
    schema.contains_key("allOf") || is_choice("oneOf") || is_choice("anyOf")
}

/// The only reference of an `allOf` that says no more than it: the other parts and what stands
/// beside are annotations, which are added to `at_place`.
pub fn one_reference(
    schema: &Map<String, Value>,
    at_place: &mut Map<String, Value>,
) -> Option<Map<String, Value>> {
    if schema.keys().any(|key| key != "allOf") {
        return None;
    }
    let parts = schema.get("allOf")?.as_array()?;
    let is_annotation = |part: &&Value| {
        let is_place = |key: &String| AT_PLACE.contains(&key.as_str());
        part.as_object()
            .is_some_and(|part| part.keys().all(is_place))
    };
    let (annotations, rest): (Vec<&Value>, Vec<&Value>) = parts.iter().partition(is_annotation);
    let [only] = rest.as_slice() else { return None };
    let only = only.as_object()?;
    let mut words = Map::new();
    for annotation in annotations.into_iter().filter_map(Value::as_object) {
        words.extend(annotation.clone());
    }
    words.append(at_place);
    *at_place = words;
    Some(only.clone())
}

/// The variants of one `oneOf` or `anyOf`.
struct Choice {
    keyword: &'static str,
    variants: Vec<Value>,
    /// `discriminator`, if there is one beside.
    discriminator: Option<Value>,
}

struct Composer<'a> {
    documents: &'a Documents,
    /// What is being taken in.
    open: Vec<Origin>,
    /// The components that were taken in: twice says no more than once.
    taken: BTreeSet<Origin>,
    choices: Vec<Choice>,
}

impl<'a> Composer<'a> {
    fn new(documents: &'a Documents, origin: &Origin) -> Self {
        Self {
            documents,
            open: vec![origin.clone()],
            taken: BTreeSet::new(),
            choices: Vec::new(),
        }
    }

    /// Merges a schema into another, its `allOf` first.
    fn take(
        &mut self,
        into: &mut Map<String, Value>,
        mut schema: Map<String, Value>,
        origin: &Origin,
    ) -> Result<(), Diagnostic> {
        if self.open.len() > MAX_DEPTH {
            return Err(Diagnostic::error(
                Code::TooDeep,
                origin.clone(),
                format!("`allOf` and references nest more than {MAX_DEPTH} deep here"),
            )
            .help("flatten the schemas, or raise `compose::MAX_DEPTH`"));
        }
        if let Some(Value::Array(parts)) = schema.shift_remove("allOf") {
            for (index, part) in parts.into_iter().enumerate() {
                let origin = origin.child("allOf").child(&index.to_string());
                self.part(into, part, &origin)?;
            }
        }
        let mut discriminator = schema.shift_remove("discriminator");
        for keyword in ["oneOf", "anyOf"] {
            let Some(value) = schema.shift_remove(keyword) else {
                continue;
            };
            let Value::Array(mut variants) = value else {
                continue;
            };
            let back = |variant: &Value| {
                let reference = variant.get("$ref").and_then(Value::as_str);
                let target = reference.and_then(|r| self.documents.get(origin, r).ok());
                target.is_some_and(|(at, _)| self.open.contains(&at))
            };
            // A base that lists those who take it in is not a choice for them.
            let from_below = self.open.len() > 1 && variants.iter().any(back);
            variants.retain(|variant| !back(variant));
            if !from_below && !variants.is_empty() {
                self.choices.push(Choice {
                    keyword,
                    variants,
                    discriminator: discriminator.take(),
                });
            }
        }
        merge(into, schema);
        Ok(())
    }

    /// Merges a part of `allOf`, its references followed.
    fn part(
        &mut self,
        into: &mut Map<String, Value>,
        part: Value,
        origin: &Origin,
    ) -> Result<(), Diagnostic> {
        let (at, value) = self.documents.resolve(origin, &part)?;
        if at == *origin {
            return match part {
                Value::Object(map) => self.take(into, map, origin),
                _ => Err(not_an_object(&at)),
            };
        }
        if self.open.contains(&at) {
            return Err(Diagnostic::error(
                Code::AllOfCycle,
                origin.clone(),
                "the schema is composed of itself",
            )
            .help("break the cycle: a recursive type refers to itself from a property"));
        }
        if !self.taken.insert(at.clone()) {
            return Ok(());
        }
        let mut value = value.clone();
        absolute(&mut value, &at.file);
        let Value::Object(map) = value else {
            return Err(not_an_object(&at));
        };
        self.open.push(at.clone());
        let done = self.take(into, map, &at);
        self.open.pop();
        done
    }

    /// Puts the choices back: as they are where they stand alone, else with what stands beside in
    /// each of the variants.
    fn choose(
        mut self,
        mut base: Map<String, Value>,
        origin: &Origin,
    ) -> Result<Map<String, Value>, Diagnostic> {
        let is_base = base.contains_key("properties");
        if is_base || self.choices.len() > 1 {
            self.choices
                .retain(|choice| !choice.variants.iter().all(is_constraint));
        }
        let mut choices = self.choices.into_iter();
        let Some(first) = choices.next() else {
            return Ok(base);
        };
        let rest: Vec<Choice> = choices.collect();
        if !is_base && rest.is_empty() {
            base.insert(first.keyword.into(), Value::Array(first.variants));
            base.extend(first.discriminator.map(|d| ("discriminator".into(), d)));
            return Ok(base);
        }
        let mut products: Vec<Vec<Value>> = first.variants.into_iter().map(|v| vec![v]).collect();
        for choice in rest {
            if products.len() * choice.variants.len() > MAX_VARIANTS {
                return Err(too_many(origin));
            }
            products = products
                .iter()
                .flat_map(|product| {
                    choice.variants.iter().map(move |variant| {
                        [product.as_slice(), std::slice::from_ref(variant)].concat()
                    })
                })
                .collect();
        }
        if products.len() > MAX_VARIANTS {
            return Err(too_many(origin));
        }
        let (place, base): (Map<String, Value>, Map<String, Value>) = base
            .into_iter()
            .partition(|(key, _)| AT_PLACE.contains(&key.as_str()));
        let variants = products
            .into_iter()
            .map(|parts| {
                let mut variant = with_base(self.documents, &base, parts, origin);
                if let Some(variant) = variant.as_object_mut()
                    && variant.contains_key("allOf")
                    && !self.taken.is_empty()
                {
                    variant.insert(COMPOSED_OF.into(), taken_out(&self.taken));
                }
                variant
            })
            .collect();
        let mut out = place;
        out.insert("oneOf".into(), Value::Array(variants));
        out.extend(first.discriminator.map(|d| ("discriminator".into(), d)));
        Ok(out)
    }
}

/// Components as they stand at [`COMPOSED_OF`].
fn taken_out(taken: &BTreeSet<Origin>) -> Value {
    let pair = |origin: &Origin| json!([origin.file, origin.pointer]);
    taken.iter().map(pair).collect()
}

/// The components that [`taken_out`] wrote.
fn taken_in(written: Option<Value>) -> BTreeSet<Origin> {
    let Some(Value::Array(pairs)) = written else {
        return BTreeSet::new();
    };
    let text = |pair: &Value, index: usize| Some(pair.get(index)?.as_str()?.to_owned());
    let origin = |pair: &Value| Some(Origin::new(&text(pair, 0)?, &text(pair, 1)?));
    pairs.iter().filter_map(origin).collect()
}

/// The parts and the base as one variant; a reference to what has the base in it already stays one.
fn with_base(
    documents: &Documents,
    base: &Map<String, Value>,
    mut parts: Vec<Value>,
    origin: &Origin,
) -> Value {
    if let [only] = parts.as_slice()
        && only.get("$ref").is_some()
        && names(base).is_subset(&names_of(documents, only, origin))
    {
        return only.clone();
    }
    if !base.is_empty() {
        parts.insert(0, Value::Object(base.clone()));
    }
    json!({ "allOf": parts })
}

/// The properties that a schema has in any case, without those of its variants.
fn names_of(documents: &Documents, schema: &Value, origin: &Origin) -> BTreeSet<String> {
    let mut composer = Composer::new(documents, &Origin::default());
    let mut merged = Map::new();
    match composer.part(&mut merged, schema.clone(), origin) {
        Ok(()) => names(&merged),
        Err(_) => BTreeSet::new(),
    }
}

fn names(schema: &Map<String, Value>) -> BTreeSet<String> {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flat_map(Map::keys)
        .cloned()
        .collect()
}

fn is_constraint(variant: &Value) -> bool {
    let Some(variant) = variant.as_object() else {
        return false;
    };
    let says = |key: &String| CONSTRAINTS.contains(&key.as_str());
    let at_place = |key: &String| key == "type" || AT_PLACE.contains(&key.as_str());
    variant.keys().any(says) && variant.keys().all(|key| says(key) || at_place(key))
}

fn too_many(origin: &Origin) -> Diagnostic {
    let message = format!("the choices here combine to more than {MAX_VARIANTS} variants");
    Diagnostic::error(Code::TooManyVariants, origin.clone(), message)
        .help("write the combinations that occur as one `oneOf`, or raise `compose::MAX_VARIANTS`")
}

fn not_an_object(at: &Origin) -> Diagnostic {
    Diagnostic::error(Code::NotAnObject, at.clone(), "a schema must be an object")
        .help("write the schema as a mapping, `{}` for any value")
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (key, value) in from {
        match (key.as_str(), into.get_mut(&key), value) {
            ("properties", Some(Value::Object(have)), Value::Object(more)) => {
                for (name, schema) in more {
                    match have.get_mut(&name) {
                        Some(known) => refine(known, schema),
                        None => {
                            have.insert(name, schema);
                        }
                    }
                }
            }
            ("allOf", Some(Value::Array(have)), Value::Array(more)) => have.extend(more),
            ("required", Some(Value::Array(have)), Value::Array(more)) => {
                let known: BTreeSet<String> = have.iter().map(Value::to_string).collect();
                have.extend(
                    more.into_iter()
                        .filter(|name| !known.contains(&name.to_string())),
                );
            }
            (_, _, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// A property that two parts describe: the later one holds, unless it only adds to the earlier.
fn refine(known: &mut Value, schema: Value) {
    if *known == schema {
        return;
    }
    let is_place = |key: &String| AT_PLACE.contains(&key.as_str());
    match (known, schema) {
        (Value::Object(have), Value::Object(more)) if more.keys().all(is_place) => {
            if have.contains_key("$ref") {
                let reference = Value::Object(std::mem::take(have));
                have.insert("allOf".into(), json!([reference]));
            }
            have.extend(more);
        }
        (Value::Object(have), Value::Object(more))
            if !have.contains_key("$ref")
                && !more.contains_key("$ref")
                && same_or_none(have.get("type"), more.get("type")) =>
        {
            merge(have, more);
        }
        (known, schema) => *known = schema,
    }
}

fn same_or_none(a: Option<&Value>, b: Option<&Value>) -> bool {
    a.is_none() || b.is_none() || a == b
}
