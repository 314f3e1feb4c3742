//! An announcement as data: what import writes into the specs as `x-deprecation`, and all that
//! generation reads of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::reference::Reference;
use crate::ir::Source;

/// Everything an operation says about its deprecation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcement {
    /// Where it says so; never empty.
    pub signals: Vec<Signal>,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Dated>,
    /// When it goes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sunset: Option<Dated>,
    /// What to use instead, in the order of the text; several when it was split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<Mention>,
}

/// A date and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// The date.
    pub on: Date,
    /// Where it stands.
    pub found: Signal,
}

/// A place or a phrasing that announces a deprecation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    /// `deprecated: true`.
    Flag,
    /// `x-deprecated-at`.
    #[serde(rename = "x-deprecated-at")]
    DeprecatedAt,
    /// `x-sunset`.
    #[serde(rename = "x-sunset")]
    Sunset,
    /// An entry of the change log (`x-changelog`) of the type `deprecated` or `sunset`.
    ChangeLog,
    /// YAML keys that leaked into the description.
    LeakedYaml,
    /// The title ends or begins with "(DEPRECATED)".
    Title,
    /// "DEPRECATED" as a heading of the description.
    Heading,
    /// "(DEPRECATED)" within the description.
    Parenthesis,
    /// "This is a deprecated endpoint".
    IsDeprecatedEndpoint,
    /// "This endpoint is (or has been) deprecated".
    HasBeenDeprecated,
    /// "This endpoint will be deprecated".
    WillBeDeprecated,
    /// "This endpoint will be sunset (or removed)".
    WillBeSunset,
    /// "This endpoint will be replaced with".
    WillBeReplaced,
    /// "Deprecation note:".
    DeprecationNote,
}

impl Signal {
    /// The kind of source, for people: `flag`, `x-deprecated-at`, `x-sunset`, `changelog` or `prose`.
    pub fn source(self) -> Source {
        match self {
            Self::Flag => Source::Flag,
            Self::DeprecatedAt => Source::DeprecatedAt,
            Self::Sunset => Source::Sunset,
            Self::ChangeLog => Source::ChangeLog,
            _ => Source::Prose,
        }
    }
}

/// A replacement as an announcement names it: one target, in as many ways as the text gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// A link to the reference pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Reference>,
    /// A path of the API, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A method; without a path, the other method of the same path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The title of an operation, or the name of a group of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// A page of the documentation that says how to move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
}
