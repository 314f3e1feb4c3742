//! Files: multipart, streams, uploads to the storage, downloads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails that way"
)]

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use runtime::runtime::error::{BoxError, Error};
use runtime::runtime::operation::Operation;
use runtime::runtime::prelude::{CustomFieldValues, File};
use runtime::runtime::upload::UploadTo;
use runtime::sample::*;
use serde_json::json;
use support::{Req, Res, Server};

/// A stream of `count` pieces.
struct Pieces {
    left: usize,
    piece: Bytes,
}

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        std::task::Poll::Ready(more.then(|| Ok(self.piece.clone())))
    }
}

/// A folder of its own for a test.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("runtime-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn multipart_has_the_names_that_rails_reads() {
    let server = Server::start(|_| Res::json(&json!({"id": 1}))).await;
    let path = folder("multipart").join("pl\u{e4}n \"A\".pdf");
    std::fs::write(&path, "from a path").unwrap();
    let mut question = CreateRfiBodyRfiQuestion::default();
    question.body = "Why?".into();
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.subject = "D\u{f6}or".into();
    rfi.due_date = runtime::runtime::prelude::Field::Null;
    rfi.assignee_ids = [1, 2].into();
    rfi.questions = vec![question].into();
    rfi.custom_fields = CustomFieldValues::from_iter([(5, "text")]);
    rfi.attachments = vec![
        File::from_bytes("a.txt", "in memory").with_media_type("text/plain"),
        File::from_path(&path),
        File::from_stream(
            "s.bin",
            None,
            Pieces {
                left: 2,
                piece: "stream".into(),
            },
        ),
    ]
    .into();
    let body = CreateRfiBody::new(rfi).notify(true);
    CreateRfi::multipart(7, body)
        .send(&server.client())
        .await
        .unwrap();
    let request = &server.seen()[0];
    let media_type = request.header("content-type").unwrap().to_owned();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let text = request.text();
    let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    let part = |name: &str, rest: &str| {
        format!("\r\nContent-Disposition: form-data; name=\"{name}\"{rest}\r\n")
    };
    let file = |name: &str, media_type: &str, content: &str| {
        part(
            "rfi[attachments][]",
            &format!("; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n{content}"),
        )
    };
    assert_eq!(
        parts,
        [
            String::new(),
            part("rfi[subject]", "\r\n\r\nD\u{f6}or"),
            part("rfi[due_date]", "\r\n\r\n"),
            part("rfi[assignee_ids][]", "\r\n\r\n1"),
            part("rfi[assignee_ids][]", "\r\n\r\n2"),
            part("rfi[questions][][body]", "\r\n\r\nWhy?"),
            file("a.txt", "text/plain", "in memory"),
            file(
                "pl\u{e4}n %22A%22.pdf",
                "application/octet-stream",
                "from a path"
            ),
            file("s.bin", "application/octet-stream", "streamstream"),
            part("rfi[custom_field_5]", "\r\n\r\ntext"),
            part("notify", "\r\n\r\ntrue"),
            "--\r\n".to_owned(),
        ]
    );
}

