//! What goes over the network: the seam to the HTTP client, hosts, bytes, and what keeps them moving.

pub(crate) mod agent;
pub(crate) mod announced;
pub(crate) mod cause;
pub mod environment;
pub(crate) mod executor;
pub mod file;
pub(crate) mod headers;
pub(crate) mod percent;
pub(crate) mod progress;
pub mod stall;
pub(crate) mod stream;
pub mod transport;

#[cfg(feature = "reqwest")]
pub mod http_client;
