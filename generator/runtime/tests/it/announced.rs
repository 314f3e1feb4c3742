//! What the headers of responses announce of deprecations, and who learns of it.

use std::sync::{Arc, Mutex};

use crate::support::traced::Traced;
use crate::support::{NOW, noticed};
use runtime::runtime::prelude::*;
use runtime::sample::*;
use runtime::testing::{Canned, MockTransport, VirtualClock};
use runtime::{
    Backoff, Client, DeprecationNotice, DeprecationPolicy, DeprecationSource, ErrorKind, Method,
};
use serde_json::json;
use tracing::Level;

/// A client whose responses all have these headers, and what is reported to it.
fn announcing(
    headers: &[(&'static str, &'static str)],
) -> (Client, Arc<Mutex<Vec<DeprecationNotice>>>) {
    let headers = headers.to_vec();
    let mock = MockTransport::new(move |_| {
        let response = Canned::json(&json!({"id": 1}));
        headers.iter().fold(response, |response, (name, value)| {
            response.with_header(name, value)
        })
    });
    let (builder, notices) = noticed(mock);
    (builder.build().unwrap(), notices)
}

/// What is reported where a response has these headers.
async fn reported(headers: &[(&'static str, &'static str)]) -> Vec<DeprecationNotice> {
    let (client, notices) = announcing(headers);
    // Whatever stands there, the request succeeds.
    let response = ShowRfi::new("7").send(&client).await.unwrap();
    assert_eq!(response.payload().id, Some(1));
    let reported = notices.lock().unwrap();
    reported.clone()
}

#[tokio::test]
async fn a_sunset_is_read_in_all_forms_of_a_date() {
    for value in [
        "Thu, 31 Dec 2026 23:59:59 GMT",
        "Thursday, 31-Dec-26 23:59:59 GMT",
        "Thu Dec 31 23:59:59 2026",
    ] {
        let reported = reported(&[("sunset", value)]).await;
        let [notice] = &reported[..] else {
            panic!("{value}: {reported:?}")
        };
        assert_eq!(notice.sunset, Date::new(2026, 12, 31), "{value}");
        assert_eq!(notice.date, None);
        assert_eq!(notice.source, DeprecationSource::Response);
        assert_eq!(notice.title, Some(ShowRfi::META.title));
        assert_eq!(notice.path, ShowRfi::META.path);
    }
}

#[tokio::test]
async fn a_deprecation_is_read_as_a_structured_date_and_as_in_the_drafts() {
    let june = Date::new(2023, 6, 30);
    for (value, date) in [
        ("@1688169599", &june),
        ("Fri, 30 Jun 2023 23:59:59 GMT", &june),
        ("true", &None),
    ] {
        let reported = reported(&[("deprecation", value)]).await;
        assert_eq!(reported.len(), 1, "{value}");
        assert_eq!((&reported[0].date, &reported[0].sunset), (date, &None));
    }
}

#[tokio::test]
async fn what_is_malformed_announces_nothing() {
    for headers in [
        &[("sunset", "2026-12-31")][..],
        &[("sunset", "Thu, 32 Dec 2026 23:59:59 GMT")],
        &[("sunset", "\u{e9}")],
        &[("deprecation", "@soon")],
        &[("deprecation", "@99999999999999999999")],
        &[("deprecation", "false"), ("sunset", "")],
        &[("link", "</why>; rel=\"deprecation\"")],
    ] {
        assert_eq!(reported(headers).await, [], "{headers:?}");
    }
    // What is well formed counts, whatever stands beside it.
    let half = reported(&[
        ("deprecation", "@soon"),
        ("sunset", "Thu Dec 31 23:59:59 2026"),
    ])
    .await;
    assert_eq!(half[0].sunset, Date::new(2026, 12, 31));
}

#[tokio::test]
async fn a_response_is_reported_once_for_each_operation_also_where_the_description_says_more() {
    let (client, notices) = announcing(&[
        ("deprecation", "@1688169599"),
        ("sunset", "Thu, 31 Dec 2026 23:59:59 GMT"),
        ("link", "</v1-1>; rel=\"successor-version\""),
        ("link", "<https://docs.example/why>; rel=\"deprecation\""),
    ]);
    for id in ["1", "2"] {
        ShowRfi::new(id).send(&client).await.unwrap();
        client
            .raw(Method::Delete, format!("/rest/v1.0/rfis/{id}"))
            .send()
            .await
            .unwrap();
    }
    let all = notices.lock().unwrap();
    let said: Vec<_> = all
        .iter()
        .map(|it| (it.source, it.title.unwrap()))
        .collect();
    let (described, response) = (DeprecationSource::Description, DeprecationSource::Response);
    let expected = [
        (response, ShowRfi::META.title),
        (described, "Delete RFI"),
        (response, "Delete RFI"),
    ];
    assert_eq!(said, expected);
    // The dates are those of the response, the replacement that of the description.
    let last = &all[2];
    assert_eq!(last.date, Date::new(2023, 6, 30));
    assert_eq!(last.sunset, Date::new(2026, 12, 31));
    assert_eq!(last.replacements.len(), 1);
    let text = |url: &Option<runtime::Url>| url.as_ref().map(ToString::to_string);
    let successor = Some("https://api.procore.com/v1-1".to_owned());
    assert_eq!(text(&last.successor), successor);
    let guide = Some("https://docs.example/why".to_owned());
    assert_eq!(text(&last.guide), guide);
    assert_eq!(
        last.to_string(),
        "procore::rfi::v1_0::DeleteRfi (DELETE /rest/v1.0/rfis/{id}) is deprecated as of 2023-06-30, \
         sunset on 2026-12-31, as its response says; use procore::rfi::v1_1::DeleteRfi and \
         https://api.procore.com/v1-1; see https://docs.example/why"
    );
}

