//! Tokens: fetched, renewed once, kept, never lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::{NOW, Req, Res, Server};
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{
    Authorization, BoxError, BoxFuture, Client, ClientBuilder, ErrorKind, FileStore, MemoryStore,
    NoRetry, OAuth, Operation, Token, TokenStore,
};
use serde_json::json;

/// A server that gives out numbered tokens, each refresh token good for one use, and takes only the
/// access token that it gave out last.
async fn procore() -> Server {
    let issued = AtomicU32::new(0);
    Server::start(move |request: &Req| match request.path() {
        "/oauth/token" => {
            let last = issued.load(Ordering::SeqCst);
            let grant = request.field("grant_type").unwrap();
            let good = match grant.as_str() {
                "client_credentials" => request.field("client_secret").as_deref() == Some("hush"),
                "authorization_code" => request.field("code").as_deref() == Some("the-code"),
                _ => request.field("refresh_token") == Some(format!("refresh-{last}")),
            };
            if !good {
                return Res::json(&json!({"error": "invalid_grant", "error_description": "used up"}))
                    .with_status(400);
            }
            issued.store(last + 1, Ordering::SeqCst);
            let mut token = json!({
                "access_token": format!("access-{}", last + 1), "token_type": "bearer", "expires_in": 5400,
            });
            if grant != "client_credentials" {
                token["refresh_token"] = format!("refresh-{}", last + 1).into();
            }
            Res::json(&token)
        }
        "/oauth/revoke" => Res::status(200),
        "/oauth/token/info" => {
            Res::json(&json!({"resource_owner_id": 7, "expires_in_seconds": 99, "application": {"uid": "app"}}))
        }
        _ => {
            let good = format!("Bearer access-{}", issued.load(Ordering::SeqCst));
            if request.header("authorization") == Some(&good) {
                Res::json(&json!({"id": 1}))
            } else {
                Res::json(&json!({"message": "expired"})).with_status(401)
            }
        }
    })
    .await
}

fn service() -> OAuth {
    OAuth::client_credentials("app", "hush")
}

fn user() -> OAuth {
    OAuth::authorization_code("app", Some("hush".into()), "http://localhost")
}

fn builder(server: &Server, clock: &VirtualClock) -> ClientBuilder {
    Client::builder()
        .base_url(&server.url)
        .clock(clock.clone())
        .retry(NoRetry)
}

fn asked_for_tokens(server: &Server) -> usize {
    server
        .seen()
        .iter()
        .filter(|request| request.path() == "/oauth/token")
        .count()
}

fn token(number: u32, expires: u64) -> Token {
    Token::new(format!("access-{number}"))
        .with_refresh(format!("refresh-{number}"))
        .with_expiry(SystemTime::UNIX_EPOCH + Duration::from_secs(expires))
}

#[tokio::test]
async fn a_service_fetches_its_token_and_renews_it_ahead_of_its_expiry() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let client = builder(&server, &clock).oauth(service()).build().unwrap();
    for _ in 0..3 {
        ShowRfi::new("1").send(&client).await.unwrap();
    }
    assert_eq!(asked_for_tokens(&server), 1);
    clock.advance(Duration::from_secs(5400 - 30));
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 2);
    let refused = server
        .seen()
        .iter()
        .filter(|r| r.header("authorization") == Some("Bearer x"))
        .count();
    assert_eq!(refused, 0);
}

#[tokio::test]
async fn however_many_requests_wait_a_refresh_token_is_used_once() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let store = MemoryStore::default();
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store.clone())
        .build()
        .unwrap();
    let begun = client.authorize().unwrap();
    client
        .sign_in_with_code(&begun, " the-code\n")
        .await
        .unwrap();
    for round in 0..5 {
        clock.advance(Duration::from_secs(6000));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let client = client.clone();
            tasks.spawn(async move {
                ShowRfi::new("1")
                    .send(&client)
                    .await
                    .map(|rfi| rfi.payload().id)
            });
        }
        for response in tasks.join_all().await {
            assert_eq!(response.unwrap(), Some(1));
        }
        assert_eq!(asked_for_tokens(&server), 2 + round);
    }
    let kept = store.token().unwrap();
    assert!(kept.to_json().contains("refresh-6"));
}

#[tokio::test]
async fn all_who_waited_share_a_failure_and_the_login_host_is_asked_once() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    // Used up long ago.
    let store = MemoryStore::new(token(7, NOW));
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store)
        .build()
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let client = client.clone();
        tasks.spawn(async move { ShowRfi::new("1").send(&client).await.unwrap_err() });
    }
    for error in tasks.join_all().await {
        assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
        assert!(error.to_string().contains("used up"), "{error}");
    }
    assert_eq!(server.seen().len(), 1);
    // Who comes later asks anew.
    ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(asked_for_tokens(&server), 2);
}

