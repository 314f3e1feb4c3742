//! Downloads to a path: the same bytes or an error, and no file touched that is not theirs.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Req, Res, Server};
use runtime::{Client, Error, ErrorKind};

/// An empty folder of its own.
fn folder(name: &str) -> PathBuf {
    let folder = crate::support::folder(&format!("files-{name}"));
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The part in a folder, of which there is one.
fn part(folder: &Path) -> PathBuf {
    let parts = names(folder).into_iter().filter(|n| n.ends_with("-part"));
    let parts: Vec<String> = parts.collect();
    assert_eq!(parts.len(), 1, "{parts:?}");
    folder.join(&parts[0])
}

async fn fetch(client: &Client, server: &Server, path: &Path) -> Result<u64, Error> {
    client.download_to(&format!("{}/f", server.url), path).await
}

fn range(request: &Req) -> Option<usize> {
    let range = request.header("range")?.strip_prefix("bytes=")?;
    range.trim_end_matches('-').parse().ok()
}

/// A server that breaks off the first response in the middle, and has another file from then on; it
/// gives ranges of it as if nothing had happened.
async fn changing(old: Vec<u8>, new: Vec<u8>, header: (&'static str, &'static str)) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |request: &Req| {
        if asked.fetch_add(1, Ordering::SeqCst) == 0 {
            return Res::CutOff {
                status: 200,
                headers: vec![(header.0.to_owned(), header.1.to_owned())],
                body: old[..old.len() / 2].to_vec(),
                promised: old.len(),
            };
        }
        let response = Res::status(200).header(header.0, header.1);
        match range(request) {
            None => response.body(new.clone()),
            Some(from) => response
                .with_status(206)
                .header(
                    "content-range",
                    &format!("bytes {from}-{}/{}", new.len() - 1, new.len()),
                )
                .body(&new[from..]),
        }
    })
    .await
}

#[tokio::test]
async fn what_is_not_surely_the_same_file_is_not_put_together() {
    const SIZE: usize = 3_000_000;
    let path = folder("weak").join("f.bin");
    for header in [
        ("etag", "W/\"v1\""),
        ("etag", "v1"),
        ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ] {
        let server = changing(vec![b'a'; SIZE], vec![b'b'; SIZE], header).await;
        let length = fetch(&server.client(), &server, &path).await.unwrap();
        assert_eq!(length, SIZE as u64);
        assert!(
            std::fs::read(&path).unwrap() == vec![b'b'; SIZE],
            "{header:?}"
        );
        assert!(server.seen().iter().all(|r| r.header("range").is_none()));
    }
    // The tag is the same, and the file has another length: also that is another one.
    let new = vec![b'b'; SIZE + 1];
    let server = changing(vec![b'a'; SIZE], new.clone(), ("etag", "\"v1\"")).await;
    fetch(&server.client(), &server, &path).await.unwrap();
    assert!(std::fs::read(&path).unwrap() == new);
}

#[tokio::test]
async fn a_date_that_differs_makes_it_another_file() {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |request: &Req| {
        let etag = ("etag".to_owned(), "\"v1\"".to_owned());
        let date = |second| format!("Sun, 06 Nov 1994 08:49:{second} GMT");
        match range(request) {
            None if asked.fetch_add(1, Ordering::SeqCst) == 0 => Res::CutOff {
                status: 200,
                headers: vec![etag, ("last-modified".to_owned(), date(37))],
                body: b"0123".to_vec(),
                promised: 10,
            },
            None => Res::status(200).body("abcdefghij"),
            Some(_) => Res::status(206)
                .header("last-modified", &date(38))
                .header("content-range", "bytes 4-9/10")
                .body("efghij"),
        }
    })
    .await;
    let path = folder("dates").join("f.bin");
    fetch(&server.client(), &server, &path).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"abcdefghij");
}

