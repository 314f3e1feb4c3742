//! The words of one change, the same in every format.

use super::data::{Change, Effect, Event, Gone, Item, Part, Subject, Wire};

/// A piece of a line: our words, or what stands in a description or in code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Code(String),
}

/// A line being put together.
#[derive(Default)]
struct Line(Vec<Piece>);

impl Line {
    fn words(mut self, words: &str) -> Self {
        self.0.push(Piece::Words(words.to_owned()));
        self
    }

    fn code(mut self, code: &str) -> Self {
        self.0.push(Piece::Code(code.to_owned()));
        self
    }

    fn list(mut self, codes: &[String], most: usize) -> Self {
        for (n, code) in codes.iter().take(most).enumerate() {
            if n > 0 {
                self = self.words(", ");
            }
            self = self.code(code);
        }
        if codes.len() > most {
            self = self.words(&format!(" and {} more", codes.len() - most));
        }
        self
    }
}

/// What an item is called.
pub(super) fn subject(item: &Item) -> Vec<Piece> {
    let line = match &item.subject {
        Subject::Tool { module } => Line::default().words("the tool ").code(module),
        Subject::Operation { key, rust } => Line::default()
            .code(&key.to_string())
            .words("  ")
            .code(&short(&rust.to_string())),
        Subject::Type { rust } => Line::default().code(&short(&rust.to_string())),
    };
    line.0
}

/// Who uses a type.
pub(super) fn users(item: &Item) -> Option<Vec<Piece>> {
    let (shown, more) = super::outline::users(item);
    if shown.is_empty() {
        return None;
    }
    let shown: Vec<String> = shown.iter().map(|path| short(path)).collect();
    let line = Line::default().words("used by ").list(&shown, shown.len());
    let line = match more {
        0 => line,
        more => line.words(&format!(" and {more} more")),
    };
    Some(line.0)
}

/// Why a type is gone.
pub(super) fn gone(gone: &Gone) -> Vec<Piece> {
    const MOST: usize = 3;
    let short_all = |paths: &[String]| paths.iter().map(|path| short(path)).collect::<Vec<_>>();
    let line = match gone {
        Gone::LastUser { operations } if operations.is_empty() => {
            Line::default().words("nothing used it")
        }
        Gone::LastUser { operations } => Line::default()
            .words("its last user is gone: ")
            .list(operations, MOST),
        Gone::Shape { now } => Line::default()
            .words("where it stood there is ")
            .list(&short_all(now), MOST),
        Gone::Place { held_by } => Line::default()
            .words("no longer held by ")
            .list(&short_all(held_by), MOST),
    };
    line.0
}

/// What happened, in one line.
pub(super) fn change(change: &Change) -> Vec<Piece> {
    let line = part(change);
    let (old, new) = (change.old.as_deref(), change.new.as_deref());
    let line = match change.event {
        Event::Added => match new {
            Some(ty) => line.words("added: ").code(&short(ty)),
            None => line.words("added"),
        },
        Event::Removed => match old {
            Some(was) if change.part == Part::Operation => line.words("removed, was ").code(was),
            Some(was) => line.words("removed, was ").code(&short(was)),
            None => line.words("removed"),
        },
        Event::Renamed => step(line.words("renamed: "), old, new),
        Event::Retyped => step(line.words("another type: "), old, new),
        Event::Required => line.words("required now"),
        Event::Optional => line.words("optional now"),
        Event::Reordered if change.part == Part::Value => {
            step(line.words("compared in another order: "), old, new)
        }
        Event::Reordered => step(line.words("arguments of `new` reordered: "), old, new),
        Event::Rewritten => step(line.words("on the wire: "), old, new),
        Event::Nullable => step(line, old, new),
        Event::Undeprecated => line.words("no longer deprecated"),
        Event::Deprecated => match (old, new) {
            (Some(_), _) => step(line.words("deprecated since "), old, new),
            (None, Some(date)) => line.words("deprecated since ").code(date),
            (None, None) => line.words("deprecated"),
        },
        Event::Sunset => match (old, new) {
            (None, Some(date)) => line.words("sunset set: ").code(date),
            (Some(date), None) => line.words("sunset taken back, was ").code(date),
            _ => step(line.words("sunset moved: "), old, new),
        },
        Event::Replacement => match (old, new) {
            (None, Some(target)) => line.words("use ").code(target).words(" instead"),
            (Some(target), None) => line.words("nothing to use instead, was ").code(target),
            _ => step(line.words("what to use instead: "), old, new),
        },
        Event::Documented => step(line.words("docs: "), old, new),
    };
    let line = match (change.rust, change.wire) {
        (Effect::Breaks, Wire::Same) => line.words(" (the same on the wire)"),
        (rust, Wire::Breaking) if rust != Effect::Breaks => line.words(" (breaking on the wire)"),
        _ => line,
    };
    line.0
}

/// The part that changed, if it is not the item itself.
fn part(change: &Change) -> Line {
    let kind = match change.part {
        Part::Tool | Part::Operation | Part::Type => {
            return match change.name.as_str() {
                "" => Line::default(),
                name => Line::default().words(name).words(" "),
            };
        }
        Part::Body => return Line::default().words("body "),
        Part::Response => return Line::default().words("response "),
        Part::Paging => return Line::default().words("paging "),
        Part::Parameter => "parameter ",
        Part::Field => "field ",
        Part::Value => "value ",
        Part::Variant => "variant ",
        Part::Status => "status ",
    };
    let line = Line::default().words(kind).code(&change.name);
    let line = match &change.wire_name {
        Some(wire) => line.words(" ").code(&format!("{wire:?}")),
        None => line,
    };
    line.words(" ")
}

fn step(line: Line, old: Option<&str>, new: Option<&str>) -> Line {
    let with_value = |line: Line, value: Option<&str>| match value {
        Some(value) if !value.is_empty() => line.code(&short(value)),
        _ => line.words("nothing"),
    };
    with_value(with_value(line, old).words(" -> "), new)
}

/// Rust paths without the name of the crate.
fn short(text: &str) -> String {
    text.replace("procore::", "")
}
