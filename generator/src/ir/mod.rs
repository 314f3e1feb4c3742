//! The intermediate representation: the API as plain, serialisable data.
//!
//! No tokens and no OpenAPI types: whatever the emitter needs to know was decided by a pass and
//! stands here. Every node says where it came from.

mod api;
mod deprecation;
mod operation;
mod parameter;
mod path;
pub(crate) mod scalar;
mod types;

pub use crate::openapi::OperationKey;
pub use api::{Api, Counts, LeftOut, Resource, Tool, Version};
pub use deprecation::{
    Deprecation, FieldDeprecation, How, OperationRef, Replacement, Source, Target, published_on,
};
pub use operation::{
    Body, BodyEncoding, Company, Operation, Paging, PagingStyle, Payload, Response, StatusResponse,
};
pub use parameter::{ArrayStyle, DeclaredArray, Encoding, Location, Parameter, Style};
pub use path::RustPath;
pub use types::{
    Access, CommonField, Enum, EnumValues, Field, Role, Shape, StatusVariant, Struct, Type,
    TypeRef, Union, UnionVariant, Variant,
};