#[tokio::test]
async fn a_login_host_that_is_busy_is_asked_again_and_a_refresh_token_is_not_risked() {
    let good = || Res::json(&json!({"access_token": "a", "expires_in": 5400}));
    let busy = || Res::status(503).header("retry-after", "2");
    let try_it = async |oauth: OAuth, responses: Vec<Res>| {
        let responses = std::sync::Mutex::new(std::collections::VecDeque::from(responses));
        let server = Server::start(move |request: &Req| match request.path() {
            "/oauth/token" => responses.lock().unwrap().pop_front().unwrap(),
            _ => Res::json(&json!({"id": 1})),
        })
        .await;
        let client = Client::builder()
            .base_url(&server.url)
            .clock(VirtualClock::at(NOW))
            .oauth(oauth)
            .token_store(MemoryStore::new(token(0, NOW)))
            .company(1)
            .build()
            .unwrap();
        // A POST too: it has not been sent when there is no token.
        let sent = CreateTriggers::new().send(&client).await;
        (
            sent.map_err(|error| error.to_string()),
            asked_for_tokens(&server),
        )
    };
    let service = || OAuth::client_credentials("app", "hush");
    let (sent, asked) = try_it(user(), vec![Res::status(429), good()]).await;
    assert_eq!((sent.map(|_| ()), asked), (Ok(()), 2));
    // With no response the token may be used up; asking again would only hide that. A gateway that got
    // none says 503, and may ask to wait.
    let statuses = [408, 500, 502, 503, 504].map(Res::status);
    let mut lost = vec![Res::Drop, busy()];
    lost.extend(statuses);
    for response in lost {
        let (sent, asked) = try_it(user(), vec![response, good()]).await;
        let error = sent.unwrap_err();
        assert_eq!(asked, 1, "{error}");
        let advice =
            "the refresh token may be used up; if it is refused from now on, sign in again";
        assert!(error.contains(advice), "{error}");
    }
    // A service has nothing to lose, but for its refresh token, if it was given one.
    let server = Server::start({
        let asked = AtomicU32::new(0);
        move |request: &Req| match request.path() {
            "/oauth/token" if asked.fetch_add(1, Ordering::SeqCst) == 0 => Res::Drop,
            "/oauth/token" => Res::json(&json!({"access_token": "a", "expires_in": 5400})),
            _ => Res::json(&json!({"id": 1})),
        }
    })
    .await;
    let client = Client::builder()
        .base_url(&server.url)
        .clock(VirtualClock::at(NOW))
        .oauth(service())
        .build()
        .unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 2);
}

/// A store in which another program puts its own pair, just when this one asks for a new one.
#[derive(Clone, Default)]
struct Shared {
    inner: MemoryStore,
    loads: Arc<AtomicU32>,
}

impl TokenStore for Shared {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        if self.loads.fetch_add(1, Ordering::SeqCst) == 1 {
            let other = token(1, NOW + 5400);
            return Box::pin(async move { Ok(Some(other)) });
        }
        self.inner.load()
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        self.inner.save(token)
    }
}

#[tokio::test]
async fn a_pair_that_another_program_has_just_renewed_is_found() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    // The other program has used refresh-0 up.
    let other = builder(&server, &clock)
        .oauth(user())
        .token_store(MemoryStore::new(token(0, NOW)))
        .build()
        .unwrap();
    ShowRfi::new("1").send(&other).await.unwrap();
    let store = Shared {
        inner: MemoryStore::new(token(0, NOW)),
        ..Shared::default()
    };
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store)
        .build()
        .unwrap();
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    assert_eq!(asked_for_tokens(&server), 2);
}

