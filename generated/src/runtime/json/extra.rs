//! What a type does not name: unknown keys, and values of an unexpected JSON type.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::reader::{Fault, Reader};
use super::writer::Writer;

/// What the first key takes in memory beside its text: a map has room for several.
const FIRST: usize = 600;

/// What each key takes in memory beside its text.
const KEY: usize = 100;

/// Keys that a type does not name, and values of an unexpected JSON type, as they came.
///
/// They are written back when the value is sent, so that nothing is lost on the way. A number that came
/// as text, or text that came as a number, is here as well as in its field; it is written back as it
/// came unless the field was set to something else.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Kept>>);

/// JSON text, digit for digit as it came.
#[derive(Clone)]
enum Kept {
    /// By key.
    Keys(BTreeMap<String, Text>),
    /// The whole value, which is no object.
    Whole(Box<str>),
}

/// The JSON text of a key.
#[derive(Clone)]
struct Text {
    json: Box<str>,
    /// Whether its field holds it all the same, in another JSON type.
    read: bool,
}

/// The JSON alone.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(f)
    }
}

impl Extra {
    /// Nothing.
    pub(crate) const NONE: &'static Self = &Self(None);

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.get_text(key)
            .and_then(|text| serde_json::from_str(text).ok())
    }

    /// The JSON text of the value of `key`, digit for digit as it came.
    #[must_use]
    pub fn get_text(&self, key: &str) -> Option<&str> {
        match self.0.as_deref() {
            Some(Kept::Keys(keys)) => keys.get(key).map(|text| &*text.json),
            _ => None,
        }
    }

    /// Sets the value of `key`.
    pub fn insert(&mut self, key: impl Into<String>, value: Value) {
        self.insert_text(key.into(), &value.to_string());
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let Some(Kept::Keys(keys)) = self.0.as_deref_mut() else {
            return None;
        };
        let value = keys.remove(key)?;
        if keys.is_empty() {
            self.0 = None;
        }
        serde_json::from_str(&value.json).ok()
    }

    /// The keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = match self.0.as_deref() {
            Some(Kept::Keys(keys)) => Some(keys),
            _ => None,
        };
        keys.into_iter()
            .flat_map(|keys| keys.keys().map(String::as_str))
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value that came instead of the object: a string in a list of objects, for example.
    #[must_use]
    pub fn instead(&self) -> Option<Value> {
        self.instead_text()
            .and_then(|text| serde_json::from_str(text).ok())
    }

    pub(crate) fn instead_text(&self) -> Option<&str> {
        match self.0.as_deref() {
            Some(Kept::Whole(text)) => Some(text),
            _ => None,
        }
    }

    fn insert_text(&mut self, key: String, text: &str) {
        let text = Text {
            json: text.into(),
            read: false,
        };
        if let Some(Kept::Keys(keys)) = self.0.as_deref_mut() {
            keys.insert(key, text);
        } else {
            self.0 = Some(Box::new(Kept::Keys(BTreeMap::from([(key, text)]))));
        }
    }

    /// Notes that the field of `key` holds its value all the same, in another JSON type.
    pub(crate) fn mark_read(&mut self, key: &str) {
        if let Some(Kept::Keys(keys)) = self.0.as_deref_mut()
            && let Some(text) = keys.get_mut(key)
        {
            text.read = true;
        }
    }

    /// Whether a field holds a value that came in another JSON type.
    pub(crate) fn has_read(&self) -> bool {
        match self.0.as_deref() {
            Some(Kept::Keys(keys)) => keys.values().any(|text| text.read),
            _ => false,
        }
    }

    /// What came for `key`, if its field holds it in another JSON type.
    pub(crate) fn read_text(&self, key: &str) -> Option<&str> {
        match self.0.as_deref() {
            Some(Kept::Keys(keys)) => keys
                .get(key)
                .filter(|text| text.read)
                .map(|text| &*text.json),
            _ => None,
        }
    }

    /// Takes the value that comes next, for `key`.
    pub(crate) fn take(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let text = reader.raw()?;
        let first = if self.is_empty() { FIRST } else { 0 };
        reader.charge(first + KEY + key.len() + text.len())?;
        self.insert_text(key.to_owned(), text);
        Ok(())
    }

    /// Takes the value that comes next, in place of the object.
    pub(crate) fn instead_of(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let text = reader.raw()?;
        reader.charge(KEY + text.len())?;
        Ok(Self::whole(text))
    }

    /// This JSON text in place of the object.
    pub(crate) fn whole(text: &str) -> Self {
        Self(Some(Box::new(Kept::Whole(text.into()))))
    }

    /// Writes the keys for which `wanted` holds, into an object that is open; not those that a field
    /// holds, or held until it was unset.
    pub(crate) fn write(&self, writer: &mut Writer, wanted: impl Fn(&str) -> bool) {
        if let Some(Kept::Keys(keys)) = self.0.as_deref() {
            let own = keys.iter().filter(|(_, text)| !text.read);
            for (key, text) in own.filter(|(key, _)| wanted(key)) {
                writer.key(key);
                writer.raw(&text.json);
                writer.end_value();
            }
        }
    }
}

impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (self.0.as_deref(), other.0.as_deref()) {
            (None, None) => true,
            (Some(Kept::Keys(a)), Some(Kept::Keys(b))) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|((ak, av), (bk, bv))| ak == bk && same(&av.json, &bv.json))
            }
            (Some(Kept::Whole(a)), Some(Kept::Whole(b))) => same(a, b),
            _ => false,
        }
    }
}

/// Whether two JSON texts mean the same.
fn same(a: &str, b: &str) -> bool {
    a == b
        || match (
            serde_json::from_str::<Value>(a),
            serde_json::from_str::<Value>(b),
        ) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_deref() {
            None => f.write_str("{}"),
            Some(Kept::Keys(keys)) => f.debug_map().entries(keys).finish(),
            Some(Kept::Whole(text)) => f.write_str(text),
        }
    }
}
