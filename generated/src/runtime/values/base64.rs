//! Bytes that stand in JSON as base64 text.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::param::Param;
use crate::runtime::json::reader::{Fault, Reader};
use crate::runtime::json::wire::Wire;
use crate::runtime::json::writer::Writer;

/// Bytes that are base64 text in JSON.
///
/// Text from the server is kept as it is, even if it is not base64.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64(Box<str>);

/// Text that is not base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the text is no base64: {0}")]
pub struct Base64Error(base64::DecodeError);

impl Base64 {
    /// The text of `bytes`.
    #[must_use]
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(STANDARD.encode(bytes).into())
    }

    /// The text as it is in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The bytes.
    pub fn bytes(&self) -> Result<Vec<u8>, Base64Error> {
        let text: String = self.0.split_ascii_whitespace().collect();
        STANDARD.decode(text).map_err(Base64Error)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} characters)", self.0.len())
    }
}

impl Param for Base64 {
    fn text(&self) -> String {
        self.0.to_string()
    }
}

impl Wire for Base64 {
    const LOOSE: u8 = 2;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.string().map(|text| Self(text.into()))
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(&self.0);
    }
}

crate::runtime::json::serde::bridge!(Base64);
