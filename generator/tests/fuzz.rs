//! Whatever comes in, the whole pipeline ends without a panic; what it makes is Rust, and the same the
//! second time. `FUZZ_SECONDS` says how long each test looks for more than its usual cases;
//! `FUZZ_INPUT` names a file that is run as well.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod pipeline;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use generator::pipeline::{Generated, generate_from};
use generator::source::{Limits, Source};
use generator::{Diagnostic, FileTree};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngSeed, TestError, TestRunner};
use serde_json::{Value, json};

fn run(bytes: &[u8]) -> Result<Generated, Vec<Diagnostic>> {
    // Small limits, so that a case that runs away ends.
    let limits = Limits {
        bytes: 1 << 20,
        depth: 64,
        values: 50_000,
    };
    generate_from(&[Source::new("api.yaml", bytes)], &limits)
}

fn check(bytes: &[u8]) -> Option<FileTree> {
    let first = run(bytes);
    let second = run(bytes);
    match (first, second) {
        (Ok(first), Ok(second)) => {
            pipeline::assert_rust(&first);
            assert_eq!(first.files, second.files, "the second run differs");
            Some(first.files)
        }
        (Err(first), Err(second)) => {
            assert_eq!(first, second, "the second run differs");
            assert!(!first.is_empty(), "nothing says why");
            None
        }
        _ => panic!("one run makes a crate, the other does not"),
    }
}

/// Values that stand where they should not.
fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "type",
            "self",
            "Self",
            "..",
            "a/b/c",
            "*/",
            "\"#",
            "\u{202e}x",
            "default",
            "2XX",
            "object",
            "array",
            "string",
            "integer",
            "query",
            "path",
            "header",
            "deepObject",
            "binary",
            "true",
        ])
        .prop_map(Value::from),
        Just(json!({"type": "array"})),
        Just(json!({"type": "object", "properties": {"a": {}}})),
        Just(json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"b": {}}}]})),
    ]
}

/// A change to a description.
#[derive(Debug, Clone)]
enum Change {
    /// Puts a value at a place.
    Put(Index, Value),
    /// Copies what stands at one place to another.
    Copy(Index, Index),
    /// Makes a place refer to another.
    Refer(Index, Index),
    /// Takes a key or an item away.
    Drop(Index),
    /// Calls a key something else.
    Rename(Index, String),
    /// Wraps a schema.
    Wrap(Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), odd()).prop_map(|(i, value)| Change::Put(i, value)),
        3 => (at(), at()).prop_map(|(i, j)| Change::Copy(i, j)),
        3 => (at(), at()).prop_map(|(i, j)| Change::Refer(i, j)),
        2 => at().prop_map(Change::Drop),
        2 => (at(), "\\PC{0,8}").prop_map(|(i, name)| Change::Rename(i, name)),
        2 => (at(), prop::sample::select(vec!["allOf", "oneOf", "anyOf"]))
            .prop_map(|(i, key)| Change::Wrap(i, key)),
    ]
}

/// The pointers of all values.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(child, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (i, child) in items.iter().enumerate() {
                pointers(child, &format!("{at}/{i}"), found);
            }
        }
        _ => {}
    }
}

fn apply(description: &mut Value, change: &Change) {
    let mut all = Vec::new();
    pointers(description, "", &mut all);
    let at = |index: &Index| index.get(&all).clone();
    match change {
        Change::Put(i, value) => *description.pointer_mut(&at(i)).unwrap() = value.clone(),
        Change::Copy(i, j) => {
            let value = description.pointer(&at(i)).unwrap().clone();
            *description.pointer_mut(&at(j)).unwrap() = value;
        }
        Change::Refer(i, j) => {
            let target = json!({"$ref": format!("#{}", at(i))});
            *description.pointer_mut(&at(j)).unwrap() = target;
        }
        Change::Drop(i) | Change::Rename(i, _) => {
            let pointer = at(i);
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                return;
            };
            let key = key.replace("~1", "/").replace("~0", "~");
            match description.pointer_mut(parent) {
                Some(Value::Object(map)) => {
                    let value = map.shift_remove(&key);
                    if let (Change::Rename(_, name), Some(value)) = (change, value) {
                        map.insert(name.clone(), value);
                    }
                }
                Some(Value::Array(items)) => {
                    items.pop();
                }
                _ => {}
            }
        }
        Change::Wrap(i, key) => {
            let place = description.pointer_mut(&at(i)).unwrap();
            let inner = place.take();
            *place = json!({(*key): [inner.clone(), {"properties": {"w": {"type": "string"}}}]});
        }
    }
}

/// A change to bytes.
#[derive(Debug, Clone)]
enum Edit {
    /// Puts words that mean something in front of a byte.
    Insert(Index, &'static str),
    /// Sets a byte.
    Set(Index, u8),
    /// Takes bytes away.
    Cut(Index, u8),
    /// Writes bytes a second time.
    Repeat(Index, u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    let words = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ": ",
        ", ",
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u{feff}",
        "\u{202e}",
        "\"",
        "'",
        "#",
        "*a",
        "&a ",
        "<<: ",
        "---\n",
        "!!binary ",
        "$ref",
        "allOf: ",
        "oneOf: ",
        "null",
        "~",
        "1e999",
        "99999999999999999999",
        "-",
        "/",
        "..",
        "%00",
        "{id}",
    ]);
    prop_oneof![
        3 => (at(), words).prop_map(|(i, words)| Edit::Insert(i, words)),
        2 => (at(), any::<u8>()).prop_map(|(i, byte)| Edit::Set(i, byte)),
        2 => (at(), any::<u8>()).prop_map(|(i, n)| Edit::Cut(i, n)),
        1 => (at(), any::<u8>()).prop_map(|(i, n)| Edit::Repeat(i, n)),
    ]
}