#[cfg(unix)]
#[tokio::test]
async fn no_file_is_touched_that_is_not_the_downloads() {
    let folder = folder("others");
    let victim = folder.join("victim");
    std::fs::write(&victim, "precious").unwrap();
    std::fs::write(folder.join("x.bin.part"), "a user's own").unwrap();
    std::os::unix::fs::symlink(&victim, folder.join("y.bin.part")).unwrap();
    let server = Server::start(|_| Res::status(200).body("the file")).await;
    for name in ["x.bin", "y.bin"] {
        let path = folder.join(name);
        fetch(&server.client(), &server, &path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"the file");
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(
        (read("victim").as_str(), read("x.bin.part").as_str()),
        ("precious", "a user's own")
    );
    let expected = ["victim", "x.bin", "x.bin.part", "y.bin", "y.bin.part"];
    assert_eq!(names(&folder), expected);
    // A link in place of the target is replaced, and not followed.
    let link = folder.join("z.bin");
    std::os::unix::fs::symlink(&victim, &link).unwrap();
    fetch(&server.client(), &server, &link).await.unwrap();
    assert_eq!(read("victim"), "precious");
    assert_eq!(read("z.bin"), "the file");
}

/// A server of a file of a version, which says nothing more after so many bytes, if asked for the
/// whole of it; and how often it does that.
async fn stalling(file: &'static [u8], etag: &'static str, at: usize, times: usize) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |request: &Req| {
        let from = range(request).filter(|_| request.header("if-range") == Some(etag));
        let (headers, length) = (vec![("etag".to_owned(), etag.to_owned())], file.len());
        match from {
            None if asked.fetch_add(1, Ordering::SeqCst) < times => Res::Hang {
                headers,
                body: file[..at].to_vec(),
                promised: length,
            },
            None => Res::status(200).header("etag", etag).body(file),
            Some(from) if from >= length => Res::status(416),
            Some(from) => Res::status(206)
                .header("etag", etag)
                .header(
                    "content-range",
                    &format!("bytes {from}-{}/{length}", length - 1),
                )
                .body(&file[from..]),
        }
    })
    .await
}

/// Begins a download, and stops waiting for it once so many bytes have come.
async fn abandon(client: &Client, server: &Server, path: &Path, bytes: u64) {
    let (client, url) = (client.clone(), format!("{}/f", server.url));
    let to = path.to_owned();
    let download = tokio::spawn(async move { client.download_to(&url, to).await });
    let folder = path.parent().unwrap();
    let arrived = || {
        let mut entries = std::fs::read_dir(folder).unwrap().flatten();
        entries.any(|e| e.metadata().is_ok_and(|found| found.len() == bytes))
    };
    while !arrived() {
        assert!(!download.is_finished());
        tokio::task::yield_now().await;
    }
    download.abort();
    assert!(download.await.unwrap_err().is_cancelled());
}

#[tokio::test]
async fn what_is_no_longer_waited_for_is_taken_up_by_the_next() {
    let folder = folder("dropped");
    let path = folder.join("f.bin");
    let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
    abandon(&server.client(), &server, &path, 4).await;
    assert_eq!(std::fs::read(part(&folder)).unwrap(), b"0123");
    // Another client, as in another program.
    let length = fetch(&server.client(), &server, &path).await.unwrap();
    assert_eq!(
        (length, std::fs::read(&path).unwrap()),
        (10, b"0123456789".to_vec())
    );
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1].header("range"), Some("bytes=4-"));
    assert_eq!(seen[1].header("if-range"), Some("\"v1\""));
    assert_eq!(names(&folder), ["f.bin"]);
}

#[tokio::test]
async fn what_another_program_left_of_another_version_is_not_used() {
    // The new file is longer than the part, or shorter; and its ranges come with its tag, or not.
    for (content, tagged) in [
        (b"abcdefghij".as_slice(), true),
        (b"abcdefghij", false),
        (b"ab", true),
    ] {
        let folder = folder("changed");
        let path = folder.join("f.bin");
        let asked = AtomicUsize::new(0);
        let server = Server::start(move |request: &Req| {
            if asked.fetch_add(1, Ordering::SeqCst) == 0 {
                return Res::Hang {
                    headers: vec![("etag".to_owned(), "\"v1\"".to_owned())],
                    body: b"0123".to_vec(),
                    promised: 10,
                };
            }
            match range(request) {
                Some(from) if from >= content.len() => Res::status(416),
                Some(from) => {
                    let range = format!("bytes {from}-9/10");
                    let part = Res::status(206).header("content-range", &range);
                    let part = if tagged {
                        part.header("etag", "\"v2\"")
                    } else {
                        part
                    };
                    part.body(&content[from..])
                }
                None => Res::status(200).header("etag", "\"v2\"").body(content),
            }
        })
        .await;
        abandon(&server.client(), &server, &path, 4).await;
        fetch(&server.client(), &server, &path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), content);
        assert_eq!(server.seen()[1].header("range"), Some("bytes=4-"));
        assert_eq!(names(&folder), ["f.bin"]);
    }
}

