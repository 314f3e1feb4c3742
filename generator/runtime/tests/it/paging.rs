//! Paged lists: by links, by counting, from zero, and against servers that lead astray.

use std::sync::{Arc, Mutex};

use crate::support::{Req, Res, Server};
use runtime::sample::*;
use runtime::{ErrorKind, Operation, Paged};
use serde_json::{Value, json};

/// The items `from..to`.
fn items(from: u64, to: u64) -> Value {
    (from..to).map(|id| json!({"id": id})).collect()
}

fn page_of(request: &Req) -> u64 {
    request
        .field("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
}

async fn ids(server: &Server, request: ListRfis) -> Vec<i64> {
    let mut stream = request.items(&server.client());
    let mut ids = Vec::new();
    while let Some(rfi) = stream.next().await {
        ids.push(rfi.unwrap().id.unwrap());
    }
    ids
}

#[tokio::test]
async fn the_page_of_the_link_goes_into_the_request_as_it_was() {
    let server = Server::start(|request: &Req| {
        let page = page_of(request);
        let response = Res::json(&items(page * 10, page * 10 + 2)).header("total", "6");
        // The link lacks the filter, and names another host.
        let link = |page: u64, rel: &str| {
            format!("<https://evil.example/rest/v1.0/rfis?page={page}&per_page=2>; rel=\"{rel}\"")
        };
        if page < 3 {
            response.header(
                "link",
                &format!("{}, {}", link(1, "first"), link(page + 1, "next")),
            )
        } else {
            response.header("link", &link(1, "first"))
        }
    })
    .await;
    let found = ids(
        &server,
        ListRfis::new(7).filter_status(RfiStatus::Open).per_page(2),
    )
    .await;
    assert_eq!(found, [10, 11, 20, 21, 30, 31]);
    let targets: Vec<String> = server
        .seen()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(
        targets,
        [1, 2, 3].map(|page| match page {
            1 => "/rest/v1.0/projects/7/rfis?filters[status]=open&per_page=2&page=1".to_owned(),
            _ => format!("/rest/v1.0/projects/7/rfis?filters[status]=open&page={page}&per_page=2"),
        })
    );
}

/// A server of `total` items in pages of `size`, with these headers and no links.
async fn counting(total: u64, size: u64, first: u64, with_total: bool, with_size: bool) -> Server {
    Server::start(move |request: &Req| {
        let page = page_of(request) - first;
        let list = items((page * size).min(total), ((page + 1) * size).min(total));
        let list = if request.path().contains("people") {
            json!({"data": list})
        } else {
            list
        };
        let mut response = Res::json(&list);
        if with_total {
            response = response.header("total", &total.to_string());
        }
        if with_size {
            response = response.header("per-page", &size.to_string());
        }
        response
    })
    .await
}

#[tokio::test]
async fn without_links_the_pages_are_counted() {
    for (total, with_total, with_size, requests) in [
        (7, true, true, 3),
        (7, true, false, 3),
        (7, false, true, 3),
        (7, false, false, 3),
        (6, true, false, 2),
        (6, false, true, 3),
        (6, false, false, 3),
        (0, false, false, 1),
        (1, true, false, 1),
        (1, false, true, 1),
    ] {
        let server = counting(total, 3, 1, with_total, with_size).await;
        let found = ids(&server, ListRfis::new(7)).await;
        let case = format!("{total} items, total {with_total}, size {with_size}");
        assert_eq!(found.len() as u64, total, "{case}");
        assert_eq!(server.seen().len(), requests, "{case}");
    }
}

#[tokio::test]
async fn a_server_that_gives_fewer_than_asked_for_loses_nothing() {
    let server = counting(25, 10, 1, true, false).await;
    assert_eq!(
        ids(&server, ListRfis::new(7).per_page(5000)).await.len(),
        25
    );
    let server = counting(25, 10, 1, false, false).await;
    assert_eq!(
        ids(&server, ListRfis::new(7).per_page(5000)).await.len(),
        25
    );
}

#[tokio::test]
async fn a_list_can_begin_in_the_middle() {
    let server = counting(25, 10, 1, true, true).await;
    assert_eq!(ids(&server, ListRfis::new(7).page(2)).await.len(), 15);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn items_are_collected_up_to_a_limit() {
    let server = counting(25, 10, 1, true, true).await;
    let mut rfis = ListRfis::new(7).items(&server.client());
    assert!(rfis.next().await.is_some_and(|rfi| rfi.is_ok()));
    assert_eq!(rfis.collect_up_to(12).await.unwrap().len(), 12);
    assert_eq!(server.seen().len(), 2, "the third page is not fetched");
    let rfis = ListRfis::new(7).items(&server.client());
    assert_eq!(rfis.collect_up_to(100).await.unwrap().len(), 25);
}

#[tokio::test]
async fn some_lists_count_from_zero() {
    let server = counting(7, 3, 0, false, false).await;
    let people = ListPeople::new()
        .pages(&server.client())
        .collect_up_to(100)
        .await
        .unwrap();
    assert_eq!(people.len(), 7);
    assert_eq!(server.seen()[0].field("page").as_deref(), Some("0"));
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_server_that_repeats_itself_is_not_followed_around() {
    // It ignores the page.
    let server = Server::start(|_| Res::json(&items(0, 3))).await;
    assert_eq!(ids(&server, ListRfis::new(7)).await, [0, 1, 2]);
    assert_eq!(server.seen().len(), 2);
    // It goes round in two.
    let server = Server::start(|request: &Req| match page_of(request) % 2 {
        1 => Res::json(&items(0, 3)),
        _ => Res::json(&items(3, 6)),
    })
    .await;
    assert_eq!(ids(&server, ListRfis::new(7)).await, [0, 1, 2, 3, 4, 5]);
    // Its next page is this one, or the one before.
    for next in [1, 2] {
        let server = Server::start(move |request: &Req| {
            let page = page_of(request);
            let next = if page == 1 { 2 } else { next };
            Res::json(&items(page * 10, page * 10 + 3))
                .header("link", &format!("<?page={next}>; rel=next"))
        })
        .await;
        assert_eq!(ids(&server, ListRfis::new(7)).await.len(), 6);
        assert_eq!(server.seen().len(), 2);
    }
}

#[tokio::test]
async fn what_changes_by_itself_makes_no_new_page() {
    // It ignores the page, and signs its URLs anew each time.
    let count = std::sync::atomic::AtomicU64::new(0);
    let server = Server::start(move |_| {
        let signature = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let item = |id: u64| json!({"id": id, "subject": format!("https://x/?sig={signature}")});
        Res::json(&json!([item(1), item(2)]))
    })
    .await;
    assert_eq!(ids(&server, ListRfis::new(7)).await, [1, 2]);
    assert_eq!(server.seen().len(), 2);
    // A cursor that comes again leads in a cycle.
    let count = std::sync::atomic::AtomicU64::new(0);
    let server = Server::start(move |_| {
        let id = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Res::json(&items(id, id + 1)).header("link", "<?cursor=abc&page=>; rel=\"next\"")
    })
    .await;
    assert_eq!(ids(&server, ListRfis::new(7)).await, [0, 1]);
    assert_eq!(
        server.seen()[1].field("cursor").as_deref(),
        Some("abc"),
        "it was followed once"
    );
}

#[tokio::test]
async fn pages_are_fetched_when_asked_for_or_one_ahead() {
    let server = counting(9, 3, 1, true, false).await;
    let client = server.client();
    let mut pages = ListRfis::new(7).pages(&client);
    assert_eq!(server.seen().len(), 0);
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(
        (page.payload().len(), page.total(), server.seen().len()),
        (3, Some(9), 1)
    );

    let started = Arc::new(tokio::sync::Notify::new());
    let counted = Arc::new(Mutex::new(0));
    let (notify, count) = (Arc::clone(&started), Arc::clone(&counted));
    let server = Server::start(move |request: &Req| {
        *count.lock().unwrap() += 1;
        notify.notify_one();
        let page = page_of(request);
        Res::json(&items(page * 3, page * 3 + 3)).header("total", "9")
    })
    .await;
    let mut pages = ListRfis::new(7).pages(&server.client()).prefetch();
    pages.next().await.unwrap().unwrap();
    started.notified().await;
    // While the caller works on the first page, the second one is asked for.
    started.notified().await;
    assert_eq!(*counted.lock().unwrap(), 2);
    assert_eq!(
        pages.next().await.unwrap().unwrap().payload()[0].id,
        Some(6)
    );
    assert_eq!(
        pages.next().await.unwrap().unwrap().payload()[0].id,
        Some(9)
    );
    assert!(pages.next().await.is_none());
    assert_eq!(*counted.lock().unwrap(), 3);
}

#[tokio::test]
async fn an_error_ends_the_stream_after_the_items_before_it() {
    let server = Server::start(|request: &Req| match page_of(request) {
        1 => Res::json(&items(0, 2)).header("total", "4"),
        _ => Res::json(&json!({"message": "no"})).with_status(403),
    })
    .await;
    let mut items = Paged::items(ListRfis::new(7), &server.client());
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn options_of_the_request_hold_for_all_pages() {
    let server = counting(6, 3, 1, true, false).await;
    let request = ListRfis::new(7).with_company(99);
    assert_eq!(ids(&server, request).await.len(), 6);
    assert!(
        server
            .seen()
            .iter()
            .all(|r| r.header("procore-company-id") == Some("99"))
    );
}
