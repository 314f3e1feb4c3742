//! A server on this machine, for the tests of the examples: it responds as a test says, and keeps
//! what it was sent.

#![allow(dead_code, reason = "not every example needs all of it")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

use procore::{Client, ClientBuilder};

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Method, path and query: `GET /rest/v1.0/me`.
    pub(crate) line: String,
    /// The headers, in lower case, a line each.
    pub(crate) headers: String,
    /// The body.
    pub(crate) body: String,
    /// The URL of the server.
    pub(crate) server: String,
}

impl Request {
    /// The body as JSON, null where it is none.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// The status of a response, its headers, and its body.
pub(crate) struct Response(
    pub(crate) u16,
    pub(crate) Vec<(&'static str, String)>,
    pub(crate) String,
);

/// A response of JSON.
pub(crate) fn json(body: impl ToString) -> Response {
    Response(200, Vec::new(), body.to_string())
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that responds with what `respond` returns.
    pub(crate) fn start(respond: impl Fn(&Request) -> Response + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::<Mutex<Vec<Request>>>::default();
        let server = Self {
            url: url.clone(),
            seen: Arc::clone(&seen),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is no matter of the server.
                let _ = read(&stream, &url).and_then(|request| {
                    let response = respond(&request);
                    seen.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(request);
                    write(&stream, &response)
                });
            }
        });
        server
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The first lines of the requests so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen()
            .into_iter()
            .map(|request| request.line)
            .collect()
    }

    /// A client of this server that has not signed in.
    pub(crate) fn signed_out(&self) -> ClientBuilder {
        Client::builder().base_url(&self.url).company(7)
    }

    /// A client of this server.
    pub(crate) fn client(&self) -> Client {
        let client = self.signed_out().token("secret").build();
        client.expect("the settings are complete")
    }
}

fn read(stream: &TcpStream, server: &str) -> io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
    let (line, headers) = head.split_once("\r\n").unwrap_or_default();
    let headers = headers.to_lowercase();
    let mut body = Vec::new();
    if let Some((_, length)) = headers.split_once("content-length: ") {
        let length = length.lines().next().and_then(|text| text.parse().ok());
        reader.take(length.unwrap_or(0)).read_to_end(&mut body)?;
    } else if headers.contains("transfer-encoding: chunked") {
        while let length @ 1.. = chunk_length(&mut reader)? {
            reader.by_ref().take(length).read_to_end(&mut body)?;
            reader.read_line(&mut String::new())?;
        }
    }
    Ok(Request {
        line: line.trim_end_matches(" HTTP/1.1").to_owned(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
        server: server.to_owned(),
    })
}

fn chunk_length(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(u64::from_str_radix(line.trim(), 16).unwrap_or(0))
}

fn write(mut stream: &TcpStream, Response(status, headers, body): &Response) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        head.push_str("content-type: application/json\r\n");
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    write!(stream, "{head}connection: close\r\n\r\n{body}")
}
