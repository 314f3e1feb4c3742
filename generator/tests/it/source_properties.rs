//! Whatever comes in, reading and linting end, do not panic and say the same thing twice.

use generator::diagnostic::render::render;
use generator::lint::lint;
use generator::openapi::documents::Documents;
use generator::overlay::{Overlay, apply};
use generator::source::{Document, Limits, Source, fill_positions, locate, read};
use generator::{Diagnostic, diagnostic};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// Everything that a run does with an input, as text.
fn reported(name: &str, bytes: &[u8]) -> String {
    // Small limits, so that a case that runs away ends.
    let limits = Limits {
        bytes: 1 << 20,
        depth: 64,
        values: 20_000,
    };
    let source = Source::new(name, bytes);
    let mut found: Vec<Diagnostic> = match read(&source, &limits) {
        Ok(document) => lint(&Documents::from(document)),
        Err(diagnostics) => diagnostics,
    };
    let sources = [source];
    fill_positions(&mut found, &sources);
    diagnostic::sort(&mut found);
    let text = render(&found, &sources, false);
    for diagnostic in &found {
        assert!(diagnostic.help.is_some(), "{diagnostic}");
        assert!(
            diagnostic
                .position
                .is_none_or(|(line, column)| line > 0 && column > 0)
        );
    }
    let moves_cursor =
        |c: char| c.is_control() && c != '\n' || ('\u{202A}'..='\u{202E}').contains(&c);
    assert!(!text.contains(moves_cursor), "{text:?}");
    text
}

/// A small description that has one of everything.
fn description() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Test", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
                "get": {
                    "tags": ["C/Things/things"], "summary": "Show a thing", "operationId": "a",
                    "parameters": [
                        {"$ref": "#/components/parameters/page"},
                        {"name": "filters[x][]", "in": "query", "style": "form", "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
                    ],
                    "responses": {
                        "200": {"description": "200", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                        "4XX": {"$ref": "#/components/responses/Error"},
                        "default": {"description": "default", "headers": {"x": {"schema": {"type": "string"}}}},
                    },
                },
                "patch": {
                    "tags": ["C/Things/things"], "summary": "Change a thing", "operationId": "b",
                    "requestBody": {"required": true, "content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "object", "required": ["x"], "properties": {"x": {"type": "number"}}}]}}}},
                    "responses": {"204": {"description": "204"}},
                },
            },
        },
        "components": {
            "parameters": {"page": {"name": "page", "in": "query", "schema": {"type": "integer", "default": 1}}},
            "responses": {"Error": {"description": "Error"}},
            "schemas": {
                "Thing": {"type": "object", "properties": {
                    "id": {"type": "integer", "format": "int64"},
                    "parent": {"$ref": "#/components/schemas/Thing"},
                    "kind": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Other"}], "discriminator": {"propertyName": "k", "mapping": {"o": "Other"}}},
                }, "additionalProperties": {"type": "string", "nullable": true}},
                "Other": {"type": "object", "not": {"type": "string"}},
            },
        },
    })
}

fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), all);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                pointers(value, &format!("{at}/{index}"), all);
            }
        }
        _ => {}
    }
}

