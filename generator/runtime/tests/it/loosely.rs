//! Numbers that come as text, and text that comes as a number.

use runtime::sample::*;
use runtime::testing::{Canned, MockTransport};
use runtime::{Client, ErrorKind, Operation, Response};

async fn show(body: &'static str, strict: bool) -> Result<Response<Rfi>, runtime::Error> {
    let mock = MockTransport::new(move |_| {
        let response = Canned::status(200).with_header("content-type", "application/json");
        response.with_body(body)
    });
    let client = Client::builder().transport(mock).token("t").strict(strict);
    ShowRfi::new("1").send(&client.build().unwrap()).await
}

fn text(rfi: &Rfi) -> String {
    serde_json::to_string(rfi).unwrap()
}

#[tokio::test]
async fn what_came_in_another_type_is_read_reported_and_written_back_as_it_came() {
    let body = r#"{"id":"34","subject":12.50,"progress":"0.5","level":"2"}"#;
    let response = show(body, false).await.unwrap();
    let reported: Vec<String> = response
        .mismatches()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        reported,
        [
            "/id: expected integer, found string",
            "/subject: expected string, found number",
            "/progress: expected number, found string",
            "/level: expected integer, found string",
        ]
    );
    let rfi = response.into_inner();
    assert_eq!(rfi.id, Some(34));
    assert_eq!(rfi.subject.as_deref(), Some("12.50"));
    assert_eq!(rfi.progress, Some(0.5));
    assert_eq!(rfi.level, Some(Level::other(2)));
    assert_eq!(text(&rfi), body);
    assert_eq!(rfi.extra.get_text("id"), Some("\"34\""));
    let error = show(body, true).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.mismatches().len(), 4);
}

#[tokio::test]
async fn items_of_lists_and_values_of_maps_are_read_so_too() {
    let body = r#"{"watcher_ids":["1",2,"-3"],"labels":{"a":1,"b":"x"}}"#;
    let response = show(body, false).await.unwrap();
    assert_eq!(
        response.mismatches().len(),
        2,
        "{:?}",
        response.mismatches()
    );
    let mut rfi = response.into_inner();
    assert_eq!(rfi.watcher_ids, Some(vec![1, 2, -3]));
    let labels = rfi.labels.clone().unwrap();
    assert_eq!((labels["a"].as_str(), labels["b"].as_str()), ("1", "x"));
    assert_eq!(text(&rfi), body);
    // What is set since takes the place of what came.
    rfi.watcher_ids = Some(vec![7]);
    assert_eq!(
        text(&rfi),
        r#"{"watcher_ids":[7],"labels":{"a":1,"b":"x"}}"#
    );
}

#[tokio::test]
async fn what_would_lose_something_is_left_unset_and_kept() {
    for body in [
        r#"{"id":"034"}"#,
        r#"{"id":" 34"}"#,
        r#"{"id":"34.5"}"#,
        r#"{"id":""}"#,
        r#"{"id":"99999999999999999999"}"#,
        r#"{"id":"34x"}"#,
        r#"{"id":true}"#,
        r#"{"watcher_ids":["1","02"]}"#,
    ] {
        let response = show(body, false).await.unwrap();
        assert_eq!(response.mismatches().len(), 1, "{body}");
        let rfi = response.into_inner();
        assert_eq!((rfi.id, &rfi.watcher_ids), (None, &None), "{body}");
        assert_eq!(text(&rfi), body);
    }
    let body = r#"{"progress":"0.1234567890123456789"}"#;
    let rfi = show(body, false).await.unwrap().into_inner();
    assert_eq!((rfi.progress, text(&rfi).as_str()), (None, body));
    // Any JSON is expected here, so a number that loses digits does not become a text.
    let body = r#"{"metadata":12345678901234567890123}"#;
    let rfi = show(body, false).await.unwrap().into_inner();
    assert_eq!((rfi.metadata.clone(), text(&rfi).as_str()), (None, body));
    // No date, and no boolean.
    let body = r#"{"private":"1","due_date":20260331}"#;
    let rfi = show(body, false).await.unwrap().into_inner();
    assert_eq!((rfi.private, &rfi.due_date), (None, &None));
}

#[tokio::test]
async fn a_field_that_is_set_or_cleared_since_counts() {
    let body = r#"{"id":"34","subject":7,"other":1}"#;
    let mut rfi = show(body, false).await.unwrap().into_inner();
    rfi.id = Some(35);
    assert_eq!(text(&rfi), r#"{"id":35,"subject":7,"other":1}"#);
    rfi.id = None;
    rfi.subject = None;
    assert_eq!(text(&rfi), r#"{"other":1}"#);
    // A key that stands twice: the last one counts.
    for (body, id) in [
        (r#"{"id":"34","id":35}"#, Some(35)),
        (r#"{"id":34,"id":"35"}"#, Some(35)),
        (r#"{"id":"34","id":"x"}"#, None),
    ] {
        let rfi = show(body, false).await.unwrap().into_inner();
        assert_eq!(rfi.id, id, "{body}");
    }
}

#[tokio::test]
async fn it_is_so_at_every_depth() {
    let body = r#"{"created_by":{"id":"7"},"assignees":[{"id":"8"}]}"#;
    let response = show(body, false).await.unwrap();
    assert_eq!(response.mismatches()[1].path, "/assignees/0/id");
    let rfi = response.into_inner();
    assert_eq!(rfi.created_by.as_ref().unwrap().id, Some(7));
    assert_eq!(rfi.assignees.as_ref().unwrap()[0].id, Some(8));
    assert_eq!(text(&rfi), body);
}
