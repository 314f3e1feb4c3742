//! How a request is sent until there is a response: the token, and the retries.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use tracing::Instrument;

use super::exchange::{Failed, follow, read_failed, status_failed};
use super::prepare::{Prepared, prepare};
use super::sender::Sender;
use crate::runtime::auth::credentials::Credentials;
use crate::runtime::auth::session::Session;
use crate::runtime::auth::token::Signed;
use crate::runtime::error::{Details, Error, ErrorKind};
use crate::runtime::http::stream;
use crate::runtime::http::transport::HttpResponse;
use crate::runtime::limits::clock::{first_ready, later, until};
use crate::runtime::limits::retry::Attempt;
use crate::runtime::request::body;
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Redirects;
use crate::runtime::response::raw::{Delivery, RawResponse};

/// Sends `request` and reads its response.
pub(crate) fn fetch(
    sender: &Sender,
    request: &Request,
    redirects: Redirects,
) -> impl Future<Output = Result<RawResponse, Error>> + Send {
    // Not one more future around it: each is moved as a whole.
    run(sender, request, redirects, Delivery::Read)
}

/// Sends `request`, follows it where it is redirected to, and returns its response unread.
pub(crate) fn open(
    sender: &Sender,
    request: &Request,
) -> impl Future<Output = Result<RawResponse, Error>> + Send {
    run(sender, request, Redirects::Follow, Delivery::Unread)
}

async fn run(
    sender: &Sender,
    request: &Request,
    redirects: Redirects,
    delivery: Delivery,
) -> Result<RawResponse, Error> {
    let span = tracing::info_span!(
        "procore",
        operation = %request.label(),
        page = request.query_value("page"),
        status = tracing::field::Empty,
        attempts = tracing::field::Empty,
    );
    let mut prepared = match span.in_scope(|| prepare(sender, request, redirects)) {
        Ok(prepared) => prepared,
        Err(error) => {
            note_failure(&span, &error);
            return Err(request.add_path(error));
        }
    };
    // Nobody listens, most of the time: what it takes if somebody does is kept out of this future.
    if span.is_disabled() {
        let result = attempts(sender, &mut prepared, delivery).await;
        return result.map_err(|error| request.add_path(error));
    }
    let attempts = attempts(sender, &mut prepared, delivery);
    let result = Box::pin(attempts.instrument(span.clone())).await;
    match &result {
        Ok(response) => {
            span.record("status", response.status.as_u16());
            span.record("attempts", response.attempts);
        }
        Err(error) => note_failure(&span, error),
    }
    result.map_err(|error| request.add_path(error))
}

/// Sends a request until there is a response or the policy gives up.
async fn attempts(
    sender: &Sender,
    prepared: &mut Prepared<'_>,
    delivery: Delivery,
) -> Result<RawResponse, Error> {
    let begun = sender.clock.now();
    let mut number = 1;
    let (mut refused, mut paid) = (None, None);
    loop {
        match attempt(sender, prepared, &mut refused, delivery).await {
            Ok(mut response) => {
                sender.retries.budget.pay_back(paid);
                response.attempts = number;
                return Ok(response);
            }
            Err(failed) => {
                let (wait, cost) = wait_before_next(sender, prepared, failed, number, begun)?;
                paid = Some(cost);
                sender.clock.sleep(wait).await;
                number += 1;
            }
        }
    }
}

/// How long to wait before a request is sent again, and what that costs; or what it failed with,
/// if it may not be.
fn wait_before_next(
    sender: &Sender,
    prepared: &Prepared<'_>,
    failed: Failed,
    number: u32,
    begun: SystemTime,
) -> Result<(Duration, u32), Error> {
    let now = sender.clock.now();
    let in_time = |wait: &Duration| {
        prepared
            .deadline
            .is_none_or(|deadline| later(now, *wait) < deadline)
    };
    let wait = ask_policy(sender, prepared, &failed, number, until(now, begun));
    if let (Some(wait), Some(failure)) = (wait.filter(in_time), failed.failure) {
        if let Some(cost) = sender.retries.budget.take(failure) {
            tracing::debug!(attempt = number, ?failure, ?wait, "sending again");
            return Ok((wait, cost));
        }
        tracing::debug!(
            attempt = number,
            ?failure,
            "the budget of retries is used up"
        );
    }
    let mut error = failed.error;
    error.details_mut().attempts = number;
    error.details_mut().retry_after = failed.retry_after;
    Err(error)
}

