//! Reading any bytes: values where they are JSON or YAML, diagnostics with a place where not.

use generator::source::{Document, Limits, Source, check_version, fill_positions, locate, read};
use generator::{Code, Diagnostic};
use serde_json::{Value, json};

fn parse(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Value, Vec<Diagnostic>> {
    read(&Source::new(name, bytes), &Limits::default()).map(|document| document.value)
}

fn errors(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let diagnostics = parse(name, bytes).expect_err("must be refused");
    diagnostics
        .iter()
        .map(|d| {
            assert!(d.help.is_some(), "{} does not say what to do", d.code);
            let (line, column) = d.position.unwrap_or_default();
            format!(
                "{} {line}:{column} {} {}",
                d.code, d.origin.pointer, d.message
            )
        })
        .collect()
}

#[test]
fn json_keeps_the_order_of_its_keys_and_every_kind_of_value() {
    let text = r#"{"z": 1, "a": [null, true, -2, 2.5, "\u00e9\ud83d\ude00"], "m": {}}"#;
    let value = parse("a.json", text).unwrap();
    assert_eq!(
        value.to_string(),
        r#"{"z":1,"a":[null,true,-2,2.5,"é😀"],"m":{}}"#
    );
}

#[test]
fn yaml_reads_scalars_by_the_core_schema() {
    let text = "responses:\n  200: ok\n  true: yes\n  1.5: x\nlist: [~, 0x1F, 0o17, 007, 1e3, .5, -3, +4, 'true', \"1\", 2024-01-01, !!str 5]\nempty:\nnumber: 18446744073709551615\n";
    assert_eq!(
        parse("a.yaml", text).unwrap(),
        json!({
            "responses": {"200": "ok", "true": "yes", "1.5": "x"},
            "list": [null, 31, 15, "007", 1000.0, 0.5, -3, 4, "true", "1", "2024-01-01", "5"],
            "empty": null,
            "number": 18446744073709551615u64,
        })
    );
}

#[test]
fn yaml_aliases_and_merge_keys_are_expanded() {
    let text = "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\none: {<<: *base, b: 9}\ntwo:\n  <<: [*base, *other]\n  d: *base\nquoted: {\"<<\": 1}\n";
    let value = parse("a.yaml", text).unwrap();
    assert_eq!(value["one"], json!({"b": 9, "a": 1}));
    assert_eq!(
        value["two"],
        json!({"d": {"a": 1, "b": 2}, "a": 1, "b": 2, "c": 4})
    );
    assert_eq!(value["quoted"], json!({"<<": 1}));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_not_matter() {
    assert_eq!(
        parse("a.json", "\u{feff}{\r\n\"a\": 1\r\n}\r\n").unwrap(),
        json!({"a": 1})
    );
    assert_eq!(
        parse("a.yaml", "\u{feff}a: 1\r\nb:\r\n- 2\r\n").unwrap(),
        json!({"a": 1, "b": [2]})
    );
}

#[test]
fn json_is_told_from_yaml_by_content() {
    assert_eq!(parse("a.yaml", "{\"a\": 1}").unwrap(), json!({"a": 1}));
    assert_eq!(parse("a.yaml", "{a: 1}").unwrap(), json!({"a": 1}));
    assert_eq!(parse("a.json", "a: 1").unwrap(), json!({"a": 1}));
    assert_eq!(
        errors("a.json", "{a: 1}"),
        ["invalid-json 1:2  the file is not JSON: key must be a string"]
    );
}

#[test]
fn what_is_no_text_is_refused_with_its_place() {
    assert_eq!(
        errors("a", b"a: 1\nb: \xff".to_vec()),
        ["not-utf8 2:4  byte 8 is not UTF-8"]
    );
    assert_eq!(
        errors("a", b"\xff\xfea\0".to_vec()),
        ["not-utf8 0:0  the file is UTF-16, not UTF-8"]
    );
    assert_eq!(
        errors("a", "a: 1\nb\0: 2"),
        ["nul-byte 2:2  byte 6 of the file is NUL"]
    );
    assert_eq!(errors("a", " \n"), ["empty-file 0:0  the file is empty"]);
    assert_eq!(errors("a", ""), ["empty-file 0:0  the file is empty"]);
}

#[test]
fn broken_syntax_is_reported_where_it_breaks() {
    assert_eq!(
        errors("a.json", "{\n  \"a\": [1, 2\n"),
        ["invalid-json 3:1  the file is not JSON: EOF while parsing a list"]
    );
    assert_eq!(
        errors("a.json", "{} {}"),
        ["invalid-json 1:4  the file is not JSON: trailing characters"]
    );
    let yaml = errors("a.yaml", "a: 1\n b: 2\n");
    assert!(yaml[0].starts_with("invalid-yaml 2:"), "{yaml:?}");
}

#[test]
fn a_key_that_stands_twice_is_an_error_with_both_places() {
    let json = r#"{"paths": {"/a": {"get": {"x": 1},
   "get": {"x": 2}}}, "paths": {"/a": {"get": 1}}}"#;
    assert_eq!(
        errors("a.json", json),
        [
            "duplicate-key 2:4 /paths/~1a/get the key `get` stands twice in its object, first at line 1, column 19",
            "duplicate-key 2:23 /paths the key `paths` stands twice in its object, first at line 1, column 2",
        ]
    );
    let yaml = "paths:\n  /a:\n    get: 1\n    post: 2\n    get: 3\n  200: x\n  '200': y\n";
    assert_eq!(
        errors("a.yaml", yaml),
        [
            "duplicate-key 5:5 /paths/~1a/get the key `get` stands twice in its object, first at line 3, column 5",
            "duplicate-key 7:3 /paths/200 the key `200` stands twice in its object, first at line 6, column 3",
        ]
    );
}

