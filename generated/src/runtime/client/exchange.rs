//! One exchange with the server: what the limit and the redirects make of it, and how it fails.

use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, IF_RANGE,
    LOCATION, RANGE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::prepare::{COMPANY, Prepared, headers, is_elsewhere};
use super::sender::Sender;
use crate::runtime::auth::token::Signed;
use crate::runtime::error::{Details, Error, ErrorKind};
use crate::runtime::http::environment::has_userinfo;
use crate::runtime::http::headers::request_id;
use crate::runtime::http::progress::counted;
use crate::runtime::http::stream::{self, ReadError};
use crate::runtime::http::transport::{
    HttpBody, HttpRequest, HttpResponse, TransportError, TransportErrorKind,
};
use crate::runtime::limits::clock::until;
use crate::runtime::limits::rate::{Admission, asked_to_wait};
use crate::runtime::limits::retry::Failure;
use crate::runtime::request::body;
use crate::runtime::request::request::Request;
use crate::runtime::response::error_body;

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// Why an attempt gave no response to return.
pub(crate) struct Failed {
    /// What the policy is asked about; nothing where there is nothing to ask.
    pub(crate) failure: Option<Failure>,
    pub(crate) retry_after: Option<Duration>,
    /// Whether the request itself may have gone out.
    pub(crate) sent: bool,
    pub(crate) error: Error,
}

impl Failed {
    /// A failure that no repetition mends.
    pub(crate) fn fatal(error: Error) -> Self {
        Self {
            failure: None,
            retry_after: None,
            sent: true,
            error,
        }
    }

    /// There was no token to send the request with.
    pub(crate) fn unsent(error: Error) -> Self {
        Self {
            failure: error.details().failure,
            retry_after: error.details().retry_after,
            sent: false,
            error,
        }
    }
}

/// Sends a request, and follows redirects by hand: the token goes to Procore's hosts only.
pub(crate) async fn follow(
    sender: &Sender,
    prepared: &mut Prepared<'_>,
    token: Option<&Signed>,
) -> Result<HttpResponse, Failed> {
    let response = exchange(sender, prepared, None, token).await?;
    if !prepared.follow || !is_elsewhere(response.status) {
        return Ok(response);
    }
    // Seldom: kept out of the future that every request is.
    Box::pin(redirected(sender, prepared, token, response)).await
}

/// Goes where a response redirects to, and on from there.
async fn redirected(
    sender: &Sender,
    prepared: &mut Prepared<'_>,
    token: Option<&Signed>,
    mut response: HttpResponse,
) -> Result<HttpResponse, Failed> {
    let operation = prepared.request.label();
    let odd = |message: String, response: &HttpResponse| {
        let mut details = Details::of(&operation, message);
        details.status = Some(response.status);
        details.note_location(response.status, &response.headers);
        Failed::fatal(Error::new(ErrorKind::Decode, details))
    };
    let mut at = prepared.url.clone();
    let mut redirects = 0;
    while is_elsewhere(response.status)
        && let Some(location) = response.headers.get(LOCATION)
    {
        if redirects == REDIRECTS {
            let message = format!("the response redirects more than {REDIRECTS} times");
            return Err(odd(message, &response));
        }
        let next = location.to_str().ok().and_then(|next| at.join(next).ok());
        let secure = |next: &Url| {
            let private = next.scheme() == "https" || next.scheme() == at.scheme();
            private && !has_userinfo(next)
        };
        let Some(next) = next.filter(secure) else {
            let message = "the response redirects to a URL that is not secure";
            return Err(odd(message.to_owned(), &response));
        };
        response = exchange(sender, prepared, Some(&next), token).await?;
        at = next;
        redirects += 1;
    }
    Ok(response)
}

/// Sends one HTTP request when the limit allows, to where the request goes or `elsewhere`.
async fn exchange(
    sender: &Sender,
    prepared: &mut Prepared<'_>,
    elsewhere: Option<&Url>,
    token: Option<&Signed>,
) -> Result<HttpResponse, Failed> {
    let request = prepared.request;
    let trusted = match elsewhere {
        Some(url) => sender.environment.is_trusted(url),
        None => prepared.trusted,
    };
    prepared.signed = trusted && token.is_some();
    let mut headers = match prepared.headers.take() {
        Some(headers) => headers,
        None => headers(sender, request).map_err(Failed::fatal)?,
    };
    match token {
        Some(token) if trusted => drop(headers.insert(AUTHORIZATION, token.header.clone())),
        _ if trusted => {}
        // What a caller set is meant for Procore: it can be a secret.
        _ if elsewhere.is_some() => keep_harmless(&mut headers),
        _ => {
            for name in [AUTHORIZATION, COOKIE, COMPANY] {
                headers.remove(name);
            }
        }
    }
    let progress = request.options().progress.as_ref();
    let body = match body::in_memory(request.body()).filter(|_| progress.is_none()) {
        Some(body) => body,
        // Seldom, and large: kept out of the future that every request is.
        None => Box::pin(encode(request, &mut headers)).await?,
    };
    // The storage has no part in Procore's limit.
    let counted = trusted && !request.anonymous();
    if counted && sender.gate.ask(sender.clock.now()) != Admission::Go {
        let admitted = sender.gate.admit(&*sender.clock, prepared.deadline);
        let late = |wait| too_late(request, wait);
        Box::pin(admitted).await.map_err(late)?;
    }
    let now = sender.clock.now();
    if prepared.deadline.is_some_and(|deadline| deadline <= now) {
        let message = "the time was over before it could be sent";
        let details = Details::of(request.label(), message);
        return Err(Failed::fatal(Error::new(ErrorKind::Timeout, details)));
    }
    // Also when the caller stops waiting, the permit is given back.
    let permit = counted.then(|| sender.gate.permit(&*sender.clock));
    let deadline = prepared.deadline;
    let out = HttpRequest {
        method: prepared.method.clone(),
        url: elsewhere.unwrap_or(&prepared.url).clone(),
        headers,
        body,
        timeout: deadline.map(|deadline| until(deadline, now)),
    };
    let sent = sender.transport.send(out).await;
    if let (Some(permit), Ok(response)) = (permit, &sent) {
        permit.learn(response.status, &response.headers);
    }
    if let Ok(response) = &sent
        && elsewhere.is_none()
    {
        hear(sender, prepared, &response.headers);
    }
    sent.map_err(|error| transport_failed(request, error))
}

