//! Requests to any path, for what the description does not have.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::call::call;
use super::sender::Sender;
use crate::runtime::error::Error;
use crate::runtime::limits::retry::RetryPolicy;
use crate::runtime::request::meta::{Meta, Method};
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Payload;
use crate::runtime::response::response::Response;
use crate::runtime::values::id::CompanyId;

/// The metadata of a request that no operation describes.
static RAW: Meta = Meta::DEFAULT;

/// A request to any path.
#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct RawRequest<'a> {
    sender: &'a Sender,
    request: Request,
}

impl<'a> RawRequest<'a> {
    pub(crate) fn new(sender: &'a Sender, method: Method, path: String) -> Self {
        Self {
            sender,
            request: Request::to(&RAW, method, path),
        }
    }
}

impl RawRequest<'_> {
    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.request.add_query(name, value.into());
        self
    }

    /// Sets a body of JSON.
    pub fn json(mut self, body: &Value) -> Self {
        self.request.json(body);
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request
            .options_mut()
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the request for this company.
    pub fn company(mut self, id: impl Into<CompanyId>) -> Self {
        self.request.options_mut().company = Some(id.into());
        self
    }

    /// Gives the whole request this much time, as `Operation::with_timeout` does.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.request.options_mut().timeout = Some(timeout);
        self
    }

    /// Sets when this request is sent again.
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.request.options_mut().retry = Some(Arc::new(policy));
        self
    }

    /// Calls `progress` as the body is sent, as `Operation::with_progress` does.
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.request.options_mut().progress = Some(Arc::new(progress));
        self
    }

    /// Sends the request.
    pub async fn send(self) -> Result<Response<Value>, Error> {
        self.send_as().await
    }

    /// Sends the request, where the response is not JSON or has a type of its own: `send_as::<Bytes>()`.
    pub async fn send_as<T: Payload>(self) -> Result<Response<T>, Error> {
        call(self.sender, &self.request).await
    }
}
