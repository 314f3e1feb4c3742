//! Success that is none: what is not what the operation describes is an error, not an empty value.

use crate::support::NOW;
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::testing::VirtualClock;
use runtime::{Client, ErrorKind, Paged, Paging, UploadTo};
use serde_json::json;

fn builder(response: &Canned) -> runtime::ClientBuilder {
    let response = response.clone();
    Client::builder()
        .transport(MockTransport::new(move |_| response.clone()))
        .clock(VirtualClock::at(NOW))
        .token("t")
        .company(1)
}

fn client(response: &Canned) -> Client {
    builder(response).build().unwrap()
}

/// A list that stands under `data` elsewhere in the sample, here with a method of its own.
#[derive(Debug, Clone)]
struct HeadOfList(Request);

impl Operation for HeadOfList {
    const META: Meta = {
        let mut meta = Meta::DEFAULT;
        meta.method = Method::Head;
        meta.path = "/list";
        meta
    };
    type Response = Vec<User>;

    fn request(&self) -> &Request {
        &self.0
    }

    fn request_mut(&mut self) -> &mut Request {
        &mut self.0
    }
}

static HEAD: Meta = HeadOfList::META;

#[tokio::test]
async fn a_list_that_did_not_come_is_no_empty_list() {
    let nothing = [
        Canned::status(304),
        Canned::status(304).with_header("location", "/elsewhere"),
        Canned::status(200),
        Canned::status(200).with_header("content-type", "application/json"),
        Canned::status(200).with_body(" \n"),
        Canned::status(202),
        Canned::status(204),
        Canned::status(205),
        Canned::json(&json!(null)),
        Canned::json(&json!({"data": null})),
        Canned::json(&json!({})),
        Canned::json(&json!("")),
        Canned::json(&json!(0)),
    ];
    for response in &nothing {
        let client = client(response);
        let plain = ListRfis::new(1).send(&client).await;
        let error = plain.expect_err(&format!("{response:?}"));
        assert!(error.status().is_some(), "{error}");
        ListPeople::new().send(&client).await.unwrap_err();
        let pages = ListRfis::new(1).pages(&client).collect_up_to(10).await;
        pages.unwrap_err();
        let mut items = ListRfis::new(1).items(&client);
        items.next().await.expect("an error").unwrap_err();
    }
    let error = ListRfis::new(1)
        .send(&client(&nothing[0]))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Status, "{error}");
    assert_eq!(error.status().unwrap().as_u16(), 304);
    assert!(error.mismatches().is_empty());
    // One that is empty is.
    let empty = client(&Canned::json(&json!([])));
    assert!(
        ListRfis::new(1)
            .send(&empty)
            .await
            .unwrap()
            .payload()
            .is_empty()
    );
    let empty = client(&Canned::json(&json!({"data": []})));
    assert!(
        ListPeople::new()
            .send(&empty)
            .await
            .unwrap()
            .payload()
            .is_empty()
    );
    assert_eq!(<ListRfis as runtime::Paged>::PAGING, Paging::Pages);
}

#[tokio::test]
async fn an_object_that_did_not_come_is_no_empty_object() {
    for response in [
        Canned::status(304),
        Canned::status(200),
        Canned::status(204),
        Canned::json(&json!(null)),
        Canned::json(&json!([])),
        Canned::json(&json!("gone")),
    ] {
        let found = ShowRfi::new("1").send(&client(&response)).await;
        found.expect_err(&format!("{response:?}"));
    }
}

/// A null is no mismatch elsewhere; where the payload should be, the error says so, and where.
#[tokio::test]
async fn a_null_in_place_of_the_payload_is_named() {
    let data = || Canned::json(&json!({"data": null, "total": 1}));
    let null = || Canned::json(&json!(null));
    let of_list = |response| async move {
        let sent = ListPeople::new().send(&client(&response)).await;
        sent.map(|_| ()).unwrap_err()
    };
    let of_record = |response| async move {
        let sent = ShowRfi::new("1").send(&client(&response)).await;
        sent.map(|_| ()).unwrap_err()
    };
    for (error, path) in [
        (of_list(data()).await, "/data"),
        (of_list(null()).await, ""),
        (of_record(null()).await, ""),
    ] {
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        let text = error.to_string();
        assert!(
            text.contains("null, where the payload was expected"),
            "{text}"
        );
        let found = error.mismatches();
        let [mismatch] = found else {
            panic!("{found:?}");
        };
        assert_eq!(
            (mismatch.path.as_str(), mismatch.found.as_str()),
            (path, "null")
        );
    }
    // What is of another type is named as before.
    let error = of_record(Canned::json(&json!([]))).await;
    assert!(error.to_string().contains("another type"), "{error}");
    assert_eq!(
        error.mismatches()[0].to_string(),
        "/: expected object, found array"
    );
}

