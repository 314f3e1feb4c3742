//! What `record!` costs the compiler: the time of `cargo check` for a crate of the size of the
//! whole API, as a ratio to the same crate with serde's derive.
//!
//! It writes two crates into the temporary folder and checks each twice, so it takes minutes.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const RECORDS: usize = 2_900;
const MODULES: usize = 50;

fn main() {
    let root = std::env::temp_dir().join("runtime-compile-bench");
    let ours = measure(&root.join("records"), true);
    let derived = measure(&root.join("derived"), false);
    let ratio = ours.as_secs_f64() / derived.as_secs_f64();
    println!(
        "cargo check of {RECORDS} records: record! {ours:?} / derive {derived:?} = {ratio:.2}"
    );
}

/// Writes a crate and checks it: once for its dependencies, once for itself.
fn measure(folder: &Path, ours: bool) -> Duration {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    drop(std::fs::remove_dir_all(folder.join("src")));
    copy(&own.join("src/runtime"), &folder.join("src/runtime"));
    let mut lib =
        String::from("//! Measured.\n#![allow(missing_docs, dead_code)]\npub mod runtime;\n");
    let mut fields = 0;
    for module in 0..MODULES {
        let text = records(module, ours, &mut fields);
        std::fs::write(folder.join(format!("src/m{module}.rs")), text).unwrap();
        writeln!(lib, "pub mod m{module};").unwrap();
    }
    std::fs::write(folder.join("src/lib.rs"), &lib).unwrap();
    std::fs::write(folder.join("Cargo.toml"), manifest(own)).unwrap();
    let lock: PathBuf = own.join("../../Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).unwrap();
    check(folder);
    lib.push_str("// changed\n");
    std::fs::write(folder.join("src/lib.rs"), &lib).unwrap();
    let begun = Instant::now();
    check(folder);
    let took = begun.elapsed();
    println!("{fields} fields: {took:?}");
    took
}

fn check(folder: &Path) {
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", folder.parent().unwrap().join("target"))
        .current_dir(folder)
        .status();
    assert!(status.unwrap().success(), "the crate does not compile");
}

/// The tables of the runtime's manifest, as the generator copies them.
fn manifest(own: &Path) -> String {
    let text = std::fs::read_to_string(own.join("Cargo.toml")).unwrap();
    let tables = text
        .split_once("[features]")
        .unwrap()
        .1
        .split_once("[lints]")
        .unwrap()
        .0;
    let tables = tables.replace(
        "serde = { version = \"1\", default-features = false, features = [\"std\"] }",
        "serde = { version = \"1\", features = [\"derive\"] }",
    );
    format!(
        "[package]\nname = \"measured\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]{tables}\n[workspace]\n"
    )
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The records of a module; their fields are of the sizes and kinds that the API has.
fn records(module: usize, ours: bool, fields: &mut usize) -> String {
    const SIZES: [usize; 12] = [2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 12, 18];
    const TYPES: [&str; 10] = [
        "i64", "String", "bool", "String", "DateTime", "i64", "Decimal", "Date", "String", "f64",
    ];
    let mut text = String::from("use crate::runtime::prelude::*;\n");
    for index in 0..RECORDS / MODULES {
        let size = SIZES[(index * 7 + module) % SIZES.len()];
        *fields += size;
        let derive = if ours {
            ""
        } else {
            ", serde::Serialize, serde::Deserialize"
        };
        let mut types = String::new();
        let mut keys = String::new();
        for field in 0..size {
            let ty = match (field + index) % 7 {
                5 if index > 0 => format!("T{}", index / 2),
                6 if index > 0 => format!("Vec<T{}>", index / 3),
                _ => TYPES[(field * 3 + index) % TYPES.len()].to_owned(),
            };
            writeln!(types, "    pub field_{field}_{index}: Option<{ty}>,").unwrap();
            writeln!(
                keys,
                "    {field} field_{field}_{index} \"field_{field}_{index}\","
            )
            .unwrap();
        }
        writeln!(text, "#[derive(Debug, Clone, Default, PartialEq{derive})]").unwrap();
        let extra = if ours { "    pub extra: Extra,\n" } else { "" };
        writeln!(text, "pub struct T{index} {{\n{types}{extra}}}").unwrap();
        if ours {
            writeln!(text, "record!(T{index} {{\n{keys}}});").unwrap();
        }
    }
    text
}
