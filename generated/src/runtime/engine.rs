//! How a request is sent until there is an answer: the token, and the retries.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tracing::Instrument;

use super::body;
use super::client::{Answer, Client, Credentials};
use super::clock::{later, until};
use super::error::{Error, name};
use super::exchange::{Failed, read_failed};
use super::prepare::Prepared;
use super::request::Request;
use super::retry::{Attempt, Failure};
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
            operation = %name(request),
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
        let attempts = self.attempts(&mut prepared, whole);
        // Nobody listens, most of the time.
        if span.is_disabled() {
            return attempts.await;
        }
        let result = attempts.instrument(span.clone()).await;
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
        let clock = &self.0.clock;
        let begun = clock.now();
        let mut number = 1;
        let mut refused = None;
        loop {
            let failed = match self.attempt(prepared, &mut refused, whole).await {
                Ok(mut answer) => {
                    answer.attempts = number;
                    return Ok(answer);
                }
                Err(failed) => failed,
            };
            let now = clock.now();
            match self.wait_before_next(prepared, &failed, number, until(now, begun)) {
                Some(wait)
                    if prepared
                        .deadline
                        .is_none_or(|deadline| later(now, wait) < deadline) =>
                {
                    tracing::debug!(attempt = number, failure = ?failed.failure, ?wait, "sending again");
                    clock.sleep(wait).await;
                    number += 1;
                }
                _ => {
                    let mut error = failed.error;
                    error.details_mut().attempts = number;
                    error.details_mut().retry_after = failed.retry_after;
                    return Err(error);
                }
            }
        }
    }

    /// How long to wait before a request is sent again, if it may be.
    fn wait_before_next(
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

    /// Waits as the policy says before what broke off is taken up again; false if it gives up.
    pub(crate) async fn wait_after_break(&self, number: u32) -> bool {
        let attempt = Attempt {
            random: self.0.clock.random(),
            ..Attempt::new(number, Failure::Broken, true)
        };
        match self.0.retry.retry(&attempt) {
            Some(wait) => {
                self.0.clock.sleep(wait).await;
                true
            }
            None => false,
        }
    }

    /// Sends a request once, and once more with a new token if the old one is refused.
    async fn attempt(
        &self,
        prepared: &mut Prepared<'_>,
        refused: &mut Option<Signed>,
        whole: bool,
    ) -> Result<Answer, Failed> {
        let trusted = !prepared.request.anonymous() && self.0.environment.is_trusted(&prepared.url);
        loop {
            let token = match &self.0.credentials {
                Credentials::Session(session) if trusted => {
                    let fresh = session.fresh(refused.as_ref());
                    Some(match fresh {
                        Some(token) => token,
                        None => {
                            // Seldom: kept out of the future that every request is.
                            let renewed = Box::pin(session.renew(refused.clone())).await;
                            renewed.map_err(Failed::unsent)?
                        }
                    })
                }
                Credentials::Fixed(token) if trusted => Some(token.clone()),
                _ => None,
            };
            let response = self.follow(prepared, token.as_ref()).await?;
            let status = response.status;
            if status.is_success()
                || status == StatusCode::NOT_MODIFIED
                || (status.is_redirection() && !prepared.follow)
            {
                return self.read(prepared.request, response, whole).await;
            }
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
            return Err(Box::pin(self.status_failed(prepared.request, response)).await);
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
            match body::read(response.body, self.0.max_body).await {
                Ok(body) => (body, None),
                Err(error) => return Err(read_failed(request, status, &headers, error)),
            }
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
}
