//! An operation: a request type, and what comes back.

use super::deprecation::Deprecation;
use super::parameter::Parameter;
use super::path::RustPath;
use super::types::TypeRef;
use crate::diagnostic::Origin;
use crate::openapi::OperationKey;

/// One operation: a request type.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Method and path.
    pub key: OperationKey,
    /// The description's `operationId`; empty if it has none.
    pub id: String,
    /// The title, `List RFIs`.
    pub title: String,
    /// The description, where the specs keep prose.
    pub description: Option<String>,
    /// Where the request type stands.
    pub rust: RustPath,
    /// The operation on Procore's reference pages.
    pub reference: String,
    /// Path, query, header and cookie parameters, in the order of the description. The
    /// `Procore-Company-Id` header is not among them; see `company`.
    pub parameters: Vec<Parameter>,
    /// Whether the operation takes the `Procore-Company-Id` header.
    pub company: Company,
    /// The request body.
    pub body: Option<Body>,
    /// What comes back on success.
    pub response: Response,
    /// How a list pages.
    pub paging: Option<Paging>,
    /// Set when Procore announced the deprecation of this operation.
    pub deprecation: Option<Deprecation>,
    /// Operations that this one replaces.
    pub replaces: Vec<RustPath>,
    /// How far Procore has got with it (`beta`), where that is not for everybody yet.
    pub stage: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

impl Operation {
    /// Every type that stands in it.
    pub fn type_refs(&self) -> impl Iterator<Item = &TypeRef> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let body = self.body.iter().map(|body| &body.ty);
        let responses = self.response.statuses.iter();
        let responses = responses.map(|response| &response.ty);
        parameters.chain(body).chain(responses)
    }
}

/// Whether an operation takes the `Procore-Company-Id` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Company {
    /// It must be sent.
    Required,
    /// It is sent when known.
    Optional,
    /// It is never sent.
    None,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Whether it must be given.
    pub required: bool,
    /// The media type under which it is described, which may be a range.
    pub described: String,
    /// The media type that is sent.
    pub media_type: String,
    /// How it is encoded.
    pub encoding: BodyEncoding,
    /// Its type.
    pub ty: TypeRef,
    /// Other media types that the description offers and the client does not send.
    pub other_media_types: Vec<String>,
}

/// How a request body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// `application/json` and `+json` types.
    Json,
    /// `multipart/form-data`, nested names in brackets.
    Multipart,
    /// `application/x-www-form-urlencoded`, nested names in brackets.
    Form,
    /// Bytes as they are.
    Bytes,
    /// Text as it is.
    Text,
}

/// What comes back from an operation on success.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The payload that the user gets.
    pub payload: Payload,
    /// The key of the envelope that the payload is taken out of, `data`.
    pub envelope: Option<String>,
    /// The response of each success status, by status.
    pub statuses: Vec<StatusResponse>,
    /// The media types to ask for; none for plain JSON.
    pub accept: Vec<String>,
}

/// The response of one success status.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusResponse {
    /// The status, `207`, or a range, `2XX`.
    pub status: String,
    /// Its type.
    pub ty: TypeRef,
    /// Whether it has no envelope, though others have one.
    pub bare: bool,
}

/// The payload of a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// No content.
    Empty,
    /// JSON of this type.
    Json(TypeRef),
    /// An enum (a [`Shape::Statuses`]) that differs by status.
    ByStatus(RustPath),
    /// Text.
    Text,
    /// Bytes, streamed on request.
    Bytes,
    /// A redirect to a file.
    Redirect,
}

/// How a list pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Which parameters count.
    pub style: PagingStyle,
    /// The Rust name of the field of the payload that holds the items; empty when the payload is
    /// the list.
    pub items: String,
    /// The type of an item.
    pub item: TypeRef,
}

/// Which parameters a paged list takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingStyle {
    /// `page` from 1 and `per_page`.
    Pages,
    /// `page` from 0, of a size that the server fixes.
    ZeroBased,
}
