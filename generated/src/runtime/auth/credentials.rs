//! What requests are signed with.

use super::session::Session;
use super::token::Signed;
use crate::runtime::error::{Error, ErrorKind};

/// What a request is signed with.
pub(crate) enum Credentials {
    None,
    Fixed(Signed),
    Session(Session),
}

impl Credentials {
    /// The session, if there is a way to sign in.
    pub(crate) fn session(&self) -> Result<&Session, Error> {
        match self {
            Self::Session(session) => Ok(session),
            Self::Fixed(_) | Self::None => Err(no_oauth()),
        }
    }
}

/// There is no way to sign in.
pub(crate) fn no_oauth() -> Error {
    let message = "the client has no way to sign in: give the builder an `oauth`";
    Error::of(ErrorKind::Invalid, "signing in", message)
}
