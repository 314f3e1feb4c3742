//! The intermediate representation: the API as plain, serialisable data.
//!
//! No tokens and no OpenAPI types: whatever the emitter needs to know was decided by a pass and
//! stands here. Every node says where it came from.

mod deprecation;
pub(crate) mod scalar;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Origin;
pub use crate::openapi::OperationKey;
pub use deprecation::{
    Deprecation, FieldDeprecation, How, OperationRef, Replacement, Source, Target, published_on,
};

/// The whole API.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// `info.version` of the description.
    pub description_version: String,
    /// The tools, by module name.
    pub tools: Vec<Tool>,
    /// Types that more than one tool uses; they live in `procore::shared`.
    pub shared: Vec<Type>,
}

impl Api {
    /// All operations, by tool, version and resource.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.resources().flat_map(|resource| &resource.operations)
    }

    /// The same for changing them.
    pub fn operations_mut(&mut self) -> impl Iterator<Item = &mut Operation> {
        self.tools
            .iter_mut()
            .flat_map(|tool| &mut tool.versions)
            .flat_map(|version| &mut version.resources)
            .flat_map(|resource| &mut resource.operations)
    }

    /// All types, the shared ones first.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.shared
            .iter()
            .chain(self.resources().flat_map(|resource| &resource.types))
    }

    /// All resources, by tool and version.
    pub fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.tools
            .iter()
            .flat_map(|tool| &tool.versions)
            .flat_map(|version| &version.resources)
    }
}

/// A Procore tool (RFI, Budget): one module, one cargo feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tool {
    /// The category, `Project Management`.
    pub category: String,
    /// The name, `RFI`.
    pub name: String,
    /// The Rust module, `rfi`.
    pub module: String,
    /// The cargo feature, `rfi`.
    pub feature: String,
    /// Other tools' features that this one needs; empty unless a type is placed by hand.
    pub needs: Vec<String>,
    /// Its resource versions, oldest first.
    pub versions: Vec<Version>,
}

/// All operations of a tool with one resource version: a public module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// `1.0`; empty for paths without one.
    pub number: String,
    /// The Rust module, `v1_0`; `unversioned` for paths without one.
    pub module: String,
    /// The resources, by module name.
    pub resources: Vec<Resource>,
}

/// A resource, the third part of the tag: a file whose items its version module re-exports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resource {
    /// As in Procore's reference URLs, `rfis`.
    pub slug: String,
    /// The private Rust module (file), `rfis`.
    pub module: String,
    /// Whether Procore files it under a `legacy---` group.
    pub legacy: bool,
    /// The operations, in the order of the description.
    pub operations: Vec<Operation>,
    /// The types that live in this file, by name.
    pub types: Vec<Type>,
}

/// The path of a public item in the generated crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RustPath {
    /// `shared`, or the tool's module.
    pub module: String,
    /// The version's module; empty in `shared`.
    pub version: String,
    /// The item.
    pub name: String,
}

impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.version.is_empty() {
            write!(f, "procore::{}::{}", self.module, self.name)
        } else {
            write!(
                f,
                "procore::{}::{}::{}",
                self.module, self.version, self.name
            )
        }
    }
}

/// One operation: a request type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// What a success answers.
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
        parameters
            .chain(body)
            .chain(self.response.statuses.iter().map(|(_, ty)| ty))
    }
}

