//! How a request is sent until there is an answer: the token, and the retries.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use tracing::Instrument;

use super::body;
use super::budget::cost;
use super::client::{Answer, Client, Credentials};
use super::clock::{first_ready, later, until};
use super::error::{Details, Error};
use super::exchange::{Failed, read_failed};
use super::prepare::Prepared;
use super::request::Request;
use super::retry::{Attempt, Failure};
use super::session::Session;
use super::token::Signed;
use super::transport::HttpResponse;

fn note_failure(span: &tracing::Span, error: &Error) {
    span.record("status", error.status().map(|status| status.as_u16()));
    span.record("attempts", error.details().attempts);
}

impl Client {
    /// Sends `request` and reads its answer.
    pub(crate) fn execute(
        &self,
        request: &Request,
        follow: bool,
    ) -> impl Future<Output = Result<Answer, Error>> + Send {
        // Not one more future around it: each is moved as a whole.
        self.run(request, follow, true)
    }

    /// Sends `request` and hands on its answer unread.
    pub(crate) fn open(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<Answer, Error>> + Send {
        self.run(request, true, false)
    }

    async fn run(&self, request: &Request, follow: bool, whole: bool) -> Result<Answer, Error> {
        let span = tracing::info_span!(
            "procore",
            operation = %request.label(),
            page = request.query_value("page"),
            status = tracing::field::Empty,
            attempts = tracing::field::Empty,
        );
        let mut prepared = match span.in_scope(|| self.prepare(request, follow)) {
            Ok(prepared) => prepared,
            Err(error) => {
                note_failure(&span, &error);
                return Err(error);
            }
        };
        // Nobody listens, most of the time: what it takes if somebody does is kept out of this future.
        if span.is_disabled() {
            return self.attempts(&mut prepared, whole).await;
        }
        let attempts = self.attempts(&mut prepared, whole);
        let result = Box::pin(attempts.instrument(span.clone())).await;
        match &result {
            Ok(answer) => {
                span.record("status", answer.status.as_u16());
                span.record("attempts", answer.attempts);
            }
            Err(error) => note_failure(&span, error),
        }
        result
    }

    /// Sends a request until there is an answer or the policy gives up.
    async fn attempts(&self, prepared: &mut Prepared<'_>, whole: bool) -> Result<Answer, Error> {
        let begun = self.0.clock.now();
        let mut number = 1;
        let (mut refused, mut paid) = (None, None);
        loop {
            match self.attempt(prepared, &mut refused, whole).await {
                Ok(mut answer) => {
                    self.0.budget.pay_back(paid);
                    answer.attempts = number;
                    return Ok(answer);
                }
                Err(failed) => {
                    let (wait, cost) = self.wait_before_next(prepared, failed, number, begun)?;
                    paid = Some(cost);
                    self.0.clock.sleep(wait).await;
                    number += 1;
                }
            }
        }
    }

    /// How long to wait before a request is sent again, and what that costs; or what it failed with,
    /// if it may not be.
    fn wait_before_next(
        &self,
        prepared: &Prepared<'_>,
        failed: Failed,
        number: u32,
        begun: SystemTime,
    ) -> Result<(Duration, u32), Error> {
        let now = self.0.clock.now();
        let in_time = |wait: &Duration| {
            prepared
                .deadline
                .is_none_or(|deadline| later(now, *wait) < deadline)
        };
        let wait = self.ask_policy(prepared, &failed, number, until(now, begun));
        if let (Some(wait), Some(failure)) = (wait.filter(in_time), failed.failure) {
            if let Some(cost) = self.0.budget.take(failure) {
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
        &self,
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
            random: self.0.clock.random(),
            ..Attempt::new(number, failure, prepared.repeatable || !failed.sent)
        };
        let policy = request.options().retry.as_ref().unwrap_or(&self.0.retry);
        policy.retry(&attempt)
    }

    /// Waits as the policy says before what broke off, `elapsed` after it began, is taken up again;
    /// false if it gives up.
    pub(crate) async fn wait_after_break(&self, number: u32, elapsed: Duration) -> bool {
        let attempt = Attempt {
            elapsed,
            random: self.0.clock.random(),
            ..Attempt::new(number, Failure::Broken, true)
        };
        let Some(wait) = self.0.retry.retry(&attempt) else {
            return false;
        };
        if self.0.budget.take(Failure::Broken).is_none() {
            return false;
        }
        self.0.clock.sleep(wait).await;
        true
    }

    /// Renews the token, if that does not take longer than the request has. The renewal runs on all
    /// the same, for those who come after.
    async fn renew(
        &self,
        session: &Session,
        refused: Option<Signed>,
        prepared: &Prepared<'_>,
    ) -> Result<Signed, Failed> {
        let renewal = session.renew(refused);
        let Some(deadline) = prepared.deadline else {
            return renewal.await.map_err(Failed::unsent);
        };
        let clock = &self.0.clock;
        let late = clock.timer(until(deadline, clock.now()));
        match first_ready(renewal, late).await {
            Some(renewed) => renewed.map_err(Failed::unsent),
            None => {
                let message = "the token was not renewed before the timeout";
                let details = Details::of(prepared.request.label(), message);
                Err(Failed::fatal(Error::Timeout(details)))
            }
        }
    }

    /// What broke off and was taken up again has brought something.
    pub(crate) fn pay_back_break(&self) {
        self.0.budget.pay_back(Some(cost(Failure::Broken)));
    }

    /// Sends a request once, and once more with a new token if the old one is refused.
    async fn attempt(
        &self,
        prepared: &mut Prepared<'_>,
        refused: &mut Option<Signed>,
        whole: bool,
    ) -> Result<Answer, Failed> {
        let signed = prepared.trusted && !prepared.request.anonymous();
        loop {
            let token = match &self.0.credentials {
                Credentials::Session(session) if signed => {
                    let fresh = session.fresh(refused.as_ref());
                    Some(match fresh {
                        Some(token) => token,
                        None => {
                            // Seldom: kept out of the future that every request is.
                            Box::pin(self.renew(session, refused.clone(), prepared)).await?
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
            } = self.follow(prepared, token.as_ref()).await?;
            if prepared.takes(status, whole) {
                let (body, rest) = if whole {
                    let read = body::read(body, self.0.max_body).await;
                    let body = read
                        .map_err(|error| read_failed(prepared.request, status, &headers, error))?;
                    (body, None)
                } else {
                    (Bytes::new(), Some(body))
                };
                return Ok(Answer {
                    status,
                    headers,
                    body,
                    rest,
                    attempts: 0,
                });
            }
            // Once; a token that is fresh and refused too means something else. So does a 401 of a
            // host that was given no token, such as a storage.
            let renewable = matches!(self.0.credentials, Credentials::Session(_));
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
            return Err(Box::pin(self.status_failed(prepared.request, response)).await);
        }
    }
}
