//! Webhooks: the events that Procore delivers, read from the body of a delivery.
//!
//! Procore sends each event as a POST to the URL of a hook. There is no signature; what tells a
//! delivery from a forgery is the `Authorization` header that the hook was created with, which
//! [`is_authorized`] compares. An event may come twice, so note [`Event::id`] of each that was
//! processed. Respond within five seconds: Procore tries again otherwise.
//!
//! ```text
//! if !webhook::is_authorized(authorization, secret) {
//!     return 401;
//! }
//! let Ok(event) = Event::parse(body) else {
//!     return 400;
//! };
//! let is_new = event.id().is_none_or(|id| seen.insert(id.to_owned()));
//! if is_new && event.resource() == Some("RFIs") {
//!     println!("RFI {:?}: {:?}", event.resource_id(), event.reason());
//! }
//! 204
//! ```

mod authorization;
mod payload;

use std::borrow::Cow;

use crate::runtime::values::date::DateTime;

pub use authorization::is_authorized;
pub use payload::{EventV2, EventV3, EventV4, Metadata, Reason, RelatedResource};

/// An event, in the payload version that its hook asks for (`api_version`, `payload_version`).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Version 2.0: ids are numbers.
    V2(EventV2),
    /// Version 3.0: the same, with the records around a line item.
    V3(EventV3),
    /// Version 4.0: ids are texts, and there may be more reasons.
    V4(EventV4),
    /// A version that this crate does not know, as it came.
    Unknown(serde_json::Value),
}

impl Event {
    /// Reads the body of a delivery.
    ///
    /// # Errors
    /// The body is no JSON object.
    pub fn parse(body: &[u8]) -> Result<Self, InvalidEvent> {
        let value: serde_json::Value =
            serde_json::from_slice(body).map_err(InvalidEvent::syntax)?;
        let Some(object) = value.as_object() else {
            return Err(InvalidEvent::no_object());
        };
        let version = object
            .get("payload_version")
            .or_else(|| object.get("api_version"));
        let version = version
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        let major = version.trim_start_matches('v').split('.').next();
        // Version 4.0 does not say its version.
        let unversioned = version.is_empty() && object.contains_key("reason");
        match major {
            Some("2") => serde_json::from_value(value).map(Self::V2),
            Some("3") => serde_json::from_value(value).map(Self::V3),
            Some("4") => serde_json::from_value(value).map(Self::V4),
            _ if unversioned => serde_json::from_value(value).map(Self::V4),
            _ => Ok(Self::Unknown(value)),
        }
        .map_err(InvalidEvent::syntax)
    }

    /// What tells the event from all others, also where it is delivered twice: its ULID.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::V2(event) => event.ulid.as_deref(),
            Self::V3(event) => event.ulid.as_deref(),
            Self::V4(event) => event.id.as_deref(),
            Self::Unknown(value) => text(value, &["ulid", "id"]),
        }
    }

    /// The kind of record that changed, such as `RFIs`.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        match self {
            Self::V2(event) => event.resource_name.as_deref(),
            Self::V3(event) => event.resource_name.as_deref(),
            Self::V4(event) => event.resource_type.as_deref(),
            Self::Unknown(value) => text(value, &["resource_type", "resource_name"]),
        }
    }

    /// The id of the record that changed, as text in all versions.
    #[must_use]
    pub fn resource_id(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::V2(event) => event.resource_id.map(number),
            Self::V3(event) => event.resource_id.map(number),
            Self::V4(event) => event.resource_id.as_deref().map(Cow::Borrowed),
            Self::Unknown(_) => None,
        }
    }

    /// The company of the record, as text in all versions.
    #[must_use]
    pub fn company_id(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::V2(event) => event.company_id.map(number),
            Self::V3(event) => event.company_id.map(number),
            Self::V4(event) => event.company_id.as_deref().map(Cow::Borrowed),
            Self::Unknown(_) => None,
        }
    }

    /// The project of the record, as text in all versions; events of a company have none.
    #[must_use]
    pub fn project_id(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::V2(event) => event.project_id.map(number),
            Self::V3(event) => event.project_id.map(number),
            Self::V4(event) => event.project_id.as_deref().map(Cow::Borrowed),
            Self::Unknown(_) => None,
        }
    }

    /// What happened to the record.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::V2(event) => event.event_type.as_ref(),
            Self::V3(event) => event.event_type.as_ref(),
            Self::V4(event) => event.reason.as_ref(),
            Self::Unknown(_) => None,
        }
    }

    /// When it happened, in UTC.
    #[must_use]
    pub fn timestamp(&self) -> Option<&DateTime> {
        match self {
            Self::V2(event) => event.timestamp.as_ref(),
            Self::V3(event) => event.timestamp.as_ref(),
            Self::V4(event) => event.timestamp.as_ref(),
            Self::Unknown(_) => None,
        }
    }
}

fn number(id: i64) -> Cow<'static, str> {
    Cow::Owned(id.to_string())
}

fn text<'a>(value: &'a serde_json::Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| value.get(key)?.as_str())
}

/// The body of a delivery is no event. It does not show what the body says.
#[derive(Debug)]
pub struct InvalidEvent {
    message: String,
}

impl InvalidEvent {
    fn syntax(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        Self {
            message: format!("the delivery is no JSON: line {line}, column {column}"),
        }
    }

    fn no_object() -> Self {
        Self {
            message: "the delivery is no JSON object".to_owned(),
        }
    }
}

impl std::fmt::Display for InvalidEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvalidEvent {}
