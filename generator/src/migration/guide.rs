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
    /// The cargo feature of the new one, where that of the old one is another.
    pub feature: Option<&'a str>,
    /// Where the ids come from that `new` takes and a program does not have yet.
    pub lookups: Vec<Lookup<'a>>,
    /// What does not compile, beside parameters and fields.
    pub breaks: Vec<String>,
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

/// An argument that is the id of a record which the old request did not name.
#[derive(Debug, Clone)]
pub struct Lookup<'a> {
    /// The argument.
    pub ident: String,
    /// Its type.
    pub ty: String,
    /// The type of the old id in its place, which is that of another kind of record.
    pub instead_of: Option<String>,
    /// The operation that lists such records.
    pub list: Option<&'a Operation>,
    /// The fields by which a person tells them apart there.
    pub told_by: Vec<String>,
}

impl Lookup<'_> {
    /// What to know of it, in a sentence.
    pub fn sentence(&self) -> String {
        let Self { ident, ty, .. } = self;
        let mut out = format!("`{ident}` is of type `{ty}`");
        if let Some(old) = &self.instead_of {
            out.push_str(&format!(
                ", not `{old}`: it names another kind of record, and the number need not be the same"
            ));
        }
        let Some(list) = self.list else {
            return format!("{out}. No operation is known that lists such records.");
        };
        out.push_str(&format!(". `{}` (`{}`) lists them", list.rust, list.key));
        let fields: Vec<String> = self
            .told_by
            .iter()
            .map(|field| format!("`{field}`"))
            .collect();
        if fields.is_empty() {
            out.push('.');
        } else {
            out.push_str(&format!("; see {}.", fields.join(", ")));
        }
        out
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
    /// They stand in the same place: last in the path, or under the same name in the one record that
    /// the body wraps.
    Place,
}

impl Found {
    /// The words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "same name",
            Self::Id => "the id of the same record",
            Self::Words => "same words",
            Self::Place => "same place",
        }
    }
}
