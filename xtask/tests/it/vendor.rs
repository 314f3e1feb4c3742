//! Some tools of the client in a folder of another project, and specs of some tools only.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An operation: tool, resource, title.
type Operation = (&'static str, &'static str, &'static str);

const OPERATIONS: &[Operation] = &[
    ("Gears", "gears", "List Gears"),
    ("Cogs", "cogs", "List Cogs"),
    ("Big Teeth", "teeth", "List Teeth"),
];

fn description(operations: &[Operation]) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: 2026-03}\npaths:\n".to_owned();
    for (tool, resource, title) in operations {
        let path = title.to_lowercase().replace(' ', "_");
        write!(
            text,
            "  /rest/v1.0/{path}:
    get:
      tags: [Shop/{tool}/{resource}]
      summary: {title}
      responses:
        '200':
          description: done
          content:
            application/json:
              schema:
                type: object
                properties:
                  {path}: {{type: string}}
                  owner: {{type: object, properties: {{login: {{type: string}}}}}}
"
        )
        .unwrap();
    }
    text
}

/// A folder with the specs of the description in it.
struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        let shop = Self(tempfile::tempdir().unwrap());
        fs::write(shop.path("shop.yaml"), description(OPERATIONS)).unwrap();
        is_fine(shop.run(&["import", "shop.yaml", "--specs", "specs"]));
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> (String, i32) {
        run_in(self.0.path(), arguments)
    }

    fn vendor(&self, tools: &str, more: &[&str]) -> (String, i32) {
        let mut arguments = vec!["vendor", "out", "--specs", "specs", "--tools", tools];
        arguments.extend(more);
        self.run(&arguments)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

/// What a command said on standard error, and its exit code.
fn run_in(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, output.status.code().unwrap())
}

#[track_caller]
fn is_fine((said, exit): (String, i32)) {
    assert_eq!(exit, 0, "{said}");
}

#[track_caller]
fn is_refused((said, exit): (String, i32), words: &[&str]) {
    assert_eq!(exit, 2, "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} in {said}");
    }
}

