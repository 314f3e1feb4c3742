//! What the callers share: the client, and one line of JSON for each call.

use std::pin::Pin;

use procore::{Client, Date, DateTime, Decimal, Error, ErrorKind, NoRetry, Operation};
use procore::runtime::prelude::Value;
use serde_json::json;

/// Calls operations, one after the other.
pub struct Caller {
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Caller {
    /// A caller of the server whose base URL is the program's first argument.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let base = std::env::args().nth(1).expect("the base URL of the server");
        let client = Client::builder()
            .base_url(base)
            .token("conformance")
            .company(1)
            .retry(NoRetry)
            .build()
            .expect("a client");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self { client, runtime }
    }

    /// Sends `request` and prints what came of it.
    pub fn call<O: Operation>(&self, operation: &str, call: &str, prefer: &str, request: O) {
        let request = request.with_header("Prefer", prefer);
        // The rest is compiled once, not for each operation.
        self.print(operation, call, Box::pin(self.response_of(request)));
    }

    async fn response_of<O: Operation>(&self, request: O) -> Value {
        match self.client.send(request).await {
            Ok(response) => line(response.status().as_u16(), response.mismatches(), None),
            Err(error) => failed(&error),
        }
    }

    fn print(&self, operation: &str, call: &str, line: Pin<Box<dyn Future<Output = Value> + '_>>) {
        let mut line = self.runtime.block_on(line);
        line["operation"] = operation.into();
        line["call"] = call.into();
        println!("{line}");
    }
}

fn line(status: u16, mismatches: &[impl ToString], error: Option<String>) -> Value {
    let mismatches: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    json!({"status": status, "mismatches": mismatches, "error": error})
}

fn failed(error: &Error) -> Value {
    let status = error.status().map_or(0, |status| status.as_u16());
    if error.kind() == ErrorKind::Decode {
        return line(status, error.mismatches(), Some(error.message().to_owned()));
    }
    let body = String::from_utf8_lossy(error.body());
    json!({"status": status, "refused": body, "error": error.to_string()})
}

/// A date.
pub fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// An instant.
pub fn instant(text: &str) -> DateTime {
    text.parse().expect("an instant")
}

/// A decimal.
pub fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// Any JSON.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}
