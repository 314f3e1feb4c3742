//! Forms, as the server reads them: Rack puts the names in brackets together again.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::rack;
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, Error, ErrorKind};
use serde_json::{Map, Value, json};

/// A request with any body.
#[derive(Debug, Clone)]
struct Send(Request);

impl Operation for Send {
    const META: Meta = {
        let mut meta = Meta::DEFAULT;
        meta.method = Method::Post;
        meta.path = "/form";
        meta
    };
    type Response = Value;
    fn request(&self) -> &Request {
        &self.0
    }
    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }
}

/// What goes over the wire: the query, and the fields of the body.
async fn sent(set: impl FnOnce(&mut Request)) -> Result<(String, Vec<(String, String)>), Error> {
    let mock = MockTransport::new(|_| Canned::json(&json!({})));
    let client = Client::builder().transport(mock.clone()).token("t");
    let client = client.company(1).build()?;
    let mut request = Send(Request::new(&Send::META));
    set(&mut request.0);
    request.send(&client).await?;
    let seen = &mock.seen()[0];
    let text = String::from_utf8(seen.body.to_vec()).unwrap();
    let media_type = seen.header("content-type").unwrap_or_default();
    let fields = match media_type.strip_prefix("multipart/form-data; boundary=") {
        Some(boundary) => multipart(&text, boundary),
        None => url::form_urlencoded::parse(text.as_bytes())
            .into_owned()
            .collect(),
    };
    let (_, query) = seen.url.split_once('?').unwrap_or_default();
    Ok((query.to_owned(), fields))
}

fn multipart(text: &str, boundary: &str) -> Vec<(String, String)> {
    let separator = format!("--{boundary}");
    let parts = text.split(&separator).filter_map(|part| {
        let (head, content) = part.split_once("\r\n\r\n")?;
        let (_, name) = head.split_once("name=\"")?;
        let (name, _) = name.split_once('"')?;
        Some((name.to_owned(), content.strip_suffix("\r\n")?.to_owned()))
    });
    parts.collect()
}

/// What Rack makes of `body`, sent as a form.
async fn received(body: &Value) -> Result<Value, Error> {
    let (_, fields) = sent(|request| request.form(body)).await?;
    let (_, parts) = sent(|request| request.multipart(body)).await?;
    assert_eq!(fields, parts);
    let deep = json!({"q": body});
    let (query, _) = sent(|request| request.query_deep("q", body)).await?;
    let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    if !query.is_empty() {
        assert_eq!(rack::parse(&query).unwrap(), as_text(&deep));
    }
    Ok(rack::parse(&fields).unwrap())
}

/// What a form can say of a value: text alone, and nothing of an object that is empty. A key that ends
/// in `[]` is that of a list, as descriptions have it.
fn as_text(value: &Value) -> Value {
    match value {
        Value::Null => "".into(),
        Value::String(_) => value.clone(),
        Value::Array(items) => items.iter().map(as_text).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| (key, as_text(value)));
            let nothing = |value: &Value| *value == json!({});
            let said = fields.filter(|(_, value)| !nothing(value));
            let plain = |key: &String| key.strip_suffix("[]").unwrap_or(key).to_owned();
            Value::Object(said.map(|(key, value)| (plain(key), value)).collect())
        }
        scalar => scalar.to_string().into(),
    }
}

#[tokio::test]
async fn every_item_of_a_list_of_objects_arrives_as_one() {
    for body in [
        json!({"updates": [{"last_name": "Jones"}, {"address": "1 Main St", "last_name": "Smith"}]}),
        json!({"updates": [{"address": "a", "last_name": "b"}, {"last_name": "c"}, {"address": "d", "last_name": "e"}]}),
        json!({"updates": [{"id": 1, "name": null}, {"name": "b", "id": 2}, {"id": 3}]}),
        // The key that all have stands deeper, behind lists, or in items of items.
        json!({"updates": [{"at": {"city": "A"}}, {"age": 1, "at": {"city": "B", "zip": 2}}]}),
        json!({"updates": [{"labels": ["a", "b"], "id": 1}, {"labels": ["c"], "id": 2}]}),
        json!({"updates": [
            {"people": [{"name": "A"}, {"age": 1, "name": "B"}], "id": 1},
            {"people": [{"age": 2, "name": "C"}, {"name": "D"}], "id": 2},
        ]}),
        // Not one key that all have, but one for each two.
        json!({"updates": [{"a": 1}, {"b": 2, "a": 3}, {"b": 4}]}),
        // An object where there was a value before.
        json!({"updates": [{"at": {"city": "A"}}, {"x": 1, "at": null}]}),
        json!({"updates": ["x", {"b": 1}, "y", {"c": 2}], "one": [{"only": ["x"]}]}),
        json!({"ids[]": [1, 2], "inner": {"ids[]": ["a", "b"]}}),
    ] {
        let read = received(&body).await.unwrap();
        assert_eq!(read, as_text(&body));
    }
}

