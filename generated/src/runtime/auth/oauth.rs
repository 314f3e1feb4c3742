//! OAuth 2 as Procore does it: the requests to the login host, and their responses.
//!
//! Three form posts; the `oauth2` crate would bring a second HTTP stack's worth of types for them,
//! and no place for the single-use refresh tokens.

use std::fmt;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::token::{Signed, Token};
use crate::runtime::error::{Details, Error, ErrorKind};
use crate::runtime::http::environment::Environment;
use crate::runtime::http::headers::request_id;
use crate::runtime::http::percent::encode;
use crate::runtime::http::stream;
use crate::runtime::http::transport::{HttpBody, HttpRequest, Transport, TransportErrorKind};
use crate::runtime::limits::rate::{asked_to_wait, date};
use crate::runtime::limits::retry::Failure;
use crate::runtime::response::error_body;

/// How an application signs in.
#[derive(Clone)]
pub struct OAuth {
    client_id: String,
    client_secret: Option<SecretString>,
    grant: Grant,
}

#[derive(Debug, Clone)]
enum Grant {
    ClientCredentials,
    AuthorizationCode { redirect_uri: String },
}

impl OAuth {
    /// The redirect URI of programs without a web server: Procore shows the code, and the user pastes
    /// it.
    pub const HEADLESS: &str = "urn:ietf:wg:oauth:2.0:oob";

    /// As a service account: client credentials.
    pub fn client_credentials(client_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: Some(SecretString::from(secret.into())),
            grant: Grant::ClientCredentials,
        }
    }

    /// As a user who signs in with the browser and is redirected to `redirect_uri`, which the app is
    /// registered with. With [`Self::HEADLESS`], Procore shows the code instead.
    pub fn authorization_code(
        client_id: impl Into<String>,
        secret: Option<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: secret.map(SecretString::from),
            grant: Grant::AuthorizationCode {
                redirect_uri: redirect_uri.into(),
            },
        }
    }

    /// Whether a token is asked for without a user.
    pub(crate) fn is_service(&self) -> bool {
        matches!(self.grant, Grant::ClientCredentials)
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field(
                "client_secret",
                &self.client_secret.as_ref().map(|_| "[redacted]"),
            )
            .field("grant", &self.grant)
            .finish()
    }
}

/// A sign-in that a user has begun: send them to [`Self::url`], keep this until they come back. A
/// server that may end in the meantime, or that has several processes, stores it as text, by its
/// [`Self::state`]: [`Self::to_json`]. It is good for one sign-in.
#[derive(Clone)]
#[non_exhaustive]
pub struct Authorization {
    /// Where the user signs in.
    pub url: Url,
    state: SecretString,
    verifier: SecretString,
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").finish_non_exhaustive()
    }
}

impl Authorization {
    /// The `state` with which the user comes back: what to store this under. It is in the URL, and no
    /// secret to the user; to others it is.
    #[must_use]
    pub fn state(&self) -> &str {
        self.state.expose_secret()
    }

    /// The sign-in as JSON, to store it until the user comes back. Its verifier is a secret: keep the
    /// text on the server, and give it to no browser.
    #[must_use]
    pub fn to_json(&self) -> String {
        json!({
            "url": self.url.as_str(),
            "state": self.state.expose_secret(),
            "verifier": self.verifier.expose_secret(),
        })
        .to_string()
    }

    /// The sign-in from [`Self::to_json`]; `None` if the text holds none.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |key: &str| value.get(key)?.as_str().filter(|text| !text.is_empty());
        Some(Self {
            url: Url::parse(text("url")?).ok()?,
            state: text("state")?.into(),
            verifier: text("verifier")?.into(),
        })
    }

    /// The code from the URL that the user came back to, after checking that it belongs to this
    /// sign-in.
    pub fn code(&self, returned: &Url) -> Result<String, Error> {
        let get = |name: &str| {
            returned
                .query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        if get("state").as_deref() != Some(self.state.expose_secret()) {
            let message = "the state in the URL is not the one of this sign-in; begin again";
            return Err(Error::of(ErrorKind::Authentication, "signing in", message));
        }
        get("code").ok_or_else(|| {
            let why = get("error_description").or_else(|| get("error"));
            let message = why.unwrap_or_else(|| "the URL holds no code".to_owned());
            Error::of(ErrorKind::Authentication, "signing in", message)
        })
    }
}

/// What Procore knows of a token.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TokenInfo {
    /// The user.
    pub user: Option<i64>,
    /// How long the token is good.
    pub expires_in: Option<Duration>,
    /// The application.
    pub application: Option<String>,
    /// All of the response.
    pub json: Value,
}

