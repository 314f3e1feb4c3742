//! Text of a description that tries to become code, or to break the docs.

use std::process::Command;

use crate::emit_builders::*;
use generator::emit::emit;
use generator::ir::*;
use proc_macro2::{TokenStream, TokenTree};

/// Texts that would break a careless emitter.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "\" }; fn injected() {} //",
        "*/ fn injected() {} /*",
        "#![allow(warnings)]\n#[path = \"/etc/passwd\"] mod x;",
        "a `b and ``c` and ``` d",
        "\u{202E}reversed\u{2066} \u{200B}hidden\u{FEFF}",
        "tab\there\r\nand\rthere\u{2028}and\u{0}null\u{7}",
        "    fn indented() { panic!() }\n\n\tlet x = 1;",
        "```\nfn fenced() { panic!() }",
        "~~~rust\nassert!(false);\n```\n~~~\nafter",
        "<script>alert(1)</script> <!-- <Vec<T>> & &lt;",
        "[Vec] [`Option`] [x](y \"z\") [a][b] [c]: d\n\n[e]: f",
        "[Request](/reference/x) [ok](https://example.com/a) [https://a.example](https://b.example)",
        "https://example.com/a?b=[c]&d={e}. http://x.example, (https://y.example/z)",
        "- one\ntwo\n1. three\n   four\n* * *\n---\n===",
        "| a | b |\n|---|---|\n| `c|d` | <e> |\n# Heading",
        "\\ \\` \\[x\\] ends with \\",
        "crate::X self super r#type \u{1F600} \u{0430}\u{0301}",
        "{} {{}} {0} {first_program} {features} $x $crate",
        "",
        "   ",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.push("long ".repeat(2_000));
    texts.push("x".repeat(10_000));
    texts
}

/// An API with `text` wherever the description's words go.
fn api_of(text: &str) -> Api {
    let some = || Some(text.to_owned());
    let deprecated = || {
        Some(FieldDeprecation {
            instead: some(),
            date: Some(jiff::civil::date(2022, 3, 31)),
            sunset: None,
        })
    };
    let required = Parameter {
        required: true,
        description: some(),
        deprecation: deprecated(),
        ..parameter(text, "required", TypeRef::String)
    };
    let optional = Parameter {
        default: Some(text.into()),
        description: some(),
        deprecation: deprecated(),
        ..parameter(text, "optional", named("Values"))
    };
    let unresolved = |target| Replacement {
        target,
        ..replacement("rfi", "New", true)
    };
    let operation = Operation {
        key: OperationKey {
            method: "POST".to_owned(),
            path: text.to_owned(),
        },
        id: text.to_owned(),
        title: text.to_owned(),
        description: some(),
        reference: format!("https://developers.procore.com/{text}"),
        parameters: vec![required, optional],
        body: Some(Body {
            described: text.to_owned(),
            media_type: text.to_owned(),
            other_media_types: vec![text.to_owned()],
            ..body(named("Record"))
        }),
        response: Response {
            payload: Payload::Empty,
            envelope: some(),
            statuses: Vec::new(),
            accept: vec![text.to_owned()],
        },
        deprecation: Some(Deprecation {
            is_past: false,
            date: Some(jiff::civil::date(2022, 3, 31)),
            sunset: None,
            replacements: vec![
                unresolved(Target::Group(text.to_owned())),
                unresolved(Target::Unresolved(text.to_owned())),
            ],
            announced: vec![Source::Prose],
            reason: some(),
        }),
        ..operation("Hostile")
    };
    let record = Field {
        format: some(),
        defaults: vec![text.into()],
        description: some(),
        deprecation: deprecated(),
        ..field(text, "field", TypeRef::String)
    };
    let variant = UnionVariant {
        ident: "Text".to_owned(),
        ty: named("Record"),
        tags: vec![text.to_owned()],
        required_keys: vec![text.to_owned()],
    };
    let union = Union {
        discriminator: some(),
        variants: vec![variant],
        other: "Other".to_owned(),
        common: Vec::new(),
    };
    let mut types = vec![
        Type {
            description: some(),
            ..self::record("Record", Role::Request, vec![record])
        },
        strings("Values", &[(text, "Value")]),
        type_("Either", Role::Response, Shape::Union(union)),
    ];
    if let Shape::Enum(values) = &mut types[1].shape {
        values.variants[0].deprecation = deprecated();
    }
    let mut api = api(vec![operation], types);
    let tool = &mut api.tools[0];
    tool.name = text.to_owned();
    tool.category = text.to_owned();
    tool.versions[0].number = text.to_owned();
    tool.versions[0].resources[0].slug = text.to_owned();
    api.description_version = text.to_owned();
    api
}

