//! Writes values: as JSON text, or as the bracketed names of forms and multipart bodies.
//!
//! Not generic, for the same reason as the reader: a type adds one call for each of its fields.

use std::collections::BTreeSet;

use super::digits::float_text;
use super::form::Form;
pub(crate) use super::form::FormValue;
use super::reader::{Fault, Reader};
use crate::runtime::error::mismatch::Kind;
use crate::runtime::http::file::File;

/// Writes a value event by event.
#[derive(Debug)]
pub struct Writer {
    out: Out,
    files: bool,
}

#[derive(Debug)]
enum Out {
    Json(Vec<u8>),
    Form(Form),
}

impl Writer {
    /// A writer of JSON.
    pub(crate) fn json() -> Self {
        Self {
            out: Out::Json(Vec::with_capacity(256)),
            files: false,
        }
    }

    /// A writer of form fields, all under `root` unless that is empty.
    pub(crate) fn form(root: &str) -> Self {
        Self {
            out: Out::Form(Form::new(root)),
            files: false,
        }
    }

    /// The JSON text.
    pub(crate) fn into_json(self) -> Vec<u8> {
        match self.out {
            Out::Json(out) => out,
            Out::Form(_) => Vec::new(),
        }
    }

    /// The form fields, or why there can be none.
    pub(crate) fn into_form(self) -> Result<Vec<(String, FormValue)>, String> {
        match self.out {
            Out::Json(_) => Ok(Vec::new()),
            Out::Form(form) => form.finish(),
        }
    }

    /// Whether a file was written where only text can go.
    pub(crate) fn lost_file(&self) -> bool {
        self.files && matches!(self.out, Out::Json(_))
    }

    /// The keys of the object that is open and was begun at `from`, for the record writer.
    pub(crate) fn keys_since(&self, from: usize) -> BTreeSet<String> {
        match &self.out {
            Out::Json(out) => {
                let text = out
                    .get(from..)
                    .and_then(|out| std::str::from_utf8(out).ok());
                text.map(keys_of).unwrap_or_default()
            }
            Out::Form(form) => form.keys_since(from),
        }
    }

