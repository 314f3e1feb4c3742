//! One session, several programs: nobody uses a refresh token up that another one needs, and nobody
//! asks for a token more often than needed.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::support::traced::Traced;
use crate::support::{NOW, Req, Res, Server, folder};
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{
    BoxError, BoxFuture, Client, Environment, ErrorKind, FileStore, MemoryStore, NoRetry, OAuth,
    Operation, Token, TokenStore,
};
use serde_json::{Value, json};
use tracing::Level;

/// What a login host knows of one user: which pair is good, and whether the session is revoked.
#[derive(Default)]
struct Family {
    issued: u32,
    revoked: bool,
}

impl Family {
    /// A refresh token that was used before revokes all that came of it, as RFC 9700 advises.
    fn refresh(&mut self, given: Option<&str>) -> Option<u32> {
        if self.revoked || given != Some(&format!("refresh-{}", self.issued)) {
            self.revoked = true;
            return None;
        }
        self.issued += 1;
        Some(self.issued)
    }
}

async fn strict_login() -> Server {
    let family = Mutex::new(Family::default());
    Server::start(move |request: &Req| {
        let mut family = family.lock().unwrap();
        match request.path() {
            "/oauth/token" => match family.refresh(request.field("refresh_token").as_deref()) {
                Some(number) => Res::json(&json!({
                    "access_token": format!("access-{number}"), "expires_in": 5400,
                    "refresh_token": format!("refresh-{number}"),
                })),
                None => Res::json(&json!({"error": "invalid_grant"})).with_status(400),
            },
            _ => {
                let good = format!("Bearer access-{}", family.issued);
                match !family.revoked && request.header("authorization") == Some(&good) {
                    true => Res::json(&json!({"id": 1})),
                    false => Res::status(401),
                }
            }
        }
    })
    .await
}

fn user() -> OAuth {
    OAuth::authorization_code("app", Some("hush".into()), "http://localhost")
}

fn program(server: &Server, clock: &VirtualClock, store: impl TokenStore) -> Client {
    Client::builder()
        .base_url(&server.url)
        .clock(clock.clone())
        .retry(NoRetry)
        .oauth(user())
        .token_store(store)
        .build()
        .unwrap()
}

fn asked_for_tokens(server: &Server) -> usize {
    let seen = server.seen();
    seen.iter().filter(|r| r.path() == "/oauth/token").count()
}

fn token(number: u32, expires: u64) -> Token {
    Token::new(format!("access-{number}"))
        .with_refresh(format!("refresh-{number}"))
        .with_expiry(SystemTime::UNIX_EPOCH + Duration::from_secs(expires))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_that_share_a_file_do_not_lose_the_session() {
    let folder = folder("session-shared");
    for round in 0..10 {
        let (server, clock) = (strict_login().await, VirtualClock::at(NOW));
        let path = folder.join(format!("token-{round}"));
        FileStore::new(&path)
            .save(Some(token(0, NOW)))
            .await
            .unwrap();
        let mut programs = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let client = program(&server, &clock, FileStore::new(&path));
            programs.spawn(async move {
                ShowRfi::new("1")
                    .send(&client)
                    .await
                    .map(|rfi| rfi.payload().id)
            });
        }
        for response in programs.join_all().await {
            assert_eq!(response.unwrap(), Some(1));
        }
        assert_eq!(asked_for_tokens(&server), 1, "one renewal serves all");
        std::fs::remove_file(&path).unwrap();
        #[cfg(unix)]
        assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_share_a_store_in_memory_do_not_lose_the_session() {
    let (server, clock) = (strict_login().await, VirtualClock::at(NOW));
    let store = MemoryStore::new(token(0, NOW));
    let mut programs = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let client = program(&server, &clock, store.clone());
        programs.spawn(async move {
            ShowRfi::new("1")
                .send(&client)
                .await
                .map(|rfi| rfi.payload().id)
        });
    }
    for response in programs.join_all().await {
        assert_eq!(response.unwrap(), Some(1));
    }
    assert_eq!(asked_for_tokens(&server), 1);
}

/// Ends a program while it waits for the login host.
fn end_in_the_middle(path: &Path, used_up: bool) -> Family {
    let family = Arc::new(Mutex::new(Family::default()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (asked, heard) = tokio::sync::oneshot::channel();
        let (asked, at_login) = (Mutex::new(Some(asked)), Arc::clone(&family));
        let server = Server::start(move |request: &Req| {
            if used_up {
                at_login
                    .lock()
                    .unwrap()
                    .refresh(request.field("refresh_token").as_deref());
            }
            asked.lock().unwrap().take().unwrap().send(()).unwrap();
            Res::Silence
        })
        .await;
        // The same environment as afterwards, wherever the server listens.
        let environment = Environment::custom("http://login.localhost", "http://localhost");
        let url = server.url.clone();
        let transport = To(url, runtime::ReqwestTransport::new().unwrap());
        FileStore::new(path)
            .save(Some(token(0, NOW)))
            .await
            .unwrap();
        let client = Client::builder()
            .environment(environment.unwrap())
            .transport(transport)
            .clock(VirtualClock::at(NOW))
            .oauth(user())
            .token_store(FileStore::new(path))
            .build()
            .unwrap();
        let call = tokio::spawn(async move { drop(ShowRfi::new("1").send(&client).await) });
        heard.await.unwrap();
        call.abort();
    });
    runtime.shutdown_background();
    Arc::into_inner(family).map_or_else(
        || Family {
            issued: u32::from(used_up),
            revoked: false,
        },
        |family| family.into_inner().unwrap(),
    )
}

/// Sends everything to one server, whatever the host.
struct To(String, runtime::ReqwestTransport);

impl runtime::Transport for To {
    fn send(
        &self,
        mut request: runtime::HttpRequest,
    ) -> BoxFuture<'_, Result<runtime::HttpResponse, runtime::TransportError>> {
        let path = request.url.path().to_owned();
        request.url = url::Url::parse(&self.0).unwrap().join(&path).unwrap();
        self.1.send(request)
    }
}

