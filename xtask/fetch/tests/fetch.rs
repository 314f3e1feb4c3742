//! Both forms, fetched from a server on this machine that does what servers and networks do.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Asked, Response, Server};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// A document that says what it is of.
fn document(of: &str) -> Vec<u8> {
    let filler = "x".repeat(3000);
    json!({"openapi": "3.0.0", "info": {"title": of, "description": filler}, "paths": {}})
        .to_string()
        .into_bytes()
}

struct Fetch {
    folder: tempfile::TempDir,
}

impl Fetch {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// What the command printed, what it said, and its exit code.
    fn run(&self, url: &str, flags: &[&str]) -> (String, String, i32) {
        let output = Command::new(env!("CARGO_BIN_EXE_fetch"))
            .args(["--url", url, "--out", "out", "--retry-delay", "0"])
            .args(flags)
            .current_dir(self.folder.path())
            // A proxy has no business on this machine: nothing listens there.
            .env("http_proxy", "http://127.0.0.1:9")
            .env("HTTP_PROXY", "http://127.0.0.1:9")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            text(output.stdout),
            text(output.stderr),
            output.status.code().unwrap(),
        )
    }

    #[track_caller]
    fn is_fine(&self, url: &str, flags: &[&str]) -> String {
        let (printed, said, exit) = self.run(url, flags);
        assert_eq!(exit, 0, "{said}");
        printed
    }

    #[track_caller]
    fn fails(&self, url: &str, flags: &[&str], with: i32, words: &[&str]) -> String {
        let (printed, said, exit) = self.run(url, flags);
        assert_eq!((exit, printed.as_str()), (with, ""), "{said}");
        for word in words {
            assert!(said.contains(word), "{word:?} in {said}");
        }
        said
    }

    /// The files in the folder, by their paths.
    fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        let root = self.folder.path().join("out");
        let mut found = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).unwrap();
                    let name = name.to_string_lossy().into_owned();
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    fn names(&self) -> Vec<String> {
        self.tree().into_keys().collect()
    }
}

fn sum(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Serves an index of these resources, and each of them.
fn portal(resources: &'static [&'static str]) -> Server {
    Server::new(move |asked| serve(asked, resources))
}

fn serve(asked: &Asked, resources: &[&str]) -> Response {
    if asked.path == "/index" {
        let link =
            |name: &&str| json!({"name": name, "links": [format!("/r/{name}?version=latest")]});
        let entries: Vec<Value> = resources.iter().map(link).collect();
        return Response::ok(Value::from(entries).to_string());
    }
    let name = asked.path.trim_start_matches("/r/");
    let name = name.trim_end_matches("?version=latest");
    if resources.contains(&name) {
        Response::ok(document(name))
    } else {
        Response::status(404)
    }
}

#[test]
fn the_whole_document_is_fetched_with_checksum_and_date_and_the_next_command() {
    let server = Server::new(|_| Response::ok(document("all")));
    let fetch = Fetch::new();
    let url = server.url("/full?version=1");
    let printed = fetch.is_fine(&url, &[]);
    assert_eq!(fetch.read("full_oas.json"), document("all"));
    assert!(printed.contains("1 document, "), "{printed}");
    let next = "next: cargo xtask import out/full_oas.json";
    assert_eq!(printed.lines().last(), Some(next));
    let manifest: Value = serde_json::from_slice(&fetch.read("full_oas.fetched.json")).unwrap();
    assert_eq!(manifest["url"], url);
    let entry = &manifest["files"][0];
    assert_eq!(entry["file"], "full_oas.json");
    assert_eq!(entry["bytes"], document("all").len());
    assert_eq!(entry["sha256"], sum(&document("all")));
    let date = entry["fetched_at"].as_str().unwrap();
    assert!(date.starts_with("20") && date.ends_with('Z'), "{date}");
    assert_eq!(fetch.names(), ["full_oas.fetched.json", "full_oas.json"]);
    let headers = &server.asked()[0].headers;
    assert_eq!(headers["accept-encoding"], "identity");
    assert!(!headers.contains_key("authorization"));
}

