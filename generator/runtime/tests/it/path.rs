//! Path parameters: whatever a value holds, it stays one segment of the path, and arrives as it was.

use proptest::prelude::*;
use runtime::runtime::prelude::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, Error, ErrorKind, Meta, Method};
use serde_json::{Value, json};
use url::Url;

const STYLES: [(PathStyle, bool); 6] = [
    (PathStyle::Simple, false),
    (PathStyle::Simple, true),
    (PathStyle::Label, false),
    (PathStyle::Label, true),
    (PathStyle::Matrix, false),
    (PathStyle::Matrix, true),
];

/// An operation with one path parameter, set from the outside.
#[derive(Debug, Clone)]
struct Delete(Request);

impl Operation for Delete {
    const META: Meta = {
        let mut meta = Meta::DEFAULT;
        meta.method = Method::Delete;
        meta.path = "/items/{id}";
        meta
    };
    type Response = ();

    fn request(&self) -> &Request {
        &self.0
    }

    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }
}

static DELETE: Meta = Delete::META;

/// The path that a request went to, behind what stands before the parameter.
fn sent(operation: impl Operation, prefix: &str) -> Result<String, Error> {
    let mock = MockTransport::new(|_| {
        Canned::status(200)
            .with_header("content-type", "text/plain")
            .with_body("ok")
    });
    let client = Client::builder()
        .transport(mock.clone())
        .clock(VirtualClock::at(0))
        .token("t")
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(operation.send(&client))?;
    let path = mock.seen()[0].path.clone();
    Ok(path.strip_prefix(prefix).expect("the path").to_owned())
}

fn plain(value: &str) -> Result<String, Error> {
    let mut request = Request::new(&DELETE);
    request.path("id", value);
    sent(Delete(request), "/items/")
}

fn list(values: &[&str]) -> Result<String, Error> {
    let mut request = Request::new(&DELETE);
    request.path_list("id", values.iter().copied());
    sent(Delete(request), "/items/")
}

fn styled(value: &Value, (style, explode): (PathStyle, bool)) -> Result<String, Error> {
    let mut request = Request::new(&DELETE);
    request.path_value("id", value, style, explode);
    sent(Delete(request), "/items/")
}

/// The text of a percent-encoded part, which holds nothing that means something in a URL.
fn decoded(part: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    assert!(part.chars().all(harmless), "`{part}` is not escaped");
    percent_encoding::percent_decode_str(part)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

/// The parts of a styled value.
fn parts(sent: &str, (style, explode): (PathStyle, bool)) -> Vec<String> {
    let (prefix, separator) = match (style, explode) {
        (PathStyle::Simple, _) => ("", ","),
        (PathStyle::Label, false) => (".", ","),
        (PathStyle::Label, true) => (".", "."),
        (PathStyle::Matrix, false) => (";id=", ","),
        (PathStyle::Matrix, true) => (";id=", ";id="),
        _ => panic!("another style"),
    };
    let rest = sent.strip_prefix(prefix).expect("the style");
    rest.split(separator).map(decoded).collect()
}

#[test]
fn every_ascii_character_alone_arrives_as_it_was_in_every_style() {
    for byte in 0..128_u8 {
        let text = char::from(byte).to_string();
        if text == "." {
            assert!(plain(&text).is_err());
            continue;
        }
        assert_eq!(decoded(&plain(&text).unwrap()), text);
        assert_eq!(decoded(&list(&[&text]).unwrap()), text);
        for style in STYLES {
            let value = json!([text, "z"]);
            assert_eq!(parts(&styled(&value, style).unwrap(), style), [&*text, "z"]);
            let alone = styled(&json!(text), style).unwrap();
            assert_eq!(parts(&alone, style), [&*text]);
        }
    }
}

#[test]
fn a_value_that_leaves_its_segment_empty_is_refused_in_every_style() {
    for text in ["", ".", ".."] {
        assert!(
            plain(text)
                .as_ref()
                .is_err_and(|error| error.kind() == ErrorKind::Invalid),
            "`{text}`"
        );
    }
    assert!(list(&[]).is_err());
    assert!(list(&["", ""]).is_err());
    for style in STYLES {
        for empty in [
            json!([]),
            json!({}),
            json!(""),
            json!(null),
            json!(["", ""]),
        ] {
            let error = styled(&empty, style).expect_err("nothing to send");
            assert_eq!(error.kind(), ErrorKind::Invalid, "{style:?} {empty}");
        }
    }
}

/// The keys and values of an object, sent in a style of its own.
fn fields(sent: &str, (style, explode): (PathStyle, bool)) -> Vec<(String, String)> {
    let separator = match style {
        PathStyle::Label if explode => '.',
        PathStyle::Matrix if explode => ';',
        _ => ',',
    };
    let rest = sent.trim_start_matches(['.', ';']);
    let rest = rest
        .strip_prefix("id=")
        .filter(|_| !explode)
        .unwrap_or(rest);
    let mut texts = rest
        .split(separator)
        .flat_map(|part| part.splitn(2, '=').map(decoded));
    let mut fields = Vec::new();
    while let (Some(key), Some(value)) = (texts.next(), texts.next()) {
        fields.push((key, value));
    }
    fields
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_arrives_as_it_was(text in "\\PC{1,3}|[ -~]{1,6}|[/\\\\%?#;,.=&:@+ ]{1,3}") {
        prop_assume!(!matches!(text.as_str(), "." | ".."));
        prop_assert_eq!(decoded(&plain(&text).unwrap()), text);
    }

    #[test]
    fn any_list_arrives_as_it_was(
        first in "[ -~&&[^.]]{1,4}|\\PC{1,2}",
        // A dot separates where the style has it do so: no escape can tell it apart.
        second in "[ -~&&[^.]]{1,4}",
        style in 0..6_usize,
    ) {
        let style = STYLES[style];
        prop_assume!(!first.contains('.'));
        let value = json!([first, second]);
        prop_assert_eq!(parts(&styled(&value, style).unwrap(), style), [first.clone(), second.clone()]);
        prop_assert_eq!(
            list(&[&first, &second]).unwrap().split(',').map(decoded).collect::<Vec<_>>(),
            [first, second]
        );
    }

    #[test]
    fn any_object_arrives_as_it_was(
        key in "[ -~&&[^.]]{1,3}",
        value in "[ -~&&[^.]]{1,3}",
        style in 0..6_usize,
    ) {
        let style = STYLES[style];
        let sent = styled(&json!({ &*key: value }), style).unwrap();
        prop_assert_eq!(fields(&sent, style), [(key, value)]);
    }

    #[test]
    fn whatever_is_in_a_path_no_other_host_is_asked(text in "[/\\\\@:?#.%a-c]{1,8}") {
        if let Ok(sent) = plain(&text) {
            let url = Url::parse("https://api.procore.com/items/").unwrap().join(&sent).unwrap();
            prop_assert_eq!(url.host_str(), Some("api.procore.com"));
            prop_assert_eq!(url.path().matches('/').count(), 2);
        }
    }
}
