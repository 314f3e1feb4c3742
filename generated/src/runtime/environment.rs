//! Procore's environments: where to sign in, and where the API is.

use url::{Host, Url};

use super::error::{Details, Error};

/// Where to sign in, and where the API is. Tokens of one environment are no good in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    login: Url,
    api: Url,
}

impl Environment {
    /// Production, also for On-Demand Sandboxes, which are companies of their own there.
    #[must_use]
    pub fn production() -> Self {
        Self::known("https://login.procore.com", "https://api.procore.com")
    }

    /// The Developer Sandbox; it has credentials of its own.
    #[must_use]
    pub fn sandbox() -> Self {
        Self::known(
            "https://login-sandbox.procore.com",
            "https://sandbox.procore.com",
        )
    }

    /// The Monthly Sandbox, a copy of production that is renewed each month.
    #[must_use]
    pub fn monthly_sandbox() -> Self {
        Self::known(
            "https://login-sandbox-monthly.procore.com",
            "https://api-monthly.procore.com",
        )
    }

    /// The zone of the US government; it has registrations and credentials of its own.
    #[must_use]
    pub fn federal() -> Self {
        Self::known("https://login.procoregov.com", "https://api.procoregov.com")
    }

    /// Any other pair of base URLs: a proxy, or a server for tests.
    ///
    /// They must be HTTPS, or on this machine: over plain HTTP everybody on the way can read the
    /// token. Where the way is safe, [`Self::insecure`] takes them all the same.
    pub fn custom(login: &str, api: &str) -> Result<Self, Error> {
        let environment = Self::insecure(login, api)?;
        for url in [&environment.login, &environment.api] {
            if url.scheme() != "https" && !is_this_machine(url) {
                let message = format!(
                    "`{url}` would send the token in the clear; use `https`, or \
                     `Environment::insecure` where nobody listens"
                );
                return Err(Error::Invalid(Details::of("building the client", message)));
            }
        }
        Ok(environment)
    }

    /// Any other pair of base URLs, also over plain HTTP to another machine: for a network in which
    /// nobody can read the token along the way.
    pub fn insecure(login: &str, api: &str) -> Result<Self, Error> {
        Ok(Self {
            login: base(login)?,
            api: base(api)?,
        })
    }

    /// Where to sign in.
    #[must_use]
    pub fn login(&self) -> &Url {
        &self.login
    }

    /// Where the API is.
    #[must_use]
    pub fn api(&self) -> &Url {
        &self.api
    }

    #[allow(
        clippy::expect_used,
        reason = "the URLs are those above, and a test builds each"
    )]
    fn known(login: &str, api: &str) -> Self {
        Self::custom(login, api).expect("a known environment has valid URLs")
    }

    /// Whether `url` may be given the token: a host of Procore's over HTTPS, or exactly one of the
    /// hosts of this environment.
    #[must_use]
    pub fn is_trusted(&self, url: &Url) -> bool {
        let same = |own: &Url| {
            own.scheme() == url.scheme()
                && own.host() == url.host()
                && own.port_or_known_default() == url.port_or_known_default()
        };
        let Some(Host::Domain(host)) = url.host() else {
            return same(&self.api) || same(&self.login);
        };
        let procore = [".procore.com", ".procoregov.com"]
            .iter()
            .any(|suffix| host.ends_with(suffix));
        (procore && url.scheme() == "https" && url.port().is_none())
            || same(&self.api)
            || same(&self.login)
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::production()
    }
}

/// Whether what is sent there does not leave this machine.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A base URL, ending in a slash, so that paths are put behind it.
fn base(text: &str) -> Result<Url, Error> {
    let wrong = || {
        let message = format!("`{text}` is no base URL; give one like `https://api.procore.com`");
        Error::Invalid(Details::of("building the client", message))
    };
    let mut url = Url::parse(text).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https")
        || url.query().is_some()
        || !url.username().is_empty()
        || url.password().is_some()
    {
        return Err(wrong());
    }
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::{Environment, Url};

    #[test]
    fn the_token_is_only_for_procore() {
        for environment in [
            Environment::production(),
            Environment::sandbox(),
            Environment::monthly_sandbox(),
            Environment::federal(),
        ] {
            assert!(environment.is_trusted(environment.api()));
            assert!(environment.is_trusted(environment.login()));
            for (url, trusted) in [
                ("https://storage.procore.com/file", true),
                ("https://procore.com.evil.example/file", false),
                ("https://evilprocore.com/", false),
                ("http://storage.procore.com/file", false),
                ("https://storage.procore.com:8443/file", false),
                ("https://api.procore.com@evil.example/", false),
                ("https://127.0.0.1/", false),
                ("https://s3.amazonaws.com/procore.com", false),
            ] {
                assert_eq!(
                    environment.is_trusted(&Url::parse(url).unwrap()),
                    trusted,
                    "{url}"
                );
            }
        }
    }

    #[test]
    fn the_token_is_not_sent_in_the_clear_by_accident() {
        for (url, safe) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://api.localhost", true),
            ("https://proxy.example", true),
            ("http://api.procore.com", false),
            ("http://10.0.0.7", false),
            ("http://localhost.example", false),
            ("http://127.0.0.1.example", false),
        ] {
            assert_eq!(Environment::custom(url, url).is_ok(), safe, "{url}");
            let api = Environment::custom("https://login.procore.com", url);
            assert_eq!(api.is_ok(), safe, "{url}");
            assert!(Environment::insecure(url, url).is_ok(), "{url}");
        }
    }

    #[test]
    fn any_pair_of_base_urls_will_do_if_they_are_base_urls() {
        let own =
            Environment::custom("http://127.0.0.1:1/login", "http://127.0.0.1:2/api").unwrap();
        assert_eq!(
            own.api().join("rest/v1.0/me").unwrap().as_str(),
            "http://127.0.0.1:2/api/rest/v1.0/me"
        );
        assert!(!own.is_trusted(&Url::parse("http://127.0.0.1:3/").unwrap()));
        for text in [
            "",
            "api.procore.com",
            "ftp://x",
            "https://user@x/",
            "https://x/?a=b",
        ] {
            assert!(Environment::custom(text, "https://x").is_err(), "{text}");
        }
    }
}
