//! Paged lists as streams: of pages, and of items.

use std::collections::{BTreeSet, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use http::header::LINK;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use crate::runtime::client::client::Client;
use crate::runtime::client::operation::Operation;
use crate::runtime::error::{Details, Error, ErrorKind};
use crate::runtime::http::executor;
use crate::runtime::http::headers::links;
use crate::runtime::http::transport::BoxFuture;
use crate::runtime::response::response::Response;

/// How many pages in a row may bring nothing new, although each names a next one: no items, or those
/// of the page before.
const STALE: u32 = 20;

/// From how many pages on it is looked at whether the items are those of the page before: it costs to
/// read them once more.
const LONG: usize = 50;

/// How a list pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paging {
    /// `page` from 1, and `per_page`.
    Pages,
    /// `page` from 0, of a size that the server fixes.
    ZeroBased,
}

/// An operation whose list comes page by page, and can be read as a stream.
///
/// The stream ends after the last page, and where the server repeats itself. An error ends it too,
/// after what came before it.
pub trait Paged: Operation {
    /// An item of the list.
    type Item: Send;

    /// How the list pages.
    const PAGING: Paging;

    /// The list that a page holds.
    fn page_items(page: Self::Response) -> Vec<Self::Item>;

    /// The pages, from the one that the request names, each fetched when it is needed.
    fn pages(self, client: &Client) -> Pages<Self>
    where
        Self: 'static,
    {
        Pages::new(self, client.clone())
    }

    /// The items of all pages.
    fn items(self, client: &Client) -> Items<Self>
    where
        Self: 'static,
    {
        Items {
            pages: self.pages(client),
            ready: VecDeque::new(),
        }
    }
}

/// Where a list stands: what decides about the next page. Pure, but for its memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cursor {
    page: u64,
    /// Pages before the one that the request names.
    skipped: u64,
    seen: u64,
    /// How many of the last pages brought nothing new.
    stale: u32,
    /// The ids of the last page of a long list.
    last_ids: Option<Vec<u8>>,
    first_size: Option<u64>,
    /// Digests of the pages so far.
    pages: BTreeSet<[u8; 32]>,
    /// The cursors that links gave.
    cursors: BTreeSet<String>,
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// These query parameters, in the request as it was.
    Query(Vec<(String, String)>),
    /// Nothing.
    End,
    /// The page itself was here before: the server repeats itself.
    Repeated,
    /// One page after the other brought nothing new: the list may go on for ever.
    Astray,
}

impl Cursor {
    /// A list that begins with `page`, the pages counted from `first`.
    pub(crate) fn new(page: u64, first: u64) -> Self {
        Self {
            page,
            skipped: page.saturating_sub(first),
            ..Self::default()
        }
    }

    /// Decides what comes after a page of `count` items.
    pub(crate) fn next(&mut self, headers: &HeaderMap, body: &Bytes, count: u64) -> Next {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
        let (size, linked) = (number("per-page"), headers.contains_key(LINK));
        // Where nothing says that there are pages at all, the list may be the same each time but for
        // something that changes by itself, such as a signature: then the ids decide.
        let counted = linked || number("total").is_some();
        let ids = match counted && self.pages.len() < LONG {
            true => None,
            false => ids(body),
        };
        let deciding = ids.as_deref().filter(|_| !counted);
        let digest = Sha256::digest(deciding.unwrap_or(body));
        if count > 0 && !self.pages.insert(digest.into()) {
            return Next::Repeated;
        }
        self.seen += count;
        let stale = count == 0 || (ids.is_some() && ids == self.last_ids);
        self.stale = if stale { self.stale + 1 } else { 0 };
        self.last_ids = ids;
        if self.stale > STALE {
            return Next::Astray;
        }
        let first_size = *self.first_size.get_or_insert(count);
        if linked {
            return self.linked(headers);
        }
        let ended = match (number("total"), size) {
            _ if count == 0 => true,
            (Some(total), size) => {
                let skipped = self.skipped.saturating_mul(size.unwrap_or(first_size));
                skipped.saturating_add(self.seen) >= total
            }
            (None, Some(size)) => count < size,
            // The size is the server's own, whatever was asked for: a page that is shorter than the
            // first is the last. A first page that is the last costs one more request.
            (None, None) => count < first_size,
        };
        if ended {
            return Next::End;
        }
        self.page += 1;
        Next::Query(vec![("page".to_owned(), self.page.to_string())])
    }