#[test]
fn every_document_of_the_index_is_fetched() {
    let server = portal(&["rfis", "taxes", "todos"]);
    let fetch = Fetch::new();
    let printed = fetch.is_fine(&server.url("/index"), &["--resources"]);
    for name in ["rfis", "taxes", "todos"] {
        assert_eq!(
            fetch.read(&format!("resources/{name}.json")),
            document(name)
        );
    }
    assert!(printed.contains("3 documents, "), "{printed}");
    assert!(
        printed.ends_with("next: cargo xtask import out/resources\n"),
        "{printed}"
    );
    assert_eq!(
        fetch.names().len(),
        4,
        "and the manifest, which is beside them"
    );
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_later_fetch_replaces_what_was_fetched_and_removes_what_is_gone() {
    let fetch = Fetch::new();
    let first = portal(&["rfis", "taxes"]);
    fetch.is_fine(&first.url("/index"), &["--resources"]);
    fs::write(fetch.path("resources/notes.txt"), "mine").unwrap();
    let second = portal(&["rfis", "todos"]);
    fetch.is_fine(&second.url("/index"), &["--resources"]);
    assert_eq!(
        fetch.names(),
        [
            "resources.fetched.json",
            "resources/notes.txt",
            "resources/rfis.json",
            "resources/todos.json"
        ]
    );
    assert_eq!(
        second.times("/r/rfis?version=latest"),
        1,
        "it may have changed"
    );
}

#[test]
fn faults_that_pass_are_asked_again_so_often_and_no_more() {
    for fault in [
        Response::status(500),
        Response::status(503).header("retry-after", "0"),
        Response::status(429).header("retry-after", "0"),
        Response::ok(document("all")).cut(500),
        Response::ok(document("all")).cut(0),
        // No response at all.
        Response::status(0),
    ] {
        let again = fault.clone();
        let server = Server::new(move |asked| match asked.time {
            1..=2 => again.clone(),
            _ => Response::ok(document("all")),
        });
        let fetch = Fetch::new();
        fetch.is_fine(&server.url("/full"), &[]);
        assert_eq!(fetch.read("full_oas.json"), document("all"));
        assert_eq!(server.asked().len(), 3);

        let server = Server::new(move |_| fault.clone());
        let fetch = Fetch::new();
        let words = ["/full", "asked 3 times", "the same command goes on"];
        fetch.fails(&server.url("/full"), &["--retries", "2"], 1, &words);
        assert_eq!(server.asked().len(), 3);
        assert!(!fetch.path("full_oas.json").exists());
    }
}

#[test]
fn faults_that_last_are_not_asked_again() {
    let page = "<!doctype html><title>Developers</title>";
    for (response, words) in [
        (Response::status(401), "401"),
        (Response::status(404), "404"),
        (Response::status(400), "400"),
        (Response::ok(page), "no JSON"),
        (Response::ok("{\"error\": \"none\"}"), "no OpenAPI document"),
        (Response::ok("[]"), "no JSON object"),
        (Response::ok(""), "no JSON"),
        (Response::ok(&document("all")[..900]), "no JSON"),
        (
            Response::ok("x").header("content-encoding", "gzip"),
            "compressed",
        ),
        (Response::status(302), "leads nowhere"),
    ] {
        let server = Server::new(move |_| response.clone());
        let fetch = Fetch::new();
        fetch.fails(&server.url("/full"), &[], 1, &[words]);
        assert_eq!(server.asked().len(), 1, "{words}");
        assert!(!fetch.path("full_oas.json").exists());
    }
}

#[test]
fn a_server_that_fails_is_left_alone() {
    let names: Vec<String> = (0..200).map(|number| format!("/r/{number}")).collect();
    let index = json!(names).to_string();
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/index" => Response::ok(index.clone()),
        _ => Response::status(500),
    });
    let fetch = Fetch::new();
    let words = ["documents failed, so the other", "were not asked for"];
    fetch.fails(&server.url("/index"), &["--resources"], 1, &words);
    let asked = server.asked().len();
    assert!(asked < 80, "{asked} requests");
}

