//! What OpenAPI says, read in one way by every stage: documents and `$ref`, the parts of an
//! operation, paths, methods, statuses and resource versions. It knows no stage.

pub mod compose;
pub mod content;
pub mod documents;
pub mod extensions;
pub mod method;
pub mod object;
pub mod operation;
mod operation_key;
pub mod operations;
pub mod parameter;
pub mod path_template;
pub mod schema;
pub mod status;
mod version;

pub use operation_key::OperationKey;
pub use path_template::PathTemplate;
pub use version::ApiVersion;
