//! What real responses do that a description does not say, in small: nulls anywhere, numbers as
//! text, links to a regional host.

use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{Client, Error, ErrorKind, Operation, Paged, Response};
use serde_json::{Value, json};

fn client(mock: &MockTransport, strict: bool) -> Client {
    let builder = Client::builder().token("t").company(1).strict(strict);
    builder.transport(mock.clone()).build().unwrap()
}

async fn ask<O: Operation>(
    request: O,
    body: &Value,
    strict: bool,
) -> Result<Response<O::Response>, Error> {
    let mock = MockTransport::sequence([Canned::json(body)]);
    request.send(&client(&mock, strict)).await
}

/// `value` without what is null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .filter(|v| !v.is_null())
            .map(without_nulls)
            .collect(),
        Value::Object(fields) => {
            let set = fields.iter().filter(|(_, value)| !value.is_null());
            set.map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect()
        }
        scalar => scalar.clone(),
    }
}

#[tokio::test]
async fn null_is_taken_in_every_field_without_a_mismatch() {
    let whole = json!({
        "id": 7, "subject": "s", "status": "open", "private": true, "progress": 2.5, "cost": "12.50",
        "due_date": "2026-03-31", "created_at": "2026-03-31T08:00:00Z", "created_by": {"id": 1},
        "assignees": [{"id": 2}], "watcher_ids": [1], "labels": {"a": "b"}, "cost_code": "01-100",
        "level": 2, "parent": {"id": 8}, "custom_fields": {"custom_field_5": {"value": 2.5}},
        "thumbnail": "aGk=", "metadata": [1], "undeclared": 1,
    });
    for key in whole.as_object().unwrap().keys() {
        let mut body = whole.clone();
        body[key] = Value::Null;
        let response = ask(ShowRfi::new("7"), &body, true).await;
        let response = response.unwrap_or_else(|error| panic!("{key}: {error}"));
        let written = serde_json::to_value(response.payload()).unwrap();
        assert_eq!(without_nulls(&written), without_nulls(&body), "{key}");
    }
}

#[tokio::test]
async fn null_is_taken_in_lists_and_maps_without_a_mismatch() {
    let body = json!([null, {
        "watcher_ids": [null, 1, null, 2], "assignees": [{"id": 2}, null], "labels": {"a": null, "b": "c"},
        "parent": {"watcher_ids": [null]}, "metadata": [null],
        "custom_fields": {"custom_field_5": null, "custom_field_6": {"value": null, "data_type": null}},
    }]);
    for strict in [false, true] {
        let response = ask(ListRfis::new(7), &body, strict).await.unwrap();
        assert_eq!(response.mismatches(), []);
        let written = serde_json::to_value(response.payload()).unwrap();
        assert_eq!(without_nulls(&written), without_nulls(&body));
        let rfi = &response.payload()[1];
        // An item that is an object keeps its place; a null among plain values is left out.
        assert_eq!(response.payload().len(), 2);
        assert_eq!(rfi.assignees.as_ref().map(Vec::len), Some(2));
        assert_eq!(rfi.watcher_ids, Some(vec![1, 2]));
        assert_eq!(rfi.labels.as_ref().map(|labels| labels.len()), Some(1));
    }
}

#[tokio::test]
async fn a_payload_that_is_null_is_no_empty_list_or_object() {
    for strict in [false, true] {
        assert!(ask(ListRfis::new(7), &Value::Null, strict).await.is_err());
        assert!(ask(ShowRfi::new("7"), &Value::Null, strict).await.is_err());
        for body in [json!({"data": null}), Value::Null] {
            assert!(
                ask(ListPeople::new(), &body, strict).await.is_err(),
                "{body}"
            );
        }
    }
}

#[tokio::test]
async fn a_path_of_a_mismatch_counts_nulls_too() {
    let body = json!([{"id": 1}, null, {"assignees": [null, 5], "watcher_ids": [null, "x"]}]);
    let response = ask(ListRfis::new(7), &body, false).await.unwrap();
    let found: Vec<String> = response
        .mismatches()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "/2/assignees/1: expected object, found integer",
            "/2/watcher_ids/1: expected integer, found string",
        ]
    );
}

#[tokio::test]
async fn text_where_a_number_is_declared_is_kept_and_reported() {
    // What is a decimal takes both; what is none keeps the text as it came.
    let body = json!({"cost": "1500.0", "id": "1500.0", "progress": "0.5"});
    let response = ask(ShowRfi::new("7"), &body, false).await.unwrap();
    let found: Vec<String> = response
        .mismatches()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        found,
        [
            "/id: expected integer, found string",
            "/progress: expected number, found string"
        ]
    );
    assert_eq!(serde_json::to_value(response.payload()).unwrap(), body);
    let strict = ask(ShowRfi::new("7"), &body, true).await;
    assert!(
        strict
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::Decode)
    );
    let money = json!({"cost": 1500.25});
    let response = ask(ShowRfi::new("7"), &money, true).await.unwrap();
    assert_eq!(serde_json::to_value(response.payload()).unwrap(), money);
}

#[tokio::test]
async fn links_to_a_regional_host_lead_on_where_the_last_page_comes_first() {
    let mock = MockTransport::new(|seen| {
        let page = seen.query.iter().find(|(name, _)| name == "page");
        let page: u64 = page.map_or(1, |(_, page)| page.parse().unwrap());
        let link = |page: u64, rel: &str| {
            format!(
                "<https://us02.example.com/rest/v1.0/projects/7/rfis?company_id=1&page={page}\
                 &per_page=2&project_id=7>; rel=\"{rel}\""
            )
        };
        let links = match page {
            1 => vec![link(3, "last"), link(2, "next")],
            2 => vec![
                link(1, "first"),
                link(1, "prev"),
                link(3, "last"),
                link(3, "next"),
            ],
            _ => vec![link(1, "first"), link(2, "prev")],
        };
        Canned::json(&json!([{"id": page * 10}, {"id": page * 10 + 1}]))
            .with_header("total", "6")
            .with_header("per-page", "2")
            .with_header("link", &links.join(", "))
    });
    let client = client(&mock, true);
    let pages = ListRfis::new(7)
        .filter_status(RfiStatus::Open)
        .per_page(2)
        .pages(&client);
    let ids: Vec<_> = pages
        .collect_up_to(100)
        .await
        .unwrap()
        .into_iter()
        .map(|rfi| rfi.id)
        .collect();
    assert_eq!(ids, [10, 11, 20, 21, 30, 31].map(Some));
    for (seen, page) in mock.seen().iter().zip(1..) {
        // To the host of the client, with the parameters of the request and no others.
        let expected = format!(
            "https://api.procore.com/rest/v1.0/projects/7/rfis?filters[status]=open&per_page=2&page={page}"
        );
        let url = seen.url.replace(
            &format!("&page={page}&per_page=2"),
            &format!("&per_page=2&page={page}"),
        );
        assert_eq!(url, expected);
    }
    assert_eq!(mock.seen().len(), 3);
}
