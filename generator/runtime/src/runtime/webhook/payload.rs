//! The payloads of events, a type for each version.

use crate::runtime::json::extra::Extra;
use crate::runtime::json::record::record;
use crate::runtime::values::date::DateTime;
use crate::runtime::values::enums::string_enum;

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// `create`
    Create,
    /// `update`
    Update,
    /// `delete`
    Delete,
    /// Another one: version 4.0 has more, and names them nowhere.
    Unknown(String),
}

string_enum!(Reason {
    Create "create",
    Update "update",
    Delete "delete",
    ; Unknown
});

/// An event in version 2.0.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct EventV2 {
    /// The id of the event; the same event may have another one when it comes again.
    pub id: Option<i64>,
    /// What tells the event from all others.
    pub ulid: Option<String>,
    /// When it happened, in UTC.
    pub timestamp: Option<DateTime>,
    /// Who and what caused it.
    pub metadata: Option<Metadata>,
    /// The user who caused it.
    pub user_id: Option<i64>,
    /// The company of the record.
    pub company_id: Option<i64>,
    /// The project of the record; events of a company have none.
    pub project_id: Option<i64>,
    /// The version of the payload, `v2.0`.
    pub api_version: Option<String>,
    /// What happened.
    pub event_type: Option<Reason>,
    /// The kind of record that changed, such as `RFIs`.
    pub resource_name: Option<String>,
    /// The id of the record that changed.
    pub resource_id: Option<i64>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}

record!(EventV2 {
    0 id "id",
    1 ulid "ulid",
    2 timestamp "timestamp",
    3 metadata "metadata",
    4 user_id "user_id",
    5 company_id "company_id",
    6 project_id "project_id",
    7 api_version "api_version",
    8 event_type "event_type",
    9 resource_name "resource_name",
    10 resource_id "resource_id",
});

/// An event in version 3.0.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct EventV3 {
    /// The id of the event; the same event may have another one when it comes again.
    pub id: Option<i64>,
    /// What tells the event from all others.
    pub ulid: Option<String>,
    /// When it happened, in UTC.
    pub timestamp: Option<DateTime>,
    /// Who and what caused it.
    pub metadata: Option<Metadata>,
    /// The user who caused it.
    pub user_id: Option<i64>,
    /// The company of the record.
    pub company_id: Option<i64>,
    /// The project of the record; events of a company have none.
    pub project_id: Option<i64>,
    /// The version of the payload, `v3.0`.
    pub api_version: Option<String>,
    /// What happened.
    pub event_type: Option<Reason>,
    /// The kind of record that changed, such as `Direct Cost Line Items`.
    pub resource_name: Option<String>,
    /// The id of the record that changed.
    pub resource_id: Option<i64>,
    /// What a line item belongs to; mostly empty.
    pub related_resources: Option<Vec<RelatedResource>>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}

record!(EventV3 {
    0 id "id",
    1 ulid "ulid",
    2 timestamp "timestamp",
    3 metadata "metadata",
    4 user_id "user_id",
    5 company_id "company_id",
    6 project_id "project_id",
    7 api_version "api_version",
    8 event_type "event_type",
    9 resource_name "resource_name",
    10 resource_id "resource_id",
    11 related_resources "related_resources",
});

/// An event in version 4.0.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct EventV4 {
    /// What tells the event from all others: a ULID.
    pub id: Option<String>,
    /// When it happened, in UTC.
    pub timestamp: Option<DateTime>,
    /// What happened.
    pub reason: Option<Reason>,
    /// The company of the record.
    pub company_id: Option<String>,
    /// The project of the record; events of a company have none.
    pub project_id: Option<String>,
    /// The user who caused it.
    pub user_id: Option<String>,
    /// The kind of record that changed, such as `RFIs`.
    pub resource_type: Option<String>,
    /// The id of the record that changed.
    pub resource_id: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}

record!(EventV4 {
    0 id "id",
    1 timestamp "timestamp",
    2 reason "reason",
    3 company_id "company_id",
    4 project_id "project_id",
    5 user_id "user_id",
    6 resource_type "resource_type",
    7 resource_id "resource_id",
});

/// Who and what caused an event.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Metadata {
    /// The app through which it came.
    pub source_application_id: Option<i64>,
    /// The company in which it was done.
    pub source_company_id: Option<i64>,
    /// The operation that it was part of.
    pub source_operation_id: Option<String>,
    /// The project in which it was done.
    pub source_project_id: Option<i64>,
    /// The user who did it.
    pub source_user_id: Option<i64>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}

record!(Metadata {
    0 source_application_id "source_application_id",
    1 source_company_id "source_company_id",
    2 source_operation_id "source_operation_id",
    3 source_project_id "source_project_id",
    4 source_user_id "source_user_id",
});

/// A record that another one belongs to.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct RelatedResource {
    /// Its id.
    pub id: Option<i64>,
    /// The kind of record, such as `Direct Costs`.
    pub name: Option<String>,
    /// Keys that this type does not name, and values of an unexpected JSON type.
    pub extra: Extra,
}

record!(RelatedResource {
    0 id "id",
    1 name "name",
});