/// Begins a sign-in.
pub(crate) fn authorize(oauth: &OAuth, environment: &Environment) -> Result<Authorization, Error> {
    let Grant::AuthorizationCode { redirect_uri } = &oauth.grant else {
        let message = "a service account has no user to sign in; send requests";
        return Err(Error::of(ErrorKind::Invalid, "signing in", message));
    };
    let (state, verifier) = (random_text()?, random_text()?);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let mut url = endpoint(environment, "oauth/authorize")?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &oauth.client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("state", &state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    Ok(Authorization {
        url,
        state: state.into(),
        verifier: verifier.into(),
    })
}

/// 256 random bits as text.
fn random_text() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let message = format!("the system gives no random numbers: {error}");
        Error::of(ErrorKind::Invalid, "signing in", message)
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn endpoint(environment: &Environment, path: &str) -> Result<Url, Error> {
    let joined = environment.login().join(path);
    joined.map_err(|error| Error::of(ErrorKind::Invalid, "signing in", error.to_string()))
}

/// What a token is asked for with.
pub(crate) enum Ask<'a> {
    /// The service's own credentials.
    Service,
    /// A code that a user brought.
    Code(&'a str, &'a Authorization),
    /// A refresh token, which is good for one use.
    Refresh(&'a SecretString),
}

/// Asks for a token.
pub(crate) async fn ask(
    oauth: &OAuth,
    environment: &Environment,
    transport: &dyn Transport,
    ask: Ask<'_>,
    now: SystemTime,
) -> Result<Token, Error> {
    let mut form = vec![("client_id", oauth.client_id.as_str())];
    if let Some(secret) = &oauth.client_secret {
        form.push(("client_secret", secret.expose_secret()));
    }
    if let Grant::AuthorizationCode { redirect_uri } = &oauth.grant {
        form.push(("redirect_uri", redirect_uri));
    }
    match &ask {
        Ask::Service => form.push(("grant_type", "client_credentials")),
        Ask::Code(code, authorization) => form.extend([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", authorization.verifier.expose_secret()),
        ]),
        Ask::Refresh(token) => form.extend([
            ("grant_type", "refresh_token"),
            ("refresh_token", token.expose_secret()),
        ]),
    }
    let url = endpoint(environment, "oauth/token")?;
    let asked = post(transport, url, &form, "asking for a token", now).await;
    let (headers, body) = asked.map_err(|mut error| {
        let details = error.details_mut();
        // A refresh token or a code may be used up by a request that got no response.
        details.failure = details
            .failure
            .filter(|failure| matches!(ask, Ask::Service) || not_processed(*failure));
        error
    })?;
    read_token(&headers, &body, now).ok_or_else(|| {
        let message = "the login host responded without a token that a request can carry; is the \
                       login URL right?";
        Error::of(ErrorKind::Authentication, "asking for a token", message)
    })
}

/// Whether the login host cannot have used up what it was sent. A 503 does not say so, even where it
/// asks to wait: a gateway without a response in time sends one, although the work was done.
fn not_processed(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::Connect | Failure::Status(StatusCode::TOO_MANY_REQUESTS)
    )
}

fn read_token(headers: &HeaderMap, body: &[u8], now: SystemTime) -> Option<Token> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let mut token = Token::new(value.get("access_token")?.as_str()?);
    let refresh = value.get("refresh_token").and_then(Value::as_str);
    token.refresh = refresh
        .filter(|refresh| !refresh.is_empty())
        .map(SecretString::from);
    // One that ends as it begins says nothing of its end: whether it is refused shows that.
    let lifetime = value.get("expires_in").and_then(seconds);
    if let Some(lifetime) = lifetime.filter(|lifetime| !lifetime.is_zero()) {
        // By our own clock: how old the token is already, the server's clock says.
        let created = value.get("created_at").and_then(seconds);
        let created = created.and_then(|at| SystemTime::UNIX_EPOCH.checked_add(at));
        let age = match (created, date(headers)) {
            (Some(created), Some(server_now)) => {
                server_now.duration_since(created).unwrap_or_default()
            }
            _ => Duration::ZERO,
        };
        // Nobody gives out a token that has expired: then `expires_in` is what is left.
        let left = lifetime.checked_sub(age).filter(|left| !left.is_zero());
        let left = left.unwrap_or(lifetime);
        token.lifetime = Some(left);
        token.expires = now.checked_add(left);
    }
    Some(token).filter(Token::is_sound)
}

/// Whole seconds, however a server spells them.
fn seconds(value: &Value) -> Option<Duration> {
    let text = || value.as_str()?.trim().parse().ok();
    let seconds = value.as_f64().or_else(text)?;
    Duration::try_from_secs_f64(seconds.trunc()).ok()
}