#[tokio::test]
async fn what_cannot_be_gone_on_with_is_deleted() {
    let folder = folder("weakly");
    let path = folder.join("f.bin");
    let server = stalling(b"0123456789", "W/\"v1\"", 4, 1).await;
    abandon(&server.client(), &server, &path, 4).await;
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    // Nor is anything left of what was refused.
    let server = Server::start(|_| Res::status(404)).await;
    fetch(&server.client(), &server, &path).await.unwrap_err();
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
}

#[tokio::test]
async fn several_downloads_to_one_path_at_once_all_work() {
    let folder = folder("at-once");
    let path = folder.join("f.bin");
    let file: &[u8] = &[b'x'; 500_000];
    let server = stalling(file, "\"v1\"", 0, 0).await;
    let client = server.client();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (client, url, path) = (client.clone(), format!("{}/f", server.url), path.clone());
        tasks.spawn(async move { client.download_to(&url, path).await });
    }
    for length in tasks.join_all().await {
        assert_eq!(length.unwrap(), 500_000);
    }
    assert_eq!(std::fs::read(&path).unwrap(), file);
    assert_eq!(names(&folder), ["f.bin"]);
    // One that says nothing more holds up nobody.
    let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
    let (slow, url, to) = (server.client(), format!("{}/f", server.url), path.clone());
    let slow = tokio::spawn(async move { slow.download_to(&url, to).await });
    while server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(fetch(&server.client(), &server, &path).await.unwrap(), 10);
    assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
    slow.abort();
}

#[cfg(unix)]
#[tokio::test]
async fn a_part_that_was_replaced_by_a_link_is_not_written_to() {
    for (hard, kind) in [
        (false, "-part"),
        (false, "-etag"),
        (true, "-part"),
        (true, "-etag"),
    ] {
        let folder = folder("planted");
        let path = folder.join("f.bin");
        let victim = folder.join("victim");
        std::fs::write(&victim, "precious").unwrap();
        let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
        abandon(&server.client(), &server, &path, 4).await;
        let left = names(&folder).into_iter().find(|n| n.ends_with(kind));
        let left = folder.join(left.unwrap());
        std::fs::remove_file(&left).unwrap();
        match hard {
            true => std::fs::hard_link(&victim, &left).unwrap(),
            false => std::os::unix::fs::symlink(&victim, &left).unwrap(),
        }
        fetch(&server.client(), &server, &path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
        assert_eq!(
            std::fs::read(&victim).unwrap(),
            b"precious",
            "{hard} {kind}"
        );
    }
}

#[tokio::test]
async fn a_part_without_a_note_that_is_whole_is_begun_anew() {
    let folder = folder("torn");
    let path = folder.join("f.bin");
    for text in ["", "\"v1\"", "W/\"v1\"\n", "\"v1\"\nx\n", "\u{0}\n"] {
        let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
        abandon(&server.client(), &server, &path, 4).await;
        std::fs::write(part(&folder), "abcd").unwrap();
        let note = names(&folder).into_iter().find(|n| n.ends_with("-etag"));
        std::fs::write(folder.join(note.unwrap()), text).unwrap();
        fetch(&server.client(), &server, &path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"0123456789", "{text:?}");
        assert_eq!(names(&folder), ["f.bin"]);
    }
}

#[tokio::test]
async fn a_program_that_was_killed_is_gone_on_with() {
    // This test in a program of its own, which is killed in the middle.
    if let Ok(url) = std::env::var("DOWNLOAD_URL") {
        let path = std::env::var("DOWNLOAD_PATH").unwrap();
        let client = Client::builder().base_url(&url).token("t").build().unwrap();
        client.download_to(&url, path).await.unwrap();
        return;
    }
    let folder = folder("killed");
    let path = folder.join("f.bin");
    let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
    let mut program = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "download_files::a_program_that_was_killed_is_gone_on_with",
        ])
        .env("DOWNLOAD_URL", format!("{}/f", server.url))
        .env("DOWNLOAD_PATH", &path)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let arrived = |name: &String| {
        let file = std::fs::metadata(folder.join(name));
        name.ends_with("-part") && file.is_ok_and(|file| file.len() == 4)
    };
    while !names(&folder).iter().any(arrived) {
        assert!(program.try_wait().unwrap().is_none(), "it ended");
        tokio::task::yield_now().await;
    }
    program.kill().unwrap();
    program.wait().unwrap();
    assert_eq!(fetch(&server.client(), &server, &path).await.unwrap(), 10);
    assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
    assert_eq!(server.seen()[1].header("range"), Some("bytes=4-"));
    assert_eq!(names(&folder), ["f.bin"]);
}

