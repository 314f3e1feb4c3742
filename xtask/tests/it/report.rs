//! `report`: where the page goes, what it is compared with, and what it does not replace.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

use crate::diff::description;

fn report(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("report")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn write(folder: &Path, name: &str, gears: &[&str]) {
    let content = description(&json!([]), gears);
    fs::write(folder.join(name), content.to_string()).unwrap();
}

#[test]
fn a_page_is_written_and_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "new.json", &["Gears", "Wheels"]);
    let arguments = ["--specs", "new.json", "--out", "there/page.html"];
    let first = report(folder, &arguments);
    assert!(first.status.success(), "{first:?}");
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(
        said.starts_with("there/page.html: ") && said.ends_with(" kB\n"),
        "{said}"
    );
    let page = fs::read_to_string(folder.join("there/page.html")).unwrap();
    for path in ["Gears", "Wheels"].map(|name| format!("procore::gears::v1_0::List{name}")) {
        assert!(page.contains(&path), "{path}");
    }
    assert!(report(folder, &arguments).status.success());
    assert_eq!(
        page,
        fs::read_to_string(folder.join("there/page.html")).unwrap()
    );
}

#[test]
fn what_changed_is_in_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "old.json", &["Gears"]);
    write(folder, "new.json", &["Gears", "Wheels"]);
    let output = report(
        folder,
        &[
            "--specs",
            "new.json",
            "--since",
            "old.json",
            "--out",
            "page.html",
        ],
    );
    assert!(output.status.success(), "{output:?}");
    let page = fs::read_to_string(folder.join("page.html")).unwrap();
    assert!(
        page.contains("From old.json to 1: 2 operations before, 3 after. Semver step: minor."),
        "{page}"
    );
}

#[test]
fn a_file_of_somebody_else_stays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "new.json", &["Gears"]);
    fs::write(folder.join("page.html"), "<!DOCTYPE html>\nmine").unwrap();
    let output = report(folder, &["--specs", "new.json", "--out", "page.html"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("page.html is there, and is no page that this command made"),
        "{said}"
    );
    assert_eq!(
        fs::read_to_string(folder.join("page.html")).unwrap(),
        "<!DOCTYPE html>\nmine"
    );
}
