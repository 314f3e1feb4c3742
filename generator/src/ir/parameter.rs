//! Parameters, and how they are written.

use super::deprecation::FieldDeprecation;
use super::types::TypeRef;
use crate::diagnostic::Origin;

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The whole value in a style of OpenAPI; the type is that of the whole value.
    Styled {
        /// The style.
        style: Style,
        /// Whether each item or key is written for itself.
        explode: bool,
    },
}

/// The styles of OpenAPI that write a value as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// An object as `key,value,key,value`, exploded as `key=value,key=value`; in a query the style
    /// `form` without explode.
    Simple,
    /// `.a,b`, exploded `.a.b`.
    Label,
    /// `;name=a,b`, exploded `;name=a;name=b`.
    Matrix,
}

/// How the description says that a list in a query is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredArray {
    /// The name as declared, with or without `[]`.
    pub name: String,
    /// Its `style`.
    pub style: ArrayStyle,
    /// Its `explode`: whether each item is a pair of its own.
    pub explode: bool,
}

/// The styles that OpenAPI has for a list in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayStyle {
    /// `form`, the default: commas unless exploded.
    Form,
    /// `spaceDelimited`.
    SpaceDelimited,
    /// `pipeDelimited`.
    PipeDelimited,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
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
    pub declared: Option<DeclaredArray>,
    /// The values of its enum that the description lists here, where these are not all.
    pub listed: Vec<String>,
    /// The default of the description, as JSON.
    pub default: Option<String>,
    /// For `page`: whether the first page is page 0 (`x-paging: zero-based`).
    pub zero_based: bool,
    /// Whether the value is a range, where the specs say so (`x-range`) against the rule.
    pub range: Option<bool>,
    /// Its description, where the specs keep prose.
    pub description: Option<String>,
    /// Set when the description marks this parameter as deprecated.
    pub deprecation: Option<FieldDeprecation>,
    /// Where it came from.
    pub origin: Origin,
}