#[tokio::test]
async fn a_list_that_would_arrive_as_another_one_is_refused_with_the_reason() {
    for (body, reason) in [
        (
            json!({"updates": [{"last_name": "Jones"}, {"address": "1 Main St"}]}),
            "item 2 of `updates` has no key in common with the item before",
        ),
        (
            json!({"u": {"all": [{"id": 1}, {"id": 2}, {"labels": ["a"]}]}}),
            "item 3 of `u[all]` has no key in common",
        ),
        (
            json!({"u": [{"in": [{"a": 1}, {"b": 1}]}]}),
            "item 2 of `u[][in]` has no key in common",
        ),
        (json!({"u": [{"id": 1}, {}]}), "item 2 of `u` is empty"),
        (json!({"u": [{"ids": []}]}), "`u[][ids]` is an empty list"),
        (json!({"a": 1, "ids": []}), "`ids` is an empty list"),
        (json!({"a": 1, "ids[]": []}), "`ids` is an empty list"),
        (
            json!({"u": {"a": 1, "b": {"ids": []}}}),
            "`u[b][ids]` is an empty list",
        ),
        (json!({"u": [[1, 2]]}), "item 1 of `u` is a list"),
        (json!({"u": [[{"a": 1}]]}), "item 1 of `u` is a list"),
        (json!({"u": {"a]b": 1}}), "cannot hold the key `a]b`"),
        (json!({"u": {"": 1}}), "cannot hold the key ``"),
    ] {
        let error = received(&body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains(reason), "{error}");
    }
}

/// A record has its fields in the order of the description.
#[tokio::test]
async fn the_first_field_of_an_item_may_be_left_out() {
    let question = |body: Option<&str>, answer: &str| {
        let mut question = CreateRfiBodyRfiQuestion::default();
        if let Some(body) = body {
            question.body = body.into();
        }
        question.answer = answer.into();
        question
    };
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.questions = vec![question(None, "no"), question(Some("Why?"), "yes")].into();
    let body = CreateRfiBody::new(rfi.clone());
    let (_, fields) = sent(|request| request.form(&body)).await.unwrap();
    let expected = json!([{"answer": "no"}, {"body": "Why?", "answer": "yes"}]);
    assert_eq!(rack::parse(&fields).unwrap()["rfi"]["questions"], expected);
    // Also where a file makes JSON a form.
    rfi.attachments = vec![File::from_bytes("a.txt", "content")].into();
    let body = CreateRfiBody::new(rfi);
    let (_, fields) = sent(|request| request.json(&body)).await.unwrap();
    assert_eq!(rack::parse(&fields).unwrap()["rfi"]["questions"], expected);
}

/// Rack reads `ids[]=` as a list of one empty text, and `ids=` as a text: no form says that a list has
/// nothing in it, and one that is left out would stay as it is on the server.
#[tokio::test]
async fn an_empty_list_is_not_left_out_silently() {
    let field = |name: &str| vec![(name.to_owned(), String::new())];
    assert_eq!(rack::parse(&field("ids[]")).unwrap(), json!({"ids": [""]}));
    assert_eq!(rack::parse(&field("ids")).unwrap(), json!({"ids": ""}));
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.questions = vec![].into();
    rfi.subject = "Door".into();
    let empty = CreateRfiBody::new(rfi.clone());
    rfi.attachments = vec![File::from_bytes("a.txt", "content")].into();
    let with_a_file = CreateRfiBody::new(rfi.clone());
    for error in [
        sent(|request| request.form(&empty)).await.unwrap_err(),
        sent(|request| request.multipart(&empty)).await.unwrap_err(),
        // Only the file makes it a form.
        sent(|request| request.json(&with_a_file))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let text = error.to_string();
        assert!(text.contains("`rfi[questions]` is an empty list"), "{text}");
        assert!(text.contains("leave it out"), "{text}");
    }
    // In JSON it is what it is, and unset it is nothing.
    sent(|request| request.json(&empty)).await.unwrap();
    rfi.questions = Field::Absent;
    let unset = CreateRfiBody::new(rfi);
    sent(|request| request.json(&unset)).await.unwrap();
}