/// How long to wait before a request is sent again, if it may be.
fn ask_policy(
    sender: &Sender,
    prepared: &Prepared<'_>,
    failed: &Failed,
    number: u32,
    elapsed: Duration,
) -> Option<Duration> {
    let failure = failed.failure?;
    let request = prepared.request;
    if failed.sent && !body::repeatable(request.body()) {
        return None;
    }
    let attempt = Attempt {
        retry_after: failed.retry_after,
        elapsed,
        random: sender.clock.random(),
        ..Attempt::new(number, failure, prepared.repeatable || !failed.sent)
    };
    let policy = request
        .options()
        .retry
        .as_ref()
        .unwrap_or(&sender.retries.policy);
    policy.retry(&attempt)
}

/// Renews the token, if that does not take longer than the request has. The renewal runs on all
/// the same, for those who come after.
async fn renew(
    sender: &Sender,
    session: &Session,
    refused: Option<Signed>,
    prepared: &Prepared<'_>,
) -> Result<Signed, Failed> {
    let renewal = session.renew(refused);
    let Some(deadline) = prepared.deadline else {
        return renewal.await.map_err(Failed::unsent);
    };
    let clock = &sender.clock;
    let late = clock.timer(until(deadline, clock.now()));
    match first_ready(renewal, late).await {
        Some(renewed) => renewed.map_err(Failed::unsent),
        None => {
            let message = "the token was not renewed before the timeout";
            let details = Details::of(prepared.request.label(), message);
            Err(Failed::fatal(Error::new(ErrorKind::Timeout, details)))
        }
    }
}

/// Sends a request once, and once more with a new token if the old one is refused.
async fn attempt(
    sender: &Sender,
    prepared: &mut Prepared<'_>,
    refused: &mut Option<Signed>,
    delivery: Delivery,
) -> Result<RawResponse, Failed> {
    let signed = prepared.trusted && !prepared.request.anonymous();
    loop {
        let token = match &sender.credentials {
            Credentials::Session(session) if signed => {
                let fresh = session.fresh(refused.as_ref());
                Some(match fresh {
                    Some(token) => token,
                    None => {
                        // Seldom: kept out of the future that every request is.
                        Box::pin(renew(sender, session, refused.clone(), prepared)).await?
                    }
                })
            }
            Credentials::Fixed(token) if signed => Some(token.clone()),
            _ => None,
        };
        let HttpResponse {
            status,
            headers,
            body,
        } = follow(sender, prepared, token.as_ref()).await?;
        if prepared.takes(status, delivery) {
            let (body, rest) = if delivery == Delivery::Read {
                let read = stream::read(body, sender.max_body).await;
                let body =
                    read.map_err(|error| read_failed(prepared.request, status, &headers, error))?;
                (body, None)
            } else {
                (Bytes::new(), Some(body))
            };
            return Ok(RawResponse {
                status,
                headers,
                body,
                rest,
                attempts: 0,
            });
        }
        // Once; a token that is fresh and refused too means something else. So does a 401 of a
        // host that was given no token, such as a storage.
        let renewable = matches!(sender.credentials, Credentials::Session(_));
        if status == StatusCode::UNAUTHORIZED
            && refused.is_none()
            && renewable
            && prepared.signed
            && body::repeatable(prepared.request.body())
        {
            *refused = token;
            continue;
        }
        let response = HttpResponse::new(status, headers, body);
        return Err(Box::pin(status_failed(sender, prepared.request, response)).await);
    }
}

fn note_failure(span: &tracing::Span, error: &Error) {
    span.record("status", error.status().map(|status| status.as_u16()));
    span.record("attempts", error.details().attempts);
}
