//! The three states of a field in a request body.

use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::{Slot, Wire};
use crate::runtime::json::writer::Writer;

/// A field of a request body: left out, set to null, or set to a value.
///
/// A PATCH needs all three: a field that is left out stays as it is, null clears it.
///
/// ```text
/// body.due_date(date)             // sets it
/// body.due_date(Field::Null)      // clears it
/// body.due_date(Some(date))       // sets it; `None` clears it
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field<T> {
    /// The field is not sent.
    #[default]
    Absent,
    /// The field is sent as null.
    Null,
    /// The field is sent with this value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the field is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is set to null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Field<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl<T: Clone> From<&[T]> for Field<Vec<T>> {
    fn from(values: &[T]) -> Self {
        Self::Value(values.to_vec())
    }
}

impl<T, const N: usize> From<[T; N]> for Field<Vec<T>> {
    fn from(values: [T; N]) -> Self {
        Self::Value(values.into())
    }
}

impl From<i32> for Field<i64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

impl From<u32> for Field<i64> {
    fn from(value: u32) -> Self {
        Self::Value(value.into())
    }
}

impl<T: Wire> Slot for Field<T> {
    fn put(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *self = Self::Absent;
        *self = if reader.null()? {
            Self::Null
        } else {
            Self::Value(T::read(reader)?)
        };
        Ok(())
    }

    fn get(&self, key: &'static str, writer: &mut Writer) {
        let value = match self {
            Self::Absent => return,
            Self::Null => None,
            Self::Value(value) => Some(value),
        };
        writer.key(key);
        match value {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
        writer.end_value();
    }
}
