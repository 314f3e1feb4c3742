//! A local HTTP server for the tests: it responds from code, and can misbehave.

pub mod rack;
pub mod traced;

use std::sync::{Arc, Mutex};

use runtime::testing::{MockTransport, VirtualClock};
use runtime::{Client, ClientBuilder, DeprecationNotice};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// When the tests take place: seconds since 1970.
pub const NOW: u64 = 1_800_000_000;

/// A client over `mock`, and what is reported to it of deprecations.
pub fn noticed(mock: MockTransport) -> (ClientBuilder, Arc<Mutex<Vec<DeprecationNotice>>>) {
    let notices = Arc::new(Mutex::new(Vec::new()));
    let reported = Arc::clone(&notices);
    let builder = Client::builder()
        .transport(mock)
        .clock(VirtualClock::at(NOW))
        .token("secret-token")
        .company(42)
        .on_deprecation(move |notice| reported.lock().unwrap().push(notice.clone()));
    (builder, notices)
}

/// A request as the server read it from the socket.
#[derive(Debug, Clone)]
pub struct Req {
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Req {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The fields of a URL-encoded body or of the query.
    pub fn form(&self) -> Vec<(String, String)> {
        let text = match self.target.split_once('?') {
            Some((_, query)) if self.body.is_empty() => query.to_owned(),
            _ => self.text(),
        };
        url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect()
    }

    pub fn field(&self, name: &str) -> Option<String> {
        self.form()
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// What the server does.
#[derive(Debug, Clone)]
pub enum Res {
    /// A response.
    Response {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// A response that promises more bytes than come.
    CutOff {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
        promised: usize,
    },
    /// A response that begins, and then says nothing more.
    Stall(Vec<u8>),
    /// The same, with headers, and a body of which `promised` bytes are announced.
    Hang {
        headers: Vec<(String, String)>,
        body: Vec<u8>,
        promised: usize,
    },
    /// Bytes that are no HTTP.
    Garbage,
    /// The connection closes without a response.
    Drop,
    /// Nothing ever comes.
    Silence,
    /// That many bytes, made as they are sent.
    Huge(u64),
}

impl Res {
    pub fn status(status: u16) -> Self {
        Self::Response {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn json(body: &Value) -> Self {
        Self::status(200)
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    pub fn with_status(mut self, new: u16) -> Self {
        if let Self::Response { status, .. } = &mut self {
            *status = new;
        }
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Self::Response { headers, .. } | Self::CutOff { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }

    pub fn body(mut self, new: impl Into<Vec<u8>>) -> Self {
        if let Self::Response { body, .. } = &mut self {
            *body = new.into();
        }
        self
    }
}

/// A connection, encrypted or not.
trait Socket: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Socket for T {}

type Handler = Arc<dyn Fn(&Req) -> Res + Send + Sync>;

/// A running server; it ends with this handle.
pub struct Server {
    pub url: String,
    seen: Arc<Mutex<Vec<Req>>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(handler: impl Fn(&Req) -> Res + Send + Sync + 'static) -> Self {
        Self::start_with(handler, true, None).await
    }

    /// A server for HTTPS, at `localhost`.
    pub async fn secure(
        tls: tokio_rustls::TlsAcceptor,
        handler: impl Fn(&Req) -> Res + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(handler, true, Some(tls)).await
    }

    /// A server that does not remember what it was asked.
    pub async fn forgetful(handler: impl Fn(&Req) -> Res + Send + Sync + 'static) -> Self {
        Self::start_with(handler, false, None).await
    }

    async fn start_with(
        handler: impl Fn(&Req) -> Res + Send + Sync + 'static,
        remember: bool,
        tls: Option<tokio_rustls::TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = match tls {
            Some(_) => format!("https://localhost:{}", address.port()),
            None => format!("http://{address}"),
        };
        let seen = Arc::new(Mutex::new(Vec::new()));
        let handler: Handler = Arc::new(handler);
        let log = remember.then(|| Arc::clone(&seen));
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                socket.set_nodelay(true).unwrap();
                let (handler, log) = (Arc::clone(&handler), log.clone());
                match tls.clone() {
                    None => drop(connections.spawn(serve(socket, handler, log))),
                    Some(tls) => drop(connections.spawn(async move {
                        if let Ok(socket) = tls.accept(socket).await {
                            serve(socket, handler, log).await;
                        }
                    })),
                }
            }
        });
        Self { url, seen, task }
    }

    /// Responses with these, one after the other.
    pub async fn sequence(responses: impl IntoIterator<Item = Res>) -> Self {
        let responses = Mutex::new(
            responses
                .into_iter()
                .collect::<std::collections::VecDeque<_>>(),
        );
        Self::start(move |_| {
            responses
                .lock()
                .unwrap()
                .pop_front()
                .unwrap_or(Res::status(501))
        })
        .await
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Req> {
        self.seen.lock().unwrap().clone()
    }

    /// A client for this server: a token, a company, a virtual clock.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(&self.url)
            .token("secret-token")
            .company(42)
            .clock(VirtualClock::at(NOW))
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

async fn serve(socket: impl Socket, handler: Handler, log: Option<Arc<Mutex<Vec<Req>>>>) {
    let mut socket = BufReader::new(socket);
    while let Some(request) = read(&mut socket).await {
        let response = handler(&request);
        if let Some(log) = &log {
            log.lock().unwrap().push(request);
        }
        let (head, body, close) = match response {
            Res::Response {
                status,
                headers,
                body,
            } => (head(status, &headers, body.len() as u64), body, false),
            Res::CutOff {
                status,
                headers,
                body,
                promised,
            } => (head(status, &headers, promised as u64), body, true),
            Res::Stall(begun) => {
                let mut out = head(200, &[], begun.len() as u64 + 1).into_bytes();
                out.extend_from_slice(&begun);
                drop(socket.write_all(&out).await);
                return std::future::pending().await;
            }
            Res::Hang {
                headers,
                body,
                promised,
            } => {
                let mut out = head(200, &headers, promised as u64).into_bytes();
                out.extend_from_slice(&body);
                drop(socket.write_all(&out).await);
                return std::future::pending().await;
            }
            Res::Garbage => ("\x16\x03garbage\r\n\r\n".into(), Vec::new(), true),
            Res::Drop => return,
            Res::Silence => return std::future::pending().await,
            Res::Huge(length) => {
                if socket
                    .write_all(head(200, &[], length).as_bytes())
                    .await
                    .is_err()
                {
                    return;
                }
                let mut left = length;
                let chunk = vec![b'x'; 64 * 1024];
                while left > 0 {
                    let size = left.min(chunk.len() as u64);
                    if socket.write_all(&chunk[..size as usize]).await.is_err() {
                        return;
                    }
                    left -= size;
                }
                continue;
            }
        };
        let mut out = head.into_bytes();
        out.extend_from_slice(&body);
        if socket.write_all(&out).await.is_err() || socket.flush().await.is_err() || close {
            return;
        }
    }
}

fn head(status: u16, headers: &[(String, String)], length: u64) -> String {
    let mut head = format!("HTTP/1.1 {status} Status\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if status != 204 && status != 304 {
        head.push_str(&format!("content-length: {length}\r\n"));
    }
    head + "\r\n"
}

async fn read(socket: &mut BufReader<impl Socket>) -> Option<Req> {
    let mut line = String::new();
    socket.read_line(&mut line).await.ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Req {
        method,
        target,
        headers,
        body: Vec::new(),
    };
    if request.header("transfer-encoding") == Some("chunked") {
        loop {
            let mut line = String::new();
            socket.read_line(&mut line).await.ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            socket.read_exact(&mut chunk).await.ok()?;
            if size == 0 {
                break;
            }
            request.body.extend_from_slice(&chunk[..size]);
        }
    } else if let Some(length) = request.header("content-length") {
        request.body = vec![0; length.parse().ok()?];
        socket.read_exact(&mut request.body).await.ok()?;
    }
    Some(request)
}

/// A folder of its own for a test.
pub(crate) fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("runtime-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Whether this process runs the test alone. If it does not, one is started that does, and has to
/// succeed: what a process takes of memory is that of all tests in it.
pub fn is_alone(test: &str) -> bool {
    const ALONE: &str = "TEST_THAT_RUNS_ALONE";
    if std::env::var(ALONE).as_deref() == Ok(test) {
        return true;
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, test)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    false
}