#[test]
fn a_run_that_broke_off_is_continued() {
    let broken = std::sync::atomic::AtomicBool::new(true);
    let broken = std::sync::Arc::new(broken);
    let still = std::sync::Arc::clone(&broken);
    let server = Server::new(move |asked| {
        if asked.path.contains("taxes") && still.load(std::sync::atomic::Ordering::SeqCst) {
            return Response::status(500);
        }
        serve(asked, &["rfis", "taxes", "todos"])
    });
    let fetch = Fetch::new();
    let url = server.url("/index");
    let flags = ["--resources", "--retries", "0", "--parallel", "1"];
    fetch.fails(&url, &flags, 1, &["/r/taxes", "goes on from there"]);
    assert!(
        !fetch.path("resources").exists(),
        "nothing before all is there"
    );
    // What a run that was killed leaves: a line that was cut, a part that was begun.
    let journal = fetch.path("resources.partial/journal");
    let cut = fs::read_to_string(&journal).unwrap() + "{\"file\": \"tax";
    fs::write(journal, cut).unwrap();
    fs::write(fetch.path("resources.partial/taxes.json.part"), "{\"op").unwrap();

    broken.store(false, std::sync::atomic::Ordering::SeqCst);
    fetch.is_fine(&url, &flags);
    assert_eq!(server.times("/r/rfis?version=latest"), 1);
    assert_eq!(server.times("/r/todos?version=latest"), 1);
    for name in ["rfis", "taxes", "todos"] {
        assert_eq!(
            fetch.read(&format!("resources/{name}.json")),
            document(name)
        );
    }
    assert_eq!(fetch.names().len(), 4, "nothing is left beside");
}

#[test]
fn what_arrived_and_was_changed_since_is_fetched_anew() {
    let server = portal(&["rfis", "taxes"]);
    let fetch = Fetch::new();
    let flags = ["--resources", "--limit", "5000", "--parallel", "1"];
    fetch.fails(&server.url("/index"), &flags, 1, &["too large", "--limit"]);
    fs::write(fetch.path("resources.partial/rfis.json"), "{}").unwrap();
    fetch.is_fine(&server.url("/index"), &["--resources"]);
    assert_eq!(fetch.read("resources/rfis.json"), document("rfis"));
    assert_eq!(server.times("/r/rfis?version=latest"), 2);
}

/// Sends what is asked for of a document, by its tag, and cuts each response short.
fn in_parts(asked: &Asked, body: &[u8], tag: &str, at: usize) -> Response {
    let range = asked.headers.get("range").map(String::as_str);
    let same = asked.headers.get("if-range").map(String::as_str) == Some(tag);
    let from = range
        .filter(|_| same)
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-'))
        .map(|from| from.parse::<usize>().unwrap());
    let mut response = Response::ok(&body[from.unwrap_or(0)..]).header("etag", tag);
    if let Some(from) = from {
        let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
        response.status = 206;
        response = response.header("content-range", range);
    }
    if response.body.len() > at {
        response.cut(at)
    } else {
        response
    }
}

#[test]
fn a_document_that_was_cut_is_continued_where_the_server_says_it_is_the_same() {
    let server = Server::new(|asked| in_parts(asked, &document("all"), "\"one\"", 1000));
    let fetch = Fetch::new();
    fetch.fails(&server.url("/full"), &["--retries", "1"], 1, &["cut off"]);
    fetch.is_fine(&server.url("/full"), &[]);
    assert_eq!(fetch.read("full_oas.json"), document("all"));
    let ranges: Vec<Option<String>> = server
        .asked()
        .iter()
        .map(|asked| asked.headers.get("range").cloned())
        .collect();
    let ranges: Vec<Option<&str>> = ranges.iter().map(Option::as_deref).collect();
    let expected = [
        None,
        Some("bytes=1000-"),
        Some("bytes=2000-"),
        Some("bytes=3000-"),
    ];
    assert_eq!(ranges, expected);
}