/// What was kept of another type gives way to what is set, in a form as in JSON.
#[tokio::test]
async fn a_field_is_written_once() {
    let text = r#"{"rfi": {"questions": [{"body": 1, "own": 2}, {"body": 3}], "subject": 5}}"#;
    let mut body: CreateRfiBody = serde_json::from_str(text).unwrap();
    let Field::Value(rfi) = &mut body.rfi else {
        panic!("{body:?}");
    };
    rfi.subject = "Door".into();
    if let Field::Value(questions) = &mut rfi.questions {
        questions[0].body = "Why?".into();
    }
    let (_, fields) = sent(|request| request.form(&body)).await.unwrap();
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "rfi[subject]",
            "rfi[questions][][body]",
            "rfi[questions][][own]",
            "rfi[questions][][body]"
        ]
    );
    assert_eq!(
        rack::parse(&fields).unwrap(),
        json!({"rfi": {"subject": "Door", "questions": [{"body": "Why?", "own": "2"}, {"body": "3"}]}})
    );
}

/// Numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % end
    }

    fn value(&mut self, depth: u64) -> Value {
        match self.below(if depth == 0 { 2 } else { 5 }) {
            0 => self.below(9).into(),
            1 => format!("t{}", self.below(9)).into(),
            2 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: u64) -> Value {
        let mut fields = Map::new();
        for key in ["a", "b", "c"] {
            if self.below(4) > 0 {
                fields.insert(key.to_owned(), self.value(depth));
            }
        }
        fields.into()
    }
}

/// Whatever is sent arrives; and what could arrive is sent.
#[tokio::test]
async fn whatever_is_sent_arrives_as_it_is() {
    let mut random = Random(1);
    let mut arrived = 0;
    for _ in 0..5_000 {
        let items: Value = (0..3).map(|_| random.object(1)).collect();
        let body = json!({"list": items, "z": random.value(2)});
        match received(&body).await {
            Ok(read) => {
                assert_eq!(read, as_text(&body), "{body}");
                arrived += 1;
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::Invalid, "{error}"),
        }
    }
    assert!(arrived > 500, "{arrived}");
}

/// The port reads what Rack reads, where Rack is installed.
#[test]
fn the_port_is_rack() {
    let there = Command::new("ruby").args(["-e", "require 'rack'"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        return;
    }
    let mut random = Random(2);
    let parts = ["a", "b", "[a]", "[b]", "[]", "[", "]", "[][a]", "[][b]"];
    let mut queries = Vec::new();
    for _ in 0..20_000 {
        let pairs = (0..=random.below(4)).map(|_| {
            let name: String = (0..=random.below(4))
                .map(|_| parts[usize::try_from(random.below(9)).unwrap()])
                .collect();
            (name, random.below(9).to_string())
        });
        queries.push(pairs.collect::<Vec<_>>());
    }
    let text: String = queries
        .iter()
        .map(|pairs| {
            let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
            pairs.collect::<Vec<_>>().join("&") + "\n"
        })
        .collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rack/check");
    let mut ruby = Command::new("ruby")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = ruby.stdin.take().unwrap();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = ruby.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.lines().count(), queries.len());
    for (pairs, line) in queries.iter().zip(output.lines()) {
        match rack::parse(pairs) {
            Ok(read) => assert_eq!(
                serde_json::from_str::<Value>(line).ok(),
                Some(read),
                "{pairs:?}"
            ),
            Err(_) => assert_eq!(line, "refused", "{pairs:?}"),
        }
    }
}
