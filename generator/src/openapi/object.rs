//! Objects of a document as such: their keys, each where it has the right type.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// An object of a document, such as an operation with its extensions.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a>(&'a Map<String, Value>);

/// A value that is no object and no list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Null.
    Null,
    /// True or false.
    Flag(bool),
    /// A number. What an `f64` does not hold exactly is no date and no length.
    Number(f64),
    /// A text.
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// What a value is; `None` if it is an object or a list.
    pub fn of(value: &'a Value) -> Option<Self> {
        Some(match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::Number(number.as_f64()?),
            Value::String(text) => Self::Text(text),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }

    /// The text that it is.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Flag(_) | Self::Number(_) => None,
        }
    }
}

impl<'a> Object<'a> {
    /// The object with these keys.
    pub fn new(fields: &'a Map<String, Value>) -> Self {
        Self(fields)
    }

    /// A text.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.0.get(key)?.as_str()
    }

    /// A flag.
    pub fn flag(self, key: &str) -> Option<bool> {
        self.0.get(key)?.as_bool()
    }

    /// A value that is no object and no list; `None` for those, and where nothing is.
    pub fn scalar(self, key: &str) -> Option<Scalar<'a>> {
        Scalar::of(self.0.get(key)?)
    }

    /// The JSON of a value, for messages.
    pub fn json(self, key: &str) -> Option<String> {
        self.0.get(key).map(Value::to_string)
    }

    /// The objects of a list.
    pub fn objects(self, key: &str) -> impl Iterator<Item = Object<'a>> {
        let list = self.0.get(key).and_then(Value::as_array);
        let objects = list.into_iter().flatten().filter_map(Value::as_object);
        objects.map(Object)
    }

    /// A value of a type of ours, which an extension holds.
    ///
    /// # Errors
    /// What is wrong with it, if it is not of that type.
    pub fn read<T: DeserializeOwned>(self, key: &str) -> Option<Result<T, String>> {
        let value = self.0.get(key)?;
        Some(T::deserialize(value).map_err(|error| error.to_string()))
    }
}
