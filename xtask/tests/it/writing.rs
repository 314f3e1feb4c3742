//! Nothing of a person is lost: what the commands write, replace, remove, and refuse to touch.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Descriptions of a shop; the second has other operations, and another tool.
const GEARS: &[&str] = &["Gears/gears/List Gears", "Cogs/cogs/List Cogs"];
const TEETH: &[&str] = &["Gears/gears/Show Gears", "Teeth/teeth/List Teeth"];

fn description(operations: &[&str]) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for operation in operations {
        let mut parts = operation.split('/');
        let mut part = || parts.next().unwrap();
        let (tool, resource, title) = (part(), part(), part());
        let path = title.to_lowercase().replace(' ', "_");
        text += &format!("  /rest/v1.0/{path}:\n    get:\n      tags: [Shop/{tool}/{resource}]\n");
        text += &format!("      summary: {title}\n      responses:\n        '200':\n");
        text += "          description: done\n          content:\n            application/json:\n";
        text +=
            "              schema:\n                type: object\n                properties:\n";
        text += &format!("                  {path}_id: {{type: integer}}\n");
    }
    text
}

/// A folder with the two descriptions in it.
struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("gears.yaml"), description(GEARS)).unwrap();
        fs::write(folder.path().join("teeth.yaml"), description(TEETH)).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    /// What a command said on standard error, and its exit code.
    fn run(&self, arguments: &[&str]) -> (String, i32) {
        said(&self.command(arguments).output().unwrap())
    }

    fn generate(&self, of: &str, more: &[&str]) -> (String, i32) {
        let of = format!("{of}.yaml");
        let mut arguments = vec!["generate", "--specs", &of, "--out", "out"];
        arguments.extend(more);
        self.run(&arguments)
    }

    fn import(&self, of: &str, more: &[&str]) -> (String, i32) {
        let of = format!("{of}.yaml");
        let mut arguments = vec!["import", &of, "--specs", "specs"];
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

fn said(output: &Output) -> (String, i32) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (said, output.status.code().unwrap())
}

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

/// Everything below a folder, with its age.
fn content(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(below) = open.pop() {
        for entry in fs::read_dir(below).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let age = fs::metadata(&path).unwrap().modified().unwrap();
                found.insert(path.clone(), (fs::read(path).unwrap(), age));
            }
        }
    }
    found
}

#[test]
fn a_folder_that_is_no_crate_of_ours_is_refused() {
    for (name, text) in [
        ("src/main.rs", "fn main() {}"),
        ("Cargo.toml", "[package]\nname = \"mine\"\n"),
        ("crates/procore/Cargo.toml", "# nested"),
        ("notes.txt", "mine"),
    ] {
        let shop = Shop::new();
        shop.write(&format!("out/{name}"), text);
        shop.write("out/.git/HEAD", "ref: refs/heads/main");
        let before = content(&shop.path("out"));
        for flags in [&[][..], &["--force"]] {
            is_refused(shop.generate("gears", flags), &["out", "is no crate"]);
            assert_eq!(content(&shop.path("out")), before, "{name}");
        }
    }
    let shop = Shop::new();
    shop.write("out", "a file");
    is_refused(shop.generate("gears", &[]), &["out", "no folder"]);
    assert_eq!(shop.read("out"), "a file");
}

#[test]
fn a_new_repository_becomes_a_crate_and_dot_files_are_never_touched() {
    let shop = Shop::new();
    shop.write("out/.git/HEAD", "ref: refs/heads/main");
    shop.write("out/.gitignore", "target");
    is_fine(shop.generate("gears", &[]));
    shop.write("out/src/.mine", "mine");
    shop.write("out/src/gears/.mine", "mine");
    let dots = [
        "out/.git/HEAD",
        "out/.gitignore",
        "out/src/.mine",
        "out/src/gears/.mine",
    ];
    let before = content(&shop.path("out"));
    is_fine(shop.generate("teeth", &[]));
    is_fine(shop.generate("gears", &["--force"]));
    let after = content(&shop.path("out"));
    for name in dots {
        assert_eq!(after[&shop.path(name)], before[&shop.path(name)]);
    }
    let names = |tree: &BTreeMap<PathBuf, _>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before), "nothing else is left");
}