/// The program as it is started again, against a login host that knows `family`.
fn started_again(path: &Path, family: Family) -> (Client, MockTransport) {
    let family = Mutex::new(family);
    let mock = MockTransport::new(move |seen| {
        if seen.path != "/oauth/token" {
            return Canned::json(&json!({"id": 1}));
        }
        let form = url::form_urlencoded::parse(&seen.body);
        let given = form.into_owned().find(|(key, _)| key == "refresh_token");
        match family
            .lock()
            .unwrap()
            .refresh(given.as_ref().map(|(_, value)| value.as_str()))
        {
            Some(number) => Canned::json(&json!({
                "access_token": format!("access-{number}"), "expires_in": 5400,
                "refresh_token": format!("refresh-{number}"),
            })),
            None => Canned::json(&json!({"error": "invalid_grant"})).with_status(400),
        }
    });
    let environment = Environment::custom("http://login.localhost", "http://localhost");
    let client = Client::builder()
        .environment(environment.unwrap())
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW + 3600))
        .retry(NoRetry)
        .oauth(user())
        .token_store(FileStore::new(path))
        .build()
        .unwrap();
    (client, mock)
}

#[test]
fn after_a_program_ended_in_the_middle_of_a_renewal_the_error_says_what_to_do() {
    let folder = folder("session-ended");
    let path = folder.join("token");
    // The login host has responded; the response is lost, and the session with it.
    let family = end_in_the_middle(&path, true);
    let (client, _) = started_again(&path, family);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for _ in 0..2 {
        let error = runtime
            .block_on(ShowRfi::new("1").send(&client))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("2027-01-15T08:00:00Z"),
            "when it began: {text}"
        );
        assert!(
            text.contains("`authorize`") && text.contains("`sign_in`"),
            "{text}"
        );
        assert!(!format!("{error:?}").contains("refresh-0"), "{error:?}");
    }
    // The login host never got it: the session goes on.
    let family = end_in_the_middle(&path, false);
    let (client, mock) = started_again(&path, family);
    let found = runtime.block_on(ShowRfi::new("1").send(&client)).unwrap();
    assert_eq!((found.payload().id, mock.seen().len()), (Some(1), 2));
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept.contains("refresh-1") && !kept.contains("begun"),
        "{kept}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_renewal_that_ended_is_no_longer_begun() {
    let folder = folder("session-noted");
    let path = folder.join("token");
    let clock = VirtualClock::at(NOW);
    let begun = |path: &Path| std::fs::read_to_string(path).unwrap().contains("begun");
    // Refused, or not processed; and a response that was lost.
    for (response, open) in [
        (
            Res::json(&json!({"error": "invalid_grant"})).with_status(400),
            false,
        ),
        (Res::status(429), false),
        (Res::Drop, true),
        (Res::status(500), true),
        (Res::json(&json!({"access_token": ""})), true),
    ] {
        FileStore::new(&path)
            .save(Some(token(0, NOW)))
            .await
            .unwrap();
        let server = Server::start(move |_| response.clone()).await;
        let client = program(&server, &clock, FileStore::new(&path));
        let error = ShowRfi::new("1").send(&client).await.unwrap_err();
        assert_eq!(begun(&path), open, "{error}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A login host whose tokens look as `fields` say, and a server that takes them all.
async fn issuing(fields: Value) -> Server {
    let issued = AtomicU32::new(0);
    Server::start(move |request: &Req| {
        if request.path() != "/oauth/token" {
            return Res::json(&json!({"id": 1}));
        }
        let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
        let mut response = fields.clone();
        response["access_token"] = format!("access-{number}").into();
        response["refresh_token"] = format!("refresh-{number}").into();
        Res::json(&response).header("date", "Fri, 15 Jan 2027 08:00:00 GMT")
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_a_token_states_its_age_requests_do_not_each_renew_it() {
    for fields in [
        json!({"expires_in": 5400, "created_at": NOW - 86_400}),
        json!({"expires_in": 2000, "created_at": NOW - 3_400}),
        json!({"expires_in": 5400, "created_at": NOW + 3_400}),
        json!({"expires_in": 59, "created_at": NOW}),
        json!({"expires_in": 30, "created_at": NOW - 20}),
        json!({"expires_in": 1}),
        json!({"expires_in": 0}),
        json!({"expires_in": -5}),
        json!({"expires_in": "5400"}),
        json!({"expires_in": 5400.0}),
        json!({"expires_in": null}),
        json!({}),
    ] {
        let (server, clock) = (issuing(fields.clone()).await, VirtualClock::at(NOW));
        let client = program(&server, &clock, MemoryStore::new(token(0, NOW)));
        for _ in 0..50 {
            ShowRfi::new("1").send(&client).await.unwrap();
        }
        assert_eq!(asked_for_tokens(&server), 1, "{fields}");
        // Many at once, after it has expired.
        clock.advance(Duration::from_secs(1_000_000));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..200 {
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
        assert!(
            asked_for_tokens(&server) <= 2,
            "{fields}: {}",
            asked_for_tokens(&server)
        );
    }
}

#[tokio::test]
async fn a_short_token_is_renewed_before_it_ends_also_by_another_program() {
    let folder = folder("session-short");
    let path = folder.join("token");
    let (server, clock) = (
        issuing(json!({"expires_in": 40})).await,
        VirtualClock::at(NOW),
    );
    FileStore::new(&path)
        .save(Some(token(0, NOW)))
        .await
        .unwrap();
    for (seconds, asked) in [(0, 1), (20, 1), (15, 2), (20, 2)] {
        clock.advance(Duration::from_secs(seconds));
        let client = program(&server, &clock, FileStore::new(&path));
        ShowRfi::new("1").send(&client).await.unwrap();
        assert_eq!(asked_for_tokens(&server), asked);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_renewal_brought_serves_all_who_waited() {
    // By the clock of this machine it has expired when it comes: the clock runs on.
    let clock = VirtualClock::at(NOW);
    let running = clock.clone();
    let server = Server::start(move |request: &Req| {
        if request.path() != "/oauth/token" {
            return Res::json(&json!({"id": 1}));
        }
        running.advance(Duration::from_secs(60));
        Res::json(&json!({"access_token": "a", "refresh_token": "r", "expires_in": 50}))
    })
    .await;
    let client = program(&server, &clock, MemoryStore::new(token(0, NOW)));
    let barrier = Arc::new(tokio::sync::Barrier::new(100));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (client, barrier) = (client.clone(), Arc::clone(&barrier));
        tasks.spawn(async move {
            barrier.wait().await;
            ShowRfi::new("1")
                .send(&client)
                .await
                .map(|rfi| rfi.payload().id)
        });
    }
    for response in tasks.join_all().await {
        assert_eq!(response.unwrap(), Some(1));
    }
    // Those that came while it was under way share it; a late one or two may have begun after it.
    assert!(
        asked_for_tokens(&server) < 20,
        "{}",
        asked_for_tokens(&server)
    );
}

#[tokio::test]
async fn an_invalid_token_in_the_store_is_reported_and_one_that_is_issued_is_not_saved() {
    let folder = folder("session-unsound");
    let path = folder.join("token");
    for text in [
        r#"{"access_token":""}"#,
        r#"{"access_token":"a\nb"}"#,
        r#"{"access_token":"a b","refresh_token":"r"}"#,
        "{",
        "",
    ] {
        std::fs::write(&path, text).unwrap();
        let error = FileStore::new(&path).load().await.unwrap_err();
        assert!(error.to_string().contains("remove it"), "{error}");
    }
    let server = issuing(json!({"expires_in": 5400})).await;
    let clock = VirtualClock::at(NOW);
    // A store that was given one by hand.
    let unsound = MemoryStore::new(Token::new("a\nb").with_refresh("r"));
    let client = program(&server, &clock, unsound.clone());
    ShowRfi::new("1").send(&client).await.unwrap();
    assert!(unsound.token().unwrap().to_json().contains("access-1"));
    assert!(
        FileStore::new(&path)
            .save(Some(Token::new("a\nb")))
            .await
            .is_err()
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_linked_file_stays_a_link() {
    let folder = folder("session-link");
    let (far, link) = (folder.join("far"), folder.join("token"));
    std::fs::create_dir_all(&far).unwrap();
    std::os::unix::fs::symlink("middle", &link).unwrap();
    std::os::unix::fs::symlink("far/token", folder.join("middle")).unwrap();
    // Also one whose target is not there yet, and one that was signed out.
    let store = FileStore::new(&link);
    for number in 0..2 {
        assert!(store.load().await.unwrap().is_none());
        store.save(Some(token(number, NOW))).await.unwrap();
        store.save(Some(token(number, NOW + 1))).await.unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(names(&far), ["token"]);
        assert!(!far.join("token").symlink_metadata().unwrap().is_symlink());
        store.save(None).await.unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
    }
    // Through the link and past it the same session is renewed once.
    let (server, clock) = (strict_login().await, VirtualClock::at(NOW));
    store.save(Some(token(0, NOW))).await.unwrap();
    let mut programs = tokio::task::JoinSet::new();
    for path in [&link, &far.join("token")] {
        let client = program(&server, &clock, FileStore::new(path));
        programs.spawn(async move {
            ShowRfi::new("1")
                .send(&client)
                .await
                .map(|rfi| rfi.payload().id)
        });
    }
    for response in programs.join_all().await {
        assert_eq!(response.unwrap(), Some(1));
    }
    std::os::unix::fs::symlink("loop", folder.join("loop")).unwrap();
    let looped = FileStore::new(folder.join("loop"));
    assert!(looped.save(Some(token(0, NOW))).await.is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_is_reported_and_closed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("session-open");
    let path = folder.join("token");
    let mode = || std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    for open in [0o644, 0o640, 0o604, 0o666] {
        let traced = Traced::begin(Level::WARN);
        std::fs::write(&path, token(0, NOW).to_json()).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(open)).unwrap();
        assert!(FileStore::new(&path).load().await.unwrap().is_some());
        assert!(traced.text().contains("others"), "{}", traced.text());
        assert!(!traced.text().contains("access-0"), "{}", traced.text());
        assert_eq!(mode(), 0o600);
    }
    let traced = Traced::begin(Level::WARN);
    FileStore::new(&path).load().await.unwrap();
    assert!(traced.text().is_empty(), "{}", traced.text());
    // What is no file holds no token, and is not waited for.
    assert!(FileStore::new(&folder).load().await.is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_token_of_one_environment_stays_in_it() {
    let mock = MockTransport::new(|seen| match seen.path.as_str() {
        "/oauth/token" => Canned::json(&json!({"access_token": "sand", "expires_in": 5400})),
        _ => Canned::json(&json!({"id": 1})),
    });
    let folder = folder("session-environment");
    let path = folder.join("token");
    let client = |environment: Environment, store: FileStore| {
        Client::builder()
            .environment(environment)
            .transport(mock.clone())
            .clock(VirtualClock::at(NOW))
            .oauth(OAuth::client_credentials("app", "hush"))
            .token_store(store)
            .build()
            .unwrap()
    };
    let sandbox = client(Environment::sandbox(), FileStore::new(&path));
    ShowRfi::new("1").send(&sandbox).await.unwrap();
    let before = mock.seen().len();
    let production = client(Environment::production(), FileStore::new(&path));
    let error = ShowRfi::new("1").send(&production).await.unwrap_err();
    assert!(
        error.to_string().contains("login-sandbox.procore.com"),
        "{error}"
    );
    assert_eq!(mock.seen().len(), before, "nothing was sent");
    ShowRfi::new("1").send(&sandbox).await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn an_invalid_token_is_refused_and_not_saved() {
    let none = [
        json!({"access_token": "", "expires_in": 5400}),
        json!({"access_token": "  ", "expires_in": 5400}),
        json!({"access_token": "a\nb", "expires_in": 5400}),
        json!({"access_token": "a b", "expires_in": 5400}),
        json!({"access_token": "caf\u{e9}", "expires_in": 5400}),
        json!({"access_token": null}),
        json!({"access_token": 7}),
        json!({}),
    ];
    for response in none {
        let store = MemoryStore::default();
        let canned = response.clone();
        let client = Client::builder()
            .transport(MockTransport::new(move |_| Canned::json(&canned)))
            .clock(VirtualClock::at(NOW))
            .oauth(OAuth::client_credentials("app", "hush"))
            .token_store(store.clone())
            .build()
            .unwrap();
        let error = ShowRfi::new("1").send(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
        assert!(store.token().is_none(), "{response}");
    }
    for text in ["", " ", "a\n"] {
        let error = Client::builder().token(text).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_every_token_does_not_make_each_request_renew_it() {
    for oauth in [user(), OAuth::client_credentials("app", "hush")] {
        let issued = AtomicU32::new(0);
        let server = Server::start(move |request: &Req| match request.path() {
            "/oauth/token" => {
                let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
                Res::json(&json!({"access_token": format!("a{number}"), "refresh_token": "r", "expires_in": 5400}))
            }
            _ => Res::json(&json!({"message": "the app is not connected"})).with_status(401),
        })
        .await;
        let clock = VirtualClock::at(NOW);
        let client = Client::builder()
            .base_url(&server.url)
            .clock(clock.clone())
            .retry(NoRetry)
            .oauth(oauth)
            .token_store(MemoryStore::new(token(0, NOW)))
            .build()
            .unwrap();
        for minute in 0..3 {
            for _ in 0..50 {
                let error = ShowRfi::new("1").send(&client).await.unwrap_err();
                assert!(error.to_string().contains("not connected"), "{error}");
            }
            assert_eq!(asked_for_tokens(&server), 2 + minute);
            clock.advance(Duration::from_secs(60));
        }
    }
}

/// A store of an application: it has none of the newer methods.
#[derive(Clone, Default)]
struct Plain(MemoryStore);

impl TokenStore for Plain {
    fn load(&self) -> BoxFuture<'_, Result<Option<Token>, BoxError>> {
        self.0.load()
    }

    fn save(&self, token: Option<Token>) -> BoxFuture<'_, Result<(), BoxError>> {
        self.0.save(token)
    }
}

#[tokio::test]
async fn a_store_that_can_only_load_and_save_will_do() {
    let (server, clock) = (strict_login().await, VirtualClock::at(NOW));
    let client = program(&server, &clock, Plain(MemoryStore::new(token(0, NOW))));
    assert_eq!(
        ShowRfi::new("1").send(&client).await.unwrap().payload().id,
        Some(1)
    );
}

#[tokio::test]
async fn the_lock_of_a_token_file_is_waited_for_by_the_clock() {
    let folder = folder("session-lock");
    let path = folder.join("token");
    let clock = VirtualClock::at(NOW);
    let first = FileStore::new(&path);
    let held = first.lock(&clock).await.unwrap().unwrap();
    let second = FileStore::new(&path);
    // Who waits gets the lock once it is free.
    let free = async {
        tokio::task::yield_now().await;
        drop(held);
    };
    let (held, ()) = tokio::join!(second.lock(&clock), free);
    assert!(held.unwrap().is_some());
    // Where it is never free, the wait ends.
    let held = first.lock(&clock).await.unwrap().unwrap();
    let later = async { clock.advance(Duration::from_secs(4 * 60)) };
    let (error, ()) = tokio::join!(second.lock(&clock), later);
    let error = error.err().unwrap().to_string();
    assert!(error.contains("another program has held"), "{error}");
    drop(held);
    std::fs::remove_dir_all(folder).unwrap();
}
