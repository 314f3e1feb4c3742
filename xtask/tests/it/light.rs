//! Whoever calls a command for the first time waits for all that it depends on: that stays little.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What is built before a command runs: each crate with its version and features.
fn built() -> BTreeSet<String> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", "xtask"])
        .args(["--edges", "normal,build", "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p} [{f}]"])
        .current_dir(project)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn name(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// A number that is raised with a reason: see what `cargo build --timings -p xtask` says of the new one.
#[test]
fn the_commands_depend_on_few_crates() {
    let built = built();
    assert!(built.len() <= 95, "{}: {built:#?}", built.len());
    // An HTTP client belongs to `fetch`; ICU takes as long as half of the generator.
    for heavy in ["reqwest", "tokio", "url", "idna", "icu_segmenter"] {
        assert!(!built.iter().any(|line| name(line) == heavy), "{heavy}");
    }
}

/// Once for the generator, which walks the sources of others with it, and once for derive macros; each more
/// set of features is one more build.
#[test]
fn syn_is_built_for_derive_macros_and_for_the_generator_alone() {
    let built = built();
    let of_three = built.iter().filter(|line| line.starts_with("syn v3"));
    assert!(of_three.count() <= 2, "{built:#?}");
}
