//! How a request is sent: the limit, the token, retries, redirects.

use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tracing::Instrument;
use url::Url;

use super::body::{self, ReadError};
use super::client::{Answer, Client, Credentials, request_id};
use super::clock::until;
use super::error::{Details, Error, name};
use super::error_body;
use super::oauth::bearer;
use super::operation::{Company, Method};
use super::rate::{Admission, retry_after};
use super::request::Request;
use super::retry::{Attempt, Failure};
use super::token::Token;
use super::transport::{HttpBody, HttpRequest, HttpResponse, TransportError, TransportErrorKind};

/// The header that tells which company a request is about.
const COMPANY: HeaderName = HeaderName::from_static("procore-company-id");

/// The header that makes a request safe to repeat.
const IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-token");

/// How many redirects are followed.
const REDIRECTS: usize = 5;

/// A request that is ready to be sent, as often as it takes.
struct Prepared<'a> {
    request: &'a Request,
    method: http::Method,
    url: Url,
    headers: HeaderMap,
    repeatable: bool,
    follow: bool,
    deadline: Option<SystemTime>,
}

/// Why an attempt gave no answer to hand on.
struct Failed {
    failure: Option<Failure>,
    retry_after: Option<Duration>,
    error: Error,
}

impl Client {
    /// Sends `request` and reads its answer.
    pub(crate) async fn execute(&self, request: &Request, follow: bool) -> Result<Answer, Error> {
        let span = tracing::info_span!(
            "procore",
            operation = %name(request),
            page = request.query_value("page"),
            status = tracing::field::Empty,
            attempts = tracing::field::Empty,
        );
        let run = async {
            let prepared = self.prepare(request, follow)?;
            self.attempts(&prepared, true).await
        };
        let result = run.instrument(span.clone()).await;
        match &result {
            Ok(answer) => {
                span.record("status", answer.status.as_u16());
                span.record("attempts", answer.attempts);
            }
            Err(error) => {
                span.record("status", error.status().map(|status| status.as_u16()));
                span.record("attempts", error.details().attempts);
            }
        }
        result
    }

    /// Sends `request` and hands on its answer unread.
    pub(crate) async fn open(&self, request: &Request) -> Result<Answer, Error> {
        let prepared = self.prepare(request, true)?;
        self.attempts(&prepared, false).await
    }