#[test]
fn files_of_a_person_in_the_crate_stay() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    let mine = [
        (
            "out/src/mine.rs",
            "// Generated by `cargo xtask generate`; do not edit.\nmine",
        ),
        ("out/src/cogs/v1_0/mine.rs", "mine"),
        ("out/tests/mine.rs", "mine"),
        ("out/Cargo.lock", "mine"),
        ("out/target/mine", "mine"),
        ("out/empty/.keep", ""),
    ];
    for (name, text) in mine {
        shop.write(name, text);
    }
    is_fine(shop.generate("teeth", &[]));
    for (name, text) in mine {
        assert_eq!(shop.read(name), text, "{name}");
    }
    assert!(
        !shop.path("out/src/cogs/v1_0/cogs.rs").exists(),
        "ours goes"
    );
    is_fine(shop.generate("teeth", &["--check"]));
}

#[test]
fn edits_of_a_person_are_refused_to_lose() {
    for name in [
        "out/src/gears/v1_0/gears.rs",
        "out/src/cogs/v1_0/cogs.rs",
        "out/README.md",
    ] {
        let shop = Shop::new();
        is_fine(shop.generate("gears", &[]));
        let edited = shop.read(name) + "// mine\n";
        shop.write(name, &edited);
        is_refused(
            shop.generate("teeth", &[]),
            &[&name[4..], "changed", "--force"],
        );
        assert_eq!(shop.read(name), edited);
        assert!(
            !shop.path("out/src/teeth").exists(),
            "nothing is written at all"
        );
        is_fine(shop.generate("teeth", &["--force"]));
        is_fine(shop.generate("teeth", &["--check"]));
    }
}

#[test]
fn a_file_of_a_person_where_ours_would_go_is_refused_to_lose() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    shop.write("out/src/teeth/mod.rs", "mine");
    is_refused(
        shop.generate("teeth", &[]),
        &["src/teeth/mod.rs", "--force"],
    );
    assert_eq!(shop.read("out/src/teeth/mod.rs"), "mine");
    is_fine(shop.generate("teeth", &["--force"]));
}

#[test]
fn line_ends_are_no_edits() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    for path in content(&shop.path("out")).keys() {
        let text = fs::read_to_string(path).unwrap();
        fs::write(path, text.replace('\n', "\r\n")).unwrap();
    }
    is_fine(shop.generate("gears", &["--check"]));
    let before = content(&shop.path("out"));
    is_fine(shop.generate("gears", &[]));
    assert_eq!(content(&shop.path("out")), before, "nothing is written");
    is_fine(shop.generate("teeth", &[]));
    is_fine(shop.generate("teeth", &["--check"]));
}

#[test]
fn both_sides_of_a_merged_record_count() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    let ours = shop.read("out/written.sha256");
    is_fine(shop.generate("teeth", &[]));
    let theirs = shop.read("out/written.sha256");
    let merged = format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n");
    shop.write("out/written.sha256", &merged);
    is_fine(shop.generate("gears", &[]));
    is_fine(shop.generate("gears", &["--check"]));
}

