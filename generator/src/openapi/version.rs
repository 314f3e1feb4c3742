//! The version of a resource, which Procore puts into the path: `1.0` of `/rest/v1.0/rfis`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The module of what has no version.
const UNVERSIONED: &str = "unversioned";

/// A resource version: numbers with points between them. It keeps the text, and is ordered by the
/// numbers: `1.9` comes before `1.10`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiVersion(String);

impl ApiVersion {
    /// The version of a path: the first of its first two segments that is one.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut first = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .take(2);
        first.find_map(Self::of_segment)
    }

    /// The version that a segment of a path is: `v1`, `v1.0`.
    pub fn of_segment(segment: &str) -> Option<Self> {
        segment.strip_prefix('v')?.parse().ok()
    }

    /// The version that a module is called after; the inner `None` is that of what has no version.
    pub fn of_module(module: &str) -> Option<Option<Self>> {
        if module == UNVERSIONED {
            return Some(None);
        }
        let numbers = module.strip_prefix('v')?.replace('_', ".");
        numbers.parse().ok().map(Some)
    }

    /// The Rust module of a version, `v1_0`; `unversioned` for none.
    pub fn module(version: Option<&Self>) -> String {
        match version {
            Some(Self(text)) => format!("v{}", text.replace('.', "_")),
            None => UNVERSIONED.to_owned(),
        }
    }

    /// As it stands in the path, `1.0`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its numbers, the major one first.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        // At most eight digits each, as `from_str` makes sure.
        self.0.split('.').map(|part| part.parse().unwrap_or(0))
    }
}

/// A text is no version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAVersion;

impl FromStr for ApiVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if text.len() <= 20 && text.split('.').all(number) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAVersion)
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for ApiVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        // Two texts of the same numbers (`1.0`, `1.00`) are still two.
        let numbers = self.numbers().cmp(other.numbers());
        numbers.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for ApiVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_part_of_the_path() {
        let of = |path: &str| ApiVersion::of_path(path).map(|version| version.to_string());
        assert_eq!(of("/rest/v1.0/rfis").as_deref(), Some("1.0"));
        assert_eq!(of("/v2/pets").as_deref(), Some("2"));
        assert_eq!(of("/oauth/token"), None);
        assert_eq!(
            of("/rest/v1.0/workforce-planning/v2/groups").as_deref(),
            Some("1.0")
        );
        assert_eq!(of("/rest/v1./rfis"), None);
        assert_eq!(of("/rest/v123456789/rfis"), None);
    }

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let version = |text: &str| text.parse::<ApiVersion>().unwrap();
        assert!(version("1.9") < version("1.10"));
        assert!(version("1.10") < version("2"));
        assert!(version("1") < version("1.0"));
    }

    #[test]
    fn a_module_is_read_back_as_its_version() {
        for version in [
            None,
            ApiVersion::of_segment("v1.0"),
            ApiVersion::of_segment("v2"),
        ] {
            let module = ApiVersion::module(version.as_ref());
            assert_eq!(ApiVersion::of_module(&module), Some(version));
        }
        assert_eq!(ApiVersion::of_module("shared"), None);
    }
}