    fn prepare<'a>(&self, request: &'a Request, follow: bool) -> Result<Prepared<'a>, Error> {
        self.check_deprecation(request)?;
        let invalid = |message: String| Error::Invalid(Details::of(name(request), message));
        let path = request.path_and_query().map_err(invalid)?;
        let url = match request.absolute() {
            Some(url) => url.clone(),
            // Not joined: whatever stands in a path, the host stays.
            None => match path.strip_prefix('/') {
                Some(path) => {
                    let path = path.trim_start_matches('/');
                    let url = Url::parse(&format!("{}{path}", self.0.environment.api()));
                    url.map_err(|error| invalid(format!("`{path}` is no path: {error}")))?
                }
                None => {
                    return Err(invalid(format!(
                        "`{path}` is no path: it begins with no `/`"
                    )));
                }
            },
        };
        let headers = self.headers(request)?;
        let idempotent = request.method().is_idempotent() || headers.contains_key(IDEMPOTENCY);
        let method = http::Method::from_bytes(request.method().as_str().as_bytes())
            .map_err(|error| invalid(error.to_string()))?;
        Ok(Prepared {
            request,
            method,
            url,
            headers,
            repeatable: idempotent && body::repeatable(request.body()),
            follow: follow && matches!(request.method(), Method::Get | Method::Head),
            deadline: request
                .options()
                .timeout
                .map(|timeout| self.0.clock.now() + timeout),
        })
    }

    /// The headers of `request`, without the token.
    fn headers(&self, request: &Request) -> Result<HeaderMap, Error> {
        let invalid = |message: String| Error::Invalid(Details::of(name(request), message));
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| match HeaderValue::from_str(value) {
            Ok(value) => {
                headers.insert(name, value);
                Ok(())
            }
            Err(_) => Err(invalid(format!(
                "the header `{name}` cannot hold this value"
            ))),
        };
        set(ACCEPT, "application/json, */*;q=0.5")?;
        match (
            request.meta().company,
            request.options().company.or(self.0.company),
        ) {
            (Company::None, _) | (Company::Optional, None) => {}
            (_, Some(id)) => set(COMPANY, &id.to_string())?,
            (Company::Required, None) => {
                let message = "it needs a company: set one on the client with `company`, or on the \
                               request with `with_company`";
                return Err(invalid(message.to_owned()));
            }
        }
        if let Some(cookies) = request.cookies() {
            set(COOKIE, &cookies)?;
        }
        for (name, value) in request.headers() {
            let name = HeaderName::try_from(name)
                .map_err(|_| invalid(format!("`{name}` is no name of a header")))?;
            set(name, value)?;
        }
        Ok(headers)
    }

    /// Sends a request until there is an answer or the policy gives up.
    async fn attempts(&self, prepared: &Prepared<'_>, whole: bool) -> Result<Answer, Error> {
        let clock = &self.0.clock;
        let begun = clock.now();
        let mut number = 1;
        let mut refused = None;
        loop {
            let attempt = self.attempt(prepared, &mut refused, whole);
            let failed = match attempt.await {
                Ok(answer) => {
                    return Ok(Answer {
                        attempts: number,
                        ..answer
                    });
                }
                Err(failed) => failed,
            };
            let give_up = |mut error: Error| {
                error.details_mut().attempts = number;
                error.details_mut().retry_after = failed.retry_after;
                Err(error)
            };
            let Some(failure) = failed.failure else {
                return give_up(failed.error);
            };
            let now = clock.now();
            let attempt = Attempt {
                retry_after: failed.retry_after,
                elapsed: until(now, begun),
                random: clock.random(),
                ..Attempt::new(number, failure, prepared.repeatable)
            };
            let policy = prepared
                .request
                .options()
                .retry
                .as_ref()
                .unwrap_or(&self.0.retry);
            let can_send = body::repeatable(prepared.request.body());
            match policy.retry(&attempt).filter(|_| can_send) {
                Some(wait)
                    if prepared
                        .deadline
                        .is_none_or(|deadline| now + wait < deadline) =>
                {
                    tracing::debug!(attempt = number, ?failure, ?wait, "sending again");
                    clock.sleep(wait).await;
                    number += 1;
                }
                _ => return give_up(failed.error),
            }
        }
    }

    /// Sends a request once, and once more with a new token if the old one is refused.
    async fn attempt(
        &self,
        prepared: &Prepared<'_>,
        refused: &mut Option<Token>,
        whole: bool,
    ) -> Result<Answer, Failed> {
        let fatal = |error| Failed {
            failure: None,
            retry_after: None,
            error,
        };
        let trusted = self.0.environment.is_trusted(&prepared.url);
        loop {
            let token = match &self.0.credentials {
                Credentials::Session(session) if trusted => match &*refused {
                    Some(token) => Some(session.instead_of(token.clone()).await.map_err(fatal)?),
                    None => Some(session.token().await.map_err(fatal)?),
                },
                Credentials::Fixed(token) if trusted => Some(token.clone()),
                _ => None,
            };
            let response = self.follow(prepared, token.as_ref()).await?;
            let status = response.status;
            let renewable = matches!(self.0.credentials, Credentials::Session(_));
            if status == StatusCode::UNAUTHORIZED
                && refused.is_none()
                && renewable
                && body::repeatable(prepared.request.body())
            {
                // Once; a token that is fresh and refused too means something else.
                *refused = token;
                continue;
            }
            if status.is_success()
                || status == StatusCode::NOT_MODIFIED
                || (status.is_redirection() && !prepared.follow)
            {
                return self.read(prepared.request, response, whole).await;
            }
            return Err(self.status_failed(prepared.request, response).await);
        }
    }

    /// Reads an answer, if it is to be read as a `whole`.
    async fn read(
        &self,
        request: &Request,
        response: HttpResponse,
        whole: bool,
    ) -> Result<Answer, Failed> {
        let (status, headers) = (response.status, response.headers);
        let (body, rest) = if whole {
            let read = body::read(response.body, self.0.max_body).await;
            let body = read.map_err(|error| read_failed(request, status, &headers, error))?;
            (body, None)
        } else {
            (Bytes::new(), Some(response.body))
        };
        Ok(Answer {
            status,
            headers,
            body,
            rest,
            attempts: 0,
        })
    }

    /// Sends a request, and follows redirects by hand: the token goes to Procore's hosts only.
    async fn follow(
        &self,
        prepared: &Prepared<'_>,
        token: Option<&Token>,
    ) -> Result<HttpResponse, Failed> {
        let request = prepared.request;
        let fatal = |error| Failed {
            failure: None,
            retry_after: None,
            error,
        };
        let invalid = |message: String| fatal(Error::Invalid(Details::of(name(request), message)));
        let odd = |message: String| fatal(Error::Decode(Details::of(name(request), message)));
        let mut url = prepared.url.clone();
        for _ in 0..=REDIRECTS {
            let trusted = self.0.environment.is_trusted(&url);
            let mut headers = prepared.headers.clone();
            if trusted {
                if let Some(token) = token {
                    headers.insert(AUTHORIZATION, bearer(token).map_err(fatal)?);
                }
            } else {
                for name in [AUTHORIZATION, COOKIE, COMPANY] {
                    headers.remove(name);
                }
            }
            let (body, media_type) = body::encode(request.body()).await.map_err(invalid)?;
            if let Some(media_type) = media_type {
                let value = HeaderValue::try_from(media_type);
                headers.insert(
                    CONTENT_TYPE,
                    value.map_err(|error| invalid(error.to_string()))?,
                );
            }
            if let HttpBody::Stream {
                length: Some(length),
                ..
            } = &body
            {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(*length));
            }
            let timeout = prepared
                .deadline
                .map(|deadline| until(deadline, self.0.clock.now()));
            let method = prepared.method.clone();
            let out = HttpRequest {
                method,
                url: url.clone(),
                headers,
                body,
                timeout,
            };
            let response = self.one(request, out, trusted, prepared.deadline).await?;
            let redirect = response.status.is_redirection() && prepared.follow;
            let Some(location) = response.headers.get(LOCATION).filter(|_| redirect) else {
                return Ok(response);
            };
            let next = location
                .to_str()
                .ok()
                .and_then(|location| url.join(location).ok());
            match next {
                Some(next) if next.scheme() == "https" || next.scheme() == url.scheme() => {
                    url = next
                }
                _ => {
                    return Err(odd(
                        "the answer redirects to what is no secure URL".to_owned()
                    ));
                }
            }
        }
        Err(odd(format!(
            "the answer redirects more than {REDIRECTS} times"
        )))
    }

    /// Sends one HTTP request when the limit allows it.
    async fn one(
        &self,
        request: &Request,
        out: HttpRequest,
        counted: bool,
        deadline: Option<SystemTime>,
    ) -> Result<HttpResponse, Failed> {
        if !counted {
            let sent = self.0.transport.send(out).await;
            return sent.map_err(|error| transport_failed(request, error));
        }
        self.admit(request, deadline).await?;
        // Also when the caller stops waiting, the place in the books is given back.
        let mut place = Place {
            client: self,
            learned: false,
        };
        let sent = self.0.transport.send(out).await;
        match sent {
            Ok(response) => {
                let now = self.0.clock.now();
                let mut limit = self.0.limit.lock().unwrap_or_else(PoisonError::into_inner);
                limit.learn(response.status, &response.headers, now);
                drop(limit);
                place.learned = true;
                Ok(response)
            }
            Err(error) => Err(transport_failed(request, error)),
        }
    }

    /// Waits until the limit allows a request, unless that is too late for it.
    async fn admit(&self, request: &Request, deadline: Option<SystemTime>) -> Result<(), Failed> {
        loop {
            let answered = self.0.answered.notified();
            let now = self.0.clock.now();
            let admission = self
                .0
                .limit
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .admit(now);
            match admission {
                Admission::Go => return Ok(()),
                Admission::WaitForAnswer => answered.await,
                Admission::Wait(wait) => {
                    if deadline.is_some_and(|deadline| now + wait > deadline) {
                        let message = "the limit lets no request through before the timeout";
                        let error = Error::RateLimit(Details::of(name(request), message));
                        return Err(Failed {
                            failure: None,
                            retry_after: Some(wait),
                            error,
                        });
                    }
                    tracing::debug!(?wait, "waiting for the rate limit");
                    self.0.clock.sleep(wait).await;
                }
            }
        }
    }

    /// What an answer that is no success means.
    async fn status_failed(&self, request: &Request, response: HttpResponse) -> Failed {
        let (status, headers) = (response.status, response.headers);
        // What can still be read of the body helps, whatever is wrong with the rest.
        let max = self.0.max_body.min(1 << 20);
        let body = match body::read(response.body, max).await {
            Ok(body) | Err(ReadError::TooLarge(_, body)) => body,
            Err(ReadError::Broken(_)) => Bytes::new(),
        };
        let said = error_body::parse(&body);
        let mut details = Details::of(name(request), said.message);
        details.status = Some(status);
        details.request_id = request_id(&headers);
        details.code = said.code;
        details.fields = said.fields;
        details.body = body;
        let patient = matches!(status.as_u16(), 429 | 503);
        Failed {
            failure: Some(Failure::Status(status)),
            retry_after: retry_after(&headers, self.0.clock.now()).filter(|_| patient),
            error: Error::from_status(status, details),
        }
    }
}

