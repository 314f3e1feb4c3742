//! Downloads: the token to Procore only, taken up again where they broke off.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{Req, Res, Server, folder};
use runtime::ErrorKind;

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
    assert_eq!(error.kind(), ErrorKind::NotFound);
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
    assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    assert!(!path.exists(), "no half file appears");
    assert_eq!(
        hopeless.seen().len(),
        1,
        "without a version there is nothing to take up"
    );
}

#[tokio::test]
async fn a_part_of_another_version_is_not_taken_for_the_rest() {
    // It knows ranges, and nothing of `If-Range`.
    let begun = AtomicU64::new(0);
    let server = Server::start(move |request: &Req| match request.header("range") {
        None if begun.fetch_add(1, Ordering::SeqCst) == 0 => Res::CutOff {
            status: 200,
            headers: vec![("etag".into(), "\"v1\"".into())],
            body: b"0123".to_vec(),
            promised: 10,
        },
        None => Res::status(200).header("etag", "\"v2\"").body("abcdefghij"),
        Some(_) => Res::status(206)
            .header("etag", "\"v2\"")
            .header("content-range", "bytes 4-9/10")
            .body("efghij"),
    })
    .await;
    let path = folder("versions").join("f.bin");
    let url = format!("{}/f", server.url);
    server.client().download_to(&url, &path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"abcdefghij");
    assert_eq!(server.seen().len(), 3);

    // Another one each time: it ends.
    let version = AtomicU64::new(0);
    let restless = Server::start(move |_| Res::CutOff {
        status: 200,
        headers: vec![(
            "etag".into(),
            format!("\"{}\"", version.fetch_add(1, Ordering::SeqCst)),
        )],
        body: b"0123".to_vec(),
        promised: 10,
    })
    .await;
    let url = format!("{}/f", restless.url);
    let error = restless
        .client()
        .download_to(&url, &path)
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("a different one each time"),
        "{error}"
    );
}