#[test]
fn a_document_that_changed_meanwhile_is_fetched_from_the_start() {
    for tag in ["\"one\"", "W/\"weak\"", ""] {
        let server = Server::new(move |asked| match asked.time {
            1 => Response::ok(document("old")).header("etag", tag).cut(1000),
            _ => in_parts(asked, &document("new"), "\"two\"", 10_000),
        });
        let fetch = Fetch::new();
        fetch.is_fine(&server.url("/full"), &[]);
        assert_eq!(fetch.read("full_oas.json"), document("new"), "{tag}");
    }
    // A server that sends another part than was asked for, or says of another that it is the same.
    for (range, tag) in [
        ("bytes 900-3100/3100", "\"one\""),
        ("bytes 1000-", "\"two\""),
        ("", ""),
    ] {
        let server = Server::new(move |asked| match asked.time {
            1 => Response::ok(document("all"))
                .header("etag", "\"one\"")
                .cut(1000),
            2 => Response {
                status: 206,
                ..Response::ok(&document("other")[1000..])
            }
            .header("content-range", range)
            .header("etag", tag),
            _ => Response::ok(document("all")),
        });
        let fetch = Fetch::new();
        fetch.is_fine(&server.url("/full"), &[]);
        assert_eq!(fetch.read("full_oas.json"), document("all"), "{range}");
    }
    let server = Server::new(|asked| match asked.time {
        1 => Response::ok(document("all"))
            .header("etag", "\"one\"")
            .cut(1000),
        2 => Response::status(416),
        _ => Response::ok(document("all")),
    });
    let fetch = Fetch::new();
    fetch.is_fine(&server.url("/full"), &[]);
    assert_eq!(fetch.read("full_oas.json"), document("all"));
}

#[test]
fn what_is_too_large_is_not_taken_in() {
    let server = Server::new(|_| Response::ok(document("all")));
    let fetch = Fetch::new();
    let words = ["too large", "more than 2000 bytes", "--limit"];
    fetch.fails(&server.url("/full"), &["--limit", "2000"], 1, &words);
    let left = fetch.tree().into_values().map(|bytes| bytes.len()).max();
    assert!(
        left.unwrap() < 200,
        "the length was promised, so nothing was read"
    );
    assert_eq!(server.asked().len(), 1);

    // All documents together count, and the index too.
    let server = portal(&["rfis", "taxes"]);
    let flags = ["--resources", "--limit", "5000"];
    fetch.fails(&server.url("/index"), &flags, 1, &["too large"]);
    let flags = ["--resources", "--limit", "50"];
    Fetch::new().fails(&server.url("/index"), &flags, 1, &["too large", "/index"]);
}

#[test]
fn redirects_lead_to_https_or_stay_on_the_host() {
    let elsewhere = Server::new(|_| Response::ok(document("elsewhere")));
    let there = elsewhere.url("/full");
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/stays" => Response::status(302).header("location", "/full"),
        "/leaves" => Response::status(302).header("location", &there),
        "/loops" => Response::status(302).header("location", "/loops"),
        "/secret" => Response::status(302).header("location", "https://user:secret@127.0.0.1/"),
        _ => Response::ok(document("all")),
    });
    let fetch = Fetch::new();
    fetch.is_fine(&server.url("/stays"), &[]);
    let fetch = Fetch::new();
    fetch.fails(&server.url("/leaves"), &[], 1, &["not HTTPS"]);
    assert_eq!(elsewhere.asked().len(), 0);
    fetch.fails(&server.url("/loops"), &[], 1, &["too many redirects"]);
    let said = fetch.fails(&server.url("/secret"), &[], 1, &["credentials"]);
    assert!(!said.contains("secret@"), "{said}");
    for url in ["http://developers.example.com/a", "file:///etc/passwd"] {
        fetch.fails(url, &[], 2, &["not HTTPS"]);
    }
}

#[test]
fn what_is_no_index_is_said_so() {
    for (index, words) in [
        ("<!doctype html>", "the index is no JSON"),
        ("[", "the index is no JSON"),
        ("[]", "names no documents"),
        ("{\"error\": \"none\"}", "names no documents"),
        ("[\"http://elsewhere.example.com/a\"]", "not HTTPS"),
    ] {
        let server = Server::new(move |_| Response::ok(index));
        let fetch = Fetch::new();
        fetch.fails(&server.url("/index"), &["--resources"], 1, &[words]);
        assert_eq!(server.asked().len(), 1, "{index}");
        assert!(!fetch.path("resources").exists());
    }
}

