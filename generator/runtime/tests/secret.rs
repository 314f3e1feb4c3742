//! Secrets: on the wire like any text, never in what is printed.
#![allow(clippy::unwrap_used, reason = "a test fails that way")]

use runtime::runtime::field::Field;
use runtime::runtime::param::Param;
use runtime::runtime::secret::Secret;

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
