//! Signing in: tokens, where they are kept, and how they are renewed.

pub(crate) mod credentials;
pub mod oauth;
pub(crate) mod private_file;
pub(crate) mod session;
pub mod token;
