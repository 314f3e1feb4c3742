//! What the targets of overlays find: the examples of RFC 9535, and what is no query.

use generator::openapi::documents::Documents;
use generator::overlay::{Overlay, apply};
use generator::source::{Document, Limits, Source, read};
use serde_json::{Value, json};

fn overlay(target: &str) -> Result<Overlay, String> {
    let action = json!({"target": target, "description": "why", "remove": true});
    let text = json!({
        "overlay": "1.0.0",
        "info": {"title": "Repairs", "version": "1"},
        "actions": [action],
    });
    let source = Source::new("repairs.json", text.to_string());
    let document = read(&source, &Limits::default()).unwrap();
    Overlay::parse(&document).map_err(|problems| problems[0].message.clone())
}

/// The places that a target finds in a document, in alphabetical order.
fn found(value: &Value, target: &str) -> Vec<String> {
    let document = Document {
        name: "0.json".into(),
        value: value.clone(),
    };
    let mut documents: Documents = [document].into_iter().collect();
    let mut changed = apply(&mut documents, &overlay(target).unwrap())
        .changed
        .concat();
    changed.sort();
    changed
}

#[test]
fn selectors_find_what_the_rfc_says() {
    let letters = json!(["a", "b", "c", "d", "e", "f", "g"]);
    let named = json!({"o": {"j j": {"k.k": 3}}, "'": {"@": 2}, "a~/b": 1, "\u{1F600}": 4});
    let deep = json!({"o": {"j": 1, "k": 2}, "a": [5, 3, [{"j": 4}, {"k": 6}]]});
    let cases: &[(&Value, &str, &[&str])] = &[
        (&named, "$.o['j j']['k.k']", &["/o/j j/k.k"]),
        (&named, "$.o[\"j j\"][\"k.k\"]", &["/o/j j/k.k"]),
        (&named, "$[\"'\"][\"@\"]", &["/'/@"]),
        (&named, r"$['\'']", &["/'"]),
        (&named, "$['a~/b']", &["/a~0~1b"]),
        (&named, r"$['\uD83D\uDE00']", &["/\u{1F600}"]),
        (&named, "$.\u{1F600}", &["/\u{1F600}"]),
        (&letters, "$[1]", &["/1"]),
        (&letters, "$[-2]", &["/5"]),
        (&letters, "$[9]", &[]),
        (&letters, "$[-9]", &[]),
        (&letters, "$[1:3]", &["/1", "/2"]),
        (&letters, "$[5:]", &["/5", "/6"]),
        (&letters, "$[1:5:2]", &["/1", "/3"]),
        (&letters, "$[5:1:-2]", &["/3", "/5"]),
        (&letters, "$[::-3]", &["/0", "/3", "/6"]),
        (&letters, "$[:2:0]", &[]),
        (&letters, "$[0, 3, 0]", &["/0", "/3"]),
        (&letters, "$ [ 0 : 1 , 6 ]", &["/0", "/6"]),
        (&letters, "$.a", &[]),
        (&deep, "$..j", &["/a/2/0/j", "/o/j"]),
        (&deep, "$..[0].j", &["/a/2/0/j"]),
        (&deep, "$.a.*.*", &["/a/2/0", "/a/2/1"]),
        (&deep, "$.a..[0, 1].k", &["/a/2/1/k"]),
    ];
    for (value, target, places) in cases {
        assert_eq!(found(value, target), *places, "{target}");
    }
}

#[test]
fn filters_find_what_the_rfc_says() {
    let list = json!([
        3, 5, 1, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}, {"c": [1, 2]}, {"b": null}
    ]);
    let shop = json!({"most": 2, "a": [1, 2, 3.0, 4], "b": {"2.0": 2.0, "x": "2"}});
    let cases: &[(&Value, &str, &[&str])] = &[
        (&list, "$[?@.b == 'kilo']", &["/6"]),
        (&list, "$[?(@.b == 'kilo')]", &["/6"]),
        (&list, "$[?@ > 3.5]", &["/1"]),
        (&list, "$[?@ >= 3 && @ != 5 && !@.b && !@.c]", &["/0"]),
        (&list, "$[?@ < 2 || @.b == 'k']", &["/2", "/4"]),
        (&list, "$[?(@ < 2 || @ == 5) && @ <= 1]", &["/2"]),
        (&list, "$[?@.c]", &["/7"]),
        (&list, "$[?@.b == null]", &["/8"]),
        (
            &list,
            "$[?@.c == @.d]",
            &["/0", "/1", "/2", "/3", "/4", "/5", "/6", "/8"],
        ),
        (&list, "$[?match(@.b, '[jk]')]", &["/3", "/4"]),
        (&list, "$[?search(@.b, '[jk]')]", &["/3", "/4", "/6"]),
        (
            &list,
            "$[?!search(@.b, '.')]",
            &["/0", "/1", "/2", "/5", "/7", "/8"],
        ),
        (&list, r"$[?match(@.b, '\\p{Ll}{4}')]", &["/6"]),
        (&list, "$[?length(@.b) == 4]", &["/6"]),
        (&list, "$[?length(@.b) < 1]", &["/5"]),
        (&list, "$[?count(@.*) == 1 && count(@.c.*) == 2]", &["/7"]),
        (&list, "$[?value(@..b) == 'j']", &["/3"]),
        (&list, "$[?@.c[1] == 2 && @.c[-2] == 1e0]", &["/7"]),
        (&list, "$[?@[?@ == 'k']]", &["/4"]),
        (&shop, "$.a[?@ > $.most]", &["/a/2", "/a/3"]),
        (&shop, "$.*[?@ == $.most]", &["/a/1", "/b/2.0"]),
    ];
    for (value, target, places) in cases {
        assert_eq!(found(value, target), *places, "{target}");
    }
}

#[test]
fn what_is_no_query_is_refused() {
    let deep = format!("$[?{}@{}]", "(".repeat(1_000), ")".repeat(1_000));
    let lengths = format!("$[?{}@{}==1]", "length(".repeat(1_000), ")".repeat(1_000));
    let all = [
        "a",
        "$.",
        "$..",
        "$a",
        "$ a",
        "$.a b",
        "$. a",
        "$.1",
        "$[",
        "$[]",
        "$[a]",
        "$['a'",
        "$['a]",
        "$[01]",
        "$[-0]",
        "$[9007199254740992]",
        "$[1,]",
        "$[1:2:3:4]",
        r"$['\x']",
        r#"$['\"']"#,
        r"$['\uD83D']",
        r"$['\uDE00']",
        r"$['\u12']",
        "$['\n']",
        "$[?]",
        "$[?@.a = 1]",
        "$[?1]",
        "$[?@.a ==]",
        "$[?@.* == 1]",
        "$[?@..a == 1]",
        "$[?'a']",
        "$[?length(@.a)]",
        "$[?(@.a]",
        "$[?count(1) == 1]",
        "$[?match(@.a)]",
        "$[?match(@.a, 'a') == true]",
        "$[?length(@.*) == 1]",
        "$[?nothing(@.a)]",
        "$[?@.a == 01]",
        "$[?!@.a == 1]",
        "$[?length (@.a) == 1]",
        "$[?True]",
        &deep,
        &lengths,
    ];
    for target in all {
        let refused = overlay(target);
        let message = refused.err().unwrap_or_else(|| panic!("{target}"));
        assert!(
            message.contains("is no JSONPath: at position "),
            "{message}"
        );
    }
}
