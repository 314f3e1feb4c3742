//! Deprecations: of operations, with what replaces them, and of fields, parameters and values.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::path::RustPath;
use crate::openapi::OperationKey;

/// The deprecation of an operation. `O` is what is known of another operation: where it stands in
/// the crate, or only its key as long as nothing is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation<O = OperationRef> {
    /// Since when, if announced.
    pub date: Option<Date>,
    /// When it goes away; `None` while no date is set.
    pub sunset: Option<Date>,
    /// Whether that was past when the description was published.
    pub is_past: bool,
    /// What to use instead; several when the operation was split.
    pub replacements: Vec<Replacement<O>>,
    /// Where it was announced.
    pub announced: Vec<Source>,
    /// Why, for rows of the table.
    pub reason: Option<String>,
}

impl<O> Default for Deprecation<O> {
    fn default() -> Self {
        Self {
            date: None,
            sunset: None,
            is_past: false,
            replacements: Vec::new(),
            announced: Vec::new(),
            reason: None,
        }
    }
}

/// Where a deprecation was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// `deprecated: true`.
    Flag,
    /// The key `x-deprecated-at`.
    #[serde(rename = "x-deprecated-at")]
    DeprecatedAt,
    /// The key `x-sunset`.
    #[serde(rename = "x-sunset")]
    Sunset,
    /// The change log of the developer site.
    #[serde(rename = "changelog")]
    ChangeLog,
    /// A sentence of the description.
    Prose,
    /// A page of the developer site, kept in `notices.yaml`.
    Notice,
    /// A row of `deprecations.yaml`.
    Table,
}

/// What replaces a deprecated operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement<O = OperationRef> {
    /// The live end.
    pub target: Target<O>,
    /// How it was found.
    pub how: How,
    /// Whether nobody announced it in so many words: it was inferred from the shape of the API.
    pub inferred: bool,
    /// The deprecated steps between the operation and the live end.
    pub through: Vec<O>,
}

/// The target of a replacement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target<O = OperationRef> {
    /// A live operation.
    Operation(O),
    /// A resource group only.
    Group(String),
    /// What an announcement names and the description does not have.
    Unresolved(String),
}

/// An operation of the API, and its request type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationRef {
    /// Method and path.
    pub key: OperationKey,
    /// Where its request type stands.
    pub rust: RustPath,
}

/// How a replacement was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// A row of the table.
    Table,
    /// An announcement of the developer site.
    Notice,
    /// A reference link in the description.
    Link,
    /// A path in the description.
    Path,
    /// A title in the description.
    Title,
    /// Another method of the same path, named in the description.
    Method,
    /// A resource group, named in the description; the operation of the same kind in it.
    Group,
    /// A page of the documentation, named in the description.
    Guide,
    /// Inferred: the newest version of the same path.
    SamePathNewerVersion,
    /// Inferred: the same version and resource inside a company or a project.
    SameVersionRescoped,
    /// Inferred: the same title in the same tool, in a newer version.
    SameTitleNewerVersion,
    /// Inferred: PUT for PATCH or PATCH for PUT.
    SamePathOtherMethod,
}

impl How {
    /// The stable name, as it is serialised.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Notice => "notice",
            Self::Link => "link",
            Self::Path => "path",
            Self::Title => "title",
            Self::Method => "method",
            Self::Group => "group",
            Self::Guide => "guide",
            Self::SamePathNewerVersion => "same-path-newer-version",
            Self::SameVersionRescoped => "same-version-rescoped",
            Self::SameTitleNewerVersion => "same-title-newer-version",
            Self::SamePathOtherMethod => "same-path-other-method",
        }
    }

    /// On what grounds a replacement was inferred, for the end of a phrase; empty where there is
    /// nothing more to say.
    pub fn grounds(self) -> &'static str {
        match self {
            Self::Group => ": of its kind in the group that was announced",
            Self::SamePathNewerVersion => ": the same path in a newer version",
            Self::SameVersionRescoped => ": the same in a company or project",
            Self::SameTitleNewerVersion => ": the same title in a newer version",
            Self::SamePathOtherMethod => ": the other method of the same path",
            _ => "",
        }
    }
}

/// The deprecation of a field, a parameter or a value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDeprecation {
    /// The field to use instead, by its Rust name where it exists beside this one, else as announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// When it goes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<Date>,
}

/// The day on which a description was published, or the first of the month, `2026-03`.
pub fn published_on(text: &str) -> Option<Date> {
    let day = format!("{text}-01");
    text.parse().ok().or_else(|| day.parse().ok())
}
