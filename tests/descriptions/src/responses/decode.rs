//! Decodes recorded responses through the client, lenient and strict, and writes them back; prints
//! one line of JSON for each.

use std::collections::BTreeSet;
use std::fs;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::pin::Pin;

use procore::{Client, Meta, Mismatch, NoRetry, Operation, Paged, Paging, Request};
use procore::testing::{Canned, MockTransport};
use serde::Serialize;
use serde_json::{Value, json};

/// A request for `O` whose path is filled in; which values it has does not matter to a recording.
pub struct Recorded<O>(Request, PhantomData<fn() -> O>);

impl<O> Clone for Recorded<O> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<O: Operation> Recorded<O> {
    fn new() -> Self {
        let mut request = Request::new(const { &O::META });
        for part in O::META.path.split('{').skip(1) {
            if let Some((name, _)) = part.split_once('}') {
                request.path(name, 1);
            }
        }
        Self(request, PhantomData)
    }
}

impl<O: Operation> Operation for Recorded<O> {
    const META: Meta = O::META;
    type Response = O::Response;

    fn request(&self) -> &Request {
        &self.0
    }

    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }
}

impl<O: Paged> Paged for Recorded<O> {
    type Item = O::Item;
    const PAGING: Paging = O::PAGING;

    fn page_items(page: Self::Response) -> Vec<Self::Item> {
        O::page_items(page)
    }
}

/// What came of decoding: the mismatches, and the payload as it is written back.
type Decoded = Result<(Vec<Mismatch>, Value), String>;

/// Decodes the samples in a folder.
pub struct Decoder {
    folder: PathBuf,
    runtime: tokio::runtime::Runtime,
}

impl Decoder {
    /// A decoder of the samples in the folder that is the program's first argument.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let folder = std::env::args_os()
            .nth(1)
            .expect("the folder of the samples");
        let runtime = tokio::runtime::Builder::new_current_thread();
        Self {
            folder: folder.into(),
            runtime: { runtime }.enable_all().build().expect("a runtime"),
        }
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).expect(file)
    }

    /// Decodes the response in `file` as one to `O`.
    pub fn sample<O>(&self, file: &str, status: u16)
    where
        O: Operation,
        O::Response: Serialize,
    {
        let text = self.read(file);
        let decode = |strict| -> Pin<Box<dyn Future<Output = Decoded>>> {
            let response = Canned::status(status)
                .with_header("content-type", "application/json")
                .with_body(text.clone());
            Box::pin(decode::<O>(response, strict))
        };
        let lenient = self.runtime.block_on(decode(false));
        let strict = self.runtime.block_on(decode(true));
        print_sample(file, &text, O::META.envelope, &lenient, &strict);
    }

    /// Follows recorded headers of a page: the request for the page after it must go to the host of
    /// the client.
    pub fn paging<O: Paged + 'static>(&self, file: &str) {
        let recorded: Value = serde_json::from_str(&self.read(file)).expect(file);
        let pages = recorded.as_object().into_iter().flatten();
        let headers = pages.filter_map(|(_, response)| response.get("headers")?.as_object());
        for headers in headers.filter(|headers| headers.contains_key("link")) {
            let mock = MockTransport::new({
                let headers = headers.clone();
                move |seen| {
                    let page = seen.query.iter().find(|(name, _)| name == "page");
                    if page.is_some_and(|(_, page)| page != "1") {
                        return Canned::json(&json!([]));
                    }
                    let mut first = Canned::status(200).with_body(r#"[{"id": 1}]"#);
                    for (name, value) in &headers {
                        first = first.with_header(name, value.as_str().unwrap_or_default());
                    }
                    first
                }
            });
            let pages = Recorded::<O>::new().pages(&client(&mock, true));
            let collected = self.runtime.block_on(pages.collect_up_to(usize::MAX));
            let urls: Vec<String> = mock.seen().into_iter().map(|seen| seen.url).collect();
            let error = collected.err().map(|error| error.to_string());
            println!(
                "{}",
                json!({"sample": file, "requests": urls, "error": error})
            );
        }
    }
}

fn client(mock: &MockTransport, strict: bool) -> Client {
    let builder = Client::builder()
        .token("recorded")
        .company(1)
        .strict(strict);
    let builder = builder.retry(NoRetry).transport(mock.clone());
    builder.build().expect("a client")
}

async fn decode<O>(response: Canned, strict: bool) -> Decoded
where
    O: Operation,
    O::Response: Serialize,
{
    let client = client(&MockTransport::sequence([response]), strict);
    let response = client.send(Recorded::<O>::new()).await;
    let response = response.map_err(|error| error.to_string())?;
    let written = serde_json::to_value(response.payload()).map_err(|error| error.to_string())?;
    Ok((response.mismatches().to_vec(), written))
}

fn print_sample(
    file: &str,
    text: &str,
    envelope: Option<&str>,
    lenient: &Decoded,
    strict: &Decoded,
) {
    let sample: Value = serde_json::from_str(text).expect(file);
    let payload = envelope.and_then(|key| sample.get(key)).unwrap_or(&sample);
    let mut line = json!({"sample": file, "strict": strict.as_ref().err()});
    match lenient {
        Err(error) => line["error"] = error.as_str().into(),
        Ok((mismatches, written)) => {
            let reported = mismatches
                .iter()
                .map(|mismatch| json!({"path": mismatch.path, "says": mismatch.to_string()}));
            line["mismatches"] = reported.collect();
            line["difference"] = difference(payload, written, "").into();
        }
    }
    println!("{line}");
}

/// Where `written` is not what was sent, but for nulls; the first place.
fn difference(sent: &Value, written: &Value, at: &str) -> Option<String> {
    match (sent, written) {
        (Value::Object(sent), Value::Object(written)) => {
            let keys: BTreeSet<&String> = sent.keys().chain(written.keys()).collect();
            keys.into_iter().find_map(|key| {
                let (sent, written) = (sent.get(key), written.get(key));
                let null = &Value::Null;
                difference(
                    sent.unwrap_or(null),
                    written.unwrap_or(null),
                    &format!("{at}/{key}"),
                )
            })
        }
        (Value::Array(sent), Value::Array(written)) => {
            let set = |items: &[Value]| -> Vec<Value> {
                items
                    .iter()
                    .filter(|item| !item.is_null())
                    .cloned()
                    .collect()
            };
            let (sent, written) = (set(sent), set(written));
            if sent.len() != written.len() {
                return Some(format!("{at}: {} items, not {}", written.len(), sent.len()));
            }
            let mut pairs = sent.iter().zip(&written).enumerate();
            pairs.find_map(|(i, (sent, written))| difference(sent, written, &format!("{at}/{i}")))
        }
        (Value::Number(sent), Value::Number(written)) if sent.as_f64() == written.as_f64() => None,
        _ if sent == written => None,
        _ => Some(format!("{at}: another value")),
    }
}
