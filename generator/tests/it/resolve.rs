//! `$ref` over a set of documents.

use generator::Origin;
use generator::openapi::documents::Documents;
use generator::source::Document;
use serde_json::{Value, json};

fn documents(files: &[(&str, Value)]) -> Documents {
    files
        .iter()
        .map(|(name, value)| Document {
            name: (*name).into(),
            value: value.clone(),
        })
        .collect()
}

fn get(documents: &Documents, from: &str, reference: &str) -> Result<String, String> {
    let value = json!({"$ref": reference});
    documents
        .resolve(&Origin::new(from, "/here"), &value)
        .map(|(origin, value)| format!("{origin} = {value}"))
        .map_err(|d| format!("{}: {} ({})", d.code, d.message, d.help.unwrap()))
}

#[test]
fn references_lead_through_documents_by_relative_name() {
    let set = documents(&[
        (
            "specs/rfi.yaml",
            json!({"components": {"schemas": {"A": {"$ref": "shared.yaml#/components/schemas/B"}}}}),
        ),
        (
            "specs/shared.yaml",
            json!({"components": {"schemas": {"B": {"type": "object"}}}}),
        ),
        ("specs/parts/id.yaml", json!({"type": "integer"})),
    ]);
    let get = |from: &str, to: &str| get(&set, from, to).unwrap();
    let shared = "specs/shared.yaml#/components/schemas/B = {\"type\":\"object\"}";
    assert_eq!(get("specs/rfi.yaml", "#/components/schemas/A"), shared);
    assert_eq!(
        get("specs/parts/id.yaml", "../rfi.yaml#/components/schemas/A"),
        shared
    );
    assert_eq!(
        get("specs/rfi.yaml", "./parts/id.yaml"),
        "specs/parts/id.yaml# = {\"type\":\"integer\"}"
    );
    assert_eq!(
        get("specs/rfi.yaml", "parts/id.yaml#/type"),
        "specs/parts/id.yaml#/type = \"integer\""
    );
}

#[test]
fn pointers_are_unescaped() {
    let set = documents(&[("a.json", json!({"paths": {"/x/{id}": {"~": 1}}}))]);
    assert_eq!(
        get(&set, "a.json", "#/paths/~1x~1%7Bid%7D/~0"),
        Ok("a.json#/paths/~1x~1{id}/~0 = 1".into())
    );
}

#[test]
fn what_does_not_resolve_says_why() {
    let set = documents(&[(
        "a.json",
        json!({"components": {"schemas": {
            "User": {},
            "A": {"$ref": "#/components/schemas/B"},
            "B": {"$ref": "#/components/schemas/A"},
            "Self": {"$ref": "#/components/schemas/Self"},
        }}}),
    )]);
    let refused = |reference: &str| get(&set, "a.json", reference).unwrap_err();
    insta::assert_snapshot!(
        [
            "#/components/schemas/user",
            "#/definitions/User",
            "#/components/schemas/User/properties/x",
            "other.yaml#/x",
            "../a.json",
            "https://example.com/a.yaml#/x",
            "#User",
            "#/components/schemas/A",
            "#/components/schemas/B",
            "#/components/schemas/Self",
        ]
        .map(|reference| format!("{reference}\n    {}", refused(reference)))
        .join("\n")
    );
}

#[test]
fn an_endless_chain_is_cut() {
    let mut schemas = serde_json::Map::new();
    for n in 0..100 {
        schemas.insert(format!("S{n}"), json!({"$ref": format!("#/S{}", n + 1)}));
    }
    let set = documents(&[("a.json", Value::Object(schemas))]);
    assert!(
        get(&set, "a.json", "#/S0")
            .unwrap_err()
            .starts_with("ref-chain")
    );
}
