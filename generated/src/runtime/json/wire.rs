//! What can be read from and written to JSON: scalars, lists, maps; and the fields that hold them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::digits::EXACT;
use super::reader::{Fault, Reader, entry_size, item_size};
use super::value;
use super::writer::Writer;
use crate::runtime::error::mismatch::{Kind, Step};
use crate::runtime::http::file::File;

/// A value that stands in JSON.
///
/// The macros implement it for the types of the API; nobody needs to write it by hand.
pub trait Wire: Sized {
    /// The keys that the type knows, if it is an object.
    const KEYS: &'static [&'static str] = &[];

    /// How much else the type takes: of two variants of a union that fit a value alike, the one
    /// that takes less is chosen. `ANYTHING` takes whatever comes.
    const LOOSE: u8 = 0;

    /// Reads a value. After a [`Fault::Type`] the reader may stand anywhere in it.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;

    /// Writes the value.
    fn write(&self, writer: &mut Writer);

    /// Writes the value as a variant of a union, of which another variant is an integer or not.
    fn write_variant(&self, writer: &mut Writer, _integers: bool) {
        self.write(writer);
    }

    /// Reads a value that stands in a list or alone, where no field can be left unset instead:
    /// objects take whatever comes and keep it.
    fn read_item(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Self::read(reader)
    }

    /// Whether nothing at all can be expected, so that an empty body is no surprise.
    const NOTHING: bool = false;

    /// Whether it is read where nothing is described, so that whatever comes, or does not, is right.
    const ANYTHING: bool = false;

    /// What stands for a body that cannot come: of a type with [`Self::NOTHING`], or with HEAD.
    fn empty() -> Option<Self> {
        None
    }

    /// What null stands for in a list or a map whose description does not speak of it, if the type
    /// can hold it.
    fn null() -> Option<Self> {
        None
    }

    /// The value as a text body, for the types that can be one.
    fn from_text(_text: &str) -> Option<Self> {
        None
    }
}

/// The looseness of what takes any JSON.
pub(crate) const ANYTHING: u8 = u8::MAX;

/// A field of an object.
pub trait Slot {
    /// Reads the value into the field; unset after a [`Fault`].
    fn put(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Writes key and value, unless the field is unset.
    fn get(&self, key: &'static str, writer: &mut Writer);
}

impl<T: Wire> Slot for Option<T> {
    fn put(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *self = None;
        if !reader.null()? {
            *self = Some(T::read(reader)?);
        }
        Ok(())
    }

    fn get(&self, key: &'static str, writer: &mut Writer) {
        if let Some(value) = self {
            writer.key(key);
            value.write(writer);
            writer.end_value();
        }
    }
}

impl Wire for bool {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.boolean()
    }

    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }
}

impl Wire for i64 {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.integer()
    }

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }
}

impl Wire for f64 {
    const LOOSE: u8 = 2;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let mark = reader.mark_value();
        let text = reader.number("number")?;
        match text.parse::<Self>() {
            Ok(value)
                if value.is_finite() && (value.abs() < EXACT || text.contains(['.', 'e', 'E'])) =>
            {
                if !value::holds(value, text) {
                    reader.round(Kind::Number)?;
                }
                Ok(value)
            }
            _ => {
                reader.rewind(mark);
                Err(reader.wrong(value::FITS))
            }
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.float(*self);
    }

    /// Beside integers a whole number has a fraction, or it would be read as one of them.
    fn write_variant(&self, writer: &mut Writer, integers: bool) {
        if integers && self.is_finite() {
            writer.number(&format!("{self:?}"));
        } else {
            self.write(writer);
        }
    }
}

impl Wire for String {
    const LOOSE: u8 = 2;

    const NOTHING: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.string().map(std::borrow::Cow::into_owned)
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// No content: whatever the server sends is left alone.
impl Wire for () {
    const LOOSE: u8 = ANYTHING;

    const NOTHING: bool = true;
    const ANYTHING: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.raw().map(|_| ())
    }

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }

    fn empty() -> Option<Self> {
        Some(())
    }

    fn from_text(_text: &str) -> Option<Self> {
        Some(())
    }
}

impl Wire for Value {
    const LOOSE: u8 = ANYTHING;