/// The code without its literals and doc comments.
fn skeleton(tokens: TokenStream) -> String {
    let mut out = String::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(bang) if bang.as_char() == '!'),
                );
                if let Some(TokenTree::Group(group)) = tokens.next() {
                    let text = skeleton(group.stream());
                    if !text.starts_with("doc ") {
                        out.push_str(&format!("#[{text}] "));
                    }
                }
            }
            TokenTree::Group(group) => {
                out.push_str(&format!(
                    "{:?}{{ {} }} ",
                    group.delimiter(),
                    skeleton(group.stream())
                ));
            }
            // Whether a comma trails depends on where lines break.
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Literal(_) => out.push_str("_ "),
            other => out.push_str(&format!("{other} ")),
        }
    }
    out
}

fn skeletons(text: &str) -> Vec<(String, String)> {
    let files = match emit(&api_of(text), &runtime()) {
        Ok(files) => files,
        Err(problems) => panic!("{text:?}: {problems:#?}"),
    };
    let sources = files.into_iter().filter(|(path, _)| path.ends_with(".rs"));
    sources
        .map(|(path, source)| {
            let tokens: TokenStream = match source.parse() {
                Ok(tokens) => tokens,
                Err(error) => panic!("{text:?} breaks {path}: {error}\n{source}"),
            };
            assert!(
                syn::parse2::<syn::File>(tokens.clone()).is_ok(),
                "{text:?} breaks {path}\n{source}"
            );
            (path, skeleton(tokens))
        })
        .collect()
}

#[test]
fn no_text_of_a_description_becomes_code() {
    let harmless = skeletons("harmless");
    for text in hostile() {
        for ((path, found), (_, expected)) in skeletons(&text).into_iter().zip(&harmless) {
            assert_eq!(&found, expected, "{text:?} changes {path}");
        }
    }
}

#[test]
fn no_character_that_hides_text_reaches_the_crate() {
    for text in hostile() {
        for (path, source) in emit(&api_of(&text), &runtime()).unwrap() {
            let found = source.chars().find(|c| {
                (c.is_control() && *c != '\n') || matches!(*c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
            });
            assert_eq!(found, None, "{path} of {text:?}");
        }
    }
}

/// The doc comments of a file, each on an item of its own.
fn doc_comments(source: &str) -> String {
    let mut out = String::from("//! Doc comments.\n#![allow(dead_code)]\n");
    let mut open = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("///") {
            out.push_str(&format!("{line}\n"));
            open = true;
        } else if open {
            out.push_str(&format!("pub struct S{};\n", out.len()));
            open = false;
        }
    }
    out
}

/// rustdoc itself is the judge: no warning, and no program to test.
#[test]
fn rustdoc_finds_nothing_wrong_with_hostile_prose() {
    let folder = std::env::temp_dir().join(format!("procore-emit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sources = hostile().into_iter().map(|text| {
        let files = emit(&api_of(&text), &runtime()).unwrap();
        doc_comments(&files["src/rfi/v1_0/rfis.rs"])
            .replace("//! Doc comments.\n#![allow(dead_code)]\n", "")
    });
    let modules: Vec<_> = sources
        .enumerate()
        .map(|(index, source)| format!("/// Number {index}.\npub mod m{index} {{\n{source}\n}}\n"))
        .collect();
    let file = folder.join("hostile.rs");
    std::fs::write(&file, format!("//! Hostile.\n{}", modules.concat())).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new("rustdoc");
        command.args(["--edition", "2024", "-D", "warnings", "-D", "rustdoc::all"]);
        command
            .args(arguments)
            .arg(&file)
            .arg("--out-dir")
            .arg(folder.join("doc"));
        command.output().unwrap()
    };
    let docs = run(&[]);
    assert!(
        docs.status.success(),
        "{}",
        String::from_utf8_lossy(&docs.stderr)
    );
    let tests = run(&["--test"]);
    let said = String::from_utf8_lossy(&tests.stdout).into_owned();
    assert!(
        said.contains("running 0 tests"),
        "{said}{}",
        String::from_utf8_lossy(&tests.stderr)
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