    /// Replaces values of the object that is open and was begun at `from`: `kept` gives the JSON in
    /// place of what was written for a key. A form has no types, so nothing differs there.
    pub(crate) fn restore<'a>(
        &mut self,
        from: usize,
        kept: impl Fn(&str, &str) -> Option<&'a str>,
    ) {
        let Out::Json(out) = &mut self.out else {
            return;
        };
        let written = out.get(from..).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(written) else {
            return;
        };
        let mut edits = Vec::new();
        let mut reader = Reader::new(text);
        let mut first = true;
        if reader.object().is_ok() {
            while let Ok(Some(key)) = reader.next_key(first) {
                first = false;
                let start = from + reader.position();
                let Ok(value) = reader.raw() else { break };
                if let Some(json) = kept(&key, value) {
                    edits.push((start..start + value.len(), json));
                }
            }
        }
        // From the end, so that what is still to be replaced stays where it is.
        for (range, json) in edits.into_iter().rev() {
            drop(out.splice(range, json.bytes()));
        }
    }

    /// How much is written; for [`Self::keys_since`].
    pub(crate) fn position(&self) -> usize {
        match &self.out {
            Out::Json(out) => out.len(),
            Out::Form(form) => form.len(),
        }
    }

    /// Begins an object.
    pub fn object(&mut self) {
        if let Out::Json(out) = &mut self.out {
            out.push(b'{');
        }
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        if let Out::Json(out) = &mut self.out {
            out.push(b'}');
        }
    }

    /// Writes a key; its value must follow, then [`Self::end_value`].
    pub fn key(&mut self, key: &str) {
        match &mut self.out {
            Out::Json(out) => {
                if out.last() != Some(&b'{') {
                    out.push(b',');
                }
                if key
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                {
                    // Nearly every key; nothing in it needs an escape.
                    out.push(b'"');
                    out.extend_from_slice(key.as_bytes());
                    out.extend_from_slice(b"\":");
                } else {
                    text(out, key);
                    out.push(b':');
                }
            }
            Out::Form(form) => form.key(key),
        }
    }

    /// Begins an array.
    pub fn array(&mut self) {
        match &mut self.out {
            Out::Json(out) => out.push(b'['),
            Out::Form(form) => form.array(),
        }
    }

    /// Ends an array.
    pub fn end_array(&mut self) {
        match &mut self.out {
            Out::Json(out) => out.push(b']'),
            Out::Form(form) => form.end_array(),
        }
    }

    /// Comes before each item of an array; the item must follow, then [`Self::end_value`].
    pub fn item(&mut self) {
        match &mut self.out {
            Out::Json(out) => {
                if out.last() != Some(&b'[') {
                    out.push(b',');
                }
            }
            Out::Form(form) => form.item(),
        }
    }

    /// Ends what [`Self::key`] or [`Self::item`] began.
    pub fn end_value(&mut self) {
        if let Out::Form(form) = &mut self.out {
            form.end_value();
        }
    }

    fn scalar(&mut self, json: impl FnOnce(&mut Vec<u8>), form: impl FnOnce() -> String) {
        match &mut self.out {
            Out::Json(out) => json(out),
            Out::Form(fields) => fields.push(FormValue::Text(form())),
        }
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.scalar(|out| text(out, value), || value.to_owned());
    }

    /// Writes a string that needs no escapes.
    pub(crate) fn display(&mut self, value: &impl std::fmt::Display) {
        use std::io::Write;
        // Writing to memory cannot fail.
        self.scalar(|out| drop(write!(out, "\"{value}\"")), || value.to_string());
    }

    /// Writes a boolean.
    pub fn boolean(&mut self, value: bool) {
        let word = if value { "true" } else { "false" };
        self.scalar(
            |out| out.extend_from_slice(word.as_bytes()),
            || word.to_owned(),
        );
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: i64) {
        self.scalar(
            |out| drop(serde_json::to_writer(out, &value)),
            || value.to_string(),
        );
    }

    /// Writes a float.
    pub(crate) fn float(&mut self, value: f64) {
        if value.is_finite() && value.fract() != 0.0 {
            self.scalar(
                |out| drop(serde_json::to_writer(out, &value)),
                || float_text(value),
            );
        } else {
            self.number(&float_text(value));
        }
    }

    /// Writes a number from its JSON text.
    pub fn number(&mut self, value: &str) {
        self.scalar(
            |out| out.extend_from_slice(value.as_bytes()),
            || value.to_owned(),
        );
    }

    /// Writes null; in a form an empty value, which makes Rails clear a field.
    pub fn null(&mut self) {
        self.scalar(|out| out.extend_from_slice(b"null"), String::new);
    }

    /// Writes a file; JSON cannot hold one, so there it becomes null.
    pub(crate) fn file(&mut self, file: &File) {
        self.files = true;
        match &mut self.out {
            Out::Json(out) => out.extend_from_slice(b"null"),
            Out::Form(form) => form.push(FormValue::File(file.clone())),
        }
    }

    /// Writes JSON text as it is.
    pub fn raw(&mut self, json: &str) {
        match &mut self.out {
            Out::Json(out) => out.extend_from_slice(json.as_bytes()),
            // The text was read or made by this crate, so it is JSON.
            Out::Form(_) => drop(self.replay(&mut Reader::new(json))),
        }
    }

    fn replay(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut first = true;
        match reader.kind()? {
            Kind::Object => {
                reader.object()?;
                self.object();
                while let Some(key) = reader.next_key(first)? {
                    first = false;
                    self.key(&key);
                    self.replay(reader)?;
                    self.end_value();
                }
                self.end_object();
            }
            Kind::Array => {
                reader.array()?;
                self.array();
                while reader.next_item(first)? {
                    first = false;
                    self.item();
                    self.replay(reader)?;
                    self.end_value();
                }
                self.end_array();
            }
            Kind::String => self.string(&reader.string()?),
            Kind::Null => {
                reader.null()?;
                self.null();
            }
            Kind::Boolean | Kind::Integer | Kind::Number => self.number(reader.raw()?),
        }
        Ok(())
    }
}

/// Writes `value` as a JSON string.
fn text(out: &mut Vec<u8>, value: &str) {
    // Writing a string to memory cannot fail.
    drop(serde_json::to_writer(out, value));
}

/// The keys of an object that is not closed yet.
fn keys_of(text: &str) -> BTreeSet<String> {
    let mut reader = Reader::new(text);
    let mut keys = BTreeSet::new();
    let mut first = true;
    if reader.object().is_ok() {
        while let Ok(Some(key)) = reader.next_key(first) {
            first = false;
            keys.insert(key.into_owned());
            if reader.raw().is_err() {
                break;
            }
        }
    }
    keys
}
