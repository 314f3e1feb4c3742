//! Walks the schemas of a description whose references all stay inside it. A place is a JSON pointer.

use serde_json::Value;

use generator::diagnostic::Origin;
use generator::ir::OperationKey;
use generator::openapi::documents::reference;
use generator::openapi::operation::{Part, schema_origin};

/// References lead to each other at most this often.
const LONGEST_CHAIN: usize = 64;

/// A description to walk in.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    root: &'a Value,
}

impl<'a> Places<'a> {
    pub(crate) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// What stands at `place`; null if nothing does.
    pub(crate) fn at(&self, place: &str) -> &'a Value {
        self.root.pointer(place).unwrap_or(&Value::Null)
    }

    /// The place that `place` stands for, its references followed.
    pub(crate) fn follow(&self, place: &str) -> String {
        let mut place = place.to_owned();
        for _ in 0..LONGEST_CHAIN {
            match reference(self.at(&place)) {
                Some(target) => place = target.trim_start_matches('#').to_owned(),
                None => break,
            }
        }
        place
    }

    /// The schema at `place` and all that it is composed of.
    fn parts(&self, place: &str) -> Vec<String> {
        let mut parts = vec![self.follow(place)];
        let mut next = 0;
        while let Some(part) = parts.get(next).cloned() {
            next += 1;
            for each in self.listed(&part, "allOf") {
                let each = self.follow(&each);
                if !parts.contains(&each) {
                    parts.push(each);
                }
            }
        }
        parts
    }

    fn listed(&self, place: &str, key: &str) -> Vec<String> {
        let list = self.at(place).get(key).and_then(Value::as_array);
        (0..list.map_or(0, Vec::len))
            .map(|i| format!("{place}/{key}/{i}"))
            .collect()
    }

    /// The schema of a property.
    pub(crate) fn property(&self, place: &str, name: &str) -> Option<String> {
        let found = self.parts(place).into_iter().find_map(|part| {
            let properties = self.at(&part).get("properties")?;
            properties.get(name)?;
            Some(child(&format!("{part}/properties"), name))
        })?;
        Some(self.follow(&found))
    }

    /// The names of all properties.
    pub(crate) fn properties(&self, place: &str) -> Vec<&'a str> {
        let parts = self.parts(place).into_iter();
        let maps = parts.filter_map(|part| self.at(&part).get("properties")?.as_object());
        maps.flat_map(|map| map.keys())
            .map(String::as_str)
            .collect()
    }

    /// The names of the properties that must be there.
    pub(crate) fn required(&self, place: &str) -> Vec<&'a str> {
        let parts = self.parts(place).into_iter();
        let lists = parts.filter_map(|part| self.at(&part).get("required")?.as_array());
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// The schema of the items of a list.
    pub(crate) fn items(&self, place: &str) -> Option<String> {
        self.keyword(place, "items")
    }

    /// The schema of properties that have no schema of their own.
    pub(crate) fn additional(&self, place: &str) -> Option<String> {
        self.keyword(place, "additionalProperties")
    }

    fn keyword(&self, place: &str, key: &str) -> Option<String> {
        let part = self
            .parts(place)
            .into_iter()
            .find(|part| self.at(part).get(key).is_some_and(Value::is_object))?;
        Some(self.follow(&format!("{part}/{key}")))
    }

    /// The schemas of which a value has one.
    pub(crate) fn alternatives(&self, place: &str) -> Vec<String> {
        let parts = self.parts(place);
        let each = parts
            .iter()
            .flat_map(|part| ["oneOf", "anyOf"].map(|key| self.listed(part, key)))
            .flatten();
        each.map(|place| self.follow(&place)).collect()
    }

    /// A keyword that holds text, `type` or `format`.
    pub(crate) fn text(&self, place: &str, key: &str) -> Option<&'a str> {
        let parts = self.parts(place).into_iter();
        parts
            .filter_map(|part| self.at(&part).get(key)?.as_str())
            .next()
    }
}

/// The place of `key` in the object at `place`.
pub(crate) fn child(place: &str, key: &str) -> String {
    Origin::new("", place).child(key).pointer
}

/// The place of an operation.
pub(crate) fn operation(key: &OperationKey) -> String {
    child(&child("/paths", &key.path), &key.method.to_lowercase())
}

/// The place of a part of an operation.
pub(crate) fn part(key: &OperationKey, part: Part<'_>) -> String {
    part.origin(&Origin::new("", operation(key))).pointer
}

/// The place of the schema of a part, under a media type.
pub(crate) fn schema(part: &str, media_type: &str) -> String {
    schema_origin(&Origin::new("", part), Some(media_type)).pointer
}

/// The place of the schema of the body of an operation.
pub(crate) fn body(key: &OperationKey, media_type: &str) -> String {
    schema(&part(key, Part::Body), media_type)
}
