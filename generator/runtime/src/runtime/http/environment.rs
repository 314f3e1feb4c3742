//! Procore's environments: where to sign in, and where the API is.

use std::fmt;

use url::{Host, Url};

use crate::runtime::error::shown;
use crate::runtime::error::{Error, ErrorKind};

/// The hosts that serve files and regions beside those of the API and of signing in: to them the
/// token goes, too, and to no other host of Procore's, since many of those are run by others.
///
/// `app` was the API before `api`, and is still the host of many URLs of files; `storage` is where
/// uploads go and files come from; `us02` and `uk01` are the regions whose hosts Procore documents.
const PRODUCTION: &[&str] = &[
    "app.procore.com",
    "storage.procore.com",
    "uk01.procore.com",
    "us02.procore.com",
];

/// The API of each environment, and the hosts of its files and regions.
///
/// For the sandboxes and the federal zone Procore documents none but their own two.
const HOSTS: &[(&str, &[&str])] = &[("api.procore.com", PRODUCTION)];

/// Where to sign in, and where the API is. A token of one environment is not valid in another.
#[derive(Clone, PartialEq, Eq)]
pub struct Environment {
    login: Url,
    api: Url,
    /// What else may be given the token.
    trusted: Vec<Url>,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trusted: Vec<&str> = self.trusted.iter().map(Url::as_str).collect();
        f.debug_struct("Environment")
            .field("login", &self.login.as_str())
            .field("api", &self.api.as_str())
            .field("trusted", &trusted)
            .finish()
    }
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
        check_secure(&environment.login)?;
        check_secure(&environment.api)?;
        Ok(environment)
    }

    /// Any other pair of base URLs, also over plain HTTP to another machine: for a network in which
    /// nobody can read the token along the way.
    pub fn insecure(login: &str, api: &str) -> Result<Self, Error> {
        let (login, api) = (base(login)?, base(api)?);
        let known = HOSTS.iter().find(|(host, _)| {
            api.scheme() == "https" && api.port().is_none() && api.host_str() == Some(host)
        });
        let hosts = known.map_or(&[][..], |(_, hosts)| hosts);
        let trusted = hosts.iter().map(|host| base(&format!("https://{host}/")));
        Ok(Self {
            trusted: trusted.collect::<Result<_, _>>()?,
            login,
            api,
        })
    }

    /// Gives the token to one more host, for a region or a storage that this crate does not know:
    /// `files.example.com`, or with scheme and port where they are not those of HTTPS.
    ///
    /// A host is trusted alone, not those below it. It must be HTTPS, or on this machine.
    pub fn with_trusted_host(mut self, host: &str) -> Result<Self, Error> {
        let url = match host.contains("://") {
            true => base(host)?,
            // The rest of a URL would be taken for more than it says: the token goes to all paths.
            false if host.contains(['/', '\\', '?', '#', '*']) => return Err(no_base()),
            false => base(&format!("https://{host}/"))?,
        };
        check_secure(&url)?;
        self.trusted.push(url);
        Ok(self)
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

    /// Whether `url` may be given the token: exactly the hosts of this environment, with their
    /// scheme and port. Those are where to sign in, the API, the known hosts of its files and
    /// regions, and what was added with [`Self::with_trusted_host`].
    #[must_use]
    pub fn is_trusted(&self, url: &Url) -> bool {
        let own = [&self.api, &self.login].into_iter().chain(&self.trusted);
        !has_userinfo(url)
            && own.into_iter().any(|own| {
                own.scheme() == url.scheme()
                    && own.host() == url.host()
                    && own.port_or_known_default() == url.port_or_known_default()
            })
    }

    /// Whether what is sent to `url` can be read by nobody on the way, or by nobody who may not: it
    /// is HTTPS, on this machine, or a host that the application chose.
    pub(crate) fn is_private(&self, url: &Url) -> bool {
        url.scheme() == "https" || is_this_machine(url) || self.is_trusted(url)
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::production()
    }
}

/// Whether what is sent there does not leave this machine.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

/// Whether a name or a password stands in the URL. Nothing that is asked for needs one, they would
/// be sent in place of the token, and a URL ends up in many a log.
pub(crate) fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn check_secure(url: &Url) -> Result<(), Error> {
    if url.scheme() == "https" || is_this_machine(url) {
        return Ok(());
    }
    let message = format!(
        "`{}` would send the token in the clear; use `https`, or `Environment::insecure` where \
         nobody listens",
        shown::url(url)
    );
    Err(Error::of(
        ErrorKind::Invalid,
        "building the client",
        message,
    ))
}

