//! Where a JSON pointer stands in a text; only asked for once there is something to report.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use saphyr_parser::{Event, Parser};

use super::format::is_json;
use crate::diagnostic::{Code, Diagnostic, Origin, Source};

/// A line and a column, both from 1.
type Position = (usize, usize);

/// Where `pointer` stands in `text`: the key of a member, the start of an item. A place that the
/// text does not spell out (it came through an alias, or something is missing there) is that of
/// the nearest one around it. `None` if the text cannot be parsed up to there.
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let mut wanted = wanted([pointer]);
    find("", text, &mut wanted);
    nearest(&wanted, pointer)
}

/// Sets the position of every diagnostic that lacks one, with one walk through each text.
pub fn fill_positions(diagnostics: &mut [Diagnostic], sources: &[Source]) {
    for source in sources {
        let lacks = |diagnostic: &Diagnostic| {
            diagnostic.position.is_none() && diagnostic.origin.file == source.name
        };
        let missing = diagnostics.iter().filter(|diagnostic| lacks(diagnostic));
        let mut wanted = wanted(missing.map(|diagnostic| diagnostic.origin.pointer.as_str()));
        if wanted.is_empty() {
            continue;
        }
        find(
            &source.name,
            &String::from_utf8_lossy(&source.bytes),
            &mut wanted,
        );
        for diagnostic in diagnostics
            .iter_mut()
            .filter(|diagnostic| lacks(diagnostic))
        {
            diagnostic.position = nearest(&wanted, &diagnostic.origin.pointer);
        }
    }
}

/// An error for every key that its object has already had, with both places.
pub(super) fn duplicate_keys(name: &str, text: &str) -> Vec<Diagnostic> {
    let mut seen: IndexMap<String, Position> = IndexMap::new();
    let mut repeated: IndexSet<String> = IndexSet::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    walk(name, text, |pointer, position| {
        let Some(first) = seen.get(pointer) else {
            seen.insert(pointer.to_owned(), position);
            return;
        };
        // What stands in the second of two equal members is not news.
        let mut outer = pointer.match_indices('/').map(|(end, _)| &pointer[..end]);
        if !outer.any(|outer| repeated.contains(outer)) {
            found.push(duplicate(name, pointer, *first, position));
            repeated.insert(pointer.to_owned());
        }
    });
    found
}

fn duplicate(name: &str, pointer: &str, first: Position, second: Position) -> Diagnostic {
    let key = pointer
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .replace("~1", "/")
        .replace("~0", "~");
    let message = format!(
        "the key `{key}` stands twice in its object, first at line {}, column {}",
        first.0, first.1
    );
    let mut diagnostic = Diagnostic::error(Code::DuplicateKey, Origin::new(name, pointer), message)
        .help("keep one of the two; most parsers drop the first in silence");
    diagnostic.position = Some(second);
    diagnostic
}

/// The pointers with all that lead to them, to be filled by [`find`].
fn wanted<'a>(pointers: impl IntoIterator<Item = &'a str>) -> IndexMap<String, Option<Position>> {
    let mut wanted = IndexMap::new();
    for pointer in pointers {
        let mut end = Some(pointer.len());
        while let Some(prefix) = end.map(|end| &pointer[..end]) {
            if wanted.insert(prefix.to_owned(), None).is_some() {
                break;
            }
            end = prefix.rfind('/');
        }
    }
    wanted
}

fn find(name: &str, text: &str, wanted: &mut IndexMap<String, Option<Position>>) {
    walk(name, text, |pointer, position| {
        if let Some(found) = wanted.get_mut(pointer) {
            *found = found.or(Some(position));
        }
    });
}

fn nearest(wanted: &IndexMap<String, Option<Position>>, pointer: &str) -> Option<Position> {
    let mut pointer = pointer;
    loop {
        if let Some(Some(position)) = wanted.get(pointer) {
            return Some(*position);
        }
        pointer = &pointer[..pointer.rfind('/')?];
    }
}

/// A step through a text, JSON or YAML.
enum Mark<'a> {
    Map,
    List,
    End,
    Scalar(Cow<'a, str>),
    /// A YAML alias: what it stands for is written elsewhere.
    Alias,
}

/// Calls `visit` with the pointer and place of every value that the text spells out.
fn walk(name: &str, text: &str, visit: impl FnMut(&str, Position)) {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut walk = Walk {
        pointer: String::new(),
        frames: Vec::new(),
        visit,
    };
    if is_json(name, text) {
        each_json_mark(text, |mark, position| walk.take(mark, position));
    } else {
        each_yaml_mark(text, |mark, position| walk.take(mark, position));
    }
}