#[test]
fn a_document_that_is_not_there_fails_the_run_unless_it_may_be_missing() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/index" => Response::ok(json!(["/r/rfis", "/r/gone"]).to_string()),
        _ => serve(asked, &["rfis"]),
    });
    let fetch = Fetch::new();
    let url = server.url("/index");
    fetch.fails(&url, &["--resources"], 1, &["/r/gone", "404"]);
    assert!(!fetch.path("resources").exists());
    fetch.is_fine(&url, &["--resources", "--allow-missing"]);
    assert_eq!(
        fetch.names(),
        ["resources.fetched.json", "resources/rfis.json"]
    );
    let manifest: Value = serde_json::from_slice(&fetch.read("resources.fetched.json")).unwrap();
    assert_eq!(manifest["missing"], json!([server.url("/r/gone")]));
}

#[test]
fn files_of_a_person_are_refused_to_lose() {
    let server = Server::new(|asked| match asked.path.as_str() {
        "/full" => Response::ok(document("all")),
        _ => serve(asked, &["rfis"]),
    });
    for (form, url, name) in [
        (&[][..], server.url("/full"), "full_oas.json"),
        (
            &["--resources"],
            server.url("/index"),
            "resources/rfis.json",
        ),
    ] {
        let mine = |fetch: &Fetch| fs::write(fetch.path(name), "mine").unwrap();
        let forced = [form, &["--force"]].concat();
        // Put there by hand, and changed after it was fetched.
        let fetch = Fetch::new();
        fs::create_dir_all(fetch.path(name).parent().unwrap()).unwrap();
        for _ in 0..2 {
            mine(&fetch);
            let before = server.asked().len();
            fetch.fails(&url, form, 2, &["was not fetched", "--force"]);
            assert_eq!(fetch.read(name), b"mine");
            assert_eq!(
                server.asked().len(),
                before,
                "it is said before anything is asked"
            );
            fetch.is_fine(&url, &forced);
            fetch.is_fine(&url, form);
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let server = Server::new(|_| Response::ok(document("all")));
    let fetch = Fetch::new();
    let precious = fetch.folder.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    fs::create_dir_all(fetch.path("full_oas.partial")).unwrap();
    let link = |name: &str| std::os::unix::fs::symlink(&precious, fetch.path(name)).unwrap();
    link("full_oas.partial/full_oas.json.part");
    link("full_oas.partial/full_oas.json.tag");
    link("full_oas.partial/journal");
    link("full_oas.partial/manifest.new");
    fetch.is_fine(&server.url("/full"), &[]);
    assert_eq!(fs::read(&precious).unwrap(), b"mine");
    fs::remove_file(fetch.path("full_oas.json")).unwrap();
    link("full_oas.json");
    fetch.fails(&server.url("/full"), &[], 2, &["was not fetched"]);
    assert_eq!(fs::read(&precious).unwrap(), b"mine");
}

#[test]
fn runs_at_once_take_turns() {
    let server = portal(&["rfis", "taxes"]);
    let fetch = Fetch::new();
    let url = server.url("/index");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| fetch.is_fine(&url, &["--resources"]));
        }
    });
    assert_eq!(fetch.names().len(), 3);
    assert_eq!(fetch.read("resources/rfis.json"), document("rfis"));
}

#[test]
fn without_a_terminal_there_are_lines() {
    let names: Vec<String> = (0..120).map(|number| format!("/r/{number}")).collect();
    let index = json!(names).to_string();
    let server = Server::new(move |asked| match asked.path.as_str() {
        "/index" => Response::ok(index.clone()),
        path => Response::ok(document(path)),
    });
    let fetch = Fetch::new();
    let (_, said, exit) = fetch.run(&server.url("/index"), &["--resources"]);
    let expected = "fetching the documents\n50 of 120\n100 of 120\n";
    assert_eq!((said.as_str(), exit), (expected, 0));
    assert!(Path::new(&fetch.path("resources/119.json")).exists());

    let flags = ["--resources", "--quiet"];
    let (printed, said, exit) = Fetch::new().run(&server.url("/index"), &flags);
    assert_eq!((said.as_str(), exit), ("", 0));
    assert!(printed.starts_with("120 documents, "), "{printed}");
}
