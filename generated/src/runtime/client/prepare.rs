//! A request made ready: its URL, its headers without the token, and what limits it.

use std::time::SystemTime;

use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use url::Url;

use super::sender::Sender;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::http::environment::has_userinfo;
use crate::runtime::http::executor;
use crate::runtime::limits::clock::later;
use crate::runtime::request::body;
use crate::runtime::request::meta::{Company, Method};
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Redirects;
use crate::runtime::response::raw::Delivery;

/// The header that says which company a request is about.
pub(crate) const COMPANY: HeaderName = HeaderName::from_static("procore-company-id");

/// The header that makes a request safe to repeat.
const IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-token");

/// A request that is ready to be sent, as often as it takes.
pub(crate) struct Prepared<'a> {
    pub(crate) request: &'a Request,
    pub(crate) method: http::Method,
    pub(crate) url: Url,
    /// Whether the URL may be given the token.
    pub(crate) trusted: bool,
    /// The headers of the first attempt; the next one makes its own.
    pub(crate) headers: Option<HeaderMap>,
    /// Whether sending it twice does what sending it once does.
    pub(crate) repeatable: bool,
    /// Whether a redirect is followed.
    pub(crate) follow: bool,
    /// Whether a redirect is what is asked for.
    wanted: bool,
    /// Whether the host that responded last was given the token.
    pub(crate) signed: bool,
    pub(crate) deadline: Option<SystemTime>,
}

impl Prepared<'_> {
    /// Whether a response is returned: a success, the redirect that is wanted, or that nothing has
    /// changed, unless there would be a file to read.
    pub(crate) fn takes(&self, status: StatusCode, delivery: Delivery) -> bool {
        status.is_success()
            || (status.is_redirection() && self.wanted)
            || (status == StatusCode::NOT_MODIFIED
                && delivery == Delivery::Read
                && !self.request.anonymous())
    }
}

/// Whether a status sends a reader elsewhere: not to choose among several, and not to a proxy.
pub(crate) fn is_elsewhere(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Prepares `request`, or returns why it cannot be sent.
pub(crate) fn prepare<'a>(
    sender: &Sender,
    request: &'a Request,
    redirects: Redirects,
) -> Result<Prepared<'a>, Error> {
    if sender.clock.needs_tokio() && executor::is_missing() {
        executor::check(request.label())?;
    }
    let invalid = |message: String| Error::of(ErrorKind::Invalid, request.label(), message);
    let (url, trusted) = match request.absolute() {
        Some(url) => {
            let allowed = check_url(sender, url, request);
            allowed.map_err(|message| invalid(message.to_owned()))?;
            (url.clone(), sender.environment.is_trusted(url))
        }
        None => (request.url(&sender.base).map_err(invalid)?, true),
    };
    let path = sender.base.path_below(&url);
    sender.deprecations.check(request, path, &*sender.clock)?;
    let headers = headers(sender, request)?;
    let repeatable = request.is_repeatable() || headers.contains_key(IDEMPOTENCY);
    // A file takes as long as it takes.
    let default = sender.timeout.filter(|_| request.absolute().is_none());
    let timeout = request.options().timeout.or(default);
    Ok(Prepared {
        request,
        method: request.method().to_http(),
        url,
        trusted,
        headers: Some(headers),
        repeatable: repeatable && body::repeatable(request.body()),
        follow: redirects == Redirects::Follow
            && matches!(request.method(), Method::Get | Method::Head),
        // The storage redirects nobody to whom a file was given.
        wanted: redirects == Redirects::Return && !request.anonymous(),
        signed: false,
        deadline: timeout.map(|timeout| later(sender.clock.now(), timeout)),
    })
}

/// Whether a request may go to a URL that a response gave, or an application. What is sent to the
/// storage, a part of a file, must not be read on the way.
fn check_url(sender: &Sender, url: &Url, request: &Request) -> Result<(), &'static str> {
    if has_userinfo(url) {
        return Err("the URL has a user or a password in it; give it without them");
    }
    if request.anonymous() && !sender.environment.is_private(url) {
        return Err("the URL would send the file in the clear: it is not `https`");
    }
    Ok(())
}

/// The headers of `request`, without the token.
pub(crate) fn headers(sender: &Sender, request: &Request) -> Result<HeaderMap, Error> {
    let invalid = |message: String| Error::of(ErrorKind::Invalid, request.label(), message);
    let value = |name: &HeaderName, value: &str| {
        HeaderValue::from_str(value)
            .map_err(|_| invalid(format!("the header `{name}` cannot hold this value")))
    };
    // Room for the usual ones, those that the transport adds among them.
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(
        ACCEPT,
        match request.meta().accept {
            Some(accept) => value(&ACCEPT, accept)?,
            None => HeaderValue::from_static("application/json, */*;q=0.5"),
        },
    );
    match (
        request.meta().company,
        request
            .options()
            .company
            .as_ref()
            .or(sender.company.as_ref()),
    ) {
        (Company::None, _) | (Company::Optional, None) => {}
        (_, Some(id)) => drop(headers.insert(COMPANY, value(&COMPANY, id.as_str())?)),
        (Company::Required, None) => {
            let message = "it needs a company: set one on the client with `company`, or on the \
                           request with `with_company`";
            return Err(invalid(message.to_owned()));
        }
    }
    if let Some(cookies) = request.cookies() {
        headers.insert(COOKIE, value(&COOKIE, &cookies)?);
    }
    if let Some(media_type) = body::fixed_media_type(request.body()) {
        headers.insert(CONTENT_TYPE, value(&CONTENT_TYPE, media_type)?);
    }
    for (name, text) in request.headers() {
        let name = HeaderName::try_from(name)
            .map_err(|_| invalid(format!("`{name}` is not a valid header name")))?;
        let text = value(&name, text)?;
        headers.insert(name, text);
    }
    Ok(headers)
}