/// Revokes a token, and the one that renews it.
pub(crate) async fn revoke(
    oauth: &OAuth,
    environment: &Environment,
    transport: &dyn Transport,
    token: &Token,
    now: SystemTime,
) -> Result<(), Error> {
    let mut form = vec![
        ("token", token.access.expose_secret()),
        ("client_id", oauth.client_id.as_str()),
    ];
    if let Some(secret) = &oauth.client_secret {
        form.push(("client_secret", secret.expose_secret()));
    }
    let url = endpoint(environment, "oauth/revoke")?;
    post(transport, url, &form, "revoking a token", now)
        .await
        .map(|_| ())
}

/// Asks what Procore knows of a token.
pub(crate) async fn info(
    environment: &Environment,
    transport: &dyn Transport,
    token: &Signed,
    now: SystemTime,
) -> Result<TokenInfo, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::AUTHORIZATION, token.header.clone());
    let url = endpoint(environment, "oauth/token/info")?;
    let request = HttpRequest {
        method: http::Method::GET,
        url,
        headers,
        body: HttpBody::Empty,
        timeout: None,
    };
    let (_, body) = exchange(transport, request, "asking about a token", now).await?;
    let json: Value = serde_json::from_slice(&body).unwrap_or_default();
    if !json.is_object() {
        let message = "the login host responded without information about the token";
        return Err(Error::of(
            ErrorKind::Decode,
            "asking about a token",
            message,
        ));
    }
    let application = json
        .get("application")
        .and_then(|app| app.get("uid"))
        .and_then(Value::as_str);
    Ok(TokenInfo {
        user: json.get("resource_owner_id").and_then(Value::as_i64),
        expires_in: json
            .get("expires_in_seconds")
            .and_then(Value::as_u64)
            .map(Duration::from_secs),
        application: application.map(ToOwned::to_owned),
        json,
    })
}

async fn post(
    transport: &dyn Transport,
    url: Url,
    form: &[(&str, &str)],
    what: &str,
    now: SystemTime,
) -> Result<(HeaderMap, Vec<u8>), Error> {
    let mut headers = HeaderMap::new();
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(http::header::CONTENT_TYPE, form_type);
    headers.insert(
        http::header::ACCEPT,
        HeaderValue::from_static("application/json"),
    );
    let body = HttpBody::Bytes(encode(form.iter().copied()).into());
    let request = HttpRequest {
        method: http::Method::POST,
        url,
        headers,
        body,
        timeout: None,
    };
    let sent = exchange(transport, request, what, now).await;
    sent.map_err(|error| without_secrets(error, form))
}

/// What of a form is nobody's business.
const SECRETS: [&str; 5] = [
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
    "token",
];

/// An error that does not repeat the secrets that the login host may have repeated.
fn without_secrets(mut error: Error, form: &[(&str, &str)]) -> Error {
    let details = error.details_mut();
    let secrets = form.iter().filter(|(name, _)| SECRETS.contains(name));
    for (_, secret) in secrets.filter(|(_, secret)| !secret.is_empty()) {
        let texts = std::iter::once(&mut details.message).chain(&mut details.code);
        for text in texts.filter(|text| text.contains(secret)) {
            *text = text.replace(secret, "..");
        }
    }
    error
}

/// Sends one request to the login host. Its responses are small, and errors never show the request.
async fn exchange(
    transport: &dyn Transport,
    request: HttpRequest,
    what: &str,
    now: SystemTime,
) -> Result<(HeaderMap, Vec<u8>), Error> {
    let failed = |mut details: Box<Details>, kind| {
        let (failure, kind) = match kind {
            TransportErrorKind::Timeout => (Some(Failure::Timeout), ErrorKind::Timeout),
            TransportErrorKind::Connect => (Some(Failure::Connect), ErrorKind::Transport),
            TransportErrorKind::Broken => (Some(Failure::Broken), ErrorKind::Transport),
            TransportErrorKind::Request => (None, ErrorKind::Invalid),
        };
        details.failure = failure;
        Error::new(kind, details)
    };
    let response = transport.send(request).await.map_err(|error| {
        let mut details = Details::of(what, error.to_string());
        details.source = Some(error.source);
        failed(details, error.kind)
    })?;
    let (status, headers) = (response.status, response.headers);
    let body = stream::read(response.body, 1 << 20)
        .await
        .map_err(|error| {
            failed(
                Details::of(what, error.to_string()),
                TransportErrorKind::Broken,
            )
        })?;
    if status.is_success() {
        return Ok((headers, body.to_vec()));
    }
    let said = error_body::parse(&body);
    let mut details = Details::of(what, said.message);
    details.status = Some(status);
    details.request_id = request_id(&headers).map(ToOwned::to_owned);
    details.code = said.code;
    details.note_location(status, &headers);
    details.body = body;
    details.retry_after = asked_to_wait(status, &headers, now);
    details.failure = Some(Failure::Status(status));
    Err(match status {
        // The login host responds with 400 or 401 alike to a token or a secret that is not valid.
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Error::new(ErrorKind::Authentication, details)
        }
        status => Error::from_status(status, details),
    })
}
