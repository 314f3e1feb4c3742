//! Hostile descriptions on the whole pipeline: a crate of sound Rust or diagnostics, never a panic, and
//! no code from data.

use std::collections::BTreeSet;

use crate::pipeline::*;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use serde_json::{Value, json};

/// Texts that would break a careless generator, wherever they stand.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "type",
        "self",
        "Self",
        "crate",
        "super",
        "async",
        "_",
        "__",
        "***",
        "/",
        "..",
        "../../etc/passwd",
        "a/../../b",
        "a\\..\\b",
        "%2e%2e%2f",
        "con",
        "mod",
        "lib",
        "std",
        "core",
        "shared",
        "runtime",
        "deprecations",
        "full",
        "default",
        "procore",
        "r#x",
        "日本語",
        "é",
        "e\u{301}",
        "\u{202e}reversed\u{2066}",
        "\u{200b}",
        "😀",
        "1",
        "1a",
        "-1",
        "x1",
        "*/ fn injected() {} /*",
        "\" }; fn injected() {} //",
        "\"# fn injected() {} r#\"",
        "#![allow(warnings)]",
        "`code` ``` fence",
        "<script>alert(1)</script>",
        "[link](x) [Vec]",
        "{id} {{x}} {",
        "$ref",
        "a\nb",
        "a\r\nb",
        "\t",
        "'",
        "\\",
        "\\u{41}",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("long ".repeat(2_000));
    texts.push("x".repeat(10_000));
    texts
}

/// A description with `text` in every place where names and words go.
fn description_of(text: &str) -> Value {
    let object = json!({
        "type": "object", "title": text, "description": text, "required": [text],
        "properties": {
            (text): {"type": "string", "description": text, "default": text, "format": text},
            "child": {"$ref": "#/components/schemas/Child"},
            "choice": {"oneOf": [{"$ref": "#/components/schemas/Child"}, {"type": "integer"}],
                "discriminator": {"propertyName": text}},
        },
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text},
        "tags": [{"name": text, "description": text}],
        "paths": {
            "/v1/things/{id}": {
                "post": {
                    "tags": [text], "summary": text, "description": text, "operationId": text,
                    "x-anything": text,
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                        {"name": text, "in": "query", "description": text,
                            "schema": {"type": "string", "enum": [text, "b"], "default": text}},
                    ],
                    "requestBody": {"description": text, "content": {"application/json": {"schema": object, "example": text}}},
                    "responses": {"200": {"description": text, "content": {"application/json": {"schema": object}}}},
                },
            },
        },
        "components": {"schemas": {"Child": {
            "type": "object", "description": text, "properties": {"kind": {"type": "string", "enum": [text]}},
        }}},
    })
}

#[test]
fn whatever_a_text_says_a_sound_crate_comes_out_or_diagnostics() {
    for text in hostile() {
        match run(&[("api.json", &description_of(&text).to_string())]) {
            Ok(generated) => assert_rust(&generated),
            Err(problems) => assert!(problems.iter().all(|p| p.help.is_some()), "{text:?}"),
        }
    }
}

/// Whether a name was made of a planted text, or of a part of one: a tag is taken apart at its
/// slashes. Code that was injected would still have more tokens than there are without it.
fn is_planted(ident: &str) -> bool {
    let ident = ident.to_lowercase();
    ident.contains("planted") || ident.contains("injected")
}

/// The code without literals and docs, where every name made from a planted text is the same.
fn skeleton(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| matches!(next, TokenTree::Punct(p) if p.as_char() == '!'));
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    let text = skeleton(group.stream());
                    if !text.starts_with("doc ") {
                        out.push_str(&format!("#[{text}] "));
                    }
                }
            }
            TokenTree::Group(group) => out.push_str(&format!(
                "{:?}{{ {} }} ",
                group.delimiter(),
                skeleton(group.stream())
            )),
            // Whether a comma trails depends on where lines break.
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Literal(_) => out.push_str("_ "),
            TokenTree::Ident(ident) if is_planted(&ident.to_string()) => {
                out.push_str("PLANTED ");
            }
            other => out.push_str(&format!("{other} ")),
        }
    }
    out
}

/// Every string of the description that is not syntax has `with` at its end.
fn planted(with: &str) -> Vec<String> {
    let text = format!("planted{with}");
    let generated = good_value(&description_of(&text));
    let sources = generated.files.iter().filter(|(path, _)| {
        path.ends_with(".rs") && path.starts_with("src/") && !path.contains("/runtime/")
    });
    sources
        .map(|(path, source)| {
            let file = syn::parse_file(source).unwrap_or_else(|e| panic!("{path}: {e}"));
            // Items stand in the order of their names.
            let mut items: Vec<String> = file.items.iter().map(skeleton_of).collect();
            items.extend(file.attrs.iter().map(skeleton_of));
            items.sort();
            items.join("\n")
        })
        .collect()
}