#[tokio::test]
async fn a_file_has_no_place_in_json() {
    let server = Server::start(|_| Res::json(&json!({}))).await;
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.attachments = vec![File::from_bytes("a", "b")].into();
    let sent = CreateRfi::new(7, CreateRfiBody::new(rfi))
        .send(&server.client())
        .await;
    assert!(matches!(sent, Err(Error::Invalid(_))), "{sent:?}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_before_sending() {
    let server = Server::start(|_| Res::json(&json!({}))).await;
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.attachments = vec![File::from_path("/no/such/file.pdf")].into();
    let sent = CreateRfi::multipart(7, CreateRfiBody::new(rfi))
        .send(&server.client())
        .await;
    assert!(sent.unwrap_err().to_string().contains("/no/such/file.pdf"));
    assert!(server.seen().is_empty());
}

/// Procore and its storage in one: small files by form, large ones in segments.
async fn storage() -> (Server, Server) {
    let storage = Server::start(|request: &Req| match request.method.as_str() {
        "PUT" => Res::status(200).header("etag", &format!("\"etag-of-{}\"", request.path())),
        _ => Res::status(204),
    })
    .await;
    let base = storage.url.clone();
    let procore = Server::start(move |request: &Req| {
        if request.method == "PATCH" {
            return Res::json(&json!({"uuid": "u-1"}));
        }
        match request.json().get("segments").and_then(|segments| segments.as_array().cloned()) {
            None => Res::json(&json!({"uuid": "u-1", "url": format!("{base}/form"), "fields": {"key": "k", "policy": "p"}})),
            Some(segments) => {
                let places: Vec<_> = (0..segments.len())
                    .map(|i| json!({"url": format!("{base}/part/{i}?sig=x"), "headers": {"x-part": i.to_string()}}))
                    .collect();
                Res::json(&json!({"uuid": "u-1", "segments": places}))
            }
        }
    })
    .await;
    (procore, storage)
}

#[tokio::test]
async fn a_small_file_goes_to_the_storage_by_form_without_the_token() {
    let (procore, storage) = storage().await;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&sent);
    let file = File::from_bytes("a.pdf", "content").with_media_type("application/pdf");
    let uploaded = procore
        .client()
        .upload(UploadTo::Project(7), file)
        .progress(move |bytes, total| log.lock().unwrap().push((bytes, total)))
        .send()
        .await
        .unwrap();
    assert_eq!(uploaded.uuid, "u-1");
    let asked = &procore.seen()[0];
    assert_eq!(asked.path(), "/rest/v1.1/projects/7/uploads");
    assert_eq!(
        asked.json(),
        json!({"response_filename": "a.pdf", "response_content_type": "application/pdf"})
    );
    assert!(asked.header("authorization").is_some());
    let stored = &storage.seen()[0];
    assert_eq!(stored.header("authorization"), None);
    assert_eq!(stored.header("procore-company-id"), None);
    let text = stored.text();
    let at = |what: &str| {
        text.find(what)
            .unwrap_or_else(|| panic!("no {what} in {text}"))
    };
    assert!(
        at("name=\"key\"\r\n\r\nk")
            < at(
                "name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\ncontent"
            )
    );
    assert_eq!(*sent.lock().unwrap(), [(7, Some(7))]);
}