#[test]
fn depth_is_checked_before_anything_recurses() {
    for (name, text) in [
        ("a.json", "[".repeat(10_000)),
        ("a.json", "{\"a\":".repeat(100_000)),
        ("a.yaml", "[".repeat(10_000)),
        (
            "a.yaml",
            (0..10_000)
                .map(|n| format!("{}a:\n", " ".repeat(n)))
                .collect(),
        ),
        ("a.yaml", "- ".repeat(10_000)),
    ] {
        let found = errors(name, text);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("too-deep "), "{found:?}");
    }
    let fits = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(parse("a.json", fits.clone()).is_ok());
    assert!(parse("a.yaml", format!("a: {}", &fits[1..255])).is_ok());
}

#[test]
fn an_alias_bomb_stops_at_the_limit_of_values() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    let found = errors("a.yaml", bomb);
    assert!(found[0].starts_with("too-many-values "), "{found:?}");

    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(1 << 20),
        vec!["*a"; 2_000].join(", ")
    );
    assert!(errors("a.yaml", long)[0].starts_with("too-many-values "));

    assert_eq!(
        errors("a.yaml", "a: &a [1, *a]\n"),
        ["recursive-alias 1:11  the alias refers to a value that it stands in"]
    );
}

#[test]
fn limits_can_be_raised_and_say_so() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    let found = read(&Source::new("a.json", "{\"a\": 12345}"), &limits).unwrap_err();
    assert_eq!(found[0].code, "file-too-large");
    assert_eq!(found[0].message, "the file has 12 bytes; the limit is 10");
    assert!(found[0].help.as_ref().unwrap().contains("--max-bytes"));
    assert!(limits.check_size("a.json", u64::MAX).is_err());

    let text = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let limits = Limits {
        depth: 1_000,
        ..Limits::default()
    };
    assert!(read(&Source::new("a.json", text), &limits).is_ok());
}

#[test]
fn yaml_that_json_cannot_hold_is_refused() {
    assert_eq!(
        errors("a.yaml", "a: .inf"),
        ["not-a-json-number 1:4  JSON has no number `.inf`"]
    );
    assert_eq!(
        errors("a.yaml", "? [a, b]\n: 1\n"),
        ["key-not-a-string 1:3  an object or array cannot be a key in JSON"]
    );
    assert_eq!(
        errors("a.yaml", "~: 1\n"),
        ["key-not-a-string 1:1  null cannot be a key in JSON"]
    );
    assert_eq!(
        errors("a.yaml", "a: {<<: 1}"),
        ["invalid-merge-key 1:10  `<<` merges something that is no object"]
    );
    assert_eq!(
        errors("a.yaml", "a: 1\n---\nb: 2\n"),
        ["several-documents 2:1  a second YAML document begins here"]
    );
}

