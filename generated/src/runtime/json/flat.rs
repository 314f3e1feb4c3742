//! Fields that take keys of the object around them: custom fields, and whatever else comes.

use std::collections::BTreeMap;

use super::reader::{Fault, Reader, entry_size};
use super::wire::Wire;
use super::writer::Writer;

/// A field that takes keys of the object around it.
pub trait Flat {
    /// Takes the value of `key`, if the key is one of its own; else reads nothing.
    fn put(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, Fault>;

    /// Writes its keys into the object that is open.
    fn get(&self, writer: &mut Writer);
}

impl<F: Flat + Default> Flat for Option<F> {
    fn put(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, Fault> {
        let had = self.is_some();
        let mut flat = self.take().unwrap_or_default();
        let put = flat.put(key, reader);
        if had || put == Ok(true) {
            *self = Some(flat);
        }
        put
    }

    fn get(&self, writer: &mut Writer) {
        if let Some(flat) = self {
            flat.get(writer);
        }
    }
}

impl<T: Wire> Flat for BTreeMap<String, T> {
    fn put(&mut self, key: &str, reader: &mut Reader<'_>) -> Result<bool, Fault> {
        self.remove(key);
        reader.charge(entry_size::<T>(self.is_empty()) + key.len())?;
        let value = T::read_item(reader)?;
        self.insert(key.to_owned(), value);
        Ok(true)
    }

    fn get(&self, writer: &mut Writer) {
        for (key, value) in self {
            writer.key(key);
            value.write(writer);
            writer.end_value();
        }
    }
}
