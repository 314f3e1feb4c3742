//! What a guide holds, as data.

use crate::ir::{Operation, Replacement};

use super::example::Example;

/// What changes for a program that moves from a deprecated operation to another one.
#[derive(Debug, Clone)]
pub struct Guide<'a> {
    /// The deprecated operation.
    pub old: &'a Operation,
    /// What replaces it.
    pub new: &'a Operation,
    /// How the replacement was found.
    pub replacement: &'a Replacement,
    /// Arguments of `new`, setters, and what is sent in the body.
    pub sent: Vec<Change>,
    /// Fields of the payload.
    pub received: Vec<Change>,
    /// What compiles, and does something else.
    pub behaviour: Vec<String>,
    /// How both are called.
    pub example: Example,
}

impl Guide<'_> {
    /// The changes that a program has to follow, or it does not compile.
    pub fn breaking(&self) -> impl Iterator<Item = &Change> {
        let all = self.sent.iter().chain(&self.received);
        all.filter(|change| change.is_breaking())
    }
}

/// What becomes of a parameter or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// As it was.
    pub old: Option<Item>,
    /// As it is now.
    pub new: Option<Item>,
    /// How the two were matched.
    pub found: Option<Found>,
}

impl Change {
    /// Whether a program that uses the old one does not compile with the new one: it is gone, is
    /// called otherwise, has another type, or is newly required.
    pub fn is_breaking(&self) -> bool {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => {
                old.ident != new.ident || old.ty != new.ty || (new.required && !old.required)
            }
            (Some(_), None) => true,
            (None, Some(new)) => new.required,
            (None, None) => false,
        }
    }
}

/// A parameter, or a field at any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is: an argument, a setter, a field of the body or of the payload.
    pub kind: Kind,
    /// The name on the wire; of a field its path, `items[].id`.
    pub wire: String,
    /// The name in Rust.
    pub ident: String,
    /// Its type, as it is written in Rust without its modules.
    pub ty: String,
    /// Whether it has to be given.
    pub required: bool,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// In the path.
    Path,
    /// In the query, a header or a cookie.
    Query,
    /// In the body of the request.
    Body,
    /// In the payload of the response.
    Payload,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "parameter",
            Self::Body => "body",
            Self::Payload => "response",
        }
    }
}

/// How two items were matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// They have the same name on the wire.
    Name,
    /// They are the id of the same kind of record.
    Id,
    /// Their names have the same words.
    Words,
}

impl Found {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "same name",
            Self::Id => "the id of the same record",
            Self::Words => "same words",
        }
    }
}
