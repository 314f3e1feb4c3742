//! What the compiler and rustdoc say of the emitted crate, and of programs that use it.
//!
//! The crate is compiled with a runtime that has the names and nothing behind them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::emit_builders::*;
use generator::emit::{RuntimeFiles, emit};
use generator::ir::*;

/// An old and a new request in two tools, and an old field, parameter and value.
fn sample() -> Api {
    let old_parameter = Parameter {
        deprecation: Some(FieldDeprecation {
            instead: Some("id".to_owned()),
            ..FieldDeprecation::default()
        }),
        ..parameter("old_id", "old_id", TypeRef::Integer)
    };
    let deprecation = |module: &str, name: &str, through: Vec<OperationRef>| Deprecation {
        date: Some(jiff::civil::date(2022, 3, 31)),
        replacements: vec![Replacement {
            through,
            ..replacement(module, name, false)
        }],
        ..Deprecation::default()
    };
    let old = Operation {
        deprecation: Some(deprecation("wbs", "ListItems", Vec::new())),
        parameters: vec![
            Parameter {
                required: true,
                ..parameter("id", "id", TypeRef::Integer)
            },
            old_parameter,
        ],
        ..operation("ListLists")
    };
    let older = Operation {
        deprecation: Some(deprecation(
            "wbs",
            "ListItems",
            vec![operation_ref(path("ListLists"))],
        )),
        ..operation("ListOldLists")
    };
    let body = record(
        "Body",
        Role::Request,
        vec![
            field("name", "name", TypeRef::String),
            Field {
                deprecation: Some(FieldDeprecation {
                    instead: Some("name".to_owned()),
                    ..FieldDeprecation::default()
                }),
                ..field("filename", "filename", TypeRef::String)
            },
        ],
    );
    let mut kind = strings("Kind", &[("new", "New"), ("recordable", "Recordable")]);
    if let Shape::Enum(values) = &mut kind.shape {
        values.variants[1].deprecation = Some(FieldDeprecation::default());
    }
    let new = Operation {
        rust: path_in("wbs", "v1_0", "ListItems"),
        replaces: vec![path("ListLists"), path("ListOldLists")],
        ..operation("ListItems")
    };
    let mut current = operation("ListRfis");
    current.parameters = vec![Parameter {
        deprecation: Some(FieldDeprecation::default()),
        ..parameter("q", "q", TypeRef::Integer)
    }];
    let types = vec![
        Type {
            used_by: vec![path("ListLists")],
            ..body
        },
        kind,
    ];
    let mut api = api(vec![old, older, current], types);
    api.tools.push(tool("wbs", vec![new], Vec::new()));
    api
}