#[tokio::test]
async fn a_signature_is_no_part_of_what_is_downloaded() {
    let folder = folder("signed");
    let path = folder.join("f.bin");
    let server = stalling(b"0123456789", "\"v1\"", 4, 1).await;
    let url = |signature: &str| format!("{}/f?id=1&X-Amz-Signature={signature}", server.url);
    let (client, first, to) = (server.client(), url("one"), path.clone());
    let begun = tokio::spawn(async move { client.download_to(&first, to).await });
    let arrived = |name: &String| {
        let file = std::fs::metadata(folder.join(name));
        name.ends_with("-part") && file.is_ok_and(|file| file.len() == 4)
    };
    while !names(&folder).iter().any(arrived) {
        tokio::task::yield_now().await;
    }
    begun.abort();
    drop(begun.await);
    for name in names(&folder) {
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        assert!(!format!("{name}{text}").contains("one"), "{name}");
    }
    server
        .client()
        .download_to(&url("two"), &path)
        .await
        .unwrap();
    assert_eq!(server.seen()[1].header("range"), Some("bytes=4-"));
    assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
}

/// Of `the file`.
const MD5: &str = "kUTaJra1jII3md1KiohPJg==";
const SHA256: &str = "mUZZ3of3J93N5130QxTzHX82ezv/NH6FLzkFMPKXIMc=";
const SHA512: &str =
    "ovaGXGcOc+bUtrbIvmKxt3dz91HEBUKs7ZpFcCd6S5VM7XuoCiL5iF7tAujWzjyjxY+BfBRAL6x9J7mwfGoLpQ==";

#[tokio::test]
async fn a_file_is_compared_with_the_checksum_that_the_server_gives() {
    let folder = folder("checksums");
    let path = folder.join("f.bin");
    let headers = [
        ("content-md5", MD5.to_owned()),
        ("digest", format!("sha-256={SHA256}")),
        ("digest", format!("UNIXsum=30637,SHA-512={SHA512}")),
        ("repr-digest", format!("sha-256=:{SHA256}:")),
        (
            "content-digest",
            format!("sha-512=:{SHA512}:, sha-256=:{SHA256}:"),
        ),
        ("x-amz-checksum-sha256", SHA256.to_owned()),
        ("x-goog-hash", format!("crc32c=n03x6A==,md5={MD5}")),
    ];
    for (name, value) in headers {
        for (content, right) in [("the file", true), ("the fool", false)] {
            let value = value.clone();
            let server =
                Server::start(move |_| Res::status(200).header(name, &value).body(content)).await;
            let fetched = fetch(&server.client(), &server, &path).await;
            assert_eq!(fetched.is_ok(), right, "{name} {content}");
            let mut stream = server.client().download("/f").await.unwrap();
            let mut last = Ok(bytes::Bytes::new());
            while let Some(piece) = stream.next().await {
                last = piece;
            }
            assert_eq!(last.is_ok(), right, "{name} {content}");
            if let Err(error) = fetched {
                assert!(error.to_string().contains("checksum"), "{error}");
                assert!(server.seen().len() <= 6);
                assert!(names(&folder).is_empty(), "{:?}", names(&folder));
            } else {
                std::fs::remove_file(&path).unwrap();
            }
        }
    }
    // What is no checksum of the file is not compared: that of several parts, or of something else.
    for (name, value) in [
        ("x-amz-checksum-sha256", format!("{SHA256}-2")),
        ("content-md5", "nonsense".to_owned()),
        ("digest", "crc32c=AAAAAA==".to_owned()),
    ] {
        let server =
            Server::start(move |_| Res::status(200).header(name, &value).body("other")).await;
        fetch(&server.client(), &server, &path).await.unwrap();
    }
}

#[tokio::test]
async fn a_path_that_cannot_be_written_is_reported_before_anything_is_sent() {
    let folder = folder("unwritable");
    let server = Server::start(|_| Res::status(200).body("the file")).await;
    for path in [
        folder.clone(),
        folder.join(".."),
        folder.join("missing/f.bin"),
    ] {
        let error = fetch(&server.client(), &server, &path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
    assert!(server.seen().is_empty());
    // A name can be as long as names can be.
    let long = folder.join("ü".repeat(120));
    fetch(&server.client(), &server, &long).await.unwrap();
    assert_eq!(std::fs::read(&long).unwrap(), b"the file");
}
