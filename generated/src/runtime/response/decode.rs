//! Decoding: from a raw response to the one that is returned, or to an error.

use super::encoded::{EncodedResponse, Payload};
use super::raw::RawResponse;
use super::response::Response;
use crate::runtime::error::{DecodeError, Details, Error, ErrorKind};
use crate::runtime::http::headers::request_id;
use crate::runtime::request::request::Request;

/// How responses are decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decoding {
    pub(crate) strictness: Strictness,
    /// How many bytes of memory a payload may take.
    pub(crate) max_memory: usize,
}

/// What it means that a response differs from the description.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// The difference is kept, and reported with the response.
    #[default]
    Lenient,
    /// It is an error.
    Strict,
}

impl Decoding {
    /// The same, for responses of which no description says what they hold.
    pub(crate) fn lenient(mut self) -> Self {
        self.strictness = Strictness::Lenient;
        self
    }

    /// Decodes the response to `request`.
    pub(crate) fn decode<T: Payload>(
        &self,
        request: &Request,
        response: RawResponse,
    ) -> Result<Response<T>, Error> {
        let RawResponse {
            status,
            headers,
            body,
            attempts,
            ..
        } = response;
        let encoded =
            EncodedResponse::new(request, status, &headers, &body).with_memory(self.max_memory);
        if !encoded.is_described::<T>() {
            let message = "the operation describes no such response";
            let mut details = Details::of(request.label(), message);
            details.status = Some(status);
            details.request_id = request_id(&headers).map(ToOwned::to_owned);
            details.attempts = attempts;
            details.note_location(status, &headers);
            details.body = body;
            return Err(Error::new(ErrorKind::Status, details));
        }
        let read = T::decode(&encoded);
        let (mismatches, more_mismatches) = encoded.into_mismatches();
        if let Some(first) = mismatches.first() {
            let (count, first) = (mismatches.len() + more_mismatches, first.to_string());
            tracing::debug!(operation = %request.label(), count, first, "the response differs from the description");
        }
        let too_large = matches!(read, Err(DecodeError::Memory(_)));
        let message = match read {
            Ok(value) if self.strictness == Strictness::Lenient || mismatches.is_empty() => {
                return Ok(Response {
                    payload: value,
                    status,
                    headers,
                    mismatches,
                    more_mismatches,
                    body,
                });
            }
            Ok(_) => {
                "the client is strict, and the response differs from the description".to_owned()
            }
            Err(error) => error.to_string(),
        };
        let mut details = Details::of(request.label(), message);
        details.status = Some(status);
        details.request_id = request_id(&headers).map(ToOwned::to_owned);
        details.attempts = attempts;
        details.mismatches = mismatches;
        details.body = body;
        Err(if too_large {
            Error::new(ErrorKind::TooLarge, details)
        } else {
            Error::new(ErrorKind::Decode, details)
        })
    }
}
