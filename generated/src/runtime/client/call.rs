//! From a request to its response.

use super::retry_loop;
use super::sender::Sender;
use crate::runtime::error::Error;
use crate::runtime::request::request::Request;
use crate::runtime::response::encoded::Payload;
use crate::runtime::response::response::Response;

/// Sends `request`, and decodes its response.
pub(crate) async fn call<T: Payload>(
    sender: &Sender,
    request: &Request,
) -> Result<Response<T>, Error> {
    let response = retry_loop::fetch(sender, request, T::REDIRECTS).await?;
    let decoded = sender.decoding.decode(request, response);
    decoded.map_err(|error| request.add_path(error))
}