    const NOTHING: bool = true;
    const ANYTHING: bool = true;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        value::read(reader)
    }

    fn write(&self, writer: &mut Writer) {
        writer.raw(&self.to_string());
    }

    fn empty() -> Option<Self> {
        Some(Self::Null)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

/// Null where the description says so; it keeps its place in a list and in a map.
impl Wire for File {
    /// Files are sent, not received; a string in the place of one is taken for its content.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let text = reader.string()?.into_owned();
        Ok(Self::from_bytes("", text))
    }

    fn write(&self, writer: &mut Writer) {
        writer.file(self);
    }
}

impl<T: Wire> Wire for Option<T> {
    const KEYS: &'static [&'static str] = T::KEYS;

    const LOOSE: u8 = T::LOOSE;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Ok(if reader.null()? {
            None
        } else {
            Some(T::read(reader)?)
        })
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn read_item(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Ok(if reader.null()? {
            None
        } else {
            Some(T::read_item(reader)?)
        })
    }

    fn null() -> Option<Self> {
        Some(None)
    }
}

/// Reads an item of a list or a value of a map; `None` for a null that the type cannot hold, which
/// is left out: it says no more than a missing one.
fn read_within<T: Wire>(reader: &mut Reader<'_>) -> Result<Option<T>, Fault> {
    if reader.null()? {
        return Ok(T::null());
    }
    T::read_item(reader).map(Some)
}

impl<T: Wire> Wire for Vec<T> {
    const LOOSE: u8 = T::LOOSE;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.array()?;
        let mut items = Self::new();
        let mut index = 0;
        while reader.next_item(index == 0)? {
            reader.charge(item_size::<T>(index == 0))?;
            let from = reader.reported();
            let item = read_within(reader);
            reader.within(from, || Step::Index(index));
            items.extend(item?);
            index += 1;
        }
        Ok(items)
    }

    fn write(&self, writer: &mut Writer) {
        writer.array();
        for item in self {
            writer.item();
            item.write(writer);
            writer.end_value();
        }
        writer.end_array();
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
    }
}

/// As in a list, a null is left out.
impl<T: Wire> Wire for BTreeMap<String, T> {
    const LOOSE: u8 = T::LOOSE.saturating_add(1);

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.object()?;
        let mut map = Self::new();
        let mut first = true;
        while let Some(key) = reader.next_key(first)? {
            reader.charge(entry_size::<T>(first) + key.len())?;
            first = false;
            let from = reader.reported();
            let value = read_within(reader);
            reader.within(from, || Step::key(&key));
            if let Some(value) = value? {
                map.insert(key.into_owned(), value);
            }
        }
        Ok(map)
    }

    fn write(&self, writer: &mut Writer) {
        writer.object();
        for (key, value) in self {
            writer.key(key);
            value.write(writer);
            writer.end_value();
        }
        writer.end_object();
    }

    fn empty() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Wire> Wire for Box<T> {
    const KEYS: &'static [&'static str] = T::KEYS;

    const LOOSE: u8 = T::LOOSE;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.charge(size_of::<T>())?;
        T::read(reader).map(Self::new)
    }

    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }

    fn read_item(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.charge(size_of::<T>())?;
        T::read_item(reader).map(Self::new)
    }

    fn empty() -> Option<Self> {
        T::empty().map(Self::new)
    }

    fn null() -> Option<Self> {
        T::null().map(Self::new)
    }
}

/// The value as JSON text.
pub(crate) fn to_text<T: Wire>(value: &T) -> String {
    let mut writer = Writer::json();
    value.write(&mut writer);
    // The writer writes strings only, so its output is UTF-8.
    String::from_utf8(writer.into_json()).unwrap_or_default()
}

/// The value as it stands in a query or a path: strings bare, everything else as JSON.
pub(crate) fn to_param<T: Wire>(value: &T) -> String {
    param_of(to_text(value))
}

/// The value of which this is the JSON text, as it stands in a query or a path.
pub(crate) fn param_of(text: impl Into<String>) -> String {
    let text = text.into();
    let mut reader = Reader::new(&text);
    match reader.kind() {
        Ok(Kind::String) => reader.string().map(Into::into).unwrap_or_default(),
        Ok(Kind::Null) => String::new(),
        _ => text,
    }
}
