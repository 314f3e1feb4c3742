//! What no longer moves ends, in both directions, by a clock that the test moves.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::support::NOW;
use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use runtime::sample::ShowRfi;
use runtime::testing::VirtualClock;
use runtime::{
    BoxError, BoxFuture, Client, ClientBuilder, Error, ErrorKind, File, HttpBody, HttpRequest,
    HttpResponse, MemoryStore, NoRetry, OAuth, Operation, StallProtection, Transport,
    TransportError, UploadTo,
};
use serde_json::json;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::task::{JoinHandle, yield_now};

const SECOND: Duration = Duration::from_secs(1);

/// Lets all others go as far as they can.
async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}

/// Moves the clock on until the task ends, and gives after how many steps that was.
async fn steps<T>(clock: &VirtualClock, step: Duration, task: &JoinHandle<T>) -> u32 {
    settle().await;
    for number in 0..10_000 {
        if task.is_finished() {
            return number;
        }
        clock.advance(step);
        settle().await;
    }
    panic!("it does not end");
}

/// Pieces that the test sends; the stream ends with the sender.
struct Pieces(mpsc::UnboundedReceiver<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx).map(|piece| piece.map(Ok))
    }
}

fn pieces() -> (mpsc::UnboundedSender<Bytes>, Pieces) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Pieces(receiver))
}

/// A transport of the test: it takes so many pieces of a request, each on request, and then
/// responds with these bodies, or never.
#[derive(Clone)]
struct Slow {
    asked: Arc<AtomicUsize>,
    taken: Arc<AtomicUsize>,
    takes: Option<usize>,
    allowed: Arc<Semaphore>,
    lengths: Arc<Mutex<Vec<Option<String>>>>,
    bodies: Arc<Mutex<VecDeque<Pieces>>>,
}

impl Default for Slow {
    fn default() -> Self {
        Self {
            asked: Arc::default(),
            taken: Arc::default(),
            takes: None,
            allowed: Arc::new(Semaphore::new(0)),
            lengths: Arc::default(),
            bodies: Arc::default(),
        }
    }
}

impl Transport for Slow {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let length = request.headers.get("content-length");
            let length = length.map(|value| value.to_str().unwrap().to_owned());
            self.lengths.lock().unwrap().push(length);
            if let HttpBody::Stream { mut stream, .. } = request.body {
                loop {
                    if let Some(most) = self.takes {
                        if self.taken.load(Ordering::SeqCst) >= most {
                            std::future::pending::<()>().await;
                        }
                        self.allowed.acquire().await.unwrap().forget();
                    }
                    let piece = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await;
                    let Some(piece) = piece else { break };
                    self.taken.fetch_add(1, Ordering::SeqCst);
                    drop(piece.unwrap());
                }
            }
            let body = self.bodies.lock().unwrap().pop_front();
            match body {
                Some(body) => Ok(HttpResponse::new(
                    StatusCode::OK,
                    HeaderMap::new(),
                    Box::pin(body),
                )),
                None => std::future::pending().await,
            }
        })
    }
}

fn client(slow: &Slow, clock: &VirtualClock) -> ClientBuilder {
    Client::builder()
        .transport(slow.clone())
        .clock(clock.clone())
        .token("t")
        .company(1)
        .retry(NoRetry)
}

/// A client that gets one body, and what sends it.
fn responded() -> (VirtualClock, ClientBuilder, mpsc::UnboundedSender<Bytes>) {
    let (clock, slow, (sender, body)) = (VirtualClock::at(NOW), Slow::default(), pieces());
    slow.bodies.lock().unwrap().push_back(body);
    let client = client(&slow, &clock);
    (clock, client, sender)
}

fn show(client: &Client) -> JoinHandle<Result<(), Error>> {
    let client = client.clone();
    tokio::spawn(async move { ShowRfi::new("1").send(&client).await.map(drop) })
}