    /// Takes the page out of the `Link` header. Its URL is not followed: it can lack parameters of
    /// the request, and name another host.
    fn linked(&mut self, headers: &HeaderMap) -> Next {
        let Some(next) = links(headers).find(|(relation, _)| relation == "next") else {
            return Next::End;
        };
        // Relative links are fine too: only the query counts.
        let base = Url::parse("http://localhost/").ok();
        let Some(url) = base.and_then(|base| base.join(&next.1).ok()) else {
            return Next::End;
        };
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| matches!(&**key, "page" | "per_page" | "cursor" | "after"))
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        let page = pairs.iter().find(|(key, _)| key == "page");
        match page.and_then(|(_, value)| value.parse().ok()) {
            Some(page) if page > self.page => self.page = page,
            // A next page that is not further on leads to a cycle.
            Some(_) => return Next::End,
            None if pairs.is_empty() => return Next::End,
            // So does one that was here before.
            None if !self.cursors.insert(format!("{pairs:?}")) => return Next::End,
            None => {}
        }
        Next::Query(pairs)
    }
}

/// The ids of the items of a list, as text; `None` unless each has its own.
fn ids(body: &[u8]) -> Option<Vec<u8>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let items = match &body {
        Value::Array(items) => items,
        Value::Object(envelope) => envelope.values().find_map(Value::as_array)?,
        _ => return None,
    };
    let ids: Option<BTreeSet<String>> = items
        .iter()
        .map(|item| Some(item.get("id")?.to_string()))
        .collect();
    let ids = ids.filter(|ids| ids.len() == items.len())?;
    Some(ids.into_iter().collect::<Vec<_>>().join(",").into_bytes())
}

/// A page, the stream behind it.
type Fetched<O> = (
    Fetch<O>,
    Result<Option<Response<Vec<<O as Paged>::Item>>>, Error>,
);

/// What fetches a page.
struct Fetch<O> {
    client: Client,
    operation: O,
    cursor: Cursor,
    ended: bool,
}

impl<O: Paged + 'static> Fetch<O> {
    /// Fetches a page, and turns the request into that for the next one.
    async fn fetch(mut self) -> Fetched<O> {
        let sent = self.client.send(self.operation.clone()).await;
        let page = match sent {
            Ok(page) => page,
            Err(error) => {
                self.ended = true;
                return (self, Err(error));
            }
        };
        let page = page.map(O::page_items);
        let count = u64::try_from(page.payload.len()).unwrap_or(u64::MAX);
        match self.cursor.next(&page.headers, &page.body, count) {
            Next::Query(pairs) => {
                for (name, value) in pairs {
                    self.operation.request_mut().set_query(&name, value);
                }
            }
            Next::End => self.ended = true,
            Next::Repeated => {
                tracing::warn!(operation = O::META.rust_path, "the server repeats a page");
                self.ended = true;
                return (self, Ok(None));
            }
            Next::Astray => {
                self.ended = true;
                let message = format!("more than {STALE} pages in a row brought nothing new");
                let request = self.operation.request();
                let error = Error::of(ErrorKind::Decode, request.label(), message);
                let error = request.add_path(error);
                return (self, Err(error));
            }
        }
        (self, Ok(Some(page)))
    }
}

/// The pages of a list. A [`Stream`], also without a crate for streams: see [`Self::next`].
#[must_use = "a stream does nothing until it is read"]
pub struct Pages<O: Paged> {
    state: State<O>,
    fetching: Fetching,
}