/// Everything below a folder, by the path in it.
fn content(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_crate_has_its_tools_its_licences_and_what_it_is_from() {
    let shop = Shop::new();
    is_fine(shop.vendor("gears,big-teeth", &[]));
    let manifest = shop.read("out/Cargo.toml");
    for there in [
        "\ngears = []\n",
        "\nbig-teeth = []\n",
        "rust-version = ",
        "license = ",
    ] {
        assert!(manifest.contains(there), "{there} in {manifest}");
    }
    let is_there = |name: &str| shop.path(&format!("out/{name}")).exists();
    assert!(is_there("src/gears/v1_0/gears.rs") && is_there("src/big_teeth/v1_0/teeth.rs"));
    assert!(is_there("LICENSE-MIT") && is_there("LICENSE-APACHE"));
    for (name, bytes) in content(&shop.path("out")) {
        let text = String::from_utf8(bytes).unwrap();
        let is_runtime = name.starts_with("src/runtime");
        assert!(
            is_runtime || !text.to_lowercase().contains("cogs"),
            "{name:?}"
        );
    }
    let note = shop.read("out/VENDORED.md");
    for said in [
        "`2026-03`",
        "| big-teeth, gears |",
        "--specs SPECS --tools big-teeth,gears\n",
    ] {
        assert!(note.contains(said), "{said} in {note}");
    }
    is_fine(shop.run(&["vendor", "all", "--specs", "specs"]));
    assert!(shop.path("all/src/cogs/v1_0/cogs.rs").exists());
    assert!(shop.read("all/VENDORED.md").contains("--specs SPECS\n"));
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_it_is() {
    let (here, there) = (Shop::new(), Shop::new());
    is_fine(here.vendor("gears,cogs", &[]));
    let (specs, out) = (there.path("specs"), there.path("far/away"));
    fs::create_dir_all(there.path("far")).unwrap();
    let (specs, out) = (specs.to_str().unwrap(), out.to_str().unwrap());
    let arguments = [
        "vendor",
        out,
        "--tools",
        "cogs,gears,cogs",
        "--specs",
        specs,
    ];
    is_fine(run_in(&there.path("far"), &arguments));
    assert_eq!(content(&here.path("out")), content(&there.path("far/away")));

    let digest = |note: String| {
        note.lines()
            .find(|line| line.contains("SHA-256"))
            .map(str::to_owned)
    };
    let before = digest(here.read("out/VENDORED.md"));
    let tool = here.read("specs/gears.yaml");
    here.write("specs/gears.yaml", &tool.replace('\n', "\r\n"));
    is_fine(here.vendor("gears,cogs", &["--check"]));
    here.write(
        "specs/gears.yaml",
        &tool.replace("List Gears", "List All Gears"),
    );
    is_fine(here.vendor("gears,cogs", &[]));
    assert_ne!(digest(here.read("out/VENDORED.md")), before);
}

#[test]
fn other_tools_replace_those_that_were_there_and_files_of_a_person_stay() {
    let shop = Shop::new();
    is_fine(shop.vendor("gears,cogs", &[]));
    let mine = [
        ("out/src/mine.rs", "mine"),
        ("out/src/cogs/v1_0/mine.rs", "mine"),
        ("out/Cargo.lock", "mine"),
        ("out/.gitignore", "mine"),
    ];
    for (name, text) in mine {
        shop.write(name, text);
    }
    is_fine(shop.vendor("gears,big_teeth", &[]));
    assert!(!shop.path("out/src/cogs/v1_0/cogs.rs").exists());
    assert!(shop.path("out/src/big_teeth/v1_0/teeth.rs").exists());
    assert!(!shop.read("out/Cargo.toml").contains("cogs"));
    for (name, text) in mine {
        assert_eq!(shop.read(name), text, "{name}");
    }
    is_fine(shop.vendor("big-teeth,gears", &["--check"]));
    let (said, exit) = shop.vendor("gears", &["--check"]);
    assert_eq!(exit, 1);
    assert!(said.contains("extra: src/big_teeth/mod.rs"), "{said}");
}

#[test]
fn edits_and_folders_of_others_are_refused() {
    let shop = Shop::new();
    is_fine(shop.vendor("gears,cogs", &[]));
    for name in [
        "out/src/cogs/v1_0/cogs.rs",
        "out/LICENSE-MIT",
        "out/VENDORED.md",
    ] {
        let written = shop.read(name);
        shop.write(name, &(written.clone() + "mine\n"));
        is_refused(
            shop.vendor("big-teeth", &[]),
            &[&name[4..], "changed", "--force"],
        );
        assert!(shop.read(name).ends_with("mine\n"));
        assert!(
            !shop.path("out/src/big_teeth").exists(),
            "nothing is written"
        );
        shop.write(name, &written);
    }
    // All tools would come into a crate that has some.
    let arguments = ["generate", "--specs", "specs", "--out", "out"];
    is_refused(shop.run(&arguments), &["cargo xtask vendor", "VENDORED.md"]);

    shop.write("mine/src/main.rs", "fn main() {}");
    is_refused(
        shop.run(&["vendor", "mine", "--specs", "specs"]),
        &["mine", "is no crate"],
    );
    assert_eq!(content(&shop.path("mine")).len(), 1);
}

#[test]
fn wrong_names_are_all_said_with_those_that_are_like_them() {
    let shop = Shop::new();
    let (said, exit) = shop.vendor("gaers,cogs,cog", &["--quiet"]);
    assert_eq!(exit, 2);
    assert_eq!(
        said,
        "error: no tool is called `gaers`; there is `gears`\nno tool is called `cog`; there is `cogs`\n"
    );
    is_refused(
        shop.vendor("gears,weather", &[]),
        &["no tool is called `weather`\nThe tools are big-teeth, cogs, gears.\n"],
    );
    assert!(!shop.path("out").exists());
}

#[test]
fn specs_of_some_tools_generate_and_tables_of_all_are_no_fault() {
    let shop = Shop::new();
    let row = |i: usize| {
        format!("- operation: GET /rest/v1.0/gone_{i}\n  reason: told\n  source: a letter\n")
    };
    let rows: String = (0..20).map(row).collect();
    let last = "- operation: GET /rest/v1.0/list_cogs\n  reason: told\n  source: a letter\n";
    shop.write("specs/deprecations.yaml", &format!("{rows}{last}"));
    for gone in ["gears", "big-teeth"] {
        fs::remove_file(shop.path(&format!("specs/{gone}.yaml"))).unwrap();
    }
    let (said, exit) = shop.run(&["generate", "--specs", "specs", "--out", "out"]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("0 errors, 0 warnings, 1 hint"), "{said}");
    assert!(said.contains("20 warnings are left out"), "{said}");
    assert!(
        shop.read("out/src/cogs/v1_0/cogs.rs")
            .contains("#[deprecated")
    );

    // A row or two that a description has left behind are worth a look each.
    shop.write("specs/deprecations.yaml", &format!("{}{last}", row(1)));
    let (said, exit) = shop.run(&["generate", "--specs", "specs", "--out", "out"]);
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("deprecations-unknown-operation"), "{said}");
}

#[test]
fn a_folder_of_published_documents_generates_and_one_without_any_is_refused() {
    let shop = Shop::new();
    shop.write("published/gears.yaml", &description(&OPERATIONS[..1]));
    shop.write("published/cogs.yaml", &description(&OPERATIONS[1..2]));
    is_fine(shop.run(&["generate", "--specs", "published", "--out", "out"]));
    for name in ["gears/v1_0/gears.rs", "cogs/v1_0/cogs.rs"] {
        assert!(shop.path(&format!("out/src/{name}")).exists(), "{name}");
    }
    for (name, text) in [
        ("empty/notes.txt", ""),
        ("tables/naming.yaml", "operations: []\n"),
    ] {
        shop.write(name, text);
        let folder = name.split('/').next().unwrap();
        let arguments = ["generate", "--specs", folder, "--out", "new"];
        is_refused(shop.run(&arguments), &[folder, "no document"]);
        assert!(!shop.path("new").exists());
    }
}
