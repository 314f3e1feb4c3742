//! The generated crate against a real HTTP server: what it sends is read from the raw bytes, by
//! code that knows nothing of the crate.

use procore::authentication::unversioned::{
    GetOrRefreshAccessToken, GetOrRefreshAccessTokenBody, RefreshAccessTokenGrantType,
};
use procore::bid_board::v2_0::UpdateProjectTask;
use procore::ids::{CompanyId, ProjectId, PunchItemId, RfiId};
use procore::punch_list::v1_0::{ListPunchItemTypes, ShowPunchItem};
use procore::rfi::v1_0::{
    BatchUpdateRfiDataInput, BatchUpdateRfis, BatchUpdateRfisBody, CreateRfi, CreateRfiReply,
    CreateRfiReplyBody, ListRfis, NewRfi, NewRfiReply, RfiQuestionInput, RfiStatus, ShowRfi,
};
use procore::shared::{ItemResponseSetSort, ProjectTaskChanges};
use procore::{
    Client, CustomFieldValue, CustomFieldValues, Date, DateTime, ErrorKind, Field, File, Operation,
    Sort,
};
use serde_json::{Value, json};
use tests::server::{Response, Seen, Server};

const JSON: &str = "application/json";

fn server(response: Response) -> (Server, Client) {
    let server = Server::start(&[response]).unwrap();
    let client = Client::builder()
        .base_url(server.url())
        .token("secret")
        .company(7)
        .build()
        .unwrap();
    (server, client)
}

fn only(server: &Server) -> Seen {
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen[0].clone()
}

fn json_of(request: &Seen) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

fn pairs<'a>(all: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let owned = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    all.iter().map(owned).collect()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_get_sends_lists_ranges_and_enums_in_brackets() {
    let (server, client) = server((200, JSON, "[]"));
    let rfis = ListRfis::new(ProjectId::from(42))
        .filter_id([1, 2])
        .filter_status(RfiStatus::Open)
        .filter_created_at(date("2026-01-01")..=date("2026-01-31"))
        .filter_updated_at(instant("2026-02-01T08:30:00Z")..)
        .search("a&b=c d+é")
        .page(3)
        .send(&client)
        .await
        .unwrap();
    assert!(rfis.payload().is_empty());
    let request = only(&server);
    assert_eq!(request.method, "GET");
    assert_eq!(request.path(), "/rest/v1.0/projects/42/rfis");
    assert_eq!(
        request.query(),
        pairs(&[
            ("filters[id][]", "1"),
            ("filters[id][]", "2"),
            ("filters[status]", "open"),
            ("filters[created_at]", "2026-01-01...2026-01-31"),
            ("filters[updated_at]", "2026-02-01T08:30:00Z..."),
            ("search", "a&b=c d+é"),
            ("page", "3"),
        ])
    );
    assert_eq!(request.header("authorization"), Some("Bearer secret"));
    assert_eq!(request.header("procore-company-id"), Some("7"));
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn a_sort_has_a_direction() {
    let (server, client) = server((200, JSON, "[]"));
    ListPunchItemTypes::new(ProjectId::from(42))
        .sort(Sort::desc(ItemResponseSetSort::Name))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        only(&server).query(),
        pairs(&[("project_id", "42"), ("sort", "-name")])
    );
}