/// The text is not repeated: it may hold a password.
fn no_base() -> Error {
    let message = "a base URL is like `https://api.procore.com`: it begins with `https` or `http`, \
                   and has no user, no password and no query";
    Error::of(ErrorKind::Invalid, "building the client", message)
}

/// A base URL, ending in a slash, so that paths are put behind it.
fn base(text: &str) -> Result<Url, Error> {
    let mut url = Url::parse(text).map_err(|_| no_base())?;
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    if !matches!(url.scheme(), "http" | "https")
        || url.query().is_some()
        || has_userinfo(&url)
        || !has_host
    {
        return Err(no_base());
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

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn the_token_is_only_for_the_hosts_of_its_environment() {
        let environments = [
            Environment::production(),
            Environment::sandbox(),
            Environment::monthly_sandbox(),
            Environment::federal(),
        ];
        for (index, environment) in environments.iter().enumerate() {
            assert!(environment.is_trusted(environment.api()));
            assert!(environment.is_trusted(environment.login()));
            for other in [&environments[..index], &environments[index + 1..]].concat() {
                assert!(!environment.is_trusted(other.api()), "{other:?}");
                assert!(!environment.is_trusted(other.login()), "{other:?}");
            }
            for host in super::PRODUCTION {
                let trusted = environment.is_trusted(&url(&format!("https://{host}/file")));
                assert_eq!(trusted, index == 0, "{host} {environment:?}");
            }
            for text in [
                "https://procore.com/",
                "https://status.procore.com/",
                "https://support.procore.com/file",
                "https://developers.procore.com/",
                "https://x.storage.procore.com/",
                "https://storage.procore.com./",
                "https://procore.com.evil.example/file",
                "https://evilprocore.com/",
                "https://evil.procoregov.com/",
                "http://storage.procore.com/file",
                "https://storage.procore.com:8443/file",
                "https://api.procore.com@evil.example/",
                "https://user:password@api.procore.com/",
                "https://127.0.0.1/",
                "https://s3.amazonaws.com/procore.com",
            ] {
                assert!(!environment.is_trusted(&url(text)), "{text}");
            }
        }
    }

    #[test]
    fn an_application_can_name_more_hosts() {
        let trusts = |environment: &Environment, text: &str| environment.is_trusted(&url(text));
        let environment = Environment::sandbox()
            .with_trusted_host("Files.Example.com")
            .unwrap()
            .with_trusted_host("http://127.0.0.1:9")
            .unwrap();
        assert!(trusts(&environment, "https://files.example.com/a?b=c"));
        assert!(trusts(&environment, "http://127.0.0.1:9/"));
        assert!(trusts(&environment, "https://sandbox.procore.com/"));
        assert!(!trusts(&environment, "https://x.files.example.com/"));
        assert!(!trusts(&environment, "http://files.example.com/"));
        for wrong in [
            "",
            "*.procore.com",
            "files.example.com/path",
            "user:hunter2@files.example.com",
            "http://files.example.com",
            "ftp://files.example.com",
            "https://user:hunter2@files.example.com",
            "\\files.example.com",
        ] {
            let error = Environment::production()
                .with_trusted_host(wrong)
                .unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn production_is_production_however_it_was_built() {
        let same = Environment::custom("https://login.procore.com", "https://api.procore.com");
        assert_eq!(same.unwrap(), Environment::production());
        let proxy = Environment::custom("https://proxy.example", "https://proxy.example").unwrap();
        assert!(!proxy.is_trusted(&url("https://api.procore.com/")));
        assert!(!proxy.is_trusted(&url("https://storage.procore.com/")));
    }

    #[test]
    fn a_password_in_a_base_url_is_refused_and_not_shown() {
        for text in [
            "https://user:hunter2@x/",
            "https://hunter2@x/",
            "http://user:hunter2@[",
            "user:hunter2@x",
            "https://x/?key=hunter2",
            "ftp://user:hunter2@x",
        ] {
            let error = Environment::custom(text, "https://x").unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn the_token_is_not_sent_in_the_clear_by_accident() {
        for (url, safe) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://[::ffff:127.0.0.1]:8080", true),
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