fn edited(mut bytes: Vec<u8>, edits: &[Edit]) -> Vec<u8> {
    for edit in edits {
        let span = |at: &Index, n: u8| {
            let start = at.index(bytes.len() + 1);
            start..(start + usize::from(n)).min(bytes.len())
        };
        match edit {
            Edit::Insert(at, words) => {
                let at = span(at, 0);
                bytes.splice(at, words.bytes());
            }
            Edit::Set(at, byte) => {
                let at = span(at, 1);
                bytes[at].fill(*byte);
            }
            Edit::Cut(at, n) => {
                let at = span(at, *n);
                bytes.drain(at);
            }
            Edit::Repeat(at, n) => {
                let at = span(at, *n);
                let again = bytes[at.clone()].to_vec();
                bytes.splice(at.start..at.start, again);
            }
        }
    }
    bytes
}

/// The folder of seeds: inputs that were interesting once.
fn seeds() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut found: Vec<PathBuf> = ["fuzz", "bad", "pipeline"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e != "rs"))
        .collect();
    found.sort();
    found
}

/// Checks cases as many as given, always the same; for as long as `FUZZ_SECONDS` says, others. A
/// case that fails is made small, written to a file, and reported.
fn fuzz<S: Strategy>(name: &str, cases: u32, strategy: S, bytes: impl Fn(&S::Value) -> Vec<u8>) {
    let start = Instant::now();
    let seconds = std::env::var("FUZZ_SECONDS").ok();
    let seconds = seconds.map(|text| text.parse().expect("FUZZ_SECONDS is a number of seconds"));
    let budget = seconds.map(Duration::from_secs);
    for round in 1.. {
        let config = ProptestConfig {
            cases,
            rng_seed: RngSeed::Fixed(round),
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let result = TestRunner::new(config).run(&strategy, |case| {
            let over = budget.is_some_and(|budget| start.elapsed() > budget);
            if !over {
                check(&bytes(&case));
            }
            Ok(())
        });
        if let Err(TestError::Fail(reason, case)) = &result {
            let file = keep(name, &bytes(case));
            panic!(
                "{reason}\nthe input is in {file}; run it again with\n    FUZZ_INPUT={file} cargo test -p \
                 generator --test fuzz\nand copy it to generator/tests/fuzz once it holds"
            );
        }
        assert!(result.is_ok(), "{result:?}");
        if budget.is_none_or(|budget| start.elapsed() > budget) {
            eprintln!("{name}: {} cases", u64::from(cases) * round);
            return;
        }
    }
}

/// Writes an input to a file that is called after it.
fn keep(name: &str, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
    std::fs::create_dir_all(&folder).unwrap();
    let number = bytes.iter().fold(0u32, |sum, byte| {
        sum.wrapping_mul(16_777_619) ^ u32::from(*byte)
    });
    let path = folder.join(format!("{name}-{number:08x}.yaml"));
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

#[test]
fn every_seed_ends_in_a_crate_or_diagnostics() {
    let mut all = seeds();
    assert!(all.len() > 25, "the seeds are not where they were");
    all.extend(std::env::var_os("FUZZ_INPUT").map(PathBuf::from));
    let of_many: Vec<PathBuf> = all.into_iter().filter(|path| path.is_file()).collect();
    for path in of_many {
        eprintln!("{}", path.display());
        check(&std::fs::read(&path).unwrap());
    }
}

#[test]
fn any_bytes_end_in_a_crate_or_diagnostics() {
    let bytes = prop::collection::vec(any::<u8>(), 0..400);
    fuzz("bytes", 256, bytes, Clone::clone);
}

#[test]
fn any_text_behind_a_good_head_ends_in_a_crate_or_diagnostics() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n";
    fuzz("text", 256, "[ -~\\n]{0,200}", |text| {
        format!("{head}{text}").into_bytes()
    });
}

#[test]
fn a_seed_changed_byte_by_byte_ends_in_a_crate_or_diagnostics() {
    let seeds: Vec<Vec<u8>> = seeds()
        .iter()
        .filter(|path| path.is_file())
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let case = (any::<Index>(), prop::collection::vec(edit(), 1..8));
    fuzz("edits", 192, case, |(seed, edits)| {
        edited(seed.get(&seeds).clone(), edits)
    });
}

#[test]
fn a_description_changed_at_random_ends_in_a_crate_or_diagnostics() {
    let whole: Value = serde_yaml::from_str(include_str!("pipeline/everything.yaml")).unwrap();
    let changes = prop::collection::vec(change(), 1..6);
    fuzz("changes", 96, changes, |changes| {
        let mut description = whole.clone();
        for change in changes {
            apply(&mut description, change);
        }
        description.to_string().into_bytes()
    });
}