fn skeleton_of(item: &impl ToTokens) -> String {
    skeleton(item.to_token_stream())
}

/// The text from where it differs from the one that is most like it.
fn from_difference<'a>(text: &'a str, others: &BTreeSet<String>) -> &'a str {
    let common = |other: &String| {
        let pairs = text.char_indices().zip(other.chars());
        pairs.take_while(|((_, a), b)| a == b).last()
    };
    let longest = others.iter().filter_map(common).map(|((at, _), _)| at);
    &text[longest.max().unwrap_or(0)..]
}

#[test]
fn a_string_reaches_the_code_only_as_literal_doc_or_name() {
    let harmless: BTreeSet<String> = planted("").into_iter().collect();
    for with in [
        "\" }; fn injected() {} //",
        "*/ fn injected() {} /*",
        "\"# fn injected() {} r#\"",
        "\n#![allow(warnings)] mod injected;",
        " ${injected} {injected}",
    ] {
        let found: BTreeSet<String> = planted(with).into_iter().collect();
        let new: Vec<_> = found
            .difference(&harmless)
            .map(|text| from_difference(text, &harmless))
            .collect();
        assert!(new.is_empty(), "{with:?} changes {new:#?}");
    }
}

#[test]
fn odd_paths_are_generated_or_refused() {
    for path in [
        "/",
        "//",
        "/../x",
        "/a/../b",
        "/%2e%2e/x",
        "/a//b",
        "/{id}",
        "/{id}/{id}",
        "/{id}{other}",
        "/a{id}b",
        "/{}",
        "/{",
        "/}",
        "x",
        "/a?b=c",
        "/a#b",
        "/a b",
        "/日本",
        "/{i\u{202e}d}",
    ] {
        let description = json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {(path): {"get": {
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
                    {"name": "absent", "in": "path", "required": true, "schema": {"type": "string"}},
                ],
                "responses": {"204": {"description": "none"}},
            }}},
        });
        if let Ok(generated) = run(&[("api.json", &description.to_string())]) {
            assert_rust(&generated);
        }
    }
}

#[test]
fn tools_whose_tags_differ_in_signs_are_one_and_stay_in_the_folder() {
    let tags = ["../../up", "Up", "UP", "up ", "..", "", "a/b/../c"];
    let paths: serde_json::Map<String, Value> = tags
        .iter()
        .enumerate()
        .map(|(i, tag)| {
            let operation = json!({"tags": [tag], "summary": format!("Get {i}th"), "responses": {"204": {"description": "none"}}});
            (format!("/x{i}"), json!({"get": operation}))
        })
        .collect();
    let generated = good_value(&json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths,
    }));
    let modules: Vec<_> = generated
        .api
        .tools
        .iter()
        .map(|t| t.module.as_str())
        .collect();
    assert_eq!(modules, ["b", "up", "x4", "x5"]);
}

#[test]
fn titles_that_repeat_are_told_apart_whatever_the_order() {
    let operation = |i: usize, id: bool| {
        let mut value = json!({"tags": ["x"], "summary": "Get thing", "responses": {"204": {"description": "none"}}});
        if id {
            value["operationId"] = json!(format!("fetch-{}", ["one", "two", "three"][i % 3]));
        }
        value
    };
    let names = |order: &[usize], id: bool| -> BTreeSet<(String, String)> {
        let mut paths = serde_json::Map::new();
        for &i in order {
            paths.insert(
                format!("/a/{{p{i}}}{}", "/{q}".repeat(i)),
                json!({"get": operation(i, id)}),
            );
        }
        for (path, item) in &mut paths {
            let parameters: Vec<Value> = path
                .split(['{', '}'])
                .skip(1)
                .step_by(2)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
                .collect();
            item["parameters"] = json!(parameters);
        }
        let text =
            json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths});
        good_value(&text)
            .api
            .operations()
            .map(|o| (o.key.path.clone(), o.rust.name.clone()))
            .collect()
    };
    for id in [true, false] {
        let there = names(&[0, 1], id);
        assert_eq!(there, names(&[1, 0], id));
        let idents: BTreeSet<_> = there.iter().map(|(_, name)| name).collect();
        assert_eq!(idents.len(), 2, "{there:?}");
        assert!(
            idents
                .iter()
                .all(|n| !n.ends_with(|c: char| c.is_ascii_digit())),
            "{there:?}"
        );
    }
    let by_id = names(&[0, 1], true);
    assert!(
        by_id.iter().any(|(_, name)| name == "FetchTwo"),
        "{by_id:?}"
    );
}

