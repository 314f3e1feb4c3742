//! What a comparison gives, as plain data.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use crate::ir::{OperationKey, RustPath};

/// What a change does to a program that uses the crate, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// A program that uses the item no longer compiles.
    Breaks,
    /// It compiles, with a warning that was not there, or that says something else.
    Warns,
    /// It compiles, and does something else.
    Behaves,
    /// It compiles and does the same; there is more to use.
    Additive,
    /// Only the docs differ.
    Documents,
}

/// What a change is on the wire, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// A request that was right is not right any more, or a response lacks what it had.
    Breaking,
    /// More is taken, or more is sent back.
    Additive,
    /// The same bytes.
    Same,
}

/// The part of an item that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A tool: a module and a cargo feature.
    Tool,
    /// The operation itself.
    Operation,
    /// One of its parameters.
    Parameter,
    /// Its request body.
    Body,
    /// Its response.
    Response,
    /// How it pages.
    Paging,
    /// The type itself.
    Type,
    /// A field of an object.
    Field,
    /// A value of an enum.
    Value,
    /// A variant of a union.
    Variant,
    /// The response of one status.
    Status,
}

/// What happened to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// It is gone.
    Removed,
    /// It has another name in Rust, and the same on the wire.
    Renamed,
    /// It has another type.
    Retyped,
    /// It must be given.
    Required,
    /// It need not be given any more.
    Optional,
    /// Arguments of `new`, or the values of an enum, stand in another order.
    Reordered,
    /// It is written or read otherwise, and is the same in Rust.
    Rewritten,
    /// It is deprecated, or its date is another one.
    Deprecated,
    /// The date on which it goes away was set, moved or taken back.
    Sunset,
    /// What to use instead was set or changed.
    Replacement,
    /// It is not deprecated any more.
    Undeprecated,
    /// It is new.
    Added,
    /// It can be null, or not any more.
    Nullable,
    /// Words about it changed.
    Documented,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What it does to a program.
    pub rust: Effect,
    /// What it is on the wire.
    pub wire: Wire,
    /// What changed.
    pub part: Part,
    /// What happened to it.
    pub event: Event,
    /// The Rust name of the part; empty where it is the item itself.
    pub name: String,
    /// Its name on the wire, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wire_name: Option<String>,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// An item of the crate, or a tool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Subject {
    /// A tool, by its module.
    Tool {
        /// The module.
        module: String,
    },
    /// An operation.
    Operation {
        /// Method and path.
        #[serde(serialize_with = "displayed")]
        key: OperationKey,
        /// Its request type; as it was, where it is gone.
        #[serde(serialize_with = "displayed")]
        rust: RustPath,
    },
    /// A type; as it was, where it is gone or has another name.
    Type {
        /// Where it stands.
        #[serde(serialize_with = "displayed")]
        rust: RustPath,
    },
}

fn displayed<S: serde::Serializer>(value: &impl fmt::Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

/// Why a type is gone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Gone {
    /// No operation that used it is left.
    LastUser {
        /// The operations that used it.
        operations: Vec<String>,
    },
    /// Where it stood, these stand now.
    Shape {
        /// Their Rust paths.
        now: Vec<String>,
    },
    /// What held it does not hold it any more.
    Place {
        /// The types and operations that held it.
        held_by: Vec<String>,
    },
}

/// All that changed of one item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Item {
    /// The worst that it does to a program.
    pub rust: Effect,
    /// The module of the tool where it stands, or `shared`.
    pub tool: String,
    /// The item.
    pub subject: Subject,
    /// What changed, the worst first.
    pub changes: Vec<Change>,
    /// The operations that use a type, by their request types.
    pub users: Vec<String>,
    /// The tools of those operations.
    pub tools: BTreeSet<String>,
    /// Why a type is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
}

impl Item {
    /// Whether the item itself is new.
    pub fn is_new(&self) -> bool {
        let whole = |part| matches!(part, Part::Tool | Part::Operation | Part::Type);
        let mut changes = self.changes.iter();
        changes.any(|change| change.event == Event::Added && whole(change.part))
    }

    /// Whether it is a type that is new: it comes with what uses it.
    pub fn is_new_type(&self) -> bool {
        matches!(self.subject, Subject::Type { .. }) && self.is_new()
    }
}

/// Everything that differs between two APIs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The version of the old description.
    pub old: String,
    /// The version of the new one.
    pub new: String,
    /// How many operations the old API has.
    pub operations_before: usize,
    /// How many the new one has.
    pub operations_after: usize,
    /// What changed, the worst first, then by tool.
    pub items: Vec<Item>,
}

impl Changes {
    /// The same for some tools only: their items, and the shared types that they use.
    #[must_use]
    pub fn only(mut self, tools: &[String]) -> Self {
        self.items
            .retain(|item| tools.iter().any(|tool| item.tools.contains(tool)));
        self
    }

    /// Whether anything does this to a program.
    pub fn has(&self, effect: Effect) -> bool {
        self.items.iter().any(|item| item.rust == effect)
    }
}