#[tokio::test]
async fn a_large_file_goes_in_segments_with_their_checksums() {
    let (procore, storage) = storage().await;
    let path = folder("segments").join("large.bin");
    let content: Vec<u8> = (0..11 * 1024 * 1024_u32).map(|i| (i % 251) as u8).collect();
    std::fs::write(&path, &content).unwrap();
    let progress = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&progress);
    procore
        .client()
        .upload(UploadTo::Company(3), File::from_path(&path))
        .segment_size(5 * 1024 * 1024)
        .progress(move |bytes, total| {
            assert_eq!(total, Some(11 * 1024 * 1024));
            assert!(seen.swap(bytes, Ordering::SeqCst) < bytes);
        })
        .send()
        .await
        .unwrap();
    let requests = procore.seen();
    let asked = requests[0].json();
    let sizes: Vec<u64> = asked["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["size"].as_u64().unwrap())
        .collect();
    assert_eq!(sizes, [5, 5, 1].map(|megabytes| megabytes * 1024 * 1024));
    assert_eq!(asked["segments"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(
        (requests[1].method.as_str(), requests[1].path()),
        ("PATCH", "/rest/v1.1/companies/3/uploads/u-1")
    );
    assert_eq!(
        requests[1].json()["segments"][2],
        json!({"etag": "etag-of-/part/2"})
    );
    let stored = storage.seen();
    assert_eq!(
        stored
            .iter()
            .flat_map(|request| request.body.clone())
            .collect::<Vec<u8>>(),
        content
    );
    assert!(
        stored
            .iter()
            .all(|r| r.header("authorization").is_none() && r.header("x-part").is_some())
    );
    assert_eq!(progress.load(Ordering::SeqCst), 11 * 1024 * 1024);
}

#[tokio::test]
async fn files_of_any_size_are_streamed_with_constant_memory() {
    let server = Server::start(|_| Res::Huge(600 * 1024 * 1024)).await;
    let before = resident();
    let mut download = server.client().download("/rest/file").await.unwrap();
    let (mut length, mut most) = (0, 0);
    while let Some(bytes) = download.next().await {
        length += bytes.unwrap().len();
        most = most.max(resident());
    }
    assert_eq!(length, 600 * 1024 * 1024);
    assert!(
        most.saturating_sub(before) < 60 * 1024,
        "{before} KiB before, at most {most} KiB"
    );
}

/// The memory of this process in KiB; nothing where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[tokio::test]
async fn a_download_takes_the_token_to_procore_only() {
    let storage = Server::start(|_| Res::status(200).body("the file")).await;
    let target = format!("{}/bucket/f?signature=s", storage.url);
    let server = Server::start(move |_| Res::status(302).header("location", &target)).await;
    let client = server.client();
    let path = folder("download").join("f.bin");
    assert_eq!(
        client
            .download_to(&format!("{}/files/1", server.url), &path)
            .await
            .unwrap(),
        8
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"the file");
    assert!(server.seen()[0].header("authorization").is_some());
    assert_eq!(storage.seen()[0].header("authorization"), None);
    // A URL of another host, straight away.
    client
        .download(&format!("{}/x", storage.url))
        .await
        .unwrap();
    assert_eq!(storage.seen()[1].header("authorization"), None);
    // An error shows no signature.
    let missing = Server::start(|_| Res::status(404)).await;
    let error = client
        .download(&format!("{}/x?signature=s3cret", missing.url))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotFound(_)));
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_download_that_breaks_off_is_taken_up_again() {
    let content = b"0123456789".to_vec();
    let server = Server::start(move |request: &Req| match request.header("range") {
        None => Res::CutOff {
            status: 200,
            headers: vec![("etag".into(), "\"v1\"".into())],
            body: content[..4].to_vec(),
            promised: 10,
        },
        Some("bytes=4-") if request.header("if-range") == Some("\"v1\"") => Res::CutOff {
            status: 206,
            headers: vec![("content-range".into(), "bytes 4-9/10".into())],
            body: content[4..7].to_vec(),
            promised: 6,
        },
        Some("bytes=7-") => Res::status(206)
            .header("content-range", "bytes 7-9/10")
            .body("789"),
        Some(_) => Res::status(416),
    })
    .await;
    let path = folder("resume").join("f.bin");
    let length = server
        .client()
        .download_to(&format!("{}/f", server.url), &path)
        .await
        .unwrap();
    assert_eq!(length, 10);
    assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
    assert_eq!(server.seen().len(), 3);

    // The file has changed in the meantime: all of it comes, and nothing is mixed.
    let changed = Server::start(|request: &Req| match request.header("range") {
        None => Res::CutOff {
            status: 200,
            headers: vec![("etag".into(), "\"v1\"".into())],
            body: b"0123".to_vec(),
            promised: 10,
        },
        Some(_) => Res::status(200).header("etag", "\"v2\"").body("abcdefg"),
    })
    .await;
    assert_eq!(
        changed
            .client()
            .download_to(&format!("{}/f", changed.url), &path)
            .await
            .unwrap(),
        7
    );
    assert_eq!(std::fs::read(&path).unwrap(), b"abcdefg");

    let hopeless = Server::start(|_| Res::CutOff {
        status: 200,
        headers: vec![],
        body: b"0123".to_vec(),
        promised: 10,
    })
    .await;
    let path = folder("resume").join("g.bin");
    let error = hopeless
        .client()
        .download_to(&format!("{}/g", hopeless.url), &path)
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(!path.exists(), "no half file appears");
    assert_eq!(
        hopeless.seen().len(),
        1,
        "without a version there is nothing to take up"
    );
}

#[tokio::test]
async fn bytes_are_answered_as_they_are() {
    let server = Server::start(|_| {
        Res::status(200)
            .header("content-type", "image/png")
            .body([0, 159, 146])
    })
    .await;
    let bytes = ShowAttachment::new(1).send(&server.client()).await.unwrap();
    assert_eq!(&bytes[..], [0, 159, 146]);
}
