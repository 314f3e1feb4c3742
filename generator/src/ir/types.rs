//! The types of the generated crate.

use super::deprecation::FieldDeprecation;
use super::path::RustPath;
use crate::diagnostic::Origin;

/// A type as it is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The id of a kind of record, by the name of its type: `ProjectId`. Only in parameters.
    Id(String),
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

impl TypeRef {
    /// The type of the crate in it, through lists, maps and what can be null.
    pub fn named(&self) -> Option<&RustPath> {
        match self {
            Self::Named(path) | Self::Boxed(path) => Some(path),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Whether a type is sent or received; it decides how an absent field is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// In parameters and bodies: absent, null and a value differ.
    Request,
    /// In responses: every field may be missing.
    Response,
}

/// A type of the generated crate.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Struct {
    /// The fields, in the order of the description.
    pub fields: Vec<Field>,
    /// Keys `custom_field_<id>` at this level go to a field of this name and type.
    pub custom_fields: Option<(String, TypeRef)>,
    /// Property names of the description that `custom_fields` stands for.
    pub folded: Vec<String>,
    /// Property names of the description that go the other way only: `readOnly` in a request,
    /// `writeOnly` in a response.
    pub one_way: Vec<String>,
    /// The type of further properties, when the description gives one beside properties.
    pub additional: Option<TypeRef>,
    /// Whether it is a body that only wraps its one field.
    pub is_wrapper: bool,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
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
    /// The values of its enum that the description lists here, where these are not all.
    pub listed: Vec<String>,
    /// The defaults of the description, as JSON; several where the places of the type differ in it.
    pub defaults: Vec<String>,
    /// Its description, where the specs keep prose.
    pub description: Option<String>,
    /// Set when the description marks this field as deprecated.
    pub deprecation: Option<FieldDeprecation>,
}

/// `readOnly` and `writeOnly`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// String or integer values.
    pub values: EnumValues,
    /// The variants, in the order of the description.
    pub variants: Vec<Variant>,
    /// The Rust name of the variant that keeps unknown values, `Unknown`; unlike all others.
    pub unknown: String,
}

/// What the values of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumValues {
    /// JSON strings.
    Strings,
    /// JSON integers.
    Integers,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The value on the wire; integers as decimal text.
    pub wire: String,
    /// The Rust name.
    pub ident: String,
    /// Set when the description marks this value as deprecated.
    pub deprecation: Option<FieldDeprecation>,
}

/// One of several types; what fits none is kept as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The key whose value tells the variants apart, where the description names one.
    pub discriminator: Option<String>,
    /// The variants, in the order in which they are tried.
    pub variants: Vec<UnionVariant>,
    /// The Rust name of the variant that keeps what fits none, `Other`; unlike all others.
    pub other: String,
    /// What all variants of a response have in common.
    pub common: Vec<CommonField>,
}

/// A field that all variants of a union have, with one type.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonField {
    /// The Rust name.
    pub ident: String,
    /// Its type.
    pub ty: TypeRef,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq)]
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

/// The response of one success status.
#[derive(Debug, Clone, PartialEq)]
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