/// Whether an operation takes the `Procore-Company-Id` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Company {
    /// It must be sent.
    Required,
    /// It is sent when known.
    Optional,
    /// It is never sent.
    None,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a parameter's value is written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// One `name=value`.
    Single,
    /// `name=a&name=b`; the name ends in `[]` where Procore wants it.
    Repeated,
    /// `name=a,b`.
    Commas,
    /// `name=a%20b`.
    Spaces,
    /// `name=a|b`.
    Pipes,
    /// `name=A...B`, both ends optional; the type is the type of the ends.
    Range,
    /// `name=field` or `name=-field`; the type is the enum of the fields.
    Sort,
    /// `name[key]=value` for each field of an object.
    DeepObject,
    /// The value as JSON text.
    Json,
    /// `key,value,key,value` (style simple or form without explode, of an object).
    Pairs,
    /// `key=value,key=value` (style simple with explode, of an object).
    PairsExploded,
    /// `.a,b` (style label); the type is that of the whole value.
    Label,
    /// `.a.b` (style label with explode); the type is that of the whole value.
    LabelExploded,
    /// `;name=a,b` (style matrix); the type is that of the whole value.
    Matrix,
    /// `;name=a;name=b` (style matrix with explode); the type is that of the whole value.
    MatrixExploded,
}

/// How the description says that a list in a query is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredArray {
    /// The name as declared, with or without `[]`.
    pub name: String,
    /// Its `style`.
    pub style: ArrayStyle,
    /// Its `explode`: whether each item is a pair of its own.
    pub explode: bool,
}

/// The styles that OpenAPI has for a list in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArrayStyle {
    /// `form`, the default: commas unless exploded.
    Form,
    /// `spaceDelimited`.
    SpaceDelimited,
    /// `pipeDelimited`.
    PipeDelimited,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The name on the wire, with brackets, `filters[status][]`.
    pub wire: String,
    /// The Rust name of the argument or setter, `filter_status`; unique in the operation.
    pub ident: String,
    /// Where it goes.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Its type; for lists the type of one item (see `encoding`).
    pub ty: TypeRef,
    /// How it is written.
    pub encoding: Encoding,
    /// How the description says that a list in the query is written, where it says so. The client
    /// writes it as `encoding` has it unless a caller asks for this form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<DeclaredArray>,
    /// The default of the description, as JSON.
    pub default: Option<serde_json::Value>,
    /// For `page`: whether the first page is page 0 (`x-paging: zero-based`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zero_based: bool,
    /// Whether the value is a range, where the specs say so (`x-range`) against the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<bool>,
    /// Its description, where the specs keep prose.
    pub description: Option<String>,
    /// Set when the description marks this parameter as deprecated.
    pub deprecation: Option<FieldDeprecation>,
    /// Where it came from.
    pub origin: Origin,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// What an operation answers on success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The payload that the user gets.
    pub payload: Payload,
    /// The key of the envelope that the payload is taken out of, `data`.
    pub envelope: Option<String>,
    /// Each success status with its type.
    pub statuses: Vec<(String, TypeRef)>,
    /// The success statuses whose answer has no envelope, though others have one.
    pub bare: Vec<String>,
    /// The media types to ask for; none for plain JSON.
    pub accept: Vec<String>,
}

/// The payload of a response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The answer is a redirect to a file.
    Redirect,
}

/// How a list pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PagingStyle {
    /// `page` from 1 and `per_page`.
    Pages,
    /// `page` from 0, of a size that the server fixes.
    ZeroBased,
}

/// A type as it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TypeRef {
    /// `bool`.
    Bool,
    /// `i64`.
    Integer,
    /// `f64`: a measure, not money.
    Float,
    /// A decimal number without loss, from a JSON string or number.
    Decimal,
    /// `String`.
    String,
    /// Text that is never shown: a token, a password.
    Secret,
    /// A calendar date.
    Date,
    /// An instant.
    DateTime,
    /// Base64 text.
    Base64,
    /// A file in a multipart body.
    File,
    /// Any JSON: the description says nothing.
    Json,
    /// A list.
    List(Box<TypeRef>),
    /// An object with free keys.
    Map(Box<TypeRef>),
    /// An item of a list or a value of a map that can be null, as the description says.
    Nullable(Box<TypeRef>),
    /// Custom fields as they are read: id to data type and value.
    CustomFields,
    /// Custom fields as they are written: id to value.
    CustomFieldValues,
    /// A type of the crate.
    Named(RustPath),
    /// A type of the crate behind a `Box`, to break a cycle.
    Boxed(RustPath),
}

