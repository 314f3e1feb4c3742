//! Text that must not be shown: tokens, passwords, client secrets.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::field::Field;
use super::param::Param;
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// A token, password or client secret: sent and received like any text, but hidden from `Debug`, and
/// its memory is overwritten when it is dropped.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Field<Secret> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<String> for Field<Secret> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl Param for Secret {
    fn text(&self) -> String {
        self.expose().to_owned()
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl Wire for Secret {
    const LOOSE: u8 = 2;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.string().map(|text| Self::from(text.into_owned()))
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(self.expose());
    }
}

crate::runtime::json::serde::bridge!(Secret);
