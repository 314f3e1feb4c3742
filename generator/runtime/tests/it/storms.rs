//! Loops that a server could keep going for ever: each ends, and needs progress to go on.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{NOW, Req, Res, Server, folder};
use runtime::sample::{ListRfis, ShowRfi};
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::Seen;
use runtime::testing::VirtualClock;
use runtime::{Client, ErrorKind, OAuth, Operation, Paged};
use serde_json::json;

/// A client that signs in as a service; `response` speaks for all that is no login host.
fn service(response: impl Fn(&Seen) -> Canned + Send + Sync + 'static) -> (Client, MockTransport) {
    let tokens = AtomicUsize::new(0);
    let mock = MockTransport::new(move |seen| {
        assert!(tokens.load(Ordering::SeqCst) < 1_000, "a storm of tokens");
        if seen.path != "/oauth/token" {
            return response(seen);
        }
        let number = tokens.fetch_add(1, Ordering::SeqCst);
        Canned::json(&json!({"access_token": format!("t{number}"), "expires_in": 5_400}))
    });
    let client = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(NOW))
        .oauth(OAuth::client_credentials("id", "secret"))
        .build()
        .unwrap();
    (client, mock)
}

fn tokens(mock: &MockTransport) -> usize {
    let seen = mock.seen();
    seen.iter().filter(|s| s.path == "/oauth/token").count()
}

/// Responses 401, and panics when it was asked too often.
fn refusing() -> impl Fn(&Seen) -> Canned + Send + Sync {
    let asked = AtomicUsize::new(0);
    move |_| {
        assert!(asked.fetch_add(1, Ordering::SeqCst) < 1_000, "a storm");
        Canned::status(401)
    }
}

#[tokio::test]
async fn a_storage_that_responds_with_401_is_asked_once_and_costs_no_token() {
    let (client, mock) = service(refusing());
    let error = client
        .download("https://storage.example/f?signature=s")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert_eq!((mock.seen().len(), tokens(&mock)), (1, 0));
}

#[tokio::test]
async fn a_401_behind_a_redirect_to_a_storage_renews_nothing() {
    let refuse = refusing();
    let (client, mock) = service(move |seen| match seen.url.contains("storage.example") {
        true => refuse(seen),
        false => Canned::status(302).with_header("location", "https://storage.example/f"),
    });
    let error = client.download("/rest/v1.0/file").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    // A token, the file, the storage.
    assert_eq!((mock.seen().len(), tokens(&mock)), (3, 1));
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_a_request() {
    let (client, mock) = service(refusing());
    let error = ShowRfi::new("1").send(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
    assert_eq!((mock.seen().len(), tokens(&mock)), (4, 2));
    let error = client.download("/rest/v1.0/file").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication, "{error}");
}

/// A file of `length` bytes that comes `each` bytes at a time, from where it is asked for.
async fn trickle(length: usize, each: usize) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |request: &Req| {
        assert!(asked.fetch_add(1, Ordering::SeqCst) < 10_000, "a storm");
        let from = request.header("range").map_or(0, |range| {
            let range = range.strip_prefix("bytes=").unwrap();
            range.trim_end_matches('-').parse().unwrap()
        });
        let etag = ("etag".to_owned(), "\"v1\"".to_owned());
        let range = format!("bytes {from}-{}/{length}", length - 1);
        Res::CutOff {
            status: if from == 0 { 200 } else { 206 },
            headers: vec![etag, ("content-range".to_owned(), range)],
            body: vec![b'x'; each.min(length - from)],
            promised: length - from,
        }
    })
    .await
}

#[tokio::test]
async fn a_connection_that_gives_a_byte_each_time_is_given_up() {
    let server = trickle(1_000_000, 1).await;
    let path = folder("trickle").join("f.bin");
    let error = server
        .client()
        .download_to(&format!("{}/f", server.url), &path)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    let asked = server.seen().len();
    assert!(asked <= 4, "{asked} requests");
}

#[tokio::test]
async fn a_connection_that_gives_a_good_piece_each_time_brings_the_file() {
    let server = trickle(3_000_000, 100_000).await;
    let path = folder("pieces").join("f.bin");
    let length = server
        .client()
        .download_to(&format!("{}/f", server.url), &path)
        .await
        .unwrap();
    assert_eq!(length, 3_000_000);
    assert_eq!(server.seen().len(), 30);
}

#[tokio::test]
async fn redirects_end_also_where_they_form_a_cycle() {
    let (client, mock) = service(|_| Canned::status(302).with_header("location", "/rest/again"));
    let error = client.download("/rest/v1.0/file").await.unwrap_err();
    assert!(error.to_string().contains("redirects"), "{error}");
    assert_eq!(mock.seen().len(), 7, "a token, and six times the file");
}

#[tokio::test]
async fn a_list_of_empty_pages_ends() {
    let asked = AtomicUsize::new(0);
    let (client, mock) = service(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        assert!(number < 1_000, "a storm");
        Canned::json(&json!([])).with_header("link", &format!("<?cursor=c{number}>; rel=next"))
    });
    let mut items = Paged::items(ListRfis::new(7).with_company(1), &client);
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("nothing new"), "{error}");
    assert!(items.next().await.is_none());
    assert!(mock.seen().len() < 50);
}

#[tokio::test]
async fn an_empty_page_in_between_does_not_end_a_list() {
    let (client, _) = service(|seen| {
        let cursor = seen.query.iter().find(|(name, _)| name == "cursor");
        let number: i64 = cursor.map_or(0, |(_, value)| value.parse().unwrap());
        let page = match number {
            0 | 4 => json!([{ "id": number }]),
            _ => json!([]),
        };
        let link = format!("<?cursor={}>; rel=next", number + 1);
        let response = Canned::json(&page);
        if number < 4 {
            response.with_header("link", &link)
        } else {
            response
        }
    });
    let pages = ListRfis::new(7).with_company(1).pages(&client);
    assert_eq!(pages.collect_up_to(10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_list_whose_pages_are_all_the_same_ends() {
    // Each has another signature in it, and a next page.
    let asked = AtomicUsize::new(0);
    let (client, mock) = service(move |_| {
        let number = asked.fetch_add(1, Ordering::SeqCst);
        assert!(number < 1_000, "a storm");
        let page = json!([{"id": 1, "subject": format!("https://x/?sig={number}")}]);
        Canned::json(&page).with_header("link", &format!("<?page={}>; rel=next", number + 2))
    });
    let mut pages = ListRfis::new(7).with_company(1).pages(&client);
    let error = loop {
        if let Err(error) = pages.next().await.unwrap() {
            break error;
        }
    };
    assert!(error.to_string().contains("nothing new"), "{error}");
    assert!(mock.seen().len() < 100);
}