#[tokio::test]
async fn a_post_sends_json_of_what_was_set_only() {
    let (server, client) = server((201, JSON, r#"{"id": 5, "official": true}"#));
    let reply = NewRfiReply::default().body("Yes \"it\" is").official(true);
    let response = CreateRfiReply::new(
        ProjectId::from(42),
        RfiId::from(9),
        CreateRfiReplyBody::new(reply),
    )
    .send(&client)
    .await
    .unwrap();
    assert_eq!(response.payload().id, Some(5));
    assert_eq!(response.status().as_u16(), 201);
    let request = only(&server);
    assert_eq!(request.method, "POST");
    assert_eq!(request.path(), "/rest/v1.0/projects/42/rfis/9/replies");
    assert_eq!(request.header("content-type"), Some(JSON));
    assert_eq!(
        json_of(&request),
        json!({ "reply": { "body": "Yes \"it\" is", "official": true } })
    );
}

#[tokio::test]
async fn a_patch_distinguishes_null_from_absent() {
    let (server, client) = server((200, JSON, "{}"));
    let mut rfi = BatchUpdateRfiDataInput::default().id("3").location_id(8);
    rfi.due_date = Field::Null;
    BatchUpdateRfis::new(ProjectId::from(42), BatchUpdateRfisBody::new(vec![rfi]))
        .send(&client)
        .await
        .unwrap();
    let request = only(&server);
    assert_eq!(request.method, "PATCH");
    assert_eq!(
        json_of(&request),
        json!({ "data": [{ "id": "3", "location_id": 8, "due_date": null }] })
    );
}

#[tokio::test]
async fn a_multipart_body_has_names_in_brackets_and_its_file_whole() {
    let (server, client) = server((201, JSON, r#"{"id": 5}"#));
    let bytes: Vec<u8> = (0..=255).collect();
    let plan = File::from_bytes("plan \"A\".pdf", bytes.clone()).with_media_type("application/pdf");
    let question = RfiQuestionInput::new("How wide?").attachments([plan]);
    let values = [
        (11, CustomFieldValue::Text("oak".into())),
        (12, CustomFieldValue::Ids(vec![1, 2])),
    ];
    let rfi = NewRfi::new(question, 77, "Door")
        .assignee_ids([4, 5])
        .custom_fields(values.into_iter().collect::<CustomFieldValues>());
    CreateRfi::new(ProjectId::from(42), rfi)
        .send(&client)
        .await
        .unwrap();
    let request = only(&server);
    let content_type = request.header("content-type").unwrap();
    assert!(
        content_type.starts_with("multipart/form-data; boundary="),
        "{content_type}"
    );
    let mut texts = Vec::new();
    let mut files = Vec::new();
    for (head, body) in request.parts() {
        let name = head.split("name=\"").nth(1).unwrap();
        let name = name.split('"').next().unwrap().to_owned();
        if head.contains("filename=") {
            files.push((name, head, body));
        } else {
            texts.push((name, String::from_utf8(body).unwrap()));
        }
    }
    texts.sort();
    assert_eq!(
        texts,
        pairs(&[
            ("rfi[assignee_ids][]", "4"),
            ("rfi[assignee_ids][]", "5"),
            ("rfi[custom_field_11]", "oak"),
            ("rfi[custom_field_12][]", "1"),
            ("rfi[custom_field_12][]", "2"),
            ("rfi[question][body]", "How wide?"),
            ("rfi[rfi_manager_id]", "77"),
            ("rfi[subject]", "Door"),
        ])
    );
    let [(name, head, body)] = files.as_slice() else {
        panic!("{files:?}");
    };
    assert_eq!(name, "rfi[question][attachments][]");
    assert_eq!(*body, bytes);
    let head = head.to_lowercase();
    assert!(head.contains("content-type: application/pdf"), "{head}");
    assert!(head.contains("filename=\"plan %22a%22.pdf\""), "{head}");
}

#[tokio::test]
async fn the_payload_is_taken_out_of_the_envelope_of_v2() {
    let response =
        r#"{"data": {"id": "01J", "value": "Call", "due_date": "2026-03-01T10:00:00.000001Z"}}"#;
    let (server, client) = server((200, JSON, response));
    let mut changes = ProjectTaskChanges::default().value("Call");
    changes.assigned_to_user_id = Field::Null;
    let task = UpdateProjectTask::new(CompanyId::from(7), "p/1".into(), "t 2".into(), changes)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(task.payload().id.as_deref(), Some("01J"));
    assert_eq!(
        task.payload().due_date.as_ref().unwrap().to_string(),
        "2026-03-01T10:00:00.000001Z"
    );
    assert_eq!(task.envelope(), serde_json::from_str(response).ok());
    let request = only(&server);
    assert_eq!(
        request.path(),
        "/rest/v2.0/companies/7/estimating/bid_board_projects/p%2F1/tasks/t%202"
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(
        json_of(&request),
        json!({ "value": "Call", "assigned_to_user_id": null })
    );
}

#[tokio::test]
async fn an_error_body_becomes_an_error_with_its_status_and_fields() {
    let response = r#"{"errors": {"subject": ["can't be blank"]}}"#;
    let (_server, client) = server((422, JSON, response));
    let body = CreateRfiReplyBody::new(NewRfiReply::default());
    let error = CreateRfiReply::new(ProjectId::from(42), RfiId::from(9), body)
        .send(&client)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation, "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 422);
    assert_eq!(error.request_id(), Some("request-1"));
    assert_eq!(error.body(), response.as_bytes());
    assert_eq!(error.fields()["subject"], ["can't be blank"]);
    let shown = error.to_string();
    assert!(
        shown.contains("/rest/v1.0/projects/{project_id}/rfis/{rfi_id}/replies"),
        "{shown}"
    );
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn what_the_description_does_not_name_is_kept_and_written_back() {
    let response = r#"{
        "id": 5, "status": "parked", "subject": "Door", "wholly_new": {"a": [1, null]},
        "due_date": null, "number": 12,
        "custom_fields": {
            "custom_field_1": {"data_type": "decimal", "value": 2.50},
            "custom_field_2": {"data_type": "lov_entry", "value": {"id": 9, "label": "Oak"}}
        }
    }"#;
    let (_server, client) = server((200, JSON, response));
    let rfi = ShowRfi::new(ProjectId::from(42), RfiId::from(5))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        rfi.payload().status,
        Some(RfiStatus::Unknown("parked".into()))
    );
    assert_eq!(
        rfi.payload().extra.get("wholly_new"),
        Some(json!({ "a": [1, null] }))
    );
    // Text in the description, a number on the wire: read as text, kept as it came, and reported.
    assert_eq!(rfi.payload().number.as_deref(), Some("12"));
    assert_eq!(rfi.payload().extra.get("number"), Some(json!(12)));
    assert_eq!(rfi.mismatches().len(), 1);
    assert_eq!(rfi.mismatches()[0].path, "/number");
    let fields = rfi.payload().custom_fields.as_ref().unwrap();
    assert_eq!(fields.len(), 2);

    let written = serde_json::to_string(rfi.payload()).unwrap();
    assert!(written.contains("2.50"), "{written}");
    let mut expected: Value = serde_json::from_str(response).unwrap();
    expected.as_object_mut().unwrap().remove("due_date");
    let mut written: Value = serde_json::from_str(&written).unwrap();
    written
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    assert_eq!(written, expected);
}

#[tokio::test]
async fn money_loses_no_digit_whatever_json_type_it_has() {
    for (wire, text) in [
        ("12345678901234567.10", "12345678901234567.10"),
        ("\"0.10\"", "0.10"),
    ] {
        let response = format!(r#"{{"id": 1, "cost_impact_amount": {wire}}}"#);
        let (server, client) = server((200, JSON, Box::leak(response.into_boxed_str())));
        let item = ShowPunchItem::new(PunchItemId::from(1), ProjectId::from(42))
            .send(&client)
            .await
            .unwrap();
        let amount = item.payload().cost_impact_amount.as_ref().unwrap();
        assert_eq!(amount.as_str(), text);
        assert_eq!(serde_json::to_string(amount).unwrap(), wire);
        assert_eq!(only(&server).query(), pairs(&[("project_id", "42")]));
    }
}

#[tokio::test]
async fn a_credential_is_sent_and_received_but_never_shown() {
    let (server, client) = server((200, JSON, r#"{"access_token": "got-token"}"#));
    let body = GetOrRefreshAccessTokenBody::new(
        "id",
        "my-secret",
        RefreshAccessTokenGrantType::RefreshToken,
    )
    .refresh_token("my-refresh-token");
    let request = GetOrRefreshAccessToken::new(body.clone());
    let response = request.clone().send(&client).await.unwrap();
    assert_eq!(
        json_of(&only(&server)),
        json!({"client_id": "id", "client_secret": "my-secret",
            "grant_type": "refresh_token", "refresh_token": "my-refresh-token"})
    );
    let token = response.payload().access_token.as_ref().unwrap();
    assert_eq!(token.expose(), "got-token");
    let shown = format!("{body:?} {request:?} {response:?}");
    for secret in ["my-secret", "my-refresh-token", "got-token"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