#[test]
fn places_are_found_in_json_and_yaml() {
    let json = "{\"a\": {\"b~/c\": [1,\n  {\"d\\u0041\": 2}]},\r\n \"é\": 3, \"z\": 4}";
    assert_eq!(locate(json, ""), Some((1, 1)));
    assert_eq!(locate(json, "/a/b~0~1c"), Some((1, 8)));
    assert_eq!(locate(json, "/a/b~0~1c/0"), Some((1, 17)));
    assert_eq!(locate(json, "/a/b~0~1c/1/dA"), Some((2, 4)));
    assert_eq!(locate(json, "/z"), Some((3, 10)));
    assert_eq!(
        locate(json, "/a/missing/x"),
        Some((1, 2)),
        "the nearest place around it"
    );

    let yaml = "a: &a\n  b/c:\n  - 1\n  - d: 2\nz: *a\n";
    assert_eq!(locate(yaml, "/a/b~1c"), Some((2, 3)));
    assert_eq!(locate(yaml, "/a/b~1c/1/d"), Some((4, 5)));
    assert_eq!(
        locate(yaml, "/z/b~1c/0"),
        Some((5, 1)),
        "an alias is where it is written"
    );
}

#[test]
fn positions_are_filled_for_every_diagnostic_of_a_known_source() {
    let origin = |file: &str, pointer: &str| generator::Origin::new(file, pointer);
    let mut found = [
        Diagnostic::error(Code::Yaml, origin("a.yaml", "/b"), ""),
        Diagnostic::error(Code::Yaml, origin("b.json", "/b"), ""),
        Diagnostic::error(Code::Yaml, origin("other", "/b"), ""),
    ];
    fill_positions(
        &mut found,
        &[
            Source::new("a.yaml", "a: 1\nb: 2\n"),
            Source::new("b.json", "{\"b\": 1}"),
        ],
    );
    assert_eq!(
        found.map(|d| d.position),
        [Some((2, 1)), Some((1, 2)), None]
    );
}

#[test]
fn only_openapi_3_0_is_accepted() {
    let check = |value: Value| {
        let document = Document {
            name: "a.json".into(),
            value,
        };
        check_version(&document)
            .into_iter()
            .map(|d| (d.code, d.origin.pointer, d.message, d.help.unwrap()))
            .collect::<Vec<_>>()
    };
    for version in ["3.0.0", "3.0.3", "3.0.4", "3.0", "3.0.0-rc2"] {
        assert_eq!(check(json!({"openapi": version})), []);
    }
    for (value, pointer, words) in [
        (json!({"openapi": "3.1.0"}), "/openapi", "nullable: true"),
        (json!({"openapi": "3.2.0"}), "/openapi", "nullable: true"),
        (json!({"openapi": "3.0.x"}), "/openapi", "3.0.3"),
        (json!({"openapi": "4.0.0"}), "/openapi", "3.0.3"),
        (json!({"openapi": ""}), "/openapi", "3.0.3"),
        (json!({"openapi": 3.0}), "/openapi", "quote it"),
        (json!({"swagger": "2.0"}), "/swagger", "swagger2openapi"),
        (json!({"openapi": "2.0"}), "/openapi", "swagger2openapi"),
        (json!({"info": {}}), "", "openapi: 3.0.3"),
        (json!([1]), "", "openapi: 3.0.3"),
        (json!("text"), "", "openapi: 3.0.3"),
    ] {
        let found = check(value);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, pointer);
        assert!(found[0].3.contains(words), "{found:?}");
    }
}

#[test]
fn yaml_that_serde_yaml_writes_is_read_back() {
    let value = json!({
        "texts": ["", "~", "null", "true", "1", "007", "0x1f", "1e3", ".inf", "- a", "a: b", "#", "'\"", "\n", " x ", "é\u{202e}", "yes", "=", "<<", "a\nb\n", "2024-01-01"],
        "numbers": [0, -1, 1.5, 1e300, u64::MAX, i64::MIN],
        "<<": {"200": null},
        "k: v": [[], {}, [[1]]],
    });
    let text = serde_yaml::to_string(&value).unwrap();
    // serde_yaml writes the key `<<` bare, which is a merge key to a reader.
    let text = text.replace("\n<<:", "\n\"<<\":");
    assert_eq!(parse("a.yaml", text).unwrap(), value);
}

#[test]
fn the_page_of_constructs_says_the_limits() {
    let page = include_str!("../../docs/constructs.md").replace(',', "");
    let limits = Limits::default();
    for limit in [limits.bytes, limits.depth, limits.values] {
        assert!(page.contains(&format!("| {limit} |")), "{limit}");
    }
}
