//! Two APIs compared: what the difference means to a program that uses the crate.
//!
//! [`compare`] gives plain data, the most important first; the formats are files of their own.

mod class;
mod counts;
mod html;
mod json;
mod markdown;
mod operations;
mod outline;
mod places;
mod shapes;
mod surface;
mod text;
mod types;
mod values;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::ir::{Api, OperationKey, RustPath};

pub use counts::{Counts, Step, counts};
pub use html::html;
pub use json::json;
pub use markdown::{changelog, markdown};
pub use text::text;

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
    /// Arguments of `new` stand in another order.
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

/// Compares two APIs.
pub fn compare(old: &Api, new: &Api) -> Changes {
    let places = places::Places::of(old, new);
    let mut items = tools(old, new);
    items.extend(operations::items(old, new, &places));
    items.extend(types::items(&places));
    for item in &mut items {
        item.changes.sort();
        item.rust = item.changes.first().map_or(item.rust, |change| change.rust);
    }
    items.sort();
    Changes {
        old: old.description_version.clone(),
        new: new.description_version.clone(),
        operations_before: old.operations().count(),
        operations_after: new.operations().count(),
        items,
    }
}

/// Tools that came and went, and features that have another name.
fn tools(old: &Api, new: &Api) -> Vec<Item> {
    fn features(api: &Api) -> BTreeMap<&str, &str> {
        api.tools
            .iter()
            .map(|tool| (tool.module.as_str(), tool.feature.as_str()))
            .collect()
    }
    let (before, after) = (features(old), features(new));
    let modules: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let mut items = Vec::new();
    for module in modules {
        let (was, is) = (before.get(module), after.get(module));
        let event = match (was, is) {
            (None, _) => Event::Added,
            (_, None) => Event::Removed,
            (was, is) if was != is => Event::Renamed,
            _ => continue,
        };
        let change = class::change(Part::Tool, event, class::Context::default())
            .was(was.map(ToString::to_string))
            .is(is.map(ToString::to_string));
        items.push(Item {
            rust: change.rust,
            tool: module.to_owned(),
            subject: Subject::Tool {
                module: module.to_owned(),
            },
            changes: vec![change],
            users: Vec::new(),
            tools: BTreeSet::from([module.to_owned()]),
            gone: None,
        });
    }
    items
}
