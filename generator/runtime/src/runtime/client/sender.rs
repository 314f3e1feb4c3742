//! What the requests of a client share: what sends them, what bounds them, what they are signed with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::policy::Deprecations;
use crate::runtime::auth::credentials::Credentials;
use crate::runtime::http::environment::Environment;
use crate::runtime::http::transport::Transport;
use crate::runtime::limits::clock::Clock;
use crate::runtime::limits::gate::Gate;
use crate::runtime::limits::retries::Retries;
use crate::runtime::request::request::Base;
use crate::runtime::response::decode::Decoding;
use crate::runtime::values::id::CompanyId;

/// What the requests of a client and of all its clones share.
pub(crate) struct Sender {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) environment: Environment,
    /// Of the environment's API.
    pub(crate) base: Base,
    pub(crate) credentials: Credentials,
    pub(crate) company: Option<CompanyId>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) gate: Gate,
    pub(crate) retries: Retries,
    /// How many bytes of a response are read at most.
    pub(crate) max_body: u64,
    pub(crate) decoding: Decoding,
    pub(crate) deprecations: Deprecations,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("api", &self.environment.api().as_str())
            .field("company", &self.company)
            .finish_non_exhaustive()
    }
}
