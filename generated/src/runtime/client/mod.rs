//! The client, and the way of a request through it: prepared, sent, sent again, decoded.

pub mod builder;
pub(crate) mod call;
pub mod client;
pub(crate) mod exchange;
pub mod notice;
pub mod operation;
pub mod policy;
pub(crate) mod prepare;
pub mod raw;
pub(crate) mod retry_loop;
pub(crate) mod sender;