/// Names and texts that have broken a program somewhere.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "",
            " ",
            "type",
            "self",
            "$ref",
            "x-y",
            "..",
            "/",
            "//",
            "{",
            "}",
            "{}",
            "%",
            "~",
            "~1",
            "\\",
            "*/",
            "#![x]",
            "\"#",
            "`",
            "<b>",
            "\u{202E}",
            "\u{0}",
            "\u{FEFF}",
            "é",
            "\n",
            "a b",
            "2XX",
            "allOf",
            "items",
            "enum",
            "get",
            "GET",
            "#/components/schemas/Thing",
            "#/",
            "#",
            "#/paths",
            "#/components/schemas/Thing/properties/parent",
            "https://x/y",
            "../a.yaml#/x",
            "999999999999",
        ])
        .prop_map(str::to_owned),
        (1usize..10_000).prop_map(|n| "x".repeat(n)),
        any::<String>(),
    ]
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // serde_json reads numbers of many digits to the last but one.
        any::<i32>().prop_map(|n| Value::from(f64::from(n) / 8.0)),
        hostile().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((hostile(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A change of a description at a place.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(Value),
    Remove,
    /// Another part of the description is put here: wrong, but well formed.
    Graft(Index),
    Rename(String),
    Refer(Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        json_value().prop_map(Mutation::Replace),
        Just(Mutation::Remove),
        any::<Index>().prop_map(Mutation::Graft),
        hostile().prop_map(Mutation::Rename),
        any::<Index>().prop_map(Mutation::Refer),
    ]
}

fn mutate(value: &mut Value, at: &Index, mutation: Mutation) {
    let mut all = Vec::new();
    pointers(value, "", &mut all);
    let pointer = at.get(&all).clone();
    let graft = |index: &Index| {
        value
            .pointer(&all[index.index(all.len())])
            .cloned()
            .unwrap_or_default()
    };
    let new = match mutation {
        Mutation::Replace(new) => Some(new),
        Mutation::Graft(index) => Some(graft(&index)),
        Mutation::Refer(index) => Some(json!({"$ref": format!("#{}", index.get(&all))})),
        Mutation::Remove => None,
        Mutation::Rename(name) => {
            let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
            let key = key.replace("~1", "/").replace("~0", "~");
            if let Some(Value::Object(fields)) = value.pointer_mut(parent)
                && let Some(old) = fields.shift_remove(&key)
            {
                fields.insert(name, old);
            }
            return;
        }
    };
    match (new, pointer.rsplit_once('/')) {
        (Some(new), _) => *value.pointer_mut(&pointer).unwrap() = new,
        (None, Some((parent, key))) => match value.pointer_mut(parent) {
            Some(Value::Object(fields)) => {
                fields.shift_remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            Some(Value::Array(items)) => {
                items.remove(key.parse().unwrap());
            }
            _ => {}
        },
        (None, None) => {}
    }
}

proptest! {
    // `PROPTEST_CASES` runs more than the 256 cases of a test run.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(reported("a.yaml", &bytes), reported("a.yaml", &bytes));
        reported("a.json", &bytes);
    }

    #[test]
    fn text_that_is_nearly_yaml_is_read_or_refused(
        parts in prop::collection::vec(select(vec![
            "a", ": ", ":\n", "\n", "  ", "- ", "[", "]", "{", "}", ", ", "'", "\"", "|", ">", "&a ", "*a", "<<",
            "#", "!!str ", "!x ", "%YAML 1.2\n", "---\n", "...\n", "? ", "~", "\t", "\r\n", "é", "\u{2028}", "0x", ".inf", "1", "@",
        ]), 0..60),
    ) {
        let text = parts.concat();
        reported("a.yaml", text.as_bytes());
        locate(&text, "/a/0/a");
    }

    #[test]
    fn a_mutated_description_is_linted(
        mutations in prop::collection::vec((any::<Index>(), mutation()), 1..4),
    ) {
        let mut value = description();
        for (at, mutation) in mutations {
            mutate(&mut value, &at, mutation);
        }
        let json = value.to_string();
        let first = reported("a.json", json.as_bytes());
        prop_assert_eq!(&first, &reported("a.json", json.as_bytes()));
    }

    #[test]
    fn a_text_with_a_byte_changed_is_read_or_refused(at in any::<Index>(), byte in any::<u8>(), yaml in any::<bool>()) {
        let text = if yaml {
            serde_yaml::to_string(&description()).unwrap()
        } else {
            serde_json::to_string_pretty(&description()).unwrap()
        };
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        reported("a.yaml", &bytes);
    }

    #[test]
    fn json_and_the_yaml_of_it_are_the_same_value(value in json_value()) {
        let limits = Limits::default();
        let parse = |name: &str, text: String| read(&Source::new(name, text), &limits).map(|d| d.value);
        let value = json!({"value": value});
        prop_assert_eq!(parse("a.json", value.to_string()), Ok(value.clone()));
        let yaml = serde_yaml::to_string(&value).unwrap();
        // serde_yaml writes a key `<<` bare, which merges; and it breaks lines where YAML 1.1 did.
        if !yaml.contains("<<") && !yaml.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
            prop_assert_eq!(parse("a.yaml", yaml), Ok(value));
        }
    }

    #[test]
    fn overlays_of_any_kind_are_applied_or_refused(target in hostile(), update in json_value(), remove in any::<bool>()) {
        let action = if remove {
            json!({"target": format!("$..[{target:?}]"), "description": "why", "remove": true})
        } else {
            json!({"target": "$.paths.*", "description": "why", "update": update})
        };
        let value = json!({"overlay": "1.0.0", "info": {"title": "x", "version": "1"}, "actions": [action]});
        if let Ok(overlay) = Overlay::parse(&Document { name: "o.yaml".into(), value }) {
            let before: Documents =
                [Document { name: "a.json".into(), value: description() }].into_iter().collect();
            let mut after = before.clone();
            let applied = apply(&mut after, &overlay);
            prop_assert_eq!(applied.problems.is_empty(), after != before);
        }
    }
}

#[test]
fn every_pointer_of_a_text_is_found() {
    let value = description();
    let mut all = Vec::new();
    pointers(&value, "", &mut all);
    for text in [serde_yaml::to_string(&value).unwrap(), value.to_string()] {
        let mut places: Vec<_> = all
            .iter()
            .skip(1)
            .map(|p| locate(&text, p).unwrap())
            .collect();
        let count = places.len();
        places.sort_unstable();
        places.dedup();
        // One for each, but for items that begin with their first key.
        assert!(places.len() * 10 > count * 9, "{} of {count}", places.len());
    }
}

#[test]
fn a_hundred_thousand_of_anything_is_linted() {
    let lint = |schemas: Vec<(String, Value)>| {
        let schemas = Value::Object(schemas.into_iter().collect());
        let value = json!({"openapi": "3.0.3", "info": {}, "paths": {}, "components": {"schemas": schemas}});
        let documents = Documents::from(Document {
            name: "a.json".into(),
            value,
        });
        let found = lint(&documents);
        (
            found.len(),
            found
                .first()
                .map(|d| d.code.to_string())
                .unwrap_or_default(),
        )
    };
    let reference = |n: usize| json!({"$ref": format!("#/components/schemas/S{n}")});
    let many = |schema: &dyn Fn(usize) -> Value, count: usize| {
        (0..count)
            .map(|n| (format!("S{n}"), schema(n)))
            .collect::<Vec<_>>()
    };
    let values: Vec<String> = (0..100_000).map(|n| format!("v{n}")).collect();
    assert_eq!(
        lint(vec![(
            "A".into(),
            json!({"type": "string", "enum": values})
        )])
        .0,
        0
    );
    let properties = many(&reference, 100_000)
        .into_iter()
        .collect::<serde_json::Map<_, _>>();
    assert_eq!(
        lint(vec![("A".into(), json!({"properties": properties}))]).1,
        "dangling-ref"
    );
    // A round through all of them, which nothing may walk by recursion.
    let chain = many(&|n| reference((n + 1) % 5_000), 5_000);
    assert_eq!(lint(chain), (5_000, "ref-chain".to_owned()));
    let merged = many(
        &|n| json!({"allOf": [reference((n + 1) % 20_000), reference(n / 2)]}),
        20_000,
    );
    let (count, code) = lint(merged);
    assert!(count > 0 && code == "all-of-cycle");
}
