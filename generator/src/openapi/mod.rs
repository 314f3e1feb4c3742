//! What OpenAPI says, in the terms of the IR: shared by the stages that read schemas.

pub(crate) mod scalar;