#[test]
fn without_a_record_what_carries_the_mark_goes_only_when_told() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    fs::remove_file(shop.path("out/written.sha256")).unwrap();
    is_fine(shop.generate("gears", &[]));
    fs::remove_file(shop.path("out/written.sha256")).unwrap();
    shop.write("out/src/mine.rs", "mine");
    is_refused(
        shop.generate("teeth", &[]),
        &["src/cogs/v1_0/cogs.rs", "--force"],
    );
    is_fine(shop.generate("teeth", &["--force"]));
    assert!(!shop.path("out/src/cogs").exists());
    assert_eq!(shop.read("out/src/mine.rs"), "mine");

    is_fine(shop.import("gears", &[]));
    let copy = shop.read("specs/cogs.yaml");
    shop.write("specs/copy.yaml", &copy);
    is_refused(shop.import("teeth", &[]), &["copy.yaml", "--force"]);
    is_fine(shop.import("teeth", &["--force"]));
    assert!(!shop.path("specs/copy.yaml").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_followed_nor_replaced() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    let name = "out/src/gears/v1_0/gears.rs";
    fs::rename(shop.path(name), shop.path("mine.rs")).unwrap();
    std::os::unix::fs::symlink(shop.path("mine.rs"), shop.path(name)).unwrap();
    let before = shop.read("mine.rs");
    is_refused(shop.generate("teeth", &[]), &["gears.rs", "link"]);
    assert_eq!(shop.read("mine.rs"), before);

    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    fs::rename(shop.path("out/src"), shop.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(shop.path("elsewhere"), shop.path("out/src")).unwrap();
    let before = content(&shop.path("elsewhere"));
    is_refused(shop.generate("teeth", &["--force"]), &["src", "link"]);
    assert_eq!(content(&shop.path("elsewhere")), before);

    // Where a run puts what it has not finished.
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    shop.write("elsewhere/0.new", "mine");
    std::os::unix::fs::symlink(shop.path("elsewhere"), shop.path("out/.xtask-staged")).unwrap();
    is_refused(shop.generate("teeth", &["--force"]), &[".xtask-staged"]);
    assert_eq!(shop.read("elsewhere/0.new"), "mine");
}

#[test]
fn what_a_killed_run_seems_to_have_left_is_not_taken_at_its_word() {
    let shop = Shop::new();
    is_fine(shop.generate("gears", &[]));
    shop.write("precious", "mine");
    shop.write("out/mine", "mine");
    let plan = "remove\t-\t../precious\nremove\t-\tmine\nwrite\t-\t.git/config\n";
    shop.write("out/.xtask-staged/plan", plan);
    shop.write("out/.xtask-staged/2.new", "[core]");
    is_fine(shop.generate("gears", &[]));
    assert_eq!(shop.read("precious"), "mine");
    assert_eq!(shop.read("out/mine"), "mine");
    assert!(!shop.path("out/.git").exists());
    shop.write("out/.xtask-staged/notes.txt", "mine");
    is_refused(shop.generate("teeth", &[]), &[".xtask-staged"]);
    assert_eq!(shop.read("out/.xtask-staged/notes.txt"), "mine");
}

#[test]
fn an_import_removes_and_replaces_only_what_an_import_wrote() {
    let shop = Shop::new();
    shop.write("specs/compose.yaml", "services: {}\n");
    for flags in [&[][..], &["--force"]] {
        is_refused(shop.import("gears", flags), &["compose.yaml", "import"]);
        assert_eq!(shop.read("specs/compose.yaml"), "services: {}\n");
        assert!(!shop.path("specs/gears.yaml").exists());
    }
    fs::remove_file(shop.path("specs/compose.yaml")).unwrap();
    let mine = [
        "specs/.mine.yaml",
        "specs/README.md",
        "specs/overlays/notes.txt",
    ];
    for name in mine {
        shop.write(name, "mine");
    }
    is_fine(shop.import("gears", &[]));
    is_fine(shop.import("teeth", &[]));
    assert!(!shop.path("specs/cogs.yaml").exists());
    for name in mine {
        assert_eq!(shop.read(name), "mine");
    }
}

#[test]
fn names_set_by_hand_are_input_and_other_edits_are_refused_to_lose() {
    let shop = Shop::new();
    is_fine(shop.import("gears", &[]));
    let text = shop.read("specs/gears.yaml");
    assert!(text.contains("v1_0.ListGearsResponse"), "{text}");
    let named = text.replace("v1_0.ListGearsResponse", "v1_0.Wheels");
    let named = named.replace(
        "      summary: List",
        "      x-rust-name: AllGears\n      summary: List",
    );
    shop.write("specs/gears.yaml", &named);
    is_fine(shop.import("gears", &[]));
    let kept = shop.read("specs/gears.yaml");
    assert!(
        kept.contains("v1_0.Wheels") && !kept.contains("v1_0.ListGearsResponse"),
        "{kept}"
    );
    is_fine(shop.import("teeth", &[]));

    let edited = shop
        .read("specs/gears.yaml")
        .replace("type: integer", "type: string");
    shop.write("specs/gears.yaml", &edited);
    is_refused(
        shop.import("gears", &[]),
        &["gears.yaml", "overlay", "--force"],
    );
    assert_eq!(shop.read("specs/gears.yaml"), edited);
    is_fine(shop.import("gears", &["--force"]));
    assert!(!shop.read("specs/gears.yaml").contains("type: string"));
}

#[test]
fn announcements_that_a_person_edited_are_refused_to_lose() {
    let shop = Shop::new();
    is_fine(shop.import("gears", &[]));
    shop.write("page.md", "# Nothing\n");
    let notices = |flags: &[&str]| {
        let mut arguments = vec!["import-notices", "page.md", "--specs", "specs"];
        arguments.extend(flags);
        shop.run(&arguments)
    };
    is_fine(notices(&[]));
    is_fine(notices(&[]));
    is_fine(shop.import("teeth", &[]));
    is_fine(notices(&[]));
    let edited = shop.read("specs/notices.yaml") + "# mine\n";
    shop.write("specs/notices.yaml", &edited);
    is_refused(notices(&[]), &["notices.yaml", "--force"]);
    assert_eq!(shop.read("specs/notices.yaml"), edited);
    is_fine(notices(&["--force"]));
}

#[test]
fn runs_at_once_on_one_folder_leave_it_whole() {
    let shop = Shop::new();
    let mut whole = Vec::new();
    for of in ["gears", "teeth"] {
        let out = format!("alone-{of}");
        is_fine(shop.run(&["generate", "--specs", &format!("{of}.yaml"), "--out", &out]));
        whole.push(texts(&shop.path(&out)));
    }
    for _ in 0..6 {
        let start = |of: &str| -> Child {
            let of = format!("{of}.yaml");
            let mut command = shop.command(&["generate", "--specs", &of, "--out", "out"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let runs: Vec<Child> = ["gears", "teeth", "gears", "teeth"].map(start).into();
        for run in runs {
            is_fine(said(&run.wait_with_output().unwrap()));
        }
        assert!(whole.contains(&texts(&shop.path("out"))));
    }
}

fn texts(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let found = content(folder).into_iter();
    let found = found.map(|(path, (bytes, _))| (path.strip_prefix(folder).unwrap().into(), bytes));
    found.collect()
}

#[cfg(unix)]
#[test]
fn a_device_or_a_pipe_is_no_description() {
    let shop = Shop::new();
    let pipe = shop.path("pipe.yaml");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for path in ["/dev/zero", "pipe.yaml", "."] {
        for command in [
            &["lint", path][..],
            &["import", path, "--specs", "specs"],
            &["import-notices", path, "--specs", "specs"],
        ] {
            // A folder may be a description of many documents.
            if path == "." && command[0] != "import-notices" {
                continue;
            }
            is_refused(shop.run(command), &[path, "no file"]);
        }
    }
    is_refused(
        shop.run(&["generate", "--specs", "/dev/zero"]),
        &["no file"],
    );
    fs::create_dir(shop.path("specs")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", shop.path("specs/naming.yaml")).unwrap();
    is_refused(shop.import("gears", &[]), &["naming.yaml", "no file"]);
}

#[test]
fn every_read_is_bounded() {
    let shop = Shop::new();
    shop.write("page.md", &"long\n".repeat(1000));
    shop.write("specs/naming.yaml", &"# long\n".repeat(1000));
    for arguments in [
        &["import-notices", "page.md", "--specs", "new"][..],
        &["import", "gears.yaml", "--specs", "specs"],
    ] {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--max-bytes", "3000"]);
        let (said, exit) = shop.run(&arguments);
        assert_ne!(exit, 0);
        assert!(said.contains("3000") && said.contains("bytes"), "{said}");
    }
}