struct Walk<F> {
    pointer: String,
    frames: Vec<Frame>,
    visit: F,
}

/// An object or array around the current place.
struct Frame {
    /// The length of its pointer.
    length: usize,
    kind: Kind,
}

enum Kind {
    Map { key_next: bool },
    List { next: usize },
}

impl<F: FnMut(&str, Position)> Walk<F> {
    fn take(&mut self, mark: Mark<'_>, position: Position) {
        if matches!(mark, Mark::End) {
            self.frames.pop();
            return;
        }
        match self.frames.last_mut() {
            None => (self.visit)("", position),
            Some(Frame {
                length,
                kind: Kind::List { next },
            }) => {
                self.pointer.truncate(*length);
                self.pointer.push('/');
                self.pointer.push_str(&next.to_string());
                *next += 1;
                (self.visit)(&self.pointer, position);
            }
            Some(Frame {
                length,
                kind: Kind::Map {
                    key_next: key_next @ true,
                },
            }) => {
                *key_next = false;
                self.pointer.truncate(*length);
                self.pointer.push('/');
                if let Mark::Scalar(text) = &mark {
                    self.pointer
                        .push_str(&text.replace('~', "~0").replace('/', "~1"));
                    (self.visit)(&self.pointer, position);
                }
            }
            Some(Frame {
                kind: Kind::Map { key_next },
                ..
            }) => *key_next = true,
        }
        let kind = match mark {
            Mark::Map => Kind::Map { key_next: true },
            Mark::List => Kind::List { next: 0 },
            Mark::End | Mark::Scalar(_) | Mark::Alias => return,
        };
        self.frames.push(Frame {
            length: self.pointer.len(),
            kind,
        });
    }
}

fn each_yaml_mark(text: &str, mut each: impl FnMut(Mark<'_>, Position)) {
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { return };
        let mark = match event {
            Event::MappingStart(..) => Mark::Map,
            Event::SequenceStart(..) => Mark::List,
            Event::MappingEnd | Event::SequenceEnd => Mark::End,
            Event::Scalar(text, ..) => Mark::Scalar(text),
            Event::Alias(_) => Mark::Alias,
            _ => continue,
        };
        each(mark, (span.start.line(), span.start.col() + 1));
    }
}

/// JSON that serde_json has accepted; saphyr would stop at keys of over 1,024 characters.
fn each_json_mark(text: &str, mut each: impl FnMut(Mark<'_>, Position)) {
    let bytes = text.as_bytes();
    let (mut index, mut line) = (0, 1);
    // Columns count characters, and most lines are short; a file of one long line is counted on
    // from the last place.
    let (mut counted_to, mut counted) = (0, 0);
    while let Some(&byte) = bytes.get(index) {
        let end = match byte {
            b'\n' => {
                line += 1;
                index += 1;
                (counted_to, counted) = (index, 0);
                continue;
            }
            b'"' => string_end(bytes, index),
            b'{' | b'[' | b'}' | b']' => index + 1,
            b',' | b':' | b' ' | b'\t' | b'\r' => {
                index += 1;
                continue;
            }
            _ => bytes[index..]
                .iter()
                .position(|byte| matches!(byte, b',' | b'}' | b']' | b':' | b'"') || *byte <= b' ')
                .map_or(bytes.len(), |length| index + length.max(1)),
        };
        counted += text
            .get(counted_to..index)
            .map_or(0, |text| text.chars().count());
        counted_to = index;
        let mark = match byte {
            b'{' => Mark::Map,
            b'[' => Mark::List,
            b'}' | b']' => Mark::End,
            _ => Mark::Scalar(unescaped(text.get(index..end).unwrap_or_default())),
        };
        each(mark, (line, counted + 1));
        index = end;
    }
}

/// The index after the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut index = start + 1;
    while let Some(&byte) = bytes.get(index) {
        match byte {
            b'\\' => index += 2,
            b'"' => return index + 1,
            _ => index += 1,
        }
    }
    bytes.len()
}

fn unescaped(token: &str) -> Cow<'_, str> {
    match token
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
        Some(_) => serde_json::from_str(token).map_or(Cow::Borrowed(token), Cow::Owned),
        None => Cow::Borrowed(token),
    }
}