/// Whether a type is sent or received; it decides how an absent field is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// In parameters and bodies: absent, null and a value differ.
    Request,
    /// In responses: every field may be missing.
    Response,
}

/// A type of the generated crate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Type {
    /// Where it stands.
    pub rust: RustPath,
    /// What it is.
    pub shape: Shape,
    /// Sent or received.
    pub role: Role,
    /// Where it is used first, as words for its docs: "the body of", "in the response of" and
    /// the operation.
    pub used_by: Vec<RustPath>,
    /// Its description, where the specs keep prose.
    pub description: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// An object.
    Struct(Struct),
    /// A string or integer enum that keeps unknown values.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// One variant for each success status.
    Statuses(Vec<StatusVariant>),
}

/// An object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Struct {
    /// The fields, in the order of the description.
    pub fields: Vec<Field>,
    /// Keys `custom_field_<id>` at this level go to a field of this name and type.
    pub custom_fields: Option<(String, TypeRef)>,
    /// Property names of the description that `custom_fields` stands for.
    pub folded: Vec<String>,
    /// Property names of the description that go the other way only: `readOnly` in a request,
    /// `writeOnly` in a response.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub one_way: Vec<String>,
    /// The type of further properties, when the description gives one beside properties.
    pub additional: Option<TypeRef>,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The key on the wire.
    pub wire: String,
    /// The Rust name, `type_`.
    pub ident: String,
    /// Its type.
    pub ty: TypeRef,
    /// Whether a request must have it.
    pub required: bool,
    /// Whether null is a value of it (as far as the description says).
    pub nullable: bool,
    /// Only in responses, or only in requests.
    pub access: Access,
    /// The format of the description, for the docs (`email`, `uuid`, `int32`).
    pub format: Option<String>,
    /// The defaults of the description, as JSON; several where the places of the type differ in it.
    pub defaults: Vec<serde_json::Value>,
    /// Its description, where the specs keep prose.
    pub description: Option<String>,
    /// Set when the description marks this field as deprecated.
    pub deprecation: Option<FieldDeprecation>,
}

/// `readOnly` and `writeOnly`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// Both ways.
    #[default]
    Both,
    /// Only in responses.
    ReadOnly,
    /// Only in requests.
    WriteOnly,
}

/// A closed list of values that stays open to new ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Enum {
    /// String or integer values.
    pub values: EnumValues,
    /// The variants, in the order of the description.
    pub variants: Vec<Variant>,
    /// The Rust name of the variant that keeps unknown values, `Unknown`; unlike all others.
    pub unknown: String,
}

/// What the values of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnumValues {
    /// JSON strings.
    Strings,
    /// JSON integers.
    Integers,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The value on the wire; integers as decimal text.
    pub wire: String,
    /// The Rust name.
    pub ident: String,
    /// Set when the description marks this value as deprecated.
    pub deprecation: Option<FieldDeprecation>,
}

/// One of several types; what fits none is kept as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Union {
    /// The key whose value tells the variants apart, where the description names one.
    pub discriminator: Option<String>,
    /// The variants, in the order in which they are tried.
    pub variants: Vec<UnionVariant>,
    /// The Rust name of the variant that keeps what fits none, `Other`; unlike all others.
    pub other: String,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnionVariant {
    /// The Rust name.
    pub ident: String,
    /// Its type.
    pub ty: TypeRef,
    /// The values of the discriminator that choose it.
    pub tags: Vec<String>,
    /// For objects: keys that must be there for this variant to fit, but for those that all must
    /// have.
    pub required_keys: Vec<String>,
}

/// The answer of one success status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusVariant {
    /// The status, `207`, or a range, `2XX`.
    pub status: String,
    /// The Rust name, `MultiStatus`.
    pub ident: String,
    /// Its payload; `None` when there is no content.
    pub ty: Option<TypeRef>,
    /// Whether it has no envelope, though others have one.
    pub bare: bool,
}

/// What a stage counted; compared between stages so that nothing is lost in silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(pub BTreeMap<String, usize>);