/// A request on its way, in the books of the limit.
struct Place<'a> {
    client: &'a Client,
    learned: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.learned {
            let now = self.client.0.clock.now();
            let mut limit = self
                .client
                .0
                .limit
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            limit.lost(now);
        }
        self.client.0.answered.notify_waiters();
    }
}

fn transport_failed(request: &Request, error: TransportError) -> Failed {
    let mut details = Details::of(name(request), error.to_string());
    details.source = Some(error.source);
    let (failure, error) = match error.kind {
        TransportErrorKind::Connect => (Some(Failure::Connect), Error::Transport(details)),
        TransportErrorKind::Timeout => (Some(Failure::Timeout), Error::Timeout(details)),
        TransportErrorKind::Broken => (Some(Failure::Broken), Error::Transport(details)),
        TransportErrorKind::Request => (None, Error::Invalid(details)),
    };
    Failed {
        failure,
        retry_after: None,
        error,
    }
}

fn read_failed(
    request: &Request,
    status: StatusCode,
    headers: &HeaderMap,
    error: ReadError,
) -> Failed {
    let mut details = Details::of(name(request), error.to_string());
    details.status = Some(status);
    details.request_id = request_id(headers);
    let (failure, error) = match error {
        ReadError::TooLarge(_, body) => {
            details.body = body;
            (None, Error::TooLarge(details))
        }
        ReadError::Broken(source) => {
            details.source = Some(source);
            (Some(Failure::Broken), Error::Transport(details))
        }
    };
    Failed {
        failure,
        retry_after: None,
        error,
    }
}
