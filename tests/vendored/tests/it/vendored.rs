//! The crate as a user vendors it: in an empty workspace it compiles alone, with all tools and with
//! some; a use of a deprecated request is one warning that names what to use instead, and nothing else
//! warns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::FileTree;
use generator::emit::{RuntimeFiles, emit};
use generator::passes::select;
use tests::{api, files, project};

/// What `cargo check` printed, and whether it passed.
struct Checked {
    passed: bool,
    output: String,
}

/// A workspace of its own, with the crate in it and a program for each way of using it. It stays
/// where it is between runs, so that only what changed is checked again.
fn workspace() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendored");
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in files(&project().join("generated")) {
        there.insert(format!("procore/{name}"), text);
    }
    for (name, text) in [("one", one_use()), ("rest", every_other_use())] {
        there.insert(format!("{name}/Cargo.toml"), manifest(name));
        there.insert(format!("{name}/src/lib.rs"), text);
    }
    lay(&folder, &["procore", "one", "rest"], there);
    folder
}

/// Makes a folder a workspace with these files, and with the project's lock file; what is there already
/// stays as old as it is.
fn lay(folder: &Path, members: &[&str], mut there: FileTree) {
    let lock = fs::read_to_string(project().join("Cargo.lock")).unwrap();
    there.insert("Cargo.lock".into(), lock);
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    there.insert("Cargo.toml".into(), workspace);
    for name in files(folder).keys() {
        // The lock file is pruned by the first run, and that is well.
        if !there.contains_key(name) {
            fs::remove_file(folder.join(name)).unwrap();
        }
    }
    for (name, text) in there {
        let path = folder.join(&name);
        let same = fs::read_to_string(&path).is_ok_and(|old| old == text);
        let pruned = name == "Cargo.lock" && path.exists() && !stale_lock(folder);
        if !same && !pruned {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

/// Whether the project's lock file changed after it was copied.
fn stale_lock(folder: &Path) -> bool {
    let time = |path: PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
    time(project().join("Cargo.lock")) > time(folder.join("Cargo.lock"))
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         procore = {{ path = \"../procore\", default-features = false, features = [\"full\"] }}\n"
    )
}

fn one_use() -> String {
    "#![deny(warnings)]\n\
     pub fn delete() {\n    \
         drop(procore::work_breakdown_structure::v1_0::DeleteSubJob::new(1.into(), 2.into()));\n\
     }\n"
    .to_owned()
}

/// Every request that is not deprecated, every type, the modules whole, and the tables.
fn every_other_use() -> String {
    let api = api();
    let mut text = "#![deny(warnings)]\n".to_owned();
    for tool in &api.tools {
        for version in &tool.versions {
            let (tool, version) = (&tool.module, &version.module);
            writeln!(
                text,
                "pub use procore::{tool}::{version} as {tool}_{version};"
            )
            .unwrap();
        }
    }
    text.push_str("pub fn used<T>() {}\npub fn all() {\n    used::<procore::Client>();\n");
    let live = api.operations().filter(|o| o.deprecation.is_none());
    let requests = live.map(|operation| operation.rust.to_string());
    let paths: Vec<String> = requests
        .chain(api.types().map(|ty| ty.rust.to_string()))
        .collect();
    assert!(paths.len() > 5_000, "{}", paths.len());
    for path in paths {
        writeln!(text, "    used::<{path}>();").unwrap();
    }
    text.push_str("}\n");
    text
}

fn check(folder: &Path, package: &str, more: &[&str]) -> Checked {
    let output = Command::new(env!("CARGO"))
        .args([
            "check",
            "--offline",
            "--color",
            "never",
            "--package",
            package,
        ])
        .args(more)
        .current_dir(folder)
        // Without the flags of whoever runs the tests.
        .env_remove("RUSTFLAGS")
        .env("CARGO_TARGET_DIR", project().join("target/vendored"))
        .output()
        .unwrap();
    Checked {
        passed: output.status.success(),
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn the_crate_compiles_alone_and_a_deprecated_use_is_reported_once() {
    // One test, because the three checks share a folder and a build.
    let folder = workspace();
    let alone = ["--no-default-features", "--features", "rfi"];
    compiles(&check(&folder, "procore", &alone));
    compiles(&check(&folder, "rest", &[]));

    let one = check(&folder, "one", &[]);
    assert!(!one.passed);
    let uses = one.output.matches("error: use of deprecated").count();
    assert_eq!(uses, 1, "{}", one.output);
    let note = "deprecated since 2022-03-31, no sunset date is set; use \
                `procore::work_breakdown_structure::v1_0::DeleteProjectSegmentItem` instead";
    assert!(one.output.contains(note), "{}", one.output);
}

#[test]
fn some_tools_compile_without_the_others() {
    // Of the requests of the one tool, many are replaced by those of a tool that is left out.
    let tools = ["field-productivity", "tax"].map(str::to_owned);
    let api = select(api(), &BTreeSet::from(tools));
    assert!(api.left_out.len() > 5, "{}", api.left_out.len());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("some");
    let files = emit(&api, &RuntimeFiles::embedded()).unwrap().into_iter();
    let files = files.map(|(name, text)| (format!("procore/{name}"), text));
    lay(&folder, &["procore"], files.collect());
    for features in ["", "full", "tax,testing"] {
        let features = ["--no-default-features", "--features", features];
        compiles(&check(&folder, "procore", &features));
    }
}

/// Passed without a warning.
#[track_caller]
fn compiles(checked: &Checked) {
    assert!(checked.passed, "{}", checked.output);
    assert!(!checked.output.contains("warning"), "{}", checked.output);
}