#[tokio::test]
async fn an_error_announces_as_well_and_a_client_that_refuses_does_not_refuse_for_that() {
    let sunset = ("sunset", "Sat, 01 Jan 2000 00:00:00 GMT");
    let mock = MockTransport::new(move |_| Canned::status(404).with_header(sunset.0, sunset.1));
    let (builder, notices) = noticed(mock.clone());
    let client = builder
        .deprecations(DeprecationPolicy::Refuse)
        .retry(Backoff::default())
        .build()
        .unwrap();
    for _ in 0..2 {
        let error = ShowRfi::new("7").send(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    assert_eq!(mock.seen().len(), 2);
    assert_eq!(notices.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_another_url_announces_is_not_about_the_operation() {
    let mock = MockTransport::new(|request| match request.path.as_str() {
        "/rest/v1.0/rfis/1" => Canned::status(302).with_header("location", "/rest/v1.0/elsewhere"),
        _ => Canned::json(&json!({})).with_header("deprecation", "true"),
    });
    let (builder, notices) = noticed(mock);
    let client = builder.build().unwrap();
    ShowRfi::new("1").send(&client).await.unwrap();
    let file = client.download("https://storage.procore.com/file/7").await;
    drop(file.unwrap());
    assert_eq!(notices.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_raw_path_that_nobody_describes_is_known_by_its_shape() {
    let (client, notices) = announcing(&[("deprecation", "true")]);
    for path in [
        "/rest/v3.0/things/7?token=secret",
        "/rest/v3.0/things/8",
        "/rest/v3.0/things/7/parts",
        "/rest/v3.0/things/0b9d0f6e-6b7c-4a55-9b39-1a2b3c4d5e6f/parts",
    ] {
        client.raw(Method::Get, path).send().await.unwrap();
    }
    let all = notices.lock().unwrap();
    let shown: Vec<_> = all.iter().map(ToString::to_string).collect();
    let of = |path: &str| {
        format!(
            "GET {path} is deprecated, as its response says; use another operation; none was announced"
        )
    };
    assert_eq!(
        shown,
        [
            of("/rest/v3.0/things/{id}"),
            of("/rest/v3.0/things/{id}/parts")
        ]
    );
    assert_eq!((all[0].title, all[0].rust_path), (None, None));
}

#[tokio::test]
async fn what_is_remembered_of_raw_paths_is_bounded() {
    let (client, notices) = announcing(&[("deprecation", "true")]);
    for number in 0..400 {
        let path = format!("/rest/v3.0/thing-{number}");
        client.raw(Method::Get, path).send().await.unwrap();
    }
    assert_eq!(notices.lock().unwrap().len(), 256);
    // What the client has a name for is reported all the same.
    ShowRfi::new("7").send(&client).await.unwrap();
    assert_eq!(notices.lock().unwrap().len(), 257);
}

#[tokio::test]
async fn a_warning_of_a_response_is_one_line_without_ids_and_secrets() {
    let traced = Traced::begin(Level::WARN);
    let mock = MockTransport::new(|_| {
        Canned::json(&json!({}))
            .with_header("sunset", "Thu, 31 Dec 2026 23:59:59 GMT")
            .with_header(
                "link",
                "</rest/v2.0/rfis/4711?sig=secret>; rel=\"successor-version\", \
                 <https://docs.example/why?key=secret#secret>; rel=\"sunset\"",
            )
    });
    let client = Client::builder()
        .transport(mock)
        .clock(VirtualClock::at(NOW))
        .token("secret-token")
        .build()
        .unwrap();
    for _ in 0..2 {
        ShowRfi::new("4711").send(&client).await.unwrap();
    }
    let text = traced.text();
    assert_eq!(text.lines().count(), 1, "{text}");
    for words in [
        "WARN",
        ShowRfi::META.rust_path,
        "source=response",
        "2026-12-31",
        "https://api.procore.com/rest/v2.0/rfis/{id}?..",
        "https://docs.example/why?..",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("4711") && !text.contains("secret"), "{text}");
}