#[test]
fn a_hundred_thousand_values_of_an_enum_are_generated() {
    let values: Vec<String> = (0..100_000).map(|i| format!("value {i}")).collect();
    let schema = json!({"type": "object", "properties": {"a": {"type": "string", "enum": values}}});
    let generated = good(&responding(&schema.to_string(), "{}"));
    assert_eq!(variants(&generated, "ThingA").len(), 100_000);
}

#[test]
fn what_is_too_deep_is_refused_and_names_the_limit() {
    let deep = |n: usize, open: &str, close: &str, inner: &str| {
        format!("{}{inner}{}", open.repeat(n), close.repeat(n))
    };
    for (n, open, close) in [
        (10_000, "{\"type\": \"array\", \"items\": ", "}"),
        (10_000, "{\"properties\": {\"a\": ", "}}"),
        (10_000, "{\"allOf\": [", "]}"),
        (10_000, "[", "]"),
    ] {
        let schema = deep(n, open, close, "{\"type\": \"string\"}");
        let text = responding(&schema, "{}");
        let Err(problems) = run(&[("api.yaml", &text)]) else {
            panic!("{open} is generated");
        };
        assert_eq!(problems[0].code, "too-deep");
        assert!(
            problems[0]
                .help
                .as_ref()
                .is_some_and(|help| help.contains("raise"))
        );
    }
}

/// Components `C0` to `Cn`, each made by `of` with the name of the next.
fn chain(n: usize, of: impl Fn(&str) -> String) -> String {
    let all: Vec<String> = (0..n)
        .map(|i| {
            format!(
                "C{i}: {}",
                of(&format!("{{$ref: '#/components/schemas/C{}'}}", i + 1))
            )
        })
        .collect();
    let components = format!(
        "{{schemas: {{{}, C{n}: {{type: object, properties: {{end: {{type: string}}}}}}}}}}",
        all.join(", ")
    );
    responding("{$ref: '#/components/schemas/C0'}", &components)
}

#[test]
fn components_that_multiply_are_generated_in_reasonable_time_or_refused() {
    // Each holds the next twice: written out these would be 2 to the 500.
    let twice = chain(500, |next| {
        format!("{{type: object, properties: {{a: {next}, b: {next}}}}}")
    });
    assert_eq!(good(&twice).types(), 501);
    let once = chain(5_000, |next| {
        format!("{{type: object, properties: {{a: {next}}}}}")
    });
    assert_eq!(good(&once).types(), 5_001);
    let composed = chain(50, |next| {
        format!("{{allOf: [{next}, {next}], properties: {{a: {{type: string}}}}}}")
    });
    assert_eq!(good(&composed).types(), 1);
    for text in [
        chain(500, |next| {
            format!("{{allOf: [{next}, {{properties: {{a: {{type: string}}}}}}]}}")
        }),
        chain(500, |next| format!("{{allOf: [{next}]}}")),
        chain(500, |next| format!("{{type: array, items: {next}}}")),
    ] {
        assert_eq!(refused(&text), ["too-deep"]);
    }
    // Two choices, each with something beside, that hold each other.
    let each = |a: &str, b: &str| {
        format!(
            "{{properties: {{{a}: {{type: string}}}}, oneOf: [{{$ref: '#/components/schemas/{b}'}}, {{properties: {{x{a}: {{type: string}}}}}}]}}"
        )
    };
    let mutual = responding(
        "{$ref: '#/components/schemas/A'}",
        &format!(
            "{{schemas: {{A: {}, B: {}}}}}",
            each("a", "B"),
            each("b", "A")
        ),
    );
    if let Ok(generated) = run(&[("api.yaml", &mutual)]) {
        assert_rust(&generated);
    }
}

#[test]
fn bombs_and_odd_bytes_are_refused_or_read() {
    let mut bomb = String::from("openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..20 {
        let before = format!("*a{}", i - 1);
        bomb.push_str(&format!("a{i}: &a{i} [{}]\n", vec![before; 10].join(", ")));
    }
    assert_eq!(refused(&bomb), ["too-many-values"]);
    let text = responding("{type: object, properties: {a: {type: string}}}", "{}");
    assert_eq!(refused(&text.replace("Show", "Sh\0ow")), ["nul-byte"]);
    let plain = good(&text).files;
    assert_eq!(good(&format!("\u{feff}{text}")).files, plain);
    assert_eq!(good(&text.replace('\n', "\r\n")).files, plain);
}
