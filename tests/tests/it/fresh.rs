//! `generated/` is what `specs/` make, byte for byte.

use generator::pipeline::generate;
use tests::{files, project, specs};

#[test]
fn the_committed_crate_is_what_the_specs_make() {
    let made = generate(&specs()).expect("the specs are sound").files;
    let mut there = files(&project().join("generated"));
    there.remove("Cargo.lock");
    there.remove("written.sha256");
    let differing: Vec<&String> = made
        .keys()
        .chain(there.keys())
        .filter(|name| made.get(*name) != there.get(*name))
        .collect();
    assert!(
        differing.is_empty(),
        "run `cargo xtask generate`: {differing:?}"
    );
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let once = generate(&specs()).expect("the specs are sound").files;
    let again = generate(&specs()).expect("the specs are sound").files;
    assert!(once == again);
}
