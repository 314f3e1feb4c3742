//! Why there was no response, in words: the cause at the end of a chain of errors.

use std::error::Error;
use std::fmt;
use std::io;

/// Displays an error, and the cause that its own text does not mention: a connection that was
/// refused, a host that has no address, a certificate that is not trusted.
pub(crate) struct WithCause<'a>(pub(crate) &'a (dyn Error + 'static));

impl fmt::Display for WithCause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.to_string();
        f.write_str(&shown)?;
        let links = Links(Some(self.0));
        let Some(last) = links.last().map(ToString::to_string) else {
            return Ok(());
        };
        let kind = Links(Some(self.0)).filter_map(kind).last();
        let lower = last.to_lowercase();
        if let Some(kind) = kind
            && !shown.to_lowercase().contains(&kind.to_lowercase())
            && !lower.contains(&kind.to_lowercase())
        {
            write!(f, ": {kind}")?;
        }
        if shown.contains(&last) {
            return Ok(());
        }
        write!(f, ": {last}")
    }
}

/// An error and all that are behind it.
struct Links<'a>(Option<&'a (dyn Error + 'static)>);

impl<'a> Iterator for Links<'a> {
    type Item = &'a (dyn Error + 'static);

    fn next(&mut self) -> Option<Self::Item> {
        let link = self.0.take()?;
        // What an `io::Error` was made of is not its source; the source of that is.
        let inner = link
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        self.0 = match inner {
            Some(inner) => Some(inner),
            None => link.source(),
        };
        Some(link)
    }
}

/// What a link of the chain says of the cause, in the same words on each platform.
fn kind(link: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = link.downcast_ref::<io::Error>() {
        return match error.kind() {
            io::ErrorKind::ConnectionRefused => Some("connection refused"),
            io::ErrorKind::ConnectionReset => Some("connection reset"),
            io::ErrorKind::TimedOut => Some("timed out"),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                Some("host unreachable")
            }
            _ => None,
        };
    }
    #[cfg(feature = "rustls")]
    if link.is::<rustls::Error>() {
        return Some("TLS");
    }
    // The HTTP client and the TLS library of the platform tell it by their texts alone.
    let text = link.to_string().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["dns error"]) {
        Some("DNS")
    } else if says(&["certificate", "handshake", "ssl routines"]) {
        Some("TLS")
    } else {
        None
    }
}
