//! Custom fields: keys `custom_field_<id>`, as they are read and as they are written.

use std::collections::BTreeMap;

use serde_json::Value;

use super::date::{Date, DateTime};
use super::decimal::Decimal;
use super::field::Field;
use super::union::union;
use crate::runtime::error::mismatch::{Kind, Step};
use crate::runtime::json::extra::Extra;
use crate::runtime::json::flat::Flat;
use crate::runtime::json::reader::{Fault, Reader, entry_size};
use crate::runtime::json::record::record;
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// What every key of a custom field begins with.
const PREFIX: &str = "custom_field_";

/// The id in the key of a custom field, in the one form that gives the key back.
fn id_of(key: &str) -> Option<i64> {
    let id: i64 = key.strip_prefix(PREFIX)?.parse().ok()?;
    (format!("{PREFIX}{id}") == key).then_some(id)
}

impl<F: Flat + Default> Flat for Field<F> {
    fn put(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, Fault> {
        let had = self.value().is_some();
        let mut flat = std::mem::take(self).into_value().unwrap_or_default();
        let put = flat.put(key, reader);
        if had || put == Ok(true) {
            *self = Self::Value(flat);
        }
        put
    }

    fn get(&self, writer: &mut Writer) {
        if let Self::Value(flat) = self {
            flat.get(writer);
        }
    }
}

/// The value of a custom field. What it is depends on the field's data type.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CustomFieldValue {
    /// Text, a date, or a decimal that came as text.
    Text(String),
    /// A number, digit for digit.
    Number(Decimal),
    /// A checkbox.
    Bool(bool),
    /// The entry of a list of values, or a person, a company.
    Entry(CustomFieldEntry),
    /// Several entries.
    Entries(Vec<CustomFieldEntry>),
    /// The ids of several entries; how they are written.
    Ids(Vec<i64>),
    /// Several texts.
    Texts(Vec<String>),
    /// Null when written: clears the field.
    Null,
    /// Anything else.
    Json(Value),
}

/// An entry that was chosen from a list.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CustomFieldEntry {
    /// `id`
    pub id: Option<i64>,
    /// `label`
    pub label: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}
record!(CustomFieldEntry { 0 id "id", 1 label "label", });

mod read {
    //! What a value can be when it is not null.
    use super::{CustomFieldEntry, Decimal, Value, union};

    #[derive(Debug, Clone, PartialEq)]
    pub(super) enum Shape {
        Text(String),
        Number(Decimal),
        Bool(bool),
        Entry(CustomFieldEntry),
        Ids(Vec<i64>),
        Texts(Vec<String>),
        Entries(Vec<CustomFieldEntry>),
        Json(Value),
    }
    union!(Shape {
        Text(String) string,
        Number(Decimal) number,
        Bool(bool) boolean,
        Entry(CustomFieldEntry) object [] tags [],
        Ids(Vec<i64>) array,
        Texts(Vec<String>) array,
        Entries(Vec<CustomFieldEntry>) array,
        ; Json
    });
}

impl Wire for CustomFieldValue {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        if reader.kind()? == Kind::Null {
            reader.null()?;
            return Ok(Self::Null);
        }
        let (from, fit) = (reader.reported(), reader.fit);
        let mark = reader.mark();
        let shape = read::Shape::read(reader)?;
        if reader.fit.wrong > fit.wrong {
            // A list of mixed things; no shape is wrong here.
            reader.forget(from);
            reader.fit = fit;
            reader.rewind(mark);
            return Value::read(reader).map(Self::Json);
        }
        Ok(match shape {
            read::Shape::Text(text) => Self::Text(text),
            read::Shape::Number(number) => Self::Number(number),
            read::Shape::Bool(value) => Self::Bool(value),
            read::Shape::Entry(entry) => Self::Entry(entry),
            read::Shape::Entries(entries) => Self::Entries(entries),
            read::Shape::Ids(ids) => Self::Ids(ids),
            read::Shape::Texts(texts) => Self::Texts(texts),
            read::Shape::Json(value) => Self::Json(value),
        })
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Text(text) => text.write(writer),
            Self::Number(number) => number.write(writer),
            Self::Bool(value) => value.write(writer),
            Self::Entry(entry) => entry.write(writer),
            Self::Entries(entries) => entries.write(writer),
            Self::Ids(ids) => ids.write(writer),
            Self::Texts(texts) => texts.write(writer),
            Self::Null => writer.null(),
            Self::Json(value) => value.write(writer),
        }
    }
}
crate::runtime::json::serde::bridge!(CustomFieldValue);

impl From<&str> for CustomFieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for CustomFieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for CustomFieldValue {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}

impl From<Decimal> for CustomFieldValue {
    fn from(value: Decimal) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for CustomFieldValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<i64>> for CustomFieldValue {
    fn from(ids: Vec<i64>) -> Self {
        Self::Ids(ids)
    }
}

impl From<Date> for CustomFieldValue {
    fn from(date: Date) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<DateTime> for CustomFieldValue {
    fn from(instant: DateTime) -> Self {
        Self::Text(instant.to_string())
    }
}

/// A custom field as it is read.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CustomField {
    /// `data_type`, such as `string`, `decimal`, `lov_entry`.
    pub data_type: Option<String>,
    /// `value`
    pub value: Option<CustomFieldValue>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
    /// Whether the value stood there without an object around it.
    bare: bool,
}
record!(CustomField { 0 data_type "data_type", 1 value "value", });

/// What stands under the key of a custom field.
trait Keyed: Wire {
    fn read_keyed(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::read(reader)
    }

