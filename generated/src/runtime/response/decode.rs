//! From an answer to the response that is handed out, or to why there is none.

use super::answer::Answer;
use super::reply::{Payload, Reply, Response};
use crate::runtime::error::{DecodeError, Details, Error};
use crate::runtime::http::headers::request_id;
use crate::runtime::request::request::Request;

/// How answers are decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decoding {
    /// Whether it is an error when an answer differs from the description.
    pub(crate) strict: bool,
    /// How many bytes of memory a payload may take.
    pub(crate) max_memory: usize,
}

impl Decoding {
    /// Decodes the answer to `request`.
    pub(crate) fn decode<T: Payload>(
        &self,
        request: &Request,
        answer: Answer,
    ) -> Result<Response<T>, Error> {
        let Answer {
            status,
            headers,
            body,
            attempts,
            ..
        } = answer;
        let reply = Reply::new(request, status, &headers, &body).with_memory(self.max_memory);
        if !reply.is_described::<T>() {
            let message = "the operation describes no such response";
            let mut details = Details::of(request.label(), message);
            details.status = Some(status);
            details.request_id = request_id(&headers).map(ToOwned::to_owned);
            details.attempts = attempts;
            details.note_location(status, &headers);
            details.body = body;
            return Err(Error::Status(details));
        }
        let read = T::from_reply(&reply);
        let (mismatches, more_mismatches) = reply.into_mismatches();
        if let Some(first) = mismatches.first() {
            let (count, first) = (mismatches.len() + more_mismatches, first.to_string());
            tracing::debug!(operation = %request.label(), count, first, "the answer differs");
        }
        let too_large = matches!(read, Err(DecodeError::Memory(_)));
        let message = match read {
            Ok(value) if !self.strict || mismatches.is_empty() => {
                return Ok(Response {
                    value,
                    status,
                    headers,
                    mismatches,
                    more_mismatches,
                    body,
                });
            }
            Ok(_) => "the client is strict, and the answer differs from the description".to_owned(),
            Err(error) => error.to_string(),
        };
        let mut details = Details::of(request.label(), message);
        details.status = Some(status);
        details.request_id = request_id(&headers).map(ToOwned::to_owned);
        details.attempts = attempts;
        details.mismatches = mismatches;
        details.body = body;
        Err(if too_large {
            Error::TooLarge(details)
        } else {
            Error::Decode(details)
        })
    }
}
