//! Whether a tokio runtime runs here: sending, waiting and reading files panic without one.

use crate::runtime::error::{Error, ErrorKind};

/// What to do where none runs.
pub(crate) const MISSING: &str = "no tokio runtime is running here: await it inside one, such as in a function \
     under `#[tokio::main]`";

/// Whether none runs here.
pub(crate) fn is_missing() -> bool {
    tokio::runtime::Handle::try_current().is_err()
}

/// Fails `operation` where none runs.
pub(crate) fn check(operation: impl Into<String>) -> Result<(), Error> {
    match is_missing() {
        true => Err(Error::of(ErrorKind::Invalid, operation, MISSING)),
        false => Ok(()),
    }
}
