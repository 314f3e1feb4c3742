//! What happens when a deprecated operation is used, and who learns of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use http::HeaderMap;
use url::Url;

use super::notice::{DeprecationNotice, DeprecationSource, Subject};
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::announced::{announced, is_announcing};
use crate::runtime::limits::clock::Clock;
use crate::runtime::request::meta::Deprecation;
use crate::runtime::request::request::Request;

/// How many raw paths that the description does not have are reported, so that what is remembered of
/// them stays small whatever the paths are.
const UNKNOWN: usize = 256;

/// What happens when a deprecated operation is used, also by a raw request to its path.
///
/// A warning is an event of `tracing`, or a call of the function that was set with
/// [`on_deprecation`]. A client, with its clones, warns once of each operation that the description
/// deprecates, and once of each, deprecated there or not, whose responses have a header `Sunset` or
/// `Deprecation`; of raw paths that it does not know, of the first 256. Only the description makes an
/// error: a response comes when everything was sent.
///
/// [`on_deprecation`]: crate::runtime::client::builder::ClientBuilder::on_deprecation
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeprecationPolicy {
    /// Nothing happens.
    Ignore,
    /// A warning.
    #[default]
    Warn,
    /// The warning; and once the sunset date has passed, an error before anything is sent:
    /// [`ErrorKind::Sunset`].
    RefuseAfterSunset,
    /// The warning, and an error before anything is sent: [`ErrorKind::Deprecated`], or
    /// [`ErrorKind::Sunset`] once that date has passed.
    Refuse,
}

/// What is called in place of the warning.
pub(crate) type OnDeprecation = Box<dyn Fn(&DeprecationNotice) + Send + Sync>;

/// The policy of a client, and what it has reported.
pub(crate) struct Deprecations {
    policy: DeprecationPolicy,
    report: Option<OnDeprecation>,
    reported: Mutex<Reported>,
}

/// What was reported already.
#[derive(Default)]
struct Reported {
    operations: BTreeSet<(DeprecationSource, Cow<'static, str>)>,
    /// How many of them only a raw request names.
    unknown: usize,
}

impl Deprecations {
    pub(crate) fn new(policy: DeprecationPolicy, report: Option<OnDeprecation>) -> Self {
        Self {
            policy,
            report,
            reported: Mutex::default(),
        }
    }

    /// Applies the policy to a request to `path`.
    pub(crate) fn check(
        &self,
        request: &Request,
        path: &str,
        clock: &dyn Clock,
    ) -> Result<(), Error> {
        if self.policy == DeprecationPolicy::Ignore {
            return Ok(());
        }
        let subject = Subject::of(request, path);
        let Some(deprecation) = subject.deprecation else {
            return Ok(());
        };
        let source = DeprecationSource::Description;
        if self.is_first(source, subject, path) {
            self.report(&subject.described(deprecation));
        }
        let Some(kind) = self.refusal(deprecation, clock) else {
            return Ok(());
        };
        let notice = subject.described(deprecation);
        let message = match deprecation.sunset {
            Some(sunset) if kind == ErrorKind::Sunset => {
                let instead = notice.instead();
                let operation = notice.operation();
                format!("{operation} was announced to end on {sunset}; use {instead}")
            }
            _ => notice.to_string(),
        };
        Err(Error::of(kind, request.label(), message))
    }

    /// Reports what the headers of the response of `url` announce; `path` is that of the request.
    pub(crate) fn hear(&self, request: &Request, url: &Url, path: &str, headers: &HeaderMap) {
        if self.policy == DeprecationPolicy::Ignore || !is_announcing(headers) {
            return;
        }
        let Some(announced) = announced(headers, url) else {
            return;
        };
        let subject = Subject::of(request, path);
        if self.is_first(DeprecationSource::Response, subject, path) {
            self.report(&subject.announced(announced, path));
        }
    }

    /// Whether this was not reported before; from now on it counts as reported.
    fn is_first(&self, source: DeprecationSource, subject: Subject, path: &str) -> bool {
        let key = (source, subject.name(path));
        let unknown = subject.rust_path.is_none();
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if unknown && reported.unknown == UNKNOWN {
            return false;
        }
        let first = reported.operations.insert(key);
        reported.unknown += usize::from(first && unknown);
        first
    }

    /// Not while the lock is held: what is called may send requests itself.
    fn report(&self, notice: &DeprecationNotice) {
        if let Some(report) = &self.report {
            return report(notice);
        }
        let operation = notice.operation();
        let (date, sunset) = (notice.date.as_ref(), notice.sunset.as_ref());
        tracing::warn!(
            operation = &*operation,
            source = %notice.source,
            since = date.map_or_else(|| "unknown".to_owned(), ToString::to_string),
            sunset = sunset.map_or_else(|| "not set".to_owned(), ToString::to_string),
            instead = notice.instead(),
            guide = notice.page(),
            "deprecated operation"
        );
    }

    /// The kind of error with which the operation is refused, if it is.
    fn refusal(&self, deprecation: &Deprecation, clock: &dyn Clock) -> Option<ErrorKind> {
        let refuse = self.policy == DeprecationPolicy::Refuse;
        let passed = (refuse || self.policy == DeprecationPolicy::RefuseAfterSunset)
            && is_past(deprecation, clock.now());
        match (passed, refuse) {
            (true, _) => Some(ErrorKind::Sunset),
            (false, true) => Some(ErrorKind::Deprecated),
            (false, false) => None,
        }
    }
}

/// Whether the sunset date is over everywhere.
fn is_past(deprecation: &Deprecation, now: SystemTime) -> bool {
    let sunset = deprecation.sunset.and_then(|text| text.parse().ok());
    let sunset: Option<jiff::civil::Date> = sunset;
    // Twelve hours west of Greenwich the day ends last.
    let west = jiff::tz::Offset::constant(-12);
    let today = jiff::Timestamp::try_from(now).map(|now| west.to_datetime(now).date());
    sunset
        .zip(today.ok())
        .is_some_and(|(date, today)| today > date)
}
