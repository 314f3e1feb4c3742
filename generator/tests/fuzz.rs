//! Whatever comes in, the whole road ends without a panic; what it makes is Rust, and the same the
//! second time. `PROPTEST_CASES` sets how many cases, `PROPTEST_RNG_SEED` which.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod road;

use generator::road::{Generated, generate_from};
use generator::source::{Limits, Source};
use generator::{Diagnostic, FileTree};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// Cases as the environment says; without it always the same few.
fn config(cases: u32) -> ProptestConfig {
    let set = |name: &str| std::env::var_os(name).is_some();
    let mut config = ProptestConfig::default();
    if !set("PROPTEST_CASES") {
        config.cases = cases;
    }
    if !set("PROPTEST_RNG_SEED") {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config.failure_persistence = None;
    config
}

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
            road::assert_rust(&first);
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

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn any_bytes_end_in_a_crate_or_diagnostics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_text_behind_a_good_head_ends_in_a_crate_or_diagnostics(text in "[ -~\\n]{0,200}") {
        check(format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n{text}").as_bytes());
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn a_description_changed_at_random_ends_in_a_crate_or_diagnostics(
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let mut description: Value = serde_yaml::from_str(include_str!("road/everything.yaml")).unwrap();
        for change in &changes {
            apply(&mut description, change);
        }
        check(description.to_string().as_bytes());
    }
}
