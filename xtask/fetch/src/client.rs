//! Requests: where one may go, and which failures may pass.

use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, IF_RANGE, LOCATION, RANGE,
    RETRY_AFTER,
};
use reqwest::{Response, StatusCode, redirect};
use url::{Host, Url};

const CONNECT: Duration = Duration::from_secs(10);
/// How long to wait for a response, and then for each piece of it.
const SILENCE: Duration = Duration::from_secs(60);
const REDIRECTS: usize = 5;
/// The longest that a server may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Why a request gave nothing.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It may work the next time, perhaps after a while that the server has named.
    Passing(String, Option<Duration>),
    /// The server does not have it.
    Missing(String),
    /// It will not work the next time either.
    Lasting(String),
}

impl Fault {
    pub(crate) fn lasting(message: impl Into<String>) -> Self {
        Self::Lasting(message.into())
    }

    pub(crate) fn passing(message: impl Into<String>) -> Self {
        Self::Passing(message.into(), None)
    }

    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Passing(message, _) | Self::Missing(message) | Self::Lasting(message) => message,
        }
    }
}

/// Which part of a document is asked for: what follows `from`, if it still has this tag.
#[derive(Debug, Clone)]
pub(crate) struct Rest {
    pub(crate) from: u64,
    pub(crate) tag: String,
}

/// Sends requests. Nothing secret is ever sent.
pub(crate) struct Client {
    usual: reqwest::Client,
    /// To this machine, where no proxy of the environment has any business.
    direct: reqwest::Client,
}

impl Client {
    pub(crate) fn new() -> Result<Self, String> {
        // It fails where one was chosen before, and then that one serves.
        drop(rustls::crypto::ring::default_provider().install_default());
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .read_timeout(SILENCE)
                .user_agent(concat!("procore-rust-fetch/", env!("CARGO_PKG_VERSION")))
                .redirect(redirect::Policy::none())
                // Sizes are those of what is sent, and a bomb is as large as it looks.
                .no_gzip()
        };
        let failed = |error: reqwest::Error| format!("no HTTP client: {}", causes(&error));
        Ok(Self {
            usual: builder().build().map_err(failed)?,
            direct: builder().no_proxy().build().map_err(failed)?,
        })
    }

    /// Asks for a document, or the rest of one; follows redirects where they may lead.
    pub(crate) async fn get(&self, url: &Url, rest: Option<&Rest>) -> Result<Response, Fault> {
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            let client = if is_loopback(&url) {
                &self.direct
            } else {
                &self.usual
            };
            let request = client.get(url.clone()).headers(headers(rest));
            let response = request.send().await.map_err(|error| {
                Fault::passing(format!("{url}: {}", causes(&error.without_url())))
            })?;
            if !is_redirect(response.status()) {
                return checked(&url, response);
            }
            url = target(&url, &response).map_err(Fault::Lasting)?;
        }
        Err(Fault::lasting(format!("{url}: too many redirects")))
    }
}

fn headers(rest: Option<&Rest>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(rest) = rest
        && let Ok(tag) = HeaderValue::from_str(&rest.tag)
    {
        headers.insert(IF_RANGE, tag);
        let range = format!("bytes={}-", rest.from);
        if let Ok(range) = HeaderValue::from_str(&range) {
            headers.insert(RANGE, range);
        }
    }
    headers
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn target(from: &Url, response: &Response) -> Result<Url, String> {
    let to = response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| from.join(location).ok())
        .ok_or_else(|| format!("{from}: a redirect that leads nowhere"))?;
    may_lead(from, &to).map(|()| to)
}

/// Whether a redirect or a link may lead from one place to another: to HTTPS, or on the same host.
pub(crate) fn may_lead(from: &Url, to: &Url) -> Result<(), String> {
    if to.scheme() != "https" && to.origin() != from.origin() {
        let to = &to[..url::Position::BeforePath];
        return Err(format!("{from} leads to {to}, which is not HTTPS"));
    }
    may_ask(to)
}

/// Whether a URL may be asked at all: HTTPS, or this machine, and without credentials.
pub(crate) fn may_ask(url: &Url) -> Result<(), String> {
    if !url.username().is_empty() || url.password().is_some() {
        // Which URL it is stays unsaid, since it has a password in it.
        return Err("a URL with credentials in it is refused".to_owned());
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => Err(format!("{url} is refused: it is not HTTPS")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn checked(url: &Url, response: Response) -> Result<Response, Fault> {
    let status = response.status();
    let message = || format!("{url}: {status}");
    match status.as_u16() {
        200 | 206 if response.headers().contains_key(CONTENT_ENCODING) => Err(Fault::lasting(
            format!("{url}: compressed, though that was not asked for"),
        )),
        200 | 206 => Ok(response),
        404 | 410 => Err(Fault::Missing(message())),
        // The rest that was asked for is not there: the caller starts again.
        408 | 416 | 425 | 429 | 500 | 502 | 503 | 504 => {
            Err(Fault::Passing(message(), wait(response.headers())))
        }
        _ => Err(Fault::Lasting(message())),
    }
}

fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// An error with what caused it: "error sending request" alone says nothing.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for fine in [
            "https://developers.procore.com/a",
            "http://127.0.0.1:1/a",
            "http://[::1]:1/a",
            "http://localhost/a",
        ] {
            assert_eq!(may_ask(&url(fine)), Ok(()), "{fine}");
        }
        for refused in [
            "http://developers.procore.com/a",
            "http://localhost.example.com/a",
            "file:///etc/passwd",
            "ftp://127.0.0.1/a",
            "https://user:secret@developers.procore.com/a",
        ] {
            let refused = may_ask(&url(refused)).unwrap_err();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_redirect_leads_to_https_or_stays() {
        let from = url("http://127.0.0.1:7/index");
        for fine in ["http://127.0.0.1:7/b", "https://elsewhere.example/b"] {
            assert_eq!(may_lead(&from, &url(fine)), Ok(()), "{fine}");
        }
        for refused in [
            "http://127.0.0.1:8/b",
            "http://localhost:7/b",
            "http://elsewhere.example/b",
            "https://a:b@elsewhere.example/b",
            "file:///etc/passwd",
        ] {
            assert!(may_lead(&from, &url(refused)).is_err(), "{refused}");
        }
        let from = url("https://developers.procore.com/a");
        assert!(may_lead(&from, &url("http://developers.procore.com/a")).is_err());
        assert!(may_lead(&from, &url("http://127.0.0.1/a")).is_err());
    }
}
