//! From a request to its response.

use super::error::Error;
use super::reply::{Payload, Response};
use super::request::Request;
use super::retry_loop;
use super::sender::Sender;

/// Sends `request`, and decodes its answer.
pub(crate) async fn call<T: Payload>(
    sender: &Sender,
    request: &Request,
) -> Result<Response<T>, Error> {
    let answer = retry_loop::fetch(sender, request, T::REDIRECTS).await?;
    sender.decoding.decode(request, answer)
}
