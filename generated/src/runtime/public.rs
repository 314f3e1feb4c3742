//! What users of the crate name, in one place: the crate re-exports it at its root.

pub use super::auth::oauth::{Authorization, OAuth, TokenInfo};
pub use super::auth::token::{FileStore, MemoryStore, StoreLock, Token, TokenStore};
pub use super::client::builder::ClientBuilder;
pub use super::client::client::Client;
pub use super::client::notice::{DeprecationNotice, DeprecationSource};
pub use super::client::operation::Operation;
pub use super::client::policy::DeprecationPolicy;
pub use super::client::raw::RawRequest;
pub use super::error::mismatch::Mismatch;
pub use super::error::{BoxError, Error, ErrorKind};
pub use super::http::environment::Environment;
pub use super::http::file::{ByteStream, File};
#[cfg(feature = "reqwest")]
pub use super::http::http_client::ReqwestTransport;
pub use super::http::stall::StallProtection;
pub use super::http::transport::{
    HttpBody, HttpRequest, HttpResponse, Transport, TransportError, TransportErrorKind,
};
pub use super::json::extra::Extra;
pub use super::limits::budget::RetryBudget;
pub use super::limits::clock::{BoxFuture, Clock, SystemClock};
pub use super::limits::rate::RateLimit;
pub use super::limits::retry::{Attempt, Backoff, Failure, NoRetry, RetryPolicy};
pub use super::paging::pages::{Items, Paged, Pages, Paging};
pub use super::request::arrays::ArrayStyle;
pub use super::request::meta::{Company, Deprecation, Meta, Method, Replacement};
pub use super::request::request::Request;
pub use super::response::encoded::{Payload, Redirect};
pub use super::response::response::Response;
pub use super::transfer::download::Download;
pub use super::transfer::upload::{Upload, UploadTo, Uploaded};
pub use super::values::base64::Base64;
pub use super::values::custom_fields::{
    CustomField, CustomFieldEntry, CustomFieldValue, CustomFieldValues, CustomFields,
};
pub use super::values::date::{Date, DateTime};
pub use super::values::decimal::Decimal;
pub use super::values::field::Field;
pub use super::values::id::{CompanyId, Id, ProjectId};
pub use super::values::param::{Range, Sort};
#[cfg(feature = "rust_decimal")]
pub use super::values::rust_decimal::TooManyDigits;
pub use super::values::secret::Secret;
pub use super::webhook;

// Of other crates, where the types above take or return them.
/// The dates and instants that [`Date`] and [`DateTime`] stand on.
pub use ::jiff;
pub use bytes::Bytes;
pub use http::{HeaderMap, StatusCode};
pub use url::Url;