async fn times_out(task: JoinHandle<Result<(), Error>>) -> String {
    let error = task.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_response_that_stalls_ends() {
    // At once, or after it has begun well.
    for begun in [0, 7, 100_000] {
        let (clock, client, sender) = responded();
        let task = show(&client.build().unwrap());
        sender.send(Bytes::from(vec![b' '; begun])).unwrap();
        assert_eq!(steps(&clock, SECOND, &task).await, 30, "{begun}");
        assert!(times_out(task).await.contains("stalls"));
    }
}

#[tokio::test]
async fn a_response_that_trickles_ends() {
    let (clock, client, sender) = responded();
    let task = show(&client.build().unwrap());
    let mut bytes = 0;
    settle().await;
    while !task.is_finished() {
        bytes += 1;
        assert!(bytes < 40);
        drop(sender.send(Bytes::from_static(b" ")));
        clock.advance(SECOND);
        settle().await;
    }
    times_out(task).await;
}

#[tokio::test]
async fn a_response_that_moves_may_take_long() {
    let (clock, client, sender) = responded();
    let task = show(&client.build().unwrap());
    for _ in 0..600 {
        sender.send(Bytes::from(vec![b' '; 2_000])).unwrap();
        settle().await;
        clock.advance(SECOND);
        settle().await;
    }
    sender.send(Bytes::from_static(b"{}")).unwrap();
    drop(sender);
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn who_reads_slowly_stalls_nothing() {
    let (clock, client, sender) = responded();
    let mut download = client.build().unwrap().download("/rest/f").await.unwrap();
    for _ in 0..5 {
        sender.send(Bytes::from_static(b"x")).unwrap();
        clock.advance(SECOND * 3_600);
        assert_eq!(download.next().await.unwrap().unwrap(), "x");
    }
    let waiting = tokio::spawn(async move { download.next().await.unwrap().map(drop) });
    assert_eq!(steps(&clock, SECOND, &waiting).await, 30);
    waiting.await.unwrap().unwrap_err();
}

#[tokio::test]
async fn the_floor_and_the_window_can_be_set() {
    let floor = StallProtection::default();
    for (floor, ends) in [
        (floor.window(SECOND * 5), 5),
        (floor.bytes_per_second(1).window(SECOND * 60), 60),
        (floor.bytes_per_second(0).response(SECOND), 10_000),
        (StallProtection::off(), 10_000),
    ] {
        let (clock, client, _sender) = responded();
        let task = show(&client.stall_protection(floor).build().unwrap());
        settle().await;
        let mut seconds = 0;
        while !task.is_finished() && seconds < 10_000 {
            clock.advance(SECOND);
            yield_now().await;
            yield_now().await;
            seconds += 1;
        }
        assert_eq!(seconds, ends);
        task.abort();
    }
}

#[tokio::test]
async fn a_response_that_does_not_come_ends() {
    for (floor, ends) in [
        (StallProtection::default(), 90),
        (StallProtection::default().response(SECOND * 10), 10),
    ] {
        let (clock, slow) = (VirtualClock::at(NOW), Slow::default());
        let client = client(&slow, &clock)
            .stall_protection(floor)
            .build()
            .unwrap();
        let task = show(&client);
        assert_eq!(steps(&clock, SECOND, &task).await, ends);
        assert!(times_out(task).await.contains("no response"));
    }
}

#[tokio::test]
async fn the_time_of_a_request_ends_it_whatever_the_transport_does() {
    // Without a response, and in the middle of one.
    for responses in [false, true] {
        let (clock, slow, (_sender, body)) = (VirtualClock::at(NOW), Slow::default(), pieces());
        if responses {
            slow.bodies.lock().unwrap().push_back(body);
        }
        let client = client(&slow, &clock).build().unwrap();
        let task = tokio::spawn(async move {
            let request = ShowRfi::new("1").with_timeout(SECOND * 7);
            request.send(&client).await.map(drop)
        });
        assert_eq!(steps(&clock, SECOND, &task).await, 7, "{responses}");
        times_out(task).await;
    }
}

fn send(client: &Client, file: File) -> JoinHandle<Result<(), Error>> {
    let client = client.clone();
    tokio::spawn(async move {
        let upload = client.upload(UploadTo::project(7), file);
        upload.send().await.map(drop)
    })
}

/// A client that gets an upload URL, by a transport that takes so many pieces.
fn uploading(takes: Option<usize>) -> (VirtualClock, Client, Slow) {
    let (clock, (sender, body)) = (VirtualClock::at(NOW), pieces());
    let upload = json!({"uuid": "u", "url": "https://storage.example/p", "fields": {}});
    sender.send(upload.to_string().into()).unwrap();
    let slow = Slow {
        takes,
        ..Slow::default()
    };
    slow.bodies.lock().unwrap().push_back(body);
    let client = client(&slow, &clock).build().unwrap();
    (clock, client, slow)
}

#[tokio::test]
async fn a_request_that_nobody_takes_ends() {
    // In memory and as a stream: a few pieces are taken, and no more.
    for memory in [true, false] {
        let (clock, client, slow) = uploading(Some(4));
        let bytes = vec![7; 1_000_000];
        let file = match memory {
            true => File::from_bytes("a", bytes),
            false => {
                let (sender, stream) = pieces();
                for piece in bytes.chunks(50_000) {
                    sender.send(Bytes::copy_from_slice(piece)).unwrap();
                }
                File::from_stream("a", Some(1_000_000), stream)
            }
        };
        let task = send(&client, file);
        for _ in 0..4 {
            settle().await;
            slow.allowed.add_permits(1);
        }
        settle().await;
        assert_eq!(slow.taken.load(Ordering::SeqCst), 4);
        assert_eq!(steps(&clock, SECOND, &task).await, 30, "{memory}");
        assert!(times_out(task).await.contains("the request stalls"));
        // What is sent piece by piece says beforehand how long it is.
        let lengths = slow.lengths.lock().unwrap().clone();
        assert!(
            lengths[1]
                .as_ref()
                .is_some_and(|l| l.parse::<u64>().unwrap() > 1_000_000)
        );
    }
}

#[tokio::test]
async fn a_request_that_moves_may_take_long_and_its_response_too() {
    let (clock, client, slow) = uploading(Some(usize::MAX));
    let task = send(&client, File::from_bytes("a", vec![7; 20_000_000]));
    settle().await;
    let mut seconds = 0;
    // A piece every two seconds: ten minutes of them, with what stands before and after the file.
    while slow.taken.load(Ordering::SeqCst) < 308 {
        slow.allowed.add_permits(1);
        settle().await;
        clock.advance(SECOND * 2);
        settle().await;
        seconds += 2;
        assert!(!task.is_finished(), "after {seconds} s");
    }
    assert!(seconds > 600);
    slow.allowed.add_permits(1);
    let ends = steps(&clock, SECOND, &task).await;
    assert!(
        (80..=90).contains(&ends),
        "{ends}: as long as a response may take"
    );
    assert!(times_out(task).await.contains("no response"));
}

#[tokio::test]
async fn a_file_that_is_slow_to_read_stalls_nothing() {
    let (clock, client, slow) = uploading(None);
    let (sender, stream) = pieces();
    let task = send(&client, File::from_stream("a", None, stream));
    for _ in 0..5 {
        settle().await;
        clock.advance(SECOND * 3_600);
        sender.send(Bytes::from_static(b"x")).unwrap();
        settle().await;
        assert!(!task.is_finished());
    }
    let (response, body) = pieces();
    slow.bodies.lock().unwrap().push_back(body);
    drop((sender, response));
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_server_that_takes_nothing_does_not_hold_an_upload_for_ever() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepted = tokio::spawn(async move {
        let connection = listener.accept().await.unwrap();
        std::future::pending::<()>().await;
        drop(connection);
    });
    let clock = VirtualClock::at(NOW);
    let procore = crate::support::Server::start(move |_| {
        crate::support::Res::json(&json!({"uuid": "u", "url": format!("http://{address}/p")}))
    })
    .await;
    let client = procore
        .builder()
        .clock(clock.clone())
        .retry(NoRetry)
        .build()
        .unwrap();
    let task = send(&client, File::from_bytes("a", vec![7; 50_000_000]));
    steps(&clock, SECOND, &task).await;
    times_out(task).await;
    accepted.abort();
}

/// A login host that responds when it may, and an API.
#[derive(Clone, Default)]
struct SlowLogin {
    asked: Arc<AtomicUsize>,
    go: Arc<Notify>,
}

impl Transport for SlowLogin {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let response = match request.url.path() {
                "/oauth/token" => {
                    self.asked.fetch_add(1, Ordering::SeqCst);
                    self.go.notified().await;
                    json!({"access_token": "a", "expires_in": 5_400})
                }
                _ => json!({"id": 1}),
            };
            let (sender, body) = pieces();
            sender.send(response.to_string().into()).unwrap();
            Ok(HttpResponse::new(
                StatusCode::OK,
                HeaderMap::new(),
                Box::pin(body),
            ))
        })
    }
}

