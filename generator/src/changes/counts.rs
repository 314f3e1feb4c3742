//! The changes counted, and the step of the crate's version that they mean.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::data::{Changes, Effect, Event, Part};

/// How many things changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// How many operations and types have this as the worst that happened to them.
    pub items: BTreeMap<Effect, usize>,
    /// How many changes have this effect.
    pub changes: BTreeMap<Effect, usize>,
    /// How often something happened to a part.
    #[serde(skip)]
    pub events: BTreeMap<(Part, Event), usize>,
}

impl Counts {
    /// How often that happened to such a part.
    pub fn of(&self, part: Part, event: Event) -> usize {
        self.events.get(&(part, event)).copied().unwrap_or(0)
    }
}

/// Counts the changes.
pub fn counts(changes: &Changes) -> Counts {
    let mut counts = Counts::default();
    for item in &changes.items {
        *counts.items.entry(item.rust).or_default() += 1;
        for change in &item.changes {
            *counts.changes.entry(change.rust).or_default() += 1;
            *counts
                .events
                .entry((change.part, change.event))
                .or_default() += 1;
        }
    }
    counts
}

/// A step of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The first number: a program may break, or do something else.
    Major,
    /// The second number: there is more to use, or a new warning.
    Minor,
    /// The third number: only docs differ.
    Patch,
    /// Nothing changed.
    None,
}

impl Step {
    /// The step that the changes mean.
    pub fn of(changes: &Changes) -> Self {
        match changes.items.iter().map(|item| item.rust).min() {
            Some(_) if changes.has(Effect::Breaks) || changes.has(Effect::Behaves) => Self::Major,
            Some(Effect::Documents) => Self::Patch,
            Some(_) => Self::Minor,
            None => Self::None,
        }
    }

    /// The version after `version`; before 1.0 each step is one number further to the right, as
    /// cargo has it. A version that is no three numbers stays.
    pub fn after(self, version: &str) -> String {
        let numbers: Option<Vec<u64>> = version.split('.').map(|n| n.parse().ok()).collect();
        let Some([major, minor, patch]) = numbers.as_deref() else {
            return version.to_owned();
        };
        match (self, *major, *minor) {
            (Self::None, ..) => version.to_owned(),
            (Self::Major, 0, 0) => format!("0.0.{}", patch + 1),
            (Self::Major, 0, minor) => format!("0.{}.0", minor + 1),
            (Self::Major, major, _) => format!("{}.0.0", major + 1),
            (Self::Minor, major, minor) if major > 0 => format!("{major}.{}.0", minor + 1),
            (_, major, minor) => format!("{major}.{minor}.{}", patch + 1),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
            Self::None => "none",
        })
    }
}
