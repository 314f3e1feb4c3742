//! Objects: one loop reads and one writes every record of the API; `record!` adds the fields.

use super::extra::Extra;
use super::loose::{is_as_read, loose_forms};
use super::reader::{Fault, Reader};
use super::writer::Writer;
use crate::runtime::error::mismatch::{Kind, Step};

/// An object with named fields; `record!` implements it.
pub trait Record {
    /// The keys of the fields, by index.
    fn keys(&self) -> &'static [&'static str];

    /// Reads the value of the field at `index`.
    fn put(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Writes the fields that are set.
    fn get(&self, writer: &mut Writer);

    /// Reads the value of a key that no field has, if the type takes it; else reads nothing.
    fn put_other(&mut self, _key: &str, _reader: &mut Reader<'_>) -> Result<bool, Fault> {
        Ok(false)
    }

    /// What the fields do not hold.
    fn extra(&self) -> &Extra;

    /// What the fields do not hold.
    fn extra_mut(&mut self) -> &mut Extra;
}

/// Reads an object into `record`.
pub fn read(record: &mut dyn Record, reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.object()?;
    let keys = record.keys();
    let mut next = 0;
    let mut first = true;
    let mut kept = false;
    let mut named = 0;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        let from = reader.reported();
        let mark = reader.mark();
        let index = find(keys, next, &key);
        if let Some(index) = index {
            next = index + 1;
        }
        let read = reader.without_loss(mark, from, |reader| match index {
            Some(index) => record.put(index, reader).map(|()| true),
            None => record.put_other(&key, reader),
        });
        match read {
            Ok(true) => {
                if index.is_some() {
                    named += 1;
                    reader.fit.named += 1;
                }
                // A key that stands twice: the last one counts.
                if kept && index.is_some() {
                    record.extra_mut().remove(&key);
                }
            }
            Ok(false) | Err(Fault::Type) => {
                reader.fit.unknown += usize::from(index.is_none());
                let scalar = reader.take_scalar();
                reader.rewind(mark);
                kept = true;
                record.extra_mut().take(&key, reader)?;
                if let Some(index) = index.filter(|_| scalar) {
                    read_loosely(record, index, &key);
                }
            }
            Err(Fault::Syntax) => return Err(Fault::Syntax),
        }
        reader.within(from, || Step::key(&key));
    }
    reader.fit.absent += keys.len().saturating_sub(named);
    Ok(())
}

/// Sets the field at `index` from what was kept of it, if that is a number that came as text, or text
/// that came as a number, alone, in a list or in a map, and nothing is lost. What came stays where it is.
#[cold]
fn read_loosely(record: &mut dyn Record, index: usize, key: &str) {
    let Some(json) = record.extra().get_text(key) else {
        return;
    };
    for text in loose_forms(json) {
        let mut reader = Reader::new(&text).exact();
        if record.put(index, &mut reader).is_ok() && reader.end().is_ok() {
            record.extra_mut().mark_read(key);
            return;
        }
    }
}

/// The field of `key`: servers send keys in a stable order, so the one after the last comes first.
fn find(keys: &[&str], next: usize, key: &str) -> Option<usize> {
    if keys.get(next).is_some_and(|expected| *expected == key) {
        return Some(next);
    }
    keys.iter().position(|known| *known == key)
}

/// Reads an object, or keeps what comes instead.
pub fn read_item(record: &mut dyn Record, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if reader.kind()? == Kind::Object {
        return read(record, reader);
    }
    reader.wrong("object");
    *record.extra_mut() = Extra::instead_of(reader)?;
    Ok(())
}

/// Writes `record`.
pub fn write(record: &dyn Record, writer: &mut Writer) {
    let extra = record.extra();
    if let Some(text) = extra.instead_text() {
        writer.raw(text);
        return;
    }
    let from = writer.position();
    writer.object();
    record.get(writer);
    if !extra.is_empty() {
        // A value of an unexpected type was kept; it gives way to one that was set since.
        let set = writer.keys_since(from);
        if extra.has_read() {
            writer.restore(from, |key, written| {
                extra
                    .read_text(key)
                    .filter(|json| is_as_read(json, written))
            });
        }
        extra.write(writer, |key| !set.contains(key));
    }
    writer.end_object();
}

/// Implements everything a record needs.
///
/// ```text
/// record!(Rfi {
///     0 id "id",
///     1 created_at "created_at",
///     custom custom_fields,       // optional: keys `custom_field_<id>` go there
///     additional additional,      // optional: all other keys go there
/// });
/// ```
#[allow(
    unused_macros,
    reason = "a set of tools can be without types that need it"
)]
macro_rules! record {
    ($name:ident {
        $($index:literal $field:ident $key:literal,)*
        $(custom $custom:ident,)?
        $(additional $additional:ident,)?
    }) => {
        impl $crate::runtime::json::record::Record for $name {
            fn keys(&self) -> &'static [&'static str] {
                <Self as $crate::runtime::json::wire::Wire>::KEYS
            }
            #[inline]
            fn put(
                &mut self,
                index: usize,
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<(), $crate::runtime::json::reader::Fault> {
                match index {
                    $($index => $crate::runtime::json::wire::Slot::put(&mut self.$field, reader),)*
                    _ => reader.raw().map(|_| ()),
                }
            }
            #[inline]
            #[allow(unused_variables, reason = "a record can be without fields")]
            fn get(&self, writer: &mut $crate::runtime::json::writer::Writer) {
                $($crate::runtime::json::wire::Slot::get(&self.$field, $key, writer);)*
                $($crate::runtime::json::flat::Flat::get(&self.$custom, writer);)?
                $($crate::runtime::json::flat::Flat::get(&self.$additional, writer);)?
            }
            $crate::runtime::json::record::others!($($custom)? $($additional)?);
            fn extra(&self) -> &$crate::runtime::json::extra::Extra {
                &self.extra
            }
            fn extra_mut(&mut self) -> &mut $crate::runtime::json::extra::Extra {
                &mut self.extra
            }
        }
        impl $crate::runtime::json::wire::Wire for $name {
            const KEYS: &'static [&'static str] = &[$($key),*];
            #[inline]
            fn read(
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::reader::Fault> {
                let mut record = Self::default();
                $crate::runtime::json::record::read(&mut record, reader).map(|()| record)
            }
            #[inline]
            fn write(&self, writer: &mut $crate::runtime::json::writer::Writer) {
                $crate::runtime::json::record::write(self, writer);
            }
            #[inline]
            fn read_item(
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::reader::Fault> {
                let mut record = Self::default();
                $crate::runtime::json::record::read_item(&mut record, reader).map(|()| record)
            }
            #[inline]
            fn empty() -> Option<Self> {
                Some(Self::default())
            }
            #[inline]
            fn null() -> Option<Self> {
                Some(Self {
                    extra: $crate::runtime::json::extra::Extra::whole("null"),
                    ..Self::default()
                })
            }
        }
        $crate::runtime::json::serde::bridge!($name);
    };
}
pub(crate) use record;

/// The method that takes the keys that no field has.
#[allow(
    unused_macros,
    reason = "a set of tools can be without types that need it"
)]
macro_rules! others {
    () => {};
    ($($flat:ident)+) => {
        fn put_other(
            &mut self,
            key: &str,
            reader: &mut $crate::runtime::json::reader::Reader<'_>,
        ) -> Result<bool, $crate::runtime::json::reader::Fault> {
            $(if $crate::runtime::json::flat::Flat::put(&mut self.$flat, key, reader)? {
                return Ok(true);
            })+
            Ok(false)
        }
    };
}
pub(crate) use others;
