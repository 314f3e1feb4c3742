//! A pull reader over JSON text: all received JSON is parsed here.
//!
//! It is not generic: what a type adds to it is one `match` over its fields, which is what keeps
//! thousands of types cheap to compile. A value of an unexpected type can be put back and taken as
//! raw text, so that nothing is lost, and each such value is reported with its path. What is read is
//! counted: a few bytes of text can make a large object, and a response must not exhaust the memory.

use std::borrow::Cow;

use super::fit::Fit;
use crate::runtime::error::mismatch::{Kind, Mismatch, Reports, Step, Stop, SyntaxError};

/// How deep JSON may nest; deeper input is refused instead of exhausting the stack.
const MAX_DEPTH: u16 = 128;

/// What a text takes in memory beside its bytes: the books of the allocator.
const TEXT: usize = 16;

/// Why a value could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The value is well formed, and of another type than expected; it was reported.
    Type,
    /// The text is not JSON, or what is read takes too much memory; reading ends.
    Syntax,
}

/// A position to return to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    depth: u16,
    memory: usize,
}

/// Reads JSON text value by value.
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u16,
    /// How many bytes of memory what is still to come may take.
    memory: usize,
    /// How many bytes of memory all of it may take.
    max_memory: usize,
    reports: Reports,
    stop: Option<Stop>,
    /// Whether a number that loses digits is a fault, and not only reported.
    exact: bool,
    /// Whether a number lost digits.
    rounded: bool,
    /// Whether a text or a number was expected where something else was found last.
    scalar: bool,
    /// How well what was read fits its types; a union chooses by it.
    pub(crate) fit: Fit,
    /// Where the value begins that is only tried as a variant of a union: nothing is reported.
    pub(crate) trying: Option<usize>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `text`.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self::with_memory(text, usize::MAX)
    }

    /// A reader at the start of `text`. What is read may take `bytes` of memory, as far as that can be
    /// known beforehand.
    #[must_use]
    pub fn with_memory(text: &'a str, bytes: usize) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            memory: bytes,
            max_memory: bytes,
            reports: Reports::default(),
            stop: None,
            exact: false,
            rounded: false,
            scalar: false,
            fit: Fit::default(),
            trying: None,
        }
    }

    /// The same reader, for which a number that loses digits is a fault.
    pub(crate) fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// Counts `bytes` of memory for what is read; ends reading when they are too many.
    #[inline]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), Fault> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => Err(self.out_of_memory()),
        }
    }

    #[cold]
    fn out_of_memory(&mut self) -> Fault {
        self.stop.get_or_insert(Stop::Memory(self.max_memory));
        Fault::Syntax
    }

    /// Reports that a number lost digits: a fault where it can be kept as it came.
    #[cold]
    pub(crate) fn round(&mut self, found: Kind) -> Result<(), Fault> {
        self.rounded = true;
        let fault = self.wrong_kind("number that fits 64 bits", found);
        if self.exact { Err(fault) } else { Ok(()) }
    }

    /// Reads a value that can be kept as it came. If a number in it loses digits it is read again, and
    /// that is a fault.
    #[inline]
    pub(crate) fn without_loss<T>(
        &mut self,
        mark: Mark,
        from: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let fit = self.fit;
        let value = read(self);
        if self.rounded {
            return self.exactly((mark, from, fit), value, &mut read);
        }
        value
    }

    #[cold]
    fn exactly<T>(
        &mut self,
        (mark, from, fit): (Mark, usize, Fit),
        value: Result<T, Fault>,
        read: &mut dyn FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.rounded = false;
        if self.exact || value.is_err() {
            return value;
        }
        self.rewind(mark);
        self.forget(from);
        self.fit = fit;
        self.exact = true;
        let value = read(self);
        self.exact = false;
        self.rounded = false;
        value
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    /// Ends reading: the text is not JSON.
    #[cold]
    fn syntax(&mut self, expected: &'static str) -> Fault {
        let at = self.at;
        self.stop
            .get_or_insert(Stop::Syntax(SyntaxError { at, expected }));
        Fault::Syntax
    }

    /// What ended the reading, after a [`Fault::Syntax`].
    pub(crate) fn take_stop(&mut self) -> Stop {
        self.stop.take().unwrap_or(Stop::Syntax(SyntaxError {
            at: self.at,
            expected: "a JSON value",
        }))
    }

    /// Fails unless only space is left.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.syntax("the end of the text"))
        }
    }

    /// The position of the next value.
    pub(crate) fn mark_value(&mut self) -> Mark {
        self.skip_space();
        self.mark()
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            depth: self.depth,
            memory: self.memory,
        }
    }

    /// Goes back to `mark`; what was read since is gone, and takes no memory.
    pub(crate) fn rewind(&mut self, mark: Mark) {
        self.at = mark.at;
        self.depth = mark.depth;
        self.memory = mark.memory;
    }

    /// What the value that comes next begins with.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.byte()
    }

    /// The type of the value that comes next.
    pub fn kind(&mut self) -> Result<Kind, Fault> {
        self.skip_space();
        match self.byte() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b't' | b'f') => Ok(Kind::Boolean),
            Some(b'n') => Ok(Kind::Null),
            Some(b'-' | b'0'..=b'9') => {
                let mark = self.mark();
                let number = self.scan_number()?;
                self.rewind(mark);
                let fraction = number.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'));
                Ok(if fraction {
                    Kind::Number
                } else {
                    Kind::Integer
                })
            }
            _ => Err(self.syntax("a JSON value")),
        }
    }

    /// Reports that the value that comes next is not `expected`.
    #[cold]
    pub fn wrong(&mut self, expected: &'static str) -> Fault {
        match self.kind() {
            Ok(found) => self.wrong_kind(expected, found),
            Err(fault) => fault,
        }
    }

    /// Reports that `found` was there instead of `expected`. A null is not reported: descriptions
    /// seldom say where there can be one, and it says no more than a value that is missing.
    #[cold]
    pub(crate) fn wrong_kind(&mut self, expected: &'static str, found: Kind) -> Fault {
        self.fit.wrong += 1;
        self.scalar = matches!(expected, "string" | "integer" | "number");
        if self.trying.is_none() && found != Kind::Null {
            self.reports.add(expected, found);
        }
        Fault::Type
    }

    /// Whether a text or a number was expected where something else was found last.
    pub(crate) fn take_scalar(&mut self) -> bool {
        std::mem::take(&mut self.scalar)
    }

    /// Where the next value begins.
    pub(crate) fn position(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    /// How many mismatches there are so far; for [`Self::within`] and [`Self::forget`].
    pub(crate) fn reported(&self) -> usize {
        self.reports.len()
    }

    /// Puts `step` before the paths of what was reported since there were `from` mismatches.
    pub(crate) fn within(&mut self, from: usize, step: impl FnOnce() -> Step) {
        self.reports.within(from, step);
    }

    /// Forgets what was reported since there were `from` mismatches.
    pub(crate) fn forget(&mut self, from: usize) {
        self.reports.forget(from);
    }

    /// What was reported, and how many more there were than are kept.
    pub(crate) fn take_mismatches(&mut self) -> (Vec<Mismatch>, usize) {
        std::mem::take(&mut self.reports).finish()
    }

    /// Takes `null` if it comes next.
    pub fn null(&mut self) -> Result<bool, Fault> {
        self.skip_space();
        if self.byte() == Some(b'n') {
            self.word("null")?;
            return Ok(true);
        }
        Ok(false)
    }

    fn word(&mut self, word: &'static str) -> Result<(), Fault> {
        match self.text.as_bytes().get(self.at..self.at + word.len()) {
            Some(found) if found == word.as_bytes() => {
                self.at += word.len();
                Ok(())
            }
            _ => Err(self.syntax(word)),
        }
    }

    /// Takes a boolean.
    pub fn boolean(&mut self) -> Result<bool, Fault> {
        self.skip_space();
        match self.byte() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.wrong("boolean")),
        }
    }

    /// Takes a number, as its text.
    pub fn number(&mut self, expected: &'static str) -> Result<&'a str, Fault> {
        self.skip_space();
        match self.byte() {
            Some(b'-' | b'0'..=b'9') => self.scan_number(),
            _ => Err(self.wrong(expected)),
        }
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == start {
            Err(self.syntax("a digit"))
        } else {
            Ok(())
        }
    }

    fn scan_number(&mut self) -> Result<&'a str, Fault> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.slice(start, self.at))
    }

    /// Takes an integer that fits 64 bits.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        self.skip_space();
        let mark = self.mark();
        match self.number("integer")?.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => {
                self.rewind(mark);
                Err(self.wrong("integer"))
            }
        }
    }

    /// Takes a string.
    pub fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.text("string")
    }

    /// Takes a string, named `expected` where something else comes.
    pub fn text(&mut self, expected: &'static str) -> Result<Cow<'a, str>, Fault> {
        self.text_of::<true>(expected)
    }

    /// Takes a string, which is counted where it is kept.
    fn text_of<const KEPT: bool>(&mut self, expected: &'static str) -> Result<Cow<'a, str>, Fault> {
        self.skip_space();
        if self.byte() != Some(b'"') {
            return Err(self.wrong(expected));
        }
        let start = self.at;
        let escaped = self.scan_string()?;
        if KEPT {
            self.charge(self.at - start + TEXT)?;
        }
        if !escaped {
            return Ok(Cow::Borrowed(self.slice(start + 1, self.at - 1)));
        }
        match serde_json::from_str::<String>(self.slice(start, self.at)) {
            Ok(text) => Ok(Cow::Owned(text)),
            // A lone surrogate: well formed, and no string of Rust can hold it.
            Err(_) => {
                self.at = start;
                Err(self.wrong("string of Unicode text"))
            }
        }
    }

    /// Moves behind a string; whether it has escapes.
    fn scan_string(&mut self) -> Result<bool, Fault> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        let mut escaped = false;
        loop {
            at = skip_plain(bytes, at);
            match bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    at += match bytes.get(at + 1) {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
                        Some(b'u')
                            if bytes
                                .get(at + 2..at + 6)
                                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
                        {
                            6
                        }
                        _ => {
                            self.at = at;
                            return Err(self.syntax("an escape"));
                        }
                    };
                }
                Some(0..=0x1f) | None => {
                    self.at = at;
                    return Err(self.syntax("the end of the string"));
                }
                Some(_) => at += 1,
            }
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn enter(&mut self) -> Result<(), Fault> {
        if self.depth == MAX_DEPTH {
            return Err(self.syntax("JSON that nests less deeply"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Enters an object.
    pub fn object(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.byte() == Some(b'{') {
            self.enter()
        } else {
            Err(self.wrong("object"))
        }
    }

    /// Enters an array.
    pub fn array(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.byte() == Some(b'[') {
            self.enter()
        } else {
            Err(self.wrong("array"))
        }
    }

    /// Whether another element follows; leaves the array or object after the last one.
    fn more(&mut self, first: bool, close: u8) -> Result<bool, Fault> {
        self.skip_space();
        match self.byte() {
            Some(byte) if byte == close => {
                self.at += 1;
                self.depth = self.depth.saturating_sub(1);
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                self.skip_space();
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.syntax("`,` or the end of the array or object")),
        }
    }

    /// Whether another item follows in the array; `first` right after [`Self::array`].
    pub fn next_item(&mut self, first: bool) -> Result<bool, Fault> {
        self.more(first, b']')
    }

    /// The next key of the object; `first` right after [`Self::object`].
    pub fn next_key(&mut self, first: bool) -> Result<Option<Cow<'a, str>>, Fault> {
        if !self.more(first, b'}')? {
            return Ok(None);
        }
        if self.byte() != Some(b'"') {
            return Err(self.syntax("a key"));
        }
        let key = self
            .text_of::<false>("string")
            .map_err(|_| self.syntax("a key of Unicode text"))?;
        self.skip_space();
        if self.byte() != Some(b':') {
            return Err(self.syntax("`:`"));
        }
        self.at += 1;
        self.skip_space();
        Ok(Some(key))
    }

    /// Takes any value, as its text.
    pub fn raw(&mut self) -> Result<&'a str, Fault> {
        self.skip_space();
        let start = self.at;
        self.skip()?;
        Ok(self.slice(start, self.at))
    }

    fn skip(&mut self) -> Result<(), Fault> {
        self.skip_space();
        match self.byte() {
            Some(b'{') => {
                self.enter()?;
                let mut first = true;
                while self.next_key(first)?.is_some() {
                    first = false;
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'[') => {
                self.enter()?;
                let mut first = true;
                while self.next_item(first)? {
                    first = false;
                    self.skip()?;
                }
                Ok(())
            }
            Some(b'"') => self.scan_string().map(|_| ()),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => self.scan_number().map(|_| ()),
            _ => Err(self.syntax("a JSON value")),
        }
    }
}

/// What an item of a list takes in memory, as far as that is known beforehand. A list has room for
/// four from the first one on.
pub(crate) fn item_size<T>(first: bool) -> usize {
    if first {
        4 * size_of::<T>()
    } else {
        size_of::<T>()
    }
}

/// What an entry of a map takes in memory, as far as that is known beforehand. A map has room for
/// eleven from the first one on, and is half full when it grows.
pub(crate) fn entry_size<T>(first: bool) -> usize {
    let entry = size_of::<T>() + size_of::<String>();
    if first { 11 * entry } else { 2 * entry }
}

/// Moves over characters that mean nothing in a string, eight at a time: up to a quote, a backslash,
/// a control character, or fewer than eight before the end.
fn skip_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES * 0x80;
    // The high bit of every byte that is zero, and perhaps of some above it.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    while let Some(Ok(chunk)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let word = u64::from_le_bytes(chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let found = control | zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at
}