/// Hears what a response announces about its operation. A file is no operation, and says nothing of
/// one; nor does what the response redirects to.
fn hear(sender: &Sender, prepared: &Prepared<'_>, headers: &HeaderMap) {
    let (request, url) = (prepared.request, &prepared.url);
    if request.absolute().is_none() {
        let path = sender.base.path_below(url);
        let deprecations = &sender.deprecations;
        deprecations.hear(request, url, path, headers);
    }
}

/// What a response that is not a success means.
pub(crate) async fn status_failed(
    sender: &Sender,
    request: &Request,
    response: HttpResponse,
) -> Failed {
    let (status, headers) = (response.status, response.headers);
    // What can still be read of the body helps, whatever is wrong with the rest.
    let max = sender.max_body.min(1 << 20);
    let body = match stream::read(response.body, max).await {
        Ok(body) | Err(ReadError::TooLarge(_, body)) => body,
        Err(ReadError::Broken(_)) => Bytes::new(),
    };
    let said = error_body::parse(&body);
    let mut details = Details::of(request.label(), said.message);
    details.status = Some(status);
    details.request_id = request_id(&headers).map(ToOwned::to_owned);
    details.code = said.code;
    details.fields = said.fields;
    details.note_location(status, &headers);
    details.body = body;
    Failed {
        failure: Some(Failure::Status(status)),
        retry_after: asked_to_wait(status, &headers, sender.clock.now()),
        sent: true,
        error: Error::from_status(status, details),
    }
}

/// Removes what is not for every host.
fn keep_harmless(headers: &mut HeaderMap) {
    let mut kept = HeaderMap::new();
    for name in [ACCEPT, ACCEPT_ENCODING, RANGE, IF_RANGE] {
        if let Some(value) = headers.remove(&name) {
            kept.insert(name, value);
        }
    }
    *headers = kept;
}

/// The body on the wire, and the headers that describe it.
async fn encode(request: &Request, headers: &mut HeaderMap) -> Result<HttpBody, Failed> {
    let invalid =
        |message: String| Failed::fatal(Error::of(ErrorKind::Invalid, request.label(), message));
    let (body, media_type) = body::encode(request.body()).await.map_err(invalid)?;
    if let Some(media_type) = media_type {
        let value =
            HeaderValue::try_from(media_type).map_err(|error| invalid(error.to_string()))?;
        headers.insert(CONTENT_TYPE, value);
    }
    let body = match &request.options().progress {
        Some(progress) => counted(body, progress),
        None => body,
    };
    if let HttpBody::Stream {
        length: Some(length),
        ..
    } = &body
    {
        headers.insert(CONTENT_LENGTH, HeaderValue::from(*length));
    }
    Ok(body)
}

/// The limit lets a request through only after `wait`, and that is too late.
fn too_late(request: &Request, wait: Duration) -> Failed {
    let message = "the limit lets no request through before the timeout";
    Failed {
        retry_after: Some(wait),
        ..Failed::fatal(Error::of(ErrorKind::RateLimit, request.label(), message))
    }
}

fn transport_failed(request: &Request, error: TransportError) -> Failed {
    let mut details = Details::of(request.label(), error.to_string());
    details.source = Some(error.source);
    let (failure, error) = match error.kind {
        TransportErrorKind::Connect => (
            Some(Failure::Connect),
            Error::new(ErrorKind::Transport, details),
        ),
        TransportErrorKind::Timeout => (
            Some(Failure::Timeout),
            Error::new(ErrorKind::Timeout, details),
        ),
        TransportErrorKind::Broken => (
            Some(Failure::Broken),
            Error::new(ErrorKind::Transport, details),
        ),
        TransportErrorKind::Request => (None, Error::new(ErrorKind::Invalid, details)),
    };
    Failed {
        failure,
        ..Failed::fatal(error)
    }
}

/// What it means that the body of a response could not be read.
pub(crate) fn read_failed(
    request: &Request,
    status: StatusCode,
    headers: &HeaderMap,
    error: ReadError,
) -> Failed {
    let mut details = Details::of(request.label(), error.to_string());
    details.status = Some(status);
    details.request_id = request_id(headers).map(ToOwned::to_owned);
    let (failure, error) = match error {
        ReadError::TooLarge(_, body) => {
            details.body = body;
            (None, Error::new(ErrorKind::TooLarge, details))
        }
        ReadError::Broken(source) => {
            let kind = source.downcast_ref::<TransportError>().map(|e| e.kind);
            details.source = Some(source);
            match kind {
                Some(TransportErrorKind::Timeout) => (
                    Some(Failure::Timeout),
                    Error::new(ErrorKind::Timeout, details),
                ),
                _ => (
                    Some(Failure::Broken),
                    Error::new(ErrorKind::Transport, details),
                ),
            }
        }
    };
    Failed {
        failure,
        ..Failed::fatal(error)
    }
}