#[tokio::test]
async fn a_file_is_whole_whoever_writes_it_at_the_same_time() {
    let folder = std::env::temp_dir().join(format!("runtime-whole-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("token");
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let store = FileStore::new(&path);
        tasks.spawn(async move {
            for _ in 0..10 {
                store.save(Some(token(number, NOW))).await.unwrap();
                let read = store.load().await.unwrap().unwrap();
                assert!(read.to_json().contains("refresh-"));
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
    std::fs::remove_dir_all(folder).unwrap();
    let nowhere = FileStore::new("/no/such/folder/token");
    assert!(nowhere.save(Some(token(1, NOW))).await.is_err());
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_refused_at_once() {
    let error = Client::builder().token("a\nb").build().unwrap_err();
    assert!(error.to_string().contains("characters"), "{error}");
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_then_it_is_an_error() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    // Good by the clock, and refused by the server: revoked, or a clock that is wrong.
    let stale = Token::new("stale").with_refresh("refresh-0");
    let store = MemoryStore::new(stale);
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store)
        .build()
        .unwrap();
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    assert_eq!(asked_for_tokens(&server), 1);

    let refusing = Server::start(|request: &Req| match request.path() {
        "/oauth/token" => Res::json(&json!({"access_token": "a", "expires_in": 5400})),
        _ => Res::json(&json!({"message": "no"})).with_status(401),
    })
    .await;
    let client = builder(&refusing, &clock).oauth(service()).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    let asked = refusing
        .seen()
        .iter()
        .filter(|r| r.path() != "/oauth/token")
        .count();
    assert_eq!((asked, asked_for_tokens(&refusing)), (2, 2));
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_lose_the_new_token() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let store = MemoryStore::new(token(0, NOW));
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store.clone())
        .build()
        .unwrap();
    {
        // Polled until it waits for the login host, then dropped.
        let mut call = Box::pin(ShowRfi::new("1").send(&client));
        let polled = futures_poll(call.as_mut()).await;
        assert!(polled.is_none());
    }
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    assert_eq!(asked_for_tokens(&server), 1);
    assert!(store.token().unwrap().to_json().contains("refresh-1"));
}

/// Polls a future once.
async fn futures_poll<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|cx| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(cx) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

/// A store that fails to save at first, and remembers whether a token was used before it was saved.
#[derive(Clone, Default)]
struct Stubborn {
    inner: MemoryStore,
    failures: Arc<AtomicU32>,
}

impl TokenStore for Stubborn {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        self.inner.load()
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        if self.failures.fetch_add(1, Ordering::SeqCst) == 0 {
            return Box::pin(async { Err("disk full".into()) });
        }
        self.inner.save(token)
    }
}

#[tokio::test]
async fn a_new_token_is_saved_before_it_is_used() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let store = Stubborn {
        inner: MemoryStore::new(token(0, NOW)),
        ..Stubborn::default()
    };
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store.clone())
        .build()
        .unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert!(error.to_string().contains("disk full"), "{error}");
    assert_eq!(
        server.seen().len(),
        1,
        "the token was fetched, and not used"
    );
    // The pair is not lost: it is saved when the store can, and not asked for again.
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 1);
    assert!(store.inner.token().unwrap().to_json().contains("refresh-1"));
}