    fn write_keyed(&self, writer: &mut Writer) {
        self.write(writer);
    }
}

impl Keyed for CustomFieldValue {}

/// Some responses have the bare value, without its data type.
impl Keyed for CustomField {
    fn read_keyed(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        if reader.kind()? == Kind::Object {
            return Self::read(reader);
        }
        Ok(Self {
            value: Some(CustomFieldValue::read(reader)?),
            bare: true,
            ..Self::default()
        })
    }

    fn write_keyed(&self, writer: &mut Writer) {
        match &self.value {
            Some(value) if self.bare => value.write(writer),
            _ => self.write(writer),
        }
    }
}

/// Custom fields by the id of their definition. It stands elsewhere than in the record: most records
/// have none.
#[derive(Debug, Clone)]
struct ById<T> {
    fields: BTreeMap<i64, T>,
    extra: Extra,
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self {
            fields: BTreeMap::new(),
            extra: Extra::default(),
        }
    }
}

/// A map of custom fields by the id of their definition.
macro_rules! by_id {
    ($(#[$doc:meta])* $name:ident of $value:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default)]
        pub struct $name(Option<Box<ById<$value>>>);

        impl $name {
            /// The custom field of the definition `id`.
            #[must_use]
            pub fn get(&self, id: i64) -> Option<&$value> {
                self.0.as_ref()?.fields.get(&id)
            }

            /// Sets the custom field of the definition `id`.
            pub fn insert(&mut self, id: i64, value: impl Into<$value>) -> &mut Self {
                self.inner().fields.insert(id, value.into());
                self
            }

            /// The custom fields, by the id of their definition.
            pub fn iter(&self) -> impl Iterator<Item = (i64, &$value)> {
                let inner = self.0.iter();
                inner.flat_map(|inner| inner.fields.iter().map(|(id, value)| (*id, value)))
            }

            /// How many there are.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.as_ref().map_or(0, |inner| inner.fields.len())
            }

            /// Whether there are none.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                let inner = self.0.as_ref();
                inner.is_none_or(|inner| inner.fields.is_empty() && inner.extra.is_empty())
            }

            /// Keys that are no custom fields, and values that are no values of one.
            #[must_use]
            pub fn extra(&self) -> &Extra {
                self.0.as_ref().map_or(Extra::NONE, |inner| &inner.extra)
            }

            fn inner(&mut self) -> &mut ById<$value> {
                self.0.get_or_insert_default()
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.iter().eq(other.iter()) && self.extra() == other.extra()
            }
        }

        impl<V: Into<$value>> FromIterator<(i64, V)> for $name {
            fn from_iter<I: IntoIterator<Item = (i64, V)>>(fields: I) -> Self {
                let mut all = Self::default();
                for (id, value) in fields {
                    all.insert(id, value);
                }
                all
            }
        }

        impl Flat for $name {
            fn put(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, Fault> {
                let Some(id) = id_of(key) else { return Ok(false) };
                let fields = &mut self.inner().fields;
                fields.remove(&id);
                reader.charge(entry_size::<$value>(fields.is_empty()))?;
                let value = Keyed::read_keyed(reader)?;
                fields.insert(id, value);
                Ok(true)
            }

            fn get(&self, writer: &mut Writer) {
                for (id, value) in self.iter() {
                    writer.key(&format!("{PREFIX}{id}"));
                    value.write_keyed(writer);
                    writer.end_value();
                }
                self.extra().write(writer, |_| true);
            }
        }

        impl Wire for $name {
            fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
                let mut fields = Self::default();
                reader.object()?;
                let mut first = true;
                while let Some(key) = reader.next_key(first)? {
                    first = false;
                    let from = reader.reported();
                    fields.take(&key, reader)?;
                    reader.within(from, || Step::key(&key));
                }
                Ok(fields)
            }

            fn write(&self, writer: &mut Writer) {
                writer.object();
                Flat::get(self, writer);
                writer.end_object();
            }

            fn empty() -> Option<Self> {
                Some(Self::default())
            }
        }

        impl $name {
            fn take(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<(), Fault> {
                let (mark, from) = (reader.mark(), reader.reported());
                if let Some(inner) = &mut self.0 {
                    inner.extra.remove(key);
                }
                match reader.without_loss(mark, from, |reader| Flat::put(self, key, reader)) {
                    Ok(true) => Ok(()),
                    Err(Fault::Syntax) => Err(Fault::Syntax),
                    Ok(false) | Err(Fault::Type) => {
                        reader.rewind(mark);
                        self.inner().extra.take(key, reader)
                    }
                }
            }
        }
        crate::runtime::json::serde::bridge!($name);
    };
}

by_id! {
    /// Custom fields as they are read, by the id of their definition.
    CustomFields of CustomField
}

by_id! {
    /// Custom fields as they are written, by the id of their definition.
    ///
    /// ```text
    /// CustomFieldValues::from_iter([(123, "text"), (124, "more text")])
    /// ```
    CustomFieldValues of CustomFieldValue
}
