//! What happens when a deprecated operation is used.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::limits::clock::Clock;
use crate::runtime::request::meta::{Deprecation, Replacement};
use crate::runtime::request::request::Request;

/// What happens when a deprecated operation is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeprecationPolicy {
    /// Nothing happens.
    Ignore,
    /// A warning through `tracing`, once for each operation.
    #[default]
    Warn,
    /// The warning; and once the sunset date has passed, an error before anything is sent.
    RefuseAfterSunset,
}

/// The policy of a client, and what it has warned of.
pub(crate) struct Deprecations {
    policy: DeprecationPolicy,
    warned: Mutex<BTreeSet<&'static str>>,
}

impl Deprecations {
    pub(crate) fn new(policy: DeprecationPolicy) -> Self {
        Self {
            policy,
            warned: Mutex::default(),
        }
    }

    /// Applies the policy to a request.
    pub(crate) fn check(&self, request: &Request, clock: &dyn Clock) -> Result<(), Error> {
        let meta = request.meta();
        let Some(deprecation) = meta.deprecation else {
            return Ok(());
        };
        if self.policy == DeprecationPolicy::Ignore {
            return Ok(());
        }
        let instead = instead(deprecation.replacements);
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.insert(meta.rust_path) {
            tracing::warn!(
                operation = meta.rust_path,
                since = deprecation.date.unwrap_or("unknown"),
                sunset = deprecation.sunset.unwrap_or("not set"),
                instead,
                "deprecated operation"
            );
        }
        drop(warned);
        let refuse = self.policy == DeprecationPolicy::RefuseAfterSunset;
        if refuse && let Some(sunset) = passed(deprecation, clock.now()) {
            let message = format!("it was announced to end on {sunset}; use {instead}");
            return Err(Error::of(ErrorKind::Sunset, request.label(), message));
        }
        Ok(())
    }
}

/// The sunset date, once that day is over everywhere.
fn passed(deprecation: &Deprecation, now: SystemTime) -> Option<&'static str> {
    let sunset = deprecation.sunset?;
    let date: jiff::civil::Date = sunset.parse().ok()?;
    let now = jiff::Timestamp::try_from(now).ok()?;
    // Twelve hours west of Greenwich the day ends last.
    let last = jiff::tz::Offset::constant(-12).to_datetime(now).date();
    (last > date).then_some(sunset)
}

/// What to use instead, in words.
fn instead(replacements: &[Replacement]) -> String {
    let words = replacements.iter().map(|replacement| {
        let what = match (
            replacement.rust_path,
            replacement.operation,
            replacement.words,
        ) {
            (Some(path), ..) => path.to_owned(),
            (None, Some((method, path)), _) => format!("{method} {path}"),
            (None, None, words) => words.unwrap_or("what its announcement names").to_owned(),
        };
        if replacement.inferred {
            format!("{what} (inferred)")
        } else {
            what
        }
    });
    let words = words.collect::<Vec<_>>().join(" and ");
    if words.is_empty() {
        "another operation; none was announced".to_owned()
    } else {
        words
    }
}