/// A folder of the system's, removed with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("procore-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes the emitted crate; gives the path of its root.
    fn write_crate(&self) -> PathBuf {
        let stub = include_str!("emit_builders/stub.rs").to_owned();
        let runtime = RuntimeFiles {
            sources: [("mod.rs".to_owned(), stub)].into(),
            ..runtime()
        };
        for (path, text) in emit(&sample(), &runtime).unwrap() {
            let path = self.0.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        self.0.join("src/lib.rs")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run(program: &str, root: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args([
        "--edition",
        "2024",
        "--crate-name",
        "procore",
        "--crate-type",
        "lib",
    ]);
    command.args(["-D", "warnings"]).arg(root);
    command
        .arg("--out-dir")
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

fn features(list: &[&str]) -> Vec<String> {
    list.iter()
        .flat_map(|name| ["--cfg".to_owned(), format!("feature=\"{name}\"")])
        .collect()
}

/// With the features, nothing warns inside the crate, and no link of its docs is broken.
#[test]
fn the_crate_itself_is_free_of_warnings_whatever_tools_are_on() {
    let folder = Folder::new("features");
    let root = folder.write_crate();
    for list in [&[][..], &["rfi"], &["wbs"], &["rfi", "wbs"]] {
        let features = features(list);
        let mut more: Vec<_> = features.iter().map(String::as_str).collect();
        let docs = run("rustdoc", &root, &folder.0.join("doc"), &more);
        assert!(
            docs.status.success(),
            "{list:?}: {}",
            String::from_utf8_lossy(&docs.stderr)
        );
        // Without a tool, the macros of the stub have no use.
        more.extend([
            "--emit",
            "metadata",
            "-A",
            "unused_macros",
            "-A",
            "unused_imports",
        ]);
        let built = run("rustc", &root, &folder.0, &more);
        assert!(
            built.status.success(),
            "{list:?}: {}",
            String::from_utf8_lossy(&built.stderr)
        );
    }
    let page = std::fs::read_to_string(folder.0.join("doc/procore/rfi/v1_0/struct.ListLists.html"));
    let page = page.unwrap();
    assert!(
        page.contains("../../wbs/v1_0/struct.ListItems.html"),
        "the link leads to the item"
    );
}

#[test]
fn each_use_of_what_is_deprecated_warns_once_and_nothing_else_does() {
    let folder = Folder::new("uses");
    let root = folder.write_crate();
    let features = features(&["rfi", "wbs"]);
    let mut more: Vec<_> = features.iter().map(String::as_str).collect();
    more.extend(["--emit", "metadata"]);
    assert!(run("rustc", &root, &folder.0, &more).status.success());
    let request = "use of deprecated struct `procore::rfi::v1_0::ListLists`: deprecated since 2022-03-31, \
                   no sunset date is set; use `procore::wbs::v1_0::ListItems` instead";
    let setter =
        "use of deprecated method `procore::rfi::v1_0::Body::filename`: use `name` instead";
    let field = "use of deprecated field `procore::rfi::v1_0::Body::filename`: use `name` instead";
    let value = "use of deprecated unit variant `procore::rfi::v1_0::Kind::Recordable`: \
                 Procore marks it as deprecated";
    let parameter = "use of deprecated method `procore::rfi::v1_0::ListRfis::q`: \
                     Procore marks it as deprecated";
    for (program, expected) in [
        ("let _ = v1_0::ListLists::new(1);", vec![request]),
        ("v1_0::ListLists::new(1).send();", vec![request]),
        (
            "let request: Option<v1_0::ListLists> = None; drop(request);",
            vec![request],
        ),
        (
            "let _ = v1_0::Body::new().filename(String::new());",
            vec![setter],
        ),
        ("let _ = v1_0::Body::new().filename;", vec![field]),
        ("let _ = v1_0::Kind::Recordable;", vec![value]),
        ("let _ = v1_0::ListRfis::new().q(1);", vec![parameter]),
        (
            "let _ = v1_0::Body::new().name(String::new()).is_default();",
            vec![],
        ),
        (
            "v1_0::ListRfis::new().send(); let _ = v1_0::Kind::New;",
            vec![],
        ),
        ("procore::wbs::v1_0::ListItems::new().send();", vec![]),
        ("let _ = procore::deprecations::DEPRECATIONS.len();", vec![]),
    ] {
        assert_eq!(warnings(&folder, program), expected, "{program}");
    }
}

/// What the compiler warns of in a program of one line.
fn warnings(folder: &Folder, line: &str) -> Vec<String> {
    let file = folder.0.join("user.rs");
    let source = format!(
        "#![allow(unused_imports)]\nuse procore::Operation;\nuse procore::rfi::*;\nfn main() {{ {line} }}\n"
    );
    std::fs::write(&file, source).unwrap();
    let library = format!("procore={}", folder.0.join("libprocore.rmeta").display());
    let output = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "--emit",
            "metadata",
            "--extern",
            &library,
        ])
        .arg("--out-dir")
        .arg(&folder.0)
        .arg(&file)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{line}: {said}");
    let lines = said
        .lines()
        .filter_map(|line| line.strip_prefix("warning: "));
    lines
        .filter(|line| line.starts_with("use of"))
        .map(str::to_owned)
        .collect()
}