/// When a page is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fetching {
    /// When the caller asks for it.
    OnDemand,
    /// While the caller works on the page before.
    Ahead,
}

enum State<O: Paged> {
    Idle(Box<Fetch<O>>),
    Busy(BoxFuture<'static, Fetched<O>>),
    Ended,
}

impl<O: Paged + 'static> Pages<O> {
    fn new(mut operation: O, client: Client) -> Self {
        let first = match O::PAGING {
            Paging::Pages => 1,
            Paging::ZeroBased => 0,
        };
        let request = operation.request_mut();
        let page = request
            .query_value("page")
            .and_then(|value| value.parse().ok());
        if page.is_none() {
            request.set_query("page", first.to_string());
        }
        let cursor = Cursor::new(page.unwrap_or(first), first);
        let fetch = Fetch {
            client,
            operation,
            cursor,
            ended: false,
        };
        Self {
            state: State::Idle(Box::new(fetch)),
            fetching: Fetching::OnDemand,
        }
    }

    /// Fetches the next page while the caller processes this one.
    pub fn prefetch(mut self) -> Self {
        self.fetching = Fetching::Ahead;
        self
    }

    /// The next page; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Response<Vec<O::Item>>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Collects the items of all pages, up to `limit` items.
    pub async fn collect_up_to(mut self, limit: usize) -> Result<Vec<O::Item>, Error> {
        let mut items = Vec::new();
        while items.len() < limit
            && let Some(page) = self.next().await
        {
            items.extend(page?.payload);
        }
        items.truncate(limit);
        Ok(items)
    }

    fn start(fetch: Fetch<O>, fetching: Fetching) -> BoxFuture<'static, Fetched<O>> {
        // Without tokio there is no task; to send the request says so.
        if fetching == Fetching::OnDemand || executor::is_missing() {
            return Box::pin(fetch.fetch());
        }
        let (client, operation) = (fetch.client.clone(), fetch.operation.clone());
        let task = tokio::spawn(fetch.fetch());
        Box::pin(async move {
            task.await.unwrap_or_else(|error| {
                let details = Details::of(O::META.title, error.to_string());
                let cursor = Cursor::default();
                let fetch = Fetch {
                    client,
                    operation,
                    cursor,
                    ended: true,
                };
                (fetch, Err(Error::new(ErrorKind::Transport, details)))
            })
        })
    }
}

// Nothing in it is pinned: the future is boxed.
impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged + 'static> Stream for Pages<O> {
    type Item = Result<Response<Vec<O::Item>>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let State::Idle(_) = self.state
            && let State::Idle(fetch) = std::mem::replace(&mut self.state, State::Ended)
        {
            self.state = State::Busy(Self::start(*fetch, Fetching::OnDemand));
        }
        let State::Busy(busy) = &mut self.state else {
            return Poll::Ready(None);
        };
        let (fetch, page) = ready!(busy.as_mut().poll(cx));
        self.state = match fetch.ended {
            true => State::Ended,
            false if self.fetching == Fetching::Ahead => {
                State::Busy(Self::start(fetch, Fetching::Ahead))
            }
            false => State::Idle(Box::new(fetch)),
        };
        Poll::Ready(page.transpose())
    }
}

/// The items of a list, page after page. A [`Stream`], also without a crate for streams: see
/// [`Self::next`].
#[must_use = "a stream does nothing until it is read"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: VecDeque<O::Item>,
}

impl<O: Paged + 'static> Items<O> {
    /// Fetches the next page while the caller processes this one.
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.prefetch();
        self
    }

    /// The next item; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Collects the items that are left, up to `limit`; pages beyond it are not fetched.
    pub async fn collect_up_to(mut self, limit: usize) -> Result<Vec<O::Item>, Error> {
        let mut items = Vec::new();
        while items.len() < limit
            && let Some(item) = self.next().await
        {
            items.push(item?);
        }
        Ok(items)
    }
}

impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged + 'static> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.ready = page.payload.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