#[tokio::test]
async fn a_file_keeps_the_token_privately_for_all_programs() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let folder = std::env::temp_dir().join(format!("runtime-token-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("token.json");
    std::fs::write(&path, token(0, NOW).to_json()).unwrap();
    let make = || {
        builder(&server, &clock)
            .oauth(user())
            .token_store(FileStore::new(&path))
            .build()
            .unwrap()
    };
    let (one, two) = (make(), make());
    ShowRfi::new("1").send(&one).await.unwrap();
    // The other program finds the new pair there.
    ShowRfi::new("1").send(&two).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    // One renews the pair; two, which has the old one in use, revokes the new one.
    clock.advance(Duration::from_secs(6000));
    ShowRfi::new("1").send(&one).await.unwrap();
    two.sign_out().await.unwrap();
    assert!(!path.exists());
    assert_eq!(
        server.seen().last().unwrap().field("token").as_deref(),
        Some("access-2")
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_user_signs_in_with_a_state_that_is_checked_and_a_verifier() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let client = builder(&server, &clock).oauth(user()).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert!(error.to_string().contains("authorize"), "{error}");
    let begun = client.authorize().unwrap();
    let get = |name: &str| {
        begun
            .url
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    assert_eq!(begun.url.path(), "/oauth/authorize");
    assert_eq!(get("response_type").as_deref(), Some("code"));
    assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
    let state = get("state").unwrap();
    assert!(state.len() >= 43 && get("code_challenge").unwrap().len() == 43);
    assert_ne!(client.authorize().unwrap().url, begun.url);

    let back = |query: &str| url::Url::parse(&format!("http://localhost/?{query}")).unwrap();
    for query in ["code=the-code", "code=the-code&state=other"] {
        let error = client.sign_in(&begun, &back(query)).await.unwrap_err();
        assert!(error.to_string().contains("state"), "{error}");
    }
    let denied = back(&format!(
        "state={state}&error=access_denied&error_description=Denied"
    ));
    assert!(
        client
            .sign_in(&begun, &denied)
            .await
            .unwrap_err()
            .to_string()
            .contains("Denied")
    );
    assert_eq!(asked_for_tokens(&server), 0);
    client
        .sign_in(&begun, &back(&format!("code=the-code&state={state}")))
        .await
        .unwrap();
    let asked = server.seen()[0].clone();
    assert!(asked.field("code_verifier").unwrap().len() >= 43);
    assert_eq!(
        asked.field("redirect_uri").as_deref(),
        Some("http://localhost")
    );
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
    let info = client.token_info().await.unwrap();
    assert_eq!(
        (info.user, info.application.as_deref()),
        (Some(7), Some("app"))
    );

    let headless = OAuth::authorization_code("app", None, OAuth::HEADLESS);
    let client = builder(&server, &clock).oauth(headless).build().unwrap();
    assert!(
        client
            .authorize()
            .unwrap()
            .url
            .as_str()
            .contains("urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob")
    );
}

#[tokio::test]
async fn what_the_login_host_refuses_is_an_authentication_error_without_secrets() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let wrong = OAuth::client_credentials("app", "wrong-hush");
    assert!(!format!("{wrong:?}").contains("wrong-hush"));
    let client = builder(&server, &clock).oauth(wrong).build().unwrap();
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert!(error.to_string().contains("used up"), "{error}");
    assert!(!format!("{error:?}").contains("wrong-hush"));
    assert!(!format!("{:?}", token(1, NOW)).contains("access-1"));
}

#[tokio::test]
async fn the_clock_of_the_server_may_be_wrong() {
    // The server is a day behind, and the token an hour old: by our clock it is good for half an hour.
    let server = Server::start(|request: &Req| match request.path() {
        "/oauth/token" => Res::json(&json!({
            "access_token": "a", "expires_in": 5400, "created_at": NOW - 86_400 - 3_600,
        }))
        .header("date", "Thu, 14 Jan 2027 08:00:00 GMT"),
        _ => Res::json(&json!({"id": 1})),
    })
    .await;
    assert_eq!(NOW - 86_400, 1_799_913_600, "the date above");
    let clock = VirtualClock::at(NOW);
    let client = builder(&server, &clock).oauth(service()).build().unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    clock.advance(Duration::from_secs(1700));
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 1);
    clock.advance(Duration::from_secs(100));
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(asked_for_tokens(&server), 2);
}

/// How long the login host asks to wait is counted by the clock of the client.
#[tokio::test]
async fn a_date_to_wait_for_is_measured_by_the_clock_of_the_client() {
    let mock = MockTransport::new(|_| {
        Canned::status(429).with_header("retry-after", "Thu, 01 Jan 1970 00:01:40 GMT")
    });
    let client = |token: &str| {
        let builder = Client::builder().transport(mock.clone());
        builder.clock(VirtualClock::at(40)).token(token)
    };
    let fixed = client("a").build().unwrap();
    let oauth = OAuth::client_credentials("app", "hush");
    let signed_in = client("a").oauth(oauth).build().unwrap();
    for failed in [
        fixed.token_info().await.unwrap_err(),
        signed_in.token_info().await.unwrap_err(),
        signed_in.sign_out().await.unwrap_err(),
    ] {
        assert_eq!(
            failed.retry_after(),
            Some(Duration::from_secs(60)),
            "{failed}"
        );
    }
}

#[tokio::test]
async fn a_token_is_forgotten_without_asking_procore() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let store = MemoryStore::new(token(1, NOW + 5400));
    let client = builder(&server, &clock)
        .oauth(user())
        .token_store(store.clone())
        .build()
        .unwrap();
    client.sign_out_locally().await.unwrap();
    assert!(store.load().await.unwrap().is_none());
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert!(error.to_string().contains("authorize"), "{error}");
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_sign_in_that_was_begun_is_stored_and_completed_by_another_process() {
    let (server, clock) = (procore().await, VirtualClock::at(NOW));
    let client = || builder(&server, &clock).oauth(user()).build().unwrap();
    let begun = client().authorize().unwrap();
    let stored = begun.to_json();
    let taken = Authorization::from_json(&stored).unwrap();
    assert_eq!(
        (taken.state(), taken.url.as_str()),
        (begun.state(), begun.url.as_str())
    );
    assert!(begun.url.as_str().contains(begun.state()));
    let verifier = serde_json::from_str::<serde_json::Value>(&stored).unwrap();
    let verifier = verifier["verifier"].as_str().unwrap().to_owned();
    let shown = format!("{begun:?} {taken:?}");
    assert!(
        !shown.contains(&verifier) && !shown.contains(begun.state()),
        "{shown}"
    );
    let back = |state: &str| format!("http://localhost/?code=the-code&state={state}");
    let second = client();
    let wrong = back("another").parse().unwrap();
    assert!(second.sign_in(&taken, &wrong).await.is_err());
    let right = back(begun.state()).parse().unwrap();
    second.sign_in(&taken, &right).await.unwrap();
    let sent = server.seen()[0].field("code_verifier");
    assert_eq!(sent, Some(verifier));
    ShowRfi::new("1").send(&second).await.unwrap();
    for bad in ["", "{}", r#"{"url":"x","state":"s","verifier":"v"}"#] {
        assert!(Authorization::from_json(bad).is_none(), "{bad}");
    }
}
