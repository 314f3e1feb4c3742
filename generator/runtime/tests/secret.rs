//! Secrets: on the wire like any text, never in what is printed.
#![allow(clippy::unwrap_used, reason = "a test fails that way")]

use runtime::runtime::field::Field;
use runtime::runtime::operation::Operation;
use runtime::runtime::param::Param;
use runtime::runtime::request::Request;
use runtime::runtime::secret::Secret;
use runtime::sample::ListRfis;

#[test]
fn a_secret_is_sent_and_received_but_not_shown() {
    let secret: Secret = serde_json::from_str(r#""hunter \"2\"""#).unwrap();
    assert_eq!(secret.expose(), "hunter \"2\"");
    assert_eq!(secret.text(), "hunter \"2\"");
    assert_eq!(serde_json::to_string(&secret).unwrap(), r#""hunter \"2\"""#);
    assert_eq!(secret, Secret::from("hunter \"2\""));
    assert_ne!(secret, Secret::default());
    let shown = format!("{secret:?} {:?}", Field::Value(secret.clone()));
    assert!(!shown.contains("hunter"), "{shown}");
}

#[test]
fn what_is_no_text_is_no_secret() {
    assert!(serde_json::from_str::<Secret>("7").is_err());
}

#[test]
fn what_a_request_prints_has_no_value_of_a_header_or_cookie() {
    let mut request = Request::new(&ListRfis::META);
    request.path("project_id", 42_i64);
    request.header("X-Signature", "hunter");
    request.cookie("session", "hunter");
    let shown = format!("{request:?}");
    assert!(
        shown.contains("X-Signature") && shown.contains("42"),
        "{shown}"
    );
    assert!(!shown.contains("hunter"), "{shown}");
}