#[tokio::test]
async fn where_nothing_is_described_nothing_may_come() {
    for status in [200, 202, 204] {
        let client = client(&Canned::status(status));
        let deleted = DeleteRfi::new(1).send(&client).await.unwrap();
        assert!(deleted.mismatches().is_empty());
        let raw = client.raw(Method::Post, "/x").send().await.unwrap();
        assert_eq!((raw.payload(), raw.mismatches().len()), (&json!(null), 0));
    }
    // Who asks with `If-None-Match` and has no type for the response.
    let strict = builder(&Canned::status(304)).strict(true).build().unwrap();
    let raw = strict
        .raw(Method::Get, "/x")
        .header("if-none-match", "\"v1\"");
    let raw = raw.send().await.unwrap();
    assert_eq!((raw.status().as_u16(), raw.mismatches().len()), (304, 0));
    // HEAD has no body, whatever is described.
    let strict = builder(&Canned::status(200)).strict(true).build().unwrap();
    let head = HeadOfList(Request::new(&HEAD)).send(&strict).await.unwrap();
    assert!(head.mismatches().is_empty());
    let raw = strict.raw(Method::Head, "/x").send().await.unwrap();
    assert!(raw.mismatches().is_empty());
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_an_error_with_its_target() {
    let target = "https://files.example/moved?sig=hunter2";
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let moved = Canned::status(status).with_header("location", target);
        let client = client(&moved);
        let file = File::from_bytes("a", "b");
        let mut errors = vec![
            CreateTriggers::new()
                .send(&client)
                .await
                .map(|_| ())
                .unwrap_err(),
            CreateRfi::new(7, CreateRfiBody::default())
                .send(&client)
                .await
                .map(|_| ())
                .unwrap_err(),
            DeleteRfi::new(1)
                .send(&client)
                .await
                .map(|_| ())
                .unwrap_err(),
            client
                .raw(Method::Post, "/x")
                .send()
                .await
                .map(|_| ())
                .unwrap_err(),
            client
                .raw(Method::Put, "/x")
                .send_as::<Bytes>()
                .await
                .map(|_| ())
                .unwrap_err(),
            client
                .upload(UploadTo::project(7), file)
                .send()
                .await
                .map(|_| ())
                .unwrap_err(),
        ];
        if matches!(status, 300 | 305) {
            errors.push(
                ShowRfi::new("1")
                    .send(&client)
                    .await
                    .map(|_| ())
                    .unwrap_err(),
            );
            errors.push(client.download("/f").await.map(|_| ()).unwrap_err());
        }
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Status, "{status}: {error}");
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!(error.location(), Some(target));
            assert!(
                error.to_string().contains("https://files.example/moved"),
                "{error}"
            );
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
        // An operation that describes it gives it.
        let report = ShowReport::new().send(&client).await.unwrap();
        assert_eq!(report.payload().location, target);
    }
    // Nor is one that goes nowhere, and what is none where one is described.
    ShowRfi::new("1")
        .send(&client(&Canned::status(302)))
        .await
        .unwrap_err();
    for response in [
        Canned::status(302),
        Canned::status(304),
        Canned::status(200),
        Canned::status(201).with_header("location", target),
    ] {
        let error = ShowReport::new()
            .send(&client(&response))
            .await
            .unwrap_err();
        assert!(error.to_string().contains("redirect"), "{error}");
    }
}

#[tokio::test]
async fn an_upload_that_the_storage_redirects_is_not_done() {
    for status in [300, 303, 304, 307] {
        let mock = MockTransport::new(move |seen| match seen.path.as_str() {
            "/b" => Canned::status(status).with_header("location", "https://storage.example/c"),
            _ => Canned::json(
                &json!({"uuid": "u", "url": "https://storage.example/b", "fields": {}}),
            ),
        });
        let client = Client::builder()
            .transport(mock)
            .clock(VirtualClock::at(NOW))
            .token("t")
            .company(1)
            .build()
            .unwrap();
        let file = File::from_bytes("a", "b");
        let error = client
            .upload(UploadTo::project(7), file)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status, "{error}");
    }
}

#[tokio::test]
async fn a_download_that_was_not_sent_is_no_empty_file() {
    let client = client(&Canned::status(304));
    let error = client.download("/f").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 304);
}

#[tokio::test]
async fn a_file_or_a_text_that_did_not_come_is_no_empty_one() {
    let nothing = client(&Canned::status(204));
    ShowAttachment::new(1).send(&nothing).await.unwrap_err();
    Styled::new(&json!("a"), PathStyle::Simple, false)
        .send(&nothing)
        .await
        .unwrap_err();
    let raw = nothing.raw(Method::Delete, "/x").send_as::<Bytes>().await;
    assert!(raw.unwrap().payload().is_empty());
    // One that is empty is.
    let empty = client(&Canned::status(200));
    let file = ShowAttachment::new(1).send(&empty).await.unwrap();
    assert!(file.payload().is_empty());
}

#[tokio::test]
async fn a_redirect_that_may_not_be_followed_is_reported_with_its_target() {
    for target in [
        "http://files.example/a",
        "/rest/v1.0/rfis/1",
        "https://user:hunter2@x/a",
    ] {
        let client = client(&Canned::status(302).with_header("location", target));
        let error = ShowRfi::new("1").send(&client).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 302);
        assert_eq!(error.location(), Some(target));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn what_comes_where_nothing_may_come_is_reported() {
    let client = client(&Canned::status(204).with_body(r#"{"id": 1}"#));
    let deleted = DeleteRfi::new(1).send(&client).await.unwrap();
    assert_eq!(deleted.mismatches().len(), 1);
    let created = CreateTriggers::new().send(&client).await.unwrap();
    assert_eq!(created.payload(), &CreateTriggersResponse::NoContent);
    assert_eq!(created.mismatches().len(), 1);
}