#[tokio::test]
async fn the_time_of_a_request_covers_the_token_whose_renewal_runs_on() {
    let (clock, login, store) = (
        VirtualClock::at(NOW),
        SlowLogin::default(),
        MemoryStore::default(),
    );
    let client = Client::builder()
        .transport(login.clone())
        .clock(clock.clone())
        .oauth(OAuth::client_credentials("id", "secret"))
        .token_store(store.clone())
        .build()
        .unwrap();
    let hurried = || {
        let client = client.clone();
        tokio::spawn(async move {
            let request = ShowRfi::new("1").with_timeout(Duration::from_millis(500));
            request.send(&client).await.map(drop)
        })
    };
    // The one that asks for the token, and one that waits for it.
    let (first, second) = (hurried(), hurried());
    assert_eq!(steps(&clock, Duration::from_millis(100), &first).await, 5);
    for task in [first, second] {
        assert!(times_out(task).await.contains("token"));
    }
    // The response of the login host is not lost.
    assert!(store.token().is_none());
    login.go.notify_one();
    settle().await;
    assert!(store.token().is_some());
    ShowRfi::new("1").send(&client).await.unwrap();
    assert_eq!(login.asked.load(Ordering::SeqCst), 1);
    // Who has time enough waits for it.
    let patient = ShowRfi::new("1").with_timeout(SECOND * 60);
    patient.send(&client).await.unwrap();
}
