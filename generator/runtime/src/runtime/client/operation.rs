//! Operations, and how they are sent.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::client::Client;
use crate::runtime::error::Error;
use crate::runtime::limits::retry::RetryPolicy;
use crate::runtime::request::arrays::ArrayStyle;
use crate::runtime::request::meta::Meta;
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Payload;
use crate::runtime::response::response::Response;
use crate::runtime::values::id::CompanyId;

/// A request to Procore; each operation is a type that implements this.
pub trait Operation: Clone + Send + Sync {
    /// What the description says about the operation.
    const META: Meta;

    /// What a success returns.
    type Response: Payload;

    /// The request.
    fn request(&self) -> &Request;

    /// The request.
    fn request_mut(&mut self) -> &mut Request;

    /// Sends the request.
    fn send(
        self,
        client: &Client,
    ) -> impl Future<Output = Result<Response<Self::Response>, Error>> + Send {
        async move { client.call(self.request()).await }
    }

    /// Sends the request for this company instead of the client's.
    #[must_use]
    fn with_company(mut self, id: impl Into<CompanyId>) -> Self {
        self.request_mut().options_mut().company = Some(id.into());
        self
    }

    /// Gives the whole request this much time: waiting for the token and the rate limit, all attempts
    /// and the waits between them, reading the body of the response. After that it fails with
    /// [`Timeout`], or with [`RateLimit`] where the limit would not let it through in time.
    ///
    /// [`Timeout`]: crate::runtime::error::ErrorKind::Timeout
    /// [`RateLimit`]: crate::runtime::error::ErrorKind::RateLimit
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.request_mut().options_mut().timeout = Some(timeout);
        self
    }

    /// Sets how lists are written in the query of this request: by default as in Procore's guide,
    /// `ids[]=1&ids[]=2`; or as the operation declares them, mostly `ids=1,2`.
    #[must_use]
    fn with_array_style(mut self, style: ArrayStyle) -> Self {
        self.request_mut().options_mut().array_style = style;
        self
    }

    /// Sets when this request is sent again.
    #[must_use]
    fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.request_mut().options_mut().retry = Some(Arc::new(policy));
        self
    }

    /// Calls `progress` with the number of bytes of the body that were sent so far, and with the total,
    /// if known. An attempt that sends the body again counts from 0.
    #[must_use]
    fn with_progress(
        mut self,
        progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static,
    ) -> Self {
        self.request_mut().options_mut().progress = Some(Arc::new(progress));
        self
    }

    /// Sets a header, and replaces one with that name; the token cannot be replaced. It is sent to
    /// Procore's hosts only, even when a response redirects to another host.
    #[must_use]
    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.request_mut()
            .options_mut()
            .headers
            .push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Client {
    /// Sends a request.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<Response<O::Response>, Error> {
        self.call(operation.request()).await
    }
}
