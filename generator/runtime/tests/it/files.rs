//! Files: multipart, streams, uploads to the storage.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::{Req, Res, Server, folder, is_alone};
use bytes::Bytes;
use runtime::sample::*;
use runtime::{
    BoxError, BoxFuture, Client, CustomFieldValues, File, HttpBody, HttpRequest, HttpResponse,
    Operation, Transport, TransportError, UploadTo,
};
use serde_json::json;

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

#[tokio::test]
async fn multipart_has_the_names_that_rails_reads() {
    let server = Server::start(|_| Res::json(&json!({"id": 1}))).await;
    let path = folder("multipart").join("pl\u{e4}n \"A\".pdf");
    std::fs::write(&path, "from a path").unwrap();
    let mut question = CreateRfiBodyRfiQuestion::default();
    question.body = "Why?".into();
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.subject = "D\u{f6}or".into();
    rfi.due_date = runtime::Field::Null;
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
async fn a_json_body_goes_as_multipart_when_it_holds_a_file() {
    let server = Server::start(|_| Res::json(&json!({"id": 1}))).await;
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.subject = "Door".into();
    let without = CreateRfiBody::new(rfi.clone());
    rfi.attachments = vec![File::from_bytes("a.txt", "content")].into();
    for body in [without, CreateRfiBody::new(rfi)] {
        CreateRfi::new(7, body)
            .send(&server.client())
            .await
            .unwrap();
    }
    let seen = server.seen();
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    let media_type = seen[1].header("content-type").unwrap();
    assert!(
        media_type.starts_with("multipart/form-data;"),
        "{media_type}"
    );
    let text = seen[1].text();
    for part in [
        "name=\"rfi[subject]\"\r\n\r\nDoor\r\n",
        "name=\"rfi[attachments][]\"; filename=\"a.txt\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
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
                let urls: Vec<_> = (0..segments.len())
                    .map(|i| json!({"url": format!("{base}/part/{i}?sig=x"), "headers": {"x-part": i.to_string()}}))
                    .collect();
                Res::json(&json!({"uuid": "u-1", "segments": urls}))
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
        .upload(UploadTo::project(7), file)
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

/// No description says what Procore sends about an upload, so a strict client takes it, too.
#[tokio::test]
async fn a_strict_client_uploads_with_fields_of_any_type() {
    let storage = Server::start(|_| Res::status(204)).await;
    let url = format!("{}/form", storage.url);
    let procore = Server::start(move |_| {
        Res::json(&json!({"uuid": "u", "url": url, "fields": {"n": 7, "t": "x"}, "segments": 1, "new": []}))
    })
    .await;
    let client = procore.builder().strict(true).build().unwrap();
    let upload = client.upload(UploadTo::project(7), File::from_bytes("a", "b"));
    assert_eq!(upload.send().await.unwrap().uuid, "u");
    let text = storage.seen()[0].text();
    for (name, value) in [("n", "7"), ("t", "x")] {
        let field = format!("name=\"{name}\"\r\n\r\n{value}\r\n");
        assert!(text.contains(&field), "{field} in {text}");
    }
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
        .upload(UploadTo::company(3), File::from_path(&path))
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
    if !is_alone("files::files_of_any_size_are_streamed_with_constant_memory") {
        return;
    }
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

/// Responds for Procore and its storage, and reads what is sent without keeping it.
struct Draining {
    received: Arc<AtomicU64>,
    most: Arc<AtomicU64>,
}

impl Transport for Draining {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            if let HttpBody::Stream { mut stream, .. } = request.body {
                while let Some(piece) =
                    std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await
                {
                    let length = piece.unwrap().len() as u64;
                    self.received.fetch_add(length, Ordering::SeqCst);
                    self.most.fetch_max(resident(), Ordering::SeqCst);
                }
            }
            let mut headers = http::HeaderMap::new();
            headers.insert("etag", "e".parse().unwrap());
            let upload = json!({"url": "https://storage.example/x", "headers": {}});
            let response = json!({"uuid": "u", "segments": vec![upload; 4]}).to_string();
            let body = Pieces {
                left: 1,
                piece: response.into(),
            };
            Ok(HttpResponse::new(
                http::StatusCode::OK,
                headers,
                Box::pin(body),
            ))
        })
    }
}

#[tokio::test]
async fn what_is_sent_is_never_in_memory_as_a_whole() {
    if !is_alone("files::what_is_sent_is_never_in_memory_as_a_whole") {
        return;
    }
    const MIB: u64 = 1024 * 1024;
    let (received, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let client = Client::builder()
        .company(1)
        .transport(Draining {
            received: Arc::clone(&received),
            most: Arc::clone(&most),
        })
        .build()
        .unwrap();
    // A file that takes no room on the disk.
    let path = folder("sparse").join("large.bin");
    std::fs::File::create(&path)
        .unwrap()
        .set_len(200 * MIB)
        .unwrap();
    let before = resident();
    let large = || File::from_path(&path);
    let mut rfi = CreateRfiBodyRfi::default();
    rfi.attachments = vec![large(), large()].into();
    CreateRfi::multipart(7, CreateRfiBody::new(rfi))
        .send(&client)
        .await
        .unwrap();
    let sent = received.swap(0, Ordering::SeqCst);
    assert!((400 * MIB..401 * MIB).contains(&sent), "{sent}");
    client
        .upload(UploadTo::project(7), large())
        .segment_size(50 * MIB)
        .send()
        .await
        .unwrap();
    assert_eq!(received.load(Ordering::SeqCst), 200 * MIB);
    let most = most.load(Ordering::SeqCst);
    assert!(
        most.saturating_sub(before) < 60 * 1024,
        "{before} KiB before, at most {most} KiB"
    );
    std::fs::remove_file(path).unwrap();
}

/// The memory of this process in KiB; nothing where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[tokio::test]
async fn what_breaks_off_on_the_way_to_the_storage_is_sent_again() {
    for segment in [None, Some(5 * 1024 * 1024)] {
        let tries = AtomicU64::new(0);
        let storage = Server::start(move |_| match tries.fetch_add(1, Ordering::SeqCst) {
            0 => Res::Drop,
            1 => Res::status(500),
            _ => Res::status(200).header("etag", "e"),
        })
        .await;
        let base = storage.url.clone();
        let procore = Server::start(move |_| {
            let upload = json!({"url": format!("{base}/p")});
            Res::json(
                &json!({"uuid": "u", "url": format!("{base}/p"), "segments": [upload, upload]}),
            )
        })
        .await;
        let client = procore.client();
        let file = File::from_bytes("a", vec![7; 6 * 1024 * 1024]);
        let mut upload = client.upload(UploadTo::project(7), file.clone());
        if let Some(segment) = segment {
            upload = upload.segment_size(segment);
        }
        upload.send().await.unwrap();
        assert_eq!(storage.seen().len(), if segment.is_some() { 4 } else { 3 });
        // What cannot be read again is not.
        let stream = Pieces {
            left: 1,
            piece: "x".into(),
        };
        let stream = File::from_stream("a", None, stream);
        let sent = storage.seen().len();
        client
            .upload(UploadTo::project(7), stream)
            .send()
            .await
            .unwrap();
        assert_eq!(storage.seen().len(), sent + 1);
    }
}

/// Procore's uploads of version 2.1, whose storage is at a host of Procore's own. The second part is
/// refused once, as its upload URL has expired.
async fn unified(expired: bool) -> Server {
    let refused = AtomicU64::new(u64::from(!expired));
    let asked = AtomicU64::new(0);
    let base = Arc::new(Mutex::new(String::new()));
    let known = Arc::clone(&base);
    let server = Server::start(move |request: &Req| {
        let base = known.lock().unwrap().clone();
        let upload = |number: usize| {
            json!({
                "url": format!("{base}/parts/{number}?sig=s"),
                "url_expires_at": 1,
                "headers": {"x-part": number.to_string()},
            })
        };
        match request.method.as_str() {
            "PUT" if request.header("authorization").is_some() => Res::status(400),
            "PUT"
                if request.path() == "/parts/1" && refused.fetch_add(1, Ordering::SeqCst) == 0 =>
            {
                Res::status(403)
            }
            "PUT" => Res::status(200).header("etag", &format!("\"etag-{}\"", request.path())),
            "POST" => {
                let count = request.json()["segments"].as_array().unwrap().len();
                let urls: Vec<_> = (0..count).map(upload).collect();
                Res::json(
                    &json!({"data": {"upload_id": "01J", "status": "ready", "segments": urls}}),
                )
                .with_status(201)
            }
            "PATCH" => Res::json(&json!({"data": {"upload_id": "01J", "status": "complete"}})),
            _ => {
                let urls = json!([upload(1), upload(2)]);
                let status = ["receiving", "complete", "complete", "available"];
                let index = asked.fetch_add(1, Ordering::SeqCst) + u64::from(!expired);
                let status = status[usize::try_from(index).unwrap().min(3)];
                Res::json(
                    &json!({"data": {"upload_id": "01J", "status": status, "segments": urls}}),
                )
            }
        }
    })
    .await;
    base.lock().unwrap().clone_from(&server.url);
    server
}

#[tokio::test]
async fn a_unified_upload_ends_when_the_file_is_available() {
    let server = unified(false).await;
    let file = File::from_bytes("a.pdf", "content").with_media_type("application/pdf");
    let client = server.client();
    let uploaded = client
        .upload(UploadTo::project(7), file)
        .unified()
        .send()
        .await
        .unwrap();
    assert_eq!(uploaded.uuid, "01J");
    let seen = server.seen();
    let steps: Vec<String> = seen
        .iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    let uploads = "/rest/v2.1/companies/42/projects/7/uploads";
    assert_eq!(
        steps,
        [
            format!("POST {uploads}"),
            "PUT /parts/0?sig=s".to_owned(),
            format!("PATCH {uploads}/01J"),
            format!("GET {uploads}/01J"),
            format!("GET {uploads}/01J"),
            format!("GET {uploads}/01J"),
        ]
    );
    // printf content | sha256sum
    let sha256 = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
    assert_eq!(
        seen[0].json(),
        json!({
            "file_name": "a.pdf", "file_size": 7, "content_type": "application/pdf", "sha256": sha256,
            "segments": [{"size": 7, "sha256": sha256}],
        })
    );
    // The storage is at a trusted host, and gets nothing but what was given for it.
    let put = &seen[1];
    assert_eq!(put.text(), "content");
    assert_eq!(put.header("x-part"), Some("0"));
    for name in ["authorization", "procore-company-id", "content-type"] {
        assert_eq!(put.header(name), None, "{name}");
    }
    assert_eq!(seen[2].json(), json!({"part_etags": ["etag-/parts/0"]}));
}

#[tokio::test]
async fn an_upload_url_that_has_expired_is_renewed() {
    const MIB: usize = 1024 * 1024;
    let server = unified(true).await;
    let content: Vec<u8> = (0..14 * MIB).map(|at| (at % 251) as u8).collect();
    let progress = Arc::new(AtomicU64::new(0));
    let last = Arc::clone(&progress);
    let client = server.client();
    client
        .upload(UploadTo::company(9), File::from_bytes("a", content.clone()))
        .unified()
        .segment_size(6 * MIB as u64)
        .progress(move |sent, _| last.store(sent, Ordering::SeqCst))
        .send()
        .await
        .unwrap();
    assert_eq!(progress.load(Ordering::SeqCst), 14 * MIB as u64);
    let seen = server.seen();
    let reported: Vec<_> = seen
        .iter()
        .filter(|request| request.method == "PATCH")
        .map(Req::json)
        .collect();
    assert_eq!(
        reported,
        [
            json!({"part_etags": ["etag-/parts/0", null, null]}),
            json!({"part_etags": ["etag-/parts/0", "etag-/parts/1", "etag-/parts/2"]}),
        ]
    );
    assert_eq!(seen[0].path(), "/rest/v2.1/companies/9/uploads");
    assert_eq!(seen[0].header("procore-company-id"), Some("9"));
    let mut parts: Vec<&Req> = seen
        .iter()
        .filter(|request| request.method == "PUT")
        .collect();
    assert_eq!(parts.remove(1).path(), "/parts/1", "refused");
    let stored: Vec<u8> = parts.iter().flat_map(|part| part.body.clone()).collect();
    assert!(stored == content, "the parts are the file");
}

#[tokio::test]
async fn what_a_unified_upload_needs_is_missed_before_sending() {
    let server = Server::start(|_| Res::status(500)).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let file = || File::from_bytes("a", "b");
    let error = client
        .upload(UploadTo::project(7), file())
        .unified()
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("company"), "{error}");
    let error = client.upload(UploadTo::project(7), file()).send().await;
    assert!(error.unwrap_err().to_string().contains("company"));
    let stream = Pieces {
        left: 1,
        piece: "x".into(),
    };
    let stream = File::from_stream("a", None, stream);
    let error = client
        .upload(UploadTo::project(7), stream)
        .company(1)
        .unified()
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("stream"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_upload_that_fails_in_the_end_is_an_error() {
    for (status, said) in [
        ("failed", "ended as `failed`"),
        ("complete", "still `complete`"),
    ] {
        let base = Arc::new(Mutex::new(String::new()));
        let known = Arc::clone(&base);
        let server = Server::start(move |request: &Req| {
            let url = format!("{}/p", known.lock().unwrap());
            match request.method.as_str() {
                "PUT" => Res::status(200).header("etag", "e"),
                _ => Res::json(&json!({"data": {"upload_id": "u", "status": status, "segments": [{"url": url}]}})),
            }
        })
        .await;
        base.lock().unwrap().clone_from(&server.url);
        let client = server.client();
        let upload = client.upload(UploadTo::project(7), File::from_bytes("a", "b"));
        let error = upload.unified().send().await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[tokio::test]
async fn an_id_that_would_ask_for_another_path_is_refused_before_anything_is_sent() {
    let server = Server::start(|_| panic!("nothing is sent")).await;
    let client = server.client();
    for id in ["", ".", ".."] {
        for to in [UploadTo::project(id), UploadTo::company(id)] {
            let upload = || {
                client
                    .upload(to.clone(), File::from_bytes("a", "b"))
                    .company(3)
            };
            for error in [upload().send().await, upload().unified().send().await] {
                let error = error.unwrap_err();
                assert_eq!(error.kind(), runtime::ErrorKind::Invalid, "{error}");
                assert!(error.to_string().contains("is no id"), "{error}");
            }
        }
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn bytes_are_returned_as_they_are() {
    let server = Server::start(|_| {
        Res::status(200)
            .header("content-type", "image/png")
            .body([0, 159, 146])
    })
    .await;
    let bytes = ShowAttachment::new(1).send(&server.client()).await.unwrap();
    assert_eq!(&bytes.payload()[..], [0, 159, 146]);
}
